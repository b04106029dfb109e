//! The intervals of a day, each as a queue by itself. Intervals that are alike to the formulas are solved once.

use std::collections::HashMap;

use super::answer::{Answer, QueueModel, Traffic, Unstable};
use super::class::{Class, Classed};
use super::pool::expected;
use super::queue::{Formulas, Queue};
use super::staffing::{Target, least_agents_near, square_root, square_root_beta};
use super::stationary::Listener;
use crate::model::{ContactId, Model, ServiceLevel};

/// A reporting interval as a stationary queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// Start, s since opening.
    pub from_s: f64,
    /// End, s since opening.
    pub to_s: f64,
    /// Expected contacts offered.
    pub offered: f64,
    /// Arrival rate and mean handle time.
    pub traffic: Traffic,
    /// Agents scheduled: who is there, who is away and who is absent; breaks are not among them.
    pub scheduled: f64,
    /// Agents on the phones for these contacts: of the scheduled those who are there, less the mean number whom
    /// contacts of other classes keep busy; rounded.
    pub agents: u32,
    /// Agents kept busy by other classes that do not go after this one, on average.
    pub others: f64,
    /// By formula; empty where nothing is offered, and for what can wait.
    pub solved: Vec<Solved>,
    /// The square-root rule for the service level.
    pub square_root: Option<SquareRoot>,
    /// The smallest number of agents on the phones for these contacts that meets the service level, by the most
    /// detailed formula of the pool.
    pub least_agents: Option<u32>,
    /// How many have to be scheduled so that, on average, so many are there beside those whom others keep busy.
    pub least_scheduled: Option<u32>,
}

/// What one formula says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Solved {
    /// The formula.
    pub model: QueueModel,
    /// Its measures, or that there is no stationary state.
    pub answer: Result<Answer, Unstable>,
}

/// A recommendation by the square-root rule.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SquareRoot {
    /// Safety staffing in square roots of the load.
    pub beta: f64,
    /// Agents.
    pub agents: u32,
}

/// Load, Erlang, beyond which no number of agents is recommended: no group has a million.
pub const MOST_LOAD: f64 = 1e6;

/// Solves the intervals of one class of a center.
pub(super) struct Intervals<'a> {
    model: &'a Model,
    all: &'a [Classed],
    mine: &'a Classed,
    formulas: &'a Formulas,
    listener: &'a Listener<'a>,
}

/// What the formulas are told of an interval.
struct Given {
    /// Contacts per second, by type.
    rates: Vec<f64>,
    /// Agents who are there on average, by group.
    there: Vec<f64>,
    scheduled: f64,
    others: f64,
}

impl Given {
    /// Intervals that are given the same bits have the same answers.
    fn bits(&self) -> Vec<u64> {
        let lists = self.rates.iter().chain(&self.there);
        lists.chain([&self.scheduled, &self.others]).map(|value| value.to_bits()).collect()
    }
}

impl<'a> Intervals<'a> {
    /// Of the class with this number.
    pub fn of(
        model: &'a Model,
        all: &'a [Classed],
        which: usize,
        formulas: &'a Formulas,
        listener: &'a Listener<'a>,
    ) -> Intervals<'a> {
        Intervals { model, all, mine: &all[which], formulas, listener }
    }

    /// Those with these beginnings and ends, until the listener has enough.
    pub fn solve(&self, borders: &[(f64, f64)]) -> Vec<Interval> {
        let mut solved: Vec<Interval> = Vec::with_capacity(borders.len());
        let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
        for &(from_s, to_s) in borders {
            if !(self.listener.goes_on)() {
                break;
            }
            let given = self.given(from_s, to_s);
            let (bits, number) = (given.bits(), solved.len());
            let interval = match known.get(&bits) {
                Some(&same) => {
                    let offered = solved[same].traffic.rate_per_s * (to_s - from_s);
                    Interval { from_s, to_s, offered, ..solved[same].clone() }
                }
                None => self.interval(&given, (from_s, to_s), solved.last().and_then(|last| last.least_agents)),
            };
            known.entry(bits).or_insert(number);
            solved.push(interval);
            (self.listener.done)(self.all.len() * borders.len());
        }
        solved
    }

    fn given(&self, from_s: f64, to_s: f64) -> Given {
        let (model, mine) = (self.model, self.mine);
        let there = mine.members.agents(model, from_s, to_s);
        let busy = |other: &&Classed| other.class != mine.class && !other.is_behind(mine, model);
        let of_other =
            |other: &Classed| other.load_on(mine, model, &other.members.agents(model, from_s, to_s), from_s, to_s);
        let others = self.all.iter().filter(busy).map(of_other).sum::<f64>().min(there.iter().sum());
        let rate = |id: &ContactId| expected(&model.contacts[id.index()].arrivals, from_s, to_s) / (to_s - from_s);
        let rates = mine.members.contacts.iter().map(rate).collect();
        Given { rates, there, scheduled: mine.members.scheduled(model, from_s, to_s).iter().sum(), others }
    }

    /// `near`: about how many agents will be needed.
    fn interval(&self, given: &Given, (from_s, to_s): (f64, f64), near: Option<u32>) -> Interval {
        let Given { rates, there: by_group, scheduled, others } = given;
        let (model, members, goes_on) = (self.model, &self.mine.members, self.listener.goes_on);
        let there: f64 = by_group.iter().sum();
        let handles = members.contacts.iter().map(|&id| members.handle_s(model, id, by_group));
        let rate_per_s: f64 = rates.iter().sum();
        let load: f64 = rates.iter().zip(handles.clone()).map(|(rate, handle)| rate * handle).sum();
        let handle_s =
            if rate_per_s > 0.0 { load / rate_per_s } else { handles.sum::<f64>() / members.contacts.len() as f64 };
        let traffic = Traffic { rate_per_s, handle_s };
        let mut interval = Interval {
            from_s,
            to_s,
            offered: rate_per_s * (to_s - from_s),
            traffic,
            scheduled: *scheduled,
            agents: libm::round(there - others) as u32,
            others: *others,
            solved: Vec::new(),
            square_root: None,
            least_agents: None,
            least_scheduled: None,
        };
        if rate_per_s > 0.0 && self.mine.class != Class::Deferred {
            let queue = Queue::new(model, self.mine, rates, traffic);
            let solve = |formula| Solved { model: formula, answer: queue.solve(formula, interval.agents) };
            interval.solved = self.formulas.list().take_while(|_| goes_on()).map(solve).collect();
            interval.recommend(&queue, self.formulas.finest(), near, goes_on);
            interval.least_scheduled = interval.least_agents.map(|least| {
                // Where nobody is scheduled, as many are away as in the group with most people away.
                let shares = members.groups.iter().map(|id| model.groups[id.index()].people.available_share());
                let share = if *scheduled > 0.0 { there / scheduled } else { shares.fold(1.0, f64::min) };
                // A sum that is whole but for rounding is whole.
                libm::ceil((f64::from(least) + others) / share.max(1e-9) - 1e-9) as u32
            });
        }
        interval
    }
}

