//! The scenario that a fit writes: TOML with comments that say where each figure comes from and how sure it is.

mod laws;
mod text;

use std::fmt::Write;

use crate::fit::Options;
use crate::fit::calendar::clock;
use crate::fit::connect::{ConnectFit, ConnectSource};
use crate::fit::operations::{CallbackFit, CallbackServed, LinesFit};
use crate::fit::report::{ContactFit, GroupFit, Report, StaffingSource};
use crate::scenario::units::{counted, percent_of_some, plus_minus};

pub(super) use text::{p_value, seconds};

use laws::{handle, patience, told_patience, wrap_up};
use text::{parameter, quoted};

/// Less than this is the clock's own, s.
const SHORTEST_CONNECT_S: f64 = 0.01;
/// Values on a line of a list.
const PER_LINE: usize = 8;

/// The scenario as text.
pub(super) fn scenario(report: &Report, options: &Options) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = head(&mut text, report, options);
    for (i, contact) in report.contacts.iter().enumerate() {
        let _ = contact_type(&mut text, report, i, contact, options);
    }
    for group in &report.groups {
        let _ = group_of_agents(&mut text, report, group, options);
    }
    text.push_str(
        "# Who has waited longest, the head start counted, is answered first, by whoever has been idle longest.\n",
    );
    text.push_str("[routing]\nagent   = [\"longest-idle\"]\ncontact = [\"longest-wait\"]\n");
    text
}

fn head(text: &mut String, report: &Report, options: &Options) -> std::fmt::Result {
    if let Some(command) = &options.made_by {
        writeln!(text, "# Made by: {}", command.replace('\n', " "))?;
    }
    let rows = &report.rows;
    let (first, last) = (report.dates.first(), report.dates.last());
    let span = first.zip(last).map_or(String::new(), |(a, b)| format!("{a} to {b}"));
    let days = counted(report.dates.len(), "comparable day", "comparable days");
    writeln!(text, "# Fitted on {days} ({}), {span}.", report.days)?;
    let read = counted(rows.read, "row", "rows");
    writeln!(text, "# {read} read, {} dropped, {} used:", rows.dropped(), rows.used)?;
    for (kind, entry) in &rows.kinds {
        writeln!(text, "#   {:>6}  {}", entry.count, kind.description())?;
    }
    if rows.outcomes.keys().any(|outcome| options.columns.left_out.contains(outcome)) {
        writeln!(text, "# Dropped for their outcome: {}.", rows.outcomes_in_words().replace('\n', " "))?;
    }
    report.outages.iter().try_for_each(|o| writeln!(text, "# Left out, dead lines: {o}."))?;
    report.spikes.iter().try_for_each(|s| writeln!(text, "# Left out, a spike: {s}."))?;
    let described =
        format!("Fitted on a call log: {} ({}), {span}", counted(report.dates.len(), "day", "days"), report.days);
    let description = if options.description.is_empty() { &described } else { &options.description };
    writeln!(text, "\nname = {}\ndescription = {}\n", quoted(&options.name), quoted(description))?;
    writeln!(text, "[horizon]\nopens = \"{}\"\ncloses = \"{}\"", clock(report.opens_s), clock(report.closes_s()))?;
    writeln!(text, "interval = \"{}\"\n", seconds(report.interval_s))
}

