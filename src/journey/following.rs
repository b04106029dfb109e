//! What follows from a contact that has ended: how it was lived, what its customer carries on to the next (expectations,
//! moods, the customer base) and says of it.

use super::causing::will_redial;
use super::customers::CustomerBase;
use super::moments::{Card, Circumstances};
use super::moods::Moods;
use super::voice::{self, Voice};
use crate::floor::{
    Caused, Causes, Class, Customer, DayOfMarket, Ended, Ending, Experience, FollowUps, Follows, Served,
};
use crate::model::random::{DaySeed, Keyed, Purpose, uniform};
use crate::model::{Aftermath, Contact, ContactId, CustomerKind, HorizonKind, Model, Mood, Operations};

/// The customers of a model in one replication.
#[derive(Clone, Debug)]
pub struct Journey {
    pub(super) types: Vec<Side>,
    kinds: Vec<CustomerKind>,
    pub(super) steady: bool,
    /// What follows is drawn contact by contact.
    draws: bool,
    base: Option<CustomerBase>,
    moods: Moods,
    /// What the last contact that ended felt like: told by reference, since it is large.
    experience: Experience,
    follow_ups: FollowUps,
}

/// The customers' side of a contact type.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub operations: Operations,
    card: Card,
    segment: Vec<(u16, f64)>,
    aftermath: Option<Aftermath>,
    mood: Option<Mood>,
    /// Something is felt, or caused.
    cares: bool,
    /// Something is felt.
    feels: bool,
    /// Something may come of it: another contact, or what is drawn.
    provokes: bool,
}

impl Side {
    fn new(model: &Model, contact: &Contact, complaints: bool) -> Side {
        let (card, operations) = (Card::new(model, contact), &contact.operations);
        let causes = operations.redial.is_some() || operations.repeat.is_some() || operations.transfer.is_some();
        Side {
            feels: !card.is_blank(),
            provokes: causes || model.draws_aftermath(),
            // A type that feels nothing itself may still be what complaints come as.
            cares: causes || complaints || !card.is_blank(),
            operations: contact.operations.clone(),
            card,
            segment: contact.segment.clone(),
            aftermath: contact.aftermath.clone(),
            mood: contact.service.as_ref().and_then(|service| service.mood),
        }
    }

    /// Whether a disappointed customer is told before asking, and whether one who is does not ask.
    #[inline(always)]
    fn notice(&self, ended: &Ended) -> (bool, bool) {
        let Some(notice) = self.aftermath.as_ref().and_then(|a| a.notice.as_ref()) else { return (false, false) };
        let broken = ended.wait.announced_s.is_some_and(|announced_s| ended.wait.clock_s > announced_s);
        let disappointed = match ended.ending {
            Ending::Served(served) => broken || served.called_late == Some(true),
            _ => true,
        };
        let mut source = Keyed::new(ended.key, Purpose::Notice);
        let notified = disappointed && uniform(&mut source) < notice.share;
        (notified, notified && uniform(&mut source) < notice.spares)
    }
}

/// The kind of customer that belongs to a key, by shares that add up.
#[inline(always)]
pub(super) fn kind_of(segment: &[(u16, f64)], key: u64) -> u16 {
    let (Some((last, _)), false) = (segment.last(), segment.len() == 1) else {
        return segment.first().map_or(0, |only| only.0);
    };
    let drawn = uniform(&mut Keyed::new(key, Purpose::Kind));
    // Counted rather than searched: nobody can foretell where the search would end.
    let before = segment.iter().map(|(_, until)| usize::from(drawn >= *until)).sum::<usize>();
    segment.get(before).map_or(*last, |(kind, _)| *kind)
}

impl Journey {
    /// Of this model, in the replication of this seed.
    pub fn new(model: &Model, seed: DaySeed) -> Journey {
        let mix = model.contacts.iter().map(|contact| &contact.segment).find(|segment| !segment.is_empty());
        let base = |market| CustomerBase::new(market, &model.kinds, mix.cloned().unwrap_or_default(), seed);
        let complaints =
            model.contacts.iter().any(|c| c.aftermath.as_ref().is_some_and(|a| a.complaint.becomes.is_some()));
        Journey {
            types: model.contacts.iter().map(|contact| Side::new(model, contact, complaints)).collect(),
            kinds: model.kinds.clone(),
            steady: model.horizon.kind == HorizonKind::Steady,
            draws: model.draws_aftermath(),
            base: model.market.as_ref().map(base),
            moods: Moods::default(),
            experience: Experience::default(),
            follow_ups: FollowUps::default(),
        }
    }

    /// Whether customers are all alike, feel nothing and cause nothing, so that a center need not ask.
    pub fn has_no_part(&self) -> bool {
        let alike = |side: &Side| matches!(side.segment[..], [] | [(0, _)]);
        self.base.is_none() && self.types.iter().all(|side| !side.cares && alike(side))
    }

