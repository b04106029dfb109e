//! `[wait]`, `[service]`, `[aftermath]`: the customer's side.

use super::DURATION_LAW;
use crate::scenario::shape::{
    ANY, Key, Kind, NOT_NEGATIVE, OneOf, POSITIVE, SCORE, SHARE, SHARE_BELOW_1, SHARE_INSIDE, Shape, key, required,
    word,
};

const fn hardness(name: &'static str, doc: &'static str) -> Key {
    key(name, Kind::Number(SHARE), doc)
}

/// What can be played while holding.
const HOLDS: &[crate::scenario::shape::Word] = &[
    word("silence"),
    word("music"),
    word("music-and-apology"),
    word("position"),
    word("expected-wait"),
    word("own-choice"),
];

/// How a wait can be predicted.
pub(super) const ESTIMATES: &[crate::scenario::shape::Word] =
    &[word("last-to-enter"), word("head-of-line"), word("queue-length"), word("quantile")];

/// How waiting feels.
pub static WAIT: Shape = Shape {
    name: "wait",
    one_of: OneOf::Free,
    keys: &[
        key(
            "hold",
            Kind::Word(HOLDS),
            "what is played: sets idle, uncertain and unexplained; in a chat idle stays 0; in [wait] it is not of e-mail",
        ),
        hardness(
            "idle",
            "hardness of having nothing to do, 0 easy to 1 hard; in [wait] it is of those on the line, not of e-mail",
        ),
        hardness("uncertain", "hardness of not knowing how long"),
        hardness("unexplained", "hardness of not knowing why"),
        hardness("low_value", "hardness of waiting for something of little value"),
        hardness("alone", "hardness of waiting alone; contested; in [wait] not of e-mail"),
        key("bend", Kind::Number(POSITIVE), "beta, the psychophysical exponent; default 1, which is off"),
        key(
            "drives_patience",
            Kind::Number(NOT_NEGATIVE),
            "eta, how strongly feelings act on leaving; 0 not at all; default 1",
        ),
        key(
            "acceptable",
            Kind::Duration { positive: false },
            "felt wait that is neither good nor bad; default \"60s\", of an outbound call \"2s\", of an e-mail its \
             service-level target, or a day (in [wait] it is not of e-mail)",
        ),
        key(
            "scale",
            Kind::Duration { positive: true },
            "felt time that costs one point; default \"120s\", of an e-mail twice what is acceptable (in [wait] it is not of \
             e-mail)",
        ),
        key("abandoned", Kind::Number(SCORE), "score of giving up, of being blocked, of balking; default -1.5"),
        key("stretch", Kind::Table(&STRETCH), "how much faster the clock runs at full hardness"),
        key("order_visible", Kind::Number(SHARE), "how much of being overtaken a customer notices; default 0"),
        key(
            "callback",
            Kind::Table(&CALLBACK_WAIT),
            "how hard it is to wait for a callback, on a clock of its own that runs faster past the promise",
        ),
        key("announce", Kind::Table(&ANNOUNCE), "telling customers how long it will take; absent: they are not told"),
        key("message", Kind::List(&Kind::Table(&MESSAGE), 1), "something said later in the wait: [[wait.message]]"),
    ],
};

static CALLBACK_WAIT: Shape = Shape {
    name: "callback_wait",
    one_of: OneOf::Free,
    keys: &[
        hardness("idle", "hardness of having nothing to do; default 0: the customer does other things"),
        hardness("uncertain", "hardness of not knowing when; default 0.2: as certain as a promise is"),
        hardness("unexplained", "hardness of not knowing why; default 0"),
    ],
};

static ANNOUNCE: Shape = Shape {
    name: "announce",
    one_of: OneOf::Free,
    keys: &[
        required(
            "estimate",
            Kind::Word(ESTIMATES),
            "how the wait is estimated: those in front are all whom the same agents would take first, of any type",
        ),
        key("quantile", Kind::Number(SHARE_INSIDE), "which, for the estimate \"quantile\"; default 0.8"),
        key("promise", Kind::Number(POSITIVE), "announced is the estimate times this; default 1"),
        key("at", Kind::Duration { positive: false }, "first announcement; default \"0s\""),
        key("every", Kind::Duration { positive: true }, "and again after each, 1 ms at least; absent: once"),
        key(
            "leaves_at_once",
            Kind::Number(SHARE),
            "share of those with less patience than what is announced that leave at once; default 0",
        ),
    ],
};

