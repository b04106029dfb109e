//! Who is taken before whom: head starts of contact types, from the order in which waiting calls were answered.
//!
//! Whenever an agent takes a call while others wait that the agent could have taken, each of these is a pair "taken,
//! left". Under "longest wait first, with a head start" the one taken has waited longest, its head start counted. The
//! head starts with which most pairs agree are found by search; they need no knowledge of how the center was set up.

use std::collections::BTreeMap;

use super::call::End;
use super::contacts::Contacts;
use super::groups::Staff;
use super::sample::Sample;

/// Head starts are multiples of this, s.
const GRID_S: f64 = 15.0;
/// Steps of the search, in multiples of the grid.
const STEPS: [f64; 6] = [1.0, 2.0, 4.0, 6.0, 8.0, 12.0];
/// A head start must bring this share of all pairs into agreement, or it is noise.
const WORTH: f64 = 0.001;
/// Sets of this many types at most are moved together.
const TOGETHER: usize = 8;
/// Of so many pairs at most the order is looked at; of more, every second call that is taken counts, or every fourth, ...
const MOST_PAIRS: usize = 1 << 24;
/// Calls answered within the same second show no order.
const SAME_S: f64 = 1.0;

/// What the order of answering shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Precedence {
    /// Pairs "taken, left waiting".
    pub pairs: usize,
    /// Share of the pairs in which the one taken had come first.
    pub in_order_of_arrival: f64,
    /// Share of the pairs that agree with the head starts.
    pub agreement: f64,
    /// Head start of each contact type, s.
    pub head_starts_s: Vec<f64>,
}

/// For each ordered pair of types (taken, left): how much earlier the one taken had come.
type Leads = Vec<Vec<Lead>>;

/// How many pairs there are by lead, in steps of the grid (rounded down): all that head starts on the grid ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Lead(BTreeMap<i64, usize>);

impl Lead {
    fn add(&mut self, lead_s: f64) {
        *self.0.entry(libm::floor(lead_s / GRID_S) as i64).or_default() += 1;
    }

    fn halve(&mut self) {
        self.0.values_mut().for_each(|pairs| *pairs /= 2);
    }

    fn pairs(&self) -> usize {
        self.0.values().sum()
    }

    /// Pairs with a lead of at least so many steps.
    fn at_least(&self, steps: i64) -> usize {
        self.0.range(steps..).map(|(_, pairs)| pairs).sum()
    }
}

/// Finds the head starts.
pub(super) fn find(sample: &Sample, contacts: &Contacts, staff: &Staff) -> Precedence {
    let leads = leads(sample, contacts, staff);
    search(&leads)
}

fn search(leads: &Leads) -> Precedence {
    let n = leads.len();
    let pairs: usize = leads.iter().flatten().map(Lead::pairs).sum();
    let mut heads = vec![0.0; n];
    let none = agreeing(leads, &heads);
    let mut agree = none;
    let worth = (WORTH * pairs as f64).max(1.0) as usize;
    loop {
        let tried = moves(n).flat_map(|set| STEPS.iter().flat_map(move |step| [(set, *step), (set, -*step)]));
        let moved = tried.map(|(set, step)| {
            let shifted = |(i, head): (usize, &f64)| head + if set >> i & 1 == 1 { step * GRID_S } else { 0.0 };
            let new: Vec<f64> = heads.iter().enumerate().map(shifted).collect();
            (agreeing(leads, &new), new)
        });
        // The first of equals, which are the smallest sets and steps.
        let best = moved.fold(None, |best: Option<(usize, Vec<f64>)>, new| match best {
            Some(best) if best.0 >= new.0 => Some(best),
            _ => Some(new),
        });
        match best {
            Some((better, new)) if better >= agree + worth => (agree, heads) = (better, new),
            _ => break,
        }
    }
    let least = heads.iter().copied().fold(f64::INFINITY, f64::min);
    let share = |count: usize| if pairs == 0 { 1.0 } else { count as f64 / pairs as f64 };
    Precedence {
        pairs,
        in_order_of_arrival: share(none),
        agreement: share(agree),
        head_starts_s: heads.into_iter().map(|head| head - least).collect(),
    }
}

