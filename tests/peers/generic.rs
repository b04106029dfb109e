//! Models of ContactCenters' generic simulator: days from 08:00, staffing and arrivals by the period, balking.

use onhold::measure::Totals;
use serde_json::Value;

use crate::common::comparison::{Comparison, Pair};
use crate::common::sums::Scopes;
use crate::common::{entries, number, reference};
use crate::{Proof, check, live};

pub const THIRTEEN_HOURS: &str = "[horizon]\nopens = \"08:00\"\ncloses = \"21:00\"\ninterval = \"1h\"\n";
pub const AGENTS: &str = "[4, 6, 8, 8, 8, 7, 8, 8, 6, 6, 4, 4, 4]";
pub const ARRIVALS: &str = "[100, 150, 150, 180, 200, 150, 150, 150, 120, 100, 80, 70, 60]";

/// A type of these models: expected arrivals by the hour, mean handle time, threshold.
pub fn balking(name: &str, arrivals: &str, handle_s: u32, within_s: u32) -> String {
    format!(
        "[contact.{name}]\narrivals = {{ expected = {arrivals} }}\nhandle = {{ exponential = {{ mean = \"{handle_s}s\" }} }}\n\
         balks = 0.1\npatience = {{ exponential = {{ mean = \"1000s\" }} }}\n\
         service_level = {{ within = \"{within_s}s\", target = 0.8 }}\n"
    )
}

pub fn two_types() -> String {
    balking("first", "[75, 100, 100, 100, 100, 30, 50, 80, 90, 70, 40, 40, 10]", 100, 20)
        + &balking("second", "[25, 50, 50, 80, 100, 120, 100, 70, 30, 30, 40, 30, 50]", 150, 60)
}

/// A figure of contacts under the generic simulator's name. Balking contacts abandon there, with a wait of 0.
pub fn generic_contacts(name: &str, t: &Totals, days: f64) -> Option<Pair> {
    let (lost, lost_in_time) = (t.abandoned + t.balked, t.gone_in_time + t.balked);
    Some(match name {
        "ABANDONMENTRATIO" => (lost, t.offered),
        "AVGQUEUESIZE" => (t.queue_s, t.open_s),
        // Whoever is not answered at once, whether waiting or balking.
        "DELAYRATIO" => (t.delayed + t.balked, t.offered),
        "RATEOFABANDONMENT" => (lost, days),
        "RATEOFABANDONMENTAFTERAWT" => (lost - lost_in_time, days),
        "RATEOFABANDONMENTBEFOREAWT" => (lost_in_time, days),
        "RATEOFARRIVALS" => (t.offered, days),
        "RATEOFDELAY" => (t.delayed + t.balked, days),
        "RATEOFSERVICES" => (t.answered, days),
        "RATEOFSERVICESAFTERAWT" => (t.answered - t.in_time, days),
        "RATEOFSERVICESBEFOREAWT" => (t.in_time, days),
        "SERVICELEVEL" => (t.in_time, t.offered - lost_in_time),
        "SERVICELEVEL2" => (t.in_time + lost_in_time, t.offered),
        "SERVICETIME" => (t.handle_s, t.answered),
        "SPEEDOFANSWER" => (t.wait_answered_s, t.answered),
        "TIMETOABANDON" => (t.wait_s - t.wait_answered_s, lost),
        "WAITINGTIME" => (t.wait_s, t.offered),
        "WAITINGTIMEWAIT" => (t.wait_s, t.delayed + t.balked),
        _ => return None,
    })
}

/// A figure of agents under the generic simulator's name. "Scheduled" counts those who stay to finish, until closing.
pub fn generic_agents(name: &str, t: &Totals) -> Option<Pair> {
    let after_closing_s = t.busy_s - t.busy_open_s;
    let there_s = t.phone_s - after_closing_s;
    Some(match name {
        "AVGBUSYAGENTS" => (t.busy_open_s, t.open_s),
        "AVGSCHEDULEDAGENTS" => (there_s, t.open_s),
        "OCCUPANCY" => (t.busy_open_s, there_s),
        _ => return None,
    })
}

/// A generic simulator's model: the names of its rows, in the order of our ids.
pub struct Generic<'a> {
    pub types: &'a [&'a str],
    pub groups: &'a [&'a str],
    /// Suffix of the rows that a threshold belongs to: `", sl 20s"`.
    pub level: &'a str,
    /// Whether the rows of all types use the types' thresholds.
    pub one_threshold: bool,
}

