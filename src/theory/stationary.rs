//! The formulas beside a whole scenario: each reporting interval taken as if it went on for ever with its own arrival
//! rate and agents (SIPP: stationary, independent, period by period; L. Green, P. Kolesar & J. Soares 2001).

use super::answer::{Answer, QueueModel, Stretch, Unstable};
use super::class::{Class, Classed, classes};
use super::interval::Intervals;
pub use super::interval::{Interval, MOST_LOAD, Solved, SquareRoot};
use super::pool::{Members, Note, pools};
use super::queue::Formulas;
use crate::model::{ContactId, GroupId, HorizonKind, Model, ServiceLevel};

/// One queue of the scenario: contact types of one class and the groups that serve them.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// What waits in it.
    pub class: Class,
    /// Its contact types.
    pub contacts: Vec<ContactId>,
    /// The groups that serve them; none if nobody can.
    pub groups: Vec<GroupId>,
    /// The contact types of all classes that share work with these: to be simulated together.
    pub center_contacts: Vec<ContactId>,
    /// The groups that serve those.
    pub center_groups: Vec<GroupId>,
    /// The target for the wait, if a type has one.
    pub service_level: Option<ServiceLevel>,
    /// What the formulas leave out.
    pub notes: Vec<Note>,
    /// Each reporting interval of a day.
    pub intervals: Vec<Interval>,
    /// The whole day after the warm-up, by formula in the same order as in the intervals: contacts weigh as many as are
    /// offered. [`Unstable`] as soon as one interval is. Empty for what can wait.
    pub day: Vec<Solved>,
}

impl Pool {
    /// Whether its agents also serve contacts of another class.
    pub fn is_shared(&self) -> bool {
        self.contacts.len() < self.center_contacts.len()
    }

    /// Whether part of its people are not there: away or absent.
    pub fn has_shrinkage(&self) -> bool {
        self.notes.contains(&Note::MeanPresence)
    }
}

/// The stationary formulas for each pool of a scenario. Erlang B, C and A are the textbook's: B has no queue, C no
/// patience, A exponential patience with the mean of the actual one (on the wall clock) and nobody balking. Where
/// customers leave or balk, M/M/n+G has their actual law and clock; where lines are limited or balking depends on the
/// queue, M/M/n/K+M has these with exponential patience.
///
/// ```
/// # use onhold::model::Model;
/// fn lost(scenario: &Model) -> Vec<f64> {
///     let pools = onhold::theory::stationary(scenario);
///     pools.iter().flat_map(|pool| &pool.day).filter_map(|day| Some(day.answer.ok()?.abandonment_rate)).collect()
/// }
/// ```
pub fn stationary(model: &Model) -> Vec<Pool> {
    let nobody = Listener { goes_on: &|| true, done: &|_| () };
    stationary_while(model, &nobody).unwrap_or_default()
}

/// Whom the formulas tell how far they are.
pub struct Listener<'a> {
    /// Whether to go on; asked before each formula and number of agents.
    pub goes_on: &'a dyn Fn() -> bool,
    /// One more interval of a queue is done, of so many in all.
    pub done: &'a dyn Fn(usize),
}

/// The same for as long as the listener wants it; `None` if it was stopped.
pub fn stationary_while(model: &Model, listener: &Listener<'_>) -> Option<Vec<Pool>> {
    let day = model.first_day();
    let found = pools(model)
        .into_iter()
        .flat_map(|center| {
            let all = classes(model, &center);
            let one = |which| pool(model, &day, &center, &all, which, listener);
            (0..all.len()).map(one).collect::<Vec<_>>()
        })
        .collect();
    (listener.goes_on)().then_some(found)
}

