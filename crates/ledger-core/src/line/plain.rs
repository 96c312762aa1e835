//! The lines there are most of, read and written at once: deposits.
//!
//! Of a million lines of a bank all but a few are of this one shape, and its text is
//! fixed up to the values in it. So it is read by that text: where every word stands as
//! [`Entry::encode`](super::Entry::encode) writes it, and every value is the only text of
//! what it says, the line is canonical and nothing has to be written again to show it.
//! Whatever is anything else, be it wrong or only rarer, is left to the reader of all
//! lines: here is said what a line is, and never what is wrong with one.

use std::str::FromStr;

use super::{Entry, VERSION};
use crate::event::{Deed, Event};
use crate::ids::Ascii;

/// The entry of a line, if it is such a deposit in its canonical form.
pub(super) fn deposit(line: &[u8]) -> Option<Entry> {
    let mut rest = Rest(std::str::from_utf8(line).ok()?);
    rest.word("{\"v\":1,\"branch\":\"")?;
    let branch = rest.value()?;
    rest.word(",\"seq\":")?;
    let seq = rest.number()?;
    rest.word(",\"prev\":\"")?;
    let prev = rest.value()?;
    rest.word(",\"at\":\"")?;
    let at = rest.value()?;
    rest.word(",\"by\":\"")?;
    let by = rest.value()?;
    rest.word(",\"req\":\"")?;
    let req = rest.value()?;
    rest.word(",\"event\":{\"deposited\":{\"account\":\"")?;
    let account = rest.value()?;
    rest.word(",\"rule\":\"")?;
    let rule = rest.value()?;
    rest.word(",\"book\":\"")?;
    let book = rest.value()?;
    rest.word(",\"qty\":\"")?;
    let qty = rest.value()?;
    rest.word(",\"points\":\"")?;
    let points = rest.value()?;
    rest.word(",\"currency\":\"")?;
    let currency = rest.value()?;
    rest.word(",\"on\":\"")?;
    let on = rest.value()?;
    rest.word(",\"evidence\":\"")?;
    let evidence = rest.text()?.to_owned();
    rest.word(",\"note\":\"")?;
    let note = rest.text()?.to_owned();
    let computed = rest.after(",\"computed\":\"")?;
    let approver = rest.after(",\"approver\":\"")?;
    let done_by = rest.after(",\"done_by\":\"")?;
    let until = rest.after(",\"until\":\"")?;
    rest.word("}}")?;
    let sig = rest.after(",\"sig\":\"")?;
    rest.word("}")?;
    if !rest.0.is_empty() {
        return None;
    }
    let deed = Deed {
        account,
        rule,
        book,
        qty,
        points,
        currency,
        on,
        evidence,
        note,
        computed,
        approver,
        done_by,
        until,
        spilled: None,
        lots: Vec::new(),
        digests: Vec::new(),
        witnesses: Vec::new(),
        like: None,
        claim: None,
    };
    let event = Event::Deposited(deed);
    Some(Entry { v: VERSION, branch, seq, prev, at, by, req, event, sig })
}

/// Writes the line of an entry, if it is such a deposit and not signed yet.
pub(super) fn write(entry: &Entry, line: &mut Vec<u8>) -> Option<()> {
    let Event::Deposited(deed) = &entry.event else { return None };
    let Deed { account, rule, book, qty, points, currency, on, evidence, note, .. } = deed;
    let Deed { computed, approver, done_by, until, .. } = deed;
    let Deed { spilled: None, like: None, claim: None, lots, digests, witnesses, .. } = deed else {
        return None;
    };
    let rarer = !lots.is_empty() || !digests.is_empty() || !witnesses.is_empty();
    if entry.v != VERSION || entry.sig.is_some() || rarer {
        return None;
    }
    if !is_plain(evidence) || !is_plain(note) {
        return None;
    }
    let mut put = |before: &[u8], value: &[u8]| {
        line.extend_from_slice(before);
        line.extend_from_slice(value);
    };
    let mut seq = Ascii::<20>::default();
    seq.push_number(entry.seq, 1);
    put(b"{\"v\":1,\"branch\":\"", entry.branch.as_str().as_bytes());
    put(b"\",\"seq\":", seq.as_bytes());
    put(b",\"prev\":\"", entry.prev.text().as_bytes());
    put(b"\",\"at\":\"", entry.at.text().as_bytes());
    put(b"\",\"by\":\"", entry.by.as_str().as_bytes());
    put(b"\",\"req\":\"", entry.req.as_str().as_bytes());
    put(b"\",\"event\":{\"deposited\":{\"account\":\"", account.text().as_bytes());
    put(b"\",\"rule\":\"", rule.as_str().as_bytes());
    put(b"\",\"book\":\"", book.text().as_bytes());
    put(b"\",\"qty\":\"", qty.text().as_bytes());
    put(b"\",\"points\":\"", points.text().as_bytes());
    put(b"\",\"currency\":\"", currency.as_str().as_bytes());
    put(b"\",\"on\":\"", on.text().as_bytes());
    put(b"\",\"evidence\":\"", evidence.as_bytes());
    put(b"\",\"note\":\"", note.as_bytes());
    if let Some(computed) = computed {
        put(b"\",\"computed\":\"", computed.text().as_bytes());
    }
    if let Some(approver) = approver {
        put(b"\",\"approver\":\"", approver.as_str().as_bytes());
    }
    if let Some(done_by) = done_by {
        put(b"\",\"done_by\":\"", done_by.text().as_bytes());
    }
    if let Some(until) = until {
        put(b"\",\"until\":\"", until.text().as_bytes());
    }
    put(b"\"}}}", b"");
    Some(())
}

