//! Files whole: small ones read within bounds, and what appears whole or not at all,
//! written beside its place under another name, brought to the disk, and renamed.
//!
//! ```text
//! .NAME.PID-N.part        what is being written for NAME: a file or a folder
//! ```
//!
//! Whoever writes one holds a lock on it, which ends with the process. One that nobody
//! holds was left by a crash, and the next who writes NAME takes it away.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

/// The longest paper that is read. A line, a path and a note have room in it, and more
/// keys than anybody trusts.
pub(crate) const LONGEST: u64 = 256 * 1024;

/// Why a paper was not read.
#[derive(Debug)]
pub(crate) enum Unread {
    /// The system would not.
    Io(io::Error),
    /// There is something, and it is no file.
    NotAFile,
    /// It is longer than [`LONGEST`].
    TooLong,
    /// It is not UTF-8.
    NotText,
}

/// Reads a paper: a text in a file, not longer than [`LONGEST`]. A pipe in its place
/// would be waited for, so it is none.
pub(crate) fn read(path: &Path) -> Result<String, Unread> {
    read_if(path, fs::Metadata::is_file)
}

/// The same of one that somebody named, which may be what their shell hands on:
/// `/dev/stdin`, or the `/dev/fd/63` of a `<(…)`.
pub(crate) fn read_given(path: &Path) -> Result<String, Unread> {
    read_if(path, |about| is_given(path, about))
}

/// Whether there is a file, or what a shell hands on in the place of one: any other
/// pipe would be waited for.
pub(crate) fn is_given(path: &Path, about: &fs::Metadata) -> bool {
    let handed = path == Path::new("/dev/stdin") || path.starts_with("/dev/fd");
    about.is_file() || (handed && !about.is_dir())
}

fn read_if(path: &Path, fits: impl Fn(&fs::Metadata) -> bool) -> Result<String, Unread> {
    // Before it is opened: that of a pipe would wait.
    if !fits(&fs::metadata(path).map_err(Unread::Io)?) {
        return Err(Unread::NotAFile);
    }
    let file = File::open(path).map_err(Unread::Io)?;
    let mut bytes = Vec::new();
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(Unread::Io)?;
    if bytes.len() as u64 > LONGEST {
        return Err(Unread::TooLong);
    }
    String::from_utf8(bytes).map_err(|_| Unread::NotText)
}

/// Writes a small file, over what is there; its folder is made where it is not there.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder(path))?;
    write_part(Part::create(path)?, path, content)
}

/// Writes a secret over the one that is there: nobody else can read it at any time.
pub(crate) fn write_secret(path: &Path, content: &[u8]) -> io::Result<()> {
    write_part(Part::create_as(path, 0o600)?, path, content)
}

fn write_part((part, mut file): (Part, File), path: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    file.sync_all()?;
    part.rename(path)
}

/// Renames what is on the disk already, and sees to it that the name is too.
pub(crate) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    File::open(folder(to))?.sync_all()
}

/// A file or folder under a temporary name, removed unless it is renamed.
pub(crate) struct Part {
    path: PathBuf,
    renamed: bool,
    /// Its lock is held for as long as this is.
    _held: File,
}

impl Part {
    /// Makes a file beside the place it is for.
    pub(crate) fn create(path: &Path) -> io::Result<(Self, File)> {
        Self::create_as(path, 0o666)
    }

    fn create_as(path: &Path, mode: u32) -> io::Result<(Self, File)> {
        let (path, held) = beside(path, |part| {
            OpenOptions::new().write(true).create_new(true).mode(mode).open(part)
        })?;
        let part = Self { path, renamed: false, _held: held.try_clone()? };
        Ok((part, held))
    }

    /// Makes a folder beside the place it is for, with these rights.
    pub(crate) fn create_dir(path: &Path, mode: u32) -> io::Result<Self> {
        let (path, held) = beside(path, |part| {
            DirBuilder::new().mode(mode).create(part)?;
            File::open(part)
        })?;
        Ok(Self { path, renamed: false, _held: held })
    }

    /// Where it is as yet.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Puts it into its place, for good.
    pub(crate) fn rename(mut self, path: &Path) -> io::Result<()> {
        fs::rename(&self.path, path)?;
        self.renamed = true;
        File::open(folder(path))?.sync_all()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        if !self.renamed {
            // Nobody is left to tell; what stays is taken away by the next.
            drop(remove(&self.path));
        }
    }
}

/// Makes something under a free name beside a place, and holds it.
fn beside(target: &Path, make: impl Fn(&Path) -> io::Result<File>) -> io::Result<(PathBuf, File)> {
    sweep(target);
    let name = short_name(target);
    let mut why = io::ErrorKind::AlreadyExists.into();
    for attempt in 0..100 {
        let part = target.with_file_name(format!(".{name}.{}-{attempt}.part", std::process::id()));
        match make(&part) {
            Ok(held) => {
                // Another may have taken it for one that nobody holds, before it was held.
                // Where the disk knows no locks nobody takes anything away.
                let taken = matches!(held.try_lock(), Err(TryLockError::WouldBlock));
                if !taken && part.symlink_metadata().is_ok() {
                    return Ok((part, held));
                }
            }
            Err(e)
                if matches!(e.kind(), io::ErrorKind::AlreadyExists | io::ErrorKind::NotFound) =>
            {
                why = e;
            }
            Err(e) => return Err(e),
        }
    }
    Err(why)
}

