//! What must hold in every scenario, checked against everything that happened, contact by contact, in random small ones:
//! recorded traces whose contacts come at one moment, services of no length, staffing that falls to nothing and rises,
//! overflow, reserves, lines, balking, hang-up.
#![cfg(feature = "cli")]

mod common;

use common::witness::{Drawn, Fate, Lived, live_day};
use onhold::measure::{Totals, Window, cell_ends};
use onhold::model::{AgentCriterion, Closing, ContactCriterion, HorizonKind, Model, Pace, Skill};
use onhold::scenario::{Files, Scenario};
use proptest::prelude::*;

/// Two moments nearer than this are one: the calendar keeps them to 2⁻⁴² of themselves.
const SAME_S: f64 = 1e-6;
const LENGTH_S: f64 = 7200.0;

/// A scenario of two hours in half-hours, and the traces beside it.
#[derive(Clone, Debug)]
struct Case {
    text: String,
    traces: Vec<String>,
}

impl Files for Case {
    fn read(&self, path: &str) -> Result<String, String> {
        let number: usize = path.parse().map_err(|_| "no such trace")?;
        Ok(self.traces[number].clone())
    }
}

#[derive(Clone, Debug)]
struct Kind {
    arrivals: String,
    trace: String,
    rest: String,
}

fn kind() -> impl Strategy<Value = Kind> {
    let arrivals = prop_oneof![
        (5u32..90).prop_map(|rate| format!("{{ rate = \"{rate}/h\" }}")),
        prop::collection::vec(1u32..25, 4).prop_map(|counts| format!("{{ exactly = {counts:?} }}")),
        Just("{ times = \"TRACE\" }".to_string()),
    ];
    // Whole minutes: several contacts at one moment, and at those of services' ends and staffing's changes.
    let trace = prop::collection::vec(0u32..120, 1..60)
        .prop_map(|times| times.iter().map(|t| format!("{}s\n", t * 60)).collect::<String>());
    let handle = prop_oneof![
        (20u32..400).prop_map(|mean| format!("{{ exponential = {{ mean = \"{mean}s\" }} }}")),
        // Long enough to last beyond closing after a fall of the head-count half an hour before it.
        Just("{ exponential = { mean = \"20m\" } }".to_string()),
        Just("{ constant = \"3m\" }".to_string()),
        Just("{ constant = \"0s\" }".to_string()),
        Just("{ uniform = { from = \"0s\", to = \"4m\" } }".to_string()),
    ];
    let patience = prop_oneof![
        Just(String::new()),
        (10u32..300).prop_map(|mean| format!("patience = {{ exponential = {{ mean = \"{mean}s\" }} }}\n")),
        Just("patience = { constant = \"1m\" }\n".to_string()),
        Just("patience = { uniform = { from = \"0s\", to = \"2m\" } }\n".to_string()),
    ];
    let balks = prop_oneof![
        3 => Just(String::new()),
        1 => Just("balks = 0.3\n".to_string()),
        1 => Just("balks = { by_queue = [0.0, 0.2, 0.9] }\n".to_string()),
    ];
    let lines = prop_oneof![2 => Just(String::new()), 1 => (1u32..9).prop_map(|n| format!("lines = {n}\n"))];
    let wrap_up = prop_oneof![Just(String::new()), Just("wrap_up = { constant = \"30s\" }\n".to_string())];
    let head_start = prop_oneof![2 => Just(0u32), 1 => 1u32..60];
    let more = (balks, lines, wrap_up, head_start, 0u32..3);
    (arrivals, trace, handle, patience, more).prop_map(|(arrivals, trace, handle, patience, more)| {
        let (balks, lines, wrap_up, head_start, importance) = more;
        let rest = format!(
            "handle = {handle}\n{patience}{balks}{lines}{wrap_up}head_start = \"{head_start}s\"\n\
             importance = {importance}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n"
        );
        Kind { arrivals, trace, rest }
    })
}

