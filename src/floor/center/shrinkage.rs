//! Time that people are away although paid: drawn person by person in stretches of their own.
//!
//! A person's time is cut into stretches from the begin of the shift on (of a head-count: from opening). In each the person
//! is away with the probability that is the share. Who has a contact in hand then finishes it first. With
//! `keep = "length"` what is due is owed until it has been lived: an absence that begins late, or is interrupted by a
//! break, ends later by as much, so that the share of time lived is the share planned, except for what is still owed when
//! the person goes home. With `keep = "end"` it ends when the stretch does.

use super::agents::Agent;
use super::calendar::Planned;
use super::{Center, Happening};
use crate::floor::causes::Causes;
use crate::floor::people::draws_below;
use crate::floor::plan::Set;
use crate::floor::recorder::{Recorder, Rostered};
use crate::model::random::Purpose;
use crate::model::{DAY_S, Keep, Shrinkage};

/// How a person stands with time away.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shrunk {
    /// The day whose stretches are drawn, from when to when, s.
    day: u32,
    from_s: f64,
    to_s: f64,
    /// What is due and has not been lived, s; counted only where lengths are kept.
    owed_s: f64,
    /// Since when the person is away; infinite: is not.
    since_s: f64,
    /// When that is over; infinite: is not known yet.
    ends_s: f64,
}

impl Default for Shrunk {
    fn default() -> Shrunk {
        Shrunk { day: 0, from_s: 0.0, to_s: 0.0, owed_s: 0.0, since_s: f64::INFINITY, ends_s: f64::INFINITY }
    }
}

impl Shrunk {
    /// Whether the person is to be away now, and perhaps is.
    pub fn is_due(&self) -> bool {
        self.owed_s > 0.0 || self.ends_s < f64::INFINITY
    }

