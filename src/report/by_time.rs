//! What a run found, day by day and interval by interval.

use crate::measure::{Estimate, Scope};
use crate::model::{HorizonKind, ServiceLevel};
use crate::scenario::units::show_clock;

use super::number::{Shown, Unit};
use super::run::{Run, cell, cut_off};
use super::table::{Cell, Column, Table};
use super::verdict::{common_target, of_target};

/// A table by day if there are several; one by interval of all contacts, and of each type if there are several. Each
/// with its title, which may be empty.
pub fn by_time(run: &Run<'_>) -> Vec<(String, Table)> {
    let model = run.model;
    let HorizonKind::Day { interval_s } = model.horizon.kind else { return Vec::new() };
    let target = common_target(model);
    let mut tables = Vec::new();
    let mut of_all = String::new();
    if model.horizon.days > 1 {
        tables.push((String::new(), days(run, target)));
        of_all = format!("All {} days together", model.horizon.days);
    }
    tables.push((of_all, intervals(run, interval_s, target, Scope::Interval)));
    if model.contacts.len() > 1 {
        tables.extend(model.contacts.iter().enumerate().map(|(k, contact)| {
            let scope = |i| Scope::ContactInInterval(i, k);
            (contact.name.clone(), intervals(run, interval_s, contact.service_level, scope))
        }));
    }
    tables
}

fn days(run: &Run<'_>, target: Option<ServiceLevel>) -> Table {
    let mut table = Table::new(vec![
        Column::numbers("Day", 0),
        Column::numbers("Offered", 0),
        Column::numbers("Answered", 4),
        Column::numbers("Abandoned", 1),
        Column::numbers("Cut off", 9),
        Column::numbers("Service level", 0),
        Column::words("Target", 6),
        Column::numbers("ASA", 2),
        Column::numbers("Mean wait", 5),
        Column::numbers("Waiting", 8),
        Column::numbers("Occupancy", 3),
        Column::numbers("Paid time", 7),
        Column::numbers("Satisfaction", 9),
    ]);
    for day in 0..run.model.horizon.days as usize {
        let get = |name: &str| run.summary.get(Scope::Day(day), name);
        let show = |name: &str| Cell::from(cell(name, get(name)));
        table.row(vec![
            (day + 1).to_string().into(),
            show("offered"),
            show("answered"),
            show("abandonment_rate"),
            cut_off(run.summary, Scope::Day(day)),
            show("service_level"),
            of_target(target, get("service_level")),
            show("answer_speed_s"),
            show("mean_wait_s"),
            show("queue_length"),
            show("occupancy"),
            show("agent_hours"),
            show("satisfaction"),
        ]);
    }
    table
}

fn intervals(run: &Run<'_>, interval_s: f64, target: Option<ServiceLevel>, scope: impl Fn(usize) -> Scope) -> Table {
    let mut table = Table::new(vec![
        Column::names("From"),
        Column::numbers("Agents", 4),
        Column::numbers("Scheduled", 9),
        Column::numbers("On the phones", 4),
        Column::numbers("Offered", 0),
        Column::numbers("Abandoned", 1),
        Column::numbers("Cut off", 9),
        Column::numbers("Service level", 0),
        Column::words("Target", 6),
        Column::numbers("ASA", 2),
        Column::numbers("Mean wait", 5),
        Column::numbers("Waiting", 7),
        Column::numbers("Occupancy", 3),
        Column::numbers("Satisfaction", 8),
    ]);
    for i in 0..run.model.intervals() {
        let get = |name: &str| run.summary.get(scope(i), name);
        let show = |name: &str| Cell::from(cell(name, get(name)));
        let [agents, scheduled, present] = agents(&get, interval_s);
        table.row(vec![
            show_clock(run.model.horizon.opens_s + i as f64 * interval_s).into(),
            agents,
            scheduled,
            present,
            show("offered"),
            show("abandonment_rate"),
            cut_off(run.summary, scope(i)),
            show("service_level"),
            of_target(target, get("service_level")),
            show("answer_speed_s"),
            show("mean_wait_s"),
            show("queue_length"),
            show("occupancy"),
            show("satisfaction"),
        ]);
    }
    table
}

