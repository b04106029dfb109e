//! Those who wait: lanes in which first come is first served.
//!
//! A type has a lane for each head start it can have, and one more of each for contacts that were handed on: between
//! lanes contacts are compared by the routing's criteria, inside one the first is always the best. Who has left stays in
//! the lane until somebody looks at its head.

use std::collections::VecDeque;

use super::case::{Cases, State, Ticket};

/// A lane.
#[derive(Clone, Debug, Default)]
pub(super) struct Lane {
    line: VecDeque<Ticket>,
    /// Entries that still want something.
    alive: usize,
    /// Waiting time credited to its contacts, s.
    pub head_start_s: f64,
    /// Its contacts were handed on.
    pub transferred: bool,
}

/// Whether a contact still wants to be taken from its lane.
fn wants(state: State) -> bool {
    matches!(state, State::Waits | State::Ghost | State::CallBack { .. } | State::HandedOver { .. })
}

impl Lane {
    /// An empty lane.
    pub fn new(head_start_s: f64, transferred: bool) -> Lane {
        Lane { head_start_s, transferred, ..Lane::default() }
    }

    /// Somebody joins at the end.
    pub fn join(&mut self, ticket: Ticket, cases: &Cases) {
        if self.line.len() > 2 * self.alive + 32 {
            self.line.retain(|t| cases.get(*t).is_some_and(|case| wants(case.state)));
        }
        self.line.push_back(ticket);
        self.alive += 1;
    }

    /// Somebody comes back, to the place that the arrival gives.
    pub fn comes_back(&mut self, ticket: Ticket, arrival_s: f64, cases: &Cases) {
        // What is left of an earlier wait of the same contact, and of others.
        self.line.retain(|t| *t != ticket && cases.get(*t).is_some_and(|case| wants(case.state)));
        let earlier = |t: &Ticket| cases.get(*t).is_some_and(|case| case.visit.arrival_s < arrival_s);
        let place = self.line.iter().take_while(|t| earlier(t)).count();
        self.line.insert(place, ticket);
        self.alive += 1;
    }

    /// Who is first. Those who have left go out of the way.
    pub fn head(&mut self, cases: &Cases) -> Option<Ticket> {
        if self.alive == 0 {
            self.line.clear();
            return None;
        }
        while let Some(&first) = self.line.front() {
            if cases.get(first).is_some_and(|case| wants(case.state)) {
                return Some(first);
            }
            self.line.pop_front();
        }
        None
    }

    /// All who wait, first come first.
    pub fn all<'a>(&'a self, cases: &'a Cases) -> impl Iterator<Item = Ticket> + 'a {
        self.line.iter().copied().filter(|t| cases.get(*t).is_some_and(|case| wants(case.state)))
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.alive
    }

    /// All who wait, last come first.
    pub fn last_first<'a>(&'a self, cases: &'a Cases) -> impl Iterator<Item = Ticket> + 'a {
        self.line.iter().rev().copied().filter(|t| cases.get(*t).is_some_and(|case| wants(case.state)))
    }

    /// Somebody is taken, or has left: the entry is dead once its state says so.
    pub fn forgets_one(&mut self) {
        self.alive -= 1;
    }
}
