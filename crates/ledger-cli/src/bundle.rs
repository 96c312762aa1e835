//! Bundles on disk: a folder, or a .zip of it.
//!
//! Both are written under a temporary name and renamed once they are whole and
//! durable. A .zip is read by unpacking into a folder that nobody else can read and
//! that is removed again: only files that its manifest names, and no more bytes of each
//! than it names. Of a folder nothing is read but plain files that lie in it.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use ledger_core::bundle::{BundleError, Files, MANIFEST, MAX_MANIFEST, Manifest, Sink};
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::whole::Part;

/// The page that says how to check a bundle; it is in no manifest.
pub(crate) const VERIFY: &str = "VERIFY.md";

/// How many times its own size, beside [`ALWAYS_UNPACKED`], a .zip may say that it unpacks
/// to. Hashes and signatures hardly shrink, so what this program packs stays below ten.
const MAX_TIMES_PACKED: u64 = 100;
/// What any .zip may unpack to, in bytes.
const ALWAYS_UNPACKED: u64 = 16 << 20;

/// A bundle in a folder.
pub(crate) struct Folder(PathBuf);

impl Files for Folder {
    fn open(&self, path: &str) -> Result<Box<dyn Read + '_>, BundleError> {
        let failed = |source: io::Error| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => {
                BundleError::Missing { path: path.to_owned() }
            }
            _ => BundleError::Io { path: path.to_owned(), source },
        };
        // A link leads out of the folder, and a pipe would be waited for.
        for folder in path.match_indices('/').map(|(at, _)| &path[..at]) {
            if self.0.join(folder).symlink_metadata().map_err(failed)?.is_symlink() {
                return Err(BundleError::NotAFile { path: folder.to_owned() });
            }
        }
        let whole = self.0.join(path);
        if !whole.symlink_metadata().map_err(failed)?.is_file() {
            return Err(BundleError::NotAFile { path: path.to_owned() });
        }
        Ok(Box::new(BufReader::new(File::open(whole).map_err(failed)?)))
    }
}

impl Folder {
    /// The bundle in that folder, if it has a manifest, or something in its place.
    pub(crate) fn at(dir: &Path) -> Option<Self> {
        dir.join(MANIFEST).symlink_metadata().is_ok().then(|| Self(dir.to_owned()))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// What it says it is, unchecked.
    pub(crate) fn manifest(&self) -> Result<Manifest, BundleError> {
        ledger_core::bundle::manifest(self)
    }
}

/// A folder that is being written, and removed unless it is kept.
pub(crate) struct Draft {
    part: Part,
    open: HashMap<String, BufWriter<File>>,
}

impl Draft {
    /// A new folder beside `target`, under a name of its own.
    pub(crate) fn beside(target: &Path) -> io::Result<Self> {
        Self::with(target, 0o777)
    }

    fn with(target: &Path, mode: u32) -> io::Result<Self> {
        Ok(Self { part: Part::create_dir(target, mode)?, open: HashMap::new() })
    }

    /// What was written so far, to be read.
    pub(crate) fn folder(&self) -> Folder {
        Folder(self.part.path().to_owned())
    }

    /// Makes it the folder `target`.
    pub(crate) fn keep_as(self, target: &Path) -> io::Result<()> {
        sync_folders(self.part.path())?;
        self.part.rename(target)
    }

    /// Makes it the archive `target`: the manifest's files in its order, then the
    /// manifest and the page. The same files give the same bytes.
    pub(crate) fn keep_as_zip(self, manifest: &Manifest, target: &Path) -> io::Result<()> {
        let (part, file) = Part::create(target)?;
        let mut zip = ZipWriter::new(file);
        let named = manifest.files.iter().map(|file| file.path.as_str());
        for path in named.chain([MANIFEST, VERIFY]) {
            let mut file = File::open(self.part.path().join(path))?;
            let large = file.metadata()?.len() >= u64::from(u32::MAX);
            let options = SimpleFileOptions::default()
                .system(zip::System::Unix)
                .compression_method(CompressionMethod::Deflated)
                .last_modified_time(DateTime::default())
                .unix_permissions(0o644)
                .large_file(large);
            zip.start_file(path, options)?;
            io::copy(&mut file, &mut zip)?;
        }
        zip.finish()?.sync_all()?;
        part.rename(target)
    }
}

impl Sink for Draft {
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.open.contains_key(path) {
            let whole = self.part.path().join(path);
            if let Some(folder) = whole.parent() {
                fs::create_dir_all(folder)?;
            }
            let file = OpenOptions::new().write(true).create_new(true).open(whole)?;
            self.open.insert(path.to_owned(), BufWriter::new(file));
        }
        self.open.get_mut(path).map_or(Ok(()), |file| file.write_all(bytes))
    }

    fn close(&mut self, path: &str) -> io::Result<()> {
        let Some(file) = self.open.remove(path) else { return Ok(()) };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

/// The names in every folder, from the deepest up.
fn sync_folders(dir: &Path) -> io::Result<()> {
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_folders(&entry.path())?;
        }
    }
    File::open(dir)?.sync_all()
}

