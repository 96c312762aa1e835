//! What can be done to a folder: copied, cut, flipped, taken away.

use std::fs;
use std::path::{Path, PathBuf};

pub(crate) use crate::common::store::copy_dir;

/// Puts a copy of a folder in the place of another.
pub(crate) fn replace_dir(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).unwrap();
    }
    copy_dir(from, to);
}

/// Every file below a folder, by its path from there.
pub(crate) fn files_below(dir: &Path) -> Vec<PathBuf> {
    fn collect(dir: &Path, root: &Path, files: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, root, files);
            } else if let Ok(inner) = path.strip_prefix(root) {
                files.push(inner.to_owned());
            }
        }
    }
    let mut files = Vec::new();
    collect(dir, dir, &mut files);
    files.sort();
    files
}

/// Changes a file's bytes.
pub(crate) fn change(path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = fs::read(path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

/// Cuts a file off.
pub(crate) fn cut(path: &Path, len: usize) {
    change(path, |bytes| bytes.truncate(len));
}

/// Flips one bit.
pub(crate) fn flip(path: &Path, at: usize, bit: usize) {
    change(path, |bytes| bytes[at] ^= 1 << bit);
}

/// How many bytes there are up to the last that is not zero: sled writes its file
/// out to a whole segment, and what is behind is nothing.
pub(crate) fn used(path: &Path) -> usize {
    let bytes = fs::read(path).unwrap_or_default();
    bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1)
}
