//! Numbers, bytes and what they are of, for messages.

use crate::model::Model;

/// A number for a message: digits in threes, or a power of ten.
pub(in crate::study) fn number(value: f64) -> String {
    if !(0.0..1e15).contains(&value) {
        return if value.is_infinite() { "1e308 or more".to_string() } else { scientific(value) };
    }
    if value < 1000.0 && value != libm::trunc(value) {
        let text = format!("{value:.3}");
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three digits and a power of ten.
fn scientific(value: f64) -> String {
    let text = format!("{value:.2e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

/// Bytes for a message.
pub(in crate::study) fn bytes(value: f64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut left = value;
    let mut unit = 0;
    while left >= 1024.0 && unit + 1 < UNITS.len() {
        left /= 1024.0;
        unit += 1;
    }
    if left < 100.0 && unit > 0 {
        format!("{left:.1} {}", UNITS[unit])
    } else {
        format!("{} {}", number(libm::round(left)), UNITS[unit])
    }
}

/// Of what figures by interval are made.
pub(super) fn by_interval(model: &Model) -> String {
    format!("figures by interval (horizon.interval): {}", cells(model))
}

/// Of what the tables of types and groups are made.
pub(super) fn pairs(model: &Model) -> String {
    format!("tables of {} contact types and {} groups", model.contacts.len(), model.groups.len())
}

/// Of what cells of the books are made.
pub(super) fn cells(model: &Model) -> String {
    format!(
        "{} intervals (horizon.interval, horizon.days) of {} contact types and {} groups",
        number(model.intervals() as f64 * f64::from(model.horizon.days)),
        model.contacts.len(),
        model.groups.len()
    )
}
