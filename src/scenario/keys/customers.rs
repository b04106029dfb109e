//! `[customer.NAME]` and `[market]`: kinds of customer, and the customer base.

use crate::scenario::shape::{ANY, Kind, NOT_NEGATIVE, OneOf, POSITIVE, SHARE, Shape, key, required, word};

/// A kind of customer.
pub static CUSTOMER: Shape = Shape {
    name: "customer",
    one_of: OneOf::Free,
    keys: &[
        key("clock", Kind::Number(POSITIVE), "factor on the speed of the subjective clock; default 1"),
        key("complains", Kind::Number(SHARE), "share of the dissatisfied that complain; absent: as [aftermath] says"),
        key(
            "tells",
            Kind::Table(&super::feelings::TELLS),
            "people told when dissatisfied; absent: as [aftermath] says",
        ),
        key("hostility", Kind::Number(NOT_NEGATIVE), "factor on how a hard wait spoils the service; default 1"),
        key("persuadable", Kind::Number(SHARE), "share of the effect that messages and explanations have; default 1"),
        key(
            "value",
            Kind::Number(NOT_NEGATIVE),
            "what such a customer is worth who leaves, beside a standard one; default 1",
        ),
        key("importance", Kind::Number(ANY), "added to the contact type's importance; default 0"),
    ],
};

/// The customer base.
pub static MARKET: Shape = Shape {
    name: "market",
    one_of: OneOf::Free,
    keys: &[
        required("customers", Kind::Whole(1, 100_000_000), "customers at the beginning"),
        key("size", Kind::Whole(1, 2_000_000_000), "everybody who is or could be a customer; needed to saturate"),
        key(
            "grows",
            Kind::Word(&[word("saturating"), word("linear")]),
            "whether word of mouth saturates; default \"saturating\"",
        ),
        key("feeds_arrivals", Kind::Flag, "whether arrivals follow the customer base; default true"),
    ],
};
