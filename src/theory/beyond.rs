//! What a whole center has and no formula here sees.

use super::pool::Note;
use crate::model::{Channel, Contact, Distribution, Group, Model};

/// What the formulas leave out of a pool of these types and groups, beyond what they smooth over.
pub(super) fn notes(model: &Model, types: &[&Contact], groups: &[&Group]) -> Vec<Note> {
    let any = |has: &dyn Fn(&crate::model::Operations) -> bool| types.iter().any(|t| has(&t.operations));
    let by_time = |law: Option<&Distribution>| matches!(law, Some(Distribution::ByTime(_)));
    let varies = |t: &&Contact| by_time(Some(&t.handle)) || by_time(t.patience.as_ref()) || by_time(t.wrap_up.as_ref());
    let away = |g: &&Group| g.people.available_share() < 1.0;
    let slower = |g: &&Group| g.people.connect_s > 0.0 || g.people.learning.is_some();
    let found = [
        (any(&|o| o.redial.is_some() || o.repeat.is_some()), Note::FurtherAttempts),
        (any(&|o| o.transfer.is_some()), Note::Transfers),
        (any(&|o| o.callback.is_some()), Note::Callbacks),
        (any(&|o| o.channel == Channel::Outbound), Note::Dialed),
        (model.horizon.days > 1 && !model.horizon.never_closes(), Note::OneDay),
        (groups.iter().any(away), Note::MeanPresence),
        (groups.iter().any(slower), Note::ConnectAndLearning),
        (types.iter().any(varies), Note::LawsOverDay),
    ];
    found.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).collect()
}
