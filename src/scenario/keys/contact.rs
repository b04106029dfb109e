//! `[contact.NAME]`: a contact type.

use super::{CHANNELS, DURATION_LAW, FACTOR_LAW, feelings, operations};
use crate::scenario::shape::{ANY, Kind, NOT_NEGATIVE, OneOf, SHARE, Shape, Word, key, required, word};

/// A contact type.
pub static CONTACT: Shape = Shape {
    name: "contact",
    one_of: OneOf::Free,
    keys: &[
        key("channel", Kind::Word(CHANNELS), "how it reaches us; default \"voice\""),
        key("arrivals", Kind::Table(&ARRIVALS), "when contacts arrive"),
        key(
            "patience",
            Kind::Table(&DURATION_LAW),
            "time a customer is willing to wait, on the clock of patience_clock; absent: for ever",
        ),
        key(
            "patience_clock",
            Kind::Word(PATIENCE_CLOCKS),
            "which clock patience is on; default \"felt\": felt seconds, a hard wait uses it up sooner; \"wall\": as a log \
             measures it, in waits as the scenario's [wait] makes them: there customers leave after what is written, and \
             what --set, --with or a policy changes in [wait] is felt relative to that",
        ),
        key(
            "balks",
            Kind::Either(&Kind::Number(SHARE), &Kind::Table(&BALKS)),
            "share that leaves at once on meeting a queue; default 0",
        ),
        key("handle", Kind::Table(&DURATION_LAW), "talk and hold time with a standard agent"),
        key("wrap_up", Kind::Table(&DURATION_LAW), "after-contact work: the agent is busy, the customer is gone"),
        key("service_level", Kind::Table(&SERVICE_LEVEL), "the target for the wait"),
        key(
            "head_start",
            Kind::Profile(&Kind::Duration { positive: false }),
            "waiting time credited on arrival; default \"0s\"",
        ),
        key("importance", Kind::Number(ANY), "higher first, where routing looks at it; default 0"),
        key(
            "lines",
            Kind::Whole(1, 1_000_000),
            "contacts of this type waiting or in service at once; more are blocked; absent: no limit",
        ),
        key("wait", Kind::Table(&feelings::WAIT), "[wait] for this type, key by key"),
        key("service", Kind::Table(&feelings::SERVICE), "[service] for this type, key by key"),
        key("aftermath", Kind::Table(&feelings::AFTERMATH), "[aftermath] for this type, key by key"),
        key("redial", Kind::Table(&operations::REDIAL), "trying again after getting nothing; absent: nobody does"),
        key("repeat", Kind::Table(&operations::REPEAT), "coming back after an unresolved service; absent: nobody does"),
        key("transfer", Kind::Table(&operations::TRANSFER), "contacts handed on; absent: none are"),
        key("callback", Kind::Table(&operations::CALLBACK), "a callback offered instead of a long wait"),
        key(
            "silent_abandonment",
            Kind::Table(&operations::SILENT_ABANDONMENT),
            "customers who give up without saying so: an agent takes the contact all the same",
        ),
        key("dialer", Kind::Table(&operations::DIALER), "the list of an outbound type, and how it is dialed"),
        key("segment", Kind::Names(&Kind::Number(SHARE)), "shares of kinds of customer; absent: all are standard"),
    ],
};

/// Clocks that patience can be on.
const PATIENCE_CLOCKS: &[Word] = &[word("felt"), word("wall")];

static ARRIVALS: Shape = Shape {
    name: "arrivals",
    one_of: OneOf::Exactly(&["rate", "expected", "exactly", "times"]),
    keys: &[
        key("rate", Kind::Profile(&Kind::Rate), "rates: a Poisson process"),
        key("expected", Kind::Profile(&Kind::Number(NOT_NEGATIVE)), "expected counts per interval: a Poisson process"),
        key("exactly", Kind::Profile(&Kind::Whole(0, 10_000_000)), "these counts per interval, uniformly placed"),
        key(
            "times",
            Kind::File,
            "a recorded trace, replayed: a regular file of at most 256 MiB with one clock time or time since opening a line",
        ),
        key("shape", Kind::Word(&[word("linear")]), "the rate is interpolated between interval midpoints"),
        key("busyness", Kind::Table(&FACTOR_LAW), "one random factor per day on the rate"),
        key("common", Kind::Number(SHARE), "correlation of the busyness with the other types'; default 0"),
    ],
};

static BALKS: Shape = Shape {
    name: "balks",
    one_of: OneOf::Free,
    keys: &[required(
        "by_queue",
        Kind::List(&Kind::Number(SHARE), 1),
        "share by the number waiting, from 0 on; the last holds for longer queues",
    )],
};

static SERVICE_LEVEL: Shape = Shape {
    name: "service_level",
    one_of: OneOf::Free,
    keys: &[
        required("within", Kind::Duration { positive: false }, "an answer counts if it came within this time"),
        required("target", Kind::Number(SHARE), "the share that should be"),
    ],
};
