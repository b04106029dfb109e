//! What a report says of agents: where their number comes from, and how many there are.

use std::fmt;

use crate::fit::calendar::clock;
use crate::fit::connect::{ConnectFit, ConnectSource};
use crate::fit::report::{Report, StaffingSource};
use crate::scenario::units::{counted, plus_minus};

fn connect(fit: Option<ConnectFit>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(ConnectFit { mean_s, source }) = fit.filter(|fit| fit.mean_s > 0.0) else { return Ok(()) };
    write!(f, "    connect: agents are taken for {mean_s:.1} s before \"hello\", ")?;
    match source {
        ConnectSource::Recorded => writeln!(f, "as the log records it"),
        ConnectSource::Said => writeln!(f, "as the column mapping says"),
        ConnectSource::Shown(share) => {
            writeln!(f, "about the wait of {:.0} % of those answered; hardly anybody waited less", 100.0 * share)
        }
    }
}

pub(super) fn agents(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let how = &report.staffing;
    let hours: f64 = report.groups.iter().map(|g| g.hours.on_phones).sum();
    match how.source {
        StaffingSource::Names => writeln!(
            f,
            "\nAgents on the phones, guessed from what each agent did (--staffing has what the ACD says): {hours:.1} \
             agent-hours a day; {:.1} if an agent had left after {:.0} s without a call and not {:.0} s, {:.1} after {:.0} s",
            how.hours_at_half,
            how.away_after_s / 2.0,
            how.away_after_s,
            how.hours_at_twice,
            how.away_after_s * 2.0
        )?,
        StaffingSource::InService => writeln!(
            f,
            "\nAgents: the log names none. Where somebody waits, those in service are those who are there; elsewhere the \
             most in service at once are a lower bound, rounded up. {hours:.1} agent-hours a day; --staffing has what the ACD \
             says"
        )?,
        StaffingSource::Acd(acd) => {
            writeln!(
                f,
                "\nAgents: as the ACD has them logged in on {} of {} days, {hours:.1} agent-hours a day; the log alone \
                 suggests {:.1}",
                acd.days,
                report.dates.len(),
                how.hours_guessed
            )?;
            if acd.contradicted > 0 {
                writeln!(
                    f,
                    "  warning: in {} of {} intervals of these days more were in service than the file has logged in",
                    acd.contradicted, acd.intervals
                )?;
            }
        }
    }
    for group in &report.groups {
        let skills: Vec<&str> = group.contacts.iter().map(|&c| report.contacts[c].name.as_str()).collect();
        let agents = match group.agents.len() {
            0 => "the log names no agents".to_owned(),
            number => counted(number, "agent", "agents"),
        };
        writeln!(f, "  {} ({agents}) serves {}", group.name, skills.join(", "))?;
        writeln!(
            f,
            "    agent-hours: {:.1} in service, {:.1} on the phones, {:.1} with pauses",
            group.hours.busy, group.hours.on_phones, group.hours.present
        )?;
        connect(group.connect, f)?;
        for interval in 0..report.intervals {
            let evidence = match group.exact_days.get(interval) {
                None => String::new(),
                Some(0) => ", a lower bound".to_owned(),
                Some(days) => format!(", somebody waited on {days} of {:.0} days", report.exposure[interval]),
            };
            writeln!(
                f,
                "    {}  {:>6.2}{} between days{evidence}, written {}",
                clock(report.opens_s + interval as f64 * report.interval_s),
                group.on_phones[interval],
                plus_minus(group.between_days[interval], 2),
                group.head_counts[interval]
            )?;
        }
    }
    Ok(())
}
