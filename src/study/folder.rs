//! The result folder on disk. A file appears in it whole or not at all. Nothing in a folder is touched before it is
//! known to be ours, and then only files of our own names: links in their places are replaced, never followed.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::error::Error;
use super::hash::{Hashing, sha256};
use super::manifest::{MANIFEST, TIMING};
use crate::files::{Aside, Existing, UNFINISHED, bytes_of_file};
use crate::scenario::is_obeyed;

/// Where the shards lie.
const SHARDS: &str = "shards";
/// Held by whoever writes into the folder.
pub(super) const LOCK: &str = ".lock";
/// End of the names of shards.
const SHARD: &str = ".shard";
/// The tables of a result folder, in the order in which a manifest lists them; the last where sensitivity is asked for.
pub(super) const TABLES: [&str; 4] = ["replications.csv", "measures.csv", "ranking.csv", "sensitivity.csv"];

/// Whether a name is that of something of the folder's own, which no input may have.
pub(super) fn is_reserved(name: &str) -> bool {
    let is = |taken: &str| name.eq_ignore_ascii_case(taken);
    [SHARDS, LOCK, MANIFEST, TIMING].into_iter().chain(TABLES).any(is)
        || name.to_ascii_lowercase().ends_with(UNFINISHED)
}

/// Whether a name leads to a file in the folder itself, on any system.
pub(super) fn is_plain(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let alone = matches!(parts.next(), Some(std::path::Component::Normal(only)) if only == name);
    alone && parts.next().is_none() && !name.contains(['/', '\\', ':']) && !name.contains(is_obeyed)
}

/// What a folder holds beside what a run that was killed before it had written its manifest has left: where that is
/// nothing it is vacant.
pub(super) fn strangers(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let is_ours = |path: &PathBuf| {
        let Ok(found) = fs::symlink_metadata(path) else { return false };
        let name = name_of(path);
        found.is_file() && ((name == LOCK && found.len() == 0) || unfinished(&name) == Some(MANIFEST))
    };
    let mut others = entries(dir)?;
    others.retain(|path| !is_ours(path));
    others.sort();
    Ok(others)
}

/// Names that are told before the others are counted.
const TOLD: usize = 3;

