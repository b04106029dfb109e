//! The end of the day, and days that have none: who is still served, who is cut off, who is left over.

use onhold::floor::Happening;
use onhold::model::Model;
use onhold::scenario::{NoFiles, Scenario};

use crate::rules::{DAY, INF, contact, only, told};
use crate::witness::{Lived, live};

pub fn compile(text: &str) -> Model {
    let compiled = Scenario::parse(text, "case.toml").unwrap().compile(&NoFiles);
    compiled.unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}")).model
}

/// A ratio of sums over replications, and its standard error by the delta method.
pub fn ratio(model: &Model, replications: u64, figure: impl Fn(&Lived) -> (f64, f64)) -> (f64, f64) {
    let pairs: Vec<(f64, f64)> = (0..replications).map(|seed| figure(&live(model, seed))).collect();
    let n = replications as f64;
    let (x, y) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1));
    let squares: f64 = pairs.iter().map(|pair| (pair.0 - x / y * pair.1).powi(2)).sum();
    (x / y, (squares / (n - 1.0) / n).sqrt() / (y / n))
}

/// Within four standard errors of what is known with an error of its own.
pub fn near(what: &str, ours: (f64, f64), known: f64, known_error: f64) {
    let error = ours.1.hypot(known_error);
    assert!((ours.0 - known).abs() < 4.0 * error, "{what}: {} ± {}, known {known} ± {known_error}", ours.0, ours.1);
}

fn on_shift(until: &str, rest: &str) -> String {
    format!("[group.g]\nskills.a = {{}}\n[[group.g.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"{until}\"\n{rest}")
}

/// Served from 9:55 to 10:25; the second comes at 9:56 and would wait for somebody who goes home at 10.
#[test]
fn whom_nobody_staying_serves_is_cut_off_at_closing_however_patient() {
    let (a, day) = (contact("a", ""), [(0, 6900.0, 1800.0, INF), (0, 6960.0, 60.0, INF), (0, 6970.0, 60.0, 3600.0)]);
    let told_of =
        |group: &str| only(&told(&format!("{DAY}{a}{group}"), &day, false), &["answered", "cut-off", "abandons"]);
    assert_eq!(told_of(&on_shift("10:00", "")), ["6900 answered 1 by 0/1", "7200 cut-off 2", "7200 cut-off 3"]);
    // Who goes on until 11 serves them; and so does who comes after closing.
    let served = ["6900 answered 1 by 0/1", "8700 answered 2 by 0/1", "8760 answered 3 by 0/1"];
    assert_eq!(told_of(&on_shift("11:00", "")), served);
    let later = "[[group.g.shift]]\npeople = 1\nfrom = \"10:15\"\nto = \"11:00\"\n";
    let by_later = ["6900 answered 1 by 0/1", "8100 answered 2 by 0/2", "8160 answered 3 by 0/2"];
    assert_eq!(told_of(&on_shift("10:00", later)), by_later);
    // A head-count stays, unless it keeps its agents back from this type.
    assert_eq!(told_of("[group.g]\nagents = 1\nskills.a = {}\n"), served);
    let reserve = "[group.g]\nagents = { \"08:00\" = 2, \"09:56\" = 1 }\nskills.a = { reserve = 1 }\n";
    assert_eq!(told_of(reserve)[1..], ["7200 cut-off 2", "7200 cut-off 3"]);
}

/// Three, from 8:04 on one, from 8:10 on nobody: the last of five is still there at 8:30.
#[test]
fn who_waits_for_a_head_count_of_nobody_is_cut_off_and_has_not_abandoned() {
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"08:30\"\ninterval = \"10m\"\n[contact.y]\narrivals = { rate = \"9/h\" }\n\
                handle = { constant = \"5m\" }\n[group.g]\nagents = { \"08:00\" = 3, \"08:04\" = 1, \"08:10\" = 0 }\nskills.y = {}\n";
    let day = [0.0, 60.0, 120.0, 180.0, 240.0].map(|at_s| (0, at_s, 300.0, INF));
    let lines = only(&told(text, &day, false), &["answered", "cut-off", "abandons"]);
    let answered = ["0 answered 1 by 0/1", "60 answered 2 by 0/2", "120 answered 3 by 0/3", "420 answered 4 by 0/3"];
    assert_eq!(lines, [&answered[..], &["1800 cut-off 5"]].concat());
}

