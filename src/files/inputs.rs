//! Which files a command reads, so that it writes over none of them.

use std::io;
use std::path::{Path, PathBuf};

/// The files that a command reads.
#[derive(Clone, Debug, Default)]
pub struct Inputs(Vec<PathBuf>);

impl Inputs {
    /// Adds a file; `-` is standard input.
    pub fn add(&mut self, path: &Path) {
        let standard = path == Path::new("-");
        self.0.push(if standard { PathBuf::from("/dev/stdin") } else { path.to_path_buf() });
    }

    /// The input that a path leads to, by whatever name and through whatever links.
    pub fn at(&self, path: &Path) -> Option<&Path> {
        self.0.iter().map(PathBuf::as_path).find(|input| same_file(input, path))
    }
}

impl<P: AsRef<Path>> FromIterator<P> for Inputs {
    fn from_iter<I: IntoIterator<Item = P>>(paths: I) -> Inputs {
        let mut inputs = Inputs::default();
        paths.into_iter().for_each(|path| inputs.add(path.as_ref()));
        inputs
    }
}

/// Whether two paths lead to one file: by name, through links, or because it has two names. A file that is not there
/// yet is told by its folder and its name.
pub fn same_file(a: &Path, b: &Path) -> bool {
    let is = |by: fn(&Path) -> io::Result<PathBuf>| by(a).ok().zip(by(b).ok()).is_some_and(|(a, b)| a == b);
    is(|path| std::path::absolute(path)) || is(in_its_folder) || is(|path| path.canonicalize()) || one_on_disk(a, b)
}

/// The path with its folder resolved.
fn in_its_folder(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else { return path.canonicalize() };
    Ok(folder.canonicalize()?.join(name))
}

#[cfg(unix)]
fn one_on_disk(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let number = |path: &Path| std::fs::metadata(path).ok().map(|file| (file.dev(), file.ino()));
    number(a).is_some_and(|a| Some(a) == number(b))
}

#[cfg(not(unix))]
fn one_on_disk(_a: &Path, _b: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_file_by_many_names() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        std::fs::create_dir(at("folder")).unwrap();
        std::fs::write(at("a"), "x").unwrap();
        std::fs::write(at("b"), "x").unwrap();
        let inputs = Inputs::from_iter([at("a")]);
        assert!(inputs.at(&at("folder/../a")).is_some() && inputs.at(&at("./a")).is_some());
        assert!(inputs.at(&at("b")).is_none() && inputs.at(&at("c")).is_none());
        assert!(same_file(&at("new"), &at("folder/../new")) && !same_file(&at("new"), &at("folder/new")));
        #[cfg(unix)]
        {
            std::fs::hard_link(at("a"), at("hard")).unwrap();
            std::os::unix::fs::symlink(at("a"), at("soft")).unwrap();
            std::os::unix::fs::symlink(at("folder"), at("other")).unwrap();
            assert!(inputs.at(&at("hard")).is_some() && inputs.at(&at("soft")).is_some());
            assert!(same_file(&at("other/new"), &at("folder/new")));
        }
    }
}
