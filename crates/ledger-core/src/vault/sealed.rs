//! One holder's line of a vault file: sealed, opened, written and read.
//!
//! ```text
//! {"account":"LC01-000123-Q","key":"<base64>","data":"<base64>"}
//!
//! key  = nonce (24) ‖ XChaCha20-Poly1305(vault key,  the holder's key (32))      ‖ tag (16)
//! data = nonce (24) ‖ XChaCha20-Poly1305(holder's key, identity padded with spaces) ‖ tag (16)
//!
//! associated data of key:  "wenming vault key v1\n"  + account number
//! associated data of data: "wenming vault data v1\n" + account number
//! identity: {"name":"张三","phone":"13800138000","id_number":"…","people":4,"birth_year":2015,
//!            "guardian":"张建国"}, absent keys unknown
//! ```
//!
//! The account number is authenticated with both parts, so neither opens in
//! another holder's line. The identity is padded to a multiple of 256 bytes:
//! nearly everybody's takes 256, whether or not an ID number or a guardian is in it,
//! so a line's length tells nobody apart, and no child from the others. A line is read
//! strictly: it has to be what writing it again gives.
//!
//! Lines of earlier versions have neither `birth_year` nor `guardian` and are padded to
//! 128 bytes; they open as they did. An earlier version does not open a line with one
//! of the two, and says so.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305, XNonce};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Details, Identity, LineDamage, VaultError, VaultKey};
use crate::ids::AccountNo;
use crate::keys::random;

const NONCE: usize = 24;
const TAG: usize = 16;
const KEY: usize = 32;
const WRAPPED: usize = NONCE + KEY + TAG;
/// The plaintext of an identity is written as a multiple of so many bytes.
const PAD: usize = 256;
/// And read as a multiple of so many: earlier versions padded to these.
const READ_PAD: usize = 128;
/// More than the longest identity takes, so that its plaintext is never moved about.
const ROOM: usize = 1024;

/// One holder's line, still sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    account: AccountNo,
    key: Vec<u8>,
    data: Vec<u8>,
}

/// What keeps a line from opening.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unopened {
    /// Its key, under this vault key.
    Key,
    /// Its data, under its own key.
    Data,
    /// What its data holds is no identity.
    Identity,
}

/// The line as JSON.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    account: AccountNo,
    key: String,
    data: String,
}

/// The identity as JSON.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain<S> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phone: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_number: Option<S>,
    #[serde(skip_serializing_if = "Option::is_none")]
    people: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    birth_year: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    guardian: Option<S>,
}

impl Sealed {
    /// Seals an identity under a new key of its own.
    ///
    /// # Errors
    /// Where the system gives no random numbers.
    pub(super) fn seal(
        account: AccountNo,
        identity: &Identity,
        vault: &VaultKey,
    ) -> Result<Self, VaultError> {
        let not_sealed = || VaultError::NotSealed { account };
        let holder: Zeroizing<[u8; KEY]> = Zeroizing::new(random()?);
        let text = plaintext(identity).ok_or_else(not_sealed)?;
        let key = encrypt(vault.bytes(), random()?, &key_data(account), holder.as_slice());
        let data = encrypt(&holder, random()?, &data_data(account), &text);
        key.zip(data).map(|(key, data)| Self { account, key, data }).ok_or_else(not_sealed)
    }

    /// Whose line it is.
    pub(super) fn account(&self) -> AccountNo {
        self.account
    }

    /// Opens the line.
    pub(super) fn open(&self, vault: &VaultKey) -> Result<Identity, Unopened> {
        let holder = self.holder_key(vault).ok_or(Unopened::Key)?;
        let text = decrypt(&holder, &data_data(self.account), &self.data).ok_or(Unopened::Data)?;
        // What serde says of a failure may quote the text, so it goes no further.
        let plain: Plain<String> = serde_json::from_slice(&text).map_err(|_| Unopened::Identity)?;
        let Plain { name, phone, id_number, people, birth_year, guardian } = plain;
        Identity::new(Details { name, phone, id_number, people, birth_year, guardian })
            .map_err(|_| Unopened::Identity)
    }

    /// Whether the vault key opens the holder's key.
    pub(super) fn is_wrapped_by(&self, vault: &VaultKey) -> bool {
        self.holder_key(vault).is_some()
    }

