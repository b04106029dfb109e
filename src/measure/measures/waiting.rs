//! Waiting: how long, how many at a time, and how long it was said to be.

use crate::measure::definition::{Kind, Measure, contacts, count};
use crate::measure::needs::Needs;

pub(super) const MEASURES: &[Measure] = &[
    contacts(
        "mean_wait_s",
        "s",
        Needs::Nothing,
        Kind::Ratio(|t| t.wait_s, |t| t.offered),
        "waiting time per offered contact, of the unserved until they left or were cut off; 0 of the blocked and balked",
    ),
    contacts(
        "answer_speed_s",
        "s",
        Needs::Nothing,
        Kind::Ratio(|t| t.wait_answered_s, |t| t.answered),
        "mean wait of answered contacts (ASA)",
    ),
    contacts("wait_p50_s", "s", Needs::Nothing, Kind::Quantile(0.50), "half of the answered waited no longer"),
    contacts("wait_p80_s", "s", Needs::Nothing, Kind::Quantile(0.80), "80 % of the answered waited no longer"),
    contacts("wait_p95_s", "s", Needs::Nothing, Kind::Quantile(0.95), "95 % of the answered waited no longer"),
    contacts("wait_p99_s", "s", Needs::Nothing, Kind::Quantile(0.99), "99 % of the answered waited no longer"),
    contacts("longest_wait_s", "s", Needs::Nothing, Kind::Mean(|t| t.longest_wait_s), "longest wait of a replication"),
    contacts(
        "queue_length",
        "contacts",
        Needs::Nothing,
        Kind::Ratio(|t| t.queue_s, |t| t.open_s),
        "time average number waiting",
    ),
    contacts(
        "callback_wait_s",
        "s",
        Needs::Callback,
        Kind::Ratio(|t| t.callback_wait_s, |t| t.called_back + t.not_reached),
        "mean time from arrival to the call of those called back, reached or not",
    ),
    contacts(
        "predicted_wait_s",
        "s",
        Needs::Promise,
        Kind::Ratio(|t| t.predicted_s, |t| t.predicted),
        "mean wait that was predicted on arrival for the offer of a callback, else at the first announcement (before `promise`), \
         of those whom an agent then took in their turn on the same day, in the queue or to call them back; who gave up \
         before, was called on another day, or is called back when it is quiet, is left out",
    ),
    contacts(
        "lived_wait_s",
        "s",
        Needs::Promise,
        Kind::Ratio(|t| t.lived_s, |t| t.predicted),
        "mean time from the prediction until an agent took them, of the same contacts",
    ),
    contacts(
        "prediction_ratio",
        "ratio",
        Needs::Promise,
        Kind::Ratio(|t| t.predicted_s, |t| t.lived_s),
        "predicted_wait_s / lived_wait_s: 1 is calibrated, more is too long",
    ),
    contacts(
        "prediction_error_s",
        "s",
        Needs::Promise,
        Kind::Ratio(|t| t.mispredicted_s, |t| t.predicted),
        "mean absolute difference of the wait predicted and the wait lived, of the same contacts",
    ),
    count(
        "broken_promises",
        Needs::Promise,
        |t| t.broken_promises,
        "waited longer than they were told, or were called back later than promised",
    ),
];