/// One class of a center on one day of the model.
fn pool(
    whole: &Model,
    model: &Model,
    center: &Members,
    all: &[Classed],
    which: usize,
    listener: &Listener<'_>,
) -> Pool {
    let length_s = match model.horizon.kind {
        HorizonKind::Day { interval_s } => interval_s,
        HorizonKind::Steady => model.horizon.length_s,
    };
    let borders: Vec<(f64, f64)> =
        (0..model.intervals()).map(|i| (i as f64 * length_s, (i + 1) as f64 * length_s)).collect();
    let Classed { class, members } = &all[which];
    let formulas = Formulas::of(model, &all[which]);
    let intervals = Intervals::of(model, all, which, &formulas, listener).solve(&borders);
    let warm_up_s = model.horizon.warm_up_s;
    let day = formulas.list().map(|formula| Solved { model: formula, answer: day(&intervals, formula, warm_up_s) });
    Pool {
        class: *class,
        service_level: members.service_level(model),
        notes: members.notes(whole, &borders).into_iter().chain(all[which].notes(model, all)).collect(),
        day: day.collect(),
        intervals,
        contacts: members.contacts.clone(),
        groups: members.groups.clone(),
        center_contacts: center.contacts.clone(),
        center_groups: center.groups.clone(),
    }
}

