//! What a contact causes, and what its customer carries on to the next: another attempt after getting nothing, a second
//! contact after an unresolved one, a contact handed on, a complaint; expectations, moods, the customer base. Every
//! decision is drawn from the key of the contact that provokes it.

use super::customers::CustomerBase;
use super::moments::{Card, Circumstances};
use super::moods::Moods;
use super::voice::{self, Voice};
use crate::floor::{
    Cause, Caused, Causes, Class, Customer, DayOfMarket, Ended, Ending, Experience, FollowUps, Follows, Served,
};
use crate::model::random::{DaySeed, Keyed, Purpose, mix, uniform};
use crate::model::{
    Aftermath, Contact, ContactId, CustomerKind, DAY_S, Distribution, HorizonKind, LEAST_DELAY_S, Model, Mood,
    Operations, Redial,
};

/// The customers of a model in one replication.
#[derive(Clone, Debug)]
pub struct Journey {
    types: Vec<Side>,
    kinds: Vec<CustomerKind>,
    steady: bool,
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
struct Side {
    operations: Operations,
    card: Card,
    segment: Vec<(u8, f64)>,
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
pub(super) fn kind_of(segment: &[(u8, f64)], key: u64) -> u8 {
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

    /// A delay of at least [`LEAST_DELAY_S`], by a law that may depend on the time of the day at which it begins.
    fn delay_s(&self, law: &Distribution, ended: &Ended, source: &mut Keyed) -> f64 {
        let time_of_day = if self.steady { ended.at_s } else { ended.at_s - DAY_S * libm::floor(ended.at_s / DAY_S) };
        law.at(time_of_day).sample(source).max(LEAST_DELAY_S)
    }

    /// Another attempt of a customer who got nothing.
    fn redials(&self, redial: &Redial, ended: &Ended) -> Option<Caused> {
        let first = match ended.ending {
            // Who is cut off has nothing either, and tries again as who has given up.
            Ending::Abandoned | Ending::CutOff => redial.abandoned,
            Ending::Balked => redial.balked,
            Ending::Blocked => redial.blocked,
            Ending::NotReached { .. } | Ending::Served(_) => return None,
        };
        let share = if ended.attempt == 1 { first } else { redial.again.unwrap_or(first) };
        let mut source = Keyed::new(ended.key, Purpose::Redial);
        if ended.attempt >= redial.limit || uniform(&mut source) >= share {
            return None;
        }
        let at_s = ended.at_s + self.delay_s(&redial.after, ended, &mut source);
        let contact = redial.becomes.unwrap_or(ended.contact);
        Some(Caused { contact, cause: Cause::Redial, at_s, key: key_after(ended, Cause::Redial) })
    }

    /// The next attempt, second contact, or contact handed on.
    #[inline(always)]
    fn next(&self, ended: &Ended, resolved: bool, spared: bool) -> Option<Caused> {
        let operations = &self.types[ended.contact.index()].operations;
        let Ending::Served(_) = ended.ending else {
            return operations.redial.as_ref().filter(|_| !spared).and_then(|redial| self.redials(redial, ended));
        };
        if let Some(contact) = handed_on_to(operations, ended.key) {
            let key = key_after(ended, Cause::Transfer);
            return Some(Caused { contact, cause: Cause::Transfer, at_s: ended.at_s, key });
        }
        // An unresolved complaint comes back as one.
        let repeat = operations.repeat.as_ref().filter(|_| ended.about.is_none())?;
        let mut source = Keyed::new(ended.key, Purpose::Repeat);
        if uniform(&mut source) >= repeat.share || resolved {
            return None;
        }
        let at_s = ended.at_s + self.delay_s(&repeat.after, ended, &mut source);
        let key = key_after(ended, Cause::Repeat);
        Some(Caused { contact: ended.contact, cause: Cause::Repeat, at_s, key })
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

    /// A complaint about a contact that has ended so.
    fn complaint(&self, aftermath: &Aftermath, ended: &Ended) -> Option<Caused> {
        let contact = aftermath.complaint.becomes?;
        let mut source = Keyed::new(ended.key, Purpose::Complaint);
        let delay_s = self.delay_s(&aftermath.complaint.after, ended, &mut source);
        // Who complains again takes a minute at least.
        let delay_s = if ended.about.is_some() { delay_s.max(60.0) } else { delay_s };
        let at_s = ended.at_s + delay_s;
        Some(Caused { contact, cause: Cause::Complaint, at_s, key: key_after(ended, Cause::Complaint) })
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

/// The key of the contact that one causes.
fn key_after(ended: &Ended, cause: Cause) -> u64 {
    let salt = match cause {
        Cause::Redial => Purpose::Redial,
        Cause::Repeat => Purpose::Repeat,
        Cause::Transfer => Purpose::Transfer,
        Cause::Complaint => Purpose::Complaint,
    };
    mix(mix(ended.key ^ (Purpose::Caused as u64)).wrapping_add(salt as u64))
}

/// The type that a served contact is handed on as, if it is.
fn handed_on_to(operations: &Operations, key: u64) -> Option<ContactId> {
    let transfer = operations.transfer.as_ref()?;
    let mut left = uniform(&mut Keyed::new(key, Purpose::Transfer));
    for &(contact, share) in &transfer.to {
        if left < share {
            return Some(contact);
        }
        left -= share;
    }
    None
}

impl Causes for Journey {
    #[inline(always)]
    fn comes(&mut self, contact: ContactId, key: u64, _at_s: f64) -> Option<Customer> {
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

    fn day_ends(&mut self, day: u32) -> Option<DayOfMarket> {
        self.base.as_mut().map(|base| base.day_ends(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::Wait;
    use crate::model::GroupId;
    use crate::scenario::shape::Kind;
    use crate::scenario::{NoFiles, Scenario, keys};

    fn following(contact: &str) -> Journey {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {{ rate = \"1/h\" }}\n\
             handle = {{ constant = \"1m\" }}\n{contact}\n[contact.b]\narrivals = {{ rate = \"1/h\" }}\n\
             handle = {{ constant = \"1m\" }}\n[group.g]\nagents = 1\nskills.a = {{}}\nskills.b = {{}}\n"
        );
        let model = Scenario::parse(&text, "test.toml").unwrap().compile(&NoFiles).unwrap().model;
        Journey::new(&model, DaySeed::new(1, 0))
    }

    fn served() -> Ending {
        Ending::Served(Served { group: GroupId(0), agent: 0, began_s: 540.0, occupied: 0.0, called_late: None })
    }

    /// Share of ten thousand contacts that cause one, and those they cause. Four standard errors are at most 0.02.
    fn ask(following: &mut Journey, attempt: u32, ending: Ending) -> (f64, Vec<Caused>) {
        let wait = Wait::default();
        let ended = |key: u64| Ended {
            contact: ContactId(0),
            key: mix(key),
            customer: Customer::default(),
            about: None,
            arrival_s: 500.0,
            at_s: 600.0,
            attempt,
            wait: &wait,
            ending,
        };
        let caused: Vec<Caused> = (0..10_000).filter_map(|key| following.ends(&ended(key)).follow_ups?.next).collect();
        (caused.len() as f64 / 10_000.0, caused)
    }

    #[test]
    fn who_got_nothing_tries_again_as_often_as_said_and_no_oftener() {
        let redial = "redial = { share = { abandoned = 0.4, blocked = 0.7 }, again = 0.1, limit = 3, becomes = \"b\",\n\
                      after = { constant = \"15m\" } }";
        let mut following = following(redial);
        let (first, caused) = ask(&mut following, 1, Ending::Abandoned);
        assert!((first - 0.4).abs() < 0.02, "{first}");
        assert!(caused.iter().all(|c| c.at_s == 1500.0 && c.contact == ContactId(1) && c.cause == Cause::Redial));
        assert!((ask(&mut following, 1, Ending::Blocked).0 - 0.7).abs() < 0.02);
        assert_eq!(ask(&mut following, 1, Ending::Balked).0, 0.0);
        assert!((ask(&mut following, 2, Ending::Abandoned).0 - 0.1).abs() < 0.02);
        assert_eq!(ask(&mut following, 3, Ending::Abandoned).0, 0.0, "three attempts in all");
        let served = served();
        assert_eq!(ask(&mut following, 1, served).0, 0.0);
    }

    #[test]
    fn who_was_served_is_handed_on_or_comes_back() {
        let served = served();
        let (handed_on, caused) = ask(&mut following("transfer = { to = { a = 0.1, b = 0.2 } }"), 1, served);
        assert!((handed_on - 0.3).abs() < 0.02, "{handed_on}");
        let to_b = caused.iter().filter(|c| c.contact == ContactId(1)).count() as f64 / 10_000.0;
        assert!((to_b - 0.2).abs() < 0.02 && caused.iter().all(|c| c.cause == Cause::Transfer && c.at_s == 600.0));
        let repeats =
            "service.resolution = 0.75\nservice.anger = 0\nrepeat = { share = 0.6, after = { constant = \"1d\" } }";
        let (back, caused) = ask(&mut following(repeats), 1, served);
        assert!((back - 0.25 * 0.6).abs() < 0.015, "{back}");
        assert!(caused.iter().all(|c| c.at_s == 87_000.0 && c.cause == Cause::Repeat));
    }

    /// The least delay of all that is caused later, by name: redials, repeats, complaints.
    #[test]
    fn nothing_is_caused_in_less_than_the_least_delay() {
        assert_eq!(LEAST_DELAY_S, 0.001, "the key texts say 1 ms");
        for table in ["redial", "repeat"] {
            let below = keys::CONTACT.key(table).map(|key| &key.kind);
            let Some(Kind::Table(shape)) = below else { panic!("{table} is a table") };
            assert!(shape.key("after").is_some_and(|key| key.doc.contains("1 ms at least")), "{table}");
        }
        for after in [
            "{ constant = \"0s\" }",
            "{ constant = \"0.0000001s\" }",
            "{ uniform = { from = \"0s\", to = \"0.0001s\" } }",
        ] {
            let redial = format!("redial = {{ share = 1, after = {after} }}");
            let (share, caused) = ask(&mut following(&redial), 1, Ending::Abandoned);
            assert!(share == 1.0 && caused.iter().all(|c| c.at_s == 600.0 + LEAST_DELAY_S), "{after}");
            let repeat =
                format!("service.resolution = 0\nservice.anger = 0\nrepeat = {{ share = 1, after = {after} }}");
            let (share, caused) = ask(&mut following(&repeat), 1, served());
            assert!(share > 0.99 && caused.iter().all(|c| c.at_s == 600.0 + LEAST_DELAY_S), "{after}: {share}");
        }
    }
}
