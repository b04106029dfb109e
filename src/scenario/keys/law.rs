//! Distributions: one key names the family, its table gives the parameters. Those of durations may vary over the day.

use crate::scenario::shape::{Key, Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, Shape, key, required};

const SHARES: Kind = Kind::List(&Kind::Number(SHARE), 1);

const CV: Kind = Kind::Number(NOT_NEGATIVE);
const SHAPE: Kind = Kind::Number(POSITIVE);

const fn cv(kind: Kind) -> Key {
    required("cv", kind, "coefficient of variation, standard deviation / mean")
}

/// The family names, in the order of the documentation.
const FAMILIES: &[&str] = &[
    "constant",
    "exponential",
    "erlang",
    "gamma",
    "lognormal",
    "weibull",
    "hyperexponential",
    "uniform",
    "triangular",
    "empirical",
    "mixture",
    "shifted",
];

/// A family with a table of parameters.
macro_rules! family {
    ($of:literal, $name:literal, $doc:literal, [$($key:expr),* $(,)?]) => {
        family!($of, $name, $doc, OneOf::Free, [$($key),*])
    };
    ($of:literal, $name:literal, $doc:literal, $one_of:expr, [$($key:expr),* $(,)?]) => {{
        static FAMILY: Shape = Shape { name: concat!($name, "_", $of), one_of: $one_of, keys: &[$($key),*] };
        key($name, Kind::Table(&FAMILY), $doc)
    }};
}

/// The table of a distribution on values of the kind `$value` (0 allowed) and `$positive` (0 not); its parameters are
/// what `$parameter` makes of these kinds, the values of its lists are these kinds.
macro_rules! law {
    ($law:ident, $name:literal, $value:expr, $positive:expr, $parameter:ident) => {
        /// A distribution.
        pub static $law: Shape = Shape {
            name: $name,
            one_of: OneOf::Exactly(FAMILIES),
            keys: &[
                key("constant", $parameter!($value), "always this value"),
                family!($name, "exponential", "memoryless", [required("mean", $parameter!($positive), "mean")]),
                family!(
                    $name,
                    "erlang",
                    "a sum of equal exponential stages",
                    [
                        required("mean", $parameter!($positive), "mean"),
                        required("stages", Kind::Whole(1, 1000), "number of stages"),
                    ]
                ),
                family!(
                    $name,
                    "gamma",
                    "gamma",
                    [required("mean", $parameter!($positive), "mean"), cv($parameter!(CV))]
                ),
                family!(
                    $name,
                    "lognormal",
                    "lognormal",
                    [required("mean", $parameter!($positive), "mean"), cv($parameter!(CV))]
                ),
                family!(
                    $name,
                    "weibull",
                    "Weibull",
                    [
                        required("mean", $parameter!($positive), "mean"),
                        required("shape", $parameter!(SHAPE), "shape; below 1 the hazard falls"),
                    ]
                ),
                family!(
                    $name,
                    "hyperexponential",
                    "one of several exponentials",
                    [
                        required("means", Kind::List(&$positive, 1), "their means"),
                        required("shares", SHARES, "their shares, which sum to 1"),
                    ]
                ),
                family!(
                    $name,
                    "uniform",
                    "uniform",
                    [
                        required("from", $parameter!($value), "smallest value"),
                        required("to", $parameter!($value), "largest value"),
                    ]
                ),
                family!(
                    $name,
                    "triangular",
                    "triangular",
                    [
                        required("low", $parameter!($value), "smallest value"),
                        required("mode", $parameter!($value), "likeliest value"),
                        required("high", $parameter!($value), "largest value"),
                    ]
                ),
                family!(
                    $name,
                    "empirical",
                    "measured",
                    OneOf::Exactly(&["file", "values", "quantiles"]),
                    [
                        key("file", Kind::File, "a regular file of at most 256 MiB with one value a line"),
                        key("values", Kind::List(&$value, 1), "values, each as likely"),
                        key("quantiles", Kind::List(&$value, 2), "quantiles at equal steps of probability from 0 to 1"),
                    ]
                ),
                family!(
                    $name,
                    "mixture",
                    "one of several distributions",
                    [
                        required("shares", SHARES, "their shares, which sum to 1"),
                        required("of", Kind::List(&Kind::Table(&$law), 1), "the distributions"),
                    ]
                ),
                family!(
                    $name,
                    "shifted",
                    "a distribution moved to the right",
                    [
                        required("by", $parameter!($value), "by this much"),
                        required("of", Kind::Table(&$law), "the distribution"),
                    ]
                ),
            ],
        };
    };
}

/// A parameter that may vary over the day.
macro_rules! over_day {
    ($kind:expr) => {
        Kind::Profile(&$kind)
    };
}

/// A parameter that is always the same.
macro_rules! single {
    ($kind:expr) => {
        $kind
    };
}

law!(
    DURATION_LAW,
    "duration_distribution",
    Kind::Duration { positive: false },
    Kind::Duration { positive: true },
    over_day
);
law!(FACTOR_LAW, "factor_distribution", Kind::Number(NOT_NEGATIVE), Kind::Number(POSITIVE), single);
