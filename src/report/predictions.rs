//! Predicted waits that do not come true.

use crate::measure::{Scope, Summary};

/// So far from calibrated a prediction may be without a word.
const BAND: f64 = 0.2;

/// Says that what is announced, promised or offered rests on predictions that are surely too short or too long.
pub fn note(summary: &Summary) -> Option<String> {
    let ratio = summary.get(Scope::Whole, "prediction_ratio")?;
    let off = (ratio.mean - 1.0).abs() - ratio.half_width;
    let which = if ratio.mean > 1.0 { "longer" } else { "shorter" };
    (off > BAND).then(|| {
        format!(
            "predicted waits are {which} than the waits that follow, {:.2} times as long: what is announced, promised and \
             offered rests on them (`prediction_ratio`)",
            ratio.mean
        )
    })
}
