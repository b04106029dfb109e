//! The laws of a contact type as a fit writes them: handle times, after-call work, patience.

use std::fmt::Write;

use super::text::{law, p_value, parameter, seconds};
use crate::fit::laws::{
    EMPIRICAL_FROM, FEWEST_HANG_UPS, HandleFit, PatienceFit, PatienceLaw, Standing, WrapUpFit, far_in_words,
    handle_in_words,
};
use crate::fit::queue_met::{LeavesAtOnce, QueueMet};
use crate::scenario::units::{counted, plus_minus};

pub(super) fn handle(text: &mut String, fit: &HandleFit) -> std::fmt::Result {
    let whose = if fit.borrowed { "Too few services of its own; those of all types:" } else { "Handle time:" };
    writeln!(
        text,
        "# {whose} n = {}, mean {:.1} s{}, cv {:.2}. The law has mean {:.1} s.\n\
         # {} with this mean fits best (AIC; next best +{:.0}), distance {:.3}.",
        fit.services,
        fit.mean_s,
        plus_minus(fit.mean_se_s, 1),
        fit.cv,
        fit.law.mean(),
        fit.chosen.family,
        next_best(fit.families.iter().map(|f| f.aic)),
        fit.distance
    )?;
    if let Some(words) = handle_in_words(fit) {
        writeln!(text, "# Look at it before you rely on it: {words}.")?;
    }
    if let Some(share) = fit.short_share {
        writeln!(
            text,
            "# {} no longer than {}, {:.1} % of all more than the law of the others has there: a part of their own.",
            counted(fit.short, "service is", "services are"),
            seconds(fit.short_s),
            100.0 * share
        )?;
    }
    writeln!(text, "handle = {}", law(&fit.law))
}

pub(super) fn wrap_up(text: &mut String, fit: Option<&WrapUpFit>) -> std::fmt::Result {
    let Some(fit) = fit else { return Ok(()) };
    let WrapUpFit { services, mean_s, mean_se_s, cv, .. } = fit;
    writeln!(text, "# Wrap-up: n = {services}, mean {mean_s:.1} s{}, cv {cv:.2}.", plus_minus(*mean_se_s, 1))?;
    writeln!(text, "wrap_up = {}", law(&fit.law))
}

pub(super) fn patience(text: &mut String, fit: &PatienceFit) -> std::fmt::Result {
    let survival = &fit.survival;
    let (waits, hang_ups) = (fit.waits, fit.hang_ups);
    match (&fit.law, fit.standing) {
        (_, Standing::TooFew) | (None, _) => {
            writeln!(
                text,
                "# Patience: of {waits} that waited {hang_ups} hung up, of all types of the channel fewer than {FEWEST_HANG_UPS}: too few to\n\
                 # tell. Nobody hangs up, until you put in what you know:\n\
                 # patience = {{ exponential = {{ mean = \"5m\" }} }}"
            )?;
            return Ok(());
        }
        (_, Standing::Own) => writeln!(text, "# Patience: {waits} waited, {hang_ups} hung up, the others censored.")?,
        (_, Standing::Pooled) => writeln!(
            text,
            "# Patience: {waits} waited, {hang_ups} hung up: too few to tell. It is that of all types of the channel,\n\
             # of whom {} of {} hung up, the others censored.",
            survival.abandoned, survival.waits
        )?,
    }
    writeln!(
        text,
        "# In these waits it expects {:.1} hang-ups where {} were; the log tells it up to {:.0} s.",
        fit.expected, survival.abandoned, survival.reaches_s
    )?;
    match &fit.law {
        Some(PatienceLaw::Family(best)) => {
            writeln!(
                text,
                "# {} fits best (AIC; next best +{:.0}), distance to Kaplan-Meier {:.3}{}.",
                best.family,
                next_best(fit.families.iter().map(|f| f.aic)),
                best.distance,
                if best.mean_se_s.is_finite() { format!("; mean ± {:.0} s", best.mean_se_s) } else { String::new() }
            )?;
            if let Some(far) = far_in_words(best.distance, "callers") {
                writeln!(
                    text,
                    "# It is {far}. Fewer than {EMPIRICAL_FROM}\n# hang-ups do not carry Kaplan-Meier itself: look at it in \
                     the report before you rely on this."
                )?;
            }
            writeln!(text, "patience = {}", law(&best.law()))?;
            writeln!(text, "{PATIENCE_CLOCK}")
        }
        Some(PatienceLaw::OneWait(wait_s)) => {
            writeln!(
                text,
                "# All who hung up waited so long, more alike than any law that is tried: perhaps a limit of the system (an IVR's\n\
                 # timeout), which is no patience. What they would have waited without it, the log does not tell."
            )?;
            writeln!(text, "patience = {{ constant = \"{}\" }}", parameter(*wait_s))?;
            writeln!(text, "{PATIENCE_CLOCK}")
        }
        Some(PatienceLaw::Empirical(quantiles)) => {
            let distances: Vec<String> =
                fit.families.iter().map(|f| format!("{} {:.3}", f.family, f.distance)).collect();
            writeln!(
                text,
                "# No family is within the noise of Kaplan-Meier's estimate (distance to it: {}),\n\
                 # so this is Kaplan-Meier itself: its quantiles at 0, 1, ..., 100 %. It reaches to {:.0} s and {:.1} %;\n\
                 # beyond, an exponential tail of mean {:.0} s.",
                distances.join(", "),
                survival.steps.last().map_or(0.0, |s| s.0),
                100.0 * (1.0 - survival.steps.last().map_or(1.0, |s| s.1)),
                1.0 / survival.tail_hazard
            )?;
            quantile_list(text, quantiles)?;
            writeln!(text, "{PATIENCE_CLOCK}")
        }
        None => Ok(()),
    }
}

