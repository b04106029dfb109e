//! `[group.NAME]` and `[routing]`: agents, and who is given to whom.

use super::{DURATION_LAW, people};
use crate::scenario::shape::{
    ANY, Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, SHARE_BELOW_1, SPEED, Shape, key, required, word,
};

/// A group of agents.
pub static GROUP: Shape = Shape {
    name: "group",
    one_of: OneOf::Exactly(&["agents", "shift"]),
    keys: &[
        key("agents", Kind::Profile(&Kind::Whole(0, 1_000_000)), "head-count on the phones"),
        key("shift", Kind::List(&Kind::Table(&people::SHIFT), 1), "instead of agents: people with hours and breaks"),
        key("cost", Kind::Number(NOT_NEGATIVE), "cost of a paid hour; default 0"),
        required("skills", Kind::Names(&Kind::Table(&SKILL)), "what its agents can serve: skills.TYPE = {}"),
        key(
            "connect",
            Kind::Duration { positive: false },
            "from assignment to \"hello\": the agent is taken, the customer still waits; default \"0s\"",
        ),
        key(
            "shrinkage",
            Kind::Either(&Kind::Number(SHARE_BELOW_1), &Kind::Table(&people::SHRINKAGE)),
            "share of paid time in which people are away (meetings, coaching), beside breaks; drawn person by person in \
             stretches of its own, the same for `agents` and for shifts; a number alone is a share in stretches of \"30m\"; \
             default 0",
        ),
        key("absence", Kind::Number(SHARE), "share that does not show up, drawn for each agent and day; default 0"),
        key("learning", Kind::Table(&people::LEARNING), "newcomers become faster; absent: nobody learns"),
        key(
            "falls",
            Kind::Word(&[word("next-to-finish"), word("marked")]),
            "who leaves when `agents` falls while all are busy: whoever finishes something next takes nothing more and \
             leaves with empty hands, or those who have the fewest contacts in hand at that moment, whenever they \
             finish; idle agents go first, those idle longest; default \"next-to-finish\"",
        ),
    ],
};

static SKILL: Shape = Shape {
    name: "skill",
    one_of: OneOf::AtMost(&["speed", "handle"]),
    keys: &[
        key("choice", Kind::Whole(1, 1000), "this group is the contact type's 1st, 2nd, ... choice; default 1"),
        key("priority", Kind::Whole(1, 1000), "the contact type is this group's 1st, 2nd, ... priority; default 1"),
        key("speed", Kind::Number(SPEED), "above 1 is faster: handle time is divided by it; default 1"),
        key("handle", Kind::Table(&DURATION_LAW), "instead of speed: this group's own handle time"),
        key("after", Kind::Duration { positive: false }, "takes it only once it has waited this long"),
        key(
            "reserve",
            Kind::Whole(0, 1_000_000),
            "takes it only while more than this many agents of the group are idle; default 0",
        ),
        key("resolve", Kind::Number(SHARE), "share resolved at first contact; default: the type's"),
        key("quality", Kind::Number(ANY), "z-score of skill; default 0"),
        key("wrap_up", Kind::Table(&DURATION_LAW), "this group's own after-contact work; default: the type's"),
        key(
            "concurrent",
            Kind::Whole(1, 64),
            "contacts that an agent may have in hand at once (chat, email); default 1",
        ),
        key(
            "stretch",
            Kind::List(&Kind::Number(POSITIVE), 1),
            "how much longer each lasts while 1, 2, ... are in hand; default 1 for all",
        ),
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
                    word("least-loaded"),
                    word("most-loaded"),
                    word("least-occupied"),
                    word("best-resolver"),
                    word("fewest-skills"),
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
                    word("longest-felt-wait"),
                    word("most-behind-target"),
                    word("c-mu"),
                    word("shortest-expected"),
                ]),
                0,
            ),
            "what a free agent takes, criteria in order; default [\"priority\", \"longest-wait\"]",
        ),
        key("score", Kind::Names(&Kind::Table(&SCORE)), "for \"score\": the points of a contact type"),
        key(
            "cost_per_wait",
            Kind::Names(&Kind::Number(NOT_NEGATIVE)),
            "for \"c-mu\": cost of a unit of waiting of a contact type; default 1",
        ),
    ],
};

static SCORE: Shape = Shape {
    name: "score",
    one_of: OneOf::Free,
    keys: &[
        key("base", Kind::Number(ANY), "points on arrival; default 0"),
        key("per_second", Kind::Number(NOT_NEGATIVE), "points for a second of waiting; default 1"),
        key("transferred", Kind::Number(ANY), "points more of a contact that was handed on; default 0"),
    ],
};
