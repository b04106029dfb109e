//! What it costs, and what it is worth.

use crate::measure::definition::{Bounds, Kind, Measure, agents, contacts};
use crate::measure::needs::Needs;
use crate::measure::totals::Totals;

pub(super) const MEASURES: &[Measure] = &[
    agents("staffing_cost", "currency", Needs::Cost, Kind::Mean(|t| t.staffing_cost), "paid hours × cost"),
    contacts(
        "goodwill_cost",
        "currency",
        Needs::Consequences,
        Kind::Mean(|t| t.goodwill_cost),
        "compensation, complaint handling, and what proactive notices cost",
    ),
    contacts(
        "lifetime_value_lost",
        "currency",
        Needs::Value,
        Kind::Mean(|t| t.lifetime_value_lost),
        "customers lost × discounted lifetime value, those who leave weighted by their kind; by type without word of mouth in a \
         customer base",
    ),
    contacts(
        "lifetime_value_won",
        "currency",
        Needs::Value,
        Kind::Mean(|t| t.lifetime_value_won),
        "customers won × discounted lifetime value; in a customer base the whole center's alone",
    ),
    Measure {
        name: "revenue",
        unit: "currency",
        definition: "revenue of contacts: of the answered and of those called back, whoever was not whom we want left out",
        kind: Kind::Mean(|t| t.revenue),
        bounds: Bounds::Any,
        needs: Needs::Revenue,
        of_agents: false,
        of_contacts: true,
    },
    contacts(
        "value_at_best",
        "currency",
        Needs::Worth,
        Kind::Mean(Totals::value_at_best),
        "lifetime_value_won − lifetime_value_lost + all that is lost to a part of contacts: as if every contact had been served at \
         once, resolved, with its promises kept",
    ),
    contacts(
        "lost_to_clock",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_to_clock),
        "value lost through waiting as the clock counts it",
    ),
    contacts(
        "lost_to_hardness",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_to_hardness),
        "value lost through what makes a wait hard",
    ),
    contacts(
        "lost_to_unfairness",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_to_unfairness),
        "value lost through being overtaken",
    ),
    contacts(
        "lost_unserved",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_unserved),
        "value lost through giving up or being turned away",
    ),
    contacts(
        "lost_unresolved",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_unresolved),
        "value lost through what was not resolved",
    ),
    contacts(
        "lost_to_broken_promises",
        "currency",
        Needs::Worth,
        Kind::Mean(|t| t.lost_to_broken_promises),
        "value lost through broken promises",
    ),
    Measure {
        name: "net_value",
        unit: "currency",
        definition: "revenue + lifetime_value_won − lifetime_value_lost − goodwill_cost − staffing_cost = revenue + value_at_best − \
                     all lost to a part of contacts − goodwill_cost − staffing_cost",
        kind: Kind::Mean(|t| t.net_value),
        bounds: Bounds::Any,
        needs: Needs::Value,
        of_agents: true,
        of_contacts: true,
    },
];
