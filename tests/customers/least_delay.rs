//! A least delay for everything caused: what comes of a contact after no time, or less than the clock can tell apart, comes a
//! millisecond later, so that every day ends.

use onhold::floor::{Event, Happening};
use onhold::model::LEAST_DELAY_S;
use onhold::scenario::{NoFiles, Scenario};

use super::{Heard, INF, by_hand, compile};

/// 10⁻³⁰⁰ s.
fn tiny() -> String {
    format!("0.{}1s", "0".repeat(299))
}

/// Delays of nothing, as a law.
const NOTHING: [&str; 3] =
    ["{ constant = \"0s\" }", "{ constant = \"TINY\" }", "{ exponential = { mean = \"TINY\" } }"];

/// One agent of the phones, one of the desk; every call that gives up is complained about, and no complaint is helped.
fn complaining(after: &str) -> String {
    format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\n[contact.call]\narrivals = {{ rate = \"1/h\" }}\n\
         handle = {{ constant = \"100s\" }}\n[contact.complaint]\nhandle = {{ constant = \"10s\" }}\n[group.team]\nagents = 1\n\
         skills.call = {{}}\n[group.desk]\nagents = 1\nskills.complaint = {{}}\n[wait]\n[service]\n[aftermath]\ncomplains = 1\n\
         leaves = {{ scale = 0 }}\nexpectation.start = 3\n\
         complaint = {{ becomes = \"complaint\", after = {after}, resolves = 0 }}\n"
    )
}

fn moments(events: &[Event], what: Happening) -> Vec<f64> {
    events.iter().filter(|event| event.what == what).map(|event| event.at_s).collect()
}

/// A call hangs up at 60; the complaint about it comes a millisecond later, and again a minute after it was not helped.
#[test]
fn a_complaint_after_no_time_comes_a_millisecond_later() {
    for after in NOTHING {
        let model = compile(&complaining(&after.replace("TINY", &tiny())));
        let day = [(0, 0.0, 3599.0, INF), (0, 10.0, 100.0, 50.0)];
        let events = by_hand(&model, &day, Heard::default()).events;
        // The other call ends too late for a complaint to count.
        let caused: Vec<&Event> = events.iter().filter(|event| event.caused_by.is_some_and(|by| by != 1)).collect();
        assert!(!caused.is_empty(), "{after}: nobody complains");
        let gave_up = moments(&events, Happening::Abandons);
        assert_eq!((gave_up.as_slice(), caused[0].at_s), ([60.0].as_slice(), 60.0 + LEAST_DELAY_S), "{after}");
        // Handled for ten seconds, and a minute until the next.
        let again = caused.iter().skip(1);
        assert!(again.clone().count() > 10, "{after}");
        let handled = moments(&events, Happening::Handled);
        assert!(
            again.into_iter().all(|next| handled.iter().any(|end_s| (next.at_s - end_s - 60.0).abs() < 1e-9)),
            "{after}"
        );
    }
}

/// One agent is busy until 2; who comes at 1 is told at once (or as soon as it can be), and again every millisecond.
#[test]
fn an_announcement_after_no_time_is_repeated_every_millisecond() {
    let told = |keys: &str| {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\n[contact.call]\narrivals = {{ rate = \"1/h\" }}\n\
             handle = {{ constant = \"100s\" }}\n[group.team]\nagents = 1\nskills.call = {{}}\n[wait]\n[wait.announce]\n\
             estimate = \"queue-length\"\n{keys}\n"
        );
        let day = [(0, 0.0, 2.0, INF), (0, 1.0, 1.0, INF)];
        moments(&by_hand(&compile(&text), &day, Heard::default()).events, Happening::Announced)
    };
    let every = told(&format!("every = \"{}\"", tiny()));
    assert_eq!(every[0], 1.0);
    assert!((999..=1001).contains(&every.len()), "{}", every.len());
    assert!(every.windows(2).all(|pair| (pair[1] - pair[0] - LEAST_DELAY_S).abs() < 1e-9));
    assert_eq!(told(&format!("at = \"{}\"", tiny())), [1.0 + LEAST_DELAY_S]);
    assert_eq!(told("at = \"0s\""), [1.0]);
    // An interval of nothing is none, and refused.
    let nothing = "[wait.announce]\nestimate = \"queue-length\"\nevery = \"0s\"\n";
    let text = complaining(NOTHING[0]).replace("[wait]\n", &format!("[wait]\n{nothing}"));
    let refused = Scenario::parse(&text, "x.toml").and_then(|scenario| scenario.compile(&NoFiles));
    assert!(refused.is_err(), "an interval of 0 s is accepted");
}

/// Contacts that are handled in no time, or next to none, beside others in one group: announcements and callbacks are
/// predicted, and the day ends.
#[test]
fn a_wait_behind_work_of_no_time_is_predicted() {
    let predicted = [
        "[wait]\nannounce = { estimate = \"queue-length\" }\n",
        "[wait]\nannounce = { estimate = \"quantile\", quantile = 0.9 }\n",
        "[contact.a.callback]\noffer_when = { predicted_wait = \"1m\" }\naccepts = 0.5\nserved = \"in-turn\"\n",
    ];
    for handle in ["0s", "0.001s", "0.1s"] {
        for predicts in predicted {
            let text = format!(
                "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = {{ rate = \"60/h\" }}\n\
                 handle = {{ constant = \"3m\" }}\npatience = {{ exponential = {{ mean = \"10m\" }} }}\n[contact.b]\n\
                 arrivals = {{ rate = \"40/h\" }}\nhandle = {{ constant = \"{handle}\" }}\n\
                 patience = {{ exponential = {{ mean = \"4m\" }} }}\n[group.g]\nagents = 3\nskills.a = {{}}\nskills.b = {{}}\n\
                 {predicts}"
            );
            let model = compile(&text);
            // Contacts that all come within minutes, so that most of them wait.
            let day: Vec<(u16, f64, f64, f64)> = (0..120)
                .map(|i| ((i % 2) as u16, 10.0 * f64::from(i), if i % 2 == 0 { 180.0 } else { 0.0 }, 900.0))
                .collect();
            let heard = by_hand(&model, &day, Heard::default());
            let came = heard.events.iter().filter(|event| event.what == Happening::Arrives).count();
            assert_eq!(came, day.len(), "{handle}, {predicts}");
        }
    }
}
