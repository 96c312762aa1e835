//! Bundles on disk: a folder, or a .zip of it.
//!
//! Both are written under a temporary name and renamed once they are whole and
//! durable. A .zip is read by unpacking into a folder that is removed again:
//! only files that its manifest names, and no more bytes of each than it names.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use crate::whole::short_name;
use ledger_core::bundle::{BundleError, Files, MANIFEST, MAX_MANIFEST, Manifest, Sink};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The page that says how to check a bundle; it is in no manifest.
pub(crate) const VERIFY: &str = "VERIFY.md";

/// A bundle in a folder.
pub(crate) struct Folder(PathBuf);

impl Files for Folder {
    fn open(&self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        let whole = match fs::canonicalize(self.0.join(path)) {
            Ok(whole) => whole,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        // A link that leads out of the bundle is none of its files, and a pipe would be
        // waited for.
        if !whole.starts_with(fs::canonicalize(&self.0)?) || !fs::metadata(&whole)?.is_file() {
            return Ok(None);
        }
        Ok(Some(Box::new(BufReader::new(File::open(whole)?))))
    }
}

impl Folder {
    /// The bundle in that folder, if it has a manifest.
    pub(crate) fn at(dir: &Path) -> Option<Self> {
        dir.join(MANIFEST).is_file().then(|| Self(dir.to_owned()))
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
    dir: PathBuf,
    open: HashMap<String, BufWriter<File>>,
    kept: bool,
}

impl Draft {
    /// A new folder beside `target`, under a name of its own.
    pub(crate) fn beside(target: &Path) -> io::Result<Self> {
        let name = short_name(target);
        for attempt in 0..100 {
            let id = std::process::id();
            let dir = target.with_file_name(format!(".{name}.{id}-{attempt}.part"));
            match fs::create_dir(&dir) {
                Ok(()) => return Ok(Self { dir, open: HashMap::new(), kept: false }),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
                Err(e) => return Err(e),
            }
        }
        Err(io::ErrorKind::AlreadyExists.into())
    }

    /// What was written so far, to be read.
    pub(crate) fn folder(&self) -> Folder {
        Folder(self.dir.clone())
    }

    /// Makes it the folder `target`.
    pub(crate) fn keep_as(mut self, target: &Path) -> io::Result<()> {
        sync_folders(&self.dir)?;
        fs::rename(&self.dir, target)?;
        self.kept = true;
        sync_parent(target)
    }

    /// Makes it the archive `target`: the manifest's files in its order, then the
    /// manifest and the page. The same files give the same bytes.
    pub(crate) fn keep_as_zip(self, manifest: &Manifest, target: &Path) -> io::Result<()> {
        let part = self.dir.with_extension("zip-part");
        let result = self.zip(manifest, &part).and_then(|()| fs::rename(&part, target));
        if result.is_err() {
            drop(fs::remove_file(&part));
        }
        result.and_then(|()| sync_parent(target))
    }

    fn zip(&self, manifest: &Manifest, part: &Path) -> io::Result<()> {
        let mut zip = ZipWriter::new(OpenOptions::new().write(true).create_new(true).open(part)?);
        let named = manifest.files.iter().map(|file| file.path.as_str());
        for path in named.chain([MANIFEST, VERIFY]) {
            let mut file = File::open(self.dir.join(path))?;
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
        zip.finish()?.sync_all()
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.kept {
            drop(fs::remove_dir_all(&self.dir));
        }
    }
}

impl Sink for Draft {
    fn write(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        if !self.open.contains_key(path) {
            let whole = self.dir.join(path);
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

fn sync_parent(path: &Path) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    File::open(parent.unwrap_or(Path::new(".")))?.sync_all()
}

/// Copies a bundle, folder or .zip, into a new folder beside `beside`: from
/// then on it cannot change while it is checked and used. Only what its manifest
/// names is copied, and no more bytes than it names.
///
/// # Errors
/// Where it cannot be read or written, or its manifest not be used.
pub(crate) fn stage(from: &Path, beside: &Path) -> Result<Draft, BundleError> {
    let io = |path: &Path| {
        let path = path.display().to_string();
        move |source| BundleError::Io { path, source }
    };
    let mut draft = Draft::beside(beside).map_err(io(beside))?;
    if from.is_dir() {
        let folder = Folder(from.to_owned());
        copy_all(&mut draft, |path, most, out| {
            let Some(file) = folder.open(path)? else { return Ok(None) };
            io::copy(&mut file.take(most), out).map(Some)
        })?;
        return Ok(draft);
    }
    let file = File::open(from).map_err(io(from))?;
    let mut zip = ZipArchive::new(BufReader::new(file))
        .map_err(|why| BundleError::Manifest(why.to_string()))?;
    copy_all(&mut draft, |path, most, out| match zip.by_name(path) {
        Ok(file) => io::copy(&mut file.take(most), out).map(Some),
        Err(zip::result::ZipError::FileNotFound) => Ok(None),
        Err(why) => Err(io::Error::other(why)),
    })?;
    Ok(draft)
}

/// Copies so many bytes at most of the file of that path; `None` where there is none.
type CopyOne<'a> = dyn FnMut(&str, u64, &mut dyn io::Write) -> io::Result<Option<u64>> + 'a;

fn copy_all(
    draft: &mut Draft,
    mut copy: impl FnMut(&str, u64, &mut dyn io::Write) -> io::Result<Option<u64>>,
) -> Result<(), BundleError> {
    copy_one(draft, MANIFEST, MAX_MANIFEST + 1, &mut copy)?;
    for file in &draft.folder().manifest()?.files {
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
    impl io::Write for Into<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            Sink::write(self.0, self.1, bytes).map(|()| bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let failed = |source: io::Error| match source.kind() {
        // What an archive says of a file whose bytes are not those that were packed.
        io::ErrorKind::InvalidData => BundleError::Changed { path: path.to_owned() },
        _ => BundleError::Io { path: path.to_owned(), source },
    };
    Sink::write(draft, path, &[]).map_err(failed)?;
    let copied = copy(path, most, &mut Into(draft, path)).map_err(failed)?;
    Sink::close(draft, path).map_err(failed)?;
    copied.map(drop).ok_or_else(|| BundleError::Missing { path: path.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::os::unix::fs::symlink;

    use ledger_core::bundle::FileRecord;
    use ledger_core::ids::FileDigest;
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
                Ok(draft) => prop_assert!(new.iter().all(|path| path.starts_with(&draft.dir))),
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
            for none in ["link", "folder/secret", "pipe", "sub", "absent"] {
                assert!(folder.open(none).unwrap().is_none(), "{none}");
            }
            for some in ["plain", "within"] {
                let mut text = String::new();
                folder.open(some).unwrap().unwrap().read_to_string(&mut text).unwrap();
                assert_eq!(text, "plain", "{some}");
            }
        }
    }
}
