//! Damaged files of every format: there is an answer, in time, and never a panic; what is accepted can be written, read
//! again and lived, and what `fit` writes compiles.
//!
//! A few seconds for each format by default. More, for each:
//! ```text
//! ONHOLD_FUZZ_SECONDS=60 cargo test --test fuzz -- --nocapture
//! ONHOLD_FUZZ_EXECUTIONS=2000000 ONHOLD_FUZZ_SEED=7 cargo test --test fuzz -- --nocapture
//! ```
#![cfg(feature = "cli")]

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use mutate::Mutator;
use onhold::fit::{BANK, Columns, LoggedIn, ONHOLD, Options, fit};
use onhold::scenario::{Files, NoFiles, Scenario};
use onhold::study::{Limits, Manifest, Overrides, RunOptions, Study, run};

/// No single input may take longer, even on a busy machine.
const LONGEST: Duration = Duration::from_secs(30);

/// What a random scenario may cost to be lived at all.
const SMALL: Limits = Limits { contacts: 4000.0, memory_bytes: 64e6 };

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name}={text} is no number")))
}

/// Feeds damaged texts to a target, which says whether it accepted one, until the budget is spent.
fn fuzz(name: &str, texts: Vec<String>, mut target: impl FnMut(&str) -> bool) {
    let seed = number("ONHOLD_FUZZ_SEED").unwrap_or(2026);
    let executions = number("ONHOLD_FUZZ_EXECUTIONS");
    let seconds = number("ONHOLD_FUZZ_SECONDS").unwrap_or(3);
    let mut mutator = Mutator::new(name, seed, texts.clone());
    // Whole texts are accepted: else nothing below reaches far.
    for text in &texts {
        assert!(target(text), "{name}: an undamaged text is refused:\n{text}");
    }
    let (begins, mut done, mut accepted) = (Instant::now(), 0u64, 0u64);
    let goes_on = |done: u64| match executions {
        Some(executions) => done < executions,
        None => begins.elapsed() < Duration::from_secs(seconds),
    };
    while goes_on(done) {
        let text = mutator.next_text();
        let since = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| target(&text))) {
            Ok(took) => accepted += u64::from(took),
            Err(_) => panic!("{name}: execution {done} of seed {seed} panics:\n{text}"),
        }
        assert!(
            since.elapsed() < LONGEST,
            "{name}: execution {done} of seed {seed} takes {:?}:\n{text}",
            since.elapsed()
        );
        done += 1;
    }
    println!("{name}: {done} executions in {:.1?}, {accepted} accepted", begins.elapsed());
    assert!(done > 0 && accepted > 0, "{name}: nothing was accepted in {done} executions");
}

fn home() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The texts of all files of a folder whose names end so.
fn texts(folder: &str, end: &str) -> Vec<String> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(home().join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
    paths.retain(|path| path.to_string_lossy().ends_with(end));
    paths.sort();
    paths.iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
}

/// Writes a text into a new file: one that is cut to nothing and written again is sent to the disk at once by some file
/// systems, which takes longer than all that is tried here.
fn put(path: &Path, text: &str) {
    // Before the first one there is none.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, text).unwrap();
}

#[test]
fn scenarios() {
    let needs_no_file = |text: &String| Scenario::parse(text, "x").unwrap().compile(&NoFiles).is_ok();
    let texts: Vec<String> = texts("configs", ".toml").into_iter().filter(needs_no_file).collect();
    fuzz("scenario", texts, |text| {
        let Ok(scenario) = Scenario::parse(text, "damaged.toml") else { return false };
        let written = scenario.to_toml();
        let again = Scenario::parse(&written, "written.toml").unwrap_or_else(|m| panic!("{m}\n{written}"));
        assert_eq!(again.to_toml(), written);
        let compiled = match scenario.compile(&NoFiles) {
            Ok(compiled) => compiled,
            Err(mistakes) => {
                assert!(!mistakes.list.is_empty() && !mistakes.to_string().is_empty());
                return false;
            }
        };
        let options = RunOptions { threads: Some(1), limits: SMALL, ..RunOptions::default() };
        // What costs too much is refused.
        let _ = run(&compiled.model, 1, 1, &options, &(), &AtomicBool::new(false));
        true
    });
}

#[test]
fn studies() {
    let folder = tempfile::tempdir().unwrap();
    for text in ["bank", "floor", "service", "advisers", "callback", "complaints", "shifts", "chat", "email-backlog"] {
        let name = format!("{text}.toml");
        std::fs::copy(home().join("configs").join(&name), folder.path().join(&name)).unwrap();
    }
    let place = folder.path().join("studies");
    std::fs::create_dir(&place).unwrap();
    let path = place.join("damaged.toml");
    let open = |text: &str| {
        put(&path, text);
        Study::open(&path, &Overrides::default()).map_err(|error| error.to_string())
    };
    let texts: Vec<String> = texts("configs/studies", ".toml").into_iter().filter(|text| open(text).is_ok()).collect();
    assert!(texts.len() > 3, "only {} studies need no other file", texts.len());
    fuzz("study", texts, |text| match open(text) {
        Ok(study) => !study.policies.is_empty(),
        Err(message) => {
            assert!(!message.is_empty());
            false
        }
    });
}

#[test]
fn column_mappings() {
    fuzz("columns", vec![BANK.to_string(), ONHOLD.to_string()], |text| match Columns::parse(text) {
        Ok(_) => true,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    });
}