fn contact_type(
    text: &mut String,
    report: &Report,
    index: usize,
    contact: &ContactFit,
    options: &Options,
) -> std::fmt::Result {
    let days = &report.types[contact.of_type];
    let logged = report.logged.contact(index);
    writeln!(
        text,
        "# {:.1} calls a day. Logged: {:.1} % abandoned and {:.1} % balked, {:.1} % waited, mean wait {:.1} s.",
        logged.offered,
        100.0 * logged.abandonment_rate(),
        100.0 * logged.balking_rate(),
        100.0 * logged.delayed_share(),
        logged.mean_wait_s()
    )?;
    if contact.share < 1.0 {
        writeln!(
            text,
            "# {:.1} % of the calls of type `{}`, as seen in the {} whose class is recorded; arrivals, handle times,\n\
             # busyness and balking are those of the whole type.",
            100.0 * contact.share,
            days.name,
            contact.class_known
        )?;
    }
    writeln!(text, "[contact.{}]", contact.name)?;
    if let Some(channel) = contact.channel {
        writeln!(text, "channel = \"{channel}\"")?;
    }
    arrivals(text, report, contact)?;
    handle(text, &contact.handle)?;
    wrap_up(text, contact.wrap_up.as_ref())?;
    match &contact.queue_met.leaves {
        Some(leaves) => told_patience(text, &contact.queue_met, leaves)?,
        None => patience(text, &contact.patience)?,
    }
    if contact.balked > 0 {
        let at_once = &report.at_once;
        writeln!(
            text,
            "# {} hung up with a wait of 0. Of all such callers {} met somebody waiting, of those who waited {},\n\
             # of those answered at once {}: they are taken to balk on meeting a queue.",
            contact.balked,
            percent_of_some(at_once.balked, 0),
            percent_of_some(at_once.waited, 0),
            percent_of_some(at_once.answered, 0)
        )?;
        match &contact.queue_met.balks_by_queue {
            None => writeln!(text, "balks = {:.4}", contact.balks)?,
            Some(shares) => {
                let shares: Vec<String> = shares.iter().map(|share| format!("{share:.4}")).collect();
                let p = p_value(contact.queue_met.balks_p);
                writeln!(text, "# More do, the more of their own type wait ({p}).")?;
                writeln!(text, "balks = {{ by_queue = [{}] }}", shares.join(", "))?;
            }
        }
    }
    if contact.head_start_s > 0.0 {
        let order = &report.precedence;
        writeln!(
            text,
            "# From who was answered before whom: of {} pairs \"taken, left waiting\", {:.1} % are in order of arrival and\n\
             # {:.1} % with these head starts. Agents who are kept back for others (`reserve`) a log does not show: waits that come\n\
             # of that look like head starts of those others, who find fewer agents free in the simulation than they did.",
            order.pairs,
            100.0 * order.in_order_of_arrival,
            100.0 * order.agreement
        )?;
        writeln!(text, "head_start = \"{}\"", seconds(contact.head_start_s))?;
    }
    lines(text, contact)?;
    let within = if contact.channel == Some("email") { "1d".to_owned() } else { seconds(options.within_s) };
    writeln!(text, "service_level = {{ within = \"{within}\", target = {} }}   # not from the log", options.target)?;
    callback(text, contact)?;
    writeln!(text)
}

fn lines(text: &mut String, contact: &ContactFit) -> std::fmt::Result {
    let Some(LinesFit { blocked, lines }) = contact.lines else { return Ok(()) };
    match lines {
        Some(lines) => {
            writeln!(text, "# {blocked} found all lines busy, with {lines} on the line or in service in most cases.")?;
            writeln!(text, "lines = {lines}")
        }
        None => writeln!(
            text,
            "# {blocked} found all lines busy, with a different number of this type on the line each time: other types share\n\
             # them. Put them in as [lines.NAME] capacity and contacts, or they are never busy here."
        ),
    }
}

fn callback(text: &mut String, contact: &ContactFit) -> std::fmt::Result {
    let Some(fit) = &contact.callback else { return Ok(()) };
    let CallbackFit { taken, queue, accepts, reach, served } = fit;
    writeln!(text, "[contact.{}.callback]", contact.name)?;
    writeln!(
        text,
        "# {taken} took the offer of a callback. The number waiting that best tells them from the others is {queue}; if it was\n\
         # offered by the predicted wait, put that in."
    )?;
    writeln!(text, "offer_when = {{ queue = {queue} }}\naccepts = {accepts:.4}\nreach = {reach:.4}")?;
    match served {
        CallbackServed::WhenQuiet(share) => writeln!(
            text,
            "# At {:.1} % of the callbacks somebody of the type waited: they are made when nobody does. How many agents are idle\n\
             # before one calls back (`idle`) a log does not show.\nserved = \"when-quiet\"",
            100.0 * share
        ),
        CallbackServed::InTurn(share) => writeln!(
            text,
            "# At {:.1} % of the callbacks somebody of the type waited: their place in the queue comes up.\nserved = \"in-turn\"",
            100.0 * share
        ),
        CallbackServed::Unknown => writeln!(
            text,
            "# Too few callbacks to tell when they are made: when nobody waits (\"when-quiet\"), or in turn.\nserved = \"in-turn\""
        ),
    }
}

fn arrivals(text: &mut String, report: &Report, contact: &ContactFit) -> std::fmt::Result {
    let days = &report.types[contact.of_type].busyness;
    let mut extra = String::new();
    if let Some(trend) = report.types[contact.of_type].trend.as_ref().filter(|trend| trend.significant()) {
        writeln!(
            text,
            "# A trend, which is no busyness: from {:.0} to {:.0} calls a day of type `{}` ({}). These are the mean day.",
            trend.first,
            trend.last,
            report.types[contact.of_type].name,
            p_value(trend.p_value)
        )?;
    }
    if days.significant() {
        writeln!(
            text,
            "# Days differ: coefficient of variation {:.3}{} (standard error) beyond Poisson noise ({}).",
            days.cv,
            plus_minus(days.cv_se, 3),
            p_value(days.p_value)
        )?;
        write!(extra, "busyness = {{ gamma = {{ mean = 1, cv = {:.3} }} }}, ", days.cv)?;
        if contact.common >= 0.0005 {
            write!(extra, "common = {:.3}, ", contact.common)?;
        }
    } else {
        writeln!(text, "# Days do not differ beyond Poisson noise ({}).", p_value(days.p_value))?;
    }
    writeln!(text, "arrivals = {{ {extra}expected = [")?;
    let values: Vec<String> = contact.arrivals.iter().map(|x| format!("{x:.3}")).collect();
    list(text, report, &values)?;
    writeln!(text, "] }}")
}

