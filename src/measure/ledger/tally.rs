//! What is counted and summed in a cell.

use crate::floor::DayOfMarket;

/// Counts and sums of one contact type in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct Tally {
    pub blocked: u64,
    pub balked: u64,
    pub abandoned: u64,
    pub cut_off: u64,
    pub answered: u64,
    pub answered_later: u64,
    pub in_time: u64,
    pub gone_in_time: u64,
    pub overtaken: u64,
    pub wait_answered_s: f64,
    /// Waits of those who abandoned or were cut off.
    pub wait_unserved_s: f64,
    pub handle_s: f64,
    pub queue_s: f64,
    pub perceived_s: f64,
    pub satisfaction: f64,
    pub resolved: u64,
    pub classes: [u64; 4],
    /// The longest wait of those who were answered, and of those who were not.
    pub longest_answered_s: f64,
    pub longest_unserved_s: f64,
}

/// Sums of one group in one cell.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct GroupTally {
    pub answered: u64,
    pub handle_s: f64,
    pub busy_s: f64,
    /// Agent-seconds beyond the head-count.
    pub overrun_s: f64,
}

/// What only a [`Center`](crate::floor::Recorder) tells of a contact type. It stands beside [`Tally`], so that a plain
/// floor's books stay small.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct Extra {
    /// Services that are over.
    pub handled: u64,
    /// Waited for "hello" alone, not for an agent.
    pub found_agent: u64,
    pub redials: u64,
    pub repeats: u64,
    pub transfers: u64,
    /// Took the offer of a callback.
    pub callbacks: u64,
    pub called_back: u64,
    pub not_reached: u64,
    pub broken_promises: u64,
    /// Time from arrival until called back, answered or not.
    pub callback_wait_s: f64,
    /// Time from arrival to the end of the run of those who still waited for a call.
    pub callback_left_s: f64,
    /// Taken by an agent in their turn, of whom a wait had been predicted: how many, the waits predicted and lived, and
    /// their absolute differences.
    pub predicted: u64,
    pub predicted_s: f64,
    pub lived_s: f64,
    pub mispredicted_s: f64,
    pub dialed: u64,
    /// Of those dialed, answered the phone.
    pub answered_phone: u64,
    /// Answered the phone: contacts that the dialer has begun.
    pub reached: u64,
    /// Of those dialed, had to wait.
    pub mismatches: u64,
    /// Of those dialed, gave up.
    pub nuisances: u64,
    pub wrong_party: u64,
    /// Still waited at the end, in the queue or for a callback.
    pub left_over: u64,
    /// Of those, in the queue.
    pub left_in_queue: u64,
    /// Of those, could still be answered within the target.
    pub not_yet_due: u64,
    /// Of those left over, who should have been seen to before the run ended.
    pub overdue: u64,
    /// Their waits until the end.
    pub wait_left_s: f64,
    /// Of all waits, on a clock faster than 1.
    pub hard_s: f64,
    /// Told before they asked, and what that cost.
    pub notified: u64,
    pub notice_costs: f64,
    /// What followed where it is drawn.
    pub complaints: u64,
    pub silent: u64,
    pub told: f64,
    pub told_good: f64,
    pub leavers: u64,
    /// What they were worth, in standard customers.
    pub leavers_worth: f64,
    pub recovered: u64,
    pub compensation: f64,
}

/// What only a center tells of a group.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(in crate::measure) struct GroupExtra {
    /// Services that are over.
    pub handled: u64,
    /// Customers called back and reached.
    pub called_back: u64,
    /// Agent-seconds there, idle or busy.
    pub present_s: f64,
    /// Agent-seconds paid.
    pub paid_s: f64,
    /// Of these, scheduled and of those who showed up.
    pub shown_up_s: f64,
    /// Of these, breaks as planned, on breaks, and away by shrinkage.
    pub breaks_planned_s: f64,
    pub breaks_lived_s: f64,
    pub shrinkage_lived_s: f64,
}

/// The cells of one replication, or the batches of one steady stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    pub(in crate::measure) tallies: Vec<Tally>,
    pub(in crate::measure) groups: Vec<GroupTally>,
    /// Empty for a plain model.
    pub(in crate::measure) extras: Vec<Extra>,
    /// A center told them.
    of_center: bool,
    /// Empty where nobody tells the time of people.
    pub(in crate::measure) group_extras: Vec<GroupExtra>,
    /// By cell and type: customers lost through each part of contacts. Empty where customers are worth nothing.
    pub(in crate::measure) blames: Vec<[f64; 6]>,
    /// By cell, type and kind of customer: contacts of each class. Empty where all customers are of one kind.
    pub(in crate::measure) kinds: Vec<[u64; 4]>,
    /// By day. Empty where no customer base is followed.
    pub(in crate::measure) market: Vec<DayOfMarket>,
    /// By day: alarms.
    pub(in crate::measure) alarms: Vec<u64>,
}

