//! What a contact can be besides a call that waits, is served and is gone: further attempts, contacts handed on,
//! customers called back, numbers dialed; and lines that several types share.

use super::DURATION_LAW;
use super::feelings::ESTIMATES;
use crate::scenario::shape::{Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, SHARE_INSIDE, Shape, key, required, word};

/// Trying again after getting nothing.
pub static REDIAL: Shape = Shape {
    name: "redial",
    one_of: OneOf::Free,
    keys: &[
        required(
            "share",
            Kind::Either(&Kind::Number(SHARE), &Kind::Table(&REDIAL_SHARE)),
            "share of those who got nothing that try again, one number or by what happened",
        ),
        key("again", Kind::Number(SHARE), "share on the second and later attempts; default: the same"),
        required("after", Kind::Table(&DURATION_LAW), "time between the attempts, 1 ms at least"),
        key("limit", Kind::Whole(2, 1_000_000), "attempts in all; default: no limit"),
        key("becomes", Kind::Text, "the contact type of the next attempt; default: the same"),
    ],
};

static REDIAL_SHARE: Shape = Shape {
    name: "redial_share",
    one_of: OneOf::Free,
    keys: &[
        key("abandoned", Kind::Number(SHARE), "of those who abandoned; default 0"),
        key("balked", Kind::Number(SHARE), "of those who left at once on meeting a queue; default 0"),
        key("blocked", Kind::Number(SHARE), "of those who found all lines busy; default 0"),
    ],
};

/// Coming back after an unresolved service.
pub static REPEAT: Shape = Shape {
    name: "repeat",
    one_of: OneOf::Free,
    keys: &[
        required("share", Kind::Number(SHARE), "share of the unresolved that come back"),
        required("after", Kind::Table(&DURATION_LAW), "time from the end of the service, 1 ms at least"),
    ],
};

/// Served contacts handed on.
pub static TRANSFER: Shape = Shape {
    name: "transfer",
    one_of: OneOf::Free,
    keys: &[
        required(
            "to",
            Kind::Names(&Kind::Number(SHARE)),
            "contact types and the shares of served contacts that become one; they sum to at most 1",
        ),
        key(
            "style",
            Kind::Word(&[word("cold"), word("warm")]),
            "warm: the first agent waits for the second; default \"cold\"",
        ),
        key("fresh_patience", Kind::Flag, "patience is drawn anew; else what is left of it counts; default true"),
        key(
            "conference",
            Kind::Table(&DURATION_LAW),
            "in a warm transfer: time that both agents spend with the customer; default none",
        ),
    ],
};

/// A callback offered instead of a long wait.
pub static CALLBACK: Shape = Shape {
    name: "callback",
    one_of: OneOf::Free,
    keys: &[
        required("offer_when", Kind::Table(&OFFER), "when it is offered to a contact that would have to wait"),
        required("accepts", Kind::Number(SHARE), "share that accepts"),
        key(
            "served",
            Kind::Word(&[word("in-turn"), word("when-quiet")]),
            "in its place in the queue, or by an agent who finishes and meets no waiting contact; default \"in-turn\"",
        ),
        key(
            "idle",
            Kind::Whole(0, 1_000_000),
            "when-quiet: more than this many agents of the group must be idle, itself included; default 0",
        ),
        key("reach", Kind::Number(SHARE), "share reached when called back; default 1"),
        key("promise", Kind::Number(POSITIVE), "promised time is the wait predicted on arrival times this; default 1"),
        key("handle", Kind::Table(&DURATION_LAW), "talk time of a callback; default: as if it had waited"),
    ],
};

static OFFER: Shape = Shape {
    name: "callback_offer",
    one_of: OneOf::Exactly(&["predicted_wait", "queue"]),
    keys: &[
        key(
            "predicted_wait",
            Kind::Duration { positive: false },
            "when the wait predicted for the customer on arrival, until an agent takes them, is at least this long",
        ),
        key(
            "queue",
            Kind::Whole(0, 1_000_000),
            "when at least this many contacts of the type wait on the line on arrival",
        ),
        key(
            "estimate",
            Kind::Word(ESTIMATES),
            "how the wait is predicted, for the offer and the promise, as for announcements; default \"queue-length\": \
             everybody whom the same agents would take first or are expected to, and the contact, over the rate at which \
             they finish",
        ),
        key("quantile", Kind::Number(SHARE_INSIDE), "which, for the estimate \"quantile\"; default 0.8"),
    ],
};

/// Customers who give up without saying so.
pub static SILENT_ABANDONMENT: Shape = Shape {
    name: "silent_abandonment",
    one_of: OneOf::Free,
    keys: &[
        key("share", Kind::Number(SHARE), "share of those who give up; default 1"),
        required("takes", Kind::Table(&DURATION_LAW), "time an agent needs to see that nobody is there"),
    ],
};

/// The list of an outbound type, and how it is dialed.
pub static DIALER: Shape = Shape {
    name: "dialer",
    one_of: OneOf::Free,
    keys: &[
        required("list", Kind::Whole(1, 10_000_000), "numbers to call in a run"),
        required("pace", Kind::Table(&PACE), "how many numbers are dialed, and when"),
        required("reach", Kind::Profile(&Kind::Number(SHARE)), "share of numbers that answer"),
        key("ring", Kind::Table(&DURATION_LAW), "time until a number answers or is given up; default: no time"),
        key("wrong_party", Kind::Table(&WRONG_PARTY), "those who answer and are not whom we want; default: nobody"),
    ],
};

static PACE: Shape = Shape {
    name: "dialing_pace",
    one_of: OneOf::Exactly(&["preview", "progressive", "predictive"]),
    keys: &[
        key("preview", Kind::Table(&PREVIEW), "an idle agent dials, and is busy while it rings"),
        key("progressive", Kind::Table(&PROGRESSIVE), "so many numbers for each idle agent"),
        key("predictive", Kind::Table(&PREDICTIVE), "as many as keep to a share of abandoned calls"),
    ],
};

static PREVIEW: Shape = Shape { name: "preview_dialing", one_of: OneOf::Free, keys: &[] };

static PROGRESSIVE: Shape = Shape {
    name: "progressive_dialing",
    one_of: OneOf::Free,
    keys: &[
        required(
            "per_free_agent",
            Kind::Profile(&Kind::Number(NOT_NEGATIVE)),
            "numbers dialed for each idle agent; 0 is a pause",
        ),
        key("keep_free", Kind::Whole(0, 1_000_000), "idle agents of the center that are left alone; default 0"),
    ],
};

static PREDICTIVE: Shape = Shape {
    name: "predictive_dialing",
    one_of: OneOf::Free,
    keys: &[required(
        "abandon_target",
        Kind::Number(SHARE_INSIDE),
        "share of those who answer that may give up before an agent is free",
    )],
};

static WRONG_PARTY: Shape = Shape {
    name: "wrong_party",
    one_of: OneOf::Free,
    keys: &[
        required("share", Kind::Number(SHARE), "share of those who answer"),
        required("takes", Kind::Table(&DURATION_LAW), "time an agent spends on one"),
    ],
};

/// Lines that several contact types share.
pub static SHARED_LINES: Shape = Shape {
    name: "shared_lines",
    one_of: OneOf::Free,
    keys: &[
        required("capacity", Kind::Whole(1, 1_000_000), "contacts waiting or in service at once; more are blocked"),
        required("contacts", Kind::List(&Kind::Text, 1), "the contact types"),
    ],
};
