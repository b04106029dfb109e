//! A center as a fluid: how long until a contact is taken, if everything is finished at the rate at which it is finished
//! on average.
//!
//! Contacts that wait stand in lines, one for each type. A group finishes what it has in hand at a certain rate, and takes
//! as much from the line that is its turn: of the best level with somebody left, the one whose first came first. Several
//! groups may draw on one line, and a group on several; who is taken changes what is in hand. Types that a group takes
//! first go on coming meanwhile, and those who wait hang up at the rate of their mean patience. What a group does once nobody is left whom it takes first goes to the contact that is
//! asked about, which is taken when that is one contact in all.
//!
//! With one group, one mean handle time and nobody who hangs up, or comes and is taken first, it is (contacts in front + 1)
//! x mean handle time / agents, whatever the step: the queue-length estimate of the literature; with patience about its
//! Markovian form (Ibrahim & Whitt, M&SOM 11(3), 2009).

use std::ops::Range;

use crate::model::DAY_S;

/// Contacts in front are taken in so many steps, but never in less than half a contact each.
const STEPS: f64 = 12.0;

/// What is in hand is brought up to date when this part of it has been replaced, but not for less than a contact.
const PART: f64 = 1.0 / 16.0;

/// After so many steps they become twice as long: of a long wait it is known less exactly when it ends.
const LONG: u32 = 24;

/// What is in hand is brought up to date so often in a step, where the contact that is asked about has been taken by then.
const MOST_PASSES: u32 = 256;

/// The longest wait that is foreseen, s.
const LONGEST_S: f64 = DAY_S;

/// Contacts that an idle agent takes in a second.
const AT_ONCE: f64 = 1e9;

/// Less than this of a contact is nothing.
const NOTHING: f64 = 1e-9;

/// What a group has in hand of one skill.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    number: f64,
    /// Of one, how many are done in a second.
    each: f64,
    /// Taken since the number was last brought up to date.
    taken: f64,
}

impl Hand {
    /// So many, each of which takes so many seconds.
    pub fn new(number: f64, takes_s: f64) -> Hand {
        // Work of no time is done in no time.
        Hand { number, each: 1.0 / takes_s.max(1e-9), taken: 0.0 }
    }
}

/// Contacts of one type that wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    waiting: f64,
    /// More of them that come in a second, where somebody takes them before the contact that is asked about.
    pub inflow: f64,
    /// Of one who waits, how many hang up in a second.
    impatience: f64,
    /// So many at most go before the contact that is asked about.
    before: f64,
    /// Some do.
    is_in_front: bool,
    /// Arrival of the first and of the last of them, s.
    first_s: f64,
    last_s: f64,
    /// Taken, or gone.
    taken: f64,
}

impl Line {
    /// So many, of each of whom so many hang up in a second; the first and the last came at these moments.
    pub fn new(waiting: u32, impatience: f64, (first_s, last_s): (f64, f64)) -> Line {
        Line {
            waiting: f64::from(waiting),
            inflow: 0.0,
            impatience,
            before: 0.0,
            is_in_front: false,
            first_s,
            last_s,
            taken: 0.0,
        }
    }

    /// Some come, and some of those who go before the contact that is asked about hang up: how many.
    fn passes(&mut self, step_s: f64) -> f64 {
        self.waiting += self.inflow * step_s;
        let still = (self.waiting.min(self.before) - self.taken).max(0.0);
        let gone = -still * libm::expm1(-self.impatience * step_s);
        self.taken += gone;
        if self.is_in_front { gone } else { 0.0 }
    }

    /// When the one came who is first now, as if they had come evenly.
    fn front_s(&self) -> f64 {
        self.first_s + (self.last_s - self.first_s) * (self.taken / self.waiting.max(1.0))
    }
}

/// A line that a group draws on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Turn {
    pub line: usize,
    /// Smaller ones first.
    pub level: usize,
    /// So many go before the contact that is asked about; infinite: those to come as well.
    pub before: f64,
    /// Position of the skill among the group's.
    pub skill: usize,
}

/// What a group is to the contact that is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Takes {
    /// Position of the skill among the group's.
    pub skill: usize,
    /// From so many seconds from now on.
    pub from_s: f64,
    /// So many agents have to become idle before.
    pub reserve: f64,
    /// Somebody is idle who takes it then.
    pub idle: bool,
}

