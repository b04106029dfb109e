//! The report in plain text.

mod agents;

use std::fmt;

use crate::fit::calendar::clock;
use crate::fit::family::FamilyFit;
use crate::fit::laws::{EMPIRICAL_FROM, FEWEST_HANG_UPS, PatienceLaw, Standing, far_in_words, handle_in_words};
use crate::fit::logged::LoggedCounts;
use crate::fit::queue_met::Stratum;
use crate::fit::report::{ContactFit, Report};
use crate::fit::trend::Trend;
use crate::fit::write::{p_value, seconds};
use crate::scenario::units::{counted, percent_of_some, plus_minus};

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        rows(self, f)?;
        logged(self, f)?;
        contacts(self, f)?;
        days(self, f)?;
        order(self, f)?;
        agents::agents(self, f)
    }
}

fn rows(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "Rows: {}", report.rows)?;
    writeln!(f, "Comparable days ({}): {}", report.days, report.dates.len())?;
    for date in &report.missing_dates {
        writeln!(f, "  {date} ({}) has no rows", date.weekday_name())?;
    }
    writeln!(f, "Open {}-{}", clock(report.opens_s), clock(report.closes_s()))?;
    report.outages.iter().try_for_each(|o| writeln!(f, "  outage, its intervals left out: {o}"))?;
    report.spikes.iter().try_for_each(|s| writeln!(f, "  spike, left out: {s}"))
}

fn logged(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "\nThe logged queue, mean day")?;
    writeln!(
        f,
        "  {:<22}{:>9}{:>11}{:>9}{:>9}{:>11}{:>11}",
        "",
        "calls",
        "abandoned",
        "balked",
        "waited",
        "mean wait",
        format!("in {:.0} s", report.within_s)
    )?;
    let line = |f: &mut fmt::Formatter<'_>, name: &str, counts: &LoggedCounts| {
        writeln!(
            f,
            "  {name:<22}{:>9.1}{:>9.1} %{:>7.1} %{:>7.1} %{:>9.1} s{:>9.1} %",
            counts.offered,
            100.0 * counts.abandonment_rate(),
            100.0 * counts.balking_rate(),
            100.0 * counts.delayed_share(),
            counts.mean_wait_s(),
            100.0 * counts.service_level()
        )
    };
    line(f, "all", &report.logged.day())?;
    for (i, contact) in report.contacts.iter().enumerate() {
        line(f, &contact.name, &report.logged.contact(i))?;
    }
    for interval in 0..report.intervals {
        let counts = report.logged.interval(interval);
        if counts.offered > 0.0 {
            line(f, &clock(report.opens_s + interval as f64 * report.interval_s), &counts)?;
        }
    }
    Ok(())
}

fn families(f: &mut fmt::Formatter<'_>, fits: &[FamilyFit]) -> fmt::Result {
    for fit in fits {
        writeln!(
            f,
            "    {:<12} mean {:>8.1} s{:<10} cv or shape {:.3}{:<8}  AIC {:>10.1}  distance {:.4}{}",
            fit.family.name(),
            fit.mean_s,
            plus_minus(fit.mean_se_s, 1),
            fit.second,
            plus_minus(fit.second_se, 3),
            fit.aic,
            fit.distance,
            if fit.edge().is_some() { ", at the edge of what is searched" } else { "" }
        )?;
    }
    Ok(())
}

fn contacts(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, contact) in report.contacts.iter().enumerate() {
        writeln!(f, "\n{}", contact.name)?;
        if contact.share < 1.0 {
            let of = &report.types[contact.of_type].name;
            let (share, known) = (100.0 * contact.share, contact.class_known);
            writeln!(f, "  {share:.1} % of `{of}`, as seen in {known} calls whose class is recorded")?;
        }
        // The classes of a type share its handle times: they are printed once.
        if contact.share == 1.0 || report.contacts[..i].iter().all(|c| c.of_type != contact.of_type) {
            handle(contact, f)?;
            wrap_up(contact, f)?;
        }
        patience(contact, f)?;
        queue_met(contact, f)?;
        writeln!(f, "  hung up at once: {}, {:.2} % of those meeting a queue", contact.balked, 100.0 * contact.balks)?;
        writeln!(f, "  head start: {:.0} s", contact.head_start_s)?;
    }
    Ok(())
}

