//! What a run found, day by day and interval by interval.

use crate::measure::{Estimate, Scope};
use crate::model::{HorizonKind, ServiceLevel};
use crate::scenario::units::show_clock;

use super::number::{Shown, Unit};
use super::run::{Run, cell};
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
