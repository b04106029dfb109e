//! 20 types, 35 groups, 500 agents, under three routings.

use crate::common::comparison::Comparison;
use crate::common::{compile, entries, hours, reference, simulate};
use crate::{Proof, check, row};

/// The peer's three runs lived the same days, and these were busy: its busy agents are 475 (1 - P_abandon) times 1.00033 in
/// all three, twice the standard error of 38 million contacts. All its waits lie above ours by about one of its standard
/// errors for that, so the spread of z over the case means nothing and is not tested.
pub fn big(routing: &str, contacts: f64) -> Comparison {
    let steady = format!("[horizon]\nsteady = \"{}h\"\nwarm_up = \"10h\"\n", hours(contacts, 95.0 * 60.0) + 10.0);
    let by_wait = if routing == "QP" { "" } else { "[routing]\ncontact = [\"longest-wait\"]\n" };
    let mut text = steady + by_wait;
    for k in 0..20 {
        text += &format!(
            "[contact.t{k}]\narrivals = {{ rate = \"{}/m\" }}\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\n\
             patience = {{ exponential = {{ mean = \"3m\" }} }}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n",
            4.75 * (0.5 + f64::from(k) / 19.0)
        );
    }
    for i in 0..35_usize {
        let (types, agents) = if i < 20 {
            (vec![i, (i + 1) % 20, (i + 5) % 20], 15)
        } else {
            let of = [0, 4, 8, 12, 16, 2].map(|d| (i - 20 + d) % 20);
            (of.to_vec(), if i < 25 { 14 } else { 13 })
        };
        // QP and FIFO take the first group of the list, AP the least skilled, then the agent idle longest.
        let choice = if routing == "AP" { if i < 20 { 1 } else { 2 } } else { i + 1 };
        text += &format!("[group.g{i}]\nagents = {agents}\n");
        for (place, k) in types.iter().enumerate() {
            text += &format!("skills.t{k} = {{ choice = {choice}, priority = {} }}\n", place + 1);
        }
    }
    let results = &reference("peers/contactcenters/Big20x35.json")["results"][routing];
    let mut comparison = Comparison::new(&format!("Big20x35 {routing}"), simulate(&compile(&text), 35, 1, false));
    for (name, _) in entries(results) {
        let index = name.split([' ', ']']).find_map(|part| part.parse::<usize>().ok());
        let figure = name.split('[').next().unwrap_or(name);
        row(&mut comparison, results, name, |sums| {
            let t = match (index, figure) {
                (None, _) => &sums.all.whole,
                (Some(g), "occupancy") => &sums.all.groups[g],
                (Some(k), _) => &sums.all.types[k],
            };
            match figure {
                "P_abandon" => (t.abandoned, t.offered),
                "P_wait" => (t.delayed, t.offered),
                "E_W" => (t.wait_s / 60.0, t.offered),
                "SL20_served_lt_over_all" => (t.in_time, t.offered),
                "avg_busy" => (t.busy_open_s, t.open_s),
                "avg_queue" => (t.queue_s, t.open_s),
                "occupancy" => (t.busy_open_s, t.scheduled_s),
                other => panic!("unknown result {other}"),
            }
        });
    }
    comparison
}

pub fn big_three(proof: Proof) {
    for routing in ["QP", "FIFO", "AP"] {
        check(&big(routing, 80e6 * proof.share), proof.times);
    }
}