fn handle(contact: &ContactFit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let fit = &contact.handle;
    let borrowed = if fit.borrowed { " (of all types: too few of its own)" } else { "" };
    writeln!(
        f,
        "  handle time{borrowed}: {}, mean {:.1} s{}, cv {:.3}; {} no longer than {}",
        counted(fit.services, "service", "services"),
        fit.mean_s,
        plus_minus(fit.mean_se_s, 1),
        fit.cv,
        fit.short,
        seconds(fit.short_s)
    )?;
    families(f, &fit.families)?;
    let short = fit.short_share.map_or(String::new(), |share| {
        let up_to = seconds(fit.short_s);
        format!(", and beside it {:.2} % of the services anywhere between 0 and {up_to}", 100.0 * share)
    });
    writeln!(
        f,
        "    written: {}{short}, mean {:.1} s ({:.1} s in the log), distance {:.4}{}",
        fit.chosen.family,
        fit.law.mean(),
        fit.mean_s,
        fit.distance,
        handle_in_words(fit).map_or(String::new(), |words| format!("; {words}"))
    )
}

fn wrap_up(contact: &ContactFit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(fit) = &contact.wrap_up else { return Ok(()) };
    writeln!(
        f,
        "  wrap-up: {}, mean {:.1} s{}, cv {:.3}",
        counted(fit.services, "service", "services"),
        fit.mean_s,
        plus_minus(fit.mean_se_s, 1),
        fit.cv
    )
}

fn patience(contact: &ContactFit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let fit = &contact.patience;
    writeln!(f, "  patience: {} waited, {} hung up", fit.waits, fit.hang_ups)?;
    let survival = &fit.survival;
    match fit.standing {
        Standing::Own => {}
        Standing::Pooled => {
            let (waits, hang_ups) = (survival.waits, survival.abandoned);
            writeln!(
                f,
                "    too few to tell: patience is that of all types of the channel, of whom {hang_ups} of {waits} hung up"
            )?;
        }
        Standing::TooFew => {
            return writeln!(
                f,
                "    written: none. Fewer than {FEWEST_HANG_UPS} hang-ups, of all types of the channel together, do not tell a patience; \
                 nobody hangs up until you put in one"
            );
        }
    }
    let times = [15.0, 30.0, 60.0, 120.0, 300.0];
    let share = |t: f64| survival.survival(t).map(|share| format!("{t:.0} s {:.1} %", 100.0 * share));
    let shares: Vec<String> = times.into_iter().filter_map(share).collect();
    if !shares.is_empty() {
        writeln!(f, "    Kaplan-Meier, willing to wait longer than {}", shares.join(", "))?;
    }
    writeln!(f, "    the log tells it up to {:.0} s; means of families reach beyond", survival.reaches_s)?;
    families(f, &fit.families)?;
    match &fit.law {
        None => writeln!(f, "    written: none, no family keeps the number of hang-ups"),
        Some(PatienceLaw::Family(best)) => {
            let far = far_in_words(best.distance, "callers").map_or(String::new(), |far| {
                format!(", {far}; fewer than {EMPIRICAL_FROM} hang-ups do not carry Kaplan-Meier itself")
            });
            writeln!(
                f,
                "    written: {}, which expects {:.1} hang-ups in these waits ({} in the log), distance {:.4}{far}",
                best.family, fit.expected, survival.abandoned, best.distance
            )
        }
        Some(PatienceLaw::OneWait(wait_s)) => writeln!(
            f,
            "    written: {} for all. All who hung up waited so long, more alike than any law that is tried: perhaps a limit \
             of the system, which is no patience",
            seconds(*wait_s)
        ),
        Some(PatienceLaw::Empirical(_)) => {
            writeln!(
                f,
                "    written: Kaplan-Meier's quantiles, no family is within their noise; they keep the hang-ups as they are"
            )
        }
    }
}