impl Interval {
    fn recommend(&mut self, queue: &Queue, finest: QueueModel, near: Option<u32>, goes_on: &dyn Fn() -> bool) {
        let Some(ServiceLevel { within_s, target }) = queue.service_level else { return };
        let patience_s = Some(queue.mean_patience_s).filter(|mean| mean.is_finite());
        // The rule is about agents who have one contact each.
        let rule = || square_root_beta(self.traffic, patience_s, within_s, target);
        self.square_root = (queue.stretch.len() == 1)
            .then(rule)
            .flatten()
            .map(|beta| SquareRoot { beta, agents: square_root(self.traffic.load(), beta) });
        let promise = Target::ServiceLevel { share: target };
        let load = self.traffic.load();
        if load > MOST_LOAD {
            return;
        }
        // Who is stopped finds no number that is enough, and soon none that is left.
        let solve = |agents| if goes_on() { queue.solve(finest, agents) } else { Err(Unstable { load, agents }) };
        self.least_agents = least_agents_near(self.traffic, promise, near, solve);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;
    use crate::theory::small_models::{contact, group, model, skill};
    use crate::theory::stationary::{stationary, stationary_while};

    #[test]
    fn equal_intervals_are_solved_once_and_others_have_answers_of_their_own() {
        let rates = [150.0, 150.0, 50.0, 150.0, 0.0, 149.0];
        let scenario = model(6, vec![contact("a", &rates)], vec![group("x", &[10, 10, 4, 10, 10, 10], vec![skill(0)])]);
        let asked = Cell::new(0);
        let all = Cell::new(0);
        let done = Cell::new(0);
        let listener = Listener {
            goes_on: &|| {
                asked.set(asked.get() + 1);
                true
            },
            done: &|of| {
                all.set(of);
                done.set(done.get() + 1);
            },
        };
        let pools = stationary_while(&scenario, &listener).unwrap();
        assert_eq!((done.get(), all.get()), (6, 6));
        let intervals = &pools[0].intervals;
        for (i, rate) in rates.iter().enumerate() {
            let agents = [10, 10, 4, 10, 10, 10][i];
            let alone = model(1, vec![contact("a", &[*rate])], vec![group("x", &[agents], vec![skill(0)])]);
            let alone = &stationary(&alone)[0].intervals[0];
            let begin = i as f64 * 1800.0;
            assert_eq!(intervals[i], Interval { from_s: begin, to_s: begin + 1800.0, ..alone.clone() }, "{i}");
        }
        // Three different queues with somebody in them.
        let before = asked.get();
        assert!(before < 3 * 20, "{before}");
    }

    #[test]
    fn what_is_given_bit_by_bit_differs_in_a_bit() {
        let given = |rate: f64| Given { rates: vec![rate], there: vec![3.0], scheduled: 3.0, others: 0.0 };
        assert_eq!(given(0.1).bits(), given(0.1).bits());
        assert_ne!(given(0.1).bits(), given(0.1 + f64::EPSILON).bits());
    }
}
