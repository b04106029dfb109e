//! Figures by channel, where a mean over all of them would set a call's seconds beside an e-mail's hours.

use super::run::Run;
use crate::measure::{Estimate, Scope};
use crate::model::{Channel, Model};

/// Channels in the order in which they are told, with what a row about each is called.
const CHANNELS: [(Channel, &str); 4] = [
    (Channel::Voice, "calls"),
    (Channel::Chat, "chats"),
    (Channel::Email, "e-mails"),
    (Channel::Outbound, "calls by a dialer"),
];

/// The channels of a model with their types, by position, where there are several: sets that a run reports together.
fn of_model(model: &Model) -> Vec<(Channel, &'static str, Vec<usize>)> {
    let types = |channel: Channel| {
        let all = model.contacts.iter().enumerate();
        all.filter(|(_, contact)| contact.operations.channel == channel).map(|(k, _)| k).collect::<Vec<_>>()
    };
    let mut channels: Vec<_> = CHANNELS.into_iter().map(|(channel, label)| (channel, label, types(channel))).collect();
    channels.retain(|(_, _, types)| !types.is_empty());
    if channels.len() > 1 { channels } else { Vec::new() }
}

/// What has to be asked of a run for its figures by channel.
pub fn sets(model: &Model) -> Vec<Vec<usize>> {
    of_model(model).into_iter().map(|(_, _, types)| types).collect()
}

/// The name of one of these sets, as a scenario writes its channel.
pub(super) fn name(model: &Model, set: usize) -> Option<&'static str> {
    of_model(model).get(set).map(|(channel, ..)| channel.name())
}

/// The mean wait of the answered by channel; empty where all answered are of one, or where no run was asked by channel.
pub(super) fn answer_speed(run: &Run<'_>) -> Vec<(&'static str, Estimate)> {
    let of_set = |(set, (_, label, _)): (usize, (Channel, &'static str, Vec<usize>))| {
        let get = |name: &str| run.summary.get(Scope::Types(set), name);
        let answered = get("answered").is_some_and(|answered| answered.mean > 0.0);
        get("answer_speed_s").filter(|_| answered).map(|speed| (label, speed))
    };
    let told: Vec<_> = of_model(run.model).into_iter().enumerate().filter_map(of_set).collect();
    if told.len() > 1 { told } else { Vec::new() }
}