/// Talks from 9:50 to 10:05, is handed on then, and the second agent is busy until 10:25.
#[test]
fn hang_up_holds_for_who_is_handed_on_after_closing() {
    let text = |closing: &str| {
        format!(
            "{DAY}closing = \"{closing}\"\n{}{}{}[group.front]\nagents = 1\nskills.a = {{}}\n\
             [group.back]\nagents = 1\nskills.b = {{}}\nskills.c = {{}}\n",
            contact("a", "transfer = { to = { b = 1.0 } }"),
            contact("b", ""),
            contact("c", "")
        )
    };
    let day = [(0, 6600.0, 900.0, INF), (2, 6900.0, 1800.0, INF)];
    let ends =
        |closing: &str| only(&told(&text(closing), &day, false), &["handed-on", "answered", "cut-off"])[2..].to_vec();
    assert_eq!(ends("hang-up"), ["7500 handed-on 3", "7500 cut-off 3"]);
    assert_eq!(ends("serve-out"), ["7500 handed-on 3", "8700 answered 3 by 1/1"]);
}

/// What is left of a conversation cannot be handed over after closing where nobody waits any more.
#[test]
fn hang_up_holds_for_what_is_handed_over_after_closing() {
    let text = format!(
        "{DAY}closing = \"hang-up\"\n{}{}[[group.g.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"11:00\"\n",
        contact("a", ""),
        on_shift("10:10", "end = \"hand-over\"\n")
    );
    let day = [(0, 7000.0, 1200.0, INF), (0, 7010.0, 3000.0, INF)];
    let lines = only(&told(&text, &day, false), &["handed-over", "cut-off", "talk-ends"]);
    assert_eq!(lines, ["7800 handed-over 1 by 0/1", "7800 cut-off 1", "10010 talk-ends 2 by 0/2"]);
}

#[test]
fn cut_off_is_a_figure_of_its_own() {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\ninterval = \"30m\"\n[contact.a]\narrivals = {{ expected = [0, 20] }}\n\
         handle = {{ constant = \"10m\" }}\npatience = {{ exponential = {{ mean = \"30m\" }} }}\n{}",
        on_shift("09:00", "")
    );
    let lived = live(&compile(&text), 3);
    let (t, count) = (lived.whole, |what| lived.events.iter().filter(|event| event.what == what).count() as f64);
    assert!(t.cut_off > 3.0 && t.abandoned > 0.0);
    assert_eq!((t.cut_off, t.abandoned), (count(Happening::CutOff), count(Happening::Abandons)));
    assert_eq!(t.offered, t.answered + t.abandoned + t.cut_off);
    let last = lived.events.iter().filter(|event| event.what == Happening::CutOff).all(|event| event.at_s == 3600.0);
    assert!(last, "nobody waits in a closed center");
}

const TWO_DAYS: &str = "[horizon]\ndays = 2\n";

