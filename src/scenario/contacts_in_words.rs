//! Contact types in words: how many come, how long they take, how patient they are.

use super::compile::{Serving, daily_contacts, offered_load, serving};
use super::operations_in_words::operations;
use super::units::{counted, show_duration};
use crate::model::{
    Arrivals, Balks, ByTime, Channel, Contact, Distribution, HorizonKind, Model, PatienceClock, SharedLines,
};

/// Every type with its number, its work and what may happen to it.
pub fn contacts(model: &Model) -> Vec<String> {
    let (numbers, serving) = (daily_contacts(model), serving(model));
    let each = model.contacts.iter().zip(numbers).enumerate();
    each.flat_map(|(i, (contact, number))| contact_lines(model, (i, &serving[i]), contact, number)).collect()
}

/// Lines that types share.
pub fn lines(model: &Model) -> Vec<String> {
    let shared = |lines: &SharedLines| {
        let names: Vec<&str> = lines.contacts.iter().map(|id| model.contacts[id.index()].name.as_str()).collect();
        format!("{}: at most {} of {} at once; more are blocked", lines.name, lines.capacity, names.join(", "))
    };
    model.lines.iter().map(shared).collect()
}

fn contact_lines(model: &Model, (i, serving): (usize, &[Serving<'_>]), contact: &Contact, number: f64) -> Vec<String> {
    let average = contact.arrivals.expected() / model.horizon.length_s * 3600.0;
    let mut lines = vec![
        format!("{}{}: {}", contact.name, channel(contact), arrivals(model, contact, average, number)),
        format!("  handle time {}{}", law(&contact.handle), wrap_up(contact)),
    ];
    if number > 0.0 {
        let load = offered_load(model, i, serving);
        lines.push(format!("  load {} erlangs on average{}", amount(load, 2), peak(contact, load, average)));
    }
    lines.push(format!("  patience: {}{}", patience(contact), balking(&contact.balks)));
    if let Some(target) = contact.service_level {
        let (share, within) = (100.0 * target.target, show_duration(target.within_s));
        lines.push(format!("  target: {share} % answered within {within}"));
    }
    if let Some(lines_open) = contact.lines {
        lines.push(format!("  at most {lines_open} at once; more are blocked"));
    }
    let credit = contact.head_start.all().iter().map(|step| step.1).fold(0.0, f64::max);
    if credit > 0.0 {
        let up_to = if contact.head_start.is_constant() { "" } else { "up to " };
        lines.push(format!("  counts as having waited {up_to}{} on arrival", show_duration(credit)));
    }
    lines.extend(operations(model, &contact.operations).iter().map(|text| format!("  {text}")));
    lines
}

fn channel(contact: &Contact) -> &'static str {
    match contact.operations.channel {
        Channel::Voice => "",
        Channel::Chat => ", by chat",
        Channel::Email => ", by e-mail, which waits overnight",
        Channel::Outbound => ", outbound",
    }
}

/// How many come, and how.
fn arrivals(model: &Model, contact: &Contact, average: f64, number: f64) -> String {
    let own = contact.arrivals.expected();
    let span = if model.horizon.kind == HorizonKind::Steady { "in the stretch" } else { "a day" };
    let handed_on = match number - own {
        more if more > 1e-9 => format!(", up to {} {span} handed on", amount(more, 1)),
        _ => String::new(),
    };
    let how = match &contact.arrivals {
        Arrivals::Poisson { busyness: None, .. } => "at random".to_string(),
        Arrivals::Poisson { busyness: Some(b), .. } => format!("at random, days vary with cv {:.2}", b.factor.cv()),
        Arrivals::Exactly { .. } => "exactly so many".to_string(),
        Arrivals::Times(_) => "as recorded".to_string(),
        Arrivals::None => {
            return match &contact.operations.dialer {
                Some(dialer) => format!("{} to call{handed_on}", counted(dialer.list, "number", "numbers")),
                None => format!("only what other contacts become{handed_on}"),
            };
        }
    };
    format!("{} {span}, {} an hour on average, {how}{handed_on}", amount(own, 1), amount(average, 1))
}

/// So many decimals; what no center has, by its power of ten.
fn amount(number: f64, decimals: usize) -> String {
    const MOST: f64 = 1e12;
    if number < MOST { format!("{number:.decimals$}") } else { format!("{number:.1e}") }
}

fn wrap_up(contact: &Contact) -> String {
    contact.wrap_up.as_ref().map_or_else(String::new, |w| format!(", then wrap-up {}", law(w)))
}

fn peak(contact: &Contact, load: f64, average_per_hour: f64) -> String {
    let Arrivals::Poisson { rate, .. } = &contact.arrivals else { return String::new() };
    let peak = rate.pieces.iter().map(|p| p.first.max(p.last) * 3600.0).fold(0.0, f64::max);
    if average_per_hour <= 0.0 || peak <= average_per_hour * 1.000_001 {
        return String::new();
    }
    // In this order nothing overflows that is not as large itself.
    let busiest = load * (peak / average_per_hour);
    format!(", {} at the busiest time ({} an hour)", amount(busiest, 2), amount(peak, 1))
}

fn patience(contact: &Contact) -> String {
    let Some(patience) = &contact.patience else { return "nobody gives up".to_string() };
    let clock = match contact.patience_clock {
        _ if !contact.felt.is_on() => "",
        PatienceClock::Felt => ", in felt time",
        PatienceClock::Wall => ", as measured on the wall",
    };
    format!("{}{clock}", law(patience))
}

fn balking(balks: &Balks) -> String {
    match balks {
        Balks::Never => String::new(),
        Balks::Share(share) => format!("; {:.1} % leave at once on meeting a queue", 100.0 * share),
        Balks::ByQueue(shares) => {
            let last = shares.last().copied().unwrap_or(0.0);
            format!("; some leave at once on meeting a queue, {:.1} % a long one", 100.0 * last)
        }
    }
}

/// A law by its family, mean and variation.
pub fn law(law: &Distribution) -> String {
    let family = match law {
        Distribution::Constant(value) => return format!("always {}", show_duration(*value)),
        Distribution::Exponential { .. } => "exponential",
        Distribution::Gamma { .. } => "gamma",
        Distribution::LogNormal { .. } => "lognormal",
        Distribution::Weibull { .. } => "Weibull",
        Distribution::Hyperexponential { .. } => "hyperexponential",
        Distribution::Uniform { .. } => "uniform",
        Distribution::Triangular { .. } => "triangular",
        Distribution::Values(_) | Distribution::Quantiles(_) => "as measured",
        Distribution::Mixture { .. } => "a mixture",
        Distribution::Shifted { .. } => "shifted",
        Distribution::ByTime(by_time) => return over_the_day(law, by_time),
    };
    format!("{} on average ({family}, cv {:.2})", show_duration(law.mean()), law.cv())
}

/// A law whose parameters vary: the range of its means.
fn over_the_day(law: &Distribution, by_time: &ByTime) -> String {
    let means = || by_time.steps.iter().map(|step| step.1.mean());
    let (least, most) = (means().fold(f64::INFINITY, f64::min), means().fold(0.0, f64::max));
    let (least, most) = (show_duration(least), show_duration(most));
    format!(
        "{} on average (by the time of the day from {least} to {most}, cv {:.2})",
        show_duration(law.mean()),
        law.cv()
    )
}