#[derive(Clone, Debug)]
struct FluidGroup {
    hands: Range<usize>,
    turns: Range<usize>,
    takes: Option<Takes>,
    /// How much is taken before what is in hand is brought up to date: a contact, or with many agents a small part of them;
    /// without an end where everything in hand is done as fast, so that it changes nothing who is taken.
    at_once: f64,
}

/// What a contact has before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rest {
    /// Until it is taken, s.
    pub after_s: f64,
    /// Contacts in front: taken before by groups that could take it, or gone.
    pub in_front: f64,
}

/// The fluid of one question, and room for the next.
#[derive(Debug, Default)]
pub(super) struct Fluid {
    groups: Vec<FluidGroup>,
    hands: Vec<Hand>,
    turns: Vec<Turn>,
    lines: Vec<Line>,
    /// Lines of contact types, for who asks to keep meanwhile.
    pub places: Vec<usize>,
}

impl Fluid {
    /// For another question.
    pub fn clear(&mut self) {
        self.groups.clear();
        self.hands.clear();
        self.turns.clear();
        self.lines.clear();
    }

    /// One line more; its position.
    pub fn add_line(&mut self, line: Line) -> usize {
        self.lines.push(line);
        self.lines.len() - 1
    }

    pub fn line_mut(&mut self, line: usize) -> &mut Line {
        &mut self.lines[line]
    }

    /// A turn of the group that is added next.
    pub fn add_turn(&mut self, turn: Turn) {
        self.turns.push(turn);
    }

    /// Of how many in each line it matters whether they hang up: of those who go before the contact, in a line of which
    /// nobody does, of all.
    fn see_who_is_before(&mut self) {
        for group in self.groups.iter().filter(|group| group.takes.is_some()) {
            for turn in &self.turns[group.turns.clone()] {
                let line = &mut self.lines[turn.line];
                line.before = line.before.max(turn.before);
                line.is_in_front = true;
            }
        }
        self.lines.iter_mut().filter(|line| !line.is_in_front).for_each(|line| line.before = f64::INFINITY);
    }

    /// A group with what it has in hand, and the turns added since the last. Groups that do not take the contact themselves
    /// come first: what they take is gone for the others.
    pub fn add_group(&mut self, takes: Option<Takes>, hands: impl Iterator<Item = Hand>) {
        let (hand, turn) = (self.hands.len(), self.groups.last().map_or(0, |group| group.turns.end));
        self.hands.extend(hands);
        let hands = hand..self.hands.len();
        let is_even = self.hands[hands.clone()].windows(2).all(|pair| pair[0].each == pair[1].each);
        let all: f64 = self.hands[hands.clone()].iter().map(|hand| hand.number).sum();
        let at_once = if is_even { f64::INFINITY } else { (PART * all).max(1.0) };
        self.groups.push(FluidGroup { hands, turns: turn..self.turns.len(), takes, at_once });
    }

    /// Until the contact is taken.
    pub fn rest(&mut self) -> Rest {
        self.see_who_is_before();
        let mut step_s = self.first_step_s();
        let (mut at_s, mut mine, mut in_front, mut steps) = (0.0, 0.0, 0.0, 0);
        while at_s < LONGEST_S {
            let step = self.step(at_s, step_s);
            in_front += step.in_front;
            if mine + step.mine >= 1.0 {
                let over_s = (mine + step.mine - 1.0) / step.rate;
                return Rest { after_s: (at_s + step_s - over_s).max(at_s), in_front };
            }
            mine += step.mine;
            at_s += step_s;
            steps += 1;
            if steps % LONG == 0 {
                step_s *= 2.0;
            }
        }
        Rest { after_s: LONGEST_S, in_front }
    }

    fn first_step_s(&self) -> f64 {
        let (mut rate, mut before) = (0.0, 0.0);
        for (g, group) in self.groups.iter().enumerate() {
            let Some(takes) = group.takes else { continue };
            rate += self.rate_of(g);
            let turns = &self.turns[group.turns.clone()];
            before += takes.reserve;
            before += turns.iter().map(|turn| turn.before.min(self.lines[turn.line].waiting)).sum::<f64>();
        }
        let most = self.groups.iter().map(|group| group.at_once).fold(f64::INFINITY, f64::min);
        (before / STEPS).clamp(0.5, most) / rate
    }

