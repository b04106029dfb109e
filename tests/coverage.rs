//! The intervals keep their promise: of many repetitions of a small study, 95 % intervals cover the exact value in about 95
//! of 100. Batch means of one steady stretch, and ratios over replications of a day.
#![cfg(feature = "cli")]

mod common;

use common::{compile, number, reference};
use onhold::demand::{Block, Day};
use onhold::floor::Floor;
use onhold::measure::{Estimate, Kind, Ledger, Moments, Scope, Summary, SummaryBuilder, Totals, Window};
use onhold::measure::{cell_ends, linearised, measure};
use onhold::model::Model;
use rayon::prelude::*;

const REPETITIONS: u64 = 400;

fn ledger(model: &Model, seed: u64, replication: u64, ledger: Ledger<false>) -> Ledger<false> {
    let (mut day, mut block) = (Day::new(model, seed, replication), Block::default());
    let mut floor = Floor::new(model, ledger);
    while day.fill(&mut block) {
        floor.live(&block);
    }
    floor.close()
}

/// A figure as a study ranks by it: from one value for each replication.
fn ranked(days: &[Totals], name: &str) -> Estimate {
    let pair = |day: &Totals| match measure(name).unwrap().kind {
        Kind::Mean(sum) => (sum(day), 1.0),
        Kind::Ratio(above, below) => (above(day), below(day)),
        Kind::Quantile(_) => panic!("{name} has no value of a replication"),
    };
    let pairs: Vec<(f64, f64)> = days.iter().map(pair).collect();
    let mut moments = Moments::default();
    linearised(&pairs).iter().for_each(|value| moments.push(*value, 1.0));
    moments.mean(0.95).unwrap()
}

/// Asserts that each measure's interval covers its value in about 95 % of the summaries.
fn check(summaries: &[Summary], exact: &[(&str, f64)]) {
    check_estimates(summaries, exact, |summary, name| summary.get(Scope::Whole, name).unwrap());
}

fn check_estimates<S>(summaries: &[S], exact: &[(&str, f64)], estimate: impl Fn(&S, &str) -> Estimate) {
    for (name, value) in exact {
        let covers = |summary: &&S| {
            let estimate = estimate(summary, name);
            (estimate.mean - value).abs() <= estimate.half_width
        };
        let covered = summaries.iter().filter(covers).count() as f64 / summaries.len() as f64;
        println!("{name}: {:.1} % of the intervals cover {value}", 100.0 * covered);
        // Binomial of 400 at 95 %: a standard deviation of 1.1 %; three of them, and one more below for what batch
        // means and quantiles of 32 sections leave.
        assert!((0.906..=0.983).contains(&covered), "{name}: {covered} of the intervals cover the value");
    }
}

#[test]
fn batch_means_of_a_steady_stretch_cover() {
    let case = reference("exact/A08.json");
    let model = compile(
        "[horizon]\nsteady = \"330h\"\nwarm_up = \"10h\"\n[contact.call]\narrivals = { rate = \"200/h\" }\n\
         handle = { exponential = { mean = \"200s\" } }\npatience = { exponential = { mean = \"120s\" } }\nbalks = 0.3\n\
         service_level = { within = \"20s\", target = 0.8 }\n[group.all]\nagents = 10\nskills.call = {}\n",
    );
    let repeat = |repetition: u64| {
        let mut books = ledger(&model, 11, repetition, Ledger::new(&model));
        let mut summary = SummaryBuilder::new(&model, false);
        let section = books.take_section();
        summary.push_batches(&section, &books.take_batch_histograms());
        summary.finish(0.95)
    };
    let summaries: Vec<Summary> = (0..REPETITIONS).into_par_iter().map(repeat).collect();
    let of = |name: &str| number(&case["measures"][name]);
    check(
        &summaries,
        &[
            ("offered", 200.0 * 320.0),
            ("delayed_share", of("P_wait")),
            ("abandonment_rate", of("P_abandon")),
            ("balking_rate", of("P_balk")),
            ("service_level", of("SL_offered")),
            ("service_level_net", of("SL_excl_short_abandons")),
            ("answer_speed_s", of("E_W_served_s")),
            ("mean_wait_s", of("E_W_s") * (1.0 - of("P_balk"))),
            ("queue_length", of("E_Q")),
            ("occupancy", of("occupancy")),
            ("handle_time_s", 200.0),
        ],
    );
}

