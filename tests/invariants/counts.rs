//! Books that add up: counts by type, by group, by day and by interval against the whole, in the ready scenarios with
//! random settings; and every measure between its bounds. That all who arrive end in one way is checked by the ledger
//! itself, in builds with debug assertions.

use onhold::demand::{Block, Day};
use onhold::floor::{Recorder, Simulation};
use onhold::journey::Journey;
use onhold::measure::{Bounds, Ledger, MEASURES, Section, Summary, SummaryBuilder, Totals, Window, cell_ends};
use onhold::model::Model;
use onhold::model::random::DaySeed;
use onhold::scenario::{NoFiles, Scenario};
use proptest::prelude::*;

use crate::means::means_lie_between;

/// The ready scenarios that read no file.
const READY: [&str; 15] = [
    include_str!("../../configs/advisers.toml"),
    include_str!("../../configs/blend.toml"),
    include_str!("../../configs/by-hour.toml"),
    include_str!("../../configs/callback.toml"),
    include_str!("../../configs/chat.toml"),
    include_str!("../../configs/complaints.toml"),
    include_str!("../../configs/dialer.toml"),
    include_str!("../../configs/email-backlog.toml"),
    include_str!("../../configs/emergency-line.toml"),
    include_str!("../../configs/floor.toml"),
    include_str!("../../configs/redial.toml"),
    include_str!("../../configs/routing.toml"),
    include_str!("../../configs/service.toml"),
    include_str!("../../configs/shifts.toml"),
    include_str!("../../configs/transfer.toml"),
];

/// Settings to choose from: `TYPE`, `OTHER` and `GROUP` stand for names of the scenario.
const SETTINGS: [(&str, &str); 31] = [
    ("horizon.closing", "\"hang-up\""),
    ("horizon.closing", "\"serve-out\""),
    ("horizon.interval", "\"15m\""),
    ("horizon.interval", "\"1h\""),
    ("contact.TYPE.balks", "0.4"),
    ("contact.TYPE.balks", "0.9"),
    ("contact.TYPE.lines", "1"),
    ("contact.TYPE.lines", "12"),
    ("contact.TYPE.patience", "{ exponential = { mean = \"20s\" } }"),
    ("contact.TYPE.patience", "{ exponential = { mean = \"10m\" } }"),
    ("contact.TYPE.callback", "{ accepts = 0.7, offer_when = { predicted_wait = \"20s\" }, served = \"in-turn\" }"),
    ("contact.TYPE.callback", "{ accepts = 0.7, offer_when = { queue = 1 }, served = \"in-turn\", reach = 0.5 }"),
    (
        "contact.TYPE.callback",
        "{ accepts = 1, offer_when = { predicted_wait = \"5s\" }, served = \"when-quiet\", idle = 1, promise = 0.5 }",
    ),
    ("contact.TYPE.redial", "{ share = 0.8, after = { exponential = { mean = \"3m\" } } }"),
    ("contact.TYPE.repeat", "{ share = 0.8, after = { exponential = { mean = \"20m\" } } }"),
    ("contact.TYPE.transfer", "{ to = { OTHER = 0.4 } }"),
    ("contact.TYPE.transfer", "{ to = { OTHER = 0.4 }, style = \"warm\" }"),
    ("contact.TYPE.silent_abandonment", "{ share = 0.5, takes = { constant = \"20s\" } }"),
    ("contact.TYPE.head_start", "\"40s\""),
    ("group.GROUP.agents", "2"),
    ("group.GROUP.agents", "30"),
    ("group.GROUP.agents", "{ \"08:00\" = 4, \"12:00\" = 1, \"13:00\" = 9 }"),
    ("group.GROUP.shrinkage", "0.3"),
    ("group.GROUP.absence", "0.2"),
    ("group.GROUP.connect", "\"4s\""),
    ("group.GROUP.skills.TYPE.reserve", "1"),
    ("group.GROUP.skills.TYPE.after", "\"30s\""),
    ("contact.TYPE.wait", "{ hold = \"silence\" }"),
    ("wait.announce", "{ estimate = \"queue-length\", every = \"1m\" }"),
    ("wait.announce", "{ estimate = \"head-of-line\", leaves_at_once = 0.5 }"),
    ("aftermath.complaint", "{ becomes = \"TYPE\", costs = 3 }"),
];