impl Generic<'_> {
    /// The totals that a row is about.
    fn scope<'t>(&self, row: &str, scopes: &'t Scopes) -> Option<&'t Totals> {
        if let Some(k) = self.types.iter().position(|t| *t == row) {
            Some(&scopes.types[k])
        } else if let Some(g) = self.groups.iter().position(|g| *g == row) {
            Some(&scopes.groups[g])
        } else {
            row.starts_with("all ").then_some(&scopes.whole)
        }
    }

    /// Compares all rows that `wanted` (measure, row, period) lets through.
    pub fn compare(&self, comparison: &mut Comparison, results: &Value, wanted: impl Fn(&str, &str, &str) -> bool) {
        let by_level = ["SERVICELEVEL", "SERVICELEVEL2", "AWT"];
        let nothing = Totals::default();
        for (name, rows) in entries(results) {
            let of_level = by_level.iter().any(|part| name == *part || name.ends_with(part));
            for (full_row, periods) in entries(rows) {
                let row = full_row.strip_suffix(self.level).unwrap_or(full_row);
                if name == "SERVEDRATES" || (of_level && row.starts_with("all ") && !self.one_threshold) {
                    continue;
                }
                if self.types.iter().chain(self.groups).all(|name| *name != row) && !row.starts_with("all ") {
                    continue;
                }
                let known = generic_contacts(name, &nothing, 1.0).is_some() || generic_agents(name, &nothing).is_some();
                for (i, (period, result)) in entries(periods).enumerate().filter(|_| known) {
                    if !wanted(name, row, period) {
                        continue;
                    }
                    let title = format!("{name} {row} {period}");
                    comparison.estimate(title, number(&result["mean"]), number(&result["hw95"]), |sums| {
                        let scopes = if period == "ALL" { &sums.all } else { &sums.intervals[i] };
                        let t = self.scope(row, scopes).unwrap();
                        generic_contacts(name, t, sums.days).or_else(|| generic_agents(name, t)).unwrap()
                    });
                }
            }
        }
        for (kind, by_group) in entries(&results["SERVEDRATES"]) {
            for (group, result) in entries(by_group) {
                let k = self.types.iter().position(|t| *t == kind);
                let g = self.groups.iter().position(|g| *g == group);
                let (Some(k), Some(g)) = (k, g) else { continue };
                if wanted("SERVEDRATES", kind, "ALL") {
                    let title = format!("SERVEDRATES {kind} by {group}");
                    comparison.estimate(title, number(&result["mean"]), number(&result["hw95"]), |sums| {
                        (sums.served[g][k], sums.days)
                    });
                }
            }
        }
    }

    /// The longest wait of a day, of all and by type.
    pub fn longest(&self, comparison: &mut Comparison, results: &Value) {
        for (row, periods) in entries(&results["MAXWAITINGTIME"]) {
            let (k, result) = (self.types.iter().position(|t| *t == row), &periods["ALL"]);
            comparison.estimate(
                format!("MAXWAITINGTIME {row}"),
                number(&result["mean"]),
                number(&result["hw95"]),
                |sums| (k.map_or(sums.longest_s, |k| sums.longest_by_type_s[k]), sums.days),
            );
        }
    }
}

pub fn single_queues(proof: Proof) -> Vec<Comparison> {
    let days = 40_000.0 * proof.share;
    let of = |name: &str| reference(&format!("peers/contactcenters/{name}.json"))["results_finite_horizon"].clone();
    let mut all = Vec::new();

    // Both thresholds that the peer reports.
    for (within_s, level) in [(20, ", sl 20s"), (30, ", sl 30s")] {
        let text = format!(
            "{THIRTEEN_HOURS}{}[group.agents]\nagents = {AGENTS}\nskills.inbound = {{}}\n",
            balking("inbound", ARRIVALS, 100, within_s)
        );
        let results = of("singleQueue");
        let mut comparison = live(&format!("singleQueue{level}"), &text, days, true);
        let generic = Generic { types: &["Inbound Type"], groups: &["Agents"], level, one_threshold: true };
        generic.compare(&mut comparison, &results, |_, _, _| true);
        generic.longest(&mut comparison, &results);
        all.push(comparison);
    }

    let text = format!(
        "{THIRTEEN_HOURS}{}[group.agents]\nagents = {AGENTS}\nskills.first = {{ priority = 1 }}\n\
         skills.second = {{ priority = 2 }}\n",
        two_types()
    );
    let results = of("singleQueueTwoTypes");
    let mut comparison = live("singleQueueTwoTypes", &text, days, true);
    let types = ["Inbound Type 1", "Inbound Type 2"];
    let generic = Generic { types: &types, groups: &["Agents"], level: "", one_threshold: false };
    generic.compare(&mut comparison, &results, |_, _, _| true);
    generic.longest(&mut comparison, &results);
    all.push(comparison);

    let overflow = "{ choice = 2, priority = 2, after = \"30s\" }";
    let text = format!(
        "{THIRTEEN_HOURS}{}[group.one]\nagents = [1, 4, 4, 3, 2, 4, 5, 6, 5, 5, 2, 3, 3]\nskills.first = {{}}\n\
         skills.second = {overflow}\n[group.two]\nagents = [3, 2, 4, 5, 6, 3, 3, 2, 1, 1, 2, 1, 1]\n\
         skills.second = {{}}\nskills.first = {overflow}\n",
        two_types()
    );
    let results = of("singleQueueDelays");
    let mut comparison = live("singleQueueDelays", &text, days, true);
    let groups = ["Inbound-only agents 1", "Inbound-only agents 2"];
    let generic = Generic { types: &types, groups: &groups, level: "", one_threshold: false };
    generic.compare(&mut comparison, &results, |_, _, _| true);
    generic.longest(&mut comparison, &results);
    all.push(comparison);
    for comparison in &all {
        check(comparison, proof.times);
    }
    all
}

