//! What is going to happen, in order of time.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::case::Ticket;
use super::progress::Progress;

/// What is going to happen. At one moment the order is that of the variants here: patience ends before anybody could
/// still be served, people come and go before work is done, contacts come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planned {
    /// A customer's patience ends.
    Leaves(Ticket),
    /// The center closes for the day.
    Closes(u32),
    /// The center opens for the day.
    Opens(u32),
    /// The next change of a head-count of this day.
    HeadCount,
    /// An agent's shift begins.
    Comes(u32),
    /// An agent becomes unavailable for a while.
    AwayStarts(u32),
    /// A stretch begins in which an agent is to be away.
    StretchStarts(u32),
    /// And is available again.
    AwayEnds(u32),
    /// An agent has been away for as long as was due.
    StretchEnds(u32),
    /// From now on an agent may take a break of this many milliseconds.
    BreakMay(u32, u32),
    /// An agent must take it now.
    BreakMust(u32, u32),
    /// An agent's shift ends.
    Goes(u32),
    /// An agent is done with the next step of something in hand.
    Progress(u32),
    /// A contact comes within reach of further groups.
    Overflow(Ticket, u32),
    /// A pace of dialing changes.
    Pace(u32),
    /// A dialed number answers, or is given up.
    Rings(Ticket),
    /// A contact comes that another caused.
    Returns(Ticket),
    /// A customer who waits is told how long it will take.
    Announces(Ticket),
    /// Agents called in by an alarm come, or go.
    Reserves(bool),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Entry {
    key: u128,
    planned: Planned,
}

/// What orders all that is planned: the bits of a time that is not negative, which order like it; at one moment the rank of
/// what is planned, then the order in which it was.
fn key(at_s: f64, rank: u8, sequence: u64) -> u128 {
    u128::from(at_s.max(0.0).to_bits()) << 64 | u128::from(u64::from(rank) << SEQUENCE_BITS | sequence)
}

/// The time of a key, s.
fn time_s(key: u128) -> f64 {
    f64::from_bits((key >> 64) as u64)
}

/// The rank of [`Planned::Progress`].
const PROGRESS_RANK: u8 = 12;

/// Bits of an entry's order below its rank: more than can be planned in a run.
const SEQUENCE_BITS: u32 = 56;

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key.cmp(&other.key)
    }
}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Planned {
    fn rank(&self) -> u8 {
        match self {
            Planned::Leaves(_) => 0,
            Planned::Closes(_) => 1,
            Planned::Opens(_) => 2,
            Planned::HeadCount => 3,
            Planned::Comes(_) => 4,
            Planned::AwayStarts(_) => 5,
            Planned::StretchStarts(_) => 6,
            Planned::AwayEnds(_) => 7,
            Planned::StretchEnds(_) => 8,
            Planned::BreakMay(..) => 9,
            Planned::BreakMust(..) => 10,
            Planned::Goes(_) => 11,
            Planned::Progress(_) => PROGRESS_RANK,
            Planned::Overflow(..) => 13,
            Planned::Pace(_) => 14,
            Planned::Rings(_) => 15,
            Planned::Returns(_) => 16,
            Planned::Announces(_) => 17,
            Planned::Reserves(_) => 18,
        }
    }
}

/// What is going to happen. Of what agents have in hand only the next step is planned, and moved when it changes. Of the
/// rest, what has been overtaken by events stays in it and is recognised when it comes up: taking it out would cost more
/// than meeting it once.
#[derive(Debug)]
pub(super) struct Calendar {
    heap: BinaryHeap<Reverse<Entry>>,
    progress: Progress,
    sequence: u64,
}

impl Calendar {
    /// Nothing is planned yet, of so many agents.
    pub fn new(agents: usize) -> Calendar {
        Calendar { heap: BinaryHeap::new(), progress: Progress::new(agents), sequence: 0 }
    }

    /// Plans something for a moment, which is not negative; what is planned for never is not planned.
    pub fn plan(&mut self, at_s: f64, planned: Planned) {
        if at_s.is_finite() {
            self.sequence += 1;
            self.heap.push(Reverse(Entry { key: key(at_s, planned.rank(), self.sequence), planned }));
        }
    }

    /// Plans the end of an agent's next step; infinite: what is in hand has none.
    #[inline]
    pub fn plan_progress(&mut self, agent: u32, at_s: f64) {
        if !at_s.is_finite() {
            return self.progress.cancel(agent);
        }
        self.sequence += 1;
        self.progress.plan(agent, at_s.max(0.0), self.sequence);
    }

    /// An agent has nothing in hand any more.
    #[inline]
    pub fn cancel_progress(&mut self, agent: u32) {
        self.progress.cancel(agent);
    }

    /// When the next thing happens; infinite if nothing does.
    #[inline]
    pub fn next_s(&self) -> f64 {
        let of_agents = self.progress.first_s();
        let of_others = self.heap.peek().map_or(f64::INFINITY, |Reverse(entry)| time_s(entry.key));
        of_agents.min(of_others)
    }

    /// Another agent whose shift ends at this moment, if that is what happens next.
    pub fn goes_too(&mut self, now: f64) -> Option<u32> {
        match self.heap.peek() {
            // Nobody is done with anything before at this moment, by the order of the rules.
            Some(&Reverse(Entry { key, planned: Planned::Goes(agent) })) if time_s(key) == now => {
                self.heap.pop();
                Some(agent)
            }
            _ => None,
        }
    }

    /// The next thing, and when.
    #[inline]
    pub fn next(&mut self) -> Option<(f64, Planned)> {
        let first_s = self.progress.first_s();
        let is_first = |other: &Entry| {
            let other_s = time_s(other.key);
            first_s < other_s || (first_s == other_s && PROGRESS_RANK < other.planned.rank())
        };
        if first_s < f64::INFINITY && self.heap.peek().is_none_or(|Reverse(other)| is_first(other)) {
            // It stays until the agent's next step is planned.
            return Some((first_s, Planned::Progress(self.progress.first_agent())));
        }
        self.heap.pop().map(|Reverse(entry)| (time_s(entry.key), entry.planned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_is_lived_in_the_order_of_the_rules_and_then_as_planned() {
        let mut calendar = Calendar::new(8);
        let ticket = Ticket { place: 0, number: 1 };
        calendar.plan(5.0, Planned::Returns(ticket));
        calendar.plan_progress(2, 5.0);
        calendar.plan_progress(1, 5.0);
        calendar.plan(5.0, Planned::Leaves(ticket));
        calendar.plan(5.0, Planned::Goes(7));
        calendar.plan(4.0, Planned::Pace(0));
        calendar.plan(f64::INFINITY, Planned::Pace(1));
        assert_eq!(calendar.next_s(), 4.0);
        let next = || {
            let (_, planned) = calendar.next()?;
            if let Planned::Progress(agent) = planned {
                calendar.cancel_progress(agent);
            }
            Some(planned)
        };
        let lived: Vec<Planned> = std::iter::from_fn(next).collect();
        let expected = [
            Planned::Pace(0),
            Planned::Leaves(ticket),
            Planned::Goes(7),
            Planned::Progress(2),
            Planned::Progress(1),
            Planned::Returns(ticket),
        ];
        assert_eq!(lived, expected);
    }
}
