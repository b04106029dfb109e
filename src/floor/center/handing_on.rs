//! A talk ends: the customer is gone, or is handed on, to somebody the agent may wait for.

use super::agents::Phase;
use super::case::{Companion, Talk, Ticket};
use super::{Center, Happening};
use crate::floor::causes::{Caused, Causes, Ending, Served};
use crate::floor::event::Cause;
use crate::floor::plan::Set;
use crate::floor::recorder::{Recorder, Visit};
use crate::model::random::{Keyed, Purpose};
use crate::model::{ContactId, TransferStyle};

impl<R: Recorder, C: Causes, S: Set> Center<R, C, S> {
    /// 1 for a customer who may be handed on.
    pub(super) fn hands_on(&self, contact: ContactId) -> u32 {
        u32::from(self.plan.types[contact.index()].operations.transfer.is_some())
    }

    /// Time that two agents spend with a customer who is handed on, s.
    pub(super) fn conference_s(&self, visit: &Visit, companion: Option<Companion>) -> f64 {
        let first = companion.and_then(|companion| self.cases.get(companion.ticket));
        let transfer = first.and_then(|f| self.plan.types[f.visit.contact.index()].operations.transfer.as_ref());
        match transfer.map(|transfer| &transfer.style) {
            Some(TransferStyle::Warm { conference: Some(law) }) => {
                let time_of_day = self.time_of_day(visit.arrival_s);
                law.at(time_of_day).sample(&mut Keyed::new(visit.key, Purpose::Conference))
            }
            _ => 0.0,
        }
    }

    /// The agent who waited with a customer goes on: to the end of the conference, then to the after-contact work.
    pub(super) fn release(&mut self, companion: Option<Companion>, conference_s: f64, now: f64) {
        let Some(Companion { agent, ticket }) = companion else { return };
        self.account(agent, now);
        match self.job(agent, ticket) {
            Some(job) if conference_s > 0.0 => {
                job.left_s = conference_s;
                self.replan(agent, now);
            }
            Some(_) => self.wraps_up(agent, ticket, now),
            None => {}
        }
    }

    /// How a customer was served, who has talked with an agent.
    pub(super) fn served(&self, talk: Talk) -> Ending {
        let Talk { agent, began_s, occupied, called_late } = talk;
        Ending::Served(Served { group: self.group_id(agent), agent, began_s, occupied, called_late })
    }

    /// A conversation is over.
    pub(super) fn talk_ends(&mut self, agent: u32, ticket: Ticket, now: f64) {
        let case = self.cases.known(ticket);
        let (contact, talk) = (case.visit.contact, case.talk);
        self.tell(now, Happening::TalkEnds, Some(ticket), Some(agent));
        self.may_be_handed_on -= self.hands_on(contact);
        self.types[contact.index()].lines -= 1;
        let caused = self.ends(ticket, self.served(talk), now);
        match caused {
            Some(caused) if caused.cause == Cause::Transfer => return self.hands_on_to(agent, ticket, &caused, now),
            Some(caused) => self.plan_return(ticket, &caused),
            None => {}
        }
        self.wraps_up(agent, ticket, now);
    }

    /// An agent hands a customer on.
    fn hands_on_to(&mut self, agent: u32, ticket: Ticket, caused: &Caused, now: f64) {
        let case = self.cases.known(ticket);
        let k = case.visit.contact.index();
        let transfer = &self.plan.types[k].operations.transfer;
        // Nobody waits with a customer for an e-mail to be read.
        let live = self.plan.types[caused.contact.index()].is_live();
        let warm = live && transfer.as_ref().is_some_and(|t| matches!(t.style, TransferStyle::Warm { .. }));
        let fresh = transfer.as_ref().is_none_or(|t| t.fresh_patience);
        let mut handed_on = self.new_case(case, caused, case.attempt, now);
        if !fresh {
            let used = self.patience_used(ticket, case);
            handed_on.patience_s = (case.patience_s - used).max(0.0);
        }
        handed_on.companion = warm.then_some(Companion { agent, ticket });
        let handed_on = self.cases.add(handed_on);
        if warm {
            if let Some(job) = self.job(agent, ticket) {
                (job.phase, job.left_s) = (Phase::Holds, f64::INFINITY);
            }
            self.list_anew(agent, now);
            self.replan(agent, now);
        } else {
            // Whoever is free at once takes who waits before the contact that is handed on.
            self.wraps_up(agent, ticket, now);
        }
        self.enters(handed_on, now);
    }
}
