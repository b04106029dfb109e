//! Every command that README, docs, configurations, templates and `--help` quote runs.
//!
//! Each runs in a folder with the repository's configurations and with files of the names that the texts use, in few
//! replications. What needs the bank's log, which is not ours to give, is skipped, and said.

use std::fs;
use std::path::{Path, PathBuf};

use crate::desk::{Desk, STUDY};

/// A command, and where it is quoted.
#[derive(Debug)]
struct Quote {
    place: String,
    command: String,
}

const COMMANDS: [&str; 10] =
    ["new", "check", "run", "explain", "sweep", "theory", "fit", "verify", "schema", "completions"];

/// The commands in a line: from `onhold` to a backtick, to two spaces, or to the end.
fn quoted(place: &str, line: &str) -> Vec<Quote> {
    let line = line.replace("cargo run --release -- ", "onhold ");
    let begins = line.match_indices("onhold ").map(|(at, _)| at);
    let begins = begins.filter(|at| line[..*at].chars().next_back().is_none_or(|c| c == '`' || c.is_whitespace()));
    let command = |at: usize| {
        let rest = &line[at..];
        let ends = ["`", "  ", " | ", "; onhold"].iter().filter_map(|end| rest.find(end));
        rest[..ends.min().unwrap_or(rest.len())].trim().to_string()
    };
    let known = |command: &String| command.split(' ').nth(1).is_some_and(|word| COMMANDS.contains(&word));
    begins.map(command).filter(known).map(|command| Quote { place: place.to_string(), command }).collect()
}

/// The commands in the spans and blocks of code of a text in Markdown. Spans go over ends of lines.
fn in_markdown(place: &str, text: &str) -> Vec<Quote> {
    let parts = text.split("```").enumerate();
    let of_part = |(i, part): (usize, &str)| match i % 2 {
        0 => {
            let spans = part.split('`').skip(1).step_by(2).map(|span| span.replace('\n', " "));
            spans.flat_map(|span| quoted(place, &span)).collect::<Vec<Quote>>()
        }
        _ => part.replace("\\\n", " ").lines().flat_map(|line| quoted(place, line)).collect(),
    };
    parts.flat_map(of_part).collect()
}

/// The commands in the comments of a configuration, which may go on behind a backslash.
fn in_comments(place: &str, text: &str) -> Vec<Quote> {
    let comments: Vec<&str> =
        text.lines().filter_map(|line| line.split_once('#').map(|(_, said)| said.trim())).collect();
    let lines = comments.join("\n").replace("\\\n", "");
    // What made a file is said as it was typed, which may have been anywhere.
    lines.lines().filter(|line| !line.starts_with("Made by:")).flat_map(|line| quoted(place, line)).collect()
}

/// A folder of the repository.
fn repository(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Configurations: all files of a folder and its folders, that end so.
fn files(dir: &Path, end: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()) {
        match path.is_dir() {
            true => found.extend(files(&path, end)),
            false if path.to_string_lossy().ends_with(end) => found.push(path),
            false => {}
        }
    }
    found.sort();
    found
}

/// Where commands run: all that they name is there.
struct Stage {
    desk: Desk,
    skipped: Vec<String>,
    ran: usize,
    failed: Vec<String>,
}

