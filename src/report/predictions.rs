//! Predicted waits that do not come true.

use crate::measure::{Estimate, Scope, Summary};
use crate::model::{Contact, Estimate as Prediction, Model};

use crate::scenario::visible;

/// So far from calibrated a prediction may be without a word.
const BAND: f64 = 0.25;

/// Says that what is announced, promised or offered rests on predictions that are surely too short or too long, of the types
/// of which that is so.
pub fn note(model: &Model, summary: &Summary) -> Option<String> {
    let far = |(k, contact): (usize, &Contact)| {
        let ratio = summary.get(Scope::Contact(k), "prediction_ratio").filter(|_| !is_a_quantile(contact))?;
        let Estimate { mean, half_width, .. } = ratio;
        ((mean - 1.0).abs() - half_width > BAND).then(|| format!("`{}` {mean:.2}", visible(&contact.name)))
    };
    let far: Vec<String> = model.contacts.iter().enumerate().filter_map(far).collect();
    (!far.is_empty()).then(|| {
        format!(
            "predicted waits beside those that followed, of the customers who were taken: {} times as long. What is \
             announced, promised and offered rests on them (`prediction_ratio`)",
            far.join(", ")
        )
    })
}

/// A quantile is meant to be longer than the mean.
fn is_a_quantile(contact: &Contact) -> bool {
    let announced = contact.changing.as_ref().and_then(|changing| changing.announce.as_ref());
    let offered = contact.operations.callback.as_ref().map(|callback| &callback.estimate);
    offered.or(announced.map(|announce| &announce.estimate)).is_some_and(|e| matches!(e, Prediction::Quantile(..)))
}