/// Takes away what others began to write for a place and nobody holds any more. What
/// cannot be taken away stays, and harms nothing.
fn sweep(target: &Path) {
    let name = short_name(target);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let is_part = |file: &OsStr| {
        let numbers = file.to_str().and_then(|file| {
            file.strip_prefix(&format!(".{name}."))?.strip_suffix(".part")?.split_once('-')
        });
        numbers.is_some_and(|(process, attempt)| digits(process) && digits(attempt))
    };
    for file in fs::read_dir(folder(target)).into_iter().flatten().flatten() {
        let is_ours = file.file_type().is_ok_and(|kind| kind.is_file() || kind.is_dir());
        if !is_ours || !is_part(&file.file_name()) {
            continue;
        }
        // Held until it is gone: whoever makes another of the name sees that it was taken.
        let held = File::open(file.path()).ok().filter(|held| held.try_lock().is_ok());
        if held.is_some() {
            drop(remove(&file.path()));
        }
        drop(held);
    }
}

fn remove(part: &Path) -> io::Result<()> {
    match part.symlink_metadata()?.is_dir() {
        true => fs::remove_dir_all(part),
        false => fs::remove_file(part),
    }
}

/// So much of a file's name that there is room for more beside it.
fn short_name(path: &Path) -> String {
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
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn names(dir: &Path) -> Vec<String> {
        let files = fs::read_dir(dir).unwrap().map(Result::unwrap);
        let mut names: Vec<_> = files.map(|f| f.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn what_a_crash_left_is_taken_away_and_what_somebody_writes_or_wrote_is_not() {
        let temp = tempfile::tempdir().unwrap();
        let target = temp.path().join("a.zip");
        // Crashed: a folder with files in it, and a file. No process has that number.
        fs::create_dir_all(temp.path().join(".a.zip.4194999-0.part/journal")).unwrap();
        fs::write(temp.path().join(".a.zip.4194999-0.part/journal/x"), "x").unwrap();
        fs::write(temp.path().join(".a.zip.4194999-12.part"), "x").unwrap();
        let (writing, _file) = Part::create(&target).unwrap();
        let staging = Part::create_dir(&target, 0o700).unwrap();
        let held = [writing.path(), staging.path()].map(|p| p.file_name().unwrap().to_owned());
        let others =
            [".a.zip.part", ".a.zip.x-1.part", ".a.zip.1-.part", ".b.zip.1-0.part", "a.zip"];
        others.iter().for_each(|name| fs::write(temp.path().join(name), "x").unwrap());
        symlink(temp.path(), temp.path().join(".a.zip.7-7.part")).unwrap();
        drop(Part::create(&target).unwrap());
        let mut left: Vec<String> = held.map(|name| name.into_string().unwrap()).to_vec();
        left.extend(others.map(str::to_owned));
        left.push(".a.zip.7-7.part".to_owned());
        left.sort();
        assert_eq!(names(temp.path()), left);
        drop((writing, staging));
        assert_eq!(names(temp.path()).len(), left.len() - 2);
    }

    #[test]
    fn a_file_is_there_whole_with_its_rights_and_nothing_beside_it() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("keys/a");
        write(&path, b"one").unwrap();
        write_secret(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(names(&temp.path().join("keys")), ["a"]);
        let dir = Part::create_dir(&path, 0o700).unwrap();
        assert_eq!(fs::metadata(dir.path()).unwrap().permissions().mode() & 0o777, 0o700);
        let missing = Part::create(&temp.path().join("none/a")).map(drop).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_paper_is_a_file_of_text_and_not_too_long() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("paper");
        fs::write(&path, vec![b'x'; LONGEST as usize]).unwrap();
        assert_eq!(read(&path).unwrap().len() as u64, LONGEST);
        assert!(read_given(&path).is_ok());
        let both = |path: &Path| [read(path), read_given(path)].map(Result::unwrap_err);
        fs::write(&path, vec![b'x'; LONGEST as usize + 1]).unwrap();
        assert!(both(&path).iter().all(|why| matches!(why, Unread::TooLong)));
        fs::write(&path, b"\xff\xd8").unwrap();
        assert!(both(&path).iter().all(|why| matches!(why, Unread::NotText)));
        assert!(both(temp.path()).iter().all(|why| matches!(why, Unread::NotAFile)));
        let pipe = temp.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(both(&pipe).iter().all(|why| matches!(why, Unread::NotAFile)));
        // It never ends.
        assert!(matches!(read_given(Path::new("/dev/zero")), Err(Unread::NotAFile)));
        let none = both(&temp.path().join("none"));
        assert!(none.iter().all(|why| matches!(why, Unread::Io(_))));
    }

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