impl Stage {
    fn new() -> Stage {
        let desk = Desk::new();
        let configs = repository("configs");
        for path in files(&configs, ".toml") {
            let to = desk.path().join("configs").join(path.strip_prefix(&configs).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            // A sensitivity of few replications: the commands are tried here, not their results.
            let text = fs::read_to_string(&path).unwrap().replace("sensitivity  = 40", "sensitivity  = 2");
            fs::write(to, text).unwrap();
        }
        for shell in ["home/.local/share/bash-completion/completions", "home/.zfunc", "home/.config/fish/completions"] {
            fs::create_dir_all(desk.path().join(shell)).unwrap();
        }
        let year = fs::read_to_string(repository("benches/scenarios/year.toml")).unwrap();
        assert!(year.contains("= 365"), "the year is shortened below");
        desk.write("year.toml", year.replace("= 365", "= 2"));
        Stage { desk, skipped: Vec::new(), ran: 0, failed: Vec::new() }
    }

    /// Files of the names that the texts use, as they are before a command.
    fn prepare(&self, command: &str) {
        let desk = &self.desk;
        let simple = fs::read_to_string(desk.path().join("simple.toml")).unwrap();
        for name in ["center.toml", "tomorrow.toml", "FILE"] {
            desk.write(name, &simple);
        }
        desk.write("today.toml", simple.replace("group.everybody", "group.tier1"));
        desk.write("study.toml", STUDY);
        desk.write("staffing.toml", STUDY);
        desk.write("columns.toml", desk.run(&["fit", "--print-columns"]).out);
        desk.write("agents.csv", "from,to,agents\n08:00,18:00,12\n");
        let of_the_bank = command.contains("--columns");
        for name in ["log.csv", "calls.csv", "calls.tsv"] {
            let path = desk.path().join(name);
            if of_the_bank || name.ends_with(".tsv") {
                desk.write(name, bank_log());
            } else if command.contains(name) {
                let _ = fs::remove_file(&path);
                let done = desk.run(&["run", "center.toml", "--replications", "5", "--log", name]);
                assert_eq!(done.code, Some(0), "{}", done.err);
                if command.contains("--from 2026-10-01") {
                    // Our own logs begin in 2024.
                    desk.write(name, fs::read_to_string(&path).unwrap().replace("2024-01-", "2026-10-"));
                }
            }
        }
        if command.contains(" verify ") {
            let _ = fs::remove_dir_all(desk.path().join("results"));
            for out in ["results/staffing", "results/vip"] {
                let done = desk.run(&["sweep", "study.toml", "--replications", "2", "--out", out]);
                assert!(matches!(done.code, Some(0 | 1)), "{}", done.err);
            }
        }
    }

    /// Runs a command as it is quoted, in few replications.
    fn run(&mut self, quote: &Quote) {
        let words: Vec<&str> = quote.command.split(' ').filter(|word| !word.is_empty()).collect();
        if words.iter().any(|word| word.contains("bank-calls")) {
            self.skipped.push(format!("{}: {}", quote.place, quote.command));
            return;
        }
        self.prepare(&quote.command);
        let words: Vec<String> = words.iter().map(|word| placeholder(word)).collect();
        let dir = self.folder(&words);
        if words[1] == "sweep" {
            let _ = fs::remove_dir_all(dir.join("results"));
        }
        for pair in words.windows(2) {
            let names_output = ["--out", "--log", "--trace"].contains(&pair[0].as_str());
            if names_output && dir.join(&pair[1]).is_file() {
                fs::remove_file(dir.join(&pair[1])).unwrap();
            }
            if words[1] == "sweep" && pair[0] == "--out" {
                let _ = fs::remove_dir_all(dir.join(&pair[1]));
            }
        }
        let line = few_replications(&words);
        let program = assert_cmd::cargo::cargo_bin!("onhold");
        let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap_or_default());
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &line]).current_dir(&dir).env("PATH", path).env("NO_COLOR", "1");
        shell.env("HOME", self.desk.path().join("home"));
        if words.iter().any(|word| word == "-") && words[1] == "fit" {
            shell.stdin(fs::File::open(self.desk.path().join("calls.csv")).unwrap());
        }
        let done = shell.output().unwrap();
        let message = String::from_utf8_lossy(&done.stderr);
        let answers = matches!(words[1].as_str(), "sweep");
        let fine = done.status.success() || (answers && done.status.code() == Some(1));
        self.ran += 1;
        if !fine && !self.is_mention(&words) {
            self.failed.push(format!("{}: {line}\n{message}", quote.place));
        }
    }

    /// Where a command finds its first scenario: texts are read from the repository or from its configurations.
    fn folder(&self, words: &[String]) -> PathBuf {
        let (root, configs) = (self.desk.path().to_path_buf(), self.desk.path().join("configs"));
        let named = words.windows(2).find(|pair| pair[1].ends_with(".toml") && pair[0] != "--out");
        match named.map(|pair| &pair[1]) {
            Some(name) if !root.join(name).exists() && configs.join(name).exists() => configs,
            _ => root,
        }
    }

    /// Whether it is no whole command, but names one and its options, which are there.
    fn is_mention(&self, words: &[String]) -> bool {
        let help = self.desk.run(&[&words[1], "--help"]).out;
        words[2..].iter().all(|word| word.starts_with('-') && help.contains(word.as_str()))
    }

    /// All of them have run.
    fn finish(self, least: usize) {
        println!("{} commands ran; skipped, for want of the bank's log: {:#?}", self.ran, self.skipped);
        assert!(self.ran >= least, "{} commands were found, there are more", self.ran);
        assert!(self.skipped.len() <= 2, "{:?}", self.skipped);
        assert!(self.failed.is_empty(), "{}", self.failed.join("\n"));
    }
}