/// A log measures patience on the wall, in the waits that its callers had.
const PATIENCE_CLOCK: &str =
    "patience_clock = \"wall\"   # measured in the waits of those days: write in [wait] what was played";

fn quantile_list(text: &mut String, quantiles: &[f64]) -> std::fmt::Result {
    writeln!(text, "patience = {{ empirical = {{ quantiles = [")?;
    for line in quantiles.chunks(10) {
        let line: Vec<String> = line.iter().map(|q| format!("\"{}\"", seconds(*q))).collect();
        writeln!(text, "  {},", line.join(", "))?;
    }
    writeln!(text, "] }} }}")
}

/// Patience of those who hear their place, and what hearing it makes of it.
pub(super) fn told_patience(text: &mut String, met: &QueueMet, leaves: &LeavesAtOnce) -> std::fmt::Result {
    let alone = met.strata.first().map_or(0, |s| s.waits);
    let of = if met.one_in == 1 { String::new() } else { format!(" of one in {} who waited", met.one_in) };
    writeln!(
        text,
        "# Patience depends on the queue met: with each one who waited on arrival the hazard of hanging up is {:.2} times\n\
         # as large (log-rank test for trend, {}). They hear their place: after {:.0} s they are told how long it will take,\n\
         # and {:.2} ± {:.2} of those not patient enough leave then. Patience is Kaplan-Meier's, from where that does not act\n\
         # ({} hung up of {}{of}): until they are told, of the {} who met nobody, and of those who waited longer than told;\n\
         # quantiles at 0, 1, ..., 100 %, beyond {:.0} s an exponential tail of mean {:.0} s.",
        libm::exp(met.slope),
        p_value(met.hazard_p),
        leaves.at_s,
        leaves.share,
        leaves.share_se,
        leaves.survival.abandoned,
        leaves.survival.waits,
        alone,
        leaves.survival.reaches_s,
        1.0 / leaves.survival.tail_hazard
    )?;
    quantile_list(text, &leaves.survival.quantiles())?;
    let at = seconds(leaves.at_s);
    writeln!(
        text,
        "{PATIENCE_CLOCK}\n\
         wait.announce = {{ estimate = \"queue-length\", at = \"{at}\", leaves_at_once = {:.3} }}",
        leaves.share
    )
}

/// How much worse the second best AIC is.
fn next_best(aics: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = aics.collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.len() > 1 { sorted[1] - sorted[0] } else { 0.0 }
}