#[test]
fn manifests() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("manifest.json");
    let mut all = Vec::new();
    for entry in std::fs::read_dir(home().join("results")).unwrap() {
        let path = entry.unwrap().path().join("manifest.json");
        all.extend(std::fs::read_to_string(path).ok());
    }
    all.sort();
    fuzz("manifest", all, |text| {
        put(&path, text);
        match Manifest::read(folder.path()) {
            Ok(manifest) => manifest.is_some(),
            Err(error) => {
                assert!(!error.to_string().is_empty());
                false
            }
        }
    });
}

const COLUMNS: &str = "[columns]\ndate = \"day\"\narrives = \"time\"\nwait = \"waited\"\nservice_starts = \"answered\"\n\
                       service = \"talked\"\noutcome = \"end\"\nagent = \"who\"\n[values]\nserved = [\"ok\"]\n\
                       abandoned = [\"gone\"]\n";

/// Two days of a small log.
fn log() -> String {
    let mut text = "day,time,waited,answered,talked,end,who\n".to_string();
    for i in 0..120u32 {
        let (day, at) = (2 + i / 60, 9 * 3600 + i % 60 * 97);
        let clock = |s: u32| format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
        let (wait, talk) = (i * 7 % 40, 60 + i * 31 % 200);
        text += &if i % 9 == 4 {
            format!("2026-11-{day:02},{},{wait},,0,gone,\n", clock(at))
        } else {
            format!("2026-11-{day:02},{},{wait},{},{talk},ok,a{}\n", clock(at), clock(at + wait), i % 4)
        };
    }
    text
}

#[test]
fn logs() {
    let options = Options { columns: Columns::parse(COLUMNS).unwrap(), ..Options::default() };
    fuzz("log", vec![log()], |text| match fit(text.as_bytes(), &options) {
        Ok(fitted) => {
            let scenario = Scenario::parse(&fitted.scenario_toml, "fitted.toml");
            let compiled = scenario.and_then(|scenario| scenario.compile(&NoFiles));
            if let Err(mistakes) = compiled {
                panic!("fit writes what check refuses: {mistakes}\n{}", fitted.scenario_toml);
            }
            true
        }
        Err(error) => {
            assert!(!error.to_string().is_empty());
            false
        }
    });
}

/// A scenario whose files all hold this text.
struct OneText<'a>(&'a str);

impl Files for OneText<'_> {
    fn read(&self, _path: &str) -> Result<String, String> {
        Ok(self.0.to_string())
    }
}

#[test]
fn files_beside_a_scenario() {
    let scenario = |arrivals: &str, handle: &str| {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {arrivals}\nhandle = {handle}\n\
             [group.g]\nagents = 2\nskills.a = {{}}\n"
        );
        Scenario::parse(&text, "beside.toml").unwrap()
    };
    let from_file = [
        scenario("{ times = \"a.txt\" }", "{ constant = \"30s\" }"),
        scenario("{ rate = \"30/h\" }", "{ empirical = { file = \"a.txt\" } }"),
    ];
    let texts = [
        "# of a Monday\narrives\n08:00:11\n08:00:15.250\n\n09:12:00\n17:59:59\n",
        "handled_s\n12\n31.5\n700\n",
        "10s\n2m\n1h\n90s\n",
    ];
    let options = RunOptions { threads: Some(1), limits: SMALL, ..RunOptions::default() };
    fuzz("file beside a scenario", texts.map(String::from).to_vec(), |text| {
        let mut accepted = false;
        for scenario in &from_file {
            match scenario.compile(&OneText(text)) {
                Ok(compiled) => {
                    // What costs too much is refused.
                    let _ = run(&compiled.model, 1, 1, &options, &(), &AtomicBool::new(false));
                    accepted = true;
                }
                Err(mistakes) => assert!(!mistakes.to_string().is_empty()),
            }
        }
        accepted
    });
}

#[test]
fn agents_logged_in() {
    let columns = Columns::parse(COLUMNS).unwrap();
    let texts = [
        "from,to,agents\n09:00,10:00,4\n10:00,11:30,3.5\n",
        "date;from;to;agents\n2026-11-02;09:00;10:00;4\n2026-11-03;09:00;11:00;5\n",
        "day,time,agents\nmon,09:00,4\ntue,09:00,6\nall,10:00,2\n",
    ];
    let log = log();
    let mut readable = 0u32;
    fuzz("agents logged in", texts.map(String::from).to_vec(), |text| {
        let read = match LoggedIn::read(text.as_bytes()) {
            Ok(read) => read,
            Err(error) => {
                assert!(!error.to_string().is_empty());
                return false;
            }
        };
        readable += 1;
        // A fit takes a thousand times as long as reading: one in fifty is used.
        if readable % 50 != 1 {
            return true;
        }
        let options = Options { columns: columns.clone(), logged_in: Some(read), ..Options::default() };
        match fit(log.as_bytes(), &options) {
            Ok(fitted) => {
                let scenario = Scenario::parse(&fitted.scenario_toml, "fitted.toml");
                if let Err(mistakes) = scenario.and_then(|scenario| scenario.compile(&NoFiles)) {
                    panic!("fit writes what check refuses: {mistakes}\n{}", fitted.scenario_toml);
                }
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
        true
    });
}
