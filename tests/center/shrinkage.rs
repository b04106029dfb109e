//! Time away although paid: the share lived is the share planned, at any reporting interval, by heads and by people.

use onhold::model::Model;

use crate::closing::{compile, near, ratio};
use crate::rules::{DAY, INF, books, contact, told};
use crate::witness::{Lived, live};

/// Twenty people of whom a fifth are away.
fn twenty(interval: &str, shrinkage: &str, people: &str) -> Model {
    compile(&format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"16:00\"\ninterval = \"{interval}\"\n[contact.call]\n\
         arrivals = {{ rate = \"100/h\" }}\nhandle = {{ exponential = {{ mean = \"6m\" }} }}\n\
         patience = {{ exponential = {{ mean = \"5m\" }} }}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n\
         [group.g]\nshrinkage = {shrinkage}\nskills.call = {{}}\n{people}"
    ))
}

const HEADS: &str = "agents = 20\n";
const PEOPLE: &str = "[[group.g.shift]]\npeople = 20\nfrom = \"08:00\"\nto = \"16:00\"\n";

fn present(l: &Lived) -> (f64, f64) {
    (l.whole.present_open_s, l.whole.open_s)
}

fn in_time(l: &Lived) -> (f64, f64) {
    (l.whole.in_time, l.whole.offered)
}

/// An independent program that lets an absence keep its length has 16.01 there and 95.8 % in time.
#[test]
fn sixteen_of_twenty_are_there_at_any_interval_in_both_spellings() {
    for people in [HEADS, PEOPLE] {
        let model = twenty("30m", "0.2", people);
        near("present", ratio(&model, 600, present), 16.01, 0.02);
        near("in time", ratio(&model, 600, in_time), 0.9580, 0.0008);
        let planned = ratio(&model, 600, |l| (l.whole.shrinkage_planned_s, l.whole.shown_up_s));
        let lived = ratio(&model, 600, |l| (l.whole.shrinkage_lived_s, l.whole.shown_up_s));
        assert!((planned.0 - 0.2).abs() < 1e-12, "planned is what is written: {planned:?}");
        let owed = planned.0 - lived.0;
        assert!(owed > 0.0 && owed < 0.0025, "owed at the end: {planned:?} and {lived:?}");
        for interval in ["5m", "2h", "8h"] {
            let other = twenty(interval, "{ share = 0.2 }", people);
            for seed in 0..4 {
                assert_eq!(live(&model, seed).events, live(&other, seed).events, "{interval}");
            }
        }
    }
}

/// The stretch is a figure of the scenario, and changes what it should: how often people come and go.
#[test]
fn longer_stretches_are_as_much_time() {
    for stretch in ["10m", "2h"] {
        let model = twenty("30m", &format!("{{ share = 0.2, stretch = \"{stretch}\" }}"), PEOPLE);
        near("present", ratio(&model, 400, present), 16.01, 0.03);
    }
}

/// 36 people of whom a third are away, in stretches of half an hour. Independent programs, people drawn one by one: 80.3 %
/// within 30 s where an absence that begins late is shorter by as much (24.6 are there), 75.9 % where it keeps its length (24.0).
#[test]
fn a_third_of_thirty_six_by_heads_and_by_people() {
    let people = "[[group.g.shift]]\npeople = 36\nfrom = \"08:00\"\nto = \"18:00\"\n";
    let head = "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = { rate = \"400/h\" }\n\
                handle = { exponential = { mean = \"180s\" } }\nservice_level = { within = \"30s\", target = 0.8 }\n[group.g]\nskills.call = {}\n";
    let third = 1.0 / 3.0;
    for (keep, there, known) in [("end", 24.62, 0.8032), ("length", 24.05, 0.7587)] {
        for who in ["agents = 36\n", people] {
            let shrinkage = format!("shrinkage = {{ share = {third}, keep = \"{keep}\" }}\n");
            let model = compile(&format!("{head}{shrinkage}{who}"));
            near("present", ratio(&model, 300, present), there, 0.016);
            near("in time", ratio(&model, 300, in_time), known, 0.0024);
        }
    }
}