fn skill() -> impl Strategy<Value = String> {
    let pace = prop_oneof![
        Just(String::new()),
        Just(", speed = 0.7".to_string()),
        Just(", handle = { uniform = { from = \"10s\", to = \"90s\" } }".to_string()),
    ];
    let after = prop_oneof![3 => Just(0u32), 1 => Just(20u32), 1 => Just(60u32)];
    let reserve = prop_oneof![3 => Just(0u32), 1 => 1u32..3];
    (1u32..4, 1u32..4, pace, after, reserve).prop_map(|(choice, priority, pace, after, reserve)| {
        format!("{{ choice = {choice}, priority = {priority}{pace}, after = \"{after}s\", reserve = {reserve} }}")
    })
}

fn case() -> impl Strategy<Value = Case> {
    let group = (prop::collection::vec(0u32..5, 4), prop::collection::vec(prop::option::of(skill()), 3));
    let contact = prop_oneof![
        Just("[\"priority\", \"longest-wait\"]"),
        Just("[\"longest-wait\"]"),
        Just("[\"importance\", \"longest-wait\"]"),
        Just("[\"longest-wait\", \"priority\"]"),
        Just("[\"random\"]"),
        Just("[\"priority\", \"random\"]"),
    ];
    let agent = prop_oneof![
        Just("[\"choice\", \"longest-idle\"]"),
        Just("[\"longest-idle\"]"),
        Just("[\"fastest\"]"),
        Just("[\"choice\", \"random\"]"),
    ];
    let closing = prop_oneof![Just("serve-out"), Just("hang-up")];
    let kinds = prop::collection::vec(kind(), 1..4);
    let groups = prop::collection::vec(group, 1..4);
    (kinds, groups, contact, agent, closing).prop_map(|(kinds, groups, contact, agent, closing)| {
        let mut text = format!(
            "[horizon]\ncloses = \"02:00\"\nclosing = \"{closing}\"\n[routing]\ncontact = {contact}\nagent = {agent}\n"
        );
        for (k, kind) in kinds.iter().enumerate() {
            let arrivals = kind.arrivals.replace("TRACE", &k.to_string());
            text += &format!("[contact.k{k}]\narrivals = {arrivals}\n{}", kind.rest);
        }
        for (g, (agents, skills)) in groups.iter().enumerate() {
            text += &format!("[group.g{g}]\nagents = {agents:?}\n");
            for k in 0..kinds.len() {
                // Whom nobody serves the first group serves; a group without a skill serves the first type.
                let orphan = g == 0 && groups.iter().all(|(_, skills)| skills[k].is_none());
                let useless = k == 0 && skills[..kinds.len()].iter().all(Option::is_none);
                match &skills[k] {
                    Some(skill) => text += &format!("skills.k{k} = {skill}\n"),
                    None if orphan || useless => text += &format!("skills.k{k} = {{}}\n"),
                    None => {}
                }
            }
        }
        Case { text, traces: kinds.into_iter().map(|kind| kind.trace).collect() }
    })
}

/// One contact with its fate, its wait and its service as stretches of time.
struct Contact {
    drawn: Drawn,
    fate: Fate,
    /// Until when it waited, if it did not leave or find an agent at once.
    waits_until_s: Option<f64>,
    /// Group, beginning and end of its service.
    served: Option<(usize, f64, f64)>,
}

fn contacts(lived: &Lived) -> Vec<Contact> {
    let one = |(drawn, fate): (&Drawn, &(usize, Option<Fate>))| {
        let fate = fate.1.unwrap();
        let waits_until_s = match fate {
            Fate::Later(answer) => Some(answer.at_s),
            Fate::Abandoned { at_s, .. } => Some(at_s),
            _ => None,
        };
        let end = |a: &onhold::floor::Answer| a.at_s + a.handle_s + a.wrap_up_s;
        let served = fate.answer().map(|a| (a.group.index(), a.at_s, end(a)));
        Contact { drawn: *drawn, fate, waits_until_s, served }
    };
    lived.drawn.iter().zip(&lived.fates).map(one).collect()
}