#[test]
fn replications_of_a_day_cover() {
    let case = reference("exact/C01.json");
    let model = compile(
        "[horizon]\ncloses = \"08:00\"\n[contact.call]\n\
         arrivals.rate = [\"60/h\", \"80/h\", \"110/h\", \"130/h\", \"150/h\", \"160/h\", \"150/h\", \"140/h\", \"150/h\", \"165/h\", \
         \"180/h\", \"190/h\", \"200/h\", \"190/h\", \"170/h\", \"150/h\"]\n\
         handle = { exponential = { mean = \"240s\" } }\npatience = { exponential = { mean = \"150s\" } }\n\
         service_level = { within = \"20s\", target = 0.8 }\n[group.all]\n\
         agents = { \"00:00\" = 5, \"00:30\" = 6, \"01:00\" = 8, \"02:00\" = 10, \"04:00\" = 11, \"05:00\" = 12, \"06:00\" = 14 }\n\
         skills.call = {}\n",
    );
    let repeat = |repetition: u64| {
        let mut books = Ledger::new(&model);
        let mut summary = SummaryBuilder::new(&model, false);
        let (ends_s, mut days) = (cell_ends(&model), Vec::new());
        for replication in 0..25 {
            books = ledger(&model, repetition, replication, books);
            let section = books.take_section();
            summary.push(&section);
            days.push(Window::whole_time(&model, &section, &ends_s).whole());
        }
        (summary.finish(0.95), days)
    };
    let (summaries, days): (Vec<Summary>, Vec<Vec<Totals>>) =
        (0..REPETITIONS).into_par_iter().map(repeat).collect::<Vec<_>>().into_iter().unzip();
    let of = |name: &str| number(&case["measures"]["day"][name]);
    let exact = [
        ("offered", of("expected_arrivals")),
        ("delayed_share", of("P_wait_of_arrivals")),
        ("abandonment_rate", of("P_abandon_of_arrivals")),
        ("service_level", of("SL_offered_of_arrivals")),
        ("queue_length", of("mean_queue")),
        ("handle_time_s", 240.0),
    ];
    check(&summaries, &exact);
    // A study ranks by the same estimator, so its intervals cover as often: they are the same ones.
    check_estimates(&days, &exact, |days, name| ranked(days, name));
    for (summary, days) in summaries.iter().zip(&days) {
        for (name, _) in exact {
            let (of_run, of_sweep) = (summary.get(Scope::Whole, name).unwrap(), ranked(days, name));
            assert!((of_run.mean - of_sweep.mean).abs() <= 1e-9 * of_run.mean.abs(), "{name}: {of_run:?} {of_sweep:?}");
            assert!((of_run.half_width - of_sweep.half_width).abs() <= 1e-9 * of_run.half_width, "{name}");
        }
    }
}

/// Quantiles of the wait: Erlang C's conditional wait is exponential, so they are known.
#[test]
fn quantiles_cover() {
    let case = reference("exact/A03.json");
    let (agents, rate) = (&case["parameters"]["agents"], &case["parameters"]["arrival_rate_per_h"]);
    let model = compile(&format!(
        "[horizon]\nsteady = \"1620h\"\nwarm_up = \"20h\"\n[contact.call]\narrivals = {{ rate = \"{rate}/h\" }}\n\
         handle = {{ exponential = {{ mean = \"{}s\" }} }}\n[group.all]\nagents = {agents}\nskills.call = {{}}\n",
        case["parameters"]["service"]["mean_s"]
    ));
    let repeat = |repetition: u64| {
        let mut books = ledger(&model, 13, repetition, Ledger::new(&model));
        let mut summary = SummaryBuilder::new(&model, false);
        let section = books.take_section();
        summary.push_batches(&section, &books.take_batch_histograms());
        summary.finish(0.95)
    };
    let summaries: Vec<Summary> = (0..REPETITIONS).into_par_iter().map(repeat).collect();
    let of = |name: &str| number(&case["measures"][name]);
    let quantile = |p: f64| of("E_W_given_wait_s") * (of("P_wait") / (1.0 - p)).ln();
    check(
        &summaries,
        &[("wait_p80_s", quantile(0.80)), ("wait_p95_s", quantile(0.95)), ("wait_p99_s", quantile(0.99))],
    );
}