/// The values of a list, with the clock time of the first of each line.
fn list(text: &mut String, report: &Report, values: &[String]) -> std::fmt::Result {
    let lines: Vec<String> = values.chunks(PER_LINE).map(|line| line.join(", ") + ",").collect();
    let width = lines.iter().map(String::len).max().unwrap_or_default();
    for (i, line) in lines.iter().enumerate() {
        let from = clock(report.opens_s + (i * PER_LINE) as f64 * report.interval_s);
        writeln!(text, "  {line:width$}  # {from}")?;
    }
    Ok(())
}

fn group_of_agents(text: &mut String, report: &Report, group: &GroupFit, options: &Options) -> std::fmt::Result {
    match report.staffing.source {
        StaffingSource::Names => writeln!(
            text,
            "# {}.\n\
             # Agent-hours a day: {:.1} in service, {:.1} on the phones (in service or ready), {:.1} with pauses. Head-counts\n\
             # are whole numbers that keep the agent-hours of these means over the days:",
            counted(group.agents.len(), "agent", "agents"),
            group.hours.busy,
            group.hours.on_phones,
            group.hours.present
        )?,
        StaffingSource::InService => {
            let sure = group.exact_days.iter().filter(|days| **days > 0).count();
            writeln!(
                text,
                "# The log names no agents. In {sure} of {} intervals somebody waited on some day: those in service then\n\
                 # are those who are there. In the others the most services at once are a lower bound, rounded up; put in\n\
                 # what you know. Means:",
                report.intervals
            )?;
        }
        StaffingSource::Acd(_) => writeln!(
            text,
            "# As the ACD has them logged in, {:.1} agent-hours a day; {:.1} in service. Head-counts are whole numbers that\n\
             # keep the agent-hours of these means over the days:",
            group.hours.on_phones, group.hours.busy
        )?,
    }
    let means: Vec<String> = group.on_phones.iter().map(|x| format!("{x:.2}")).collect();
    let mut fractional = String::new();
    list(&mut fractional, report, &means)?;
    fractional.lines().try_for_each(|line| writeln!(text, "# {line}"))?;
    let hours = |sum: f64| sum * report.interval_s / 3600.0;
    let (whole, mean) = (group.head_counts.iter().map(|&n| f64::from(n)).sum(), group.on_phones.iter().sum::<f64>());
    // Rounding alone moves the sum by half an agent.
    if report.staffing.source != StaffingSource::InService && whole - mean > 1.0 {
        writeln!(
            text,
            "# An interval with calls has one agent at least: {:.1} agent-hours are written, {:.1} more than the means have.",
            hours(whole),
            hours(whole - mean)
        )?;
    }
    writeln!(text, "[group.{}]\nagents = [", group.name)?;
    let counts: Vec<String> = group.head_counts.iter().map(u32::to_string).collect();
    list(text, report, &counts)?;
    writeln!(text, "]")?;
    match options.cost {
        Some(cost) => writeln!(text, "cost = {cost}")?,
        None => writeln!(text, "# cost = 40.0   # currency per paid hour: no log knows it")?,
    }
    connect(text, group.connect)?;
    for (&contact, at_once) in group.contacts.iter().zip(group.at_once.iter().copied().map(Some)) {
        let at_once = at_once.filter(|at_once| *at_once > 1);
        let terms = at_once.map_or(String::new(), |at_once| format!(" concurrent = {at_once} "));
        writeln!(text, "skills.{} = {{{terms}}}", report.contacts[contact].name)?;
    }
    writeln!(text)
}

/// The time to connect, if it is one.
fn connect(text: &mut String, fit: Option<ConnectFit>) -> std::fmt::Result {
    let Some(ConnectFit { mean_s, source }) = fit.filter(|fit| fit.mean_s >= SHORTEST_CONNECT_S) else { return Ok(()) };
    match source {
        ConnectSource::Recorded => {
            writeln!(text, "# An agent is taken so long before \"hello\", as the log records it:")?
        }
        ConnectSource::Said => {
            writeln!(text, "# An agent is taken so long before \"hello\", as the column mapping says:")?
        }
        ConnectSource::Shown(share) => writeln!(
            text,
            "# {:.0} % of those answered waited about so long and hardly anybody less: an agent was free, and is taken before\n\
             # \"hello\". If agents are not, put connect = \"0s\" in the column mapping.",
            100.0 * share
        )?,
    }
    writeln!(text, "connect = \"{}\"", parameter(mean_s))
}
