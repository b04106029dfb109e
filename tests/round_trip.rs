//! From a scenario to a log and back: what is fitted on a simulated log answers like the scenario that made the log.
#![cfg(feature = "cli")]

use std::sync::atomic::AtomicBool;

use onhold::fit::{Columns, ContactFit, Fitted, ONHOLD, Options, fit};
use onhold::measure::{Estimate, Scope, Summary};
use onhold::model::Model;
use onhold::report::log::Log;
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::{RunOptions, listen, run};
use rayon::prelude::*;

/// Days differ, the load and the head-count change at noon, and both types have a wrap-up.
const SCENARIO: &str = r#"
    [horizon]
    opens  = "08:00"
    closes = "18:00"
    [contact.sales]
    arrivals = { rate = "90/h", busyness = { gamma = { mean = 1, cv = 0.1 } } }
    handle   = { lognormal = { mean = "200s", cv = 1.1 } }
    wrap_up  = { gamma = { mean = "25s", cv = 0.6 } }
    patience = { exponential = { mean = "2m" } }
    service_level = { within = "20s", target = 0.8 }
    [contact.stock]
    arrivals = { rate = { "08:00" = "30/h", "13:00" = "45/h" } }
    handle   = { gamma = { mean = "150s", cv = 0.8 } }
    wrap_up  = { constant = "20s" }
    patience = { weibull = { mean = "4m", shape = 1.2 } }
    service_level = { within = "20s", target = 0.8 }
    [group.team]
    agents = { "08:00" = 8, "13:00" = 9 }
    skills.sales = {}
    skills.stock = {}
"#;

/// Logs, and days of each.
const LOGS: u64 = 12;
const DAYS: u64 = 75;

fn compiled(text: &str) -> Model {
    Scenario::parse(text, "round-trip.toml").unwrap().compile(&NoFiles).unwrap().model
}

fn simulated(model: &Model, seed: u64, days: u64) -> Summary {
    run(model, seed, days, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap()
}

/// A log of our own.
fn logged(model: &Model, seed: u64, days: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut log = Log::new(model, &mut bytes);
    for day in 0..days {
        log = listen(model, seed, day, log);
        log.next_replication();
    }
    log.finish().unwrap();
    bytes
}

fn refitted(model: &Model, seed: u64) -> Fitted {
    let log = logged(model, seed, DAYS);
    fitted(&log, Columns::of_log(&log))
}

fn fitted(log: &[u8], columns: Columns) -> Fitted {
    let options = Options { columns, ..Options::default() };
    let fitted = fit(log, &options).unwrap();
    let rows = &fitted.report.rows;
    assert!(rows.read == rows.used && rows.unreadable.is_empty(), "{rows}");
    fitted
}

/// Mean and standard error of independent figures.
fn mean(figures: &[f64]) -> (f64, f64) {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let squares: f64 = figures.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, (squares / (n - 1.0) / n).sqrt())
}

/// Compares figures of all logs with the truth, whose standard error this is: no more than 4 standard errors apart, and
/// the standard error small enough that a difference of 8 % would be found (of most figures one of 1 to 4 %).
fn check(name: &str, figures: &[f64], truth: f64, truth_error: f64) {
    let (mean, error) = mean(figures);
    let error = error.hypot(truth_error);
    let z = (mean - truth) / error;
    println!("{name:32} {truth:12.5} {mean:12.5} {:8.3} % {z:6.2}", 100.0 * error / truth);
    assert!(z.abs() < 4.0, "{name}: {mean} where {truth} is true, {z} standard errors apart");
    assert!(error < 0.02 * truth, "{name}: a standard error of {error} on {truth} finds nothing");
}

/// A contact type of a fit: their order is that of their first calls.
fn contact<'a>(fitted: &'a Fitted, name: &str) -> &'a ContactFit {
    fitted.report.contacts.iter().find(|contact| contact.name == name).unwrap()
}

/// The parts are found: arrivals, talk, wrap-up, patience, agents.
fn check_parts(fits: &[Fitted]) {
    let of = |figure: &dyn Fn(&Fitted) -> f64| fits.iter().map(figure).collect::<Vec<f64>>();
    for (name, calls, talk, wrap_up) in [("sales", 900.0, 200.0, 25.0), ("stock", 375.0, 150.0, 20.0)] {
        check(&format!("{name} calls a day"), &of(&|f| contact(f, name).arrivals.iter().sum()), calls, 0.0);
        check(&format!("{name} talk"), &of(&|f| contact(f, name).handle.mean_s), talk, 0.0);
        let of_wrap_up = of(&|f| contact(f, name).wrap_up.as_ref().map_or(0.0, |w| w.mean_s));
        check(&format!("{name} wrap-up"), &of_wrap_up, wrap_up, 1e-3);
    }
    let weibull = |t: f64| (-(t / (240.0 / libm::tgamma(1.0 + 1.0 / 1.2))).powf(1.2)).exp();
    for t in [15.0, 60.0] {
        let survival = |name: &str| of(&|f| contact(f, name).patience.survival.survival(t).unwrap());
        check(&format!("sales patient for {t} s"), &survival("sales"), (-t / 120.0).exp(), 0.0);
        check(&format!("stock patient for {t} s"), &survival("stock"), weibull(t), 0.0);
    }
    check("busyness of sales", &of(&|f| 1.0 + f.report.types[contact(f, "sales").of_type].busyness.cv), 1.1, 0.0);
    // Every half hour, not only on average.
    let agents: Vec<u32> = [[8; 10], [9; 10]].concat();
    for fitted in fits {
        assert_eq!(fitted.report.groups.len(), 1);
        assert_eq!(fitted.report.groups[0].head_counts, agents);
    }
}

