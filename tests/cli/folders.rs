//! Folders of results: nothing in a folder is touched before it is known to be ours, and then only what is ours in it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, STUDY, scenario};

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("study.toml", STUDY.replace("replications = 30", "replications = 2"));
    desk
}

/// A desk with the results of the study.
fn swept() -> (Desk, PathBuf) {
    let desk = desk();
    assert_eq!(desk.run(&["sweep", "study.toml"]).code, Some(0));
    let dir = desk.path().join("results/study");
    (desk, dir)
}

/// Sweeps into the results with another seed, by force; exit code 2; the message.
fn refused(desk: &Desk) -> String {
    let done = desk.run(&["sweep", "study.toml", "--seed", "9", "--force"]);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{}", done.err);
    done.err
}

/// All files below a folder.
fn content(dir: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        let found = fs::symlink_metadata(&path).unwrap();
        match found.is_dir() {
            true => all.extend(content(&path)),
            false => all.push((path.clone(), if found.is_file() { fs::read(&path).unwrap() } else { Vec::new() })),
        }
    }
    all.sort();
    all
}

#[test]
fn a_manifest_names_files_of_its_own_folder_only() {
    let (desk, dir) = swept();
    desk.write("victim.txt", "mine");
    let manifest = fs::read_to_string(dir.join("manifest.json")).unwrap();
    let absolute = desk.path().join("victim.txt").display().to_string();
    for name in ["../../victim.txt", &absolute, "shards/../../../victim.txt", "./study.toml", "shards", ".lock", ".."] {
        for known in ["\"study.toml\"", "\"ranking.csv\""] {
            fs::write(dir.join("manifest.json"), manifest.replace(known, &format!("{name:?}"))).unwrap();
            let before = content(desk.path());
            let message = refused(&desk);
            assert!(message.contains("manifest.json is damaged"), "{name} for {known}: {message}");
            assert_eq!(content(desk.path()), before, "{name} for {known}");
            let verified = desk.run(&["verify", "results/study"]);
            assert!(verified.code == Some(1) && verified.out.contains("NOT REPRODUCIBLE"), "{}", verified.out);
        }
    }
    // A table that is none of ours, and an input that has been changed since, stay.
    fs::write(dir.join("letter.txt"), "dear").unwrap();
    fs::write(dir.join("manifest.json"), manifest.replace("\"ranking.csv\"", "\"letter.txt\"")).unwrap();
    assert!(refused(&desk).contains("letter.txt"));
    let listed = manifest.replace("\"inputs\": [", "\"inputs\": [ { \"file\": \"letter.txt\", \"sha256\": \"00\" },");
    fs::write(dir.join("manifest.json"), listed).unwrap();
    let done = desk.run(&["sweep", "study.toml", "--seed", "9", "--force"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert_eq!(fs::read(dir.join("letter.txt")).unwrap(), b"dear");
}

#[test]
fn nothing_in_a_folder_of_somebody_else_is_touched() {
    let desk = desk();
    let home = desk.path().join("home");
    fs::create_dir_all(home.join("shards")).unwrap();
    for name in [".lock", "notes.unfinished", "manifest.json.1.unfinished", "shards/0000001.shard"] {
        fs::write(home.join(name), "mine").unwrap();
    }
    let before = content(&home);
    for force in [&[][..], &["--force"]] {
        let done = desk.run(&[&["sweep", "study.toml", "--out", "home"], force].concat());
        assert!(done.code == Some(2) && done.err.contains("holds no results of a study"), "{}", done.err);
        assert_eq!(content(&home), before);
    }
    // Timings of a benchmark are not those of a study.
    let kind = "{\"kind\":\"benchmark\",\"state\":\"complete\",\"version\":\"0\",\"command\":\"\",\"seed\":0,\
                \"replications\":0,\"policies\":0,\"inputs\":[],\"outputs\":[]}";
    fs::write(home.join("manifest.json"), kind).unwrap();
    let done = desk.run(&["sweep", "study.toml", "--out", "home", "--force"]);
    assert!(done.code == Some(2) && done.err.contains("holds no results of a study"), "{}", done.err);
    assert!(home.join("notes.unfinished").exists());
}

/// A folder that looks empty where hidden files are not listed.
#[test]
fn a_folder_that_is_not_ours_is_refused_with_what_it_holds() {
    let desk = desk();
    let refused_with = |names: &[&str], said: &str| {
        let home = desk.path().join("home");
        fs::create_dir(&home).unwrap();
        names.iter().for_each(|name| match name.strip_suffix('/') {
            Some(folder) => fs::create_dir(home.join(folder)).unwrap(),
            None => fs::write(home.join(name), "mine").unwrap(),
        });
        let done = desk.run(&["sweep", "study.toml", "--out", "home", "--force"]);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{names:?}: {}", done.err);
        assert!(
            done.err.contains(&format!("home is not empty ({said}) and holds no results of a study")),
            "{}",
            done.err
        );
        assert_eq!(content(&home).len(), names.iter().filter(|name| !name.ends_with('/')).count());
        fs::remove_dir_all(home).unwrap();
    };
    refused_with(&[".lock"], ".lock, which a sweep would have left empty");
    refused_with(&[".lock/", "x.csv"], ".lock/, x.csv");
    refused_with(&["a", "b", "c", "d", "e"], "a, b, c and 2 more");
    refused_with(&["manifest.json.unfinished.csv"], "manifest.json.unfinished.csv");
}

#[test]
fn what_is_not_ours_in_a_folder_of_ours_stays() {
    let (desk, dir) = swept();
    let theirs = ["notes.unfinished", "letter.txt", "letter.txt.1.unfinished"];
    theirs.iter().for_each(|name| fs::write(dir.join(name), "mine").unwrap());
    fs::write(dir.join("ranking.csv.Ab12.unfinished"), "half").unwrap();
    let done = desk.run(&["sweep", "study.toml", "--seed", "9", "--force"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(theirs.iter().all(|name| fs::read(dir.join(name)).unwrap() == b"mine"));
    assert!(!dir.join("ranking.csv.Ab12.unfinished").exists());
}

#[test]
fn a_study_in_its_own_results_is_not_written_over() {
    let (desk, dir) = swept();
    let own = "results/study/study.toml";
    let before = content(&dir);
    let done = desk.run(&["sweep", own, "--out", "results/study"]);
    assert!(done.code == Some(0) && done.err.contains("nothing was left to run"), "{}", done.err);
    let done = desk.run(&["sweep", own, "--out", "results/study", "--seed", "9", "--force"]);
    assert!(done.code == Some(2) && done.err.contains("is an input of the study"), "{}", done.err);
    assert_eq!(content(&dir), before);
}

#[test]
fn inputs_may_have_the_names_of_our_own_files() {
    let desk = desk();
    let times = (0..60).map(|i| format!("08:{i:02}:10\n")).collect::<String>();
    for (i, name) in [".lock", "x.7.unfinished", "manifest.json", "ranking.csv", "shards"].iter().enumerate() {
        desk.write(name, &times);
        let of = scenario("rate = \"60/h\"", &format!("times = {name:?}"));
        let level = "service_level = { within = \"20s\", target = 0.8 }\n[group.everybody]\ncost = 25\n";
        desk.write("simple.toml", of.replace("[group.team]\n", level));
        let out = format!("out{i}");
        let done = desk.run(&["sweep", "study.toml", "--out", &out]);
        assert!(matches!(done.code, Some(0 | 1)), "{name}: {}", done.err);
        assert_eq!(desk.run(&["verify", &out]).code, Some(0), "{name}");
        assert_eq!(fs::read_to_string(desk.path().join(name)).unwrap(), times);
        // Nor does it disturb where it lies beside what is not ours.
        let done = desk.run(&["sweep", "study.toml", "--out", ".", "--force"]);
        assert_eq!(done.code, Some(2), "{}", done.err);
        assert_eq!(fs::read_to_string(desk.path().join(name)).unwrap(), times);
        fs::remove_file(desk.path().join(name)).unwrap();
    }
}

#[test]
fn what_is_in_the_way_is_named_with_what_to_do() {
    let (desk, dir) = swept();
    fs::write(dir.join(".lock"), "mine").unwrap();
    let said = refused(&desk);
    assert!(
        said.contains(".lock is in the way: a sweep keeps the empty file that locks its folder under this name"),
        "{said}"
    );
    assert!(said.contains("it is left as it is: move results/study/.lock away, or choose another folder"), "{said}");
    assert_eq!(fs::read(dir.join(".lock")).unwrap(), b"mine");
    fs::remove_file(dir.join(".lock")).unwrap();
    fs::write(dir.join("shards"), "mine").unwrap();
    let said = refused(&desk);
    assert!(said.contains("shards is in the way: a sweep keeps the folder of its shards under this name"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (desk, dir) = swept();
    desk.write("victim.txt", "mine");
    let victim = desk.path().join("victim.txt");
    let elsewhere = desk.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    for name in ["0000001.shard", "0000001.shard.1.unfinished", "notes.unfinished"] {
        fs::write(elsewhere.join(name), "mine").unwrap();
    }
    let untouched = content(&elsewhere);
    symlink(&victim, dir.join(".lock")).unwrap();
    assert!(refused(&desk).contains(".lock"), "a lock that leads elsewhere");
    fs::remove_file(dir.join(".lock")).unwrap();
    symlink(&elsewhere, dir.join("shards")).unwrap();
    assert!(refused(&desk).contains("shards"), "shards that lead elsewhere");
    fs::remove_file(dir.join("shards")).unwrap();
    for name in ["ranking.csv", "study.toml", "timing.json", "measures.csv"] {
        fs::remove_file(dir.join(name)).unwrap();
        symlink(&victim, dir.join(name)).unwrap();
    }
    let done = desk.run(&["sweep", "study.toml", "--seed", "9", "--force"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert_eq!(fs::read(&victim).unwrap(), b"mine");
    assert_eq!(content(&elsewhere), untouched);
    assert!(fs::symlink_metadata(dir.join("ranking.csv")).unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn pipes_in_the_place_of_files_are_not_waited_for() {
    for name in [".lock", "manifest.json", "ranking.csv", "study.toml", "scenario.toml", "shards"] {
        let (desk, dir) = swept();
        let _ = fs::remove_file(dir.join(name));
        let made = std::process::Command::new("mkfifo").arg(dir.join(name)).status().unwrap();
        assert!(made.success());
        let verified = desk.run(&["verify", "results/study"]);
        let harmless = matches!(name, ".lock" | "shards");
        assert_eq!(verified.code, Some(i32::from(!harmless)), "{name}: {}{}", verified.out, verified.err);
        let done = desk.run(&["sweep", "study.toml", "--seed", "9", "--force"]);
        let replaced = !matches!(name, ".lock" | "manifest.json" | "shards");
        assert_eq!(done.code, Some(if replaced { 0 } else { 2 }), "{name}: {}", done.err);
    }
}
