//! How long somebody will still wait: one prediction, for the offer of a callback and for what is announced.
//!
//! # How it is predicted
//! Contacts in front of a customer are **all** those, of any type, whom some agent able to serve the customer would take
//! first as things stand: by the group's order of types, then by the criteria that compare contacts. One that other
//! groups can serve too counts by the share of its able agents who are in the group. A group gets through those before
//! the customer at the rate at which its agents finish what they have in hand; who is taken changes what they have in
//! hand, so that slow work in front counts for more. The customer is taken when the groups, each from the moment on at
//! which it has nobody left to take first, have finished one contact more between them. With one group and one mean
//! handle time that is (contacts in front + 1) x mean handle time / agents, the queue-length estimate of the literature
//! (Ibrahim & Whitt, M&SOM 11(3), 2009).
//!
//! What it does not know: who will hang up, and who will come later and be taken first.

use super::Center;
use super::case::{Case, State, Ticket};
use crate::floor::causes::Causes;
use crate::floor::plan::{members, only};
use crate::floor::recorder::Recorder;
use crate::model::Estimate;

/// Contacts that an idle agent takes in a second.
const AT_ONCE: f64 = 1e9;

/// What a group has to do before it takes a customer.
struct Front {
    /// When it has nobody left to take first, s from now.
    drained_s: f64,
    /// Contacts that it finishes a second then.
    rate: f64,
    /// Contacts in front that are its own to take: of shared ones the share.
    contacts: f64,
}

/// A contact in front of a customer, as a group sees it.
struct Ahead {
    level: usize,
    arrival_s: f64,
    k: usize,
    /// Share of the agents able to serve it who are in the group.
    share: f64,
}

impl<R: Recorder, C: Causes> Center<R, C> {
    /// How long a contact that waits, or is about to, will still wait for an agent, s; infinite while nobody is there who
    /// could say. The estimate is of the rest of its wait, `waited_s` of which is over.
    pub(super) fn predicted_s(&self, ticket: Ticket, estimate: &Estimate, waited_s: f64, now: f64) -> f64 {
        let Some(case) = self.cases.get(ticket) else { return f64::INFINITY };
        // Who does not stand in a lane yet is compared as from the one to come.
        let lane = if case.state == State::Waits { case.lane } else { self.lane_for(case, now) };
        let me = (ticket, &Case { lane, ..*case });
        let k = me.1.visit.contact.index();
        if members(self.plan.types[k].groups).all(|g| self.staying(g) == 0) {
            return f64::INFINITY;
        }
        match estimate {
            Estimate::LastToEnter => (self.types[k].last_wait_s - waited_s).max(0.0),
            Estimate::HeadOfLine => {
                let groups = members(self.plan.types[k].groups).filter(|g| self.staying(*g) > 0);
                let firsts = groups.flat_map(|g| self.ahead(g, me, now)).map(|ahead| ahead.arrival_s);
                // The first one's wait so far is that of the customer's own arrival plus the time since.
                me.1.visit.arrival_s - firsts.fold(me.1.visit.arrival_s, f64::min)
            }
            Estimate::QueueLength => self.expected_s(me, now).0,
            Estimate::Quantile(table, quantile) => {
                let (expected_s, in_front) = self.expected_s(me, now);
                let stages = libm::round(in_front) as usize + 1;
                let of_mean_one = table.get(stages - 1).copied();
                let of_mean_one = of_mean_one.unwrap_or_else(|| crate::model::erlang_quantile(stages, *quantile));
                expected_s * of_mean_one / stages as f64
            }
        }
    }

    /// The expected rest of the wait, and how many are in front.
    fn expected_s(&self, me: (Ticket, &Case), now: f64) -> (f64, f64) {
        let groups = members(self.plan.types[me.1.visit.contact.index()].groups);
        let mut fronts: Vec<Front> = groups.filter(|g| self.staying(*g) > 0).map(|g| self.front(g, me, now)).collect();
        fronts.sort_by(|a, b| a.drained_s.total_cmp(&b.drained_s));
        let (mut at_s, mut finished, mut rates, mut in_front) = (0.0, 0.0, 0.0, 0.0);
        // Groups that have nobody left to take first finish one contact more between them.
        for front in &fronts {
            let by_then = finished + rates * (front.drained_s - at_s);
            if by_then >= 1.0 {
                break;
            }
            (at_s, finished) = (front.drained_s, by_then);
            rates += front.rate;
            in_front += front.contacts;
        }
        (at_s + (1.0 - finished) / rates, in_front)
    }