fn skill_of(model: &Model, g: usize, k: usize) -> Option<&Skill> {
    model.groups[g].skills.iter().find(|s| s.contact.index() == k)
}

fn head_count(model: &Model, g: usize, at_s: f64) -> u32 {
    model.groups[g].staffing.iter().rev().find(|step| step.0 <= at_s).map_or(0, |step| step.1)
}

fn busy(all: &[Contact], g: usize, at_s: f64) -> u32 {
    all.iter().filter_map(|c| c.served).filter(|s| s.0 == g && s.1 <= at_s && s.2 > at_s).count() as u32
}

/// Moments strictly between any two things that happen.
fn quiet_moments(model: &Model, all: &[Contact]) -> Vec<f64> {
    let mut moments = vec![0.0, LENGTH_S];
    for group in &model.groups {
        moments.extend(group.staffing.iter().map(|step| step.0));
    }
    for c in all {
        moments.push(c.drawn.arrival_s);
        moments.extend(c.waits_until_s);
        moments.extend(c.served.iter().flat_map(|s| [s.1, s.2]));
        let afters = model.groups.iter().flat_map(|g| &g.skills).map(|s| s.after_s);
        moments.extend(afters.map(|after| c.drawn.arrival_s + after));
    }
    moments.sort_by(f64::total_cmp);
    let apart = moments.windows(2).filter(|pair| pair[1] - pair[0] > SAME_S);
    apart.map(|pair| 0.5 * (pair[0] + pair[1])).collect()
}

fn nobody_is_lost_and_patience_holds(model: &Model, lived: &Lived) {
    for (drawn, (fates, fate)) in lived.drawn.iter().zip(&lived.fates) {
        assert_eq!(*fates, 1, "{drawn:?} ended {fates} times");
        let contact = &model.contacts[drawn.kind];
        match fate.unwrap() {
            Fate::Blocked => assert!(contact.lines.is_some()),
            Fate::Balked => assert_ne!(contact.balks, onhold::model::Balks::Never),
            Fate::AtOnce(answer) => assert_eq!(answer.at_s, drawn.arrival_s),
            Fate::Later(answer) => {
                let wait_s = answer.at_s - drawn.arrival_s;
                assert!(wait_s <= drawn.patience_s + SAME_S, "{drawn:?} waited {wait_s}");
            }
            Fate::Abandoned { at_s, .. } => {
                let end_s = drawn.arrival_s + drawn.patience_s;
                let cut_off = at_s == LENGTH_S && end_s > LENGTH_S;
                assert!(at_s == end_s || cut_off, "{drawn:?} left at {at_s}");
            }
        }
    }
    for pair in lived.moments_s.windows(2) {
        assert!(pair[0] <= pair[1], "time runs backwards from {} to {}", pair[0], pair[1]);
    }
}

fn services_are_right(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(answer) = c.fate.answer() else { continue };
        let g = answer.group.index();
        let skill = skill_of(model, g, c.drawn.kind).expect("nobody is served without the skill");
        assert_eq!(&model.groups[g].skills[usize::from(answer.skill)], skill);
        assert!(answer.at_s - c.drawn.arrival_s >= skill.after_s - SAME_S, "{:?} came before its overflow", c.drawn);
        match &skill.pace {
            Pace::Speed(speed) => {
                assert!((answer.handle_s - c.drawn.work_s / speed).abs() <= 1e-12 * c.drawn.work_s);
            }
            Pace::Own(law) => {
                assert!(law.cdf(answer.handle_s) > 0.0 && law.cdf(answer.handle_s - 1e-9) < 1.0)
            }
        }
        assert_eq!(answer.wrap_up_s, c.drawn.wrap_up_s);
        // Who begins is counted; those beyond the head-count only finish.
        let busy = all
            .iter()
            .filter_map(|c| c.served)
            .filter(|s| s.0 == g && s.1 <= answer.at_s && s.2 > answer.at_s + SAME_S);
        let there = head_count(model, g, answer.at_s + SAME_S).max(head_count(model, g, answer.at_s));
        assert!(busy.count() as u32 <= there, "more than {there} busy in group {g} at {}", answer.at_s);
    }
}

