//! Days of ContactCenters' Java examples.

use crate::common::comparison::Comparison;
use crate::common::{entries, number, reference};
use crate::generic::{AGENTS, ARRIVALS, THIRTEEN_HOURS, balking};
use crate::{Proof, check, live, row};

/// The SSJ classic: as singleQueue, with a busy factor for each day. Patience of 0 for a tenth is our balking.
pub fn call_cc(proof: Proof) -> Comparison {
    let text = format!(
        "{THIRTEEN_HOURS}{}arrivals.busyness = {{ gamma = {{ mean = 1, cv = {} }} }}\n[group.agents]\n\
         agents = {AGENTS}\nskills.inbound = {{}}\n",
        balking("inbound", ARRIVALS, 100, 20),
        0.1_f64.sqrt()
    )
    .replace(&format!("arrivals = {{ expected = {ARRIVALS} }}"), &format!("arrivals.expected = {ARRIVALS}"));
    let results = &reference("peers/contactcenters/CallCC.json")["results"];
    let mut comparison = live("CallCC", &text, 150_000.0 * proof.share, false);
    for (name, _) in entries(results) {
        row(&mut comparison, results, name, |sums| {
            let (t, days) = (&sums.all.whole, sums.days);
            match name {
                "arrivals" => (t.offered, days),
                "wait_sum_over_1660" => (t.wait_s, 1660.0 * days),
                "good_over_1660" => (t.in_time + t.gone_in_time + t.balked, 1660.0 * days),
                "abandoned_over_1660" => (t.abandoned + t.balked, 1660.0 * days),
                other => panic!("unknown result {other}"),
            }
        });
    }
    check(&comparison, proof.times);
    comparison
}

/// Three types whose laws change with the two-hour period of arrival: parameters that vary over the day. One busy factor
/// for all. Not compared: `occupancy_group0`, which divides by agents until the last event after closing.
pub fn simple_msk(proof: Proof) -> Comparison {
    let rates = [[4.2, 5.3, 3.2], [5.1, 4.3, 4.8], [6.3, 5.2, 4.8]];
    let means = |per_minute: [f64; 3]| per_minute.map(|rate| format!("\"{}s\"", 60.0 / rate)).join(", ");
    let (service, abandonment) = (means([0.5, 0.6, 0.4]), means([0.3, 0.4, 0.2]));
    let mut text =
        "[horizon]\ncloses = \"06:00\"\ninterval = \"2h\"\n[routing]\ncontact = [\"longest-wait\"]\n".to_string();
    for (k, by_period) in rates.iter().enumerate() {
        text += &format!(
            "[contact.k{k}]\narrivals.rate = [{}]\narrivals.busyness = {{ gamma = {{ mean = 1, cv = {} }} }}\n\
             arrivals.common = 1\nhandle = {{ exponential = {{ mean = [{service}] }} }}\n\
             patience = {{ exponential = {{ mean = [{abandonment}] }} }}\n\
             service_level = {{ within = \"20s\", target = 0.8 }}\n",
            by_period.map(|rate| format!("\"{rate}/m\"")).join(", "),
            (1.0 / 28.7_f64).sqrt()
        );
    }
    // Type 0 goes to group 0, type 1 to group 0 then 1, type 2 to group 1.
    text += "[group.g0]\nagents = [12, 18, 9]\nskills.k0 = {}\nskills.k1 = {}\n\
             [group.g1]\nagents = [15, 20, 11]\nskills.k1 = { choice = 2 }\nskills.k2 = {}\n";
    let results = &reference("peers/contactcenters/SimpleMSK.json")["results"];
    let mut comparison = live("SimpleMSK", &text, 60_000.0 * proof.share, true);
    for (name, _) in entries(results).filter(|(name, _)| *name != "occupancy_group0") {
        row(&mut comparison, results, name, |sums| {
            let t = &sums.all.whole;
            match name {
                "served" => (t.answered, sums.days),
                "abandoned" => (t.abandoned, sums.days),
                "service_level" => (t.in_time, t.answered + t.abandoned - t.gone_in_time),
                target => {
                    let digits: Vec<usize> =
                        target.chars().filter_map(|c| c.to_digit(10)).map(|d| d as usize).collect();
                    assert_eq!(target, format!("in_target_type{}_period{}", digits[0], digits[1]));
                    (sums.intervals[digits[1]].types[digits[0]].in_time, sums.days)
                }
            }
        });
    }
    check(&comparison, proof.times);
    comparison
}

/// Five independent four-hour evenings a week: our replication is one of them. A wait ends after two minutes at the latest:
/// patience is min(exponential, 2 min), written as quantiles. Who waits at closing is cut off: disconnected. Abandonments and
/// messages are one count with us. No line was ever short there; 24 of them are taken by talkers and waiters.
pub fn telethon(proof: Proof) -> Comparison {
    let cells = 5000;
    let quantile = |i: usize| (-120.0 * libm::log1p(-(i as f64) / cells as f64)).min(120.0);
    let quantiles: Vec<String> = (0..=cells).map(|i| format!("\"{}s\"", quantile(i))).collect();
    let text = format!(
        "[horizon]\nopens = \"06:00\"\ncloses = \"10:00\"\nclosing = \"hang-up\"\n[contact.call]\n\
         arrivals = {{ rate = \"50/h\" }}\nhandle = {{ exponential = {{ mean = \"10m\" }} }}\n\
         patience = {{ empirical = {{ quantiles = [{}] }} }}\nlines = 24\n\
         service_level = {{ within = \"1m\", target = 0.8 }}\n[group.volunteers]\nagents = 12\nskills.call = {{}}\n",
        quantiles.join(", ")
    );
    let results = &reference("peers/contactcenters/Telethon.json")["results"];
    let mut comparison = live("Telethon", &text, 500_000.0 * proof.share, false);
    for name in ["arrivals", "served", "served_in_target", "speed_of_answer_min", "service_level_pct", "occupancy_pct"]
    {
        row(&mut comparison, results, name, |sums| {
            let (t, weeks) = (&sums.all.whole, sums.days / 5.0);
            match name {
                "arrivals" => (t.offered, weeks),
                "served" => (t.answered, weeks),
                "served_in_target" => (t.in_time, weeks),
                "speed_of_answer_min" => (t.wait_answered_s / 60.0, t.answered),
                "service_level_pct" => (100.0 * t.in_time, 1000.0 * weeks),
                "occupancy_pct" => (100.0 * t.busy_s, t.scheduled_s),
                other => panic!("unknown result {other}"),
            }
        });
    }
    let lost = ["abandoned", "messages"].map(|name| &results[name]);
    let mean = lost.iter().map(|r| number(&r["mean"])).sum();
    // The two grow and fall together: their errors add up at most.
    let half_width = lost.iter().map(|r| number(&r["hw95"])).sum();
    comparison.estimate("abandoned, messages", mean, half_width, |sums| (sums.all.whole.abandoned, sums.days / 5.0));
    row(&mut comparison, results, "disconnected", |sums| (sums.all.whole.cut_off, sums.days / 5.0));
    check(&comparison, proof.times);
    comparison
}
