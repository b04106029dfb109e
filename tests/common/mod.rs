//! What the tests against references share: a scenario is simulated through the public interface until its figures are
//! precise, and compared with what is known.
//!
//! A run is cut into shards of independent replications; a shard is one sample of every sum, a figure a ratio of two
//! sums, and its error the delta method's over shards. Seeds and numbers of contacts are fixed, so that a test passes
//! or fails always.
// Each test takes what it needs.
#![allow(dead_code)]

pub mod bias;
pub mod books;
pub mod comparison;
pub mod sums;
pub mod witness;

use std::ops::Range;

use onhold::demand::{Block, Day};
use onhold::floor::Simulation;
use onhold::journey::Journey;
use onhold::measure::cell_ends;
use onhold::model::random::DaySeed;
use onhold::model::{FeltClock, HorizonKind, Model};
use onhold::scenario::{NoFiles, Scenario};
use rayon::prelude::*;
use serde_json::Value;

use sums::{Observed, Sums};

/// Samples of every figure; their spread is its error.
pub const SHARDS: u64 = 128;

/// A reference case, by its path in `tests/reference`.
pub fn reference(path: &str) -> Value {
    let path = format!("{}/tests/reference/{path}", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A number of a reference.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("not a number: {value}"))
}

/// Items of a list of a reference.
pub fn items(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("not a list: {value}"))
}

/// Entries of an object of a reference.
pub fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value.as_object().unwrap_or_else(|| panic!("not an object: {value}")).iter().map(|(name, v)| (name.as_str(), v))
}

/// The scenario of a text.
pub fn scenario(text: &str) -> Scenario {
    Scenario::parse(text, "case.toml").unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}"))
}

/// The model of a scenario's text.
pub fn compile(text: &str) -> Model {
    scenario(text).compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}\n{text}")).model
}

/// Hours of a steady stretch (each shard lives one) that offer so many contacts in all at this rate.
pub fn hours(contacts: f64, per_hour: f64) -> f64 {
    (contacts / per_hour / SHARDS as f64).ceil()
}

/// Lives [`SHARDS`] shards of `each` replications: the sums of each shard. `detailed` with intervals.
pub fn simulate(model: &Model, seed: u64, each: u64, detailed: bool) -> Vec<Sums> {
    let feels = |c: &onhold::model::Contact| c.felt != FeltClock::off() || c.service.is_some() || c.aftermath.is_some();
    let feel = model.contacts.iter().any(feels);
    let several = model.groups.iter().flat_map(|g| &g.skills).any(|skill| skill.concurrent() > 1);
    let shards: Vec<u64> = (0..SHARDS).collect();
    let live = |shard: &u64| {
        let days = shard * each..(shard + 1) * each;
        match (feel, several) {
            (true, _) => live::<true, false>(model, seed, days, detailed),
            (false, false) => live::<false, false>(model, seed, days, detailed),
            (false, true) => live::<false, true>(model, seed, days, detailed),
        }
    };
    shards.par_iter().map(live).collect()
}

/// The same, where every day is a model of its own: [`SHARDS`] shards of `each` days, which must all have the same types
/// and groups.
pub fn simulate_days(model_of: impl Fn(u64) -> Model + Sync, seed: u64, each: u64) -> Vec<Sums> {
    let shards: Vec<u64> = (0..SHARDS).collect();
    let live_shard = |shard: &u64| {
        let mut sums: Option<Sums> = None;
        for day in shard * each..(shard + 1) * each {
            let model = model_of(day);
            let of_day = live::<false, false>(&model, seed, day..day + 1, false);
            match &mut sums {
                Some(sums) => sums.add(of_day),
                None => sums = Some(of_day),
            }
        }
        sums.expect("at least one day")
    };
    shards.par_iter().map(live_shard).collect()
}

fn live<const FEEL: bool, const LISTEN: bool>(model: &Model, seed: u64, days: Range<u64>, detailed: bool) -> Sums {
    let ends_s = cell_ends(model);
    let mut sums = Sums::new(model);
    let mut observed = Some(Observed::<FEEL, LISTEN>::new(model));
    let mut block = Block::default();
    for replication in days {
        let mut day = Day::new(model, seed, replication);
        let Some(recorder) = observed.take() else { break };
        let of_day = DaySeed::new(seed, replication);
        let mut simulation = Simulation::new(model, of_day, recorder, Journey::new(model, of_day));
        while day.fill(&mut block) {
            simulation.live(&block);
        }
        let mut recorder = simulation.close();
        sums.take(model, &ends_s, &mut recorder, detailed && model.horizon.kind != HorizonKind::Steady);
        observed = Some(recorder);
    }
    sums
}
