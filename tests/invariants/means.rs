//! A mean over contacts (or over agents' time) of the whole lies between the smallest and the largest of its parts.

use onhold::measure::{Kind, MEASURES, Measure, Scope, Summary};
use onhold::model::Model;

/// Ratios to the time that has passed, which is the same for the whole and each part: sums, not means.
const OVER_TIME: [&str; 3] = ["queue_length", "agents_scheduled", "agents_present"];
/// A quantile lies in a bucket of 1/128 of an octave, and no further than the longest wait.
const BUCKET: f64 = 0.01;

fn is_mean(measure: &&Measure) -> bool {
    matches!(measure.kind, Kind::Ratio(..) | Kind::Quantile(_)) && !OVER_TIME.contains(&measure.name)
}

/// What is wrong with a mean of the whole beside its parts.
fn lies_between(summary: &Summary, measure: &Measure, whole: Scope, parts: &[Scope]) -> Result<(), String> {
    let Some(mean) = summary.get(whole, measure.name).map(|estimate| estimate.mean) else { return Ok(()) };
    let of_parts = parts.iter().filter_map(|part| Some(summary.get(*part, measure.name)?.mean));
    let (least, most) =
        of_parts.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
    let rounding = if matches!(measure.kind, Kind::Quantile(_)) { BUCKET } else { 1e-9 };
    let slack = rounding * mean.abs() + f64::MIN_POSITIVE;
    if mean >= least - slack && mean <= most + slack {
        return Ok(());
    }
    Err(format!("{} in {whole:?} is {mean}, and of its parts between {least} and {most}", measure.name))
}

/// Every mean of the whole, and of each interval, beside its contact types or its groups.
pub fn means_lie_between(model: &Model, summary: &Summary) -> Result<(), String> {
    let types: Vec<Scope> = (0..model.contacts.len()).map(Scope::Contact).collect();
    let groups: Vec<Scope> = (0..model.groups.len()).map(Scope::Group).collect();
    for measure in MEASURES.iter().filter(is_mean) {
        if !measure.of_agents {
            lies_between(summary, measure, Scope::Whole, &types)?;
            for i in 0..model.intervals() {
                let types: Vec<Scope> = (0..model.contacts.len()).map(|k| Scope::ContactInInterval(i, k)).collect();
                lies_between(summary, measure, Scope::Interval(i), &types)?;
            }
        }
        if !measure.of_contacts {
            lies_between(summary, measure, Scope::Whole, &groups)?;
        }
    }
    Ok(())
}
