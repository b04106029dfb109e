//! Complaints are work, and an alarm calls for help.

use onhold::demand::{Block, Day};
use onhold::floor::{Center, Happening};
use onhold::journey::Journey;
use onhold::measure::{Ledger, Window, cell_ends};
use onhold::model::random::DaySeed;
use onhold::study::listen;

use super::{Heard, busy, whole};

#[test]
fn complaints_come_as_contacts_and_those_not_helped_come_again() {
    let model = busy(
        3,
        "",
        "[contact.complaint]\nhandle = { constant = \"5m\" }\n[group.desk]\nagents = 20\nskills.complaint = {}\n[wait]\n\
         hold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.5\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"1m\" }, resolves = 0.75, costs = 3 }\n",
    );
    let (mut filed, mut came, mut recovered, mut costs) = (0.0, 0.0, 0.0, 0.0);
    for replication in 0..20 {
        let seed = DaySeed::new(1, replication);
        let mut center = Center::new(&model, seed, Ledger::<true>::of_center(&model), Journey::new(&model, seed));
        let (mut day, mut block) = (Day::new(&model, 1, replication), Block::default());
        while day.fill(&mut block) {
            center.live(&block);
        }
        let section = center.close().take_section();
        let ends_s = cell_ends(&model);
        let window = Window::whole_time(&model, &section, &ends_s);
        filed += window.of_type(0).complaints;
        came += window.of_type(1).offered;
        recovered += window.of_type(1).recovered;
        costs += window.whole().goodwill_cost;
    }
    assert!(filed > 3000.0, "{filed}");
    // Each comes 1/0.75 times until it is resolved; those of the last minutes of the last day do not come.
    let again = came / filed;
    assert!((again - 4.0 / 3.0).abs() < 0.05, "{again}");
    assert!((recovered / filed - 1.0).abs() < 0.03, "{}", recovered / filed);
    assert_eq!(costs, 3.0 * filed);
}

/// Where only the type that is complained about feels anything, complaints are handled all the same.
#[test]
fn complaints_are_resolved_where_their_own_type_feels_nothing() {
    let model = busy(
        1,
        "wait = { hold = \"silence\" }\nservice = {}\n[contact.call.aftermath]\ncomplains = 0.5\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"1m\" }, resolves = 1 }\n",
        "[contact.complaint]\nhandle = { constant = \"1m\" }\n[group.desk]\nagents = 20\nskills.complaint = {}\n",
    );
    let t = whole(&model, 0);
    // All but those filed in the last minute, which do not come any more.
    assert!(t.complaints > 50.0 && t.recovered >= t.complaints - 5.0, "{} of {}", t.recovered, t.complaints);
}

/// Complaints that find the only line taken, and callers who try a busy line again every second, come to an end.
#[test]
fn whoever_tries_again_takes_some_time() {
    let model = busy(
        1,
        "lines = 23\nredial = { share = 1, after = { constant = \"1s\" } }",
        "[contact.complaint]\nhandle = { constant = \"5m\" }\nlines = 1\n[group.desk]\nagents = 1\nskills.complaint = {}\n\
         [aftermath]\ncomplains = 0.9\nleaves = { scale = 0 }\n\
         complaint = { becomes = \"complaint\", after = { constant = \"0s\" } }\n",
    );
    let t = whole(&model, 0);
    assert!(t.blocked > 100.0 && t.complaints > 10.0);
}

#[test]
fn an_alarm_calls_in_reserves_for_as_long_as_it_lasts() {
    let text = "[wait]\nhold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.5\n[aftermath.alarm]\ncomplaints_per_hour = 10\n\
                reserves = { all = 4 }\nafter = \"10m\"\nlasts = \"1h\"\n";
    let heard = listen(&busy(1, "", text), 1, 0, Heard::default());
    let rings: Vec<f64> = heard.events.iter().filter(|e| e.what == Happening::Alarm).map(|e| e.at_s).collect();
    assert!(rings.windows(2).all(|pair| pair[1] - pair[0] >= 3600.0) && !rings.is_empty());
    let comes = heard.events.iter().filter(|e| e.what == Happening::Comes && e.at_s > 0.0);
    let comes: Vec<f64> = comes.map(|e| e.at_s).collect();
    assert_eq!(comes[..4], [rings[0] + 600.0; 4]);
    let (quiet, alarmed) = (busy(1, "", &text.replace("= 10\n", "= 1e9\n")), busy(1, "", text));
    let more = whole(&alarmed, 0).paid_s - whole(&quiet, 0).paid_s;
    // Four people for fifty minutes, for each alarm, and the last perhaps cut short by closing.
    assert!(more > 0.0 && more <= 4.0 * 3000.0 * rings.len() as f64 + 3600.0, "{more}");
}