/// A ready scenario with some settings: which, and the numbers that choose them and their names.
fn setting() -> impl Strategy<Value = (usize, Vec<(usize, usize, usize)>)> {
    (0..READY.len(), prop::collection::vec((0..SETTINGS.len(), 0..8usize, 0..8usize), 0..5))
}

/// The scenario with those settings that it takes.
fn with_settings(ready: usize, settings: &[(usize, usize, usize)]) -> (Scenario, Vec<String>) {
    let mut scenario = Scenario::parse(READY[ready], "ready.toml").unwrap();
    let model = scenario.compile(&NoFiles).unwrap().model;
    let (types, groups) = (&model.contacts, &model.groups);
    let mut taken = Vec::new();
    for &(which, a, b) in settings {
        let (path, value) = SETTINGS[which];
        let fill = |text: &str| {
            text.replace("TYPE", &types[a % types.len()].name)
                .replace("OTHER", &types[b % types.len()].name)
                .replace("GROUP", &groups[b % groups.len()].name)
        };
        let (path, value) = (fill(path), fill(value));
        let mut changed = scenario.clone();
        if changed.set(&path, &value).is_ok() && changed.compile(&NoFiles).is_ok() {
            scenario = changed;
            taken.push(format!("{path} = {value}"));
        }
    }
    (scenario, taken)
}

/// The books of a replication.
fn live(model: &Model, replication: u64) -> Section {
    fn whole<R: Recorder>(model: &Model, replication: u64, ledger: R) -> R {
        let (mut day, mut block) = (Day::new(model, 5, replication), Block::default());
        let seed = DaySeed::new(5, replication);
        let mut simulation = Simulation::new(model, seed, ledger, Journey::new(model, seed));
        while day.fill(&mut block) {
            simulation.live(&block);
        }
        simulation.close()
    }
    whole(model, replication, Ledger::<true>::new(model)).take_section()
}

/// Sums of some terms that are booked one by one, beside the same terms in another order.
#[derive(Clone, Copy)]
struct Rounding {
    /// At most so many terms.
    terms: f64,
    /// Sizes of the terms of S, added up at most.
    satisfaction: f64,
}

impl Rounding {
    fn of(model: &Model, whole: &Totals, cells: usize) -> Rounding {
        // A contact is booked a few times in itself, and a stretch of it or of an agent once more in each cell that it
        // reaches into.
        let kept = (cells * (model.contacts.len() + model.groups.len())) as f64;
        let agents: u32 = model.groups.iter().map(|g| g.most_agents()).sum();
        Rounding {
            terms: 20.0 * (whole.offered + whole.dialed) + (2 + agents) as f64 * kept,
            satisfaction: 6.0 * whole.judged,
        }
    }

    /// The same: counts to the bit, sums of n terms up to n · 2⁻⁵² of the sum of their sizes.
    fn same(self, name: &str, by: &str, mine: f64, whole: f64) {
        let size = match name {
            "satisfaction" => self.satisfaction,
            _ => whole.abs(),
        };
        let apart = (mine - whole).abs();
        let bound = if COUNTS.contains(&name) { 0.0 } else { self.terms * f64::EPSILON * size };
        assert!(apart <= bound, "{name} by {by}: {mine}, the whole {whole}, {apart} apart where {bound} is rounding");
    }
}

/// Sums that are counted one by one: whole numbers, however they are added up.
const COUNTS: [&str; 34] = [
    "offered",
    "blocked",
    "balked",
    "abandoned",
    "cut_off",
    "answered",
    "delayed",
    "overtaken",
    "redials",
    "repeats",
    "transfers",
    "callbacks",
    "called_back",
    "not_reached",
    "broken_promises",
    "backlog",
    "not_yet_due",
    "predicted",
    "dialed",
    "answered_phone",
    "reached",
    "mismatches",
    "nuisances",
    "wrong_party",
    "targeted",
    "in_time",
    "gone_in_time",
    "handled",
    "resolvable",
    "resolved",
    "judged",
    "delighted",
    "satisfied",
    "dissatisfied",
];

