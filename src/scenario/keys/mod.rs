//! The key tables of the scenario and study formats: every key there is, what may be written, what it means, whether
//! this version can do it.

mod contact;
mod customers;
mod feelings;
mod group;
mod law;
mod operations;
mod people;
mod study;

pub use contact::CONTACT;
pub use feelings::WAIT;
pub use law::{DURATION_LAW, FACTOR_LAW};
pub use study::STUDY;

use super::shape::{Kind, OneOf, Shape, key, required, word};

/// The scenario.
pub static SCENARIO: Shape = Shape {
    name: "scenario",
    one_of: OneOf::Free,
    keys: &[
        key("name", Kind::Text, "name of the scenario; default: the file's"),
        key("description", Kind::Text, "what it describes"),
        key("currency", Kind::Text, "what money is counted in"),
        key(
            "preset",
            Kind::Word(&[word("textbook"), word("course"), word("five-ten"), word("evidence"), word("one-in-three")]),
            "a set of figures for the customer's side; any but textbook switches wait, service and aftermath on",
        ),
        key("horizon", Kind::Table(&HORIZON), "the stretch of time that one replication lives through"),
        required("contact", Kind::Names(&Kind::Table(&CONTACT)), "contact types: [contact.NAME]"),
        required("group", Kind::Names(&Kind::Table(&group::GROUP)), "groups of agents: [group.NAME]"),
        key("lines", Kind::Names(&Kind::Table(&operations::SHARED_LINES)), "lines shared by several contact types"),
        key("routing", Kind::Table(&group::ROUTING), "who is given to whom"),
        key("wait", Kind::Table(&feelings::WAIT), "how waiting feels; absent: felt time is clock time"),
        key("service", Kind::Table(&feelings::SERVICE), "how service is scored; absent: the wait is the only moment"),
        key("aftermath", Kind::Table(&feelings::AFTERMATH), "what follows from satisfaction; absent: nothing"),
        key("value", Kind::Table(&VALUE), "money"),
        key("customer", Kind::Names(&Kind::Table(&customers::CUSTOMER)), "kinds of customer: [customer.NAME]"),
        key("market", Kind::Table(&customers::MARKET), "the customer base; absent: customers are not followed"),
    ],
};

static HORIZON: Shape = Shape {
    name: "horizon",
    one_of: OneOf::Free,
    keys: &[
        key("opens", Kind::Clock, "opening hour; default \"00:00\""),
        key("closes", Kind::Clock, "closing hour; default \"24:00\""),
        key(
            "interval",
            Kind::Duration { positive: true },
            "interval of reports and lists; divides the opening hours; default \"30m\"",
        ),
        key("days", Kind::Whole(1, 3660), "consecutive days lived through by one replication; default 1"),
        key(
            "closing",
            Kind::Word(&[word("serve-out"), word("hang-up")]),
            "what becomes of those who wait at closing: they are still served by those on duty then, as long as they stay, and \
             whom nobody of these serves is cut off; or all are cut off, and so is who is handed on later and would have \
             to wait; open from \"00:00\" to \"24:00\" on several days the center never closes; default \"serve-out\"",
        ),
        key("warm_up", Kind::Duration { positive: false }, "what begins in it is not counted; default \"0s\""),
        key("steady", Kind::Duration { positive: true }, "instead of hours: one stationary stretch of this length"),
    ],
};

static VALUE: Shape = Shape {
    name: "value",
    one_of: OneOf::Free,
    keys: &[
        key(
            "per_contact",
            Kind::Either(&Kind::Number(super::shape::ANY), &Kind::Names(&Kind::Number(super::shape::ANY))),
            "revenue of an answered contact, one number or by contact type; default 0",
        ),
        key("margin", Kind::Number(super::shape::NOT_NEGATIVE), "margin of a purchase"),
        key("purchases_per_year", Kind::Number(super::shape::NOT_NEGATIVE), "purchases of a customer in a year"),
        key("years", Kind::Number(super::shape::NOT_NEGATIVE), "years a customer stays"),
        key("retention", Kind::Number(super::shape::SHARE), "share of customers kept from year to year; default 1"),
        key("interest", Kind::Number(super::shape::NOT_NEGATIVE), "interest per year; default 0"),
    ],
};

/// Kinds of channel.
const CHANNELS: &[super::shape::Word] = &[word("voice"), word("chat"), word("email"), word("outbound")];