    fn holder_key(&self, vault: &VaultKey) -> Option<Zeroizing<[u8; KEY]>> {
        let key = decrypt(vault.bytes(), &key_data(self.account), &self.key)?;
        Some(Zeroizing::new(key.as_slice().try_into().ok()?))
    }

    /// The line's text, without its `\n`.
    pub(super) fn encode(&self) -> String {
        format!(
            r#"{{"account":"{}","key":"{}","data":"{}"}}"#,
            self.account,
            BASE64.encode(&self.key),
            BASE64.encode(&self.data)
        )
    }

    /// Reads a line without its `\n`; nothing is decrypted.
    pub(super) fn decode(text: &[u8]) -> Result<Self, LineDamage> {
        let line: Line = serde_json::from_slice(text).map_err(|_| LineDamage::Form)?;
        let bytes = |text: &str| BASE64.decode(text).map_err(|_| LineDamage::Form);
        let sealed =
            Self { account: line.account, key: bytes(&line.key)?, data: bytes(&line.data)? };
        let padded = sealed.data.len().saturating_sub(NONCE + TAG);
        let sized = sealed.key.len() == WRAPPED && padded > 0 && padded.is_multiple_of(READ_PAD);
        if sized && sealed.encode().as_bytes() == text { Ok(sealed) } else { Err(LineDamage::Form) }
    }
}

fn key_data(account: AccountNo) -> Vec<u8> {
    format!("wenming vault key v1\n{account}").into_bytes()
}

fn data_data(account: AccountNo) -> Vec<u8> {
    format!("wenming vault data v1\n{account}").into_bytes()
}

fn plaintext(identity: &Identity) -> Option<Zeroizing<Vec<u8>>> {
    let plain = Plain {
        name: identity.name(),
        phone: identity.phone(),
        id_number: identity.id_number(),
        people: identity.people(),
        birth_year: identity.given_birth_year(),
        guardian: identity.guardian(),
    };
    let mut text = Zeroizing::new(Vec::with_capacity(ROOM));
    serde_json::to_writer(&mut *text, &plain).ok()?;
    let padded = text.len().next_multiple_of(PAD);
    text.resize(padded, b' ');
    Some(text)
}

/// nonce ‖ ciphertext ‖ tag. The nonce is random: 192 bits never meet again.
fn encrypt(
    key: &[u8; KEY],
    nonce: [u8; NONCE],
    associated: &[u8],
    plain: &[u8],
) -> Option<Vec<u8>> {
    let mut text = Zeroizing::new(Vec::with_capacity(plain.len() + TAG));
    text.extend_from_slice(plain);
    XChaCha20Poly1305::new(key.into())
        .encrypt_in_place(&XNonce::from(nonce), associated, &mut *text)
        .ok()?;
    Some([&nonce, text.as_slice()].concat())
}

