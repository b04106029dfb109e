//! Dialing.

use crate::measure::definition::{Kind, Measure, contacts, count};
use crate::measure::needs::Needs;

pub(super) const MEASURES: &[Measure] = &[
    count("dialed", Needs::Dialer, |t| t.dialed, "numbers dialed"),
    contacts(
        "reached_share",
        "share",
        Needs::Dialer,
        Kind::Ratio(|t| t.answered_phone, |t| t.dialed),
        "answered the phone / dialed (by interval: of those dialed in it, whenever they answered)",
    ),
    count("mismatches", Needs::Dialer, |t| t.mismatches, "reached by a dialer and had to wait"),
    contacts(
        "nuisance_rate",
        "share",
        Needs::Dialer,
        Kind::Ratio(|t| t.nuisances, |t| t.reached),
        "reached by a dialer and abandoned / reached by a dialer",
    ),
    count("wrong_party", Needs::WrongParty, |t| t.wrong_party, "reached by a dialer and not whom we want"),
];
