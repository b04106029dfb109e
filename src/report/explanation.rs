//! Why one policy is worth more than another.

use serde_json::{Value, json};

use super::number::{Shown, Unit};
use super::run::percent;
use super::table::{note, title};
use super::terminal::Terminal;
use super::waterfall::{Step, waterfall};
use crate::measure::{Estimate, Scope, applies, measure};
use crate::model::Model;
use crate::scenario::units::counted;
use crate::study::Part;

/// Two policies and the parts of their difference; the last part is net value.
#[derive(Clone, Copy, Debug)]
pub struct Explanation<'a> {
    /// Names of the two.
    pub names: [&'a str; 2],
    /// The models of the two.
    pub models: [&'a Model; 2],
    /// What money is counted in.
    pub currency: &'a str,
    /// Parts of net value.
    pub parts: &'a [Part],
    /// Contacts that are judged by nobody.
    pub unjudged: Option<&'a Part>,
    /// Replications.
    pub replications: u64,
    /// Seed of the days.
    pub seed: u64,
    /// Of all intervals.
    pub confidence: f64,
}

/// The difference as a waterfall.
pub fn text(explanation: &Explanation<'_>, terminal: Terminal) -> String {
    let [a, b] = explanation.names;
    let Some((total, parts)) = explanation.parts.split_last() else { return String::new() };
    let mut out = title(&format!("{b} beside {a}: net value"), terminal);
    let basis = format!(
        "{} of the same days, seed {}, ± at {} %",
        counted(explanation.replications, "replication", "replications"),
        explanation.seed,
        percent(explanation.confidence)
    );
    out.push_str(&note(&basis, terminal));
    let values = total.policies.map(|e| Shown::new(Unit::Money, e).in_one());
    out.push_str(&note(&format!("{a}: {}; {b}: {} {}", values[0], values[1], explanation.currency), terminal));
    out.push('\n');
    let steps: Vec<Step<'_>> = parts.iter().map(|p| Step { label: p.label, amount: p.difference }).collect();
    let sum = Step { label: "Difference", amount: total.difference };
    out.push_str(&waterfall(&steps, sum, explanation.currency).render(terminal));
    out.push('\n');
    out.push_str(&note(&finding(explanation), terminal));
    unjudged(explanation).iter().for_each(|text| out.push_str(&note(text, terminal)));
    out
}

/// That one policy leaves more contacts over than the other that nobody judges; nothing where it does not.
pub fn unjudged(explanation: &Explanation<'_>) -> Option<String> {
    let Part { policies, difference, .. } = explanation.unjudged?;
    if !(difference.mean.abs() > difference.half_width && difference.mean.abs() >= 1.0) {
        return None;
    }
    let [a, b] = explanation.names;
    let [first, second] = policies.map(|number| Shown::new(Unit::Count, number).in_one());
    Some(format!(
        "Left over and not due yet are {first} contacts under {a}, {second} under {b}: nobody judges them, and what becomes of \
         them is in none of these figures. A longer run (`horizon.days`) or an earlier promise or target has them judged."
    ))
}

/// Why net value is made of costs alone, whatever else differs, and what would change that; nothing where it is not.
pub fn counts_costs_alone(models: [&Model; 2]) -> Option<String> {
    let counts = |name: &str| {
        let counts = |model: &&Model| measure(name).is_some_and(|measure| applies(model, measure, Scope::Whole));
        models.iter().any(counts)
    };
    if counts("value_at_best") || counts("revenue") {
        return None;
    }
    let why = if models.iter().all(|model| model.value.is_none()) {
        "without a [value] section only costs are counted"
    } else {
        "nothing in [value] depends on what differs, since without an [aftermath] section no customer is lost or won, and \
         without `value.per_contact` no contact brings anything; write one of them"
    };
    Some(why.to_string())
}

/// Whether a difference is none, up to the rounding of the sums that it is the difference of.
fn is_nothing(part: &Part) -> bool {
    let size: f64 = part.policies.iter().map(|e| e.mean.abs()).sum();
    let rounding = |x: f64| !x.is_finite() || x.abs() <= ROUNDING * size;
    rounding(part.difference.mean) && rounding(part.difference.half_width)
}

/// Sums of many terms are right to about so much of themselves.
const ROUNDING: f64 = 1e-12;

/// The difference in a sentence.
pub fn finding(explanation: &Explanation<'_>) -> String {
    let [a, b] = explanation.names;
    let Some((total, parts)) = explanation.parts.split_last() else { return String::new() };
    let difference = total.difference;
    let money =
        |estimate: Estimate| Shown::new(Unit::Money, Estimate { mean: estimate.mean.abs(), ..estimate }).in_one();
    if explanation.parts.iter().all(is_nothing) {
        return match counts_costs_alone(explanation.models) {
            None => format!("{b} is worth the same as {a}, in every part."),
            Some(why) => format!("{b} costs the same as {a}, and nothing else is counted: {why}."),
        };
    }
    let shown = format!("{} {}", Shown::new(Unit::Money, difference).signed(), explanation.currency);
    let shown = shown.trim_end();
    if is_nothing(total) {
        return format!("{b} is worth the same as {a}: what its parts gain and lose is as much.");
    }
    if !difference.half_width.is_finite() {
        return format!("{b} beside {a}: {shown}. One replication does not tell how certain that is.");
    }
    if difference.mean.abs() <= difference.half_width {
        return format!("Which of the two is worth more is not certain: the difference is {shown}.");
    }
    let (better, worse) = if difference.mean > 0.0 { (b, a) } else { (a, b) };
    let sign = difference.mean.signum();
    let name = |part: &Part| part.label.trim().to_lowercase();
    let largest = |sign: f64| {
        let moved = parts.iter().filter(move |part| part.difference.mean * sign > 0.0);
        moved.max_by(|x, y| x.difference.mean.abs().total_cmp(&y.difference.mean.abs()))
    };
    let most = largest(sign)
        .map_or(String::new(), |part| format!("most of it by {} ({})", name(part), money(part.difference)));
    let against = largest(-sign)
        .map_or(String::new(), |part| format!("; against it, {} ({})", name(part), money(part.difference)));
    format!("{better} is worth {} {} more than {worse}, {most}{against}.", money(difference), explanation.currency)
}

/// As one JSON object.
pub fn json(explanation: &Explanation<'_>) -> String {
    let figure = |e: &Estimate| json!({ "mean": e.mean, "half_width": e.half_width, "sd": e.sd });
    let part = |part: &Part| {
        let [a, b] = &part.policies;
        json!({ "part": part.name, "first": figure(a), "second": figure(b), "difference": figure(&part.difference) })
    };
    let parts: Vec<Value> = explanation.parts.iter().map(part).collect();
    let object = json!({
        "first": explanation.names[0],
        "second": explanation.names[1],
        "seed": explanation.seed,
        "replications": explanation.replications,
        "parts": parts,
        "finding": finding(explanation),
        "unjudged": unjudged(explanation),
    });
    format!("{object:#}\n")
}

/// A row for each part.
///
/// # Errors
/// None in practice: it is written into memory.
pub fn csv(explanation: &Explanation<'_>) -> Result<Vec<u8>, csv::Error> {
    let number = super::machine::number;
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record([
        "part",
        "first",
        "first_half_width",
        "second",
        "second_half_width",
        "difference",
        "half_width",
    ])?;
    for part in explanation.parts {
        let [a, b] = part.policies;
        let figures = [a.mean, a.half_width, b.mean, b.half_width, part.difference.mean, part.difference.half_width];
        let figures = figures.map(number);
        table.write_record(std::iter::once(part.name).chain(figures.iter().map(String::as_str)))?;
    }
    table.into_inner().map_err(|error| error.into_error().into())
}
