//! Patience on the wall's clock: in the base's waits it is what was measured, other waits are felt relative to them.

use std::fs;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use onhold::measure::{Scope, Summary};
use onhold::model::{Contact, Distribution, Model};
use onhold::scenario::{Files, NoFiles, Scenario, moved_queue};
use onhold::study::{Overrides, RunOptions, Study, listen, run, unsaid_waits};

use super::{Heard, INF, by_hand, compile};

/// A busy morning; `contact` are keys of the type, `more` are sections.
fn text(contact: &str, more: &str) -> String {
    format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[contact.call]\narrivals = {{ rate = \"330/h\" }}\n\
         handle = {{ lognormal = {{ mean = \"240s\", cv = 1.2 }} }}\npatience = {{ exponential = {{ mean = \"200s\" }} }}\n\
         {contact}\n[group.all]\nagents = 20\nskills.call = {{}}\n{more}"
    )
}

const WALL: &str = "patience_clock = \"wall\"";
/// Waits that change in every way that can act on leaving.
const CHANGING: &str = "[wait]\nhold = \"music\"\nbend = 0.9\norder_visible = 1\n[wait.announce]\nestimate = \"queue-length\"\n\
                        promise = 0.5\nevery = \"40s\"\n[[wait.message]]\nat = \"20s\"\nmakes = { unexplained = 0.2 }\n\
                        [aftermath]\n";
const CONSTANT: &str = "[wait]\nhold = \"music\"\nbend = 0.9\ndrives_patience = 2\n[service]\n[aftermath]\n";
const KINDS: &str = "[customer.angry]\nclock = 2\npersuadable = 0.5\n";

fn lived(model: &Model, replications: u64) -> Summary {
    run(model, 7, replications, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap()
}

/// Whether two queues are the same in what a queue is judged by: bit for bit; in two engines, which add waits up in another
/// order, counts are, and waits to the last digits.
fn same_queue(one: &Model, other: &Model) -> bool {
    let same_engine = one.is_plain() == other.is_plain();
    let [one, other] = [one, other].map(|model| lived(model, 5));
    let same = |name: &str, near: f64| {
        let [a, b] = [&one, &other].map(|summary| summary.get(Scope::Whole, name).unwrap());
        let figures = [(a.mean, b.mean), (a.half_width, b.half_width), (a.sd, b.sd)];
        figures.iter().all(|(a, b)| (a - b).abs() <= near * a.abs())
    };
    let near = if same_engine { 0.0 } else { 1e-9 };
    ["offered", "answered", "abandoned", "balked"].iter().all(|name| same(name, 0.0))
        && ["mean_wait_s", "answer_speed_s", "occupancy"].iter().all(|name| same(name, near))
}

/// Fact 1 for a patience from a log: with its base's waits on, every event is what it is without feelings.
#[test]
fn in_the_waits_it_was_measured_in_patience_is_what_it_was() {
    let off = compile(&text(WALL, ""));
    assert!(same_queue(&off, &compile(&text("", ""))));
    let mixed = format!("{WALL}\nsegment = {{ angry = 0.4, standard = 0.6 }}");
    for (contact, more) in [
        (WALL, CONSTANT.to_string()),
        (WALL, CHANGING.to_string()),
        (&mixed, format!("{KINDS}{CONSTANT}")),
        (&mixed, format!("{KINDS}{CHANGING}")),
    ] {
        let on = compile(&text(contact, &more));
        assert!(on.contacts[0].felt.speed() > 1.0);
        assert_eq!(moved_queue(&on), None);
        assert!(same_queue(&off, &on), "{contact}\n{more}");
        let fates = |model: &Model| -> Vec<(f64, &'static str)> {
            let heard = listen(model, 3, 0, Heard::default());
            heard.events.iter().map(|e| (e.at_s, e.what.name())).filter(|(_, what)| *what != "announced").collect()
        };
        assert_eq!(fates(&off), fates(&on), "{contact}\n{more}");
        // The same patience in felt seconds is another one.
        let felt = compile(&text(&contact.replace("wall", "felt"), &more));
        assert!(!same_queue(&off, &felt));
        assert!(moved_queue(&felt).is_some());
    }
}

/// What is done with those who wait acts relative to the base; how people are, acts on both sides alike.
#[test]
fn other_waits_are_felt_relative_to_the_base() {
    let silence: f64 = 1.36 * 1.30 * 1.15;
    let music = f64::powf(1.36, 0.8) * 1.30 * 1.15;
    for (wait, exponent) in [("", 1.0), ("bend = 0.8\n", 1.25), ("bend = 0.8\ndrives_patience = 0.5\n", 0.625)] {
        let mut scenario =
            Scenario::parse(&text(WALL, &format!("[wait]\nhold = \"silence\"\n{wait}")), "base.toml").unwrap();
        scenario.set("wait.hold", "music").unwrap();
        let model = scenario.compile(&NoFiles).unwrap().model;
        let longer = f64::powf(silence / music, exponent);
        let leaves_s = model.contacts[0].leaves_after(0, 100.0);
        assert!((leaves_s / (100.0 * longer) - 1.0).abs() < 1e-12, "{wait}: {leaves_s}");
        // An exponential patience so much longer, without feelings.
        let mut longer_patience = compile(&text("", ""));
        longer_patience.contacts[0].patience = Some(Distribution::Exponential { mean: 200.0 * longer });
        for name in ["abandoned", "mean_wait_s"] {
            let [ours, theirs] = [&model, &longer_patience].map(|m| lived(m, 5).get(Scope::Whole, name).unwrap().mean);
            assert!((ours / theirs - 1.0).abs() < 1e-9, "{name}: {ours} {theirs}");
        }
        assert!(moved_queue(&model).unwrap().contains("in the waits of the scenario as written"));
        // Taken for the scenario as written, it is its own base.
        scenario.take_as_written();
        let own = scenario.compile(&NoFiles).unwrap().model;
        assert_eq!(own.contacts[0].leaves_after(0, 100.0), 100.0);
        // A belief about people changes nothing that was measured.
        for (path, value) in [("wait.stretch.idle", "1.6"), ("wait.bend", "0.7"), ("wait.drives_patience", "3")] {
            scenario.set(path, value).unwrap();
            assert_eq!(scenario.compile(&NoFiles).unwrap().model.contacts[0].leaves_after(0, 100.0), 100.0, "{path}");
        }
    }
    // Where feelings do not act on leaving, no wait moves the queue.
    let still = text(
        WALL,
        "[wait]\nhold = \"silence\"\ndrives_patience = 0\n[[wait.message]]\nat = \"20s\"\nmakes = { idle = 0 }\n",
    );
    let mut scenario = Scenario::parse(&still, "still.toml").unwrap();
    scenario.set("wait.hold", "own-choice").unwrap();
    let model = scenario.compile(&NoFiles).unwrap().model;
    assert!(same_queue(&model, &compile(&text(WALL, ""))));
    assert_eq!(moved_queue(&model), None);
}

/// Silence, then a message after 30 s, relative to a base of music whose angry customers hear a message after 60 s: the felt
/// seconds of 100 s there, here.
#[test]
fn waits_that_change_are_felt_relative_to_waits_that_change() {
    let base = "[customer.angry]\nclock = 1.5\npersuadable = 0.5\n[wait]\nhold = \"music\"\n[[wait.message]]\nat = \"60s\"\n\
                makes = { uncertain = 0 }\n";
    let contact = format!("{WALL}\nsegment = {{ angry = 0.5, standard = 0.5 }}");
    let mut scenario = Scenario::parse(&text(&contact, base), "base.toml").unwrap();
    scenario.set("wait.hold", "silence").unwrap();
    scenario.set("wait.message.1.at", "30s").unwrap();
    let model = scenario.compile(&NoFiles).unwrap().model;
    let speed = |idle: f64, uncertain: f64| f64::powf(1.36, idle) * f64::powf(1.30, uncertain) * 1.15;
    // The angry are half persuadable: music leaves them at 0.9 idle, the message at half their uncertainty.
    for (kind, idle, uncertain, clock) in [(0, 0.8, 0.0, 1.0), (1, 0.9, 0.5, 1.5)] {
        let felt = clock * (60.0 * speed(idle, 1.0) + 40.0 * speed(idle, uncertain));
        let expected = 30.0 + (felt - 30.0 * clock * speed(1.0, 1.0)) / (clock * speed(1.0, uncertain));
        let leaves_s = model.contacts[0].leaves_after(kind, 100.0);
        assert!((leaves_s / expected - 1.0).abs() < 1e-12, "{kind}: {leaves_s} {expected}");
    }
}

/// What is left of a patience goes on with a contact that is handed on: 100 s on the wall, of which 40 are waited.
#[test]
fn what_is_left_of_it_is_handed_on() {
    let center = "[horizon]\ncloses = \"01:00\"\n[contact.a]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"40s\" }\n\
                  patience = { constant = \"100s\" }\npatience_clock = \"wall\"\n\
                  transfer = { to = { b = 1 }, fresh_patience = false }\n[contact.b]\npatience_clock = \"wall\"\n\
                  handle = { constant = \"10m\" }\n[group.a]\nagents = 1\nskills.a = {}\n[group.b]\nagents = 1\nskills.b = {}\n\
                  [wait]\nhold = \"silence\"\n";
    let day = [(0, 0.0, 40.0, INF), (0, 0.0, 40.0, 100.0)];
    let gone = |model: &Model| {
        let heard = by_hand(model, &day, Heard::default());
        heard.events.iter().find(|e| e.what.name() == "abandons").map(|e| e.at_s).unwrap()
    };
    for more in ["", "[[wait.message]]\nat = \"20s\"\nmakes = { idle = 0 }\n"] {
        assert_eq!(gone(&compile(&format!("{center}{more}"))), 140.0, "{more}");
    }
    // In waits half as hard patience lasts twice as long: 40 s use up 20 of it.
    let mut scenario = Scenario::parse(&format!("{center}stretch = {{ idle = 2 }}\n"), "a.toml").unwrap();
    scenario.set("wait.idle", "0").unwrap();
    let gone_s = gone(&scenario.compile(&NoFiles).unwrap().model);
    assert!((gone_s - 240.0).abs() < 1e-9, "{gone_s}");
    let mixed = center.to_string().replacen("patience_clock = \"wall\"\nhandle", "handle", 1);
    let mistakes = Scenario::parse(&mixed, "mixed.toml").unwrap().compile(&NoFiles).unwrap_err().to_string();
    assert!(mistakes.contains("cannot be handed on from `a` to `b`"), "{mistakes}");
}

/// The policies of a study are felt relative to the scenario with what the study sets, and only where that says something.
#[test]
fn policies_are_felt_relative_to_the_study() {
    let dir = tempfile::tempdir().unwrap();
    let open = |wait: &str, study: &str| {
        fs::write(dir.path().join("desk.toml"), text(WALL, wait)).unwrap();
        let head = "scenario = \"desk.toml\"\nreplications = 2\n[rank]\nby = \"-abandoned\"\n";
        fs::write(dir.path().join("study.toml"), format!("{head}{study}")).unwrap();
        Study::open(&dir.path().join("study.toml"), &Overrides::default())
    };
    let holds = "[[vary]]\npath = \"wait.hold\"\nvalues = [\"silence\", \"music\"]\n";
    let after = |study: &Study| -> Vec<f64> {
        study.policies.iter().map(|policy| policy.model.contacts[0].leaves_after(0, 100.0)).collect()
    };
    let ratio = f64::powf(1.36, 0.2);
    let near = |found: &[f64], expected: &[f64]| found.iter().zip(expected).all(|(a, b)| (a / b - 1.0).abs() < 1e-12);
    let study = open("[wait]\nhold = \"silence\"\n", holds).unwrap();
    assert!(near(&after(&study), &[100.0, 100.0 * ratio]) && after(&study)[0] == 100.0, "{:?}", after(&study));
    let study = open("[wait]\nhold = \"silence\"\n", &format!("[set]\n\"wait.hold\" = \"music\"\n{holds}")).unwrap();
    assert!(near(&after(&study), &[100.0 / ratio, 100.0]) && after(&study)[1] == 100.0, "{:?}", after(&study));
    let study = open("", &format!("[set]\npreset = \"course\"\n\"wait.hold\" = \"music\"\n{holds}")).unwrap();
    assert!(after(&study)[1] == 100.0);
    let refused = open("", holds).unwrap_err().to_string();
    assert!(refused.contains("nothing says in which waits") && refused.contains("wait.hold"), "{refused}");
    let refused = open("[wait]\nhold = \"musik\"\n", holds).unwrap_err().to_string();
    assert!(refused.contains("did you mean \"music\""), "{refused}");
    // All alike, or in felt time, there is nothing to be said.
    let agents = "[set]\npreset = \"course\"\n[[vary]]\npath = \"group.all.agents\"\nvalues = [20, 21]\n";
    assert_eq!(after(&open("", agents).unwrap()), [100.0, 100.0]);
    open("", &format!("[set]\n\"contact.call.patience_clock\" = \"felt\"\n{holds}")).unwrap();
}

/// The bank of the ready scenarios, fitted on a log: with feelings on, its queue is what it is without, bit for bit.
#[test]
fn the_bank_with_feelings_on_waits_as_it_did() {
    struct Beside;
    impl Files for Beside {
        fn read(&self, path: &str) -> Result<String, String> {
            fs::read_to_string(Path::new("configs").join(path)).map_err(|error| error.to_string())
        }
    }
    let text = fs::read_to_string("configs/bank.toml").unwrap();
    let bank = Scenario::parse(&text, "bank.toml").unwrap();
    let off = bank.compile(&Beside).unwrap().model;
    for changes in [
        &[("preset", "evidence"), ("wait.hold", "music")][..],
        &[("preset", "course"), ("wait.announce", "{ estimate = \"head-of-line\" }")],
    ] {
        let mut on = bank.clone();
        changes.iter().for_each(|(path, value)| on.set(path, value).unwrap());
        let on = on.compile(&Beside).unwrap().model;
        assert!(same_queue(&on, &off));
        assert_eq!(unsaid_waits(&bank, [&off, &on].into_iter()), None);
    }
    let study = Study::open(Path::new("configs/studies/bank-staffing.toml"), &Overrides::default()).unwrap();
    let today = |hold: &str| {
        let name = format!("morning=0 evening=0 head_start=180s hold={hold}");
        &study.policies.iter().find(|policy| policy.name == name).unwrap().model
    };
    let leave_after =
        |hold: &str| -> Vec<f64> { today(hold).contacts.iter().map(|c| c.leaves_after(0, 100.0)).collect() };
    assert_eq!(leave_after("music"), [100.0; 6]);
    assert!(leave_after("silence").iter().all(|leaves_s| *leaves_s < 95.0));
    // Two of the types hear their place anyway: to be told the expected wait as well gains them less.
    let hear_their_place = |c: &Contact| c.changing.as_ref().is_some_and(|changing| changing.announce.is_some());
    let longer: Vec<(bool, f64)> =
        today("expected-wait").contacts.iter().map(|c| (hear_their_place(c), c.leaves_after(0, 100.0))).collect();
    assert_eq!(longer.iter().filter(|(hears, _)| *hears).count(), 2);
    assert!(longer.iter().all(|(hears, leaves_s)| *leaves_s > if *hears { 100.0 } else { 120.0 }), "{longer:?}");
}