/// Two groups that help each other after 30 s. Not compared: AVGQUEUESIZE, whose rows are the queues of the groups, in both
/// of which an overflowing call stands. Its agents are individuals: when staffing falls, those marked finish their
/// own contact while the others go on; ours, like the peer's plain groups, let whoever finishes first go. So only the
/// half-hours before the first fall are compared, and of those the ones whose contacts are gone by then.
pub fn two_queues(proof: Proof) -> Comparison {
    let totals: [f64; 22] = [
        176.0, 228.0, 316.0, 345.0, 357.0, 357.0, 346.0, 333.0, 330.0, 316.0, 310.0, 308.0, 299.0, 290.0, 290.0, 298.0,
        298.0, 274.0, 180.0, 137.0, 113.0, 99.0,
    ];
    let contact = |name: &str, share: f64, within_s: u32| {
        let expected: Vec<String> = totals.iter().map(|n| format!("{}", n * share)).collect();
        format!(
            "[contact.{name}]\narrivals = {{ expected = [{}] }}\nhandle = {{ exponential = {{ mean = \"650s\" }} }}\n\
             patience = {{ exponential = {{ mean = \"300s\" }} }}\n\
             service_level = {{ within = \"{within_s}s\", target = 0.8 }}\n",
            expected.join(", ")
        )
    };
    let overflow = "{ choice = 2, priority = 2, after = \"30s\" }";
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"19:00\"\n{}{}[group.small]\n\
         agents = [7, 10, 13, 15, 16, 16, 16, 15, 14, 14, 14, 14, 13, 13, 14, 13, 14, 12, 10, 8, 7, 6]\n\
         skills.small = {{}}\nskills.large = {overflow}\n[group.large]\n\
         agents = [47, 69, 94, 106, 110, 111, 111, 109, 103, 101, 98, 98, 96, 91, 93, 94, 94, 88, 60, 49, 38, 35]\n\
         skills.large = {{}}\nskills.small = {overflow}\n",
        contact("small", 0.1, 20),
        contact("large", 0.9, 40)
    );
    let results = reference("peers/contactcenters/op-twoQueues.json")["results_finite_horizon"].clone();
    let mut comparison = live("op-twoQueues until 11:00", &text, 10_000.0 * proof.share, true);
    let early = ["8:00:00 AM", "8:30:00 AM", "9:00:00 AM", "9:30:00 AM", "10:00:00 AM", "10:30:00 AM"];
    let names = ["Small", "Large"];
    // Types and groups have the same names there: the measure tells them apart.
    let of_agents = |name: &str| ["AVGBUSYAGENTS", "AVGSCHEDULEDAGENTS", "OCCUPANCY"].contains(&name);
    let contacts = Generic { types: &names, groups: &[], level: "", one_threshold: false };
    contacts.compare(&mut comparison, &results, |name, _, period| {
        !of_agents(name) && name != "AVGQUEUESIZE" && early.contains(&period)
    });
    let agents = Generic { types: &[], groups: &names, level: "", one_threshold: false };
    agents.compare(&mut comparison, &results, |name, row, period| {
        of_agents(name) && !row.starts_with("all ") && early.contains(&period)
    });
    check(&comparison, proof.times);
    comparison
}
