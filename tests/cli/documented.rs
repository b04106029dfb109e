//! Tables and pictures of the documentation that show what a command says: they say the same.

use std::path::{Path, PathBuf};

use crate::desk::Desk;

fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn text(name: &str) -> String {
    std::fs::read_to_string(repository(name)).unwrap()
}

/// The words of a line, one space between two.
fn words(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a picture of a terminal shows: the words of each of its lines.
fn lines_of_picture(svg: &str) -> Vec<String> {
    let mut lines: Vec<(String, String)> = Vec::new();
    for piece in svg.split("<text").skip(1) {
        let Some((head, rest)) = piece.split_once('>') else { continue };
        let Some(height) = head.split(" y=\"").nth(1).and_then(|rest| rest.split('"').next()) else { continue };
        let said = rest.split("</text>").next().unwrap_or_default();
        let said = said.replace("&#160;", " ").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
        match lines.last_mut() {
            Some((at, line)) if *at == height => line.push_str(&said),
            _ => lines.push((height.to_string(), said)),
        }
    }
    lines.iter().map(|(_, line)| words(line)).filter(|line| !line.is_empty()).collect()
}

/// The picture at the head of README is the ranking that is recorded in `results/bank-staffing`.
#[test]
fn the_picture_of_a_sweep_is_the_recorded_ranking() {
    let desk = Desk::new();
    let study = repository("configs/studies/bank-staffing.toml");
    let folder = desk.path().join("bank-staffing");
    std::fs::create_dir(&folder).unwrap();
    for entry in std::fs::read_dir(repository("results/bank-staffing")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.join(path.file_name().unwrap())).unwrap();
    }
    let arguments = ["sweep", study.to_str().unwrap(), "--out", folder.to_str().unwrap()];
    let done = desk.command(&arguments).env("COLUMNS", "120").output().unwrap();
    let printed = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
    let printed: Vec<String> = printed.lines().map(words).collect();
    let shown = lines_of_picture(&text("docs/sweep.svg"));
    let begins_with_a_rank = |line: &&String| line.split(' ').next().is_some_and(|word| word.parse::<u32>().is_ok());
    let ranked: Vec<&String> = shown.iter().filter(begins_with_a_rank).collect();
    assert!(ranked.len() >= 10, "{shown:#?}");
    for line in ranked {
        assert!(printed.contains(line), "docs/sweep.svg shows\n{line}\nbut the recorded ranking is\n{printed:#?}");
    }
    // The sentences below the table are broken elsewhere in the picture.
    let sentences = |lines: &[String]| lines.join(" ").split("`own-people-first` comes").nth(1).map(str::to_string);
    assert!(sentences(&shown).is_some() && sentences(&shown) == sentences(&printed), "{shown:#?}{printed:#?}");
}

/// README's comparison of the bank's log with the simulation of what is fitted on it.
#[test]
#[ignore = "slow: a thousand days of the bank"]
fn the_table_of_the_bank_is_what_fit_prints() {
    let logs = std::env::var("ONHOLD_LOGS")
        .unwrap_or_else(|_| repository("../shared/data").to_str().unwrap_or_default().to_string());
    let log = "bank-calls-1999-02-01-to-21.tsv";
    let Ok(bytes) = std::fs::read(Path::new(&logs).join(log)) else { return println!("skipped: no {log} in {logs}") };
    let desk = Desk::new();
    desk.write(log, bytes);
    let readme = text("README.md");
    let (_, after) = readme.split_once(&format!("onhold fit {log} ")).unwrap();
    let arguments: Vec<&str> = after.lines().next().unwrap().split_whitespace().collect();
    let done = desk.run(&[&["fit", log], arguments.as_slice()].concat());
    assert_eq!(done.code, Some(0), "{}", done.err);
    let printed: Vec<String> = done.out.lines().chain(done.err.lines()).map(words).collect();
    let table = after.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let rows: Vec<String> = table.lines().map(words).filter(|row| row.contains(|c: char| c.is_ascii_digit())).collect();
    assert!(rows.len() > 20, "{table}");
    for row in rows {
        assert!(printed.contains(&row), "README shows\n{row}\nbut fit prints\n{printed:#?}");
    }
}
