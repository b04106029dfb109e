//! The people of a group: their hours, and how newcomers become faster.

use crate::scenario::shape::{Kind, OneOf, POSITIVE, Shape, key, required, word};

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
            "it may begin up to this much later, at the first moment without work; default \"0s\"",
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
