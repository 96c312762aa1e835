//! The few things a journal in files asks of a disk.
//!
//! [`RealDisk`] is the system's. Another one can stand in its place that loses
//! what was never synced, fails when it is told to, or says it is full: so every
//! promise of [`FileJournal`](super::FileJournal) is tried on a disk that is as
//! bad as one in a village office, without waiting for it to break.

use std::ffi::OsString;
use std::fmt::Debug;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

/// Folders and the names in them. A name survives a power cut once the folder
/// it is in was synced, and not before.
pub trait Disk: Debug + Send + Sync {
    /// The names in a folder, in no order.
    ///
    /// # Errors
    /// `NotFound` where there is no such folder; or the storage fails.
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>>;

    /// Makes a folder and those above it, as far as they are missing.
    ///
    /// # Errors
    /// Where the storage fails.
    fn make_dirs(&self, dir: &Path) -> io::Result<()>;

    /// Returns when the names in a folder, those added and those removed, survive a power cut.
    ///
    /// # Errors
    /// Where the storage fails.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;

    /// Opens a file for reading.
    ///
    /// # Errors
    /// `NotFound` where there is none; or the storage fails.
    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Opens a file that is there for reading, appending and cutting.
    ///
    /// # Errors
    /// `NotFound` where there is none; or the storage fails.
    fn open_to_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Makes an empty file and opens it as [`Self::open_to_append`] does.
    ///
    /// # Errors
    /// `AlreadyExists` where there is one, which is left alone; or the storage fails.
    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>>;

    /// Writes what a file holds from byte `from` on once more, the same bytes in
    /// the same place, and returns when it survives a power cut. A sync alone is
    /// not enough for what somebody else wrote: where theirs failed, the system may
    /// think that there is nothing left to write.
    ///
    /// # Errors
    /// Where the storage fails.
    fn write_again(&self, path: &Path, from: u64) -> io::Result<()>;

    /// Removes the name of a file.
    ///
    /// # Errors
    /// Where the storage fails.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// An open file. What was appended survives a power cut once it was synced; of
/// what was not, any part may be there afterwards, in any order.
pub trait DiskFile: Debug + Send + Sync {
    /// How many bytes it has.
    ///
    /// # Errors
    /// Where the storage fails.
    fn size(&self) -> io::Result<u64>;

    /// Reads from `offset` on into the beginning of `buffer`, and says how many
    /// bytes: fewer than there is room for even where more would follow, none
    /// only at the end.
    ///
    /// # Errors
    /// Where the storage fails; `Interrupted` is tried again by who asks.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Appends all of `bytes`. After an error any part of them may be there.
    ///
    /// # Errors
    /// Where the storage fails.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns when all that the file holds survives a power cut. After an error
    /// what was not synced before may be lost, and a second call need not say so.
    ///
    /// # Errors
    /// Where the storage fails.
    fn sync(&self) -> io::Result<()>;

    /// Cuts the file to its first `size` bytes, and returns when that survives a power cut.
    ///
    /// # Errors
    /// Where the storage fails.
    fn cut(&mut self, size: u64) -> io::Result<()>;
}

/// The system's own.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Disk for RealDisk {
    fn list(&self, dir: &Path) -> io::Result<Vec<OsString>> {
        fs::read_dir(dir)?.map(|name| Ok(name?.file_name())).collect()
    }

    fn make_dirs(&self, dir: &Path) -> io::Result<()> {
        fs::create_dir_all(dir)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        File::open(dir)?.sync_all()
    }

    fn open(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(File::open(path)?))
    }

    fn open_to_append(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().read(true).append(true).open(path)?))
    }

    fn create_new(&self, path: &Path) -> io::Result<Box<dyn DiskFile>> {
        Ok(Box::new(OpenOptions::new().read(true).append(true).create_new(true).open(path)?))
    }

    fn write_again(&self, path: &Path, from: u64) -> io::Result<()> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let (mut at, mut buffer) = (from, vec![0; 64 * 1024]);
        loop {
            let read = match FileExt::read_at(&file, &mut buffer, at) {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                read => read?,
            };
            if read == 0 {
                return file.sync_all();
            }
            file.write_all_at(&buffer[..read], at)?;
            at += read as u64;
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

impl DiskFile for File {
    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        FileExt::read_at(self, buffer, offset)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&self) -> io::Result<()> {
        self.sync_data()
    }

    fn cut(&mut self, size: u64) -> io::Result<()> {
        self.set_len(size)?;
        self.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_again_is_what_was_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        for size in [0_u32, 1, 65_536, 150_001] {
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            for from in [0, 1, 65_535, 65_536, 150_000, 150_001, 999_999] {
                RealDisk.write_again(&path, from).unwrap();
                assert!(fs::read(&path).unwrap() == bytes, "{size} bytes from {from}");
            }
        }
        let missing = RealDisk.write_again(&dir.path().join("b"), 0).unwrap_err();
        assert_eq!(missing.kind(), io::ErrorKind::NotFound);
        let taken = RealDisk.create_new(&path).unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AlreadyExists);
    }
}
