//! Studies through the public API: the same bytes whatever happens, and folders that know what they are.
#![cfg(feature = "cli")]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use onhold::measure::Scope;
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::{
    Error, Manifest, Meets, Outcome, Overrides, Progress, RunOptions, State, Study, SweepOptions, Verdict, run, sweep,
    verify,
};
use tempfile::TempDir;

const SCENARIO: &str = r#"
name = "desk"
[horizon]
opens  = "08:00"
closes = "10:00"
[contact.sales]
arrivals = { rate = "80/h" }
patience = { exponential = { mean = "3m" } }
handle   = { lognormal = { mean = "4m", cv = 1.0 } }
service_level = { within = "30s", target = 0.8 }
[contact.stock]
arrivals = { times = "stock.csv" }
handle   = { exponential = { mean = "2m" } }
[group.everybody]
agents = 6
cost = 30.0
skills.sales = {}
skills.stock = {}
"#;

const STUDY: &str = r#"# which number?
scenario = "desk.toml"
seed = 1999
replications = 40
[rank]
by = "-staffing_cost"
require = ["service_level >= 0.60", "contact.stock.answer_speed_s <= 120"]
[[vary]]
path = "group.everybody.agents"
values = [5, 6, 7, 8, 9]
[policy.patient]
"contact.sales.patience" = { exponential = { mean = "30m" } }
"#;

/// A folder with a study, its scenario and the file that it reads.
struct Desk(TempDir);

impl Desk {
    fn new(study: &str) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("desk.toml"), SCENARIO).unwrap();
        let times: Vec<String> = (0..20).map(|i| format!("08:{:02}:30", i * 3)).collect();
        fs::write(dir.path().join("stock.csv"), times.join("\n")).unwrap();
        fs::write(dir.path().join("study.toml"), study).unwrap();
        Desk(dir)
    }

    fn study(&self) -> Study {
        Study::open(&self.0.path().join("study.toml"), &Overrides::default()).unwrap()
    }

    fn out(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn sweep(&self, name: &str, threads: usize) -> Outcome {
        sweep(&self.study(), &self.out(name), &options(threads), &(), &AtomicBool::new(false)).unwrap()
    }
}

fn options(threads: usize) -> SweepOptions {
    SweepOptions { threads: Some(threads), force: false, limits: onhold::study::Limits::default() }
}

/// All files of a folder but the timings.
fn bytes(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| !path.ends_with("timing.json"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// Asks to stop after so many shards.
struct StopAfter<'a> {
    shards: u64,
    stop: &'a AtomicBool,
    seen: Mutex<u64>,
}

impl Progress for StopAfter<'_> {
    fn finished(&self, _done: u64, _total: u64) {
        let mut seen = self.seen.lock().unwrap();
        *seen += 1;
        if *seen >= self.shards {
            self.stop.store(true, Ordering::Relaxed);
        }
    }
}

fn interrupt(study: &Study, dir: &Path, shards: u64) -> Error {
    let stop = AtomicBool::new(false);
    let progress = StopAfter { shards, stop: &stop, seen: Mutex::new(0) };
    sweep(study, dir, &options(2), &progress, &stop).unwrap_err()
}

#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let desk = Desk::new(STUDY);
    for threads in [1, 2, 7] {
        desk.sweep(&threads.to_string(), threads);
    }
    let one = bytes(&desk.out("1"));
    let names: Vec<&str> = one.iter().map(|f| f.0.as_str()).collect();
    let expected = [
        "manifest.json",
        "measures.csv",
        "ranking.csv",
        "replications.csv",
        "scenario.toml",
        "stock.csv",
        "study.toml",
    ];
    assert_eq!(names, expected);
    assert_eq!(one, bytes(&desk.out("2")));
    assert_eq!(one, bytes(&desk.out("7")));
}

#[test]
fn interrupted_and_continued_ends_with_the_same_bytes() {
    let desk = Desk::new(STUDY);
    desk.sweep("straight", 2);
    let (study, dir) = (desk.study(), desk.out("halting"));
    for shards in [1, 9, 20] {
        let error = interrupt(&study, &dir, shards);
        assert!(matches!(error, Error::Interrupted { done, total } if done >= shards && done < total), "{error}");
        let manifest = Manifest::read(&dir).unwrap().unwrap();
        assert_eq!(manifest.state, State::Incomplete);
        assert!(matches!(
            verify(&dir, Some(1), &(), &AtomicBool::new(false)).unwrap(),
            Verdict::NotReproducible(reason) if reason.contains("interrupted")
        ));
    }
    assert!(!desk.sweep("halting", 1).was_complete);
    assert_eq!(bytes(&desk.out("straight")), bytes(&dir));
}