fn decrypt(key: &[u8; KEY], associated: &[u8], sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE>()?;
    let mut text = Zeroizing::new(text.to_vec());
    XChaCha20Poly1305::new(key.into())
        .decrypt_in_place(&XNonce::from(*nonce), associated, &mut *text)
        .ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(serial: u32) -> AccountNo {
        AccountNo::new(crate::ids::BranchCode::HQ, serial)
    }

    #[test]
    fn data_stays_with_its_account_even_under_its_own_key() {
        let vault = VaultKey::generate().unwrap();
        let one = Sealed::seal(account(1), &Identity::default(), &vault).unwrap();
        let holder = one.holder_key(&vault).unwrap();
        let nonce = random().unwrap();
        let key = encrypt(vault.bytes(), nonce, &key_data(account(2)), holder.as_slice()).unwrap();
        let two = Sealed { account: account(2), key, data: one.data.clone() };
        assert!(two.is_wrapped_by(&vault));
        assert_eq!(two.open(&vault), Err(Unopened::Data));
    }

    #[test]
    fn data_that_opens_is_taken_only_as_an_identity() {
        let vault = VaultKey::generate().unwrap();
        let mut line = Sealed::seal(account(1), &Identity::default(), &vault).unwrap();
        let holder = line.holder_key(&vault).unwrap();
        for (text, good) in [
            (r#"{"name":"张三"}  "#, true),
            ("{}", true),
            ("", false),
            (r#"{"name":"张三"}x"#, false),
            (r#"{"name":"张三","age":4}"#, false),
            (r#"{"name":"张\n三"}"#, false),
            (r#"{"people":-1}"#, false),
            (r#"{"birth_year":2015,"guardian":"张建国"}"#, true),
            (r#"{"birth_year":1815}"#, false),
        ] {
            let nonce = random().unwrap();
            line.data = encrypt(&holder, nonce, &data_data(account(1)), text.as_bytes()).unwrap();
            let opened = line.open(&vault);
            assert_eq!(opened.is_ok(), good, "{text}");
            assert!(good || opened == Err(Unopened::Identity), "{text}");
        }
    }

    #[test]
    fn the_longest_identity_stays_within_its_room() {
        let text = |chars: usize| Some("𠮷".repeat(chars));
        let longest = Identity::new(Details {
            name: text(60),
            phone: text(20),
            id_number: text(32),
            people: Some(u32::MAX),
            birth_year: Some(2100),
            guardian: text(60),
        });
        let longest = longest.unwrap();
        assert!(plaintext(&longest).unwrap().len() <= ROOM);
    }

    /// Made by another program after the drawing above, with the key 00 01 … 1f.
    const BEFORE_BIRTH_YEARS: &str = r#"{"account":"LC01-000003-5","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX+qdpGPi758VfKUihuyPamz8yXtKFr2eQA2dByb0sd9poPYXfuc+gSDkpv3iHSCzM","data":"MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJ5qiF8zG8KM+7IrEgvrKGYRaQAS9pP8uZRD0pUkJQ9fJOeUVf9TaK7gYFJARjjmurd9AeehnJ8CevQUyf8RA30qJLhNUz7RynoDhgMnMPKMVDIEdGP6uHmNK081i+3j8nI+EBPBjmC7R068UEv7sfP7DVb929xMEXr0c2HPE/A2MlPNFNDyMq9K9fwAIvBoN1"}"#;
    const WITH_BIRTH_YEAR: &str = r#"{"account":"LC01-000003-5","key":"AAECAwQFBgcICQoLDA0ODxAREhMUFRYX+qdpGPi758VfKUihuyPamz8yXtKFr2eQA2dByb0sd9poPYXfuc+gSDkpv3iHSCzM","data":"MjM0NTY3ODk6Ozw9Pj9AQUJDREVGR0hJ5qiF8zG8KM+7I5MMspq6YiaCxqvXbY/UWjBkBgVD/OhPekNc/TeJ6RQZNlYqw3KjTZxRJleO4GznFxXxuERmlbFIgtwz6gO0930zGDVKa9sEdRXN1AJYFhVxSMW8gz8nI+EBPBjmC7R068UEv7sfP7DVb929xMEXr0c2HPE/A2NoHn47zXqOM9Cm2w/RO2I2IrKpRP2ew69H8KTmt+zq7eqDgJL3NTYeBnh8WnArdw1SOOZ0m/oZh/a/XiiDur/4PtaIUco3+78SxhTIDsT6lRmQ3LQdjBXCD9ZYVdWwBT8mMpFbmLE8ql6nZClXjHvjHJscIjrLiFZSn1BtL7axcCo2g1BKC7jEO4nADQoCShU="}"#;

    #[test]
    fn a_line_of_an_earlier_version_opens_and_so_does_one_of_this() {
        let key = "wenming vault key v1\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
        let vault = VaultKey::from_file(key).unwrap();
        let open = |line: &str| {
            let sealed = Sealed::decode(line.as_bytes()).unwrap();
            assert_eq!(sealed.account().to_string(), "LC01-000003-5");
            assert_eq!(sealed.encode(), line);
            sealed.open(&vault).unwrap()
        };
        let old = Details {
            name: Some("欧阳娜娜".into()),
            phone: Some("13700137000".into()),
            id_number: Some("11010519491231002X".into()),
            people: Some(5),
            ..Details::default()
        };
        assert!(open(BEFORE_BIRTH_YEARS) == Identity::new(old).unwrap());
        let new = Details {
            name: Some("王小明".into()),
            phone: Some("13800138000".into()),
            people: Some(1),
            birth_year: Some(2015),
            guardian: Some("王建国".into()),
            ..Details::default()
        };
        let new = Identity::new(new).unwrap();
        assert!(open(WITH_BIRTH_YEAR) == new);
        // What is written now is of that form, byte for byte but for the random parts.
        let written = Sealed::seal("LC01-000003-5".parse().unwrap(), &new, &vault).unwrap();
        assert_eq!(written.encode().len(), WITH_BIRTH_YEAR.len());
    }
}
