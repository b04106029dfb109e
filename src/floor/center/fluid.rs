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

/// After so many steps they become twice as long: of a long wait it is known less exactly when it ends.
const LONG: u32 = 24;

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
    /// Taken since the number was last brought up to date, which is done contact by contact.
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
    /// So many, with a mean patience, the first and the last of whom came at these moments.
    pub fn new(waiting: u32, patience_s: f64, (first_s, last_s): (f64, f64)) -> Line {
        let impatience = 1.0 / patience_s;
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
    /// Whatever is in hand, it is done as fast: who is taken changes nothing.
    is_even: bool,
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
        self.groups.push(FluidGroup { hands, turns: turn..self.turns.len(), takes, is_even });
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
        let most = if self.groups.iter().all(|group| group.is_even) { f64::INFINITY } else { 1.0 };
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
        let mut done = 0.0;
        loop {
            let (rate, room) = (self.rate_of(g), self.room(g));
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
        if self.groups[g].is_even {
            return f64::INFINITY;
        }
        1.0 - self.hands[self.groups[g].hands.clone()].iter().map(|hand| hand.taken).sum::<f64>()
    }

    /// A group finishes some of what it has in hand, each as fast as it is done, and takes as much of one skill.
    fn refill(&mut self, g: usize, skill: usize, some: f64) {
        if self.groups[g].is_even {
            return;
        }
        let rate = self.rate_of(g);
        let hands = &mut self.hands[self.groups[g].hands.clone()];
        hands[skill].taken += some;
        let taken: f64 = hands.iter().map(|hand| hand.taken).sum();
        if taken < 1.0 - NOTHING {
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
mod tests {
    use super::*;

    /// Agents of whom everybody has a contact of `takes_s` in hand.
    fn hands(agents: f64, takes_s: f64) -> impl Iterator<Item = Hand> {
        [Hand::new(agents, takes_s)].into_iter()
    }

    const TAKES: Takes = Takes { skill: 0, from_s: 0.0, reserve: 0.0, idle: false };

    fn turn(line: usize, before: f64) -> Turn {
        Turn { line, level: 0, before, skill: 0 }
    }

    #[test]
    fn one_group_finishes_all_in_front_and_one_more() {
        for waiting in [0, 1, 7, 500] {
            let mut fluid = Fluid::default();
            let line = fluid.add_line(Line::new(waiting, f64::INFINITY, (0.0, 10.0)));
            fluid.add_turn(turn(line, f64::from(waiting)));
            fluid.add_group(Some(TAKES), hands(20.0, 300.0));
            let Rest { after_s, in_front } = fluid.rest();
            assert!((after_s - f64::from(waiting + 1) * 15.0).abs() < 1e-6, "{waiting}: {after_s}");
            assert!((in_front - f64::from(waiting)).abs() < 1e-6, "{waiting}: {in_front}");
        }
    }

    /// Twenty agents who finish 4 a minute, behind 20 of a mean patience of 5 minutes: the sum of 1 / (4 + i / 5), i in 0..=20.
    #[test]
    fn who_hangs_up_is_not_in_front_any_more() {
        let mut fluid = Fluid::default();
        let line = fluid.add_line(Line::new(20, 300.0, (0.0, 10.0)));
        fluid.add_turn(turn(line, 20.0));
        fluid.add_group(Some(TAKES), hands(20.0, 300.0));
        let exact_s: f64 = (0..=20).map(|i| 60.0 / (4.0 + f64::from(i) / 5.0)).sum();
        let Rest { after_s, in_front } = fluid.rest();
        assert!((after_s / exact_s - 1.0).abs() < 0.03, "{after_s} {exact_s}");
        // Each of those in front is a stage, whether taken or gone.
        assert!((in_front - 20.0).abs() < 0.5, "{in_front}");
    }

    /// Of 20 who wait, 5 are before: the others' patience does not matter.
    #[test]
    fn who_hangs_up_behind_does_not_matter() {
        let rest = |waiting: u32| {
            let mut fluid = Fluid::default();
            let line = fluid.add_line(Line::new(waiting, 300.0, (0.0, 10.0)));
            fluid.add_turn(turn(line, 5.0));
            fluid.add_group(Some(TAKES), hands(20.0, 300.0));
            fluid.rest().after_s
        };
        assert!((rest(5) - rest(20)).abs() < 1e-9);
    }

    /// Of 20 agents who finish 240 an hour, 200 an hour go to those who come and are taken first: 40 an hour are left.
    #[test]
    fn who_comes_and_is_taken_first_leaves_less() {
        let mut fluid = Fluid::default();
        let line = fluid.add_line(Line::new(0, f64::INFINITY, (0.0, 0.0)));
        fluid.line_mut(line).inflow = 200.0 / 3600.0;
        fluid.add_turn(turn(line, f64::INFINITY));
        fluid.add_group(Some(TAKES), hands(20.0, 300.0));
        assert!((fluid.rest().after_s - 90.0).abs() < 1e-6, "{:?}", fluid.rest());
        // More than they can do: it is not foreseen when they come to it.
        fluid.line_mut(line).inflow = 300.0 / 3600.0;
        assert_eq!(fluid.rest().after_s, LONGEST_S);
    }

    /// Group x takes a alone, y takes a and b, first come first: of 18 a and 12 b that came evenly, all are gone when 30 are
    /// done between them, unless x is done with a before.
    #[test]
    fn groups_that_share_a_line_drain_it_together() {
        let rest = |(x, y): (f64, f64), (a, b): (u32, u32), mine_is_a: bool| {
            let mut fluid = Fluid::default();
            let first = fluid.add_line(Line::new(a, f64::INFINITY, (0.0, 30.0)));
            let second = fluid.add_line(Line::new(b, f64::INFINITY, (0.0, 30.0)));
            let before = if mine_is_a { f64::from(a) } else { f64::INFINITY };
            fluid.add_turn(turn(first, before));
            fluid.add_group(mine_is_a.then_some(TAKES), hands(x, 300.0));
            fluid.add_turn(turn(first, f64::from(a)));
            fluid.add_turn(turn(second, f64::from(b)));
            fluid.add_group(Some(TAKES), hands(y, 300.0));
            fluid.rest().after_s
        };
        // 9 + 6 agents: 30 contacts and one more at 15 / 300 a second; only what is left at the end of a step is lost.
        let after_s = rest((9.0, 6.0), (18, 12), true);
        assert!((after_s - 31.0 * 20.0).abs() < 20.0, "{after_s}");
        // Without an a, x is idle, and 12 b and one more wait for y alone.
        assert!((rest((9.0, 6.0), (0, 12), false) - 13.0 * 50.0).abs() < 1e-6);
        // With so many a that y helps out to the last, x and y drain both together.
        let after_s = rest((3.0, 6.0), (18, 12), false);
        assert!((after_s - 30.0 * 300.0 / 9.0 - 50.0).abs() < 100.0, "{after_s}");
    }

    /// One agent has 300 s in hand, then takes 100 s, then the contact.
    #[test]
    fn what_is_taken_changes_what_is_in_hand() {
        let mut fluid = Fluid::default();
        let line = fluid.add_line(Line::new(1, f64::INFINITY, (0.0, 0.0)));
        fluid.add_turn(Turn { skill: 1, ..turn(line, 1.0) });
        fluid.add_group(Some(TAKES), [Hand::new(1.0, 300.0), Hand::new(0.0, 100.0)].into_iter());
        assert!((fluid.rest().after_s - 400.0).abs() < 1e-6);
    }

    #[test]
    fn a_reserve_becomes_idle_first_and_who_is_out_of_reach_takes_later() {
        let rest = |takes: Takes| {
            let mut fluid = Fluid::default();
            fluid.add_group(Some(takes), hands(10.0, 300.0));
            fluid.rest().after_s
        };
        assert!((rest(Takes { reserve: 2.0, ..TAKES }) - 90.0).abs() < 1e-6);
        assert!((rest(Takes { from_s: 60.0, ..TAKES }) - 90.0).abs() < 1e-6);
        assert!((rest(Takes { from_s: 60.0, idle: true, ..TAKES }) - 60.0).abs() < 1e-6);
    }
}
