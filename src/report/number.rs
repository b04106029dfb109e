//! Numbers for people: as many digits as the error leaves, percentages, clock-like waits, thousands apart.

use crate::measure::{Estimate, Measure, measure};

/// What a number is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Contacts, customers, people.
    Count,
    /// A share, shown in percent.
    Share,
    /// Seconds; from 100 on as minutes and seconds.
    Seconds,
    /// Hours.
    Hours,
    /// The scenario's currency.
    Money,
    /// A ratio or a score.
    Plain,
}

impl Unit {
    /// The unit of a measure.
    pub fn of(measure: &Measure) -> Unit {
        match measure.unit {
            "share" => Unit::Share,
            "s" => Unit::Seconds,
            "h" => Unit::Hours,
            "currency" => Unit::Money,
            "ratio" | "−6..+6" => Unit::Plain,
            _ => Unit::Count,
        }
    }

    /// The unit of the measure of a name.
    pub fn of_name(name: &str) -> Option<Unit> {
        measure(name).map(Unit::of)
    }

    /// Decimals where no error says how many.
    fn usual(self, value: f64) -> i32 {
        match self {
            _ if value == 0.0 => 0,
            Unit::Plain => 2,
            Unit::Money if value.abs() >= 1000.0 => 0,
            Unit::Money => 2,
            Unit::Count | Unit::Hours if value == libm::round(value) => 0,
            _ => 1,
        }
    }

    /// Decimals at most: what is finer is of no use to anybody.
    fn most(self) -> i32 {
        match self {
            Unit::Plain => 3,
            _ => 2,
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Unit::Share => " %",
            Unit::Seconds => " s",
            Unit::Hours => " h",
            _ => "",
        }
    }
}

/// A value and its error, rounded alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    value: String,
    /// Without the sign ±; empty if the value is exact or its error is not known.
    error: String,
    sign: &'static str,
}

impl Shown {
    /// An estimate with as many digits as its half-width leaves.
    pub fn new(unit: Unit, estimate: Estimate) -> Shown {
        let scale = if unit == Unit::Share { 100.0 } else { 1.0 };
        let (mean, error) = (scale * estimate.mean, scale * estimate.half_width);
        if !mean.is_finite() {
            return Shown { value: "–".to_string(), error: String::new(), sign: "" };
        }
        // Rounding noise of a sum of equal numbers is no error.
        let known = error.is_finite() && error > mean.abs() * 1e-9;
        let decimals = if known { decimals(error).min(unit.most()) } else { unit.usual(mean) };
        let error = match known {
            true if error < 0.5 * power(-decimals) => format!("<{}", fixed(power(-decimals), decimals)),
            true => fixed(error, decimals),
            false => String::new(),
        };
        if unit == Unit::Seconds && mean.abs() >= 100.0 {
            let error = if error.is_empty() { error } else { format!("{error} s") };
            return Shown { value: minutes(mean), error, sign: "" };
        }
        Shown { value: fixed(mean, decimals), error, sign: unit.sign() }
    }

    /// A value that has no error.
    pub fn exact(unit: Unit, value: f64) -> Shown {
        Shown::new(unit, Estimate { mean: value, half_width: 0.0, sd: 0.0 })
    }

    /// In one cell: `82.4 ± 0.5 %`.
    pub fn in_one(&self) -> String {
        let error = if self.error.is_empty() { String::new() } else { format!(" ± {}", self.error) };
        format!("{}{error}{}", self.value, self.sign)
    }

    /// The value with its unit, without the error: `82.4 %`.
    pub fn value(&self) -> String {
        format!("{}{}", self.value, self.sign)
    }

    /// The error for a cell of its own, `± 0.5`; empty if there is none to tell.
    pub fn error(&self) -> String {
        if self.error.is_empty() { String::new() } else { format!("± {}", self.error) }
    }

    /// A difference: with its sign, unless it is 0.
    pub fn signed(&self) -> String {
        format!("{}{}", self.plus(), self.in_one())
    }

    /// A difference without its error: with its sign, unless it is 0.
    pub fn value_signed(&self) -> String {
        format!("{}{}", self.plus(), self.value())
    }

    fn plus(&self) -> &'static str {
        let any = self.value.bytes().any(|b| (b'1'..=b'9').contains(&b));
        if any && !self.value.starts_with('-') { "+" } else { "" }
    }
}

/// Decimals that an error leaves: two digits of it where they begin with 1 to 354, else one (the rule of the Particle
/// Data Group, Review of Particle Physics, §5.3).
fn decimals(error: f64) -> i32 {
    let exponent = libm::floor(libm::log10(error)) as i32;
    let leading = error / power(exponent);
    if leading < 3.55 { 1 - exponent } else { -exponent }
}

