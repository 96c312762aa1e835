//! Bundles on disk: a folder, or a .zip of it.
//!
//! Both are written under a temporary name and renamed once they are whole and
//! durable. A .zip is read by unpacking into a folder that is removed again:
//! only files that its manifest names, and no more bytes of each than it names.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use ledger_core::bundle::{BundleError, Files, MANIFEST, MAX_MANIFEST, Manifest, Sink};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

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
    fn open(&self, path: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        match File::open(self.0.join(path)) {
            Ok(file) => Ok(Some(Box::new(BufReader::new(file)))),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(e) => Err(e),
        }
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
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
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
        let mut zip = ZipWriter::new(File::create(part)?);
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
    let len = fs::metadata(from).map_err(io(from))?.len();
    if from.is_dir() {
        let folder = Folder(from.to_owned());
        copy_all(&mut draft, u64::MAX, |path, most, out| {
            let Some(file) = folder.open(path)? else { return Ok(None) };
            io::copy(&mut file.take(most), out).map(Some)
        })?;
        return Ok(draft);
    }
    let file = File::open(from).map_err(io(from))?;
    let mut zip = ZipArchive::new(BufReader::new(file))
        .map_err(|why| BundleError::Manifest(why.to_string()))?;
    let most = len.saturating_mul(MAX_TIMES_PACKED).saturating_add(ALWAYS_UNPACKED);
    copy_all(&mut draft, most, |path, most, out| match zip.by_name(path) {
        Ok(file) => io::copy(&mut file.take(most), out).map(Some),
        Err(zip::result::ZipError::FileNotFound) => Ok(None),
        Err(why) => Err(io::Error::other(why)),
    })?;
    Ok(draft)
}

/// Copies so many bytes at most of the file of that path; `None` where there is none.
type CopyOne<'a> = dyn FnMut(&str, u64, &mut dyn io::Write) -> io::Result<Option<u64>> + 'a;

/// Copies what the manifest names, if it names no more than so many bytes together: a
/// disk is not to be filled by a file that is small.
fn copy_all(
    draft: &mut Draft,
    most: u64,
    mut copy: impl FnMut(&str, u64, &mut dyn io::Write) -> io::Result<Option<u64>>,
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
