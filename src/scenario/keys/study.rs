//! The study format: a sweep or a comparison.

use crate::scenario::shape::{Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, Shape, key, required};

/// A study.
pub static STUDY: Shape = Shape {
    name: "study",
    one_of: OneOf::AtMost(&["replications", "budget", "precision"]),
    keys: &[
        required("scenario", Kind::File, "the scenario, relative to the study"),
        key("seed", Kind::Whole(0, i64::MAX as u64), "seed of the random days"),
        key("replications", Kind::Whole(1, 100_000_000), "random days to live through"),
        key("budget", Kind::Duration { positive: true }, "or: computing time to spend"),
        key("precision", Kind::Table(&PRECISION), "or: how sure the answer must be"),
        key(
            "sensitivity",
            Kind::Whole(2, 1_000_000),
            "replications in which the best policy's lead is tried against contested figures; absent: it is not",
        ),
        key("set", Kind::Paths, "scenario paths and their values, for all policies"),
        key("rank", Kind::Table(&RANK), "which policy is best"),
        key("vary", Kind::List(&Kind::Table(&VARY), 0), "all combinations of all [[vary]] blocks are policies"),
        key("policy", Kind::Names(&Kind::Paths), "named policies: scenario paths and their values"),
    ],
};

static PRECISION: Shape = Shape {
    name: "precision",
    one_of: OneOf::Free,
    keys: &[
        required("measure", Kind::Text, "the measure"),
        required("half_width", Kind::Number(POSITIVE), "half-width of its confidence interval"),
    ],
};

static RANK: Shape = Shape {
    name: "rank",
    one_of: OneOf::Free,
    keys: &[
        required("by", Kind::Text, "a measure, larger is better; with a minus sign smaller is better"),
        key("require", Kind::List(&Kind::Text, 0), "conditions such as \"service_level >= 0.80\""),
        key("confidence", Kind::Number(SHARE), "of all intervals; default 0.95"),
        key("indifferent_below", Kind::Number(NOT_NEGATIVE), "a smaller difference does not matter; default 0"),
    ],
};

static VARY: Shape = Shape {
    name: "vary",
    one_of: OneOf::Exactly(&["values", "range", "sample"]),
    keys: &[
        required("path", Kind::Text, "a scenario path"),
        key("values", Kind::List(&Kind::Any, 1), "these values"),
        key("range", Kind::Table(&RANGE), "equal steps"),
        key("sample", Kind::Table(&SAMPLE), "a low-discrepancy sample (Sobol')"),
    ],
};

static RANGE: Shape = Shape {
    name: "range",
    one_of: OneOf::Free,
    keys: &[
        required("from", Kind::Scalar, "first"),
        required("to", Kind::Scalar, "last"),
        required("step", Kind::Scalar, "step"),
    ],
};

static SAMPLE: Shape = Shape {
    name: "sample",
    one_of: OneOf::Free,
    keys: &[
        required("from", Kind::Scalar, "smallest"),
        required("to", Kind::Scalar, "largest"),
        required("count", Kind::Whole(1, 1_000_000), "number of values"),
    ],
};
