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

use ledger_core::ids::{BranchCode, NameError, RequestKey};

const CONTEXT: &str = "civility-bank 2026-11 import row v1";

/// What makes a row the row it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Identity {
    kind: &'static str,
    fields: Vec<String>,
}

impl Identity {
    /// Of a kind, by these fields in this order.
    pub(crate) fn new(kind: &'static str, fields: impl IntoIterator<Item = String>) -> Self {
        Self { kind, fields: fields.into_iter().collect() }
    }

    /// The key of its so-many-th occurrence in a sheet, from 0.
    pub(crate) fn key(&self, branch: BranchCode, occurrence: u32) -> Result<RequestKey, NameError> {
        let mut hash = blake3::Hasher::new_derive_key(CONTEXT);
        let mut put = |field: &str| {
            hash.update(&(field.len() as u64).to_le_bytes()).update(field.as_bytes());
        };
        put(branch.as_str());
        put(self.kind);
        self.fields.iter().for_each(|field| put(field));
        put(&occurrence.to_string());
        let hex = hash.finalize().to_hex();
        format!("imp1-{}", &hex[..40]).parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_that_says_anything_else_has_another_key() {
        let branch: BranchCode = "LC01".parse().unwrap();
        let row = |fields: &[&str]| {
            Identity::new("deposit", fields.iter().map(|&field| field.to_owned()))
        };
        let base = row(&["LC01-000001-9", "H07", "2026-03-09", "1", "签到表"]);
        let key = base.key(branch, 0).unwrap();
        assert_eq!(key, base.clone().key(branch, 0).unwrap());
        assert_eq!(key.as_str().len(), 45);
        let others = [
            base.key(branch, 1).unwrap(),
            base.key("LC02".parse().unwrap(), 0).unwrap(),
            Identity::new("deduct", base.fields.clone()).key(branch, 0).unwrap(),
            row(&["LC01-000001-9", "H07", "2026-03-09", "1", ""]).key(branch, 0).unwrap(),
            // Fields do not run into each other.
            row(&["LC01-000001-9", "H0", "72026-03-09", "1", "签到表"]).key(branch, 0).unwrap(),
        ];
        for (place, other) in others.iter().enumerate() {
            assert_ne!(*other, key, "{place}");
        }
    }
}
