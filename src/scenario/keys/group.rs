//! `[group.NAME]` and `[routing]`: agents, and who is given to whom.

use super::DURATION_LAW;
use crate::scenario::shape::{
    ANY, Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, Shape, key, later, later_word, required, word,
};

/// A group of agents.
pub static GROUP: Shape = Shape {
    name: "group",
    one_of: OneOf::Free,
    keys: &[
        required("agents", Kind::Profile(&Kind::Whole(0, 1_000_000)), "head-count on the phones"),
        key("cost", Kind::Number(NOT_NEGATIVE), "cost of a paid hour; default 0"),
        required("skills", Kind::Names(&Kind::Table(&SKILL)), "what its agents can serve: skills.TYPE = {}"),
        later("connect", "time from assignment to \"hello\""),
        later("shrinkage", "share of scheduled time not available"),
        later("absence", "share that does not show up today"),
        later("learning", "newcomers' speed"),
        later("shift", "people with hours and breaks"),
    ],
};

static SKILL: Shape = Shape {
    name: "skill",
    one_of: OneOf::AtMost(&["speed", "handle"]),
    keys: &[
        key("choice", Kind::Whole(1, 1000), "this group is the contact type's 1st, 2nd, ... choice; default 1"),
        key("priority", Kind::Whole(1, 1000), "the contact type is this group's 1st, 2nd, ... priority; default 1"),
        key("speed", Kind::Number(POSITIVE), "above 1 is faster: handle time is divided by it; default 1"),
        key("handle", Kind::Table(&DURATION_LAW), "instead of speed: this group's own handle time"),
        key("after", Kind::Duration { positive: false }, "takes it only once it has waited this long"),
        key(
            "reserve",
            Kind::Whole(0, 1_000_000),
            "takes it only while more than this many agents of the group are idle; default 0",
        ),
        key("resolve", Kind::Number(SHARE), "share resolved at first contact; default: the type's"),
        key("quality", Kind::Number(ANY), "z-score of skill; default 0"),
        later("concurrent", "contacts handled at once"),
        later("stretch", "how much longer each lasts when several are handled at once"),
    ],
};

/// The two decisions.
pub static ROUTING: Shape = Shape {
    name: "routing",
    one_of: OneOf::Free,
    keys: &[
        key(
            "agent",
            Kind::List(
                &Kind::Word(&[
                    word("choice"),
                    word("longest-idle"),
                    word("fastest"),
                    word("random"),
                    later_word("least-loaded"),
                    later_word("most-loaded"),
                    later_word("least-occupied"),
                    later_word("best-resolver"),
                    later_word("fewest-skills"),
                ]),
                0,
            ),
            "whom a new contact goes to, criteria in order; default [\"choice\", \"longest-idle\"]",
        ),
        key(
            "contact",
            Kind::List(
                &Kind::Word(&[
                    word("priority"),
                    word("importance"),
                    word("longest-wait"),
                    word("score"),
                    word("random"),
                    later_word("longest-felt-wait"),
                    later_word("most-behind-target"),
                    later_word("c-mu"),
                    later_word("shortest-expected"),
                ]),
                0,
            ),
            "what a free agent takes, criteria in order; default [\"priority\", \"longest-wait\"]",
        ),
        key("score", Kind::Names(&Kind::Table(&SCORE)), "for \"score\": the points of a contact type"),
        later("cost_per_wait", "costs for \"c-mu\""),
    ],
};

static SCORE: Shape = Shape {
    name: "score",
    one_of: OneOf::Free,
    keys: &[
        key("base", Kind::Number(ANY), "points on arrival; default 0"),
        key("per_second", Kind::Number(NOT_NEGATIVE), "points for a second of waiting; default 1"),
        later("transferred", "points of a contact handed on"),
    ],
};
