//! What a sweep found: the policies in order, and what that means.

use serde_json::{Map, Value, json};

use crate::measure::Estimate;
use crate::study::{Known, Meets, Ranked, Ranking, Study};

use super::number::{Shown, Unit, count};
use super::run::percent;
use super::table::{Cell, Column, Table, Tone, note, wrap};
use super::terminal::Terminal;
use crate::scenario::units::counted;

/// Policies shown where not all are asked for.
const SHOWN: usize = 10;

/// What a sweep found.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The policies in order.
    pub ranking: &'a Ranking,
    /// Replications of each.
    pub replications: u64,
    /// By policy, in the study's order, the contacts of a replication that nobody judges; empty where that is not known.
    pub unjudged: &'a [f64],
}

/// The table and what it means; `all` policies or the first ten.
pub fn text(study: &Study, found: &Found<'_>, all: bool, terminal: Terminal) -> String {
    let Found { ranking, replications, .. } = *found;
    let shown = if all { ranking.policies.len() } else { SHOWN };
    let mut out = table(study, ranking, shown).render(terminal);
    if ranking.policies.len() > shown {
        let more = ranking.policies.len() - shown;
        out.push_str(&note(&format!("... and {} more (-v shows all)", count(more as u64)), terminal));
    }
    out.push('\n');
    let mut verdict = verdict(study, ranking, replications);
    unjudged(study, found).iter().for_each(|text| verdict += &format!(" {text}"));
    out.push_str(&wrap(&verdict, terminal.width, ""));
    out
}

/// That the first policy leaves more contacts over than others that nobody judges; nothing where it does not.
fn unjudged(study: &Study, found: &Found<'_>) -> Option<String> {
    let first = found.ranking.policies.first()?;
    let here = *found.unjudged.get(first.policy)?;
    let least = found.unjudged.iter().copied().fold(here, f64::min);
    (here - least >= 1.0).then(|| {
        let shown = |number: f64| Shown::new(Unit::Count, Estimate::without_error(number)).value();
        format!(
            "But `{}` leaves {} contacts of a replication over that are not due yet, and another policy {}: nobody judges \
             them, and what becomes of them is in no figure here.",
            name(study, first),
            shown(here),
            shown(least)
        )
    })
}

fn table(study: &Study, ranking: &Ranking, shown: usize) -> Table {
    let mut table = Table::new(vec![
        Column::numbers("Rank", 0),
        Column::names("Policy"),
        Column::numbers(&study.rank.by.to_string(), 0),
        Column::numbers("To the first", 1),
        Column::words("Meets", 2),
        Column::numbers("P(best)", 3),
        Column::words("In doubt", 4),
    ]);
    for ranked in ranking.policies.iter().take(shown) {
        let difference = match ranked.difference {
            _ if same(ranked, ranking) => String::new(),
            difference => figure(study, difference).signed(),
        };
        table.row(vec![
            ranked.rank.to_string().into(),
            name(study, ranked).into(),
            figure(study, ranked.by).in_one().into(),
            difference.into(),
            requirements(study, ranked),
            ranked.probability_best.map_or_else(String::new, chance).into(),
            shortcoming(study, ranked).unwrap_or_default().into(),
        ]);
    }
    table
}

fn same(ranked: &Ranked, ranking: &Ranking) -> bool {
    ranking.policies.first().is_some_and(|first| first.policy == ranked.policy)
}

fn name<'s>(study: &'s Study, ranked: &Ranked) -> &'s str {
    study.policies.get(ranked.policy).map_or("", |policy| policy.name.as_str())
}

fn figure(study: &Study, known: Known) -> Shown {
    shown(Unit::of(study.rank.by.measure), known)
}

fn shown(unit: Unit, known: Known) -> Shown {
    Shown::new(unit, Estimate { mean: known.mean, half_width: known.half_width, sd: f64::NAN })
}

/// A probability that is never rounded to certainty.
fn chance(probability: f64) -> String {
    match probability {
        p if p > 0.995 => ">99 %".to_string(),
        p if p < 0.005 => "<1 %".to_string(),
        p => format!("{:.0} %", 100.0 * p),
    }
}

/// Whether the requirements are met.
fn requirements(study: &Study, ranked: &Ranked) -> Cell {
    if study.rank.require.is_empty() {
        return Cell::from("");
    }
    let tone = match ranked.meets {
        Meets::Yes => Tone::Good,
        Meets::No => Tone::Bad,
        Meets::Probably | Meets::ProbablyNot => Tone::Doubtful,
    };
    Cell::toned(ranked.meets.to_string(), tone)
}

/// The requirement met with the least certainty, unless all are met for certain.
fn shortcoming(study: &Study, ranked: &Ranked) -> Option<String> {
    let least = study.rank.require.iter().zip(&ranked.requirements).filter(|(_, met)| met.meets != Meets::Yes);
    let (requirement, met) = least.min_by_key(|(_, met)| met.meets)?;
    let figure = shown(Unit::of(requirement.figure.measure), met.figure).in_one();
    Some(format!("{} is {figure}", requirement.figure))
}