#[test]
fn midnight_is_no_event_where_the_center_never_closes() {
    let (a, midnight) = (contact("a", ""), 86_400.0);
    let day = [(0, midnight - 100.0, 300.0, INF), (0, midnight - 50.0, 60.0, INF), (0, midnight - 40.0, 60.0, 900.0)];
    let served = [
        "86300 answered 1 by 0/1",
        "86600 talk-ends 1 by 0/1",
        "86600 answered 2 by 0/1",
        "86660 talk-ends 2 by 0/1",
        "86660 answered 3 by 0/1",
    ];
    let shift = "[group.g]\nskills.a = {}\n[[group.g.shift]]\npeople = 1\nfrom = \"00:00\"\nto = \"24:00\"\n";
    for closing in ["serve-out", "hang-up"] {
        for group in ["[group.g]\nagents = 1\nskills.a = {}\n", shift] {
            let text = format!("{TWO_DAYS}closing = \"{closing}\"\n{a}{group}");
            let lines = told(&text, &day, false);
            let lines = only(&lines, &["answered", "cut-off", "abandons", "talk-ends", "handed-over"]);
            assert_eq!(lines[..5], served, "{text}");
            let moves = told(&text, &day, true);
            assert_eq!(moves, ["0 comes by 0/1", "172800 goes by 0/1"], "{text}");
        }
    }
    // A step at midnight is a step like any other: two are there in the evening, and who finishes first goes.
    let falls = format!("{TWO_DAYS}{a}[group.g]\nagents = {{ \"00:00\" = 1, \"12:00\" = 2 }}\nskills.a = {{}}\n");
    let busy = [(0, midnight - 100.0, 300.0, INF), (0, midnight - 50.0, 60.0, INF), (0, midnight - 40.0, 60.0, INF)];
    assert_eq!(told(&falls, &busy, true)[2..3], ["86410 goes by 0/2"]);
    assert_eq!(only(&told(&falls, &busy, false), &["answered"])[2], "86600 answered 3 by 0/1");
}

/// Two shifts that hand over, nobody from 22 to 6. An independent program (1,500 weeks of five days) has 1,178.0 answered
/// after 15,066.8 s on the mean, 20.49 % within the hour, 20.97 left when the week ends.
#[test]
fn two_shifts_around_the_clock_lose_nobody_at_midnight() {
    let head = "[horizon]\ndays = 5\n[contact.request]\narrivals = { rate = \"10/h\" }\n\
                handle = { exponential = { mean = \"25m\" } }\nservice_level = { within = \"1h\", target = 0.8 }\n";
    let shift = |people: u32, from: &str, to: &str| {
        format!("[[group.desk.shift]]\npeople = {people}\nfrom = \"{from}\"\nto = \"{to}\"\nend = \"hand-over\"\n")
    };
    let shifts = shift(5, "06:00", "14:00") + &shift(9, "14:00", "22:00");
    let model = compile(&format!("{head}[group.desk]\nskills.request = {{}}\n{shifts}"));
    near("ASA", ratio(&model, 400, |l| (l.whole.wait_answered_s, l.whole.answered)), 15_066.8, 40.0);
    near("in time", ratio(&model, 400, |l| (l.whole.in_time, l.whole.offered)), 0.2049, 0.0011);
    near("left", ratio(&model, 400, |l| (l.whole.backlog, 1.0)), 20.97, 0.2);
    near("lost", ratio(&model, 50, |l| (l.whole.cut_off + l.whole.abandoned, 1.0)), 0.0, 1e-9);
    // The same by heads: who has a request in hand at 14 or 22 finishes it.
    let steps = "agents = { \"00:00\" = 0, \"06:00\" = 5, \"14:00\" = 9, \"22:00\" = 0 }";
    let model = compile(&format!("{head}[group.desk]\n{steps}\nskills.request = {{}}\n"));
    near("lost", ratio(&model, 50, |l| (l.whole.cut_off + l.whole.abandoned, 1.0)), 0.0, 1e-9);
}

/// Five agents around the clock for seven days, 19 contacts an hour of a quarter of an hour: an independent program
/// (3,000 weeks) has a mean wait of 2,750.2 ± 29.6 s.
#[test]
fn seven_days_around_the_clock_are_one_stretch() {
    let text = "[horizon]\ninterval = \"1h\"\ndays = 7\n[contact.call]\narrivals = { rate = \"19/h\" }\n\
                handle = { exponential = { mean = \"15m\" } }\nservice_level = { within = \"20s\", target = 0.8 }\n\
                [group.desk]\nagents = 5\nskills.call = {}\n";
    let lived = |l: &Lived| (l.whole.wait_answered_s, l.whole.answered);
    near("ASA", ratio(&compile(text), 200, lived), 2750.2, 29.7);
}