/// What the books of a replication must have room for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    pub cells: usize,
    pub types: usize,
    pub groups: usize,
    /// What plain models have no word for.
    pub extras: bool,
    /// The time of people, told by the stretch.
    pub people: bool,
    /// What only a center tells.
    pub center: bool,
    pub blames: bool,
    /// Kinds of customer.
    pub kinds: usize,
    /// Days, where a center tells of them.
    pub days: usize,
}

impl Section {
    /// Empty books.
    pub(super) fn new(room: &Room) -> Section {
        let Room { cells, types, groups, extras, people, center, blames, kinds, days } = *room;
        Section {
            of_center: center,
            tallies: vec![Tally::default(); cells * types],
            groups: vec![GroupTally::default(); cells * groups],
            extras: vec![Extra::default(); if extras { cells * types } else { 0 }],
            group_extras: vec![GroupExtra::default(); if people { cells * groups } else { 0 }],
            blames: vec![[0.0; 6]; if blames { cells * types } else { 0 }],
            kinds: vec![[0; 4]; if kinds > 1 { cells * types * kinds } else { 0 }],
            market: vec![DayOfMarket::default(); if center { days } else { 0 }],
            alarms: vec![0; if center { days } else { 0 }],
        }
    }

    /// Whether a center told them.
    pub(in crate::measure) fn is_of_center(&self) -> bool {
        self.of_center
    }
}

impl Tally {
    /// Contacts that have ended in one of the ways that a queue knows.
    pub fn ended(&self) -> u64 {
        self.blocked + self.balked + self.abandoned + self.cut_off + self.answered
    }

    /// Adds what was counted in another cell.
    pub fn add(&mut self, other: &Tally) {
        self.blocked += other.blocked;
        self.balked += other.balked;
        self.abandoned += other.abandoned;
        self.cut_off += other.cut_off;
        self.answered += other.answered;
        self.answered_later += other.answered_later;
        self.in_time += other.in_time;
        self.gone_in_time += other.gone_in_time;
        self.overtaken += other.overtaken;
        self.wait_answered_s += other.wait_answered_s;
        self.wait_unserved_s += other.wait_unserved_s;
        self.handle_s += other.handle_s;
        self.queue_s += other.queue_s;
        self.perceived_s += other.perceived_s;
        self.satisfaction += other.satisfaction;
        self.resolved += other.resolved;
        for (mine, theirs) in self.classes.iter_mut().zip(other.classes) {
            *mine += theirs;
        }
        self.longest_answered_s = self.longest_answered_s.max(other.longest_answered_s);
        self.longest_unserved_s = self.longest_unserved_s.max(other.longest_unserved_s);
    }
}

impl GroupTally {
    /// Adds what was counted in another cell.
    pub fn add(&mut self, other: &GroupTally) {
        self.answered += other.answered;
        self.handle_s += other.handle_s;
        self.busy_s += other.busy_s;
        self.overrun_s += other.overrun_s;
    }
}

impl Extra {
    /// Contacts that have ended in one of the ways that only a center knows: who took a callback has been called, reached
    /// or not, or is left over.
    pub fn ended(&self) -> u64 {
        self.called_back + self.not_reached + self.left_over
    }

    /// Adds what was counted in another cell.
    pub fn add(&mut self, other: &Extra) {
        self.handled += other.handled;
        self.found_agent += other.found_agent;
        self.redials += other.redials;
        self.repeats += other.repeats;
        self.transfers += other.transfers;
        self.callbacks += other.callbacks;
        self.called_back += other.called_back;
        self.not_reached += other.not_reached;
        self.broken_promises += other.broken_promises;
        self.callback_wait_s += other.callback_wait_s;
        self.callback_left_s += other.callback_left_s;
        self.predicted += other.predicted;
        self.predicted_s += other.predicted_s;
        self.lived_s += other.lived_s;
        self.mispredicted_s += other.mispredicted_s;
        self.dialed += other.dialed;
        self.answered_phone += other.answered_phone;
        self.reached += other.reached;
        self.mismatches += other.mismatches;
        self.nuisances += other.nuisances;
        self.wrong_party += other.wrong_party;
        self.left_over += other.left_over;
        self.left_in_queue += other.left_in_queue;
        self.not_yet_due += other.not_yet_due;
        self.overdue += other.overdue;
        self.wait_left_s += other.wait_left_s;
        self.hard_s += other.hard_s;
        self.notified += other.notified;
        self.notice_costs += other.notice_costs;
        self.complaints += other.complaints;
        self.silent += other.silent;
        self.told += other.told;
        self.told_good += other.told_good;
        self.leavers += other.leavers;
        self.leavers_worth += other.leavers_worth;
        self.recovered += other.recovered;
        self.compensation += other.compensation;
    }
}

impl GroupExtra {
    /// Adds what was counted in another cell.
    pub fn add(&mut self, other: &GroupExtra) {
        self.handled += other.handled;
        self.called_back += other.called_back;
        self.present_s += other.present_s;
        self.paid_s += other.paid_s;
        self.shown_up_s += other.shown_up_s;
        self.breaks_planned_s += other.breaks_planned_s;
        self.breaks_lived_s += other.breaks_lived_s;
        self.shrinkage_lived_s += other.shrinkage_lived_s;
    }
}