static MESSAGE: Shape = Shape {
    name: "message",
    one_of: OneOf::Free,
    keys: &[
        required("at", Kind::Duration { positive: true }, "when it is said, from the beginning of the wait"),
        required("makes", Kind::Table(&MAKES), "hardnesses from then on"),
    ],
};

static MAKES: Shape = Shape {
    name: "makes",
    one_of: OneOf::Free,
    keys: &[
        hardness("idle", "hardness of having nothing to do"),
        hardness("uncertain", "hardness of not knowing how long"),
        hardness("unexplained", "hardness of not knowing why"),
        hardness("low_value", "hardness of waiting for something of little value"),
        hardness("alone", "hardness of waiting alone"),
    ],
};

static STRETCH: Shape = Shape {
    name: "stretch",
    one_of: OneOf::Free,
    keys: &[
        key("idle", Kind::Number(POSITIVE), "default 1.36"),
        key("uncertain", Kind::Number(POSITIVE), "default 1.30"),
        key("unexplained", Kind::Number(POSITIVE), "default 1.15"),
        key("low_value", Kind::Number(POSITIVE), "default 1.25"),
        key("alone", Kind::Number(POSITIVE), "default 1.10"),
        key("unfair", Kind::Number(POSITIVE), "of being overtaken; default 1.5"),
        key("past_promise", Kind::Number(POSITIVE), "past the announced time, times the speed; default 1.5"),
    ],
};

/// How service is scored.
pub static SERVICE: Shape = Shape {
    name: "service",
    one_of: OneOf::Free,
    keys: &[
        key("resolution", Kind::Number(SHARE), "share resolved at first contact by a standard agent; default 0.72"),
        key("skill", Kind::Number(ANY), "what a z-score of quality adds to its log-odds; default 0.35"),
        key("anger", Kind::Number(NOT_NEGATIVE), "what a bad wait takes from them; default 0.2"),
        key("load", Kind::Number(ANY), "what occupancy above 85 % takes from them; default 0; contested"),
        key("understood", Kind::Table(&UNDERSTOOD), "how well the customer felt understood"),
        key("resolved", Kind::Table(&RESOLVED), "score of the moment of resolution"),
        key("mood", Kind::Table(&MOOD), "agents' moods; absent: they have none"),
    ],
};

static MOOD: Shape = Shape {
    name: "mood",
    one_of: OneOf::Free,
    keys: &[
        key("contagion", Kind::Number(ANY), "how infectious customers' moods are; default 0; contested"),
        key("recovery", Kind::Duration { positive: true }, "time constant of recovery while idle; default \"15m\""),
    ],
};

static UNDERSTOOD: Shape = Shape {
    name: "understood",
    one_of: OneOf::Free,
    keys: &[
        key("base", Kind::Number(ANY), "score of a standard agent; default 1.0"),
        key("quality", Kind::Number(ANY), "points for a z-score of quality; default 0.3"),
        key("mood", Kind::Number(ANY), "points for a unit of the agent's mood; default 0.4"),
        key("noise", Kind::Number(NOT_NEGATIVE), "standard deviation of the noise; default 0.8"),
    ],
};

static RESOLVED: Shape = Shape {
    name: "resolved",
    one_of: OneOf::Free,
    keys: &[
        key("yes", Kind::Number(SCORE), "resolved; default 1.2"),
        key("no", Kind::Number(SCORE), "not resolved; default -0.5"),
    ],
};

/// What follows from satisfaction.
pub static AFTERMATH: Shape = Shape {
    name: "aftermath",
    one_of: OneOf::Free,
    keys: &[
        key("complains", Kind::Number(SHARE), "share of the dissatisfied that complain; default 0.04"),
        key("tells", Kind::Table(&TELLS), "people told by a silent dissatisfied customer; default 16 to 20"),
        key("tells_good", Kind::Number(NOT_NEGATIVE), "people told by a satisfied or delighted one; default 5"),
        key(
            "per",
            Kind::Word(&[word("customer-day"), word("contact")]),
            "whether a customer tells once a day at most or after each contact; differs where [market] follows customers",
        ),
        key("converts", Kind::Number(SHARE), "of those told, won or lost; default 0.20"),
        key("tolerance", Kind::Number(NOT_NEGATIVE), "zone of tolerance: dissatisfied below minus it; default 0.75"),
        key("delight", Kind::Number(NOT_NEGATIVE), "delighted from here on; default 0.40"),
        key("memory", Kind::Table(&MEMORY), "weights of the moments in memory; they sum to 1"),
        key("expectation", Kind::Table(&EXPECTATION), "what the customer expects"),
        key("leaves", Kind::Table(&LEAVES), "who leaves after a contact"),
        key("complaint", Kind::Table(&COMPLAINT), "how complaints are handled"),
        key(
            "second_hand",
            Kind::Number(SHARE_BELOW_1),
            "people that each listener tells in turn, on average; default 0",
        ),
        key(
            "notice",
            Kind::Table(&NOTICE),
            "telling those who got nothing, or to whom a promise was broken, before they ask",
        ),
        key("alarm", Kind::Table(&ALARM), "a warning before a crisis; of the whole center"),
    ],
};