/// The day by one formula, from the warm-up on.
fn day(intervals: &[Interval], formula: QueueModel, warm_up_s: f64) -> Result<Answer, Unstable> {
    let mut stretches = Vec::new();
    for interval in intervals {
        let seconds = interval.to_s - interval.from_s.max(warm_up_s);
        if seconds <= 0.0 {
            continue;
        }
        let solved = interval.solved.iter().find(|solved| solved.model == formula);
        let answer = solved.map(|solved| solved.answer).transpose()?;
        let offered = interval.traffic.rate_per_s * seconds;
        stretches.push(Stretch { offered, seconds, agents: f64::from(interval.agents), answer });
    }
    Ok(Answer::of_stretches(&stretches))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Balks, Channel, Distribution, FeltClock, Keep, Shrinkage};
    use crate::theory::general_patience::{erlang_a, general_patience};
    use crate::theory::small_models::{contact, group, model, skill};
    use crate::theory::{Patience, Traffic};

    fn day_of(pool: &Pool, formula: QueueModel) -> Result<Answer, Unstable> {
        pool.day.iter().find(|solved| solved.model == formula).unwrap().answer
    }

    #[test]
    fn intervals_are_queues_of_their_own_and_the_day_weighs_them_by_contacts() {
        let scenario = model(2, vec![contact("a", &[150.0, 50.0])], vec![group("x", &[10, 4], vec![skill(0)])]);
        let pools = stationary(&scenario);
        let pool = &pools[0];
        let traffic = |per_hour: f64| Traffic { rate_per_s: per_hour / 3600.0, handle_s: 200.0 };
        let first = erlang_a(traffic(150.0), 10, 120.0, Some(20.0)).unwrap();
        let second = erlang_a(traffic(50.0), 4, 120.0, Some(20.0)).unwrap();
        let whole = day_of(pool, QueueModel::ErlangA).unwrap();
        let mean = |of: fn(&Answer) -> f64| 0.75 * of(&first) + 0.25 * of(&second);
        assert!((whole.abandonment_rate / mean(|a| a.abandonment_rate) - 1.0).abs() < 1e-12);
        assert!((whole.service_level.unwrap() / mean(|a| a.service_level.unwrap()) - 1.0).abs() < 1e-12);
        let busy = (first.busy_agents + second.busy_agents) / 14.0;
        assert!((whole.occupancy / busy - 1.0).abs() < 1e-12);
        let speed = mean(|a| a.answered_share * a.answer_speed_s.unwrap()) / mean(|a| a.answered_share);
        assert!((whole.answer_speed_s.unwrap() / speed - 1.0).abs() < 1e-12);
        assert_eq!(pool.notes, []);
        // Exponential patience on an idle clock: M/M/n+G is Erlang A.
        assert_eq!(day_of(pool, QueueModel::GeneralPatience), Ok(whole));
    }

    #[test]
    fn an_overloaded_interval_is_unstable_in_erlang_c_and_fine_with_patience() {
        let scenario = model(2, vec![contact("a", &[150.0, 90.0])], vec![group("x", &[10, 5], vec![skill(0)])]);
        let pool = &stationary(&scenario)[0];
        let c = |i: usize| pool.intervals[i].solved[1];
        assert_eq!(c(0).model, QueueModel::ErlangC);
        assert!(c(0).answer.is_ok());
        assert_eq!(c(1).answer.unwrap_err().agents, 5);
        assert!(day_of(pool, QueueModel::ErlangC).is_err());
        assert!(day_of(pool, QueueModel::ErlangA).is_ok());
    }

    #[test]
    fn staffing_is_recommended_from_the_finest_formula() {
        let scenario = model(1, vec![contact("a", &[900.0])], vec![group("x", &[40], vec![skill(0)])]);
        let interval = &stationary(&scenario)[0].intervals[0];
        let least = interval.least_agents.unwrap();
        let level = |n| erlang_a(interval.traffic, n, 120.0, Some(20.0)).unwrap().service_level.unwrap();
        assert!(level(least) >= 0.8 && level(least - 1) < 0.8);
        assert!(interval.square_root.unwrap().agents.abs_diff(least) <= 1);
    }

    #[test]
    fn a_hard_wait_shortens_patience() {
        let mut hard = contact("a", &[150.0]);
        hard.leaving = FeltClock::new(2.0, 1.0, 1.0);
        let scenario = model(1, vec![hard], vec![group("x", &[9], vec![skill(0)])]);
        let pool = &stationary(&scenario)[0];
        let shorter = erlang_a(pool.intervals[0].traffic, 9, 60.0, Some(20.0)).unwrap();
        for formula in [QueueModel::ErlangA, QueueModel::GeneralPatience] {
            let ours = day_of(pool, formula).unwrap();
            assert!((ours.abandonment_rate / shorter.abandonment_rate - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn quiet_intervals_count_for_the_agents_alone() {
        let scenario = model(2, vec![contact("a", &[150.0, 0.0])], vec![group("x", &[10, 10], vec![skill(0)])]);
        let pool = &stationary(&scenario)[0];
        assert!(pool.intervals[1].solved.is_empty());
        let busy = day_of(pool, QueueModel::ErlangC).unwrap();
        assert!((busy.service_level.unwrap() - 0.587246531460179).abs() < 1e-12);
        assert!((busy.occupancy - 0.833333333333333 / 2.0).abs() < 1e-12);
    }

    #[test]
    fn warm_up_is_left_out_of_the_day() {
        let mut scenario = model(2, vec![contact("a", &[500.0, 150.0])], vec![group("x", &[10, 10], vec![skill(0)])]);
        scenario.horizon.warm_up_s = 1800.0;
        let pool = &stationary(&scenario)[0];
        assert!(pool.intervals[0].solved[1].answer.is_err());
        let delayed = day_of(pool, QueueModel::ErlangC).unwrap().delayed_share;
        assert!((delayed - 0.48761060800593).abs() < 1e-12);
    }

    #[test]
    fn types_that_share_agents_are_one_queue_with_mixed_patience() {
        let mut patient = contact("b", &[60.0]);
        patient.patience = None;
        patient.balks = Balks::Share(0.5);
        let both = vec![contact("a", &[90.0]), patient];
        let scenario = model(1, both, vec![group("x", &[9], vec![skill(0), skill(1)])]);
        let pools = stationary(&scenario);
        assert_eq!(pools.len(), 1);
        assert_eq!(pools[0].notes, [Note::PooledTypes]);
        let formulas: Vec<_> = pools[0].day.iter().map(|solved| solved.model).collect();
        assert_eq!(formulas, [QueueModel::ErlangB, QueueModel::ErlangC, QueueModel::GeneralPatience]);
        let parts = vec![(0.75, Some((Distribution::Exponential { mean: 120.0 }, FeltClock::off()))), (0.25, None)];
        let traffic = Traffic { rate_per_s: 150.0 / 3600.0, handle_s: 200.0 };
        let mixed = general_patience(traffic, 9, &Patience::mixture(parts), 0.8, Some(20.0)).unwrap();
        let ours = day_of(&pools[0], QueueModel::GeneralPatience).unwrap();
        assert!((ours.balking_rate / mixed.balking_rate - 1.0).abs() < 1e-12);
        assert!((ours.abandonment_rate / mixed.abandonment_rate - 1.0).abs() < 1e-12);
    }

    #[test]
    fn who_is_paid_and_who_is_on_the_phones_are_two_numbers() {
        let mut away = group("x", &[36], vec![skill(0)]);
        let shrinkage = Shrinkage { share: 1.0 / 3.0, stretch_s: 1800.0, keep: Keep::Length };
        away.people.shrinkage = Some(shrinkage);
        let mut only = contact("a", &[400.0]);
        only.handle = Distribution::Exponential { mean: 180.0 };
        only.patience = None;
        let there = group("x", &[24], vec![skill(0)]);
        let scheduled = &stationary(&model(1, vec![only.clone()], vec![away]))[0].intervals[0];
        let on_the_phones = &stationary(&model(1, vec![only], vec![there]))[0].intervals[0];
        assert_eq!((scheduled.agents, scheduled.scheduled, on_the_phones.scheduled), (24, 36.0, 24.0));
        assert_eq!(scheduled.solved, on_the_phones.solved);
        let least = on_the_phones.least_agents.unwrap();
        assert_eq!((scheduled.least_agents, on_the_phones.least_scheduled), (Some(least), Some(least)));
        assert_eq!(scheduled.least_scheduled, Some((f64::from(least) * 1.5).ceil() as u32));
    }

    #[test]
    fn calls_have_the_agents_that_chats_leave_over_and_mail_has_no_formula() {
        let mut chat = contact("chat", &[54.0]);
        chat.operations.channel = Channel::Chat;
        let mut mail = contact("mail", &[30.0]);
        mail.operations.channel = Channel::Email;
        let mut several = skill(1);
        several.stretch = vec![1.0, 1.0];
        let mut behind = skill(2);
        behind.priority = 2;
        let types = vec![contact("call", &[90.0]), chat, mail];
        let scenario = model(1, types, vec![group("x", &[20], vec![skill(0), several, behind])]);
        let pools = stationary(&scenario);
        assert_eq!(pools.iter().map(|p| p.class).collect::<Vec<_>>(), [Class::Calls, Class::Chats, Class::Deferred]);
        // 54 chats of 200 s are 3 Erlang, two at once 1.5 agents; 90 calls are 5 agents.
        assert_eq!((pools[0].intervals[0].others, pools[0].intervals[0].agents), (1.5, 19));
        assert_eq!((pools[1].intervals[0].others, pools[1].intervals[0].agents), (5.0, 15));
        let alone = erlang_a(pools[0].intervals[0].traffic, 19, 120.0, Some(20.0)).unwrap();
        assert_eq!(
            day_of(&pools[0], QueueModel::ErlangA),
            Ok(Answer::of_stretches(&[Stretch { offered: 45.0, seconds: 1800.0, agents: 19.0, answer: Some(alone) }]))
        );
        assert!(pools[2].day.is_empty() && pools[2].intervals[0].solved.is_empty());
    }

    #[test]
    fn limited_lines_have_their_own_formula() {
        let mut limited = contact("a", &[150.0]);
        limited.lines = Some(14);
        limited.balks = Balks::ByQueue(vec![0.0, 0.1]);
        let scenario = model(1, vec![limited], vec![group("x", &[8], vec![skill(0)])]);
        let pool = &stationary(&scenario)[0];
        let answer = day_of(pool, QueueModel::LimitedQueue).unwrap();
        assert!(answer.blocked_share > 0.0 && answer.balking_rate > 0.0);
        let free = day_of(pool, QueueModel::GeneralPatience).unwrap();
        assert_eq!((free.blocked_share, free.balking_rate), (0.0, 0.0));
    }
}
