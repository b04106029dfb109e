//! The lists of outbound types, and how they are dialed.

use super::Build;
use super::contact::whole;
use crate::model::{Channel, DialPace, Dialer, WrongParty};
use crate::scenario::reader::At;

impl<'a> Build<'a> {
    /// The dialer of the type at a place: outbound types have one, others have none.
    pub(super) fn dialer(&mut self, contact: &At<'a>, channel: Option<Channel>) -> Option<Dialer> {
        match (contact.get("dialer"), channel?) {
            (Some(at), Channel::Outbound) => self.outbound(&at),
            (Some(at), _) => {
                let message = "has no effect: only an outbound type is dialed";
                self.warnings.push(at.key_mistake(message).help("write channel = \"outbound\""));
                None
            }
            (None, Channel::Outbound) => {
                let missing = contact.missing("dialer");
                self.report(missing.help("how are its customers called? list, pace and reach are needed"));
                None
            }
            (None, _) => None,
        }
    }

    fn outbound(&mut self, at: &At<'a>) -> Option<Dialer> {
        let pace = at.get("pace").and_then(|place| self.pace(&place));
        let reach = self.profile(at, "reach", |v| v.number());
        let ring = self.durations(at, "ring");
        let wrong_party = at.get("wrong_party").and_then(|place| {
            let takes = self.durations(&place, "takes");
            Some(WrongParty { share: self.read(&place, "share", |v| v.number())?, takes: takes? })
        });
        Some(Dialer { list: self.read(at, "list", whole)?, pace: pace?, reach: reach?, ring, wrong_party })
    }

    fn pace(&mut self, at: &At<'a>) -> Option<DialPace> {
        if let Some(place) = at.get("progressive") {
            let per_free_agent = self.profile(&place, "per_free_agent", |v| v.number());
            let keep_free = self.read(&place, "keep_free", whole).unwrap_or(0);
            return Some(DialPace::Progressive { per_free_agent: per_free_agent?, keep_free });
        }
        if let Some(place) = at.get("predictive") {
            return Some(DialPace::Predictive { abandon_target: self.read(&place, "abandon_target", |v| v.number())? });
        }
        at.get("preview").map(|_| DialPace::Preview)
    }
}