static NOTICE: Shape = Shape {
    name: "notice",
    one_of: OneOf::Free,
    keys: &[
        required("share", Kind::Number(SHARE), "share of them that is reached"),
        key("costs", Kind::Number(NOT_NEGATIVE), "currency per message; default 0"),
        key("makes", Kind::Table(&MAKES), "hardnesses of the wait in hindsight; default uncertain 0, unexplained 0"),
        key("spares", Kind::Number(SHARE), "share of those reached who do not try again; default 0"),
    ],
};

static ALARM: Shape = Shape {
    name: "alarm",
    one_of: OneOf::Free,
    keys: &[
        required(
            "complaints_per_hour",
            Kind::Number(NOT_NEGATIVE),
            "it rings when more have been filed within an hour",
        ),
        key("reserves", Kind::Names(&Kind::Whole(1, 100_000)), "agents called in, by group"),
        key("after", Kind::Duration { positive: false }, "when they come, from the alarm on; default \"15m\""),
        key("lasts", Kind::Duration { positive: true }, "how long it lasts; default \"2h\""),
        key("hold", Kind::Word(HOLDS), "what is played during it; absent: the same"),
    ],
};

pub(super) static TELLS: Shape = Shape {
    name: "tells",
    one_of: OneOf::Free,
    keys: &[
        key("from", Kind::Whole(0, 1_000_000), "fewest; default 16"),
        key("to", Kind::Whole(0, 1_000_000), "most; default 20"),
    ],
};

static MEMORY: Shape = Shape {
    name: "memory",
    one_of: OneOf::Free,
    keys: &[
        key("best", Kind::Number(SHARE), "weight of the best moment; default 0.10"),
        key("worst", Kind::Number(SHARE), "weight of the worst; default 0.25"),
        key("last", Kind::Number(SHARE), "weight of the last; default 0.35"),
        key("mean", Kind::Number(SHARE), "weight of the mean; default 0.30"),
    ],
};

static EXPECTATION: Shape = Shape {
    name: "expectation",
    one_of: OneOf::Free,
    keys: &[
        key("start", Kind::Number(SCORE), "expectation of a new customer; default 0.60"),
        key(
            "learns",
            Kind::Number(SHARE),
            "how far one experience moves it, where [market] follows customers; default 0.15",
        ),
    ],
};

static LEAVES: Shape = Shape {
    name: "leaves",
    one_of: OneOf::Free,
    keys: &[
        key("delighted", Kind::Number(SHARE), "default 0.002"),
        key("satisfied", Kind::Number(SHARE), "default 0.005"),
        key("indifferent", Kind::Number(SHARE), "default 0.02"),
        key("silent", Kind::Number(SHARE), "dissatisfied and silent; default 0.63"),
        key("unresolved", Kind::Number(SHARE), "complained in vain; default 0.54"),
        key("resolved", Kind::Number(SHARE), "complained and was helped; default 0.30"),
        key("scale", Kind::Number(SHARE), "factor on all of them, per contact; default 0.1"),
        key("resolved_fast", Kind::Number(SHARE), "complained and was helped fast; default 0.05"),
    ],
};

static COMPLAINT: Shape = Shape {
    name: "complaint",
    one_of: OneOf::Free,
    keys: &[
        key("resolves", Kind::Number(SHARE), "share of complaints resolved; default 0.6"),
        key("costs", Kind::Number(NOT_NEGATIVE), "compensation per complaint filed; default 0"),
        key("becomes", Kind::Text, "the contact type complaints arrive as; absent: they are handled off stage"),
        key(
            "after",
            Kind::Table(&DURATION_LAW),
            "time until they arrive, 1 ms at least; default 30 minutes, exponential",
        ),
        key("fast_within", Kind::Duration { positive: true }, "handled fast, from arrival to end; absent: none are"),
    ],
};
