//! The people of a group: their hours, and how newcomers become faster.

use crate::scenario::shape::{Kind, OneOf, POSITIVE, SHARE_BELOW_1, Shape, key, required, word};

/// People with the same hours.
pub static SHIFT: Shape = Shape {
    name: "shift",
    one_of: OneOf::Free,
    keys: &[
        required("people", Kind::Whole(0, 1_000_000), "how many"),
        required("from", Kind::Clock, "begin"),
        required("to", Kind::Clock, "end"),
        key("breaks", Kind::List(&Kind::Table(&BREAK), 0), "breaks, in order of time; default none"),
        key(
            "end",
            Kind::Word(&[word("finish"), word("hand-over")]),
            "whether a contact in hand at the end is finished or goes to a colleague; default \"finish\"",
        ),
    ],
};

static BREAK: Shape = Shape {
    name: "break",
    one_of: OneOf::Free,
    keys: &[
        required("at", Kind::Clock, "begin"),
        required("for", Kind::Duration { positive: true }, "length"),
        key(
            "flexible",
            Kind::Duration { positive: false },
            "it may begin up to this much later, at the first moment without work, and has its full length; default \"0s\"",
        ),
        key(
            "keep",
            Kind::Word(&[word("end"), word("length")]),
            "what a break that is not flexible keeps where it begins late, because a contact is finished first: its \
             \"end\", so that it is shorter, or its \"length\"; default \"end\"",
        ),
    ],
};

/// Time away although paid.
pub static SHRINKAGE: Shape = Shape {
    name: "shrinkage",
    one_of: OneOf::Free,
    keys: &[
        required("share", Kind::Number(SHARE_BELOW_1), "share of the paid time of those who show up"),
        key(
            "stretch",
            Kind::Duration { positive: true },
            "whether somebody is away is drawn anew after so long, from the begin of the shift (of `agents`: from opening) \
             on; at least \"1m\"; default \"30m\"",
        ),
        key(
            "keep",
            Kind::Word(&[word("length"), word("end")]),
            "what an absence keeps that begins late, because a contact is finished first: its \"length\", so that the \
             share lived is the share planned, or its \"end\", so that it is shorter; default \"length\"",
        ),
    ],
};

/// Newcomers become faster.
pub static LEARNING: Shape = Shape {
    name: "learning",
    one_of: OneOf::Free,
    keys: &[
        required("half_life", Kind::Duration { positive: true }, "time in which half of what is missing is learned"),
        required("from", Kind::Number(POSITIVE), "speed on the first day, relative to what it will be"),
    ],
};