/// Twelve logs of 75 days, each fitted and simulated. The spread of the twelve answers is all the error there is (of
/// the log, of the fit and of the simulation), so that nothing is assumed of how one becomes the other.
#[test]
fn a_scenario_fitted_on_its_own_log_answers_like_it() {
    let model = compiled(SCENARIO);
    let fits: Vec<Fitted> = (0..LOGS).into_par_iter().map(|log| refitted(&model, 1000 + log)).collect();
    check_parts(&fits);
    let truth = simulated(&model, 1, 4000);
    let of_fit = |(fitted, seed): (&Fitted, u64)| {
        let model = compiled(&fitted.scenario_toml);
        let summary = simulated(&model, seed, 500);
        (model, summary)
    };
    let answers: Vec<(Model, Summary)> = fits.iter().zip(2000..).map(of_fit).collect();
    for (of, measure) in [
        ("", "service_level"),
        ("", "abandonment_rate"),
        ("", "mean_wait_s"),
        ("", "delayed_share"),
        ("", "occupancy"),
        ("sales", "abandonment_rate"),
        ("stock", "abandonment_rate"),
        ("sales", "service_level"),
        ("stock", "service_level"),
    ] {
        let known = answer(&model, &truth, of, measure);
        let figures: Vec<f64> = answers.iter().map(|(model, found)| answer(model, found, of, measure).mean).collect();
        check(&format!("{of} {measure}"), &figures, known.mean, known.half_width / 1.96);
    }
}

/// A figure of a contact type, or of the whole center where no type is named.
fn answer(model: &Model, summary: &Summary, of: &str, measure: &str) -> Estimate {
    let scope = model.contacts.iter().position(|contact| contact.name == of).map_or(Scope::Whole, Scope::Contact);
    summary.get(scope, measure).unwrap()
}

/// Agents whose telephones ring for six seconds, in which one caller in ten hangs up.
const RINGING: &str = r#"
    [horizon]
    opens  = "08:00"
    closes = "18:00"
    [contact.calls]
    arrivals = { rate = "150/h" }
    handle   = { exponential = { mean = "120s" } }
    wrap_up  = { constant = "10s" }
    patience = { exponential = { mean = "60s" } }
    service_level = { within = "20s", target = 0.8 }
    [group.team]
    agents  = 6
    connect = "6s"
    skills.calls = {}
"#;

/// The same of a center that takes time to connect, whether the log records it or only shows it in every wait.
#[test]
fn a_time_to_connect_comes_back_recorded_or_not() {
    const FEWER: u64 = 8;
    let model = compiled(RINGING);
    let truth = simulated(&model, 1, 2000);
    let unrecorded: Vec<&str> = ONHOLD.lines().filter(|line| !line.starts_with("connect ")).collect();
    let unrecorded = Columns::parse(&unrecorded.join("\n")).unwrap();
    for recorded in [true, false] {
        let of_log = |seed: u64| {
            let log = logged(&model, 3000 + seed, 60);
            fitted(&log, if recorded { Columns::of_log(&log) } else { unrecorded.clone() })
        };
        let fits: Vec<Fitted> = (0..FEWER).into_par_iter().map(of_log).collect();
        let of = |figure: &dyn Fn(&Fitted) -> f64| fits.iter().map(figure).collect::<Vec<f64>>();
        // The time before the first and after the last service of a day is told from its neighbours: a hundredth may be off.
        check("agent-hours", &of(&|f| f.report.groups[0].hours.on_phones), 60.0, 0.15);
        check("time to connect", &of(&|f| f.report.groups[0].connect.unwrap().mean_s), 6.0, 0.01);
        for t in [4.0, 15.0, 60.0] {
            let survival = of(&|f| f.report.contacts[0].patience.survival.survival(t).unwrap());
            check(&format!("patient for {t} s"), &survival, f64::exp(-t / 60.0), 0.0);
        }
        let answers: Vec<(Model, Summary)> = (fits.iter().zip(4000..))
            .map(|(fitted, seed)| {
                let model = compiled(&fitted.scenario_toml);
                let summary = simulated(&model, seed, 400);
                (model, summary)
            })
            .collect();
        for measure in
            ["service_level", "abandonment_rate", "mean_wait_s", "answer_speed_s", "delayed_share", "occupancy"]
        {
            let known = answer(&model, &truth, "", measure);
            let figures: Vec<f64> =
                answers.iter().map(|(model, found)| answer(model, found, "", measure).mean).collect();
            check(measure, &figures, known.mean, known.half_width / 1.96);
        }
        // What the log says of itself, held against what the simulation measures.
        let logged = of(&|f| f.report.logged.day().delayed_share());
        let known = answer(&model, &truth, "", "delayed_share");
        check("delayed in the log", &logged, known.mean, if recorded { known.half_width / 1.96 } else { 0.004 });
    }
}
