//! What a study was made of, copied into its result folder under names that the folder can keep.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::folder::{is_plain, is_reserved};
use super::hash::sha256;
use super::manifest::{Input, Manifest};
use super::policies::Study;

/// Beginning of the names of copies whose own names cannot be kept.
const COPY: &str = "input-";

impl Study {
    /// The inputs for the manifest, and the text of each under the name of its copy.
    pub(super) fn inputs(&self) -> (Vec<Input>, Vec<(String, &str)>) {
        let mut copies: Vec<(String, Option<String>, &str)> = vec![
            ("study.toml".to_string(), None, self.text.as_str()),
            ("scenario.toml".to_string(), None, self.scenario.as_str()),
        ];
        for (i, (name, text)) in self.files.iter().enumerate() {
            copies.push(match keeps_its_name(name) {
                true => (name.clone(), None, text),
                false => (copy_name(i, name), Some(name.clone()), text),
            });
        }
        let inputs = copies.iter().map(|(file, name, text)| Input {
            file: file.clone(),
            name: name.clone(),
            sha256: sha256(text.as_bytes()),
        });
        (inputs.collect(), copies.iter().map(|(file, _, text)| (file.clone(), *text)).collect())
    }
}

/// A file beside the scenario keeps its name, so that the folder's study runs as it stands.
fn keeps_its_name(name: &str) -> bool {
    let ours = ["study.toml", "scenario.toml"].iter().any(|taken| name.eq_ignore_ascii_case(taken));
    is_plain(name) && !is_reserved(name) && !ours && !name.starts_with(COPY)
}

/// One from elsewhere gets another; the manifest records what the scenario calls it.
fn copy_name(i: usize, name: &str) -> String {
    let file = Path::new(name).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    let (plain, with_name) = (format!("{COPY}{}", i + 1), format!("{COPY}{}-{file}", i + 1));
    if is_plain(&with_name) && !is_reserved(&with_name) { with_name } else { plain }
}

impl Manifest {
    /// What tells this study from every other: its inputs and the version. Shards carry it.
    pub(super) fn identity(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(self.version.as_bytes());
        for input in &self.inputs {
            hash.update([0]);
            hash.update(input.file.as_bytes());
            hash.update([0]);
            hash.update(input.sha256.as_bytes());
        }
        hash.finalize().into()
    }

    /// The copies of files that the scenario calls by another name.
    pub(super) fn copies(&self, dir: &Path) -> BTreeMap<String, PathBuf> {
        let renamed = self.inputs.iter().filter_map(|i| Some((i.name.clone()?, dir.join(&i.file))));
        renamed.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_from_elsewhere_are_renamed() {
        for kept in ["day.csv", "a day.csv"] {
            assert!(keeps_its_name(kept), "{kept}");
        }
        let renamed = ["logs/day.csv", "../day.csv", "/data/day.csv", "ranking.csv", "Study.toml", "shards", "./x"];
        for renamed in renamed.into_iter().chain([".lock", "x.unfinished", "input-1-day.csv"]) {
            assert!(!keeps_its_name(renamed), "{renamed}");
        }
        assert_eq!(copy_name(2, "../logs/day.csv"), "input-3-day.csv");
        assert_eq!(copy_name(2, ".lock"), "input-3-.lock");
        assert_eq!(copy_name(2, "../x.7.unfinished"), "input-3");
    }
}