#[test]
fn torn_shards_are_done_again() {
    let desk = Desk::new(STUDY);
    desk.sweep("straight", 2);
    let (study, dir) = (desk.study(), desk.out("torn"));
    interrupt(&study, &dir, 12);
    let mut shards: Vec<PathBuf> = fs::read_dir(dir.join("shards")).unwrap().map(|e| e.unwrap().path()).collect();
    shards.sort();
    let whole = fs::read(&shards[0]).unwrap();
    fs::write(&shards[0], &whole[..whole.len() / 2]).unwrap();
    fs::write(&shards[1], b"").unwrap();
    let mut bent = fs::read(&shards[2]).unwrap();
    let middle = bent.len() / 2;
    bent[middle] ^= 4;
    fs::write(&shards[2], bent).unwrap();
    fs::write(dir.join("shards/0000099.shard.1.unfinished"), b"half").unwrap();
    desk.sweep("torn", 2);
    assert_eq!(bytes(&desk.out("straight")), bytes(&dir));
}

#[test]
fn a_finished_folder_is_left_alone_and_mended_if_it_lost_something() {
    let desk = Desk::new(STUDY);
    let first = desk.sweep("done", 2);
    let before = bytes(&desk.out("done"));
    let second = desk.sweep("done", 2);
    assert!(second.was_complete && !first.was_complete);
    assert_eq!(format!("{:?}", second.ranking), format!("{:?}", first.ranking), "the ranking is read back as it was");
    fs::remove_file(desk.out("done").join("measures.csv")).unwrap();
    assert!(!desk.sweep("done", 2).was_complete);
    assert_eq!(before, bytes(&desk.out("done")));
}

#[test]
fn other_inputs_are_refused_unless_forced() {
    let desk = Desk::new(STUDY);
    desk.sweep("out", 2);
    fs::write(desk.out("desk.toml"), SCENARIO.replace("cv = 1.0", "cv = 1.5")).unwrap();
    let stop = AtomicBool::new(false);
    let error = sweep(&desk.study(), &desk.out("out"), &options(2), &(), &stop).unwrap_err();
    assert!(
        matches!(&error, Error::OtherInputs { difference, .. } if difference == "scenario.toml differs"),
        "{error}"
    );
    let forced = SweepOptions { force: true, ..options(2) };
    assert!(!sweep(&desk.study(), &desk.out("out"), &forced, &(), &stop).unwrap().was_complete);
    desk.sweep("fresh", 2);
    assert_eq!(bytes(&desk.out("out")), bytes(&desk.out("fresh")));
}

#[test]
fn a_folder_of_something_else_is_not_touched() {
    let desk = Desk::new(STUDY);
    fs::create_dir(desk.out("home")).unwrap();
    fs::write(desk.out("home").join("letter.txt"), "dear").unwrap();
    let forced = SweepOptions { force: true, ..options(1) };
    let error = sweep(&desk.study(), &desk.out("home"), &forced, &(), &AtomicBool::new(false)).unwrap_err();
    assert!(matches!(error, Error::NotResults { .. }));
    assert_eq!(bytes(&desk.out("home")).len(), 1);
}

#[test]
fn results_verify_and_an_edited_figure_is_named() {
    let desk = Desk::new(STUDY);
    desk.sweep("out", 2);
    let (dir, stop) = (desk.out("out"), AtomicBool::new(false));
    let check = || verify(&dir, Some(2), &(), &stop).unwrap();
    assert!(matches!(check(), Verdict::Reproduced { files, recorded_by: None, .. } if files.len() == 4));

    let path = dir.join("measures.csv");
    let text = fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|l| l.starts_with("3,agents=7,contact.sales,service_level,")).unwrap();
    let mean = line.split(',').nth(4).unwrap();
    fs::write(&path, text.replace(line, &line.replace(mean, "0.999"))).unwrap();
    let Verdict::Changed(found) = check() else { panic!("an edited figure went unnoticed") };
    assert_eq!((found.file.as_str(), found.column.as_deref()), ("measures.csv", Some("mean")));
    assert_eq!(found.row, "policy agents=7, scope contact.sales, measure service_level");
    assert_eq!((found.recorded.as_str(), found.now.as_str(), found.edited), ("0.999", mean, true));
    fs::write(&path, text).unwrap();

    fs::write(dir.join("scenario.toml"), SCENARIO.replace("agents = 6", "agents = 4")).unwrap();
    assert!(matches!(check(), Verdict::NotReproducible(reason) if reason.contains("scenario.toml has been changed")));
}