/// A head-count that rises and falls sends home as many of those away as of those there.
#[test]
fn the_share_holds_where_the_head_count_changes() {
    let steps = "agents = { \"08:00\" = 12, \"09:15\" = 30, \"11:00\" = 18, \"12:40\" = 26, \"14:00\" = 9 }\n";
    let model = twenty("30m", "0.25", steps);
    let lived = ratio(&model, 600, |l| (l.whole.shrinkage_lived_s, l.whole.shown_up_s));
    assert!((lived.0 - 0.25).abs() < 0.004 + 4.0 * lived.1, "{lived:?}");
    let scheduled = model.groups[0].staffing.len();
    assert_eq!(scheduled, 5);
}

/// What is worked beyond the shift, what is owed at its end and who does not show up change nothing of what is planned.
#[test]
fn planned_shrinkage_is_what_is_written() {
    let people = "absence = 0.2\n[[group.g.shift]]\npeople = 20\nfrom = \"08:00\"\nto = \"16:00\"\nbreaks = [{ at = \"12:00\", for = \"30m\" }]\n";
    let steps = "absence = 0.2\nagents = { \"08:00\" = 12, \"09:15\" = 30, \"11:00\" = 18, \"14:00\" = 9 }\n";
    for who in [people, steps] {
        for keep in ["length", "end"] {
            let model = twenty("30m", &format!("{{ share = 0.25, keep = \"{keep}\" }}"), who);
            for seed in 0..5 {
                let whole = live(&model, seed).whole;
                assert!(whole.paid_s > whole.shown_up_s && whole.shrinkage_lived_s > 0.0);
                let planned = whole.shrinkage_planned_s / whole.shown_up_s;
                assert!((planned - 0.25).abs() < 1e-12, "{who}: {planned}");
            }
        }
    }
}

/// A fixed break that begins late ends on time: fewer minutes are lived than planned. One that keeps its length, or is
/// flexible, is lived in full, unless the shift ends first.
#[test]
fn breaks_are_reported_as_planned_and_as_lived() {
    let busy = [(0, 590.0, 70.0, INF)];
    let lived = |pause: &str, contacts: &[(u16, f64, f64, f64)]| {
        let whole = books(&one("g", "", pause), contacts);
        assert_eq!(whole.shown_up_s, 7200.0);
        (whole.breaks_planned_s, whole.breaks_lived_s)
    };
    assert_eq!(lived("{ at = \"08:10\", for = \"10m\" }", &[]), (600.0, 600.0));
    assert_eq!(lived("{ at = \"08:10\", for = \"10m\" }", &busy), (600.0, 540.0));
    assert_eq!(lived("{ at = \"08:10\", for = \"10m\", keep = \"length\" }", &busy), (600.0, 600.0));
    assert_eq!(lived("{ at = \"08:10\", for = \"10m\", flexible = \"5m\" }", &busy), (600.0, 600.0));
    // Two breaks, and one that the end of the shift cuts short.
    let two = "{ at = \"08:10\", for = \"10m\" }, { at = \"09:40\", for = \"20m\", keep = \"length\" }";
    assert_eq!(lived(two, &[(0, 5990.0, 310.0, INF)]), (1800.0, 1500.0));
    // Busy all through it.
    assert_eq!(lived("{ at = \"08:10\", for = \"10m\" }", &[(0, 590.0, 700.0, INF)]), (600.0, 0.0));
    // Shrinkage is no break, and a break no shrinkage.
    let ((group, share), breaks) = (one_stretch(), "{ at = \"08:40\", for = \"10m\" }");
    let whole = books(&one(group, &format!("shrinkage = {share}\n"), breaks), &[]);
    assert_eq!([whole.breaks_lived_s, whole.shrinkage_lived_s], [600.0, 1800.0]);
    assert!((whole.shrinkage_planned_s / 7200.0 - share).abs() < 1e-12);
}

