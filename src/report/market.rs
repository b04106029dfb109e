//! The customer base over the days of a run, why customers left, and where it would come to rest.

use super::number::{Shown, Unit, about};
use super::run::Run;
use super::table::{note, title};
use super::terminal::Terminal;
use crate::journey::{Rates, Rest, equilibrium};
use crate::measure::Scope;
use crate::model::{DAY_S, Market};
use crate::scenario::units::counted;

/// Nothing where no customer base is followed.
pub fn text(run: &Run<'_>, terminal: Terminal) -> Option<String> {
    let market = run.model.market.as_ref()?;
    let mean = |name: &str| run.summary.get(Scope::Whole, name).map_or(0.0, |estimate| estimate.mean);
    let warm_up = libm::ceil(run.model.horizon.warm_up_s / DAY_S);
    let days = (f64::from(run.model.horizon.days) - warm_up).max(1.0);
    let by_mouth = mean("customers_lost_by_mouth");
    let left = (mean("customers_lost") - by_mouth).max(0.0);
    // After a warm-up the base is no longer what it was at the beginning.
    let end = mean("customers");
    let begin = match run.model.horizon.warm_up_s {
        0.0 => f64::from(market.customers),
        _ => end + mean("customers_lost") + mean("customers_gone") - mean("customers_won"),
    };
    let gone = mean("customers_gone");
    let mut out = String::from("\n");
    out.push_str(&title("Customer base", terminal));
    let mut line = |text: String| out.push_str(&note(&text, terminal));
    line(format!(
        "from {} to {} in {} ({:+.2} %)",
        about(begin),
        counted(about(end), "customer", "customers"),
        counted(days, "day", "days"),
        100.0 * (end / begin - 1.0)
    ));
    let all = left + by_mouth + gone;
    if all > 0.0 {
        let share = |part: f64| Shown::exact(Unit::Share, part / all).value();
        line(format!(
            "of those who left: {} after contacts of their own, {} told by others, {} for reasons beyond the center's control",
            share(left),
            share(by_mouth),
            share(gone)
        ));
    }
    let tipping = run.model.contacts.iter().filter_map(|c| c.aftermath.as_ref()?.tipping_share()).next();
    let judged = ["delighted", "satisfied", "indifferent", "dissatisfied"].map(mean).iter().sum::<f64>();
    if let Some(tipping) = tipping.filter(|_| judged > 0.0) {
        line(format!(
            "word of mouth costs more than it brings from {} of dissatisfied contacts on, if all others are satisfied; here {} are",
            Shown::exact(Unit::Share, tipping).value(),
            Shown::exact(Unit::Share, mean("dissatisfied") / judged).value()
        ));
    }
    let customers = 0.5 * (begin + end) * days;
    if customers > 0.0 {
        line(rest(run, market, customers, left + gone));
    }
    if end >= 0.98 * f64::from(market.places) && f64::from(market.places) < market.size {
        line(format!(
            "the base has reached the {} places that are kept for it, four for each customer at the beginning: who would be \
             won beyond them is not",
            about(f64::from(market.places))
        ));
    }
    Some(out)
}

/// Where the base would come to rest; `customers`: customer-days of the run.
fn rest(run: &Run<'_>, market: &Market, customers: f64, leavers: f64) -> String {
    let mean = |name: &str, k: usize| run.summary.get(Scope::Contact(k), name).map_or(0.0, |estimate| estimate.mean);
    let told = |name: &str| -> f64 {
        let types = run.model.contacts.iter().enumerate();
        types.filter_map(|(k, c)| Some(c.aftermath.as_ref()?.converts * mean(name, k))).sum()
    };
    let rates = Rates {
        bad: told("people_told") / customers,
        good: told("people_told_good") / customers,
        leave: leavers / customers,
    };
    match equilibrium(market, &rates) {
        Rest::At(number) if number > f64::from(market.places) => {
            format!("at these rates it would come to rest at {} customers, if there were room", about(number))
        }
        Rest::At(number) => format!("at these rates it would come to rest at {} customers", about(number)),
        Rest::Nobody => "at these rates nobody is left in the end".to_string(),
        Rest::Everybody => "at these rates the whole market becomes a customer".to_string(),
        Rest::Never(share) => {
            format!("linear word of mouth has no equilibrium: at these rates {:+.4} % a day, for ever", 100.0 * share)
        }
    }
}