/// Which policy, by how much, how certain, how many cannot be told apart.
fn verdict(study: &Study, ranking: &Ranking, replications: u64) -> String {
    let Some(first) = ranking.policies.first() else { return String::new() };
    let (best, by, confidence) = (name(study, first), &study.rank.by, percent(study.rank.confidence));
    if !first.meets.is_met() {
        let why = shortcoming(study, first).map_or_else(String::new, |why| format!(": {why}"));
        return format!("No policy meets the requirements. `{best}` comes nearest{why}.");
    }
    let value = figure(study, first.by).in_one();
    let Some(second) = ranking.policies.get(1).filter(|second| second.meets.is_met()) else {
        let only =
            if ranking.policies.len() > 1 { "the only policy that meets the requirements" } else { "the only policy" };
        return format!("`{best}` is {only}; its {by} is {value}.{}", doubt(study, first));
    };
    let lead = Known { mean: (first.by.mean - second.by.mean).abs(), ..second.difference };
    let lead = figure(study, lead).in_one();
    let rivals = ranking.policies.iter().filter(|ranked| ranked.could_be_best && ranked.policy != first.policy).count();
    let next = name(study, second);
    let mut text = match rivals {
        0 => format!(
            "`{best}` is best: its {by} is {value}, better than the next (`{next}`) by {lead}. At {confidence} % confidence no other policy is the best one."
        ),
        _ => {
            let probability = first
                .probability_best
                .map_or_else(String::new, |p| format!(", best with a probability of {}", chance(p)));
            let others =
                if rivals == 1 { "one other policy".to_string() } else { format!("{} others", count(rivals as u64)) };
            format!(
                "`{best}` comes first{probability}: its {by} is {value}, ahead of `{next}` by {lead}. At {confidence} % confidence it cannot be told from {others} after {}.{}",
                counted(count(replications), "replication", "replications"),
                at_stake(study, first)
            )
        }
    };
    let equal = ranking.policies.iter().filter(|ranked| ranked.equals_best).count();
    if equal > 1 {
        text += &format!(
            " {} policies are as good as the best within {}.",
            count(equal as u64),
            study.rank.indifferent_below
        );
    }
    text + &doubt(study, first)
}

/// What choosing a policy that may not be the best one can cost.
fn at_stake(study: &Study, first: &Ranked) -> String {
    match first.loss_at_most {
        loss if loss.is_finite() => {
            let digit = second_digit(loss);
            // Known to its second digit, and no smaller than it is.
            let loss = figure(study, Known { mean: libm::ceil(loss / digit) * digit, half_width: 5.0 * digit });
            format!(" Choosing it costs at most {} against the truly best.", loss.value())
        }
        _ => " More replications would tell.".to_string(),
    }
}

/// What one in the second digit of a number is worth.
fn second_digit(number: f64) -> f64 {
    if number > 0.0 { libm::pow(10.0, libm::floor(libm::log10(number)) - 1.0) } else { 1.0 }
}

fn doubt(study: &Study, first: &Ranked) -> String {
    match shortcoming(study, first) {
        Some(why) if first.meets == Meets::Probably => {
            format!(" It probably meets the requirements, but that is not certain: {why}.")
        }
        _ => String::new(),
    }
}

/// The ranking as one JSON object. What is not known is null.
pub fn json(study: &Study, found: &Found<'_>) -> String {
    let Found { ranking, replications, .. } = *found;
    let known = |known: Known| json!({ "mean": known.mean, "half_width": known.half_width });
    let policies = ranking.policies.iter().map(|ranked| {
        let policy = study.policies.get(ranked.policy);
        let values = policy.map(|policy| study.paths.iter().cloned().zip(policy.values.iter().map(|v| json!(v))));
        let requirements = study.rank.require.iter().zip(&ranked.requirements).map(|(requirement, met)| {
            json!({ "requirement": requirement.to_string(), "figure": known(met.figure), "meets": met.meets.to_string() })
        });
        json!({
            "rank": ranked.rank,
            "policy": name(study, ranked),
            "values": values.map(Map::from_iter),
            study.rank.by.to_string(): known(ranked.by),
            "difference": known(ranked.difference),
            "loss_at_most": ranked.loss_at_most,
            "requirements": requirements.collect::<Vec<Value>>(),
            "meets": ranked.meets.to_string(),
            "probability_best": ranked.probability_best,
            "could_be_best": ranked.could_be_best,
            "equals_best": ranked.equals_best,
        })
    });
    let object = json!({
        "seed": study.seed,
        "replications": replications,
        "ranked_by": study.rank.by.to_string(),
        "confidence": study.rank.confidence,
        "policies": policies.collect::<Vec<Value>>(),
        "unjudged": unjudged(study, found),
    });
    format!("{object:#}\n")
}