/// What stands for any name.
fn placeholder(word: &str) -> String {
    match word {
        "SHELL" => "bash".to_string(),
        "FILE" => "simple.toml".to_string(),
        "A" => "today.toml".to_string(),
        "B" => "tomorrow.toml".to_string(),
        // A place of the user's.
        word => word.replace("NAME", "vip").replace("/data/", "data/"),
    }
}

/// The same with two replications, or five where a log is to be fitted.
fn few_replications(words: &[String]) -> String {
    let few = if words.iter().any(|word| word == "--log") { "5" } else { "2" };
    let mut words = words.to_vec();
    match words.iter().position(|word| word == "--replications") {
        Some(at) if at + 1 < words.len() => words[at + 1] = few.to_string(),
        _ => {
            let simulates = ["run", "explain", "sweep", "theory"].contains(&words[1].as_str());
            if simulates && words.len() > 2 || words.iter().any(|word| word == "--compare") {
                words.insert(2, format!("--replications {few}"));
            }
        }
    }
    words.join(" ")
}

/// A log of a week in the columns of the bank's.
fn bank_log() -> String {
    let header =
        "priority\tdate\tvru_exit\tq_start\tq_exit\tq_time\toutcome\tser_start\tser_exit\tser_time\tserver\ttype\n";
    let call = |day: u32, i: u32| {
        let (hour, minute) = (8 + i / 15, 4 * (i % 15));
        let at = |second: u32| format!("{hour:02}:{minute:02}:{second:02}");
        match i % 5 {
            0 => format!("0\t99020{day}\t{}\t{0}\t{}\t20\tHANG\t0:00:00\t0:00:00\t0\tNO_SERVER\tPS\n", at(5), at(25)),
            _ => format!(
                "0\t99020{day}\t{}\t0:00:00\t0:00:00\t0\tAGENT\t{0}\t{}\t{}\tANN\tPS\n",
                at(5),
                at(35 + i % 20),
                30 + i % 20
            ),
        }
    };
    let calls = (1..=5).flat_map(|day| (0..150).map(move |i| (day, i)));
    calls.fold(header.to_string(), |text, (day, i)| text + &call(day, i))
}

#[test]
fn commands_in_readme_and_docs_run() {
    let mut stage = Stage::new();
    let texts = std::iter::once(repository("README.md")).chain(files(&repository("docs"), ".md"));
    let quotes = texts.flat_map(|path| {
        let place = path.file_name().unwrap().to_string_lossy().into_owned();
        in_markdown(&place, &fs::read_to_string(&path).unwrap())
    });
    quotes.collect::<Vec<_>>().iter().for_each(|quote| stage.run(quote));
    stage.finish(25);
}

#[test]
fn commands_in_configurations_and_templates_run() {
    let mut stage = Stage::new();
    let texts = files(&repository("configs"), ".toml").into_iter().chain(files(&repository("src/scenario"), ".toml"));
    let quotes = texts.flat_map(|path| {
        let place = path.file_name().unwrap().to_string_lossy().into_owned();
        in_comments(&place, &fs::read_to_string(&path).unwrap())
    });
    quotes.collect::<Vec<_>>().iter().for_each(|quote| stage.run(quote));
    stage.finish(28);
}

#[test]
fn commands_in_help_run() {
    let mut stage = Stage::new();
    let mut quotes: Vec<Quote> = Vec::new();
    for command in std::iter::once(None).chain(COMMANDS.map(Some)) {
        let arguments: Vec<&str> = command.into_iter().chain(["--help"]).collect();
        let mut help = stage.desk.command(&arguments);
        // Wide, so that no command is broken.
        let out = String::from_utf8(help.env("COLUMNS", "400").output().unwrap().stdout).unwrap();
        let place = format!("onhold {}", arguments.join(" "));
        // The line of usage is a pattern, no command.
        let lines = out.lines().filter(|line| !line.starts_with("Usage:"));
        quotes.extend(lines.flat_map(|line| quoted(&place, line)));
    }
    quotes.iter().for_each(|quote| stage.run(quote));
    stage.finish(35);
}
