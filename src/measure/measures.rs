//! The measures by name: one vocabulary in JSON, CSV, study files, reports and code.

use super::needs::Needs;
use super::totals::Totals;

/// How a measure is made of the sums of a replication.
#[derive(Clone, Copy)]
pub enum Kind {
    /// The mean over replications of a sum.
    Mean(fn(&Totals) -> f64),
    /// The ratio of the means of two sums.
    Ratio(fn(&Totals) -> f64, fn(&Totals) -> f64),
    /// A quantile of the waits of answered contacts of all replications together.
    Quantile(f64),
}

/// A measure: what it is called and how it is made.
pub struct Measure {
    /// Its name.
    pub name: &'static str,
    /// Its unit.
    pub unit: &'static str,
    /// Its definition, in a line.
    pub definition: &'static str,
    /// How it is made.
    pub kind: Kind,
    /// What it needs.
    pub needs: Needs,
    /// Whether it is a measure of agents: it has no meaning for a contact type.
    pub of_agents: bool,
    /// Whether it is a measure of contacts: it has no meaning for a group.
    pub of_contacts: bool,
}

/// The measure of this name.
pub fn measure(name: &str) -> Option<&'static Measure> {
    MEASURES.iter().find(|m| m.name == name)
}

const fn contacts(
    name: &'static str,
    unit: &'static str,
    needs: Needs,
    kind: Kind,
    definition: &'static str,
) -> Measure {
    Measure { name, unit, definition, kind, needs, of_agents: false, of_contacts: true }
}

const fn agents(name: &'static str, unit: &'static str, needs: Needs, kind: Kind, definition: &'static str) -> Measure {
    Measure { name, unit, definition, kind, needs, of_agents: true, of_contacts: false }
}

const fn whole(name: &'static str, unit: &'static str, needs: Needs, kind: Kind, definition: &'static str) -> Measure {
    Measure { name, unit, definition, kind, needs, of_agents: true, of_contacts: true }
}

const fn count(name: &'static str, needs: Needs, of: fn(&Totals) -> f64, definition: &'static str) -> Measure {
    contacts(name, "contacts", needs, Kind::Mean(of), definition)
}