/// Sums that belong to contacts: all that no agent is needed for.
fn of_contacts(name: &str) -> bool {
    const NOT: [&str; 14] = [
        "open_s",
        "busy_s",
        "phone_s",
        "paid_s",
        "busy_open_s",
        "present_open_s",
        "scheduled_s",
        "staffing_cost",
        "net_value",
        "longest_wait_s",
        "alarms",
        "customers",
        "customers_gone",
        // Held by part and type in `value.rs`.
        "value",
    ];
    let of_others = ["lost", "won", "lifetime", "revenue", "goodwill", "shown_up", "shrinkage", "breaks"]
        .iter()
        .any(|part| name.contains(part));
    !NOT.contains(&name) && !of_others
}

fn books_add_up(model: &Model, section: &Section) {
    let ends_s = cell_ends(model);
    let window = Window::whole_time(model, section, &ends_s);
    let whole = window.whole();
    let rounding = Rounding::of(model, &whole, ends_s.len());
    let sum = |parts: &mut dyn Iterator<Item = Totals>| {
        parts.fold(Totals::default(), |mut sum, part| {
            sum += part;
            sum
        })
    };
    // By type, by day, by interval with the time after closing.
    let by_type = sum(&mut (0..model.contacts.len()).map(|k| window.of_type(k)));
    let by_day = sum(&mut (0..model.horizon.days as usize).map(|day| window.day(day).whole()));
    let parts = if matches!(model.horizon.kind, onhold::model::HorizonKind::Steady) { 32 } else { model.intervals() };
    let intervals = (0..parts).map(|i| window.only(i).whole());
    let by_interval = sum(&mut intervals.chain([window.after_hours().whole()]));
    for (what, parts) in [("types", by_type), ("days", by_day), ("intervals", by_interval)] {
        for ((name, mine), whole) in Totals::NAMES.iter().zip(parts.values()).zip(whole.values()) {
            if of_contacts(name) && !(what == "intervals" && *name == "queue_s") {
                rounding.same(name, what, mine, whole);
            }
        }
    }
    for (name, mine, whole) in [
        ("busy_s", by_interval.busy_s, whole.busy_s),
        ("paid_s", by_interval.paid_s, whole.paid_s),
        ("phone_s", by_interval.phone_s, whole.phone_s),
        ("staffing_cost", by_interval.staffing_cost, whole.staffing_cost),
        ("open_s", by_interval.open_s, whole.open_s),
        ("shown_up_s", by_interval.shown_up_s, whole.shown_up_s),
        ("shrinkage_planned_s", by_interval.shrinkage_planned_s, whole.shrinkage_planned_s),
        ("shrinkage_lived_s", by_interval.shrinkage_lived_s, whole.shrinkage_lived_s),
        ("breaks_planned_s", by_interval.breaks_planned_s, whole.breaks_planned_s),
        ("breaks_lived_s", by_interval.breaks_lived_s, whole.breaks_lived_s),
    ] {
        rounding.same(name, "interval", mine, whole);
    }
    // By group.
    let by_group = sum(&mut (0..model.groups.len()).map(|g| window.of_group(g)));
    for (name, mine, whole) in [
        ("answered", by_group.answered, whole.answered),
        ("called_back", by_group.called_back, whole.called_back),
        ("handled", by_group.handled, whole.handled),
        ("handle_s", by_group.handle_s, whole.handle_s),
        ("busy_s", by_group.busy_s, whole.busy_s),
        ("phone_s", by_group.phone_s, whole.phone_s),
        ("paid_s", by_group.paid_s, whole.paid_s),
        ("scheduled_s", by_group.scheduled_s, whole.scheduled_s),
        ("present_open_s", by_group.present_open_s, whole.present_open_s),
        ("staffing_cost", by_group.staffing_cost, whole.staffing_cost),
    ] {
        rounding.same(name, "group", mine, whole);
    }
    // Of classes of satisfaction, every judged contact has one.
    let classes = whole.delighted + whole.satisfied + whole.indifferent + whole.dissatisfied;
    assert_eq!(classes, whole.judged, "classes of satisfaction");
}

/// No estimate lies beyond the bounds of its measure; of a replication that is asserted where it is taken in.
fn estimates_lie_within(summary: &Summary) {
    for (scope, estimates) in &summary.scopes {
        for (name, estimate) in estimates {
            let measure = MEASURES.iter().find(|m| m.name == *name).unwrap();
            assert!(measure.bounds.hold(estimate.mean, 1.0), "{name} in {scope:?}: {estimate:?}");
        }
    }
}

