//! What is going to happen, in order of time.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::case::Ticket;

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
    /// An agent is done with the next step of something in hand, unless its plans have changed since this many changes.
    Progress(u32, u32),
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
    /// Bits of a time that is not negative: they order like it.
    at: u64,
    /// The rank of what is planned, then the order in which it was.
    order: u64,
    planned: Planned,
}

/// Bits of an entry's order below its rank: more than can be planned in a run.
const SEQUENCE_BITS: u32 = 56;

impl Ord for Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
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
            Planned::Progress(..) => 12,
            Planned::Overflow(..) => 13,
            Planned::Pace(_) => 14,
            Planned::Rings(_) => 15,
            Planned::Returns(_) => 16,
            Planned::Announces(_) => 17,
            Planned::Reserves(_) => 18,
        }
    }
}

/// What is going to happen. What has been overtaken by events stays in it and is recognised when it comes up: taking it
/// out would cost more than meeting it once.
#[derive(Debug, Default)]
pub(super) struct Calendar {
    heap: BinaryHeap<Reverse<Entry>>,
    sequence: u64,
}

impl Calendar {
    /// Plans something for a moment, which is not negative; what is planned for never is not planned.
    pub fn plan(&mut self, at_s: f64, planned: Planned) {
        if at_s.is_finite() {
            self.sequence += 1;
            let order = u64::from(planned.rank()) << SEQUENCE_BITS | self.sequence;
            self.heap.push(Reverse(Entry { at: at_s.max(0.0).to_bits(), order, planned }));
        }
    }

    /// When the next thing happens; infinite if nothing does.
    #[inline]
    pub fn next_s(&self) -> f64 {
        self.heap.peek().map_or(f64::INFINITY, |Reverse(entry)| f64::from_bits(entry.at))
    }

    /// Another agent whose shift ends at this moment, if that is what happens next.
    pub fn goes_too(&mut self, now: f64) -> Option<u32> {
        match self.heap.peek() {
            Some(&Reverse(Entry { at, planned: Planned::Goes(agent), .. })) if at == now.to_bits() => {
                self.heap.pop();
                Some(agent)
            }
            _ => None,
        }
    }

    /// The next thing, and when.
    #[inline]
    pub fn next(&mut self) -> Option<(f64, Planned)> {
        self.heap.pop().map(|Reverse(entry)| (f64::from_bits(entry.at), entry.planned))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_is_lived_in_the_order_of_the_rules_and_then_as_planned() {
        let mut calendar = Calendar::default();
        let ticket = Ticket { place: 0, number: 1 };
        calendar.plan(5.0, Planned::Returns(ticket));
        calendar.plan(5.0, Planned::Progress(2, 1));
        calendar.plan(5.0, Planned::Progress(1, 1));
        calendar.plan(5.0, Planned::Leaves(ticket));
        calendar.plan(5.0, Planned::Goes(7));
        calendar.plan(4.0, Planned::Pace(0));
        calendar.plan(f64::INFINITY, Planned::Pace(1));
        assert_eq!(calendar.next_s(), 4.0);
        let lived: Vec<Planned> = std::iter::from_fn(|| calendar.next()).map(|(_, planned)| planned).collect();
        let expected = [
            Planned::Pace(0),
            Planned::Leaves(ticket),
            Planned::Goes(7),
            Planned::Progress(2, 1),
            Planned::Progress(1, 1),
            Planned::Returns(ticket),
        ];
        assert_eq!(lived, expected);
    }
}