/// All measures, in the order in which they are printed.
pub static MEASURES: &[Measure] = &[
    contacts("offered", "contacts", Needs::Nothing, Kind::Mean(|t| t.offered), "attempts that arrived at the center"),
    contacts("blocked", "contacts", Needs::Nothing, Kind::Mean(|t| t.blocked), "turned away, all lines busy"),
    contacts("balked", "contacts", Needs::Nothing, Kind::Mean(|t| t.balked), "left at once on meeting a queue"),
    contacts("abandoned", "contacts", Needs::Nothing, Kind::Mean(|t| t.abandoned), "left the queue unserved"),
    Measure {
        name: "answered",
        unit: "contacts",
        definition: "reached an agent",
        kind: Kind::Mean(|t| t.answered),
        needs: Needs::Nothing,
        of_agents: false,
        of_contacts: false,
    },
    count("callbacks", Needs::Callback, |t| t.callbacks, "took the offer of a callback"),
    count(
        "called_back",
        Needs::Callback,
        |t| t.called_back,
        "called back and served (they are not among the answered)",
    ),
    count("backlog", Needs::Center, |t| t.backlog, "still waiting when the run ended, in the queue or for a callback"),
    count("redials", Needs::Redial, |t| t.redials, "came because a customer who got nothing tried again"),
    count("repeats", Needs::Repeat, |t| t.repeats, "came because a contact was not resolved"),
    count("transfers", Needs::Transfer, |t| t.transfers, "came because an agent handed the customer on"),
    contacts(
        "abandonment_rate",
        "share",
        Needs::Nothing,
        Kind::Ratio(|t| t.abandoned, |t| t.offered),
        "abandoned / offered (balked contacts are not among them)",
    ),
    contacts("balking_rate", "share", Needs::Nothing, Kind::Ratio(|t| t.balked, |t| t.offered), "balked / offered"),
    contacts(
        "delayed_share",
        "share",
        Needs::Nothing,
        Kind::Ratio(|t| t.delayed, |t| t.offered),
        "had to wait at all / offered",
    ),
    contacts(
        "service_level",
        "share",
        Needs::Target,
        Kind::Ratio(|t| t.in_time, |t| t.targeted),
        "answered within T / offered",
    ),
    contacts(
        "service_level_net",
        "share",
        Needs::Target,
        Kind::Ratio(|t| t.in_time, |t| t.targeted - t.gone_in_time),
        "answered within T / (offered − abandoned within T)",
    ),
    contacts(
        "service_level_or_gone",
        "share",
        Needs::Target,
        Kind::Ratio(|t| t.in_time + t.gone_in_time, |t| t.targeted),
        "(answered within T + abandoned within T) / offered",
    ),
    contacts(
        "mean_wait_s",
        "s",
        Needs::Nothing,
        Kind::Ratio(|t| t.wait_s, |t| t.offered),
        "waiting time per offered contact; abandoned ones with the time they waited, blocked and balked ones with 0",
    ),
    contacts(
        "answer_speed_s",
        "s",
        Needs::Nothing,
        Kind::Ratio(|t| t.wait_answered_s, |t| t.answered),
        "mean wait of answered contacts (ASA)",
    ),
    contacts("wait_p50_s", "s", Needs::Nothing, Kind::Quantile(0.50), "half of the answered waited no longer"),
    contacts("wait_p80_s", "s", Needs::Nothing, Kind::Quantile(0.80), "80 % of the answered waited no longer"),
    contacts("wait_p95_s", "s", Needs::Nothing, Kind::Quantile(0.95), "95 % of the answered waited no longer"),
    contacts("wait_p99_s", "s", Needs::Nothing, Kind::Quantile(0.99), "99 % of the answered waited no longer"),
    contacts("longest_wait_s", "s", Needs::Nothing, Kind::Mean(|t| t.longest_wait_s), "longest wait of a replication"),
    contacts(
        "queue_length",
        "contacts",
        Needs::Nothing,
        Kind::Ratio(|t| t.queue_s, |t| t.open_s),
        "time average number waiting",
    ),
    contacts(
        "callback_wait_s",
        "s",
        Needs::Callback,
        Kind::Ratio(|t| t.callback_wait_s, |t| t.called_back + t.not_reached),
        "mean time from arrival to the call of those called back, reached or not",
    ),
    count(
        "broken_promises",
        Needs::Promise,
        |t| t.broken_promises,
        "waited longer than they were told, or were called back later than promised",
    ),
    count("dialed", Needs::Dialer, |t| t.dialed, "numbers dialed"),
    contacts(
        "reached_share",
        "share",
        Needs::Dialer,
        Kind::Ratio(|t| t.answered_phone, |t| t.dialed),
        "answered the phone / dialed",
    ),
    count("mismatches", Needs::Dialer, |t| t.mismatches, "reached by a dialer and had to wait"),
    contacts(
        "nuisance_rate",
        "share",
        Needs::Dialer,
        Kind::Ratio(|t| t.nuisances, |t| t.answered_phone),
        "reached by a dialer and abandoned / reached by a dialer",
    ),
    count("wrong_party", Needs::WrongParty, |t| t.wrong_party, "reached by a dialer and not whom we want"),
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
    contacts(
        "resolved_first",
        "share",
        Needs::Service,
        Kind::Ratio(|t| t.resolved, |t| t.resolvable),
        "answered contacts resolved at first contact",
    ),
    contacts(
        "perceived_wait_s",
        "s",
        Needs::Felt,
        Kind::Ratio(|t| t.perceived_s, |t| t.offered),
        "mean perceived wait per offered contact",
    ),
    contacts(
        "wait_stretch",
        "ratio",
        Needs::Felt,
        Kind::Ratio(|t| t.perceived_s, |t| t.wait_s),
        "perceived_wait_s / mean_wait_s",
    ),
    contacts(
        "hard_wait_share",
        "share",
        Needs::Felt,
        Kind::Ratio(|t| t.hard_s, |t| t.wait_s),
        "share of all waiting time spent on a clock faster than 1",
    ),
    contacts(
        "overtaken_share",
        "share",
        Needs::Nothing,
        Kind::Ratio(|t| t.overtaken, |t| t.offered),
        "saw at least one later contact served first / offered",
    ),
    contacts(
        "satisfaction",
        "−6..+6",
        Needs::Aftermath,
        Kind::Ratio(|t| t.satisfaction, |t| t.judged),
        "mean of S = P − E over contacts that ended",
    ),
    contacts(
        "delighted",
        "contacts",
        Needs::Aftermath,
        Kind::Mean(|t| t.delighted),
        "S from the threshold of delight up",
    ),
    contacts("satisfied", "contacts", Needs::Aftermath, Kind::Mean(|t| t.satisfied), "S from 0 up"),
    contacts(
        "indifferent",
        "contacts",
        Needs::Aftermath,
        Kind::Mean(|t| t.indifferent),
        "S inside the zone of tolerance",
    ),
    contacts("dissatisfied", "contacts", Needs::Aftermath, Kind::Mean(|t| t.dissatisfied), "S below it"),
    contacts(
        "complaints",
        "complaints",
        Needs::Aftermath,
        Kind::Mean(|t| t.complaints),
        "filed by dissatisfied customers",
    ),
    contacts(
        "silent_dissatisfied",
        "customers",
        Needs::Aftermath,
        Kind::Mean(|t| t.silent_dissatisfied),
        "dissatisfied and did not complain",
    ),
    contacts("people_told", "people", Needs::Aftermath, Kind::Mean(|t| t.people_told), "who heard a bad story"),
    contacts(
        "people_told_good",
        "people",
        Needs::Aftermath,
        Kind::Mean(|t| t.people_told_good),
        "who heard a good one",
    ),
    contacts(
        "recovered",
        "customers",
        Needs::Aftermath,
        Kind::Mean(|t| t.recovered),
        "dissatisfied, won back by complaint handling",
    ),
    count("notified", Needs::Notice, |t| t.notified, "told before they asked"),
    whole("alarms", "alarms", Needs::Alarm, Kind::Mean(|t| t.alarms), "complaints within an hour passed the alarm"),
    whole(
        "customers",
        "customers",
        Needs::Market,
        Kind::Mean(|t| t.customers),
        "the customer base when the last day was over",
    ),
    contacts(
        "customers_lost",
        "customers",
        Needs::Aftermath,
        Kind::Mean(|t| t.customers_lost),
        "left, or lost by word of mouth",
    ),
    contacts("customers_won", "customers", Needs::Aftermath, Kind::Mean(|t| t.customers_won), "won by word of mouth"),
    whole(
        "customers_gone",
        "customers",
        Needs::Market,
        Kind::Mean(|t| t.customers_gone),
        "left for reasons beyond the center's control",
    ),
    agents("staffing_cost", "currency", Needs::Cost, Kind::Mean(|t| t.staffing_cost), "paid hours × cost"),
    contacts(
        "goodwill_cost",
        "currency",
        Needs::Aftermath,
        Kind::Mean(|t| t.goodwill_cost),
        "compensation and complaint handling",
    ),
    contacts(
        "lifetime_value_lost",
        "currency",
        Needs::Value,
        Kind::Mean(|t| t.lifetime_value_lost),
        "customers lost × discounted lifetime value",
    ),
    contacts(
        "lifetime_value_won",
        "currency",
        Needs::Value,
        Kind::Mean(|t| t.lifetime_value_won),
        "customers won × discounted lifetime value",
    ),
    Measure {
        name: "revenue",
        unit: "currency",
        definition: "revenue of contacts",
        kind: Kind::Mean(|t| t.revenue),
        needs: Needs::Revenue,
        of_agents: false,
        of_contacts: true,
    },
    contacts(
        "value_at_best",
        "currency",
        Needs::Worth,
        Kind::Mean(Totals::value_at_best),
        "lifetime value won less lost, had every contact been served at once, resolved, with its promises kept",
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
        definition: "contact revenue + lifetime_value_won − lifetime_value_lost − goodwill_cost − staffing_cost",
        kind: Kind::Mean(|t| t.net_value),
        needs: Needs::Value,
        of_agents: true,
        of_contacts: true,
    },
];
