//! The request key of a row: made of what the row says, and of nothing else.
//!
//! ```text
//! imp1-<40 hex> = BLAKE3 derive_key("civility-bank 2026-11 import row v1",
//!                 every field as its length in bytes (u64, little-endian) and its bytes)
//! fields: branch, kind, …what identifies the row…, occurrence
//!
//! deposit, deduct   account  rule  on  quantity  evidence
//! account           household number
//! opening           account  currency  as of  points
//! ```
//!
//! The quantity is in its one text ([`Qty::in_hours`](ledger_core::points::Qty::in_hours)),
//! so `90分钟` and `1.5小时` are the same deed. Evidence is compared without
//! regard to width and spacing. The occurrence is 0, unless two rows of a sheet
//! that look alike are both to be posted.
//!
//! Deliberately not in it: file, sheet, row number, note (备注), approver and
//! operator. A row that was moved, annotated or mended elsewhere stays the row
//! it is; its first posting stands, and so do the note and the approver posted
//! then. A reversed row stays reversed: its key is taken, so importing its
//! sheet again does not bring the mistake back.

use std::fmt::Display;
use std::io::Write as _;
use std::sync::LazyLock;

use blake3::hazmat::{ContextKey, HasherExt as _, hash_derive_key_context};
use ledger_core::ids::{BranchCode, NameError, RequestKey};

const CONTEXT: &str = "civility-bank 2026-11 import row v1";

/// What makes a row the row it is: its kind and its fields, as they are hashed.
#[derive(Debug, Clone)]
pub(crate) struct Identity(Vec<u8>);

/// What a request key is made of: two rows that look alike have it in common.
pub(super) type Digest = [u8; 20];

impl Identity {
    /// Of a kind, in a branch; the fields follow in their order.
    pub(crate) fn new(branch: BranchCode, kind: &str) -> Self {
        Self(Vec::with_capacity(192)).with(branch).with(kind)
    }

    /// With one field more.
    #[must_use]
    pub(crate) fn with(mut self, field: impl Display) -> Self {
        put(&mut self.0, field);
        self
    }

    /// Of its so-many-th occurrence in a sheet, from 0.
    pub(super) fn digest(&mut self, occurrence: u32) -> Digest {
        // Hashed once for all rows.
        static CONTEXT_KEY: LazyLock<ContextKey> =
            LazyLock::new(|| hash_derive_key_context(CONTEXT));
        let fields = self.0.len();
        put(&mut self.0, occurrence);
        let mut hash = blake3::Hasher::new_from_context_key(&CONTEXT_KEY);
        let hash = hash.update(&self.0).finalize();
        self.0.truncate(fields);
        let mut digest = Digest::default();
        digest.copy_from_slice(&hash.as_bytes()[..20]);
        digest
    }
}

/// A field as its length and its bytes.
fn put(fields: &mut Vec<u8>, field: impl Display) {
    let start = fields.len();
    fields.extend_from_slice(&[0; 8]);
    // Writing to memory does not fail.
    let _ = write!(fields, "{field}");
    let bytes = (fields.len() - start - 8) as u64;
    fields[start..start + 8].copy_from_slice(&bytes.to_le_bytes());
}

/// The request key that is made of this.
pub(super) fn key_of(digest: &Digest) -> Result<RequestKey, NameError> {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = *b"imp1-0000000000000000000000000000000000000000";
    for (pair, byte) in text[5..].chunks_exact_mut(2).zip(digest) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(&text).unwrap_or_default().parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_says_anything_else_has_another_key() {
        let branch: BranchCode = "LC01".parse().unwrap();
        let of = |branch: BranchCode, kind: &str, fields: &[&str]| {
            fields.iter().fold(Identity::new(branch, kind), |row, field| row.with(field))
        };
        let row = |fields: &[&str]| of(branch, "deposit", fields);
        let fields = ["LC01-000001-9", "H07", "2026-03-09", "1", "签到表"];
        let mut base = row(&fields);
        let key = base.digest(0);
        // The way it was first hashed, which has to stay.
        let mut hash = blake3::Hasher::new_derive_key(CONTEXT);
        for field in ["LC01", "deposit"].iter().chain(&fields).chain(&["0"]) {
            hash.update(&(field.len() as u64).to_le_bytes()).update(field.as_bytes());
        }
        let hex = hash.finalize().to_hex();
        assert_eq!(key_of(&key).unwrap().as_str(), format!("imp1-{}", &hex[..40]));
        let others = [
            base.digest(1),
            of("LC02".parse().unwrap(), "deposit", &fields).digest(0),
            of(branch, "deduct", &fields).digest(0),
            row(&["LC01-000001-9", "H07", "2026-03-09", "1", ""]).digest(0),
            // Fields do not run into each other.
            row(&["LC01-000001-9", "H0", "72026-03-09", "1", "签到表"]).digest(0),
        ];
        for (place, other) in others.iter().enumerate() {
            assert_ne!(*other, key, "{place}");
        }
    }
}