/// Agents of a group who are surely idle at a moment, whatever else happens at it.
fn surely_idle(model: &Model, all: &[Contact], g: usize, at_s: f64) -> u32 {
    let there = head_count(model, g, at_s).min(head_count(model, g, at_s - SAME_S));
    let served = all.iter().filter_map(|c| c.served).filter(|s| s.0 == g);
    there.saturating_sub(served.filter(|s| s.1 <= at_s && s.2 > at_s - SAME_S).count() as u32)
}

/// A group takes a contact only while more agents are idle than it keeps back, and a better group that could have taken
/// it on arrival had nobody to spare.
fn groups_are_chosen_well(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(answer) = c.fate.answer() else { continue };
        let (g, k, now) = (answer.group.index(), c.drawn.kind, answer.at_s);
        let skill = skill_of(model, g, k).unwrap();
        let surely_busy = |s: &(usize, f64, f64)| s.0 == g && s.1 < now - SAME_S && s.2 > now + SAME_S;
        let busy = all.iter().filter_map(|c| c.served).filter(surely_busy).count() as u32;
        let there = head_count(model, g, now).max(head_count(model, g, now + SAME_S));
        assert!(there.saturating_sub(busy) > skill.reserve, "group {g} gave its reserve to {:?}", c.drawn);
        if !matches!(c.fate, Fate::AtOnce(_)) {
            continue;
        }
        let rank = |g: usize| -> f64 {
            let skill = skill_of(model, g, k).unwrap();
            match (model.routing.agent[0], &skill.pace) {
                (AgentCriterion::Choice, _) => f64::from(skill.choice),
                (AgentCriterion::Fastest, Pace::Speed(speed)) => model.contacts[k].handle.mean() / speed,
                (AgentCriterion::Fastest, Pace::Own(law)) => law.mean(),
                _ => 0.0,
            }
        };
        let others = (0..model.groups.len()).filter(|o| *o != g && skill_of(model, *o, k).is_some());
        for other in others {
            let skill = skill_of(model, other, k).unwrap();
            let could = skill.after_s == 0.0 && surely_idle(model, all, other, now) > skill.reserve;
            assert!(!could || rank(other) >= rank(g), "{:?} went to group {g} instead of {other}", c.drawn);
        }
    }
}

fn nobody_idles_while_somebody_waits(model: &Model, all: &[Contact]) {
    let until_s = if model.horizon.closing == Closing::HangUp { LENGTH_S } else { f64::INFINITY };
    for moment in quiet_moments(model, all).into_iter().filter(|m| *m < until_s) {
        let waiting = all.iter().filter(|c| c.drawn.arrival_s < moment && c.waits_until_s.is_some_and(|u| u > moment));
        let waiting: Vec<&Contact> = waiting.collect();
        for g in 0..model.groups.len() {
            let idle = head_count(model, g, moment).saturating_sub(busy(all, g, moment));
            for c in &waiting {
                let Some(skill) = skill_of(model, g, c.drawn.kind) else { continue };
                let eligible = idle > skill.reserve && moment - c.drawn.arrival_s >= skill.after_s;
                assert!(!eligible, "{:?} waits at {moment} while {idle} idle in group {g}", c.drawn);
            }
        }
    }
}