fn power(exponent: i32) -> f64 {
    libm::pow(10.0, f64::from(exponent))
}

/// So many decimals, or tens and hundreds where they are negative, with thousands apart.
pub fn fixed(value: f64, decimals: i32) -> String {
    let text = match usize::try_from(decimals) {
        Ok(decimals) => format!("{value:.decimals$}"),
        Err(_) => format!("{:.0}", libm::round(value * power(decimals)) * power(-decimals)),
    };
    let text = if text.bytes().any(|b| (b'1'..=b'9').contains(&b)) { text } else { text.replace('-', "") };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, rest) = digits.find('.').map_or((digits, ""), |point| digits.split_at(point));
    format!("{sign}{}{rest}", thousands(whole))
}

/// A whole number with thousands apart.
pub fn count(number: u64) -> String {
    thousands(&number.to_string())
}

/// A large number in words, two digits: `12 million`.
pub fn about(number: f64) -> String {
    let (scaled, word) = match number {
        n if n >= 1e9 => (n / 1e9, " billion"),
        n if n >= 1e6 => (n / 1e6, " million"),
        n if n >= 1e4 => (libm::round(n / 1e3) * 1e3, ""),
        n => (n, ""),
    };
    format!("{}{word}", fixed(scaled, if scaled < 10.0 && !word.is_empty() { 1 } else { 0 }))
}

fn thousands(digits: &str) -> String {
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `3:05`, `1:02:05`.
fn minutes(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let whole = libm::round(seconds.abs());
    let (hours, rest) = (libm::floor(whole / 3600.0), libm::fmod(whole, 3600.0));
    let (minutes, seconds) = (libm::floor(rest / 60.0), libm::fmod(rest, 60.0));
    if hours > 0.0 {
        format!("{sign}{hours:.0}:{minutes:02.0}:{seconds:02.0}")
    } else {
        format!("{sign}{minutes:.0}:{seconds:02.0}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(unit: Unit, mean: f64, half_width: f64) -> String {
        Shown::new(unit, Estimate { mean, half_width, sd: f64::NAN }).in_one()
    }

    #[test]
    fn digits_follow_the_error() {
        assert_eq!(show(Unit::Share, 0.824_31, 0.005_2), "82.4 ± 0.5 %");
        assert_eq!(show(Unit::Share, 0.824_31, 0.017_6), "82.4 ± 1.8 %");
        assert_eq!(show(Unit::Count, 1_799.62, 8.4), "1,800 ± 8");
        assert_eq!(show(Unit::Count, 1_234_567.0, 8_400.0), "1,235,000 ± 8,000");
        assert_eq!(show(Unit::Seconds, 23.44, 0.31), "23.44 ± 0.31 s");
        assert_eq!(show(Unit::Plain, -0.123_4, 0.000_01), "-0.123 ± <0.001");
    }

    #[test]
    fn without_an_error_there_are_the_usual_digits() {
        assert_eq!(show(Unit::Share, 0.824_31, f64::INFINITY), "82.4 %");
        assert_eq!(show(Unit::Count, 1_800.0, 0.0), "1,800");
        assert_eq!(show(Unit::Money, 48_000.4, f64::NAN), "48,000");
        assert_eq!(show(Unit::Money, -0.001, 0.0), "0.00");
        assert_eq!(show(Unit::Seconds, f64::NAN, 1.0), "–");
    }

    #[test]
    fn long_waits_are_minutes() {
        assert_eq!(show(Unit::Seconds, 99.0, 0.0), "99.0 s");
        assert_eq!(show(Unit::Seconds, 185.2, 6.8), "3:05 ± 7 s");
        assert_eq!(show(Unit::Seconds, 3_725.0, f64::INFINITY), "1:02:05");
    }

    #[test]
    fn differences_have_signs() {
        let signed = |mean| Shown::new(Unit::Share, Estimate { mean, half_width: 0.005, sd: 0.0 }).signed();
        assert_eq!([signed(0.013), signed(-0.013), signed(0.0001)], ["+1.3 ± 0.5 %", "-1.3 ± 0.5 %", "0.0 ± 0.5 %"]);
    }

    #[test]
    fn large_numbers_in_words() {
        assert_eq!(
            [about(812.0), about(45_678.0), about(2.34e6), about(7.2e10)],
            ["812", "46,000", "2.3 million", "72 billion"]
        );
    }
}
