//! What may happen to contacts besides waiting and service, in words.

use super::contacts_in_words::law;
use super::feelings_in_words::estimate;
use super::units::show_duration;
use crate::model::{
    Callback, CallbackServed, DialPace, Dialer, LEAST_DELAY_S, Model, Offer, Operations, OverDay, Redial, Transfer,
    TransferStyle,
};

/// One line for each thing that may happen to contacts of a type.
pub fn operations(model: &Model, operations: &Operations) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(operations.redial.as_ref().map(|redial| redial_line(model, redial)));
    lines.extend(operations.repeat.as_ref().map(|repeat| {
        format!(
            "{} of those whose contact is not resolved come back after {}",
            percent(repeat.share),
            law(&repeat.after)
        )
    }));
    lines.extend(operations.transfer.as_ref().map(|transfer| transfer_line(model, transfer)));
    lines.extend(operations.callback.as_ref().map(callback_line));
    lines.extend(operations.silent.as_ref().map(|silent| {
        let (share, takes) = (percent(silent.share), law(&silent.takes));
        format!("{share} of those who give up do not say so; an agent finds nobody there and spends {takes} on it")
    }));
    lines.extend(operations.dialer.iter().flat_map(dialer_lines));
    lines
}

/// A share for people.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn redial_line(model: &Model, redial: &Redial) -> String {
    let Redial { abandoned, balked, blocked, .. } = *redial;
    let who = if abandoned == balked && balked == blocked {
        format!("{} of those who get nothing", percent(abandoned))
    } else {
        let kinds = [(abandoned, "who give up"), (balked, "who balk"), (blocked, "who are blocked")];
        let some =
            kinds.iter().filter(|kind| kind.0 > 0.0).map(|(share, who)| format!("{} of those {who}", percent(*share)));
        some.collect::<Vec<_>>().join(", ")
    };
    let becomes = redial.becomes.map(|id| format!(" as {}", model.contacts[id.index()].name)).unwrap_or_default();
    let again = redial.again.map(|share| format!("; {} on later attempts", percent(share))).unwrap_or_default();
    let limit = match redial.limit {
        u32::MAX => String::new(),
        limit => format!("; at most {limit} attempts in all"),
    };
    let after = match redial.after.mean() < LEAST_DELAY_S {
        true => format!("{} ms (the least there is)", 1000.0 * LEAST_DELAY_S),
        false => law(&redial.after),
    };
    format!("{who} try again{becomes} after {after}{again}{limit}")
}

fn transfer_line(model: &Model, transfer: &Transfer) -> String {
    let to = |(id, share): &(crate::model::ContactId, f64)| {
        format!("{} of those served are handed on to {}", percent(*share), model.contacts[id.index()].name)
    };
    let to: Vec<String> = transfer.to.iter().map(to).collect();
    let first = match &transfer.style {
        TransferStyle::Cold => "the first agent is free at once".to_string(),
        TransferStyle::Warm { conference: None } => "the first agent waits for the second".to_string(),
        TransferStyle::Warm { conference: Some(time) } => {
            format!("the first agent waits for the second, and both spend {} with the customer", law(time))
        }
    };
    let patience =
        if transfer.fresh_patience { "patience begins anew" } else { "what is left of their patience counts" };
    format!("{}; {first}; {patience}", to.join(", "))
}

fn callback_line(callback: &Callback) -> String {
    let offer = match callback.offer {
        Offer::PredictedWait(s) => {
            format!(
                " if the wait predicted for them at that moment, until an agent takes them, is at least {}",
                show_duration(s)
            )
        }
        Offer::Queue(0) => String::new(),
        Offer::Queue(number) => format!(" if at least {number} of the type wait on the line before them"),
    };
    let served = match callback.served {
        CallbackServed::InTurn => "they are called back in their turn".to_string(),
        CallbackServed::WhenQuiet { idle } => format!(
            "they are called back by an agent who finishes, meets no waiting contact and is one of more than {idle} idle"
        ),
    };
    let promise = match callback.promise {
        1.0 => "the predicted wait".to_string(),
        times => format!("{times} times the predicted wait"),
    };
    let handle = callback.handle.as_ref().map(|h| format!("; talk time then {}", law(h))).unwrap_or_default();
    format!(
        "who finds no agent free on arrival is offered a callback{offer}, promised within {promise}, and {} accept; {served}; {} are reached{handle}; \
         how long they would wait on the line is predicted as {}",
        percent(callback.accepts),
        percent(callback.reach),
        estimate(&callback.estimate)
    )
}

fn dialer_lines(dialer: &Dialer) -> Vec<String> {
    let pace = match &dialer.pace {
        DialPace::Preview => "an idle agent dials, and is busy while it rings".to_string(),
        DialPace::Progressive { per_free_agent, keep_free } => format!(
            "{} numbers are dialed for each idle agent, while more than {keep_free} agents of the center are idle",
            range(per_free_agent, |x| x.to_string())
        ),
        DialPace::Predictive { abandon_target } => format!(
            "as many numbers are dialed as keep those who give up at {} of those who answer",
            percent(*abandon_target)
        ),
    };
    let ring = dialer.ring.as_ref().map(|ring| format!(", it rings for {}", law(ring))).unwrap_or_default();
    let mut lines = vec![pace, format!("{} answer{ring}", range(&dialer.reach, percent))];
    lines.extend(dialer.wrong_party.as_ref().map(|wrong| {
        let (share, takes) = (percent(wrong.share), law(&wrong.takes));
        format!("{share} of those who answer are not whom we want and take {takes}")
    }));
    lines
}

/// The values over a day: one, or the smallest and the largest.
fn range(over_day: &OverDay<f64>, show: impl Fn(f64) -> String) -> String {
    let values = || over_day.all().iter().map(|step| step.1);
    let (least, most) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    if least == most { show(most) } else { format!("by the time of the day {} to {}", show(least), show(most)) }
}
