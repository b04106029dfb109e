//! Models of ContactCenters with shared lines, shifts, transfers, and a dialer.

use onhold::measure::Totals;

use crate::common::comparison::{Comparison, Pair};
use crate::common::sums::Sums;
use crate::common::{entries, number, reference};
use crate::generic::{ARRIVALS, Generic, THIRTEEN_HOURS, balking, generic_contacts};
use crate::{Proof, check, live, row};

/// A week of five equal days, each of which begins empty: our replication is a day. Lines are shared by the three types;
/// at closing whoever waits is disconnected, which is an abandonment with us. Costs are 0.2 and 0.125 a minute.
pub fn bank(proof: Proof) -> Comparison {
    let mut text = "[horizon]\nopens = \"08:00\"\ncloses = \"17:00\"\ninterval = \"1h\"\nclosing = \"hang-up\"\n\
                    [routing]\nagent = [\"choice\", \"random\"]\n[lines.all]\ncapacity = 15\n\
                    contacts = [\"savings\", \"checking\", \"balance\"]\n"
        .to_string();
    let types = [("savings", 4, "5m", ("3m", "5m"), "1m"), ("checking", 40, "5m", ("3m", "5m"), "90s")];
    for (name, rate, handle, patience, within) in
        types.into_iter().chain([("balance", 100, "1m", ("150s", "210s"), "30s")])
    {
        text += &format!(
            "[contact.{name}]\narrivals = {{ rate = {{ \"08:00\" = \"{rate}/h\", \"09:00\" = \"{}/h\" }} }}\n\
             handle = {{ exponential = {{ mean = \"{handle}\" }} }}\n\
             patience = {{ uniform = {{ from = \"{}\", to = \"{}\" }} }}\n\
             service_level = {{ within = \"{within}\", target = 0.8 }}\n",
            rate / 2,
            patience.0,
            patience.1
        );
    }
    // A freed agent looks at its own specialty first, then at the longest wait of all.
    let fast = 4.0 / 3.0;
    text += &format!(
        "[group.savers]\nagents = 3\nskills.savings = {{ speed = {fast} }}\n\
         skills.checking = {{ choice = 2, priority = 2 }}\nskills.balance = {{ priority = 2 }}\n\
         [group.checkers]\nagents = 4\nskills.checking = {{ speed = {fast} }}\n\
         skills.savings = {{ choice = 2, priority = 2 }}\nskills.balance = {{ priority = 2 }}\n"
    );
    let results = &reference("peers/contactcenters/Bank.json")["results"];
    let mut comparison = live("Bank", &text, 150_000.0 * proof.share, false);
    for (k, name) in ["savings", "checking", "balance", "all"].into_iter().enumerate() {
        let of = move |sums: &Sums| if k == 3 { sums.all.whole } else { sums.all.types[k] };
        row(&mut comparison, results, &format!("abandoned_{name}"), |sums| (of(sums).abandoned, sums.days / 5.0));
        row(&mut comparison, results, &format!("disconnected_{name}"), |sums| (of(sums).cut_off, sums.days / 5.0));
        row(&mut comparison, results, &format!("arrivals_{name}"), |sums| (of(sums).offered, sums.days / 5.0));
        row(&mut comparison, results, &format!("blocked_{name}"), |sums| (of(sums).blocked, sums.days / 5.0));
        row(&mut comparison, results, &format!("service_level_pct_{name}"), |sums| {
            (100.0 * of(sums).in_time, of(sums).offered)
        });
        row(&mut comparison, results, &format!("avg_service_time_{name}"), |sums| {
            (of(sums).handle_s / 60.0, of(sums).handled)
        });
        row(&mut comparison, results, &format!("avg_wait_{name}"), |sums| {
            (of(sums).wait_answered_s / 60.0, of(sums).offered)
        });
    }
    let week_s = 7.0 * 86_400.0;
    // Lines are taken by those who wait and those who talk; there is no wrap-up.
    let lines = |sums: &Sums| (sums.all.whole.wait_s + sums.all.whole.busy_s) / (sums.days / 5.0);
    row(&mut comparison, results, "avg_busy_lines", |sums| (lines(sums) / week_s, 1.0));
    row(&mut comparison, results, "avg_free_lines", |sums| (15.0 - lines(sums) / week_s, 1.0));
    for (g, (name, cost)) in [("savings_spec", 0.2), ("checking_spec", 0.125)].into_iter().enumerate() {
        let t = move |sums: &Sums| sums.all.groups[g];
        row(&mut comparison, results, &format!("occupancy_pct_{name}"), |sums| {
            (100.0 * t(sums).busy_s, t(sums).phone_s)
        });
        row(&mut comparison, results, &format!("idle_cost_{name}"), |sums| {
            ((t(sums).phone_s - t(sums).busy_s) / 60.0 * cost, sums.days / 5.0)
        });
        row(&mut comparison, results, &format!("busy_cost_{name}"), |sums| {
            (t(sums).busy_s / 60.0 * cost, sums.days / 5.0)
        });
    }
    check(&comparison, proof.times);
    comparison
}

