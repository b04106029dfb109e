//! Files that have been begun and are not finished, for the moment at which the program is given up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static BEGUN: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file that has been begun, until this is dropped.
#[derive(Debug)]
pub(super) struct Begun(PathBuf);

impl Begun {
    /// Of the file in this place.
    pub fn new(place: &Path) -> Begun {
        // Where it cannot be told (the folder has been removed) it is as it was named.
        let place = std::path::absolute(place).unwrap_or_else(|_| place.to_path_buf());
        BEGUN.lock().unwrap_or_else(PoisonError::into_inner).push(place.clone());
        Begun(place)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        BEGUN.lock().unwrap_or_else(PoisonError::into_inner).retain(|place| *place != self.0);
    }
}

/// Removes what has been begun and is not finished: the program is about to end without letting go of anything.
pub fn remove_unfinished() {
    for place in BEGUN.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        // Finished in this very moment, or not ours to remove any more: it is left to the user.
        let _ = fs::remove_file(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_begun_is_known_until_it_is_let_go() {
        let dir = tempfile::tempdir().unwrap();
        let known = |place: &PathBuf| BEGUN.lock().unwrap().contains(place);
        let place = dir.path().join("a");
        let begun = Begun::new(&place);
        assert!(known(&place));
        drop(begun);
        assert!(!known(&place));
    }
}