#[test]
fn ranking_finds_the_cheapest_staff_that_meets_the_requirements() {
    let desk = Desk::new(STUDY);
    let outcome = desk.sweep("out", 2);
    let study = desk.study();
    let policies = &outcome.ranking.policies;
    assert_eq!(policies.len(), 6);
    let met = policies.iter().take_while(|p| p.meets.is_met()).count();
    assert!((1..6).contains(&met), "some meet it, some do not: {met}");
    assert!(policies[met..].iter().all(|p| !p.meets.is_met()));
    assert!(policies[..met].windows(2).all(|pair| pair[0].by.mean <= pair[1].by.mean));
    let five = policies.iter().find(|p| study.policies[p.policy].name == "agents=5").unwrap();
    assert_eq!((five.meets, five.could_be_best, five.probability_best), (Meets::No, false, Some(0.0)));
    let sum: f64 = policies.iter().filter_map(|p| p.probability_best).sum();
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
}

#[test]
fn a_study_knows_of_each_policy_what_a_run_of_it_says() {
    let desk = Desk::new(STUDY);
    desk.sweep("out", 2);
    let study = desk.study();
    let measures = fs::read_to_string(desk.out("out").join("measures.csv")).unwrap();
    for (number, scope, place) in [(1, Scope::Whole, "whole"), (6, Scope::Contact(0), "contact.sales")] {
        let policy = &study.policies[number - 1];
        let summary = run(&policy.model, 1999, 40, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap();
        for name in ["service_level", "mean_wait_s", "wait_p80_s", "longest_wait_s", "offered"] {
            let estimate = summary.get(scope, name).unwrap();
            let line = format!(
                "{number},{},{place},{name},{},{},{}\n",
                policy.name, estimate.mean, estimate.half_width, estimate.sd
            );
            assert!(measures.contains(&line), "{line}");
        }
    }
}

#[test]
fn runs_do_not_depend_on_threads_and_can_be_stopped() {
    let scenario = SCENARIO.replace("times = \"stock.csv\"", "rate = \"10/h\"");
    let model = Scenario::parse(&scenario, "desk.toml").unwrap().compile(&NoFiles).unwrap().model;
    let with = |threads| RunOptions { threads: Some(threads), ..RunOptions::default() };
    let lived = |threads| run(&model, 3, 70, &with(threads), &(), &AtomicBool::new(false)).unwrap();
    let one = lived(1);
    assert_eq!(one.replications, 70);
    assert_eq!(one, lived(3));
    let stopped = run(&model, 3, 70, &with(2), &(), &AtomicBool::new(true)).unwrap_err();
    assert!(matches!(stopped, Error::Interrupted { done: 0, total: 70 }));
}

#[test]
fn a_steady_stretch_is_ranked_by_its_batches() {
    let steady = SCENARIO
        .replace("opens  = \"08:00\"\ncloses = \"10:00\"", "steady = \"200h\"\nwarm_up = \"2h\"")
        .replace("times = \"stock.csv\"", "rate = \"10/h\"");
    let desk = Desk::new(&STUDY.replace("replications = 40", "replications = 1"));
    fs::write(desk.out("desk.toml"), steady).unwrap();
    let outcome = desk.sweep("out", 2);
    assert!(outcome.ranking.policies.iter().all(|p| p.probability_best.is_some()));
    let rows = fs::read_to_string(desk.out("out").join("replications.csv")).unwrap();
    assert!(rows.starts_with("number,policy,batch,"));
    assert_eq!(rows.lines().count(), 1 + 6 * 32);
    let model = &desk.study().policies[2].model;
    let summary = run(model, 1999, 1, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap();
    let measures = fs::read_to_string(desk.out("out").join("measures.csv")).unwrap();
    for name in ["service_level", "wait_p95_s", "occupancy"] {
        let estimate = summary.get(Scope::Whole, name).unwrap();
        let line = format!("3,agents=7,whole,{name},{},{},{}\n", estimate.mean, estimate.half_width, estimate.sd);
        assert!(measures.contains(&line), "{line}");
    }
}

#[test]
fn a_quantile_can_be_ranked_by() {
    let desk = Desk::new(&STUDY.replace("\"-staffing_cost\"", "\"-contact.sales.wait_p99_s\""));
    let outcome = desk.sweep("out", 2);
    let best = &outcome.ranking.policies[0];
    assert_eq!(desk.study().policies[best.policy].name, "agents=9");
    assert!(best.by.half_width > 0.0 && best.by.half_width.is_finite());
    let measures = fs::read_to_string(desk.out("out").join("measures.csv")).unwrap();
    let line = measures.lines().find(|l| l.starts_with("5,agents=9,contact.sales,wait_p99_s,")).unwrap();
    let mean: f64 = line.split(',').nth(4).unwrap().parse().unwrap();
    assert!((mean - best.by.mean).abs() < 1e-9 * mean);
}

#[test]
fn a_budget_runs_whole_rounds_and_reproduces() {
    let desk = Desk::new(&STUDY.replace("replications = 40", "budget = \"1s\""));
    let outcome = desk.sweep("out", 2);
    assert!(outcome.replications >= 8);
    let manifest = Manifest::read(&desk.out("out")).unwrap().unwrap();
    assert_eq!(manifest.replications, outcome.replications);
    let rows = fs::read_to_string(desk.out("out").join("replications.csv")).unwrap();
    assert_eq!(rows.lines().count() as u64, 1 + 6 * outcome.replications);
    let verdict = verify(&desk.out("out"), Some(1), &(), &AtomicBool::new(false)).unwrap();
    assert!(matches!(verdict, Verdict::Reproduced { .. }), "{verdict:?}");
}

#[test]
fn precision_goes_on_until_it_is_reached() {
    let precision = "precision = { measure = \"service_level\", half_width = 0.02 }";
    let desk = Desk::new(&STUDY.replace("replications = 40", precision));
    let outcome = desk.sweep("out", 2);
    assert!(outcome.precise && outcome.replications > 32, "{}", outcome.replications);
    let measures = fs::read_to_string(desk.out("out").join("measures.csv")).unwrap();
    let widths: Vec<f64> = measures
        .lines()
        .filter(|l| l.contains(",whole,service_level,"))
        .map(|l| l.split(',').nth(5).unwrap().parse().unwrap())
        .collect();
    assert_eq!(widths.len(), 6);
    assert!(widths.iter().all(|w| *w <= 0.02) && widths.iter().any(|w| *w > 0.01));
    desk.sweep("again", 1);
    assert_eq!(bytes(&desk.out("out")), bytes(&desk.out("again")));
}

#[test]
fn overrides_are_part_of_what_was_run() {
    let desk = Desk::new(STUDY);
    let set = vec![("contact.sales.arrivals.rate".to_string(), "20/h".to_string())];
    let overrides = Overrides { seed: Some(5), replications: Some(4), set };
    let study = Study::open(&desk.out("study.toml"), &overrides).unwrap();
    let outcome = sweep(&study, &desk.out("out"), &options(2), &(), &AtomicBool::new(false)).unwrap();
    assert_eq!((outcome.replications, study.seed), (4, 5));
    let verdict = verify(&desk.out("out"), Some(2), &(), &AtomicBool::new(false)).unwrap();
    assert!(matches!(verdict, Verdict::Reproduced { .. }), "{verdict:?}");
}

#[test]
fn files_from_elsewhere_are_kept_too() {
    let desk = Desk::new(STUDY);
    fs::create_dir(desk.out("deep")).unwrap();
    for (name, text) in
        [("desk.toml", SCENARIO.replace("stock.csv", "../stock.csv")), ("study.toml", STUDY.to_string())]
    {
        fs::write(desk.out("deep").join(name), text).unwrap();
    }
    let study = Study::open(&desk.out("deep/study.toml"), &Overrides::default()).unwrap();
    sweep(&study, &desk.out("out"), &options(2), &(), &AtomicBool::new(false)).unwrap();
    fs::remove_file(desk.out("stock.csv")).unwrap();
    let verdict = verify(&desk.out("out"), Some(2), &(), &AtomicBool::new(false)).unwrap();
    assert!(matches!(verdict, Verdict::Reproduced { .. }), "{verdict:?}");
}

/// What opening a study complains about.
fn complaint(study: &str) -> String {
    let desk = Desk::new(study);
    let error = Study::open(&desk.out("study.toml"), &Overrides::default()).unwrap_err();
    error.to_string().replace(&format!("{}/", desk.0.path().display()), "")
}

#[test]
fn mistakes_are_told_where_they_stand() {
    let (head, _) = STUDY.split_once("[[vary]]").unwrap();
    assert!(complaint(head).contains("the study has no policies"), "{}", complaint(head));
    let path = complaint(&STUDY.replace("\"group.everybody.agents\"", "\"group.evrybody.agents\""));
    let expected = "study.toml:9:8: group.evrybody.agents: there is no group `evrybody` (did you mean `everybody`?)";
    assert_eq!(path, expected);
    let value = complaint(&STUDY.replace("[5, 6, 7, 8, 9]", "[5, \"x\"]"));
    assert!(value.starts_with("study.toml:10:14: group.everybody.agents"), "{value}");
    let measure = complaint(&STUDY.replace("-staffing_cost", "-stafing_cost"));
    assert!(measure.starts_with("study.toml:6:6: there is no measure `stafing_cost`"), "{measure}");
    let scope = complaint(&STUDY.replace("contact.stock.answer", "contact.stok.answer"));
    assert!(scope.contains("there is no contact type `stok`"), "{scope}");
    let meaningless = complaint(&STUDY.replace("-staffing_cost", "net_value"));
    assert!(meaningless.contains("`net_value` means nothing in this scenario"), "{meaningless}");
    let list = complaint(&STUDY.replace("[5, 6, 7, 8, 9]", "[[1, 2]]"));
    assert!(list.starts_with("study.toml:10:11: group.everybody.agents"), "{list}");
}
