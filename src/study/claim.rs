//! Taking a folder for the results of a study: vacant, or holding results of ours. All is looked at before anything is
//! touched, and no file that the study reads is written over.

use std::io;
use std::path::Path;

use super::error::Error;
use super::folder::{Folder, LOCK, TABLES, holds, in_words, strangers};
use super::hash::sha256_of_file;
use super::manifest::{MANIFEST, Manifest, SWEEP, TIMING};
use crate::files::Inputs;

/// What is to be written into a folder.
pub(super) struct Claim<'a> {
    pub manifest: Manifest,
    /// The copies of the inputs, by their names.
    pub copies: &'a [(String, &'a str)],
    /// Where the inputs were read.
    pub sources: &'a Inputs,
    /// Results of another study are replaced.
    pub force: bool,
}

impl Claim<'_> {
    /// Opens the folder; the manifest that holds from now on: the one found, where the folder has the same study in it.
    pub fn open(self, dir: &Path) -> Result<(Folder, Manifest), Error> {
        self.look(dir)?;
        let folder = Folder::open(dir)?;
        // Somebody may have written into it before it was locked.
        match self.look(dir)? {
            // The same study.
            Some(found) if found.difference(&self.manifest).is_none() => Ok((folder, found)),
            Some(found) => {
                self.clear(&folder, &found)?;
                Ok((folder, self.manifest))
            }
            None => Ok((folder, self.manifest)),
        }
    }

    /// The manifest of the folder, if it has one; that the folder can be taken.
    fn look(&self, dir: &Path) -> Result<Option<Manifest>, Error> {
        if std::fs::metadata(dir).map_or_else(|error| error.kind() == io::ErrorKind::NotADirectory, |at| !at.is_dir()) {
            return Err(Error::write(dir)(io::ErrorKind::NotADirectory.into()));
        }
        let found = Manifest::read(dir)?;
        let ours = found.as_ref().is_some_and(|found| found.kind == SWEEP);
        if !ours {
            let others = strangers(dir)?;
            if found.is_some() || !others.is_empty() {
                return Err(Error::NotResults { dir: dir.to_path_buf(), what: in_words(&others) });
            }
        }
        let difference = found.as_ref().and_then(|found| found.difference(&self.manifest));
        if let Some(difference) = difference.clone().filter(|_| !self.force) {
            return Err(Error::OtherInputs { dir: dir.to_path_buf(), difference });
        }
        let written = self.copies.iter().filter(|(name, text)| !holds(dir, name, text.as_bytes()));
        let written = written.map(|(name, _)| name.as_str()).chain(TABLES).chain([MANIFEST, TIMING, LOCK]);
        let leaves = found.iter().filter(|_| difference.is_some()).flat_map(|found| self.leaves(dir, found));
        for name in written.chain(leaves) {
            let path = dir.join(name);
            if self.sources.at(&path).is_some() {
                return Err(Error::OverInput { path });
            }
        }
        Ok(found)
    }

    /// Copies of inputs of other results, as they were written, that this study does not have.
    fn leaves<'m>(&self, dir: &Path, found: &'m Manifest) -> Vec<&'m str> {
        let stays = |name: &str| self.copies.iter().any(|(copy, _)| copy == name);
        let unchanged = |file: &str, hash: &str| sha256_of_file(&dir.join(file)).is_ok_and(|found| found == hash);
        let inputs = found.inputs.iter().filter(|input| !stays(&input.file) && unchanged(&input.file, &input.sha256));
        inputs.map(|input| input.file.as_str()).collect()
    }

    /// Removes other results. The manifest goes last, when the new one takes its place.
    fn clear(&self, folder: &Folder, found: &Manifest) -> Result<(), Error> {
        folder.remove_shards()?;
        let leaves = self.leaves(&folder.dir, found);
        leaves.into_iter().chain(TABLES).chain([TIMING]).try_for_each(|name| folder.remove(name))
    }
}