/// A dialer beside inbound calls. Its queue of at most 80 (of both types) is never full; nobody is ever blocked with us.
/// It looks at the agents of both groups ("at least 4 free" is "more than 3") and dials two numbers for each free agent
/// of the second.
pub fn blend(proof: Proof) -> Comparison {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"14:00\"\ninterval = \"2h\"\n[contact.inbound]\n\
         arrivals.rate = [\"{}/m\", \"{}/m\", \"{}/m\"]\narrivals.busyness = {{ gamma = {{ mean = 1, cv = {} }} }}\n\
         handle = {{ gamma = {{ mean = \"{}s\", cv = {} }} }}\nbalks = 0.005\n\
         patience = {{ exponential = {{ mean = \"500s\" }} }}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n\
         [contact.outbound]\nchannel = \"outbound\"\nhandle = {{ exponential = {{ mean = \"440.2s\" }} }}\n\
         patience = {{ constant = \"5s\" }}\n[contact.outbound.dialer]\nlist = 1000000\nreach = 0.29\n\
         pace.progressive = {{ per_free_agent = {{ \"08:00\" = 0, \"11:00\" = 2, \"13:55\" = 0 }}, keep_free = 3 }}\n\
         [group.inbound]\nagents = [23, 23, 21]\nskills.inbound = {{}}\n\
         [group.blend]\nagents = [16, 18, 16]\nskills.inbound = {{ choice = 2, priority = 2 }}\nskills.outbound = {{}}\n",
        68.45 / 30.0,
        72.93 / 30.0,
        71.92 / 30.0,
        (1.0_f64 / 29.7).sqrt(),
        0.755 * 753.8,
        (1.0_f64 / 0.755).sqrt()
    );
    let results = &reference("peers/contactcenters/Blend.json")["results"];
    let mut comparison = live("Blend", &text, 120_000.0 * proof.share, false);
    for (name, _) in entries(results) {
        row(&mut comparison, results, name, |sums| -> Pair {
            let days = sums.days;
            let (inbound, outbound) = (&sums.all.types[0], &sums.all.types[1]);
            let t = match name {
                name if name.ends_with("_in") => inbound,
                name if name.ends_with("_out") => outbound,
                _ => &sums.all.whole,
            };
            let bad = inbound.offered - inbound.in_time - inbound.gone_in_time - inbound.balked;
            match name {
                "numbers_dialed" => (outbound.dialed, days),
                "bad_sl" => (bad, days),
                "service_level_pct" => (100.0 * (inbound.offered - bad), inbound.offered),
                "occupancy_pct_inbound_only" => {
                    (100.0 * sums.all.groups[0].busy_open_s, sums.all.groups[0].present_open_s)
                }
                "occupancy_pct_blend" => (100.0 * sums.all.groups[1].busy_open_s, sums.all.groups[1].present_open_s),
                "occupancy_pct_all" => (100.0 * t.busy_open_s, t.present_open_s),
                name if name.starts_with("arrivals_") => (t.offered, days),
                name if name.starts_with("served_") => (t.answered, days),
                name if name.starts_with("abandoned_") => (t.abandoned + t.balked, days),
                name if name.starts_with("avg_queue_") => (t.queue_s, t.open_s),
                name if name.starts_with("avg_wait_") => (t.wait_s / 60.0, t.offered),
                name if name.starts_with("had_to_wait_") => (t.delayed + t.balked, days),
                other => panic!("unknown result {other}"),
            }
        });
    }
    check(&comparison, proof.times);
    comparison
}

