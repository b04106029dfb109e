//! Keys of the customers' side that change nothing, because what they act on is off: said, never passed over.

use super::Build;
use super::customers::STANDARD;
use super::layers::ON_THE_LINE;
use crate::model::{Contact, ContactCriterion, Model};
use crate::scenario::reader::At;

impl<'a> Build<'a> {
    pub(super) fn warn_of_customers(&mut self, model: &Model) {
        self.warn_of_kinds(model);
        // Sections as they are written for all types; a refinement by a type acts on that type alone.
        let sections: Vec<(At<'a>, Vec<&Contact>)> =
            std::iter::once((self.root.clone(), model.contacts.iter().collect()))
                .chain(model.contacts.iter().zip(&self.contacts).map(|(contact, (_, at))| (at.clone(), vec![contact])))
                .collect();
        for (at, contacts) in &sections {
            self.warn_of_sections(at, contacts, model);
        }
        // What the section of all types says of the line is said of nobody where all write.
        if !model.contacts.iter().any(|c| c.operations.channel.is_live()) {
            let line = ON_THE_LINE.iter().filter(|key| **key != "announce");
            let needs = line
                .map(|key| (vec!["wait", key], false, "customers on the line: e-mail has its own in [contact.X.wait]"));
            let needs: Vec<_> = needs.collect();
            self.warn_without(&self.root.clone(), &needs);
        }
        for (contact, (_, at)) in model.contacts.iter().zip(self.contacts.clone()) {
            let handed_on = |other: &Contact| {
                let transfer = other.operations.transfer.as_ref().filter(|transfer| !transfer.fresh_patience);
                transfer.is_some_and(|t| t.to.iter().any(|(id, _)| model.contacts[id.index()].name == contact.name))
            };
            let patient = contact.patience.is_some() || model.contacts.iter().any(handed_on);
            self.warn_without(&at, &[(vec!["patience_clock"], patient, "`patience`")]);
        }
    }

    /// A kind of customer that nobody is of, or whose figures act on nothing.
    fn warn_of_kinds(&mut self, model: &Model) {
        let kinds: Vec<(&'a str, At<'a>)> = self.root.get("customer").iter().flat_map(At::entries).collect();
        for (name, at) in kinds {
            let Some(kind) = model.kinds.iter().position(|kind| kind.name == name) else { continue };
            // All customers of a type without a mix are standard.
            let is_of = |c: &&Contact| {
                let named = c.segment.iter().any(|(of, _)| usize::from(*of) == kind);
                named || (name == STANDARD && c.segment.is_empty())
            };
            let mut of_kind: Vec<&Contact> = model.contacts.iter().filter(is_of).collect();
            if of_kind.is_empty() {
                let message = format!("no contact type has customers of the kind `{name}`");
                self.warnings.push(at.key_mistake(message).help("give it a share in the `segment` of a contact type"));
                continue;
            }
            // Customers stay of their kind when they are handed on, try elsewhere or complain.
            if model.contacts.iter().any(leads_to_others) {
                of_kind = model.contacts.iter().collect();
            }
            let by_importance = model.routing.contact.contains(&ContactCriterion::Importance);
            let acts = |has: fn(&Contact) -> bool| of_kind.iter().any(|c| has(c));
            let needs = [
                ("clock", acts(|c| c.felt.is_on()), "a [wait] section"),
                ("persuadable", acts(|c| c.felt.is_on()), "a [wait] section"),
                (
                    "hostility",
                    acts(|c| c.service.as_ref().is_some_and(|s| s.anger != 0.0)),
                    "a [service] section with `anger`",
                ),
                ("complains", acts(|c| c.aftermath.is_some()), "an [aftermath] section"),
                ("tells", acts(|c| c.aftermath.is_some()), "an [aftermath] section"),
                ("value", acts(|c| c.aftermath.is_some()) && model.value.is_some(), "[aftermath] and [value] sections"),
                ("importance", by_importance, "\"importance\" in routing.contact"),
            ];
            self.warn_without(&at, &needs.map(|(key, there, what)| (vec![key], there, what)));
        }
    }

    fn warn_of_sections(&mut self, at: &At<'a>, contacts: &[&Contact], model: &Model) {
        let any = |has: &dyn Fn(&Contact) -> bool| contacts.iter().any(|c| has(c));
        let visible = any(&|c| c.changing.as_ref().is_some_and(|w| w.order_visible > 0.0));
        let is_live = |c: &Contact| c.operations.channel.is_live();
        let announced = any(&|c| is_live(c) && c.changing.as_ref().is_some_and(|w| w.announce.is_some()));
        let calls_back = any(&|c| c.operations.callback.is_some());
        let complaint = |has: &dyn Fn(&crate::model::Complaint) -> bool| {
            any(&|c| c.aftermath.as_ref().is_some_and(|a| has(&a.complaint)))
        };
        let on_stage = complaint(&|c| c.becomes.is_some());
        let fast = complaint(&|c| c.becomes.is_some() && c.fast_within_s.is_some());
        let market = model.market.is_some();
        // A mood belongs to the agent, who takes it from one type to another.
        let catches =
            |c: &Contact| c.service.as_ref().is_some_and(|s| s.mood.is_some_and(|mood| mood.contagion != 0.0));
        let caught =
            any(&|c| c.service.as_ref().is_some_and(|s| s.mood.is_some())) && model.contacts.iter().any(catches);
        let shows = |c: &Contact| c.service.as_ref().is_some_and(|s| s.mood.is_some() && s.understood.mood != 0.0);
        let shown = model.contacts.iter().any(shows);
        let needs = [
            (vec!["wait", "announce"], any(&is_live), "customers on the line to hear it"),
            (vec!["wait", "stretch", "unfair"], visible, "wait.order_visible"),
            (
                vec!["wait", "stretch", "past_promise"],
                announced || calls_back,
                "a [wait.announce] section, or callbacks",
            ),
            (vec!["wait", "callback"], calls_back, "a contact type with a `callback`"),
            (vec!["service", "understood", "mood"], caught, "service.mood.contagion"),
            (vec!["service", "mood", "recovery"], caught, "service.mood.contagion"),
            (vec!["service", "mood", "contagion"], shown, "service.understood.mood, by which a mood shows"),
            (vec!["aftermath", "per"], market, "a [market] section, which follows customers"),
            (vec!["aftermath", "expectation", "learns"], market, "a [market] section, which follows customers"),
            (vec!["aftermath", "complaint", "after"], on_stage, "aftermath.complaint.becomes"),
            (vec!["aftermath", "complaint", "fast_within"], on_stage, "aftermath.complaint.becomes"),
            (vec!["aftermath", "leaves", "resolved_fast"], fast, "aftermath.complaint.becomes and fast_within"),
        ];
        self.warn_without(at, &needs);
    }

    /// A warning for each key that is there while what it needs is not.
    fn warn_without(&mut self, at: &At<'a>, needs: &[(Vec<&str>, bool, &str)]) {
        for (keys, there, what) in needs {
            if let Some(place) = at.find(keys).filter(|_| !there) {
                self.warnings.push(place.key_mistake(format!("has no effect without {what}")));
            }
        }
    }
}

/// Whether a contact of the type may cause one of another.
fn leads_to_others(contact: &Contact) -> bool {
    let operations = &contact.operations;
    let complains = contact.aftermath.as_ref().is_some_and(|a| a.complaint.becomes.is_some());
    complains || operations.transfer.is_some() || operations.redial.as_ref().is_some_and(|r| r.becomes.is_some())
}
