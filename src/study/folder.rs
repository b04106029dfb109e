//! The result folder on disk. A file appears in it whole or not at all: it is written beside its place, flushed to the
//! disk, and renamed.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::error::Error;
use super::files::hexadecimal;

/// Where the shards lie.
const SHARDS: &str = "shards";
/// End of the names of files that are being written.
const UNFINISHED: &str = ".unfinished";
/// Held by whoever writes into the folder.
const LOCK: &str = ".lock";

/// A result folder.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    pub dir: PathBuf,
    /// Held as long as somebody works on the folder.
    _lock: Arc<Lock>,
}

/// A locked file. The system unlocks it if the process dies, and a file left behind is no lock.
#[derive(Debug)]
struct Lock {
    path: PathBuf,
    _file: File,
}

impl Lock {
    fn of(dir: &Path) -> Result<Lock, Error> {
        let path = dir.join(LOCK);
        let file = File::create(&path).map_err(Error::write(&path))?;
        match file.try_lock() {
            Ok(()) => Ok(Lock { path, _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Busy { dir: dir.to_path_buf() }),
            Err(TryLockError::Error(error)) => Err(Error::write(&path)(error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that cannot be removed does no harm: nobody holds it.
        let _ = fs::remove_file(&self.path);
    }
}

/// Passes bytes on and hashes them.
struct Hashing<W> {
    to: W,
    hash: Sha256,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

impl Folder {
    /// Makes the folder if it is not there, and clears away what a killed run was writing.
    pub fn open(dir: &Path) -> Result<Folder, Error> {
        let shards = dir.join(SHARDS);
        fs::create_dir_all(dir).map_err(Error::write(dir))?;
        let folder = Folder { dir: dir.to_path_buf(), _lock: Arc::new(Lock::of(dir)?) };
        for place in [dir, &shards] {
            for path in entries(place)? {
                if path.to_string_lossy().ends_with(UNFINISHED) {
                    fs::remove_file(&path).map_err(Error::write(&path))?;
                }
            }
        }
        Ok(folder)
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> Result<bool, Error> {
        Ok(entries(&self.dir)?.is_empty())
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// A shard's file.
    pub fn shard(&self, number: u64) -> PathBuf {
        self.dir.join(SHARDS).join(format!("{number:07}.shard"))
    }

    /// Makes the folder of the shards.
    pub fn make_shards(&self) -> Result<(), Error> {
        let shards = self.dir.join(SHARDS);
        fs::create_dir_all(&shards).map_err(Error::write(&shards))
    }

    /// Removes all shards.
    pub fn remove_shards(&self) -> Result<(), Error> {
        let shards = self.dir.join(SHARDS);
        match fs::remove_dir_all(&shards) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(&shards)(error)),
            _ => Ok(()),
        }
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        let path = self.path(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(Error::write(&path)(error)),
            _ => Ok(()),
        }
    }

    /// Writes a file of the folder; its hash.
    pub fn write(
        &self,
        name: &str,
        content: impl FnOnce(&mut dyn Write) -> Result<(), Error>,
    ) -> Result<String, Error> {
        let path = self.path(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::write(parent))?;
        }
        write(&path, content)
    }

    /// Writes a file whose content is at hand.
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<String, Error> {
        let path = self.path(name);
        self.write(name, |out| out.write_all(bytes).map_err(Error::write(&path)))
    }

    /// Writes a shard's file.
    pub fn write_shard(&self, number: u64, bytes: &[u8]) -> Result<(), Error> {
        let path = self.shard(number);
        write(&path, |out| out.write_all(bytes).map_err(Error::write(&path))).map(|_| ())
    }
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.map_err(Error::read(dir))?,
    };
    let paths = listed.map(|entry| entry.map(|e| e.path()).map_err(Error::read(dir)));
    paths.filter(|path| !path.as_ref().is_ok_and(|p| p.ends_with(LOCK))).collect()
}

/// Writes beside the place, flushes to the disk, renames. Whatever goes wrong, the place holds what it held before.
fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<String, Error> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    // Two processes that work on the same folder do not write into each other's files.
    name.push(format!(".{}{UNFINISHED}", std::process::id()));
    let beside = path.with_file_name(name);
    let written = write_and_sync(&beside, content).and_then(|hash| {
        fs::rename(&beside, path).map_err(Error::write(path))?;
        Ok(hash)
    });
    if written.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(&beside);
    }
    written
}

fn write_and_sync(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<String, Error> {
    let file = File::create(path).map_err(Error::write(path))?;
    let mut out = Hashing { to: BufWriter::new(file), hash: Sha256::new() };
    content(&mut out)?;
    let file = out.to.into_inner().map_err(|error| Error::write(path)(error.into_error()))?;
    file.sync_all().map_err(Error::write(path))?;
    Ok(hexadecimal(&out.hash.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::files::sha256;

    #[test]
    fn two_runs_do_not_write_into_one_folder() {
        let dir = tempfile::tempdir().unwrap();
        let first = Folder::open(dir.path()).unwrap();
        assert!(matches!(Folder::open(dir.path()), Err(Error::Busy { .. })));
        drop(first);
        assert!(Folder::open(dir.path()).unwrap().is_empty().unwrap());
    }

    #[test]
    fn a_file_that_cannot_be_finished_leaves_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert!(folder.is_empty().unwrap());
        assert_eq!(folder.write_bytes("a.csv", b"old").unwrap(), sha256(b"old"));
        let path = folder.path("a.csv");
        let failed = folder.write("a.csv", |out| {
            out.write_all(b"half").map_err(Error::write(&path))?;
            Err(Error::damaged(&path, "disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(folder.path("a.csv")).unwrap(), b"old");
        assert_eq!(entries(dir.path()).unwrap().len(), 1);
    }

    #[test]
    fn what_a_killed_run_was_writing_is_cleared_away() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join(SHARDS)).unwrap();
        fs::write(dir.path().join("shards/0000001.shard.7.unfinished"), "x").unwrap();
        fs::write(dir.path().join("kept.csv"), "x").unwrap();
        Folder::open(dir.path()).unwrap();
        assert_eq!(entries(&dir.path().join(SHARDS)).unwrap().len(), 0);
        assert_eq!(entries(dir.path()).unwrap().len(), 2);
    }
}