    /// Whether the person is away.
    pub fn is_lived(&self) -> bool {
        self.since_s < f64::INFINITY
    }
}

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    fn shrinkage_of(&self, agent: &Agent) -> Option<Shrinkage> {
        self.plan.groups[agent.group as usize].group.people.shrinkage
    }

    /// The stretches of a day that begins now, of everybody whom a head-count may need.
    pub(super) fn draw_stretches_of_heads(&mut self, g: usize, now: f64) {
        if self.plan.groups[g].group.people.shrinkage.is_none() {
            return;
        }
        let (day, to_s) = (self.day, now + self.plan.length_s);
        for agent in self.counts[g].first..self.counts[g].first + self.counts[g].most {
            let shrunk = &mut self.agents.all[agent as usize].shrunk;
            (shrunk.day, shrunk.from_s, shrunk.to_s) = (day, now, to_s);
            self.plan_stretch(agent, 0);
        }
    }

    /// The stretches of a shift that begins now.
    fn draw_stretches_of_shift(&mut self, agent: u32, now: f64) {
        let (me, Some(shift)) = (&self.agents.all[agent as usize], self.shift_of(agent)) else { return };
        if self.shrinkage_of(me).is_none() {
            return;
        }
        let (from_s, to_s) = (shift.from_s, shift.to_s);
        // A shift begins on its day, which is not negative.
        let day = libm::round((now - from_s) / DAY_S) as u32;
        let shrunk = &mut self.agents.all[agent as usize].shrunk;
        (shrunk.day, shrunk.from_s, shrunk.to_s) = (day, now, now + (to_s - from_s));
        self.plan_stretch(agent, 0);
    }

    /// The first stretch from this one on in which the person is to be away.
    fn plan_stretch(&mut self, agent: u32, from: u64) {
        let me = &self.agents.all[agent as usize];
        let Some(Shrinkage { stretch_s, .. }) = self.shrinkage_of(me) else { return };
        let Shrunk { from_s, to_s, .. } = me.shrunk;
        let begins = |stretch: u64| from_s + stretch as f64 * stretch_s;
        let due =
            (from..).take_while(|stretch| begins(*stretch) < to_s).find(|stretch| self.is_shrunk(agent, *stretch));
        if let Some(stretch) = due {
            self.calendar.plan(begins(stretch), Planned::StretchStarts(agent));
        }
    }

    fn is_shrunk(&self, agent: u32, stretch: u64) -> bool {
        let me = &self.agents.all[agent as usize];
        let Some(Shrinkage { share, .. }) = self.shrinkage_of(me) else { return false };
        // Numbers of a group begin at 1; an agent's stretches are 2^20 apart.
        let which = (u64::from(me.number - 1) << 20).wrapping_add(stretch);
        let group = &self.plan.groups[me.group as usize].group.name;
        draws_below(self.seed, Purpose::Shrinkage, group, me.shrunk.day, which, share)
    }

    /// An agent begins to work: the stretches of the shift are drawn, and who comes in the middle of a stretch in which
    /// to be away is away at once. Whether that is so.
    pub(super) fn comes_to_be_away(&mut self, agent: u32, now: f64) -> bool {
        self.agents.all[agent as usize].shrunk = Shrunk {
            owed_s: 0.0,
            since_s: f64::INFINITY,
            ends_s: f64::INFINITY,
            ..self.agents.all[agent as usize].shrunk
        };
        self.draw_stretches_of_shift(agent, now);
        let me = &self.agents.all[agent as usize];
        let Some(Shrinkage { stretch_s, .. }) = self.shrinkage_of(me) else { return false };
        let Shrunk { from_s, to_s, .. } = me.shrunk;
        let stretch = libm::floor((now - from_s) / stretch_s);
        // After closing nobody is away any more.
        if now >= to_s || !self.is_shrunk(agent, stretch as u64) {
            return false;
        }
        let until_s = (from_s + (stretch + 1.0) * stretch_s).min(to_s);
        self.is_due_to_be_away(agent, until_s - now, now);
        true
    }

    /// The stretches of a person go on in a new day's shift.
    pub(super) fn works_on(&mut self, agent: u32, now: f64) {
        self.draw_stretches_of_shift(agent, now);
    }

    /// A stretch begins in which an agent is to be away.
    pub(super) fn stretch_starts(&mut self, agent: u32, now: f64) {
        let me = &self.agents.all[agent as usize];
        let Some(Shrinkage { stretch_s, .. }) = self.shrinkage_of(me) else { return };
        let Shrunk { from_s, to_s, .. } = me.shrunk;
        let (on_duty, came_s) = (me.on_duty, me.duty_from_s);
        self.plan_stretch(agent, libm::round((now - from_s) / stretch_s) as u64 + 1);
        // Of who has just come it is known already.
        if on_duty && came_s < now {
            self.is_due_to_be_away(agent, stretch_s.min(to_s - now), now);
        }
    }

    fn is_due_to_be_away(&mut self, agent: u32, length_s: f64, now: f64) {
        let me = &self.agents.all[agent as usize];
        let keeps_length = self.shrinkage_of(me).is_some_and(|shrinkage| shrinkage.keep == Keep::Length);
        let (lived, ends_s) = (me.shrunk.is_lived(), me.shrunk.ends_s);
        let shrunk = &mut self.agents.all[agent as usize].shrunk;
        if keeps_length {
            shrunk.owed_s += length_s;
            shrunk.ends_s = if lived { ends_s + length_s } else { f64::INFINITY };
        } else {
            shrunk.ends_s = now + length_s;
        }
        self.calendar.plan(shrunk.ends_s, Planned::StretchEnds(agent));
        if !lived {
            self.agents.unlist(agent);
            self.goes_away_if_free(agent, now);
        }
    }

    /// Who is to be away goes, if there is nothing in hand and no break.
    pub(super) fn goes_away_if_free(&mut self, agent: u32, now: f64) {
        let me = &mut self.agents.all[agent as usize];
        if !me.on_duty || me.away > 0 || !me.in_hand.is_empty() || me.shrunk.is_lived() || !me.shrunk.is_due() {
            return;
        }
        me.shrunk.since_s = now;
        if me.shrunk.owed_s > 0.0 {
            me.shrunk.ends_s = now + me.shrunk.owed_s;
            self.calendar.plan(me.shrunk.ends_s, Planned::StretchEnds(agent));
        }
        let was_there = me.present_from_s < f64::INFINITY;
        self.agents.unlist(agent);
        if was_there {
            self.is_not_present(agent, now);
            self.tell(now, Happening::BreakStarts, None, Some(agent));
        }
    }

    /// A break interrupts what is lived; what is owed goes on afterwards.
    pub(super) fn interrupt_shrinkage(&mut self, agent: u32, now: f64) {
        let since_s = self.book_lived(agent, now);
        let shrunk = &mut self.agents.all[agent as usize].shrunk;
        if shrunk.owed_s > 0.0 {
            shrunk.ends_s = f64::INFINITY;
            if since_s < f64::INFINITY {
                shrunk.owed_s = (shrunk.owed_s - (now - since_s)).max(0.0);
            }
        }
    }

    /// An agent has been away for as long as was due, unless something has been added since.
    pub(super) fn stretch_ends(&mut self, agent: u32, now: f64) {
        if self.agents.all[agent as usize].shrunk.ends_s != now {
            return;
        }
        self.ends_shrinkage(agent, now);
        self.is_back(agent, now);
    }

    /// Nothing is due any more: it is lived, or the agent goes home.
    pub(super) fn ends_shrinkage(&mut self, agent: u32, now: f64) {
        self.book_lived(agent, now);
        let shrunk = &mut self.agents.all[agent as usize].shrunk;
        (shrunk.owed_s, shrunk.ends_s) = (0.0, f64::INFINITY);
    }

    fn book_lived(&mut self, agent: u32, now: f64) -> f64 {
        let me = &mut self.agents.all[agent as usize];
        let since_s = std::mem::replace(&mut me.shrunk.since_s, f64::INFINITY);
        let g = me.group as usize;
        if since_s < now {
            self.recorder.rostered(self.id(g), 1, Rostered::Shrinkage, since_s, now);
        }
        since_s
    }

    /// Of the agents with the highest numbers, so many as a falling head-count sends home, those who are away: they go
    /// first, so that of those who stay as many are away as of those who go.
    pub(super) fn away_of_last(&self, g: usize, agents: u32) -> Vec<u32> {
        if self.plan.groups[g].group.people.shrinkage.is_none() {
            return Vec::new();
        }
        let numbers = self.counts[g].first..self.counts[g].first + self.counts[g].most;
        let on_duty = numbers.rev().filter(|agent| self.agents.all[*agent as usize].on_duty);
        let last = on_duty.take(agents as usize);
        last.filter(|agent| self.agents.all[*agent as usize].shrunk.is_lived()).collect()
    }

    /// The center closes: of those counted by heads, who is away goes home.
    pub(super) fn send_home_who_is_away(&mut self, g: usize, now: f64) {
        for agent in self.away_of_last(g, u32::MAX) {
            self.goes(agent, now);
        }
    }
}
