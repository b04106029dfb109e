//! Callcenter Simulator: days of 24 hours.

use onhold::measure::Totals;

use crate::common::comparison::{Comparison, Pair};
use crate::common::{SHARDS, number, reference};
use crate::{Proof, check, live};

type Figure = fn(&Totals, f64) -> Pair;

/// Its floor of seconds: 20.999 s still counts for 20 s. At midnight agents finish the call in hand and who waits goes
/// unserved: hang-up. There they may still give up in the queue, and only who does not is left at the day's end; with us
/// they are cut off: compared is the sum. Not compared:
/// queue length and time to abandon, which it follows past midnight (in floored seconds), and the other thresholds.
pub fn callcenter_simulator(name: &str, contact: &str, group: &str, days: f64) -> Comparison {
    let text = format!(
        "[horizon]\nclosing = \"hang-up\"\ninterval = \"24h\"\n[contact.call]\n{contact}\
         service_level = {{ within = \"20.999s\", target = 0.8 }}\n[group.all]\n{group}\nskills.call = {{}}\n"
    );
    let metrics = &reference(&format!("peers/callcenter-simulator/{name}.json"))["expected"]["metrics"];
    let mut comparison = live(name, &text, days, false);
    let pair = |metric: &str| (number(&metrics[metric][0]), number(&metrics[metric][1]));
    let figures: [(&str, Figure); 8] = [
        ("all/calls_per_day", |t, days| (t.offered, days)),
        ("all/calls_served_per_day", |t, days| (t.answered, days)),
        ("all/mean_wait_served_calls", |t, _| (t.wait_answered_s, t.answered)),
        ("all/mean_residence_served_calls", |t, _| (t.wait_answered_s + t.handle_s, t.answered)),
        ("all/service_level_of_served_calls", |t, _| (t.in_time, t.answered)),
        ("all/service_level_of_all_calls", |t, _| (t.in_time, t.offered)),
        ("agents/hours_on_duty_per_day", |t, days| (t.phone_s / 3600.0, days)),
        ("agents/talk_share", |t, _| (t.busy_s, t.phone_s)),
    ];
    for (metric, figure) in figures {
        let (mean, half_width) = pair(metric);
        comparison.estimate(metric, mean, half_width, |sums| figure(&sums.all.whole, sums.days));
    }
    let (abandoned, left) = (pair("all/calls_abandoned_per_day"), pair("all/calls_left_at_day_end_per_day"));
    comparison.estimate("abandoned or left at the day's end", abandoned.0 + left.0, abandoned.1 + left.1, |sums| {
        (sums.all.whole.abandoned + sums.all.whole.cut_off, sums.days)
    });
    comparison
}

pub fn callcenter_simulators(proof: Proof) -> Vec<Comparison> {
    let patient = "handle = { exponential = { mean = \"300s\" } }\npatience = { exponential = { mean = \"900s\" } }\n";
    let impatient = "arrivals = { rate = \"6000/h\" }\nhandle = { exponential = { mean = \"60s\" } }\n\
                     patience = { exponential = { mean = \"120s\" } }\n";
    let steps = "agents = { \"00:00\" = 480, \"00:30\" = 505 }";
    let small = format!("arrivals = {{ exactly = 1872 }}\n{patient}");
    let large = format!("arrivals = {{ exactly = 144000 }}\n{patient}");
    let days = |full: f64| (full * proof.share).max(SHARDS as f64);
    let all = vec![
        callcenter_simulator("mm100m", impatient, "agents = 100", days(640.0)),
        callcenter_simulator("erlang_small", &small, "agents = 8", days(20_000.0)),
        callcenter_simulator("erlang_large", &large, steps, days(384.0)),
    ];
    for comparison in &all {
        check(comparison, proof.times);
    }
    all
}