fn one(group: &str, rest: &str, breaks: &str) -> String {
    let a = contact("a", "");
    format!(
        "{DAY}{a}[group.{group}]\nskills.a = {{}}\n{rest}[[group.{group}.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"10:00\"\nbreaks = [{breaks}]\n"
    )
}

/// The stretches in which the only agent is away, begun and ended, of a shift of two hours.
fn away(text: &str, contacts: &[(u16, f64, f64, f64)]) -> Vec<String> {
    let moves = told(text, contacts, true);
    moves.into_iter().filter(|line| line.contains("break")).map(|line| line.replace(" by 0/1", "")).collect()
}

/// A group, and a share for which its only agent is away in just one of four stretches: from 08:30 to 09:00.
fn one_stretch() -> (&'static str, f64) {
    let groups = ["g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u", "v"];
    let all = groups.into_iter().flat_map(|group| (1..100).map(move |percent| (group, f64::from(percent) / 100.0)));
    let once = |(group, share): &(&str, f64)| {
        let moves = away(&one(group, &format!("shrinkage = {share}\n"), ""), &[]);
        moves == ["1800 break-starts", "3600 break-ends"]
    };
    all.into_iter().find(once).expect("some group and share")
}

#[test]
fn an_absence_that_begins_late_or_is_interrupted_keeps_its_length() {
    let ((group, share), begins) = (one_stretch(), 1800.0);
    let text = |keep: &str, breaks: &str| {
        one(group, &format!("shrinkage = {{ share = {share}, keep = \"{keep}\" }}\n"), breaks)
    };
    let busy = [(0, begins - 100.0, 400.0, INF)];
    let moves = |from_s: f64, to_s: f64| vec![format!("{from_s} break-starts"), format!("{to_s} break-ends")];
    // Busy for 300 s more.
    assert_eq!(away(&text("length", ""), &busy), moves(begins + 300.0, begins + 2100.0));
    assert_eq!(away(&text("end", ""), &busy), moves(begins + 300.0, begins + 1800.0));
    // Busy for longer than the stretch lasts.
    let long = [(0, begins - 100.0, 2000.0, INF)];
    assert_eq!(away(&text("length", ""), &long), moves(begins + 1900.0, begins + 3700.0));
    assert!(away(&text("end", ""), &long).is_empty());
    // A break of ten minutes in the middle of it.
    let breaks = "{ at = \"08:40\", for = \"10m\" }";
    assert_eq!(away(&text("length", breaks), &[]), moves(begins, begins + 2400.0));
    assert_eq!(away(&text("end", breaks), &[]), moves(begins, begins + 1800.0));
    // The shift ends first.
    let last = [(0, begins - 100.0, 7000.0 - begins, INF)];
    assert_eq!(away(&text("length", ""), &last), [format!("{} break-starts", 6900.0)]);
}

#[test]
fn a_fixed_break_that_begins_late_is_shorter_or_keeps_its_length() {
    let busy = [(0, 590.0, 70.0, INF)];
    let pause = |keep: &str| one("g", "", &format!("{{ at = \"08:10\", for = \"10m\"{keep} }}"));
    assert_eq!(away(&pause(""), &busy), ["660 break-starts", "1200 break-ends"]);
    assert_eq!(away(&pause(", keep = \"end\""), &busy), ["660 break-starts", "1200 break-ends"]);
    assert_eq!(away(&pause(", keep = \"length\""), &busy), ["660 break-starts", "1260 break-ends"]);
    // Nothing to do: in time.
    assert_eq!(away(&pause(", keep = \"length\""), &[]), ["600 break-starts", "1200 break-ends"]);
    let described = |keep: &str| {
        let scenario = onhold::scenario::Scenario::parse(&pause(keep), "case.toml").unwrap();
        onhold::scenario::describe(&scenario, &compile(&pause(keep)))
    };
    assert!(described("").contains("10 min at 08:10 (shorter where a contact is finished first)"), "{}", described(""));
    assert!(described(", keep = \"length\"").contains("10 min at 08:10 (later where a contact is finished first)"));
}