/// What is not ours by name, for a message: `a.txt, shards/ and 4 more`. A lock looks like ours and is hidden where folders
/// are listed, so of one that is not it is said why.
pub(super) fn in_words(others: &[PathBuf]) -> String {
    let told = |path: &PathBuf| match (name_of(path), fs::symlink_metadata(path)) {
        (name, Ok(found)) if found.is_dir() => format!("{name}/"),
        (name, Ok(found)) if name == LOCK && found.is_file() => format!("{name}, which a sweep would have left empty"),
        (name, _) => name,
    };
    let names: Vec<String> = others.iter().take(TOLD).map(told).collect();
    let more = others.len().saturating_sub(TOLD);
    if more > 0 { format!("{} and {more} more", names.join(", ")) } else { names.join(", ") }
}

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
        loop {
            let file = Lock::open(&path)?;
            match file.try_lock() {
                // Whoever held it may have removed it meanwhile: then it is nobody's, and another is made.
                Ok(()) if is_still(&file, &path) => return Ok(Lock { path, _file: file }),
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(Error::Busy { dir: dir.to_path_buf() }),
                Err(TryLockError::Error(error)) => return Err(Error::write(&path)(error)),
            }
        }
    }

    /// Makes the file, or opens the one that is there if it can be ours: we never write into it.
    fn open(path: &Path) -> Result<File, Error> {
        match File::options().write(true).create_new(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            made => return made.map_err(Error::write(path)),
        }
        let found = fs::symlink_metadata(path).map_err(Error::write(path))?;
        if !found.is_file() || found.len() > 0 {
            return Err(Error::InTheWay { path: path.to_path_buf(), kept: "the empty file that locks its folder" });
        }
        File::options().write(true).open(path).map_err(Error::write(path))
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // A file that cannot be removed does no harm: nobody holds it.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(unix)]
fn is_still(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |found: fs::Metadata| (found.dev(), found.ino());
    file.metadata().ok().map(number) == fs::symlink_metadata(path).ok().map(number)
}

#[cfg(not(unix))]
fn is_still(_file: &File, _path: &Path) -> bool {
    // An open file cannot be removed there.
    true
}

impl Folder {
    /// Makes the folder if it is not there, and locks it. Whoever opens it has seen that it is vacant or ours.
    pub fn open(dir: &Path) -> Result<Folder, Error> {
        fs::create_dir_all(dir).map_err(Error::write(dir))?;
        Ok(Folder { dir: dir.to_path_buf(), _lock: Arc::new(Lock::of(dir)?) })
    }

    /// Removes what a killed run was writing into the folder's own files, and into these.
    pub fn clear_unfinished(&self, others: &[&str]) -> Result<(), Error> {
        let own = |base: &str| base == MANIFEST || base == TIMING || TABLES.contains(&base) || others.contains(&base);
        self.remove_where(&self.dir, |name| unfinished(name).is_some_and(own))?;
        if self.has_shards()? {
            self.remove_where(&self.dir.join(SHARDS), |name| unfinished(name).is_some_and(is_shard))?;
        }
        Ok(())
    }

    /// A file of the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    /// A shard's file.
    pub fn shard(&self, number: u64) -> PathBuf {
        self.dir.join(SHARDS).join(format!("{number:07}{SHARD}"))
    }

    /// Makes the folder of the shards.
    pub fn make_shards(&self) -> Result<(), Error> {
        let shards = self.dir.join(SHARDS);
        if self.has_shards()? { Ok(()) } else { fs::create_dir(&shards).map_err(Error::write(&shards)) }
    }

    /// Removes all shards. What else is in their folder stays, and with it the folder.
    pub fn remove_shards(&self) -> Result<(), Error> {
        if !self.has_shards()? {
            return Ok(());
        }
        let shards = self.dir.join(SHARDS);
        self.remove_where(&shards, |name| is_shard(unfinished(name).unwrap_or(name)))?;
        match fs::remove_dir(&shards) {
            Err(error) if error.kind() != io::ErrorKind::DirectoryNotEmpty => Err(Error::write(&shards)(error)),
            _ => Ok(()),
        }
    }

    /// Whether there is a folder of shards: a real one, for a link may lead anywhere.
    fn has_shards(&self) -> Result<bool, Error> {
        let shards = self.dir.join(SHARDS);
        match fs::symlink_metadata(&shards) {
            Ok(found) if found.is_dir() => Ok(true),
            Ok(_) => Err(Error::InTheWay { path: shards, kept: "the folder of its shards" }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::read(&shards)(error)),
        }
    }

    /// Removes regular files by their names.
    fn remove_where(&self, dir: &Path, which: impl Fn(&str) -> bool) -> Result<(), Error> {
        for path in entries(dir)? {
            let is_file = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file());
            if is_file && which(&name_of(&path)) {
                fs::remove_file(&path).map_err(Error::write(&path))?;
            }
        }
        Ok(())
    }

    /// Removes a file, if it is there.
    pub fn remove(&self, name: &str) -> Result<(), Error> {
        debug_assert!(is_plain(name), "names in a manifest have been checked");
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
        debug_assert!(is_plain(name), "names in a manifest have been checked");
        write(&self.path(name), content)
    }

    /// Writes a file whose content is at hand, unless it is there already.
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<String, Error> {
        if holds(&self.dir, name, bytes) {
            return Ok(sha256(bytes));
        }
        let path = self.path(name);
        self.write(name, |out| out.write_all(bytes).map_err(Error::write(&path)))
    }

    /// Writes a shard's file.
    pub fn write_shard(&self, number: u64, bytes: &[u8]) -> Result<(), Error> {
        let path = self.shard(number);
        write(&path, |out| out.write_all(bytes).map_err(Error::write(&path))).map(|_| ())
    }
}

/// Whether a file of a folder (no link) has this content.
pub(super) fn holds(dir: &Path, name: &str, bytes: &[u8]) -> bool {
    let path = dir.join(name);
    let alike = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file() && found.len() == bytes.len() as u64);
    alike && bytes_of_file(&path, bytes.len() as u64).is_ok_and(|found| found == bytes)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file that was being written under this name: `a.csv` of `a.csv.x7Rk2q.unfinished`.