/// What a bundle, folder or .zip, says it is, unchecked and without unpacking it.
///
/// # Errors
/// Where it cannot be read, or its manifest not be used.
pub(crate) fn manifest_of(from: &Path) -> Result<Manifest, BundleError> {
    if from.is_dir() {
        return Folder(from.to_owned()).manifest();
    }
    let mut bytes = Vec::new();
    from_zip(&mut archive(from)?, MANIFEST, MAX_MANIFEST, &mut bytes)?;
    Manifest::decode(&bytes)
}

/// Copies a bundle, folder or .zip, into a new folder beside `beside`: from
/// then on it cannot change while it is checked and used. Only what its manifest
/// names is copied, and no more bytes than it names. Nobody else can read it.
///
/// # Errors
/// Where it cannot be read or written, or its manifest not be used.
pub(crate) fn stage(from: &Path, beside: &Path) -> Result<Draft, BundleError> {
    let mut draft =
        Draft::with(beside, 0o700).map_err(unreadable(&beside.display().to_string()))?;
    if from.is_dir() {
        let folder = Folder(from.to_owned());
        copy_all(&mut draft, u64::MAX, |path, most, out| {
            let file = folder.open(path)?;
            io::copy(&mut file.take(most), out).map(drop).map_err(unreadable(path))
        })?;
    } else {
        let mut zip = archive(from)?;
        let packed = fs::metadata(from).map_err(unreadable(&from.display().to_string()))?.len();
        let most = packed.saturating_mul(MAX_TIMES_PACKED).saturating_add(ALWAYS_UNPACKED);
        copy_all(&mut draft, most, |path, most, out| from_zip(&mut zip, path, most, out))?;
    }
    Ok(draft)
}

type Archive = ZipArchive<BufReader<File>>;

fn archive(path: &Path) -> Result<Archive, BundleError> {
    let shown = path.display().to_string();
    // A pipe would be waited for.
    if !fs::metadata(path).map_err(unreadable(&shown))?.is_file() {
        return Err(BundleError::NotAFile { path: shown });
    }
    let file = File::open(path).map_err(unreadable(&shown))?;
    ZipArchive::new(BufReader::new(file)).map_err(|why| BundleError::Manifest(why.to_string()))
}

/// Copies so many bytes at most of a file in an archive.
fn from_zip(
    zip: &mut Archive,
    path: &str,
    most: u64,
    out: &mut dyn Write,
) -> Result<(), BundleError> {
    match zip.by_name(path) {
        Ok(file) => io::copy(&mut file.take(most), out).map(drop).map_err(unreadable(path)),
        Err(ZipError::FileNotFound) => Err(BundleError::Missing { path: path.to_owned() }),
        Err(why) => Err(unreadable(path)(io::Error::other(why))),
    }
}

fn unreadable(path: &str) -> impl FnOnce(io::Error) -> BundleError + use<'_> {
    |source| match source.kind() {
        // What an archive says of a file whose bytes are not those that were packed.
        io::ErrorKind::InvalidData => BundleError::Changed { path: path.to_owned() },
        _ => BundleError::Io { path: path.to_owned(), source },
    }
}

/// Copies so many bytes at most of the file of that path.
type CopyOne<'a> = dyn FnMut(&str, u64, &mut dyn Write) -> Result<(), BundleError> + 'a;

/// Copies what the manifest names, if it names no more than so many bytes together: a
/// disk is not to be filled by a file that is small.
fn copy_all(
    draft: &mut Draft,
    most: u64,
    mut copy: impl FnMut(&str, u64, &mut dyn Write) -> Result<(), BundleError>,
) -> Result<(), BundleError> {
    copy_one(draft, MANIFEST, MAX_MANIFEST + 1, &mut copy)?;
    let manifest = draft.folder().manifest()?;
    let named = manifest.files.iter().fold(0, |sum: u64, file| sum.saturating_add(file.bytes));
    if named > most {
        let why = format!("{named} bytes cannot come out of so small a file");
        return Err(BundleError::Manifest(why));
    }
    for file in &manifest.files {
        // One more byte than is named shows that there are more.
        copy_one(draft, &file.path, file.bytes.saturating_add(1), &mut copy)?;
    }
    Ok(())
}

