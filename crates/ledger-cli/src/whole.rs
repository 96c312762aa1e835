//! Files that appear whole or not at all: written beside their place under
//! another name, brought to the disk, and renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// The most that is read of a file that people or this program write small: a list of
/// keys, a map of codes, a note. What is larger is another file.
pub(crate) const MAX_SMALL: u64 = 1 << 20;

/// Reads a small file.
///
/// # Errors
/// [`io::ErrorKind::FileTooLarge`] where it is none, and whatever the system says.
pub(crate) fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    File::open(path)?.take(MAX_SMALL + 1).read_to_end(&mut content)?;
    if content.len() as u64 > MAX_SMALL {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(content)
}

/// The same of a file of text.
///
/// # Errors
/// As [`read`], and [`io::ErrorKind::InvalidData`] where it is not text.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    String::from_utf8(read(path)?).map_err(|why| io::Error::new(io::ErrorKind::InvalidData, why))
}

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
        let name = path.file_name().unwrap_or_default().to_string_lossy();
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

/// The folder a file is in.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
