//! The manifest: what a bundle is of, and each of its files.

use serde::{Deserialize, Serialize};

use super::BundleError;
use crate::ids::FileDigest;
use crate::line::EntryHash;
use crate::proof::{LogName, TreeHash};

/// The manifest's path.
pub const MANIFEST: &str = "bundle.json";
/// The longest manifest that is read, in bytes: enough for twenty million lines.
pub const MAX_MANIFEST: u64 = 64 * 1024 * 1024;

/// The most bytes that the files of a bundle come to, 16 GiB: beyond ten million lines.
/// Who unpacks one needs no more room than that, whatever a manifest claims.
pub const MAX_BYTES: u64 = 16 << 30;

const FORMAT: &str = "wenming bundle v1";
const MAX_PATH: usize = 120;

/// One file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRecord {
    /// Where it is, with `/` between folders.
    pub path: String,
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: FileDigest,
}

/// What a bundle says of itself; as text, one JSON object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    format: String,
    /// Whose lines.
    pub log: LogName,
    /// How many.
    pub size: u64,
    /// The root over them.
    pub root: TreeHash,
    /// The hash of the last.
    pub head: EntryHash,
    /// The files, by path.
    pub files: Vec<FileRecord>,
}

impl Manifest {
    /// A manifest of files in the order of their paths.
    pub fn new(
        log: LogName,
        (size, root, head): (u64, TreeHash, EntryHash),
        files: Vec<FileRecord>,
    ) -> Self {
        Self { format: FORMAT.to_owned(), log, size, root, head, files }
    }

    /// Its text.
    ///
    /// # Errors
    /// Where the files come to more than [`MAX_BYTES`].
    pub fn encode(&self) -> Result<Vec<u8>, BundleError> {
        let bytes = self.files.iter().try_fold(0, |sum: u64, file| sum.checked_add(file.bytes));
        if bytes.is_none_or(|bytes| bytes > MAX_BYTES) {
            return Err(BundleError::TooLarge);
        }
        let mut text = serde_json::to_vec_pretty(self)
            .map_err(|why| BundleError::Manifest(why.to_string()))?;
        text.push(b'\n');
        Ok(text)
    }

    /// Reads it, strictly: what is read is written again and compared.
    ///
    /// # Errors
    /// Where it is none, of a format not known here, its files are out of order or too
    /// long together, or one of their names leads out of the bundle.
    pub fn decode(text: &[u8]) -> Result<Self, BundleError> {
        let wrong = |why: &str| BundleError::Manifest(why.to_owned());
        let read: Self =
            serde_json::from_slice(text).map_err(|why| BundleError::Manifest(why.to_string()))?;
        if read.format != FORMAT {
            return Err(wrong("of a format that is not known here"));
        }
        if let Some(record) = read.files.iter().find(|record| !stays_inside(&record.path)) {
            return Err(BundleError::Manifest(format!("{:?} cannot be a path here", record.path)));
        }
        if !read.files.is_sorted_by(|a, b| a.path < b.path) {
            return Err(wrong("its files are not in order"));
        }
        if read.encode()? == text { Ok(read) } else { Err(wrong("not written as it has to be")) }
    }
}

/// Whether a path is plain and leads nowhere but into the bundle.
fn stays_inside(path: &str) -> bool {
    path.len() <= MAX_PATH
        && path != MANIFEST
        && path.bytes().all(|b| b.is_ascii_alphanumeric() || b"._/-".contains(&b))
        && path.split('/').all(|part| !part.is_empty() && !part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_is_written_and_no_path_leads_out() {
        let record = |path: &str| FileRecord {
            path: path.to_owned(),
            bytes: 1,
            sha256: FileDigest([1; 32]),
        };
        let log: LogName = "wenming.example/lucheng/LC01".parse().unwrap();
        let made = |paths: &[&str]| {
            let of = (1, TreeHash::empty(), EntryHash::default());
            Manifest::new(log.clone(), of, paths.iter().map(|path| record(path)).collect())
        };
        let good = made(&["balances.csv", "tile/0/x001/000.p/3"]);
        assert_eq!(Manifest::decode(&good.encode().unwrap()).unwrap(), good);
        let text = String::from_utf8(good.encode().unwrap()).unwrap();
        for bad in [text.replace("v1", "v2"), text.replace("  ", " "), format!("{text} ")] {
            assert!(Manifest::decode(bad.as_bytes()).is_err(), "{bad}");
        }
        for out in
            ["../a", "/a", "a//b", "a/../b", "a\\b", "c:a", ".git/a", "a/", "bundle.json", ""]
        {
            assert!(Manifest::decode(&made(&[out]).encode().unwrap()).is_err(), "{out}");
        }
        let as_long_as = |one: u64, other: u64| {
            let mut long = made(&["a", "b"]);
            (long.files[0].bytes, long.files[1].bytes) = (one, other);
            // As somebody else would write it.
            let mut text = serde_json::to_vec_pretty(&long).unwrap();
            text.push(b'\n');
            (long.encode().map(drop), Manifest::decode(&text).map(drop))
        };
        assert!(matches!(as_long_as(MAX_BYTES - 1, 1), (Ok(()), Ok(()))));
        for (one, other) in [(MAX_BYTES, 1), (u64::MAX, 1), (u64::MAX, u64::MAX)] {
            let refused = as_long_as(one, other);
            assert!(matches!(refused, (Err(BundleError::TooLarge), Err(BundleError::TooLarge))));
        }
        for twice in [["a", "a"], ["b", "a"]] {
            assert!(Manifest::decode(&made(&twice).encode().unwrap()).is_err());
        }
    }
}