/// Whether JSON has nothing to escape in a text.
fn is_plain(text: &str) -> bool {
    text.bytes().all(is_plain_byte)
}

fn is_plain_byte(b: u8) -> bool {
    b != b'"' && b != b'\\' && b >= b' '
}

/// What of a line is not read yet.
struct Rest<'l>(&'l str);

impl<'l> Rest<'l> {
    /// Goes past what has to stand here.
    fn word(&mut self, word: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(word)?;
        Some(())
    }

    /// A text up to its quotation mark, in which JSON has nothing to escape.
    fn text(&mut self) -> Option<&'l str> {
        let end = self.0.bytes().position(|b| !is_plain_byte(b))?;
        let (text, rest) = self.0.split_at_checked(end)?;
        self.0 = rest.strip_prefix('"')?;
        Some(text)
    }

    /// A value with one text only.
    fn value<T: FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    /// A value behind a word, if that stands here; nothing where it cannot be read.
    fn after<T: FromStr>(&mut self, word: &str) -> Option<Option<T>> {
        match self.word(word) {
            Some(()) => self.value().map(Some),
            None => Some(None),
        }
    }

    /// A place, without a zero before it.
    fn number(&mut self) -> Option<u64> {
        let digits = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        if digits == 0 || (digits > 1 && number.starts_with('0')) {
            return None;
        }
        number
            .bytes()
            .try_fold(0_u64, |sum, b| sum.checked_mul(10)?.checked_add(u64::from(b - b'0')))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::AccountNo;
    use proptest::prelude::*;

    fn deposits() -> impl Strategy<Value = Entry> {
        let place = (any::<u64>(), any::<[u8; 32]>(), 0..253_402_300_799_i64);
        let texts = ("[a-z][a-z0-9._-]{1,31}", "[A-Za-z0-9._:#-]{1,64}", ".{0,12}", "\\PC{0,12}");
        let amounts = (1..10_i64.pow(16), 1..10_i64.pow(16), 0..5_u32, any::<bool>());
        let rest = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), 0..900_000_u32);
        (place, texts, amounts, rest).prop_map(|(place, texts, amounts, rest)| {
            let amount = |parts: i64| {
                let value = rust_decimal::Decimal::new(parts, 4).normalize();
                crate::points::Amount::new(value).unwrap()
            };
            let points = |parts| amount(parts).points().unwrap();
            let branch = "LC01".parse().unwrap();
            let account = AccountNo::new(branch, rest.4);
            let (seq, prev, at) = place;
            let deed = Deed {
                account,
                rule: "H07".parse().unwrap(),
                book: crate::rulebook::BookHash(prev),
                qty: if amounts.3 {
                    crate::points::Qty::Minutes(amounts.2 * 61)
                } else {
                    crate::points::Qty::Units(amount(amounts.0))
                },
                points: points(amounts.1),
                currency: crate::ids::CurrencyCode::JF,
                on: "2026-02-28".parse().unwrap(),
                evidence: texts.2,
                note: texts.3,
                computed: rest.0.then(|| points(amounts.0)),
                approver: rest.1.then(|| "li".parse().unwrap()),
                done_by: rest.2.then_some(account),
                until: rest.3.then(|| "2027-12-31".parse().unwrap()),
                spilled: None,
                lots: Vec::new(),
                digests: Vec::new(),
                witnesses: Vec::new(),
                like: None,
                claim: None,
            };
            let at = crate::day::Timestamp::from_unix(at).unwrap();
            let (by, req) = (texts.0.parse().unwrap(), texts.1.parse().unwrap());
            let mut bytes = [0; 64];
            bytes[..32].copy_from_slice(&prev);
            bytes[32..].copy_from_slice(&prev);
            let sig = (seq.is_multiple_of(2)).then(|| crate::keys::Signature::from_bytes(bytes));
            let prev = super::super::EntryHash(prev);
            let entry = Entry::new((branch, seq, prev), at, by, req, Event::Deposited(deed));
            Entry { sig, ..entry }
        })
    }

    proptest! {
        /// Whatever it takes, the reader of all lines takes as the same; and it takes what
        /// is written, but for texts that JSON has to escape.
        #[test]
        fn it_says_what_the_reader_of_all_lines_says(
            entry in deposits(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), 0..3_u8, any::<u8>()), 0..4),
        ) {
            let mut line = entry.encode().unwrap();
            prop_assert_eq!(&line, &serde_json::to_vec(&entry).unwrap());
            if !line.contains(&b'\\') {
                prop_assert_eq!(deposit(&line), Some(entry));
            }
            for (at, how, byte) in changes {
                let at = at.index(line.len());
                // Bytes that mean something are tried as often as all others.
                let byte = if byte < 128 { b"\"\\,:{}0159.-+ \tmZ\x7f\x1f"[usize::from(byte) % 19] } else { byte };
                match how {
                    0 => line[at] = byte,
                    1 => line.insert(at, byte),
                    _ => drop(line.remove(at)),
                }
            }
            if let Some(read) = deposit(&line) {
                prop_assert_eq!(Entry::decode_any(&line), Ok(read));
            }
        }
    }
}