fn check(model: &Model, replications: u64) {
    let mut summary = SummaryBuilder::new(model, true);
    for replication in 0..replications {
        let section = live(model, replication);
        books_add_up(model, &section);
        summary.push(&section);
    }
    let summary = summary.finish(0.95);
    estimates_lie_within(&summary);
    if replications == 1 {
        no_percentile_lies_above_the_longest_wait(&summary);
    }
    means_lie_between(model, &summary).unwrap_or_else(|why| panic!("{why}"));
}

/// Of one replication the longest wait is the longest there is.
fn no_percentile_lies_above_the_longest_wait(summary: &Summary) {
    for (scope, estimates) in &summary.scopes {
        let Some(longest) = summary.get(*scope, "longest_wait_s") else { continue };
        for (name, estimate) in estimates.iter().filter(|(name, _)| name.starts_with("wait_p")) {
            assert!(estimate.mean <= longest.mean, "{name} in {scope:?}: {} of {}", estimate.mean, longest.mean);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn books_add_up_and_measures_keep_their_bounds((ready, settings) in setting()) {
        let (scenario, taken) = with_settings(ready, &settings);
        let mut model = scenario.compile(&NoFiles).unwrap().model;
        // A week is as good as a month.
        model.horizon.days = model.horizon.days.min(7);
        let lived = std::panic::catch_unwind(|| check(&model, 1));
        prop_assert!(lived.is_ok(), "scenario {}: {:#?}", READY[ready].lines().find(|l| l.contains("name")).unwrap(), taken);
    }
}

/// Most settings must be taken, or the test above proves nothing.
#[test]
fn ready_scenarios_take_most_settings() {
    let mut taken = vec![0; SETTINGS.len()];
    for ready in 0..READY.len() {
        for (which, count) in taken.iter_mut().enumerate() {
            *count += (0..3).map(|i| with_settings(ready, &[(which, i, i + 1)]).1.len()).sum::<usize>();
        }
    }
    let never: Vec<_> = taken.iter().zip(SETTINGS).filter(|(count, _)| **count == 0).map(|(_, s)| s).collect();
    assert!(never.is_empty(), "no scenario takes {never:#?}");
    let share = taken.iter().sum::<usize>() as f64 / (3 * READY.len() * SETTINGS.len()) as f64;
    assert!(share > 0.5, "of all settings only {share} are taken: {taken:?}");
}

/// Shares of 4, 1.03 and 1.02 were found there: a caller reached in an interval after that in which the number was
/// dialed; handle times beyond all numbers, which are mistakes now, and very long ones; a wait that ended at closing, with
/// feelings that went on.
#[test]
fn shares_that_were_more_than_the_whole() {
    for (name, text) in [
        ("nuisance-rate-4", include_str!("hostile/nuisance-rate-4.toml")),
        ("occupancy-1.03", include_str!("hostile/occupancy-1.03.toml")),
        ("hard-wait-share-1.02", include_str!("hostile/hard-wait-share-1.02.toml")),
    ] {
        let endless = [("1e-308", "0.001"), ("99999999999999999999999999999999999999d", "900d")];
        if endless.iter().any(|(endless, _)| text.contains(endless)) {
            let compiled = Scenario::parse(text, name).and_then(|scenario| scenario.compile(&NoFiles));
            assert!(compiled.is_err(), "{name}: handle times without end are accepted");
        }
        let text = endless.iter().fold(text.to_string(), |text, (endless, long)| text.replace(endless, long));
        let scenario = Scenario::parse(&text, name).unwrap_or_else(|m| panic!("{m}"));
        let model = scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).model;
        let mut summary = SummaryBuilder::new(&model, true);
        for replication in 0..40 {
            summary.push(&live(&model, replication));
        }
        estimates_lie_within(&summary.finish(0.95));
    }
}

#[test]
fn bounds_hold_up_to_the_rounding_of_sums() {
    assert!(Bounds::Share.hold(3.0, 3.0) && Bounds::Share.hold(0.1 + 0.2, 0.3) && Bounds::Share.hold(0.0, 0.0));
    assert!(!Bounds::Share.hold(3.1, 3.0) && !Bounds::Share.hold(-0.1, 3.0));
    assert!(!Bounds::NotNegative.hold(-1.0, 1.0) && Bounds::Any.hold(-1.0, 1.0));
    assert!(Bounds::Scores.hold(-12.0, 2.0) && !Bounds::Scores.hold(12.1, 2.0));
}
