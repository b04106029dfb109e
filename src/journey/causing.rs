//! Which contacts an ended one causes, and when: another attempt, a second contact, one handed on, a complaint. Every
//! decision is drawn from the key of the contact that provokes it.

use super::following::Journey;
use crate::floor::{Cause, Caused, Ended, Ending};
use crate::model::random::{Keyed, Purpose, mix, uniform};
use crate::model::{Aftermath, ContactId, DAY_S, Distribution, LEAST_DELAY_S, Operations, Redial};

impl Journey {
    /// A delay of at least [`LEAST_DELAY_S`], by a law that may depend on the time of the day at which it begins.
    fn delay_s(&self, law: &Distribution, ended: &Ended, source: &mut Keyed) -> f64 {
        let time_of_day = if self.steady { ended.at_s } else { ended.at_s - DAY_S * libm::floor(ended.at_s / DAY_S) };
        law.at(time_of_day).sample(source).max(LEAST_DELAY_S)
    }

    /// Another attempt of a customer who got nothing.
    pub(super) fn redials(&self, redial: &Redial, ended: &Ended) -> Option<Caused> {
        let mut source = will_redial(redial, ended.key, ended.attempt, ended.ending)?;
        let at_s = ended.at_s + self.delay_s(&redial.after, ended, &mut source);
        let contact = redial.becomes.unwrap_or(ended.contact);
        Some(Caused { contact, cause: Cause::Redial, at_s, key: key_after(ended, Cause::Redial) })
    }

    /// The next attempt, second contact, or contact handed on.
    #[inline(always)]
    pub(super) fn next(&self, ended: &Ended, resolved: bool, spared: bool) -> Option<Caused> {
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

    /// A complaint about a contact that has ended so.
    pub(super) fn complaint(&self, aftermath: &Aftermath, ended: &Ended) -> Option<Caused> {
        let contact = aftermath.complaint.becomes?;
        let mut source = Keyed::new(ended.key, Purpose::Complaint);
        let delay_s = self.delay_s(&aftermath.complaint.after, ended, &mut source);
        // Who complains again takes a minute at least.
        let delay_s = if ended.about.is_some() { delay_s.max(60.0) } else { delay_s };
        let at_s = ended.at_s + delay_s;
        Some(Caused { contact, cause: Cause::Complaint, at_s, key: key_after(ended, Cause::Complaint) })
    }
}

/// Where the customer tries again whose contact ends so: the source from which it is drawn when.
pub(super) fn will_redial(redial: &Redial, key: u64, attempt: u32, ending: Ending) -> Option<Keyed> {
    let first = match ending {
        // Who is cut off has nothing either, and tries again as who has given up.
        Ending::Abandoned | Ending::CutOff => redial.abandoned,
        Ending::Balked => redial.balked,
        Ending::Blocked => redial.blocked,
        Ending::NotReached { .. } | Ending::LeftOver | Ending::Served(_) => return None,
    };
    let share = if attempt == 1 { first } else { redial.again.unwrap_or(first) };
    let mut source = Keyed::new(key, Purpose::Redial);
    (attempt < redial.limit && uniform(&mut source) < share).then_some(source)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::floor::{Causes, Customer, Served, Wait};
    use crate::model::GroupId;
    use crate::model::random::DaySeed;
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
