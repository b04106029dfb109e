//! Names, descriptions and values reach no terminal raw, and no spreadsheet as a formula.

use crate::desk::{Desk, STUDY};

const ESCAPES: &str = include_str!("hostile/esc.toml");

/// Escape sequences, a bell, a carriage return, DEL, a C1 introducer, an override of the direction of reading.
const EVIL: &str = "\u{1b}[2J\u{7}\r\u{7f}\u{9b}31m\u{202e}";

/// Whatever a terminal would obey, except line ends and tabs.
fn obeyed(text: &str) -> Vec<char> {
    let stays = |c: &char| matches!(c, '\n' | '\t');
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().filter(|c| (c.is_control() && !stays(c)) || turns(c)).collect()
}

fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("esc.toml", ESCAPES);
    // In a comment and in a key they stand raw in the text: C1 and what turns the direction of reading TOML allows.
    desk.write("raw.toml", "# \u{9b}31m \u{202e}\n[contact.\"a\u{9b}b\"]\narrivalz = \"\u{9b}31m\u{202e}\"\n");
    desk
}

#[test]
fn what_a_terminal_would_obey_is_shown_as_an_escape_by_every_command() {
    let desk = desk();
    let name = format!("name={EVIL}");
    let set = format!("{EVIL}={EVIL}");
    let study = STUDY.replace("simple.toml", "esc.toml").replace("group.everybody", "group.g").replace("require", "#");
    desk.write("plain-study.toml", study.replace("[11, 12, 13, 14]", "[6]").replace("service_level", "answered"));
    desk.write(
        "evil-study.toml",
        study.replace("group.g.agents", "description").replace("[11, 12, 13, 14]", "[\"a\\u001b[31m\", \"\\u202eb\"]"),
    );
    let commands: &[&[&str]] = &[
        &["run", "esc.toml"],
        &["run", "esc.toml", "--format", "json"],
        &["run", "esc.toml", "--format", "csv"],
        &["run", "esc.toml", "--trace", "-", "--replications", "1"],
        &["run", "esc.toml", "--log", "-", "--replications", "1"],
        &["run", "esc.toml", "--set", &name],
        &["run", "esc.toml", "--set", &set],
        &["check", "esc.toml"],
        &["check", "raw.toml"],
        &["check", EVIL],
        &["theory", "esc.toml"],
        &["theory", "esc.toml", "--format", "json"],
        &["explain", "esc.toml", "--with", "group.g.agents=7"],
        &["explain", "esc.toml", "--with", "group.g.agents=7", "--format", "json"],
        &["explain", "esc.toml", "--contact", "1"],
        &["check", "evil-study.toml"],
        &["sweep", "plain-study.toml", "--out", "plain"],
        &["sweep", "evil-study.toml", "--out", "evil"],
        &["sweep", "evil-study.toml", "--out", "evil", "--format", "json"],
        &["sweep", "evil-study.toml", "--out", "evil", "--format", "csv"],
        &["sweep", "evil-study.toml", "--out", "evil", "-v"],
        &["verify", "evil"],
        &["verify", EVIL],
        &["fit", EVIL],
        &[EVIL],
    ];
    for arguments in commands {
        let done = desk.run(arguments);
        let (out, err) = (obeyed(&done.out), obeyed(&done.err));
        assert!(out.is_empty() && err.is_empty(), "{arguments:?}: {out:?} {err:?}\n{:?}\n{:?}", done.out, done.err);
        assert_ne!(done.code, Some(101), "{arguments:?}");
    }
    let shown = desk.run(&["run", "esc.toml"]).out;
    assert!(shown.contains("evil\\u001b]0;pwned\\u0007\\u001b[2J\\u001b[31mRED"), "{shown}");
    assert!(shown.contains("\\u001b[32mEUR"), "{shown}");
    assert!(!shown.contains("\nfake line"), "a description is one line: {shown}");
    let json = desk.run(&["run", "esc.toml", "--format", "json"]).out;
    assert!(serde_json::from_str::<serde_json::Value>(&json).is_ok(), "{json}");
}