    /// What group `g` does before it takes this contact.
    fn front(&self, g: usize, me: (Ticket, &Case), now: f64) -> Front {
        let k = me.1.visit.contact.index();
        let (there, staying) = (self.agents.benches[g].there, self.staying(g));
        let mut hands = self.hands(g, k, f64::from(staying) / f64::from(there.max(1)));
        let mut ahead = self.ahead(g, me, now);
        ahead.sort_by(|a, b| a.level.cmp(&b.level).then(a.arrival_s.total_cmp(&b.arrival_s)));
        let rate = |hands: &[(f64, f64)]| hands.iter().map(|(number, each)| number * each).sum::<f64>();
        let (mut drained_s, mut now_rate) = (0.0, rate(&hands));
        for next in &ahead {
            // So long it takes to finish as much; of what is in hand in proportion to how fast it is done.
            let takes_s = next.share / now_rate;
            drained_s += takes_s;
            hands.iter_mut().for_each(|(number, each)| *number = (*number - *number * *each * takes_s).max(0.0));
            hands[next.k].0 += next.share;
            now_rate = rate(&hands);
        }
        let (mut in_reach_s, mut reserve) = (0.0, 0.0);
        if let Some(service) = self.plan.plain.types[k].service_by(g) {
            in_reach_s = me.1.visit.arrival_s + service.after_s - now;
            reserve = service.reserve as f64;
        }
        // Agents who are kept back have to become idle first.
        drained_s += reserve / now_rate;
        let contacts = ahead.iter().map(|next| next.share).sum();
        if ahead.is_empty() && in_reach_s > 0.0 && self.could_take(g, k) {
            // Somebody is idle who may take it as soon as it has waited long enough.
            return Front { drained_s: in_reach_s, rate: AT_ONCE, contacts };
        }
        Front { drained_s: drained_s.max(in_reach_s), rate: now_rate, contacts }
    }

    /// What the agents of a group have in hand: by type, how many, and how many of one each are done in a second. An agent
    /// with nothing in hand is as one who has the contact of type `k`. `of_all`: share of them who will take more.
    fn hands(&self, g: usize, k: usize, of_all: f64) -> Vec<(f64, f64)> {
        let tables = &self.plan.groups[g];
        let mut hands = vec![(0.0, 0.0); self.plan.types.len()];
        let (mut jobs, mut busy) = (0usize, 0usize);
        let count = &self.counts[g];
        for agent in &self.agents.all[count.first as usize..(count.first + count.most) as usize] {
            if agent.present_from_s == f64::INFINITY {
                continue;
            }
            if agent.in_hand.is_empty() {
                hands[k].0 += of_all;
            } else {
                (jobs, busy) = (jobs + agent.in_hand.len(), busy + 1);
            }
            for job in &agent.in_hand {
                if let Some(skill) = tables.group.skills.get(usize::from(job.skill)) {
                    hands[skill.contact.index()].0 += of_all;
                }
            }
        }
        let load = jobs.div_ceil(busy.max(1)).max(1);
        for (skill, way) in tables.group.skills.iter().zip(&tables.ways) {
            let stretch = way.stretch.get(load - 1).or(way.stretch.last()).copied().unwrap_or(1.0);
            // Work of no time is done in no time.
            hands[skill.contact.index()].1 = 1.0 / (way.mean_s * stretch).max(1e-9);
        }
        hands
    }

    /// Contacts that group `g` would take before this one.
    fn ahead(&self, g: usize, me: (Ticket, &Case), now: f64) -> Vec<Ahead> {
        let plan = &self.plan.plain.groups[g];
        let level_of = |k: usize| plan.levels.iter().position(|level| level & only(k) != 0).unwrap_or(usize::MAX);
        let mine = level_of(me.1.visit.contact.index());
        let mut all = Vec::new();
        for k in members(self.waiting & plan.types) {
            let level = level_of(k);
            if level > mine {
                continue;
            }
            let able: u32 = members(self.plan.types[k].groups).map(|g| self.staying(g)).sum();
            let share = f64::from(self.staying(g)) / f64::from(able.max(1));
            for lane in self.lanes_of(k) {
                for ticket in self.lanes[lane].all(&self.cases).filter(|ticket| *ticket != me.0) {
                    let Some(case) = self.cases.get(ticket) else { continue };
                    let order = self.compare_contacts(g, (ticket, case), me, now);
                    // Of those who come at one moment, the one who is numbered first.
                    if level < mine || order.then(case.number.cmp(&me.1.number)).is_lt() {
                        all.push(Ahead { level, arrival_s: case.visit.arrival_s, k, share });
                    }
                }
            }
        }
        all
    }
}