/// Sets of types that are shifted together, as bit masks: all of them if there are few types, else single ones.
fn moves(n: usize) -> Box<dyn Iterator<Item = u128>> {
    if n <= TOGETHER { Box::new(1..(1 << n) - 1_u128) } else { Box::new((0..n).map(|i| 1 << i)) }
}

fn agreeing(leads: &Leads, heads: &[f64]) -> usize {
    let mut count = 0;
    for (taken, row) in leads.iter().enumerate() {
        for (left, leads) in row.iter().enumerate() {
            count += leads.at_least(libm::round((heads[left] - heads[taken]) / GRID_S) as i64);
        }
    }
    count
}

fn leads(sample: &Sample, contacts: &Contacts, staff: &Staff) -> Leads {
    let n = contacts.list.len();
    let mut leads = vec![vec![Lead::default(); n]; n];
    // Long queues have pairs with the square of their length.
    let (mut looked_at, mut every, mut next) = (0_usize, 1_usize, 0_usize);
    let waiting = |s: &super::sample::Seen| s.call.queued_s().is_some() && contacts.certain(&s.call).is_some();
    for mut day in sample.by_day() {
        day.retain(waiting);
        let ends = |i: usize| day[i].call.arrival_s + day[i].call.queued_s().unwrap_or_default();
        let mut by_end: Vec<usize> = (0..day.len()).collect();
        by_end.sort_by(|&a, &b| ends(a).total_cmp(&ends(b)));
        let (mut came, mut here) = (0, Vec::new());
        for taken in by_end {
            next += 1;
            if !next.is_multiple_of(every) {
                continue;
            }
            let now = ends(taken);
            while came < day.len() && day[came].call.arrival_s < now {
                here.push(came);
                came += 1;
            }
            here.retain(|&i| ends(i) > now + SAME_S);
            looked_at += here.len();
            let call = &day[taken].call;
            let Some(group) = call.agent.and_then(|agent| staff.group_of[agent]) else { continue };
            let skills = &staff.groups[group].kinds;
            if call.end != End::Served || !skills[call.kind] {
                continue;
            }
            let Some(a) = contacts.certain(call) else { continue };
            for &i in here.iter().filter(|&&i| i != taken && skills[day[i].call.kind]) {
                if let Some(b) = contacts.certain(&day[i].call) {
                    leads[a][b].add(day[i].call.arrival_s - call.arrival_s);
                }
            }
            if looked_at >= MOST_PAIRS {
                (looked_at, every) = (looked_at / 2, every * 2);
                leads.iter_mut().flatten().for_each(Lead::halve);
            }
        }
    }
    leads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{self, DaySeed, Purpose};

    /// Pairs of waiting calls of types with these head starts, the one with the longer credited wait taken.
    fn synthetic(heads: &[f64], pairs: usize) -> Leads {
        let mut rng = DaySeed::new(11, 0).stream(Purpose::Arrival, "test");
        let mut leads = vec![vec![Lead::default(); heads.len()]; heads.len()];
        for _ in 0..pairs {
            let mut one = || (random::below(&mut rng, heads.len()), 300.0 * random::uniform(&mut rng));
            let (a, b) = (one(), one());
            let (taken, left) = if a.1 - heads[a.0] <= b.1 - heads[b.0] { (a, b) } else { (b, a) };
            leads[taken.0][left.0].add(left.1 - taken.1);
        }
        leads
    }

    #[test]
    fn head_starts_are_found_in_the_order_of_answering() {
        let found = search(&synthetic(&[90.0, 180.0, 0.0, 90.0], 20_000));
        assert_eq!(found.head_starts_s, [90.0, 180.0, 0.0, 90.0]);
        assert_eq!((found.pairs, found.agreement), (20_000, 1.0));
        assert!(found.in_order_of_arrival < 0.9);
    }

    #[test]
    fn first_come_first_served_has_none() {
        let found = search(&synthetic(&[0.0, 0.0, 0.0], 5000));
        assert_eq!((found.head_starts_s, found.agreement), (vec![0.0; 3], 1.0));
        assert_eq!(search(&vec![vec![Lead::default()]]).agreement, 1.0);
    }
}