fn copy_one(
    draft: &mut Draft,
    path: &str,
    most: u64,
    copy: &mut CopyOne<'_>,
) -> Result<(), BundleError> {
    struct Into<'a>(&'a mut Draft, &'a str);
    impl Write for Into<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Sink::write(self.0, self.1, bytes).map(|()| bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    Sink::write(draft, path, &[]).map_err(unreadable(path))?;
    copy(path, most, &mut Into(draft, path))?;
    Sink::close(draft, path).map_err(unreadable(path))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use ledger_core::bundle::FileRecord;
    use ledger_core::ids::FileDigest;
    use ledger_core::line::EntryHash;
    use ledger_core::proof::TreeHash;
    use proptest::prelude::*;

    fn manifest_of(paths: &[&str]) -> Vec<u8> {
        let record = |path: &&str| FileRecord {
            path: (*path).to_owned(),
            bytes: 4,
            sha256: FileDigest([1; 32]),
        };
        let log = "wenming.example/test/LC01".parse().unwrap();
        let of = (1, ledger_core::proof::TreeHash::empty(), Default::default());
        Manifest::new(log, of, paths.iter().map(record).collect()).encode().unwrap()
    }

    fn zip_of(at: &Path, paths: &[&str]) {
        let mut zip = ZipWriter::new(File::create(at).unwrap());
        zip.start_file(MANIFEST, SimpleFileOptions::default()).unwrap();
        zip.write_all(&manifest_of(paths)).unwrap();
        for path in paths {
            // Some names even a .zip does not take.
            if zip.start_file(*path, SimpleFileOptions::default()).is_ok() {
                zip.write_all(b"evil").unwrap();
            }
        }
        zip.finish().unwrap();
    }

    /// Every path under a folder.
    fn all(dir: &Path) -> BTreeSet<PathBuf> {
        let entries = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
        entries
            .flat_map(|path| {
                let inner = if path.is_dir() { all(&path) } else { BTreeSet::new() };
                inner.into_iter().chain([path])
            })
            .collect()
    }

    /// Paths as somebody would put them into a bundle who wants to write elsewhere.
    fn hostile() -> impl Strategy<Value = String> {
        let part = prop::sample::select(vec![
            "..",
            ".",
            "",
            "a",
            "journal",
            "C:",
            "CON",
            "\\",
            "~",
            "\0",
            "x\ny",
            "\u{202e}",
            "文",
            "bundle.json",
            "\u{ff0f}",
            "%2e%2e",
        ]);
        let long = Just("x".repeat(300));
        let part = prop_oneof![9 => part.prop_map(str::to_owned), 1 => long];
        let between = prop::sample::select(vec!["/", "\\", "//", "/./"]);
        (prop::collection::vec(part, 1..5), between, any::<bool>()).prop_map(
            |(parts, between, absolute)| {
                format!("{}{}", if absolute { "/tmp/" } else { "" }, parts.join(between))
            },
        )
    }

    proptest! {
        #[test]
        fn nothing_of_a_bundle_is_written_outside_of_its_place(path in hostile()) {
            let temp = tempfile::tempdir().unwrap();
            let place = temp.path().join("deep/er");
            fs::create_dir_all(&place).unwrap();
            let archive = temp.path().join("evil.zip");
            zip_of(&archive, &[&path]);
            let before = all(temp.path());
            let staged = stage(&archive, &place.join("incoming"));
            let new: Vec<PathBuf> = all(temp.path()).difference(&before).cloned().collect();
            match &staged {
                Ok(draft) => prop_assert!(new.iter().all(|path| path.starts_with(draft.part.path()))),
                Err(_) => prop_assert!(new.is_empty(), "{new:?}"),
            }
            prop_assert!(!Path::new(&path).is_absolute() || staged.is_err());
            drop(staged);
            prop_assert_eq!(all(temp.path()), before, "nothing is left");
        }
    }

    #[test]
    fn a_link_out_of_a_bundle_and_a_pipe_in_it_are_not_read() {
        let temp = tempfile::tempdir().unwrap();
        let (inside, secret) = (temp.path().join("bundle"), temp.path().join("secret"));
        fs::create_dir_all(inside.join("sub")).unwrap();
        fs::write(&secret, "secret").unwrap();
        fs::write(inside.join("plain"), "plain").unwrap();
        symlink(&secret, inside.join("link")).unwrap();
        symlink(temp.path(), inside.join("folder")).unwrap();
        symlink("plain", inside.join("within")).unwrap();
        let made = std::process::Command::new("mkfifo").arg(inside.join("pipe")).status();
        assert!(made.unwrap().success());
        // The bundle itself may be behind a link, as on a desktop.
        symlink(&inside, temp.path().join("shortcut")).unwrap();
        for at in [&inside, &temp.path().join("shortcut")] {
            let folder = Folder(at.clone());
            for none in ["link", "within", "folder/secret", "pipe", "sub", "absent"] {
                assert!(folder.open(none).is_err(), "{none}");
            }
            let mut text = String::new();
            folder.open("plain").unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "plain");
        }
    }

    #[test]
    fn a_copy_is_read_by_nobody_else_and_gone_with_its_draft() {
        let temp = tempfile::tempdir().unwrap();
        let from = temp.path().join("bundle");
        fs::create_dir(&from).unwrap();
        let log = "wenming.example/lucheng/LC01".parse().unwrap();
        let of = (1, TreeHash::empty(), EntryHash::default());
        let manifest = Manifest::new(log, of, Vec::new());
        fs::write(from.join(MANIFEST), manifest.encode().unwrap()).unwrap();
        let copy = stage(&from, &temp.path().join("copy")).unwrap();
        assert_eq!(copy.folder().manifest().unwrap(), manifest);
        let place = copy.folder().path().to_owned();
        assert_eq!(fs::metadata(&place).unwrap().permissions().mode() & 0o777, 0o700);
        drop(copy);
        assert!(!place.exists());
    }
}