fn unfinished(name: &str) -> Option<&str> {
    let (base, chance) = name.strip_suffix(UNFINISHED)?.rsplit_once('.')?;
    chance.chars().all(|c| c.is_ascii_alphanumeric()).then_some(base)
}

fn is_shard(name: &str) -> bool {
    name.strip_suffix(SHARD).is_some_and(|number| number.len() >= 7 && number.bytes().all(|b| b.is_ascii_digit()))
}

fn entries(dir: &Path) -> Result<Vec<PathBuf>, Error> {
    match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => {
            let listed = listed.map_err(Error::read(dir))?;
            listed.map(|entry| entry.map(|e| e.path()).map_err(Error::read(dir))).collect()
        }
    }
}

fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<(), Error>) -> Result<String, Error> {
    let mut out = Hashing::new(Aside::of(path).map_err(Error::write(path))?);
    content(&mut out)?;
    let (aside, hash) = out.finish();
    aside.finish(Existing::Replaced).map_err(Error::write(path))?;
    Ok(hash)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_runs_do_not_write_into_one_folder() {
        let dir = tempfile::tempdir().unwrap();
        let first = Folder::open(dir.path()).unwrap();
        assert!(matches!(Folder::open(dir.path()), Err(Error::Busy { .. })));
        drop(first);
        Folder::open(dir.path()).unwrap();
        assert!(entries(dir.path()).unwrap().is_empty());
    }

    #[test]
    fn a_file_that_cannot_be_finished_leaves_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        let folder = Folder::open(dir.path()).unwrap();
        assert_eq!(folder.write_bytes("a.csv", b"old").unwrap(), sha256(b"old"));
        let path = folder.path("a.csv");
        let failed = folder.write("a.csv", |out| {
            out.write_all(b"half").map_err(Error::write(&path))?;
            Err(Error::damaged(&path, "disk full"))
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(folder.path("a.csv")).unwrap(), b"old");
        assert_eq!(entries(dir.path()).unwrap().len(), 2, "the lock and the file");
    }

    #[test]
    fn what_a_killed_run_was_writing_is_cleared_away_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        fs::create_dir(at(SHARDS)).unwrap();
        let ours = ["shards/0000001.shard.7.unfinished", "ranking.csv.x7Rk2q.unfinished", "day.csv.1.unfinished"];
        let theirs =
            ["shards/notes.unfinished", "kept.csv", "kept.csv.1.unfinished", "notes.unfinished", ".unfinished"];
        ours.iter().chain(&theirs).for_each(|name| fs::write(at(name), "x").unwrap());
        let folder = Folder::open(dir.path()).unwrap();
        folder.clear_unfinished(&["day.csv"]).unwrap();
        assert!(ours.iter().all(|name| !at(name).exists()) && theirs.iter().all(|name| at(name).exists()));
        fs::write(folder.shard(3), "x").unwrap();
        folder.remove_shards().unwrap();
        assert!(!folder.shard(3).exists() && theirs.iter().all(|name| at(name).exists()));
    }

    #[test]
    fn a_folder_is_vacant_with_what_a_killed_beginning_leaves() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        assert!(strangers(&at("none")).unwrap().is_empty() && strangers(dir.path()).unwrap().is_empty());
        fs::write(at(LOCK), "").unwrap();
        fs::write(at("manifest.json.x7Rk2q.unfinished"), "{").unwrap();
        assert!(strangers(dir.path()).unwrap().is_empty());
        fs::write(at(LOCK), "mine").unwrap();
        assert_eq!(strangers(dir.path()).unwrap(), [at(LOCK)]);
        assert!(matches!(Folder::open(dir.path()), Err(Error::InTheWay { .. })));
        assert_eq!(fs::read(at(LOCK)).unwrap(), b"mine");
    }

    #[test]
    fn names_lead_into_the_folder_itself() {
        for plain in ["a.csv", "study.toml", "two words", "..."] {
            assert!(is_plain(plain), "{plain}");
        }
        for other in ["", ".", "..", "/etc/passwd", "../a", "a/b", "a\\b", "a/", "./a", "c:a", "a\n"] {
            assert!(!is_plain(other), "{other:?}");
        }
    }
}
