//! Files that appear whole or not at all: written beside their place under
//! another name, brought to the disk, and renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Writes a small file, over what is there; its folder is made where it is not there.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder(path))?;
    let (part, mut file) = Part::create(path)?;
    file.write_all(content)?;
    file.sync_all()?;
    part.rename(path)
}

/// A file under a temporary name, removed unless it is renamed.
pub(crate) struct Part(Option<PathBuf>);

impl Part {
    /// Makes one beside the place it is for.
    pub(crate) fn create(path: &Path) -> io::Result<(Self, File)> {
        let name = short_name(path);
        for attempt in 0..100 {
            let part =
                path.with_file_name(format!(".{name}.{}-{attempt}.part", std::process::id()));
            match OpenOptions::new().write(true).create_new(true).open(&part) {
                Ok(file) => return Ok((Self(Some(part)), file)),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// Puts it into its place, for good.
    pub(crate) fn rename(mut self, path: &Path) -> io::Result<()> {
        if let Some(part) = &self.0 {
            fs::rename(part, path)?;
        }
        self.0 = None;
        File::open(folder(path))?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if let Some(part) = self.0.take() {
            // Nobody is left to tell; a stray `.part` harms nothing.
            let _ = fs::remove_file(part);
        }
    }
}

/// So much of a file's name that there is room for more beside it.
pub(crate) fn short_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().chars().take(40).collect()
}

/// The folder a file is in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_link_in_a_files_place_is_replaced_and_what_it_leads_to_is_left_alone() {
        let temp = tempfile::tempdir().unwrap();
        let (other, path) = (temp.path().join("other"), temp.path().join("note"));
        fs::write(&other, "theirs").unwrap();
        symlink(&other, &path).unwrap();
        write(&path, b"ours").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "ours");
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs");
        assert!(!path.is_symlink());
        // Nor is anything written through a link under the temporary name.
        let part = temp.path().join(format!(".note.{}-0.part", std::process::id()));
        symlink(&other, &part).unwrap();
        write(&path, b"again").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "again");
        assert_eq!(fs::read_to_string(&other).unwrap(), "theirs");
    }

    #[test]
    fn a_name_as_long_as_names_may_be_can_be_written() {
        let temp = tempfile::tempdir().unwrap();
        for name in ["村".repeat(85), "x".repeat(255)] {
            write(&temp.path().join(&name), b"x").unwrap();
            assert!(temp.path().join(&name).is_file());
        }
        assert!(write(&temp.path().join("x".repeat(256)), b"x").is_err());
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 2, "nothing else is left");
    }
}