fn queue_met(contact: &ContactFit, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let met = &contact.queue_met;
    if contact.patience.hang_ups < FEWEST_HANG_UPS {
        return Ok(());
    }
    let stratum = |s: &Stratum| {
        let upto =
            s.to.map_or_else(|| "+".to_owned(), |to| if to == s.from { String::new() } else { format!("-{to}") });
        format!("{}{upto}: {} of {} ({:.1} %)", s.from, s.hang_ups, s.waits, -100.0 * libm::expm1(-s.hazard))
    };
    let strata: Vec<String> = met.strata.iter().filter(|s| s.waits > 0).map(stratum).collect();
    let of = if met.one_in == 1 { String::new() } else { format!(", of one in {} who waited", met.one_in) };
    writeln!(f, "    hung up (in a minute) by the queue met{of}: {}", strata.join(", "))?;
    let grows = format!("hazard times {:.2} with each one met, {}", libm::exp(met.slope), p_value(met.hazard_p));
    match &met.leaves {
        None => writeln!(f, "    {grows}: nothing is written of it")?,
        Some(leaves) => writeln!(
            f,
            "    {grows}: they hear their place. Written: told by the length of the queue after {:.0} s, {:.2} ± {:.2} of \
             those not patient enough leave; patience as seen where that does not act",
            leaves.at_s, leaves.share, leaves.share_se
        )?,
    }
    match &met.balks_by_queue {
        None if contact.balked > 0 => {
            let goes = if met.balks_rise { "rises" } else { "falls" };
            let p = p_value(met.balks_p);
            writeln!(f, "    balking {goes} with the queue of its own type met, {p}: nothing is written of it")
        }
        None => Ok(()),
        Some(shares) => {
            let shares: Vec<String> = shares.iter().map(|share| format!("{:.1} %", 100.0 * share)).collect();
            writeln!(
                f,
                "    balking rises with the queue of its own type met, {}: {}",
                p_value(met.balks_p),
                shares.join(", ")
            )
        }
    }
}

fn days(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "\nDays: {}", trend(report.trend.as_ref()))?;
    let present: Vec<usize> =
        (0..report.types.len()).filter(|&t| report.contacts.iter().any(|c| c.of_type == t)).collect();
    for days in present.iter().map(|&t| &report.types[t]).filter(|_| present.len() > 1) {
        writeln!(f, "  {:<14} {}", days.name, trend(days.trend.as_ref()))?;
    }
    writeln!(f, "Busyness between days (coefficient of variation beyond Poisson noise; trends taken out)")?;
    for &t in &present {
        let days = &report.types[t].busyness;
        let name = &report.types[t].name;
        let error = plus_minus(days.cv_se, 3);
        write!(f, "  {name:<14} cv {:.3}{error}, {}; correlation", days.cv, p_value(days.p_value))?;
        for &other in &present {
            write!(f, " {:.2}", report.correlations[t][other])?;
        }
        writeln!(f)?;
    }
    Ok(())
}

/// What the order of the days shows, with what to do about it.
pub(super) fn trend(trend: Option<&Trend>) -> String {
    let Some(trend) = trend else { return "too few to tell a trend".to_owned() };
    let mut words = if trend.significant() {
        format!(
            "a trend from {:.0} to {:.0} calls a day ({}), which is no busyness; what is written is the mean day between: \
             --from DATE and --to DATE fit a part",
            trend.first,
            trend.last,
            p_value(trend.p_value)
        )
    } else {
        format!(
            "no trend beyond chance ({:.0} to {:.0} calls a day, {})",
            trend.first,
            trend.last,
            p_value(trend.p_value)
        )
    };
    if let Some(p) = trend.weekdays_p {
        words += &match trend.weekdays_differ() {
            true => format!("; weekdays differ ({}): --days mon fits one", p_value(p)),
            false => format!("; weekdays do not differ ({})", p_value(p)),
        };
    }
    words
        + &match trend.neighbours_alike() {
            true => format!(
                "; days resemble the day before (correlation {:.2}, {}): the level drifts, which a busyness drawn anew each day \
             does not",
                trend.lag_1,
                p_value(trend.lag_1_p)
            ),
            false => format!("; neighbouring days are correlated by {:.2} ({})", trend.lag_1, p_value(trend.lag_1_p)),
        }
}

fn order(report: &Report, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let order = &report.precedence;
    match order.pairs {
        0 => writeln!(f, "\nOrder of answering: nobody was left waiting while another was taken, so nothing shows it")?,
        pairs => writeln!(
            f,
            "\nOrder of answering: of {} \"taken, left waiting\" {:.1} % in order of arrival, {:.1} % with head starts (agents\n\
             kept back for others, by `reserve`, look like that too: a log does not show them)",
            counted(pairs, "pair", "pairs"),
            100.0 * order.in_order_of_arrival,
            100.0 * order.agreement
        )?,
    }
    let met = &report.at_once;
    writeln!(
        f,
        "Somebody was waiting on the arrival of {} of those who hung up at once, {} of those who waited, {} of those answered \
         at once",
        percent_of_some(met.balked, 0),
        percent_of_some(met.waited, 0),
        percent_of_some(met.answered, 0)
    )
}
