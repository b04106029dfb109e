//! Distributions.

use super::by_time::Moment;
use super::{Files, columns};
use crate::model::Distribution;
use crate::scenario::mistake::{Mistake, suggestion};
use crate::scenario::reader::At;
use crate::scenario::units;

/// What the values of a distribution are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measured {
    /// Durations, in seconds.
    Durations,
    /// Plain factors.
    Factors,
}

impl Measured {
    fn read(self, at: &At<'_>) -> Result<f64, Mistake> {
        match self {
            Measured::Durations => at.duration(),
            Measured::Factors => at.number(),
        }
    }

    fn read_text(self, text: &str) -> Option<f64> {
        match self {
            Measured::Durations => units::duration(text),
            Measured::Factors => units::unsigned(text),
        }
    }
}

/// Reads a distribution of plain factors.
pub fn factors(at: &At<'_>, files: &dyn Files) -> Result<Distribution, Mistake> {
    law(at, &Reader { measured: Measured::Factors, files, day: None })
}

/// How a distribution is read.
pub(super) struct Reader<'r> {
    /// What its values are.
    pub measured: Measured,
    /// The files beside the scenario.
    pub files: &'r dyn Files,
    /// The moment of the day at which it is read; nothing where no parameter may vary over the day.
    pub day: Option<&'r Moment<'r>>,
}

impl Reader<'_> {
    /// A duration or factor that is a parameter.
    fn value(&self, at: &At<'_>, key: &str) -> Result<f64, Mistake> {
        self.parameter(&at.needed(key)?, |v| self.measured.read(v))
    }

    /// A number that is a parameter.
    fn number(&self, at: &At<'_>, key: &str) -> Result<f64, Mistake> {
        self.parameter(&at.needed(key)?, |v| v.number())
    }

    fn parameter(&self, at: &At<'_>, read: impl Fn(&At<'_>) -> Result<f64, Mistake>) -> Result<f64, Mistake> {
        match self.day {
            Some(moment) => moment.value(at, read),
            None => read(at),
        }
    }
}

/// Reads a distribution.
pub(super) fn law(at: &At<'_>, reader: &Reader<'_>) -> Result<Distribution, Mistake> {
    let families = crate::scenario::keys::DURATION_LAW.one_of.names();
    let Some((family, below)) = at.entries().next() else {
        return Err(at.mistake("a distribution is needed").help(suggestion("", families.iter().copied())));
    };
    let law = one_family(family, &below, reader)?;
    // Extreme parameters (a Weibull shape of 0.001) overflow.
    if law.mean().is_finite() && law.cv().is_finite() {
        Ok(law)
    } else {
        Err(at.mistake("these parameters are too extreme to compute with"))
    }
}

fn one_family(family: &str, at: &At<'_>, reader: &Reader<'_>) -> Result<Distribution, Mistake> {
    let value = |key: &str| reader.value(at, key);
    let number = |key: &str| reader.number(at, key);
    match family {
        "constant" => Ok(Distribution::Constant(reader.parameter(at, |v| reader.measured.read(v))?)),
        "exponential" => Ok(Distribution::Exponential { mean: value("mean")? }),
        "erlang" => {
            let stages = at.needed("stages")?;
            let whole = u32::try_from(stages.whole()?).ok().filter(|n| *n > 0);
            let stages = whole.ok_or_else(|| stages.wrong("a whole number of stages"))?;
            Ok(Distribution::erlang(value("mean")?, stages))
        }
        "gamma" | "lognormal" => {
            let (mean, cv) = (value("mean")?, number("cv")?);
            Ok(match family {
                // Without variation every law is its mean; a sweep over cv may start there.
                _ if cv == 0.0 => Distribution::Constant(mean),
                "gamma" => Distribution::gamma(mean, cv),
                _ => Distribution::lognormal(mean, cv),
            })
        }
        "weibull" => Ok(Distribution::weibull(value("mean")?, number("shape")?)),
        "hyperexponential" => {
            let means = at.needed("means")?;
            let values = means.items().map(|m| reader.measured.read(&m)).collect::<Result<Vec<f64>, Mistake>>()?;
            Ok(Distribution::Hyperexponential { shares: shares(at, values.len(), "means")?, means: values })
        }
        "uniform" => {
            let (from, to) = (value("from")?, value("to")?);
            ascending(at, "from", from < to, "`from` must lie below `to`")?;
            Ok(Distribution::Uniform { from, to })
        }
        "triangular" => {
            let (low, mode, high) = (value("low")?, value("mode")?, value("high")?);
            let inside = low <= mode && mode <= high && low < high;
            ascending(at, "mode", inside, "`mode` must lie between `low` and `high`, and these apart")?;
            Ok(Distribution::Triangular { low, mode, high })
        }
        "empirical" => empirical(at, reader.measured, reader.files),
        "mixture" => {
            let laws = at.needed("of")?;
            let of = laws.items().map(|l| law(&l, reader)).collect::<Result<Vec<_>, Mistake>>()?;
            Ok(Distribution::Mixture { shares: shares(at, of.len(), "of")?, of })
        }
        "shifted" => Ok(Distribution::Shifted { by: value("by")?, of: Box::new(law(&at.needed("of")?, reader)?) }),
        other => Err(at.key_mistake(format!("unknown distribution `{other}`"))),
    }
}

fn ascending(at: &At<'_>, key: &str, holds: bool, message: &str) -> Result<(), Mistake> {
    let place = at.get(key);
    if holds { Ok(()) } else { Err(place.as_ref().unwrap_or(at).mistake(message)) }
}

fn shares(at: &At<'_>, expected: usize, beside: &str) -> Result<Vec<f64>, Mistake> {
    let place = at.needed("shares")?;
    let shares = place.items().map(|s| s.number()).collect::<Result<Vec<f64>, Mistake>>()?;
    if shares.len() != expected {
        let message = format!("{} shares beside {expected} in `{beside}`", shares.len());
        return Err(place.mistake(message).help("one share for each"));
    }
    let sum: f64 = shares.iter().sum();
    // Thirds written with ten digits pass, thirds written with three do not: 0.001 of the contacts would be lost.
    if libm::fabs(sum - 1.0) > 1e-9 {
        return Err(place.mistake(format!("the shares sum to {sum}, not to 1")));
    }
    Ok(shares)
}

fn empirical(at: &At<'_>, measured: Measured, files: &dyn Files) -> Result<Distribution, Mistake> {
    let list = |place: &At<'_>| place.items().map(|v| measured.read(&v)).collect::<Result<Vec<f64>, Mistake>>();
    if let Some(place) = at.get("quantiles") {
        let quantiles = list(&place)?;
        if let Some(i) = quantiles.windows(2).position(|w| w[1] < w[0]) {
            let falls = place.items().nth(i + 1).unwrap_or(place);
            return Err(falls.mistake("quantiles must not fall"));
        }
        if quantiles.len() < 2 {
            return Err(place.mistake("at least two quantiles are needed"));
        }
        return Ok(Distribution::Quantiles(quantiles));
    }
    let (place, mut values) = match at.get("file") {
        Some(place) => {
            let read = |text: &str| measured.read_text(text);
            let values = columns::values(&place, files, "a duration such as 172s", &read)?;
            (place, values)
        }
        None => {
            let place = at.needed("values")?;
            let values = list(&place)?;
            (place, values)
        }
    };
    if values.is_empty() {
        return Err(place.mistake("there are no values"));
    }
    values.sort_by(f64::total_cmp);
    Ok(Distribution::Values(values))
}
