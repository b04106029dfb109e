//! Writing: beside the place, flushed to the disk, then renamed. Whatever goes wrong, the place holds what it held
//! before. Pipes, devices and standard output are written as they are.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::begun::Begun;
use super::inputs::Inputs;

/// End of the names of files that are being written.
pub const UNFINISHED: &str = ".unfinished";

/// What becomes of a file that is in the place already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Existing {
    /// It stays: nothing is written.
    Kept,
    /// It is replaced, once the new one is whole.
    Replaced,
}

impl Existing {
    /// By the option `--force`.
    pub fn forced(force: bool) -> Existing {
        if force { Existing::Replaced } else { Existing::Kept }
    }
}

/// Why a file is not written.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The command reads it.
    #[error("{} is an input of the command", input.display())]
    Input {
        /// The input.
        input: PathBuf,
    },
    /// It is there already.
    #[error("it exists already")]
    Exists,
    /// What the system says.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// A file that is written beside its place. Dropped before it is finished it leaves nothing.
#[derive(Debug)]
pub struct Aside {
    file: BufWriter<File>,
    /// Where it is until it is finished; removed when dropped.
    beside: TempPath,
    place: PathBuf,
    /// Known as begun for as long.
    _begun: Begun,
}

impl Aside {
    /// Begins a file for this place. A link in the place is replaced, not followed.
    ///
    /// # Errors
    /// What the system says: there is no such folder, it cannot be written.
    pub fn of(place: &Path) -> io::Result<Aside> {
        let name = place.file_name().ok_or(io::ErrorKind::IsADirectory)?;
        let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut prefix = name.to_os_string();
        prefix.push(".");
        // The system's own words: around them `tempfile` names the file beside, which nobody asked for.
        let mut said = None;
        let made = tempfile::Builder::new().prefix(&prefix).suffix(UNFINISHED).make_in(folder, |path| {
            let opened = File::options().write(true).create_new(true).open(path);
            said = opened.as_ref().err().and_then(io::Error::raw_os_error);
            opened
        });
        let (file, beside) = made.map_err(|error| said.map_or(error, io::Error::from_raw_os_error))?.into_parts();
        let _begun = Begun::new(&beside);
        Ok(Aside { file: BufWriter::new(file), beside, place: place.to_path_buf(), _begun })
    }

    /// Flushes it to the disk and renames it.
    ///
    /// # Errors
    /// What the system says; a file that is there, where it is to be kept.
    pub fn finish(self, existing: Existing) -> io::Result<()> {
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        if existing == Existing::Replaced {
            if let Some(old) = fs::symlink_metadata(&self.place).ok().filter(fs::Metadata::is_file) {
                // Whom the old file was closed to, the new one is. Where that cannot be had it is a new file.
                let _ = file.set_permissions(old.permissions());
            }
            return self.beside.persist(&self.place).map_err(|error| error.error);
        }
        match self.beside.persist_noclobber(&self.place) {
            // A file system that knows no second names cannot do both in one.
            Err(failed) if fs::symlink_metadata(&self.place).is_err() => {
                failed.path.persist(&self.place).map_err(|error| error.error)
            }
            Err(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Ok(()) => Ok(()),
        }
    }
}

impl Write for Aside {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A place that the user named for results: a file, a pipe, a device, `-` for standard output.
#[derive(Debug)]
pub struct Sink {
    to: To,
    existing: Existing,
}

#[derive(Debug)]
enum To {
    Aside(Aside),
    Stream(File),
    StandardOutput,
}

impl Sink {
    /// Opens the place, before any work is done in vain.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn open(path: &Path, existing: Existing, inputs: &Inputs) -> Result<Sink, Refused> {
        if is_standard_output(path) {
            return Ok(Sink { to: To::StandardOutput, existing });
        }
        if let Some(input) = inputs.at(path) {
            return Err(Refused::Input { input: input.to_path_buf() });
        }
        let to = match fs::metadata(path) {
            Ok(found) if found.is_dir() => return Err(io::Error::from(io::ErrorKind::IsADirectory).into()),
            Ok(found) if !found.is_file() => To::Stream(File::options().write(true).open(path)?),
            // What the shell has opened already, as in `3> calls.csv`.
            Ok(_) if ["/dev/", "/proc/"].iter().any(|at| path.starts_with(at)) => {
                To::Stream(File::options().append(true).open(path)?)
            }
            Ok(_) if existing == Existing::Kept => return Err(Refused::Exists),
            // A link stays a link: the file that it leads to is replaced.
            Ok(_) => To::Aside(Aside::of(&path.canonicalize()?)?),
            // A link that leads nowhere.
            Err(_) if fs::symlink_metadata(path).is_ok() => return Err(Refused::Exists),
            Err(_) => To::Aside(Aside::of(path)?),
        };
        Ok(Sink { to, existing })
    }

    /// Says that all is written; only now the file is in its place.
    ///
    /// # Errors
    /// What the system says.
    pub fn finish(self) -> io::Result<()> {
        match self.to {
            To::Aside(aside) => aside.finish(self.existing),
            To::Stream(mut file) => file.flush(),
            To::StandardOutput => io::stdout().flush(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.to {
            To::Aside(aside) => aside.write(bytes),
            To::Stream(file) => file.write(bytes),
            To::StandardOutput => io::stdout().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.to {
            To::Aside(aside) => aside.flush(),
            To::Stream(file) => file.flush(),
            To::StandardOutput => io::stdout().flush(),
        }
    }
}

/// Whether a path means standard output.
pub fn is_standard_output(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(path: &Path, existing: Existing, inputs: &Inputs) -> Result<(), Refused> {
        let mut sink = Sink::open(path, existing, inputs)?;
        sink.write_all(b"new")?;
        Ok(sink.finish()?)
    }

    #[test]
    fn files_that_are_there_stay_unless_they_are_to_be_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write(&path, Existing::Kept, &Inputs::default()).unwrap();
        fs::write(&path, "old").unwrap();
        assert!(matches!(write(&path, Existing::Kept, &Inputs::default()), Err(Refused::Exists)));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        let inputs = Inputs::from_iter([&path]);
        assert!(matches!(write(&path, Existing::Replaced, &inputs), Err(Refused::Input { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, Existing::Replaced, &Inputs::default()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_not_finished_leaves_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut sink = Sink::open(&path, Existing::Kept, &Inputs::default()).unwrap();
        sink.write_all(b"half").unwrap();
        // Somebody else has been faster.
        fs::write(&path, "theirs").unwrap();
        assert_eq!(sink.finish().unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        drop(Sink::open(&dir.path().join("b"), Existing::Kept, &Inputs::default()).unwrap());
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let nowhere = Sink::open(&dir.path().join("no/a"), Existing::Kept, &Inputs::default()).unwrap_err();
        assert!(matches!(nowhere, Refused::Io(error) if error.kind() == io::ErrorKind::NotFound));
    }

    #[cfg(unix)]
    #[test]
    fn links_stay_links_and_closed_files_stay_closed() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (file, link) = (dir.path().join("a"), dir.path().join("link"));
        fs::write(&file, "old").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::symlink(&file, &link).unwrap();
        write(&link, Existing::Replaced, &Inputs::default()).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&file).unwrap(), b"new");
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        // Within a folder of results a link is replaced.
        let mut aside = Aside::of(&link).unwrap();
        aside.write_all(b"own").unwrap();
        aside.finish(Existing::Replaced).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_file());
        assert_eq!(fs::read(&file).unwrap(), b"new");
    }
}
