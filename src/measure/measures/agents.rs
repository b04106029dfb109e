//! Agents: their time, and what is scheduled of it.

use crate::measure::definition::{Bounds, Kind, Measure, agents};
use crate::measure::needs::Needs;

pub(super) const MEASURES: &[Measure] = &[
    agents(
        "occupancy",
        "share",
        Needs::Nothing,
        Kind::Ratio(|t| t.busy_s, |t| t.phone_s),
        "busy time / time on the phones",
    ),
    Measure {
        name: "handle_time_s",
        unit: "s",
        definition: "mean handle time incl. wrap-up",
        kind: Kind::Ratio(|t| t.handle_s, |t| t.handled),
        bounds: Bounds::NotNegative,
        needs: Needs::Nothing,
        of_agents: false,
        of_contacts: false,
    },
    agents("agent_hours", "h", Needs::Nothing, Kind::Mean(|t| t.paid_s / 3600.0), "paid hours"),
    agents(
        "agents_scheduled",
        "agents",
        Needs::Center,
        Kind::Ratio(|t| t.scheduled_s, |t| t.open_s),
        "time average number of agents scheduled while the center is open, breaks not counted",
    ),
    agents(
        "agents_present",
        "agents",
        Needs::Center,
        Kind::Ratio(|t| t.present_open_s, |t| t.open_s),
        "time average number of agents on the phones while the center is open",
    ),
    agents(
        "planned_shrinkage",
        "share",
        Needs::Shrinkage,
        Kind::Ratio(|t| t.shrinkage_planned_s, |t| t.shown_up_s),
        "the share that `shrinkage` says, of the scheduled time of those who showed up (what is worked beyond the schedule is \
         not among it)",
    ),
    agents(
        "lived_shrinkage",
        "share",
        Needs::Shrinkage,
        Kind::Ratio(|t| t.shrinkage_lived_s, |t| t.shown_up_s),
        "time away by shrinkage, after the contact in hand and beside breaks / scheduled time of those who showed up; what \
         is still owed when a person goes home is never lived",
    ),
    agents(
        "planned_breaks",
        "share",
        Needs::Breaks,
        Kind::Ratio(|t| t.breaks_planned_s, |t| t.shown_up_s),
        "breaks as the shifts have them / scheduled time of those who showed up; by interval where they are planned, flexible \
         ones as early as they may be",
    ),
    agents(
        "lived_breaks",
        "share",
        Needs::Breaks,
        Kind::Ratio(|t| t.breaks_lived_s, |t| t.shown_up_s),
        "time on breaks, after the contact in hand / scheduled time of those who showed up: less than planned where breaks \
         that begin late end on time, or the shift ends first",
    ),
];
