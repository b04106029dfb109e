//! M/M/12 over a day that begins empty, without and with abandonment, with blocking: the peer gives exact answers.

use onhold::measure::Totals;

use crate::common::comparison::{Comparison, Pair};
use crate::common::{entries, reference};
use crate::{Proof, live, row};

pub const EIGHT_HOURS: &str = "[horizon]\ncloses = \"08:00\"\n[group.all]\nagents = 12\nskills.call = {}\n[contact.call]\n\
    arrivals = { rate = \"4.2/m\" }\nhandle = { exponential = { mean = \"2m\" } }\n\
    service_level = { within = \"20s\", target = 0.8 }\n";

/// Figures that the three share, under the peer's names.
pub fn eight_hours(name: &str, t: &Totals, days: f64) -> Pair {
    match name {
        "calls_served_in_target" => (t.in_time, days),
        "service_level" | "service_level_of_served" => (t.in_time, t.answered),
        "occupancy" => (t.busy_open_s, t.scheduled_s),
        "speed_of_answer_min" => (t.wait_answered_s / 60.0, t.answered),
        "abandoned" => (t.abandoned, days),
        "service_level_with_abandonment" => (t.in_time, t.answered + t.abandoned - t.gone_in_time),
        "blocked" => (t.blocked, days),
        "service_level_with_blocked" => (t.in_time, t.answered + t.blocked),
        other => panic!("unknown result {other}"),
    }
}

pub fn mmc(proof: Proof) -> Vec<Comparison> {
    let cases = [
        ("MMC", "", 40_000.0),
        ("MMCAb", "patience = { exponential = { mean = \"1m\" } }\n", 30_000.0),
        // Twelve agents and a queue of five.
        ("MMCBlocked", "lines = 17\n", 60_000.0),
    ];
    let compare = |(name, more, days): (&str, &str, f64)| {
        let results = &reference(&format!("peers/contactcenters/{name}.json"))["results"];
        let mut comparison = live(name, &format!("{EIGHT_HOURS}{more}"), days * proof.share, false);
        for (result, _) in entries(results) {
            row(&mut comparison, results, result, |s| eight_hours(result, &s.all.whole, s.days));
        }
        comparison.check(0.005 / proof.share.sqrt(), |_| false);
        comparison
    };
    cases.into_iter().map(compare).collect()
}