#[test]
fn values_of_a_log_are_shown_as_escapes() {
    let desk = Desk::new();
    let log = desk.run(&["run", "simple.toml", "--log", "log.csv", "--replications", "5", "-q"]);
    assert_eq!(log.code, Some(0), "{}", log.err);
    let text = std::fs::read_to_string(desk.path().join("log.csv")).unwrap();
    desk.write(
        "evil.csv",
        text.replace(",call,", ",\"call\u{1b}[31m\u{9b}\u{202e}\",").replace(",served,", ",\"\u{1b}[2Js\","),
    );
    for arguments in [vec!["fit", "evil.csv"], vec!["fit", "evil.csv", "--out", "fitted.toml"], vec!["fit", "log.csv"]]
    {
        let done = desk.run(&arguments);
        assert!(obeyed(&done.out).is_empty() && obeyed(&done.err).is_empty(), "{:?} {:?}", done.out, done.err);
    }
}

#[test]
fn no_cell_is_a_formula_and_our_own_log_comes_back_with_its_names() {
    let desk = Desk::new();
    let simple = std::fs::read_to_string(desk.path().join("simple.toml")).unwrap();
    desk.write("minus.toml", simple.replace("contact.call", "contact.-call").replace("skills.call", "skills.-call"));
    let log = desk.run(&["run", "minus.toml", "--log", "log.csv", "--replications", "30", "-q"]);
    assert_eq!(log.code, Some(0), "{}", log.err);
    let text = std::fs::read_to_string(desk.path().join("log.csv")).unwrap();
    assert!(text.contains(",'-call,") && !text.contains(",-call,"), "{}", &text[..400]);
    let fitted = desk.run(&["fit", "log.csv", "--out", "fitted.toml", "--columns", "onhold"]);
    let fitted = if fitted.code == Some(0) { fitted } else { desk.run(&["fit", "log.csv", "--out", "fitted.toml"]) };
    assert_eq!(fitted.code, Some(0), "{}", fitted.err);
    let scenario = std::fs::read_to_string(desk.path().join("fitted.toml")).unwrap();
    assert!(scenario.contains("[contact.-call]"), "{scenario}");
    let csv = desk.run(&["run", "minus.toml", "--format", "csv"]).out;
    assert!(csv.contains("contact,'-call,") && !csv.contains(",-call,"), "{csv}");
    let study = STUDY
        .replace("simple.toml", "minus.toml")
        .replace("group.everybody.agents", "description")
        .replace("[11, 12, 13, 14]", "[\"=1+1\", \"@x\", \"-3.5\"]")
        + "[policy.-named]\ndescription = \"+a\"\n";
    desk.write("formulas.toml", study);
    let swept = desk.run(&["sweep", "formulas.toml", "--out", "out", "-q"]);
    assert!(matches!(swept.code, Some(0 | 1)), "{}", swept.err);
    let ranking = std::fs::read_to_string(desk.path().join("out/ranking.csv")).unwrap();
    for cell in [",'=1+1,", ",'@x,", ",-3.5,", ",'+a,", ",'-named,"] {
        assert!(ranking.contains(cell), "{cell}: {ranking}");
    }
    for file in ["ranking.csv", "measures.csv", "replications.csv"] {
        let text = std::fs::read_to_string(desk.path().join("out").join(file)).unwrap();
        let cells = text.lines().flat_map(|line| line.split(','));
        let run = cells.filter(|cell| cell.starts_with(['=', '+', '-', '@']) && cell.parse::<f64>().is_err());
        assert_eq!(run.collect::<Vec<_>>(), Vec::<&str>::new(), "{file}");
    }
    // What is written is read again: the second time nothing is run.
    let again = desk.run(&["sweep", "formulas.toml", "--out", "out"]);
    assert!(again.err.contains("nothing was left to run"), "{}", again.err);
}

/// A file that a study names as its scenario may be none: where it is wrong is told, and nothing of it.
#[test]
fn a_file_that_a_study_names_is_not_quoted() {
    let desk = Desk::new();
    desk.write("secret.txt", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:/usr/sbin\n");
    desk.write("study.toml", STUDY.replace("simple.toml", "secret.txt"));
    for command in ["check", "sweep"] {
        let done = desk.run(&[command, "study.toml"]);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{command}: {}", done.err);
        assert!(done.err.contains("secret.txt is not TOML: see its line 1, column "), "{}", done.err);
        assert!(!done.err.contains("root:x"), "{}", done.err);
    }
}

/// A load that takes more agents than a group may have is told as that, and not as one that no number of agents carries.
#[test]
fn more_than_a_million_agents_are_told_as_that() {
    let desk = Desk::new();
    desk.write("huge.toml", include_str!("hostile/theory-without-end.toml"));
    let done = desk.run(&["theory", "huge.toml", "--replications", "1"]);
    let said = (done.out + &done.err).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("takes more than a million agents, the most that a group may have"), "{said}");
    assert!(!said.contains("no number of agents"), "{said}");
}