/// With heads of queues compared, contacts of a type go in order of arrival, and an agent takes nobody while somebody
/// better waits within reach.
fn order_is_kept(model: &Model, all: &[Contact]) {
    if model.routing.contact.contains(&ContactCriterion::Random) {
        return;
    }
    let rank = |g: usize, c: &Contact| -> Vec<f64> {
        let (skill, contact) = (skill_of(model, g, c.drawn.kind).unwrap(), &model.contacts[c.drawn.kind]);
        let value = |criterion: &ContactCriterion| match criterion {
            ContactCriterion::Priority => f64::from(skill.priority),
            ContactCriterion::Importance => -contact.importance,
            _ => c.drawn.arrival_s - contact.head_start_s,
        };
        model.routing.contact.iter().map(value).collect()
    };
    for (i, c) in all.iter().enumerate() {
        let Some(answer) = c.fate.answer() else { continue };
        let g = answer.group.index();
        for (j, other) in all.iter().enumerate() {
            let waits_on = other.waits_until_s.is_some_and(|u| u > answer.at_s + SAME_S);
            if !waits_on || other.drawn.arrival_s >= answer.at_s - SAME_S {
                continue;
            }
            assert!(
                other.drawn.kind != c.drawn.kind
                    || other.drawn.arrival_s >= c.drawn.arrival_s
                        && (j > i || other.drawn.arrival_s == c.drawn.arrival_s),
                "{:?} overtook {:?} of its own type",
                c.drawn,
                other.drawn
            );
            let Some(skill) = skill_of(model, g, other.drawn.kind) else { continue };
            if skill.reserve > 0 || answer.at_s - other.drawn.arrival_s <= skill.after_s + SAME_S {
                continue;
            }
            let (mine, theirs) = (rank(g, c), rank(g, other));
            let differs = mine.iter().zip(&theirs).find(|(a, b)| (*a - *b).abs() > SAME_S);
            assert!(differs.is_none_or(|(a, b)| a < b), "group {g} took {:?} before {:?}", c.drawn, other.drawn);
        }
    }
}

/// A contact is overtaken if a later one was answered while it waited.
fn overtaking_is_seen(all: &[Contact]) {
    for c in all {
        let (until_s, said) = match c.fate {
            Fate::Later(answer) => (answer.at_s, answer.overtaken),
            Fate::Abandoned { at_s, overtaken } => (at_s, overtaken),
            Fate::AtOnce(answer) => {
                assert!(!answer.overtaken);
                continue;
            }
            _ => continue,
        };
        let before = |end_s: f64| {
            let later = all.iter().filter(|o| o.drawn.arrival_s > c.drawn.arrival_s);
            later.filter_map(|o| o.fate.answer()).any(|answer| answer.at_s <= end_s)
        };
        if before(until_s - SAME_S) {
            assert!(said, "{:?} was overtaken", c.drawn);
        }
        if !before(until_s + SAME_S) {
            assert!(!said, "{:?} was not overtaken", c.drawn);
        }
    }
}

/// Lines are taken by who waits and who talks; only when all are taken somebody is turned away.
fn lines_are_counted(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(lines) = model.contacts[c.drawn.kind].lines else { continue };
        let now = c.drawn.arrival_s;
        let holds = |o: &&Contact, slack_s: f64| {
            let until_s = match o.fate {
                Fate::AtOnce(answer) | Fate::Later(answer) => answer.at_s + answer.handle_s,
                Fate::Abandoned { at_s, .. } => at_s,
                _ => return false,
            };
            o.drawn.kind == c.drawn.kind && o.drawn.arrival_s < now && until_s > now + slack_s
        };
        // Others who come at this very moment may be before or after this one.
        let tied = all.iter().filter(|o| o.drawn.kind == c.drawn.kind && o.drawn.arrival_s == now).count() - 1;
        let (least, most) =
            (all.iter().filter(|o| holds(o, SAME_S)).count(), all.iter().filter(|o| holds(o, -SAME_S)).count() + tied);
        if c.fate == Fate::Blocked {
            assert!(most >= lines as usize, "{:?} blocked with {most} of {lines} lines taken", c.drawn);
        } else {
            assert!(least < lines as usize, "{:?} let in with {least} of {lines} lines taken", c.drawn);
        }
    }
}

fn overlap(from_s: f64, to_s: f64, window: (f64, f64)) -> f64 {
    (to_s.min(window.1) - from_s.max(window.0)).max(0.0)
}