/// Quantiles of the sum of two independent exponentials with these means, s: a law that the format has no name for.
fn sum_of_exponentials(one_s: f64, other_s: f64) -> String {
    let cells = 4000;
    let beyond = |x: f64| (one_s * (-x / one_s).exp() - other_s * (-x / other_s).exp()) / (one_s - other_s);
    let quantile = |p: f64| {
        let (mut low, mut high) = (0.0, 60.0 * one_s.max(other_s));
        for _ in 0..200 {
            let middle = 0.5 * (low + high);
            if beyond(middle) > 1.0 - p { low = middle } else { high = middle }
        }
        high
    };
    // The last cell ends where its mean is that of the tail: of what lies beyond the last quantile but one.
    let last = quantile(1.0 - 1.0 / f64::from(cells));
    let tail =
        (one_s * one_s * (-last / one_s).exp() - other_s * other_s * (-last / other_s).exp()) / (one_s - other_s);
    let tail_mean = tail * f64::from(cells) + last;
    let mut quantiles: Vec<f64> = (0..cells).map(|i| quantile(f64::from(i) / f64::from(cells))).collect();
    quantiles.push(last + 2.0 * (tail_mean - last));
    let list: Vec<String> = quantiles.iter().map(|q| format!("\"{q}s\"")).collect();
    format!("{{ empirical = {{ quantiles = [{}] }} }}", list.join(", "))
}