    /// What is done in so many seconds from `at_s` on.
    fn step(&mut self, at_s: f64, step_s: f64) -> Step {
        let mut step =
            Step { in_front: self.lines.iter_mut().map(|line| line.passes(step_s)).sum(), ..Step::default() };
        for g in 0..self.groups.len() {
            let (taken, left_s) = self.takes_others(g, step_s);
            let Some(takes) = self.groups[g].takes else { continue };
            step.in_front += taken;
            // Of the time left, what lies after the moment from which on it may be taken.
            let left_s = left_s.min(at_s + step_s - takes.from_s);
            if left_s > 0.0 {
                step.mine += self.takes_me(g, takes, left_s);
                step.rate += if takes.idle { AT_ONCE } else { self.rate_of(g) };
            }
        }
        step
    }

    /// A group takes what is to be taken before, for so many seconds; how much that was, and the time left then.
    fn takes_others(&mut self, g: usize, mut left_s: f64) -> (f64, f64) {
        let mut taken = 0.0;
        while let Some((turn, there)) = self.next(g) {
            let (rate, room) = (self.rate_of(g), self.room(g));
            let some = there.min(rate * left_s).min(room);
            self.lines[turn.line].taken += some;
            self.refill(g, turn.skill, some);
            taken += some;
            left_s -= some / rate;
            if left_s * rate <= NOTHING {
                return (taken, 0.0);
            }
        }
        (taken, left_s)
    }

    /// Nobody is before the contact in a group for so many seconds: the share of it that is taken.
    fn takes_me(&mut self, g: usize, takes: Takes, mut left_s: f64) -> f64 {
        if takes.idle {
            return AT_ONCE * left_s;
        }
        let (mut done, mut passes) = (0.0, 0);
        loop {
            let (rate, room) = (self.rate_of(g), self.room(g));
            passes += 1;
            if passes > MOST_PASSES && done >= takes.reserve + 1.0 {
                // Work that takes no time would be replaced without end: the contact has been taken long ago.
                done += rate * left_s;
                break;
            }
            let some = (rate * left_s).min(room);
            self.refill(g, takes.skill, some);
            done += some;
            left_s -= some / rate;
            if left_s * rate <= NOTHING {
                break;
            }
        }
        let kept_back = takes.reserve.min(done);
        if let Some(takes) = &mut self.groups[g].takes {
            takes.reserve -= kept_back;
        }
        done - kept_back
    }

    /// Whose turn it is in a group, and how much there is before the contact.
    fn next(&self, g: usize) -> Option<(Turn, f64)> {
        let mut best: Option<(Turn, f64)> = None;
        let place = |turn: &Turn| (turn.level, self.lines[turn.line].front_s());
        for turn in &self.turns[self.groups[g].turns.clone()] {
            let line = &self.lines[turn.line];
            let there = line.waiting.min(turn.before) - line.taken;
            if there > NOTHING && best.as_ref().is_none_or(|(first, _)| place(turn) < place(first)) {
                best = Some((*turn, there));
            }
        }
        best
    }

    /// What a group finishes in a second.
    fn rate_of(&self, g: usize) -> f64 {
        self.hands[self.groups[g].hands.clone()].iter().map(|hand| hand.number * hand.each).sum()
    }

    /// How much a group takes before what it has in hand is brought up to date.
    fn room(&self, g: usize) -> f64 {
        let at_once = self.groups[g].at_once;
        if at_once == f64::INFINITY {
            return at_once;
        }
        at_once - self.hands[self.groups[g].hands.clone()].iter().map(|hand| hand.taken).sum::<f64>()
    }

    /// A group finishes some of what it has in hand, each as fast as it is done, and takes as much of one skill.
    fn refill(&mut self, g: usize, skill: usize, some: f64) {
        let at_once = self.groups[g].at_once;
        if at_once == f64::INFINITY {
            return;
        }
        let rate = self.rate_of(g);
        let hands = &mut self.hands[self.groups[g].hands.clone()];
        hands[skill].taken += some;
        let taken: f64 = hands.iter().map(|hand| hand.taken).sum();
        if taken < at_once - NOTHING {
            return;
        }
        for hand in hands {
            hand.number = (hand.number - hand.number * hand.each * taken / rate).max(0.0) + hand.taken;
            hand.taken = 0.0;
        }
    }
}

/// What is done in a step for the contact that is asked about.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// Contacts taken before it, or gone.
    in_front: f64,
    /// Of itself, as a share.
    mine: f64,
    /// Shares a second, once nobody is before it.
    rate: f64,
}

#[cfg(test)]
mod tests;