/// Time in which more agents of a group were there than its head-count.
fn overrun(model: &Model, all: &[Contact], g: usize, window: (f64, f64)) -> f64 {
    let mut moments: Vec<f64> = vec![window.0, window.1];
    moments.extend(model.groups[g].staffing.iter().map(|step| step.0));
    moments.extend(all.iter().filter_map(|c| c.served).filter(|s| s.0 == g).flat_map(|s| [s.1, s.2]));
    moments.retain(|m| *m >= window.0 && *m <= window.1);
    moments.sort_by(f64::total_cmp);
    let beyond = |pair: &[f64]| {
        let middle = 0.5 * (pair[0] + pair[1]);
        f64::from(busy(all, g, middle).saturating_sub(head_count(model, g, middle))) * (pair[1] - pair[0])
    };
    moments.windows(2).map(beyond).sum()
}

/// The ledger's sums are those of the contacts.
fn books_are_right(model: &Model, lived: &Lived, all: &[Contact]) {
    let near = |what: &str, ours: f64, theirs: f64| {
        assert!((ours - theirs).abs() <= 1e-4 + 1e-9 * theirs.abs(), "{what}: {ours} in the books, {theirs} in fact");
    };
    let ends_s = cell_ends(model);
    let whole = Window::whole_time(model, &lived.section, &ends_s);
    let HorizonKind::Day { interval_s } = model.horizon.kind else { panic!("a day") };
    let windows = (0..model.intervals()).map(|i| (whole.only(i), (i as f64 * interval_s, (i + 1) as f64 * interval_s)));
    let windows = windows.chain([(whole.clone(), (0.0, LENGTH_S))]);
    for (i, (window, span)) in windows.enumerate() {
        let day = i == model.intervals();
        for k in 0..model.contacts.len() {
            let t: Totals = window.of_type(k);
            let came = |c: &&Contact| c.drawn.kind == k && c.drawn.arrival_s >= span.0 && c.drawn.arrival_s < span.1;
            let mine: Vec<&Contact> = all.iter().filter(came).collect();
            let count = |is: &dyn Fn(&Contact) -> bool| mine.iter().filter(|c| is(c)).count() as f64;
            let wait = |c: &Contact| c.waits_until_s.map_or(0.0, |u| u - c.drawn.arrival_s);
            near("offered", t.offered, mine.len() as f64);
            near("blocked", t.blocked, count(&|c| c.fate == Fate::Blocked));
            near("balked", t.balked, count(&|c| c.fate == Fate::Balked));
            near("answered", t.answered, count(&|c| c.fate.answer().is_some()));
            near("abandoned", t.abandoned, count(&|c| matches!(c.fate, Fate::Abandoned { .. })));
            near("delayed", t.delayed, count(&|c| c.waits_until_s.is_some()));
            near("in time", t.in_time, count(&|c| c.fate.answer().is_some() && wait(c) <= 20.0));
            near("wait", t.wait_s, mine.iter().map(|c| wait(c)).sum());
            near("longest", t.longest_wait_s, mine.iter().map(|c| wait(c)).fold(0.0, f64::max));
            let handled = |c: &&Contact| c.served.map(|s| s.2 - s.1);
            near("handle", t.handle_s, mine.iter().filter_map(handled).sum());
            let queued = |c: &Contact| c.waits_until_s.map(|u| overlap(c.drawn.arrival_s, u, span));
            let of_kind = all.iter().filter(|c| c.drawn.kind == k);
            near("queue", t.queue_s, of_kind.filter_map(queued).sum());
        }
        for g in 0..model.groups.len() {
            let t = window.of_group(g);
            let served: Vec<(usize, f64, f64)> = all.iter().filter_map(|c| c.served).filter(|s| s.0 == g).collect();
            let open_s = served.iter().map(|s| overlap(s.1, s.2, span)).sum();
            near("busy", t.busy_open_s, open_s);
            let late_s =
                if day { served.iter().map(|s| overlap(s.1, s.2, (LENGTH_S, f64::INFINITY))).sum() } else { 0.0 };
            near("busy with work past closing", t.busy_s, open_s + late_s);
            near("on the phones", t.phone_s, t.scheduled_s + overrun(model, all, g, span) + late_s);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn everything_that_happens_is_allowed(case in case(), seed in 0u64..1000) {
        let scenario = Scenario::parse(&case.text, "case.toml").unwrap_or_else(|m| panic!("{m}"));
        let model = scenario.compile(&case).unwrap_or_else(|m| panic!("{m}\n{}", case.text)).model;
        let lived = live_day(&model, seed, 0);
        nobody_is_lost_and_patience_holds(&model, &lived);
        let all = contacts(&lived);
        services_are_right(&model, &all);
        nobody_idles_while_somebody_waits(&model, &all);
        groups_are_chosen_well(&model, &all);
        order_is_kept(&model, &all);
        overtaking_is_seen(&all);
        lines_are_counted(&model, &all);
        books_are_right(&model, &lived, &all);
        let again = live_day(&model, seed, 0);
        prop_assert_eq!(&lived.drawn, &again.drawn);
        prop_assert_eq!(&lived.fates, &again.fates);
        prop_assert_eq!(&lived.section, &again.section);
    }
}

/// An agent who is free at the very moment of an arrival is free for it: with contacts every minute, each a minute's
/// work, nobody waits; with agents who come at the moment of an arrival neither.
#[test]
fn what_ends_at_a_moment_has_ended_for_who_comes_then() {
    let minutes: String = (0..120).map(|i| format!("{}s\n", i * 60)).collect();
    let case = Case {
        text: "[horizon]\ncloses = \"02:00\"\n[contact.call]\narrivals = { times = \"0\" }\n\
               handle = { constant = \"1m\" }\n[group.one]\nagents = { \"00:00\" = 1, \"00:30\" = 3, \"01:00\" = 1 }\n\
               skills.call = {}\n"
            .to_string(),
        traces: vec![minutes],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert_eq!(lived.drawn.len(), 120);
    assert!(lived.fates.iter().all(|(_, fate)| matches!(fate, Some(Fate::AtOnce(_)))));

    // Three at opening for three agents, and three more when three are there again.
    let case = Case {
        text: case.text.replace("1, \"00:30\" = 3, \"01:00\" = 1", "3, \"00:30\" = 0, \"01:00\" = 3"),
        traces: vec!["0s\n0s\n0s\n3600s\n3600s\n3600s\n".to_string()],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert!(lived.fates.iter().all(|(_, fate)| matches!(fate, Some(Fate::AtOnce(_)))), "{:?}", lived.fates);
}

/// Two agents beyond the head-count finish at one moment: both go home, and nobody is left to take the third contact.
#[test]
fn those_who_finish_together_beyond_the_head_count_all_leave() {
    let case = Case {
        text: "[horizon]\ncloses = \"02:00\"\n[contact.call]\narrivals = { times = \"0\" }\n\
               handle = { constant = \"3m\" }\npatience = { constant = \"20m\" }\n[group.two]\n\
               agents = { \"00:00\" = 2, \"00:30\" = 0 }\nskills.call = {}\n"
            .to_string(),
        traces: vec!["1680s\n1680s\n1680s\n2400s\n".to_string()],
    };
    let model = Scenario::parse(&case.text, "case.toml").unwrap().compile(&case).unwrap().model;
    let lived = live_day(&model, 1, 0);
    assert_eq!(lived.overrun, [(onhold::model::GroupId(0), 2, 1800.0, 1860.0)]);
    let fates: Vec<Fate> = lived.fates.iter().filter_map(|f| f.1).collect();
    assert!(matches!(fates[0], Fate::AtOnce(_)) && matches!(fates[1], Fate::AtOnce(_)));
    assert_eq!(fates[2], Fate::Abandoned { at_s: 2880.0, overtaken: false });
    assert_eq!(fates[3], Fate::Abandoned { at_s: 3600.0, overtaken: false });
    let ends_s = cell_ends(&model);
    let phone_s = Window::whole_time(&model, &lived.section, &ends_s).of_group(0).phone_s;
    assert_eq!(phone_s, 2.0 * 1800.0 + 2.0 * 60.0);
}