/// Transfers: each of the two types is three of ours, since what becomes of a call there is drawn before it is served
/// and decides how long it takes: not handed on; handed on by an agent who stays (60 %) or not (40 %). A call that is
/// handed on is talked with for a tenth of the time, and then for half a minute about where to go.
pub fn call_transfers(proof: Proof) -> Comparison {
    let hours = [
        [100.0, 150.0, 150.0, 180.0, 200.0, 150.0, 150.0, 150.0, 120.0, 100.0, 80.0, 70.0, 60.0],
        [125.0, 130.0, 170.0, 190.0, 200.0, 135.0, 155.0, 145.0, 110.0, 90.0, 60.0, 40.0, 30.0],
    ];
    let (shares, means) = ([0.2, 0.15], [600.0, 550.0]);
    let mut text = THIRTEEN_HOURS.to_string();
    let mut skills = [String::new(), String::new()];
    for i in 0..2 {
        let common =
            "patience = { exponential = { mean = \"500s\" } }\nservice_level = { within = \"20s\", target = 0.8 }\n";
        for (kind, share) in [("n", 1.0 - shares[i]), ("w", shares[i] * 0.6), ("c", shares[i] * 0.4)] {
            let expected: Vec<String> = hours[i].iter().map(|n| format!("{}", n * share)).collect();
            let handle = match kind {
                "n" => format!("{{ exponential = {{ mean = \"{}s\" }} }}", means[i]),
                _ => sum_of_exponentials(0.1 * means[i], 30.0),
            };
            let transfer = match kind {
                "w" => format!(
                    "transfer = {{ to = {{ w{i} = 1.0 }}, style = \"warm\", conference = {{ exponential = {{ mean = \"30s\" }} }} }}\n"
                ),
                "c" => format!("transfer = {{ to = {{ c{i} = 1.0 }} }}\n"),
                _ => String::new(),
            };
            text += &format!(
                "[contact.t{i}{kind}]\narrivals = {{ expected = [{}] }}\nhandle = {handle}\n{common}{transfer}",
                expected.join(", ")
            );
            skills[i] += &format!("skills.t{i}{kind} = {{ priority = 2 }}\n");
        }
        // What comes of it is served by the other group, first of all.
        let other = means[1 - i];
        text += &format!("[contact.w{i}]\nhandle = {{ exponential = {{ mean = \"{other}s\" }} }}\n{common}");
        text += &format!("[contact.c{i}]\nhandle = {}\n{common}", sum_of_exponentials(other, 75.0));
        skills[1 - i] += &format!("skills.w{i} = {{}}\nskills.c{i} = {{}}\n");
    }
    let staffing = [
        "[10, 25, 28, 28, 28, 27, 28, 28, 26, 26, 24, 24, 24]",
        "[24, 26, 28, 28, 28, 27, 28, 28, 26, 26, 24, 24, 24]",
    ];
    for i in 0..2 {
        text += &format!("[group.g{i}]\nagents = {}\n{}", staffing[i], skills[i]);
    }
    let results = reference("peers/contactcenters/callTransfers.json")["results_finite_horizon"].clone();
    let mut comparison = live("callTransfers", &text, 10_000.0 * proof.share, false);
    // Types in the order of the text: t0n t0w t0c w0 c0 t1n t1w t1c w1 c1. Their "2 from 1" is what the first becomes.
    let rows: [(&str, &[usize]); 4] = [
        ("Type 1", &[0, 1, 2]),
        ("Type 2", &[5, 6, 7]),
        ("Type 2 from type 1", &[3, 4]),
        ("Type 1 from type 2", &[8, 9]),
    ];
    let sum = |sums: &Sums, types: &[usize]| {
        types.iter().fold(Totals { open_s: 0.0, ..Totals::default() }, |mut all, &k| {
            let open_s = sums.all.types[k].open_s;
            all += Totals { open_s: 0.0, ..sums.all.types[k] };
            Totals { open_s, ..all }
        })
    };
    for (name, of_rows) in entries(&results).filter(|(name, _)| *name != "SERVEDRATES") {
        for (title, types) in rows.iter().copied().chain([("all contact types", [0, 1, 2, 5, 6, 7].as_slice())]) {
            let result = &of_rows[title]["ALL"];
            if !result.is_null() && generic_contacts(name, &Totals::default(), 1.0).is_some() {
                comparison.estimate(
                    format!("{name} {title}"),
                    number(&result["mean"]),
                    number(&result["hw95"]),
                    |sums| generic_contacts(name, &sum(sums, types), sums.days).unwrap(),
                );
            }
        }
    }
    let agents = Generic { types: &[], groups: &["Group 1", "Group 2"], level: "", one_threshold: false };
    agents.compare(&mut comparison, &results, |name, row, period| {
        generic_contacts(name, &Totals::default(), 1.0).is_none() && !row.starts_with("all ") && period == "ALL"
    });
    check(&comparison, proof.times);
    comparison
}

/// Seven people on shifts of eight hours with a break of one hour: individuals, not a head-count. After the last shift
/// nobody is left, and who waits can only give up there. With us they would be cut off, so for the last second somebody
/// comes who stays, and takes nobody before a day has passed.
pub fn single_queue_shifts(proof: Proof) -> Comparison {
    let shifts = [(8, 15, 12), (9, 16, 13), (10, 17, 14), (11, 18, 13), (12, 19, 15), (13, 20, 17), (14, 21, 18)];
    let mut text =
        format!("{THIRTEEN_HOURS}{}[group.agents]\nskills.inbound = {{}}\n", balking("inbound", ARRIVALS, 100, 20));
    for (from, to, pause) in shifts {
        text += &format!(
            "[[group.agents.shift]]\npeople = 1\nfrom = \"{from:02}:00\"\nto = \"{to}:00\"\n\
             breaks = [{{ at = \"{pause}:00\", for = \"1h\" }}]\n"
        );
    }
    text += "[group.nobody]\nagents = { \"08:00\" = 0, \"20:59:59\" = 1 }\nskills.inbound = { choice = 2, after = \"24h\" }\n";
    let results = reference("peers/contactcenters/singleQueueShifts.json")["results_finite_horizon"].clone();
    let mut comparison = live("singleQueueShifts", &text, 40_000.0 * proof.share, true);
    let generic =
        Generic { types: &["Inbound Type"], groups: &["Inbound-only agents"], level: "", one_threshold: true };
    generic.compare(&mut comparison, &results, |_, _, _| true);
    generic.longest(&mut comparison, &results);
    check(&comparison, proof.times);
    comparison
}
