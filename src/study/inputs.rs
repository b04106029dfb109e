//! What a study was made of, copied into its result folder under names that the folder can keep.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files::sha256;
use super::manifest::{Input, MANIFEST, Manifest, TIMING};
use super::policies::Study;

/// Names that a copy must not take.
const TAKEN: &[&str] = &[
    "study.toml",
    "scenario.toml",
    "replications.csv",
    "measures.csv",
    "ranking.csv",
    "sensitivity.csv",
    MANIFEST,
    TIMING,
];

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

/// A file beside or below the scenario keeps its name, so that the folder's study runs as it stands.
fn keeps_its_name(name: &str) -> bool {
    let plain = Path::new(name).components().all(|c| matches!(c, Component::Normal(_)));
    let first = name.split(['/', '\\']).next().unwrap_or(name);
    plain && !TAKEN.contains(&first) && !matches!(first, "shards" | "files")
}

/// One from elsewhere gets another; the manifest records what the scenario calls it.
fn copy_name(i: usize, name: &str) -> String {
    let file = Path::new(name).file_name().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
    format!("files/{}-{file}", i + 1)
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
        for kept in ["day.csv", "logs/day.csv"] {
            assert!(keeps_its_name(kept), "{kept}");
        }
        for renamed in ["../day.csv", "/data/day.csv", "ranking.csv", "shards/x", "files/1-day.csv", "./../x"] {
            assert!(!keeps_its_name(renamed), "{renamed}");
        }
        assert_eq!(copy_name(2, "../logs/day.csv"), "files/3-day.csv");
    }
}
