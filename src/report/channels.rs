//! Figures by channel, where a mean over all of them would set a call's seconds beside an e-mail's hours.

use super::run::Run;
use crate::measure::Scope;
use crate::model::Channel;

/// Channels in the order in which they are told, with what a row about each is called.
const CHANNELS: [(Channel, &str); 4] = [
    (Channel::Voice, "calls"),
    (Channel::Chat, "chats"),
    (Channel::Email, "e-mails"),
    (Channel::Outbound, "calls by a dialer"),
];

/// The mean wait of the answered by channel, s; empty where all answered are of one.
pub(super) fn answer_speed(run: &Run<'_>) -> Vec<(&'static str, f64)> {
    let of_channel = |(channel, label): (Channel, &'static str)| {
        let types = run.model.contacts.iter().enumerate().filter(|(_, c)| c.operations.channel == channel);
        let (mut answered, mut waits_s) = (0.0, 0.0);
        for (k, _) in types {
            let get = |name: &str| run.summary.get(Scope::Contact(k), name).map_or(0.0, |estimate| estimate.mean);
            answered += get("answered");
            waits_s += get("answered") * get("answer_speed_s");
        }
        (answered > 0.0).then(|| (label, waits_s / answered))
    };
    let told: Vec<(&str, f64)> = CHANNELS.into_iter().filter_map(of_channel).collect();
    if told.len() > 1 { told } else { Vec::new() }
}