    /// How the contact was lived, and what the agent and the customer took along from it.
    #[inline(always)]
    fn lives(&mut self, ended: &Ended, notified: bool) {
        let Journey { types, base, moods, experience, .. } = self;
        let side = &types[ended.contact.index()];
        let start = side.card.expects();
        let person = ended.customer.person;
        let expected = match base {
            Some(base) if person != Customer::NOBODY => base.expects(person, start),
            _ => start,
        };
        let kind = ended.customer.kind;
        let mut how = Circumstances { kind, mood: 0.0, occupied: 0.0, expected, notified, called_late: None };
        match ended.ending {
            Ending::Served(Served { group, agent, began_s, occupied, called_late }) => {
                (how.occupied, how.called_late) = (occupied, called_late);
                if let Some(mood) = &side.mood {
                    how.mood = moods.at(agent, began_s, mood);
                }
                side.card.served_in(ended.wait, group, ended.key, &how, experience);
                if let Some(mood) = &side.mood {
                    let u = side.card.mood_after(ended.wait);
                    moods.after(agent, ended.at_s, how.mood, u, mood);
                }
            }
            _ => side.card.unserved_in(ended.wait, ended.key, &how, experience),
        }
        if notified {
            let notice = side.aftermath.as_ref().and_then(|aftermath| aftermath.notice.as_ref());
            experience.notice_costs = notice.map(|notice| notice.costs);
        }
        if let Some(base) = base.as_mut().filter(|_| person != Customer::NOBODY) {
            let alpha = side.aftermath.as_ref().map_or(0.0, |aftermath| aftermath.expectation.learns);
            if alpha > 0.0 {
                base.learns(person, expected + alpha * experience.satisfaction);
            }
        }
    }

    /// What a contact felt like, and what it causes.
    #[inline(never)]
    fn provokes(&mut self, ended: Ended) -> Follows<'_> {
        let side = &self.types[ended.contact.index()];
        // The handling of a complaint is told whatever is felt of it.
        let is_told = side.feels || ended.about.is_some();
        if !is_told && side.operations.repeat.is_none() {
            self.follow_ups = FollowUps { next: self.next(&ended, false, false), complaint: None };
            return Follows { experience: None, follow_ups: Some(&self.follow_ups) };
        }
        let (notified, spared) = side.notice(&ended);
        self.lives(&ended, notified);
        let next = self.next(&ended, self.experience.resolved, spared);
        let complaint = if self.draws { self.says(&ended, next.as_ref()) } else { None };
        if ended.about.is_some() {
            self.experience.blamed = [0.0; 6];
        }
        self.follow_ups = FollowUps { next, complaint };
        Follows { experience: is_told.then_some(&self.experience), follow_ups: Some(&self.follow_ups) }
    }

    /// What a customer does who has had the last experience; the complaint that comes as a contact.
    fn says(&mut self, ended: &Ended, next: Option<&Caused>) -> Option<Caused> {
        let voice = self.draw(ended, self.experience.class, next)?;
        self.experience.follows = Some(voice.drawn);
        let about = ended.about.unwrap_or(ended.contact);
        let aftermath = self.types[about.index()].aftermath.as_ref().filter(|_| voice.comes_back)?;
        self.complaint(aftermath, ended)
    }

    /// What follows, drawn: of a contact, or of the handling of a complaint.
    fn draw(&mut self, ended: &Ended, class: Option<Class>, next: Option<&Caused>) -> Option<Voice> {
        let about = ended.about.unwrap_or(ended.contact);
        let aftermath = self.types[about.index()].aftermath.as_ref()?;
        let kind = &self.kinds[usize::from(ended.customer.kind)];
        let mut voice = match ended.about {
            None => voice::of_contact(aftermath, kind, ended, class?),
            Some(_) => voice::of_complaint(aftermath, kind, ended, next),
        };
        let person = ended.customer.person;
        if self.base.is_some() && person == Customer::NOBODY {
            // Was dialed, and is no customer: nobody who could leave.
            voice.drawn.leaves = false;
        }
        if let Some(base) = self.base.as_mut().filter(|_| person != Customer::NOBODY) {
            let drawn = &mut voice.drawn;
            if drawn.told + drawn.told_good > 0.0 && !base.tells(person, aftermath.once_a_day) {
                (drawn.told, drawn.told_good) = (0.0, 0.0);
            }
            base.hears(aftermath.converts * drawn.told, aftermath.converts * drawn.told_good);
            drawn.leaves = drawn.leaves && base.leaves(person);
            if ended.about.is_none() {
                base.goes(voice::BEYOND_CONTROL * aftermath.leaves.scale * aftermath.leaves.indifferent);
            }
        }
        Some(voice)
    }
}

impl Causes for Journey {
    #[inline(always)]
    fn arrives(&mut self, contact: ContactId, key: u64, _at_s: f64) -> Option<Customer> {
        let segment = &self.types[contact.index()].segment;
        let Some(base) = &self.base else {
            return Some(Customer { kind: kind_of(segment, key), ..Customer::default() });
        };
        let person = base.person_of(key)?;
        Some(Customer { person, kind: kind_of(segment, base.key_of(person)) })
    }

    #[inline]
    fn cares_for(&self, contact: ContactId) -> bool {
        self.types[contact.index()].cares
    }

    #[inline(always)]
    fn ends(&mut self, ended: &Ended) -> Follows<'_> {
        let side = &self.types[ended.contact.index()];
        if side.provokes {
            // A copy, so that what nothing follows from need not be laid out in memory.
            return self.provokes(*ended);
        }
        let notified = side.notice(ended).0;
        self.lives(ended, notified);
        Follows { experience: self.types[ended.contact.index()].feels.then_some(&self.experience), follow_ups: None }
    }

    #[inline]
    fn may_try_again(&self, contact: ContactId, key: u64, attempt: u32, ending: Ending) -> bool {
        let redial = self.types[contact.index()].operations.redial.as_ref();
        redial.is_some_and(|redial| will_redial(redial, key, attempt, ending).is_some())
    }

    fn tries_again(&self, ended: &Ended) -> Option<Caused> {
        self.types[ended.contact.index()].operations.redial.as_ref().and_then(|redial| self.redials(redial, ended))
    }

    fn day_ends(&mut self, day: u32) -> Option<DayOfMarket> {
        self.base.as_mut().map(|base| base.day_ends(day))
    }
}