/// Agents of an interval: the head-count, or what was scheduled and who was there where that may differ.
fn agents(get: &dyn Fn(&str) -> Option<Estimate>, interval_s: f64) -> [Cell; 3] {
    let exact = |agents: Option<f64>| {
        Cell::from(agents.map_or_else(String::new, |agents| Shown::exact(Unit::Count, agents).in_one()))
    };
    let present = get("agents_present");
    let count = get("agent_hours").filter(|_| present.is_none()).map(|hours| hours.mean / (interval_s / 3600.0));
    let scheduled = get("agents_scheduled").map(|scheduled| scheduled.mean);
    [exact(count), exact(scheduled), Cell::from(cell("agents_present", present))]
}

#[cfg(test)]
mod tests {
    use crate::floor::{Answer, Recorder, Visit};
    use crate::measure::{Ledger, Summary, SummaryBuilder};
    use crate::model::{ContactId, DAY_S, GroupId, Model};
    use crate::report::machine;
    use crate::report::run::{Run, text};
    use crate::report::terminal::Terminal;
    use crate::scenario::{NoFiles, Scenario};

    /// Two days of an hour; a contact comes on the first, two on the second, of whom one is left over.
    fn two_days() -> (Model, Summary) {
        let scenario = "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\ninterval = \"30m\"\n[contact.a]\n\
                        arrivals = { rate = \"1/h\" }\nhandle = { constant = \"1m\" }\n[group.g]\nagents = 2\n\
                        skills.a = {}\n";
        let compiled = Scenario::parse(scenario, "x.toml").and_then(|s| s.compile(&NoFiles));
        let mut model = compiled.unwrap_or_else(|m| panic!("{m}")).model;
        model.horizon.days = 2;
        let mut ledger: Ledger<false> = Ledger::of_center(&model);
        let group = GroupId(0);
        for (key, arrival_s) in [(1, 60.0), (2, DAY_S + 60.0), (3, DAY_S + 90.0)] {
            let visit = Visit { contact: ContactId(0), stamp: ledger.arrives(ContactId(0), arrival_s), arrival_s, key };
            if key == 3 {
                ledger.left_over(&visit, DAY_S + 3600.0, &Default::default());
            } else {
                let at_s = arrival_s + 30.0;
                let answer = Answer { group, skill: 0, at_s, handle_s: 0.0, wrap_up_s: 0.0, overtaken: false };
                ledger.connected(&visit, &answer);
            }
        }
        ledger.present(group, 1, 0.0, 3600.0);
        let mut summary = SummaryBuilder::new(&model, true);
        summary.push(&ledger.take_section());
        let summary = summary.finish(0.95);
        (model, summary)
    }

    #[test]
    fn several_days_have_a_table_and_what_was_scheduled_stands_beside_who_was_there() {
        let (model, summary) = two_days();
        let run = Run { model: &model, description: None, summary: &summary, seed: 1, confidence: 0.95 };
        let text = text(&run, true, Terminal { width: 200, colour: false });
        let line = |start: &str| text.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{text}"));
        let words = |start: &str| line(start).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(text.contains("2 days of 08:00 to 09:00, 1 replication, seed 1"), "{text}");
        assert_eq!(words("Still waiting at the end"), "Still waiting at the end 1");
        assert!(words("Day").starts_with("Day Offered Answered"), "{text}");
        assert!(words("From").starts_with("From Scheduled On the phones Offered"), "{text}");
        assert!(words("08:00").starts_with("08:00 2 0.5 3"), "{text}");
    }

    #[test]
    fn other_programs_are_told_of_each_day() {
        let (model, summary) = two_days();
        let run = Run { model: &model, description: None, summary: &summary, seed: 1, confidence: 0.95 };
        let json: serde_json::Value = serde_json::from_str(&machine::json(&run)).unwrap();
        assert_eq!(json["days"][1]["day"], 2);
        assert_eq!(json["days"][1]["offered"]["mean"], 2.0);
        let csv = String::from_utf8(machine::csv(&run).unwrap()).unwrap();
        assert!(csv.contains("\nday,2,offered,2,"), "{csv}");
    }
}
