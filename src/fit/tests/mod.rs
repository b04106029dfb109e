//! Whole fits: a log with every wart, a center whose truth is known, and the bank's log where it is there.

mod connecting;
mod hostile;
mod own;
mod reading;
mod spellings;
mod statistics;

use std::fmt::Write;

use super::*;
use crate::model::Distribution;
use crate::model::random::{self, DaySeed, Purpose};

const COLUMNS: &str = r#"
    date_format = "yyyy-mm-dd"
    [columns]
    date = "date"
    arrives = "arrives"
    wait_starts = "queue_from"
    wait_ends = "queue_to"
    wait = "waited"
    service_starts = "from"
    service_ends = "to"
    service = "talked"
    outcome = "outcome"
    agent = "agent"
    type = "type"
    [values]
    served = ["served"]
    abandoned = ["hung up"]
    phantom = ["test"]
    no_agent = ["-"]
    [contact.sales]
    types = ["S"]
"#;

fn options() -> Options {
    Options { columns: Columns::parse(COLUMNS).unwrap(), ..Options::default() }
}

const HEADER: &str = "date,arrives,queue_from,queue_to,waited,from,to,talked,outcome,agent,type\n";

/// Days of a center with exponential everything: `agents` of them, `away` seconds of pause after every tenth service.
fn simulated(days: usize, agents: usize, away_s: f64) -> String {
    let mut log = HEADER.to_owned();
    let clock = |s: f64| {
        let s = libm::round(s) as u32;
        format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    };
    let mut rng = DaySeed::new(1999, 0).stream(Purpose::Work, "test");
    let (handle, patience) = (Distribution::Exponential { mean: 180.0 }, Distribution::Exponential { mean: 150.0 });
    let mut date = Date::new(2026, 1, 1).unwrap();
    for _ in 0..days {
        let mut free = vec![8.0_f64 * 3600.0; agents];
        let mut served = vec![0; agents];
        let mut now = 8.0 * 3600.0;
        loop {
            // 80 calls an hour for n agents of 20 calls an hour each: as many as they can serve for n = 4.
            now += 45.0 * random::exponential(&mut rng);
            if now >= 16.0 * 3600.0 {
                break;
            }
            let (work, patient) = (handle.sample(&mut rng), patience.sample(&mut rng));
            let next = (0..agents).min_by(|&a, &b| free[a].total_cmp(&free[b])).unwrap();
            let begins = free[next].max(now);
            let wait = begins - now;
            if wait > patient {
                let end = now + patient;
                writeln!(
                    log,
                    "{date},{0},{0},{1},{2},,,0,hung up,-,S",
                    clock(now),
                    clock(end),
                    libm::round(patient).max(1.0)
                )
                .unwrap();
                continue;
            }
            let queue = if wait < 0.5 {
                ",,0".to_owned()
            } else {
                format!("{},{},{}", clock(now), clock(begins), libm::round(wait))
            };
            let ends = begins + work;
            writeln!(
                log,
                "{date},{},{queue},{},{},{},served,a{next},S",
                clock(now),
                clock(begins),
                clock(ends),
                libm::round(work)
            )
            .unwrap();
            served[next] += 1;
            free[next] = ends + if served[next] % 10 == 0 { away_s } else { 0.0 };
        }
        date = date.next();
    }
    log
}

#[test]
fn the_truth_of_a_simulated_center_is_found() {
    let report = fit(simulated(20, 4, 0.0).as_bytes(), &options()).unwrap().report;
    assert_eq!((report.opens_s, report.closes_s(), report.groups.len()), (28_800.0, 57_600.0, 1));
    let contact = &report.contacts[0];
    let day: f64 = contact.arrivals.iter().sum();
    assert!((day - 640.0).abs() < 3.0 * f64::sqrt(640.0 / 20.0), "{day}");
    assert!(!report.types[0].busyness.significant());
    assert!((contact.handle.mean_s - 180.0).abs() < 3.0 * contact.handle.mean_se_s);
    let exponential = &contact.patience.families[0];
    assert!((exponential.mean_s - 150.0).abs() < 3.0 * exponential.mean_se_s, "{exponential:?}");
    let (all, each) = (&report.groups[0].on_phones, &report.groups[0].head_counts);
    for (i, agents) in all.iter().enumerate().skip(1).take(14) {
        assert!((agents - 4.0).abs() < 0.15, "{i} {agents}");
    }
    assert_eq!(each[1..15], [4; 14]);
    assert!(report.precedence.pairs > 100 && report.precedence.agreement > 0.99, "{:?}", report.precedence);
}

#[test]
fn pauses_lower_the_head_count_by_the_time_they_take() {
    let report = fit(simulated(20, 4, 450.0).as_bytes(), &options()).unwrap().report;
    let hours = report.groups[0].hours;
    // Ten services of 180 s, then 450 s away: a fifth of the time, were the agents always busy.
    let away = hours.busy / 1800.0 * 450.0;
    assert!(hours.present > 30.5, "{hours:?}");
    assert!((hours.present - away - hours.on_phones).abs() < 0.05 * hours.on_phones, "{hours:?} {away}");
}

#[test]
fn a_log_without_agents_gives_a_lower_bound() {
    let columns = Columns::parse(&COLUMNS.replace("agent = \"agent\"", "")).unwrap();
    let fitted = fit(simulated(10, 4, 0.0).as_bytes(), &Options { columns, ..options() }).unwrap();
    assert_eq!(fitted.report.staffing.source, StaffingSource::InService);
    assert_eq!(fitted.report.groups[0].head_counts[5], 4);
    assert!(fitted.scenario_toml.contains("a lower bound, rounded up; put in\n# what you know"));
}

#[test]
fn the_scenario_is_toml_with_the_documented_keys() {
    let made_by = Some("onhold fit log.csv".to_owned());
    let fitted = fit(simulated(6, 4, 0.0).as_bytes(), &Options { made_by, ..options() }).unwrap();
    let text = &fitted.scenario_toml;
    let table = toml::de::DeTable::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let keys: Vec<String> = table.get_ref().keys().map(|k| k.get_ref().to_string()).collect();
    assert_eq!(keys, ["contact", "description", "group", "horizon", "name", "routing"]);
    for part in [
        "# Made by: onhold fit log.csv",
        "opens = \"08:00\"",
        "interval = \"30m\"",
        "[contact.sales]",
        "service_level = { within = \"20s\", target = 0.8 }",
        "[group.agents]",
        "skills.sales = {}",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert_eq!(
        *text,
        fit(simulated(6, 4, 0.0).as_bytes(), &Options { made_by: Some("onhold fit log.csv".into()), ..options() })
            .unwrap()
            .scenario_toml
    );
}

#[test]
fn dead_lines_and_spikes_are_left_out() {
    let mut log = simulated(6, 4, 0.0);
    for i in 0..30 {
        writeln!(log, "2026-01-02,10:{:02}:{:02},,,0,,,0,hung up,-,S", 35 + i / 60, i % 60).unwrap();
    }
    for i in 0..200 {
        writeln!(log, "2026-01-03,11:0{}:{:02},,,0,11:0{0}:{1:02},,1,served,-,S", i / 60, i % 60).unwrap();
    }
    let report = fit(log.as_bytes(), &options()).unwrap().report;
    assert_eq!((report.outages.len(), report.spikes.len()), (1, 1), "{report}");
    assert_eq!(report.outages[0].to_string(), "2026-01-02 10:35-10:35: 30 consecutive calls hung up with a wait of 0");
    assert_eq!((report.spikes[0].from_s, report.spikes[0].date.to_string().as_str()), (39_600.0, "2026-01-03"));
    assert!(report.rows.count(RowKind::Outage) >= 30 && report.rows.count(RowKind::Spike) >= 200);
    let kept = fit(log.as_bytes(), &Options { keep_spikes: true, ..options() }).unwrap().report;
    assert!(kept.spikes.is_empty() && kept.logged.interval(6).offered > report.logged.interval(6).offered + 30.0);
}

/// Rows of our own log: two agents, open from 8 to 9, each with one service; somebody waits at the given times.
fn two_agents(waits: &[(&str, f64)]) -> String {
    let mut log = format!("{ONHOLD_HEADER}\n");
    for (agent, from, to) in [(1, "08:02:00", "08:30:00"), (2, "08:05:00", "08:50:00")] {
        let seconds = parse_clock_of(to) - parse_clock_of(from);
        writeln!(
            log,
            "2024-01-01,{agent},sales,{from},{from},0,{from},{to},{seconds},0,served,team,team/{agent},,,voice,1,0"
        )
        .unwrap();
    }
    for (from, wait) in waits {
        writeln!(log, "2024-01-01,9,sales,{from},,{wait},,,,,abandoned,,,,,voice,,").unwrap();
    }
    log
}

fn parse_clock_of(text: &str) -> f64 {
    super::calendar::parse_clock(text, false).unwrap()
}

#[test]
fn agents_are_there_from_opening_if_the_mapping_says_so_and_nobody_waits() {
    let hours = |log: &str, from_opening: bool| {
        let columns = Columns { from_opening, ..Columns::of_log(log.as_bytes()) };
        let hours = Options { opens_s: Some(28_800.0), closes_s: Some(32_400.0), ..Options::default() };
        fit(log.as_bytes(), &Options { columns, ..hours }).unwrap().report.groups[0].hours.on_phones
    };
    let minutes = |hours: f64| libm::round(hours * 6000.0) / 100.0;
    let quiet = two_agents(&[]);
    assert_eq!(minutes(hours(&quiet, false)), 28.0 + 45.0);
    // The first has gone home after a quarter of an hour; the second stays.
    assert_eq!(minutes(hours(&quiet, true)), 30.0 + 60.0);
    // Somebody waits at 8:01 until 8:01:30 and from 8:55 on: until then, and from then on, nobody was there.
    let waits = two_agents(&[("08:01:00", 30.0), ("08:55:00", 300.0)]);
    assert_eq!(minutes(hours(&waits, true)), 28.5 + 53.5);
}

/// The bank's log, or why there is none.
fn bank() -> Result<Vec<u8>, String> {
    let folder =
        std::env::var("ONHOLD_LOGS").unwrap_or_else(|_| format!("{}/../shared/data", env!("CARGO_MANIFEST_DIR")));
    let path = format!("{folder}/bank-calls-1999-02-01-to-21.tsv");
    std::fs::read(&path).map_err(|error| format!("skipped: {path}: {error}"))
}

#[test]
fn the_bank() {
    let log = match bank() {
        Ok(log) => log,
        Err(skipped) => return println!("{skipped}"),
    };
    let made_by = "onhold fit bank-calls-1999-02-01-to-21.tsv --days sun-thu --out bank.toml";
    let options = Options {
        name: "bank".to_owned(),
        days: DayClass::parse("sun-thu").unwrap(),
        made_by: Some(made_by.to_owned()),
        ..Options::default()
    };
    let fitted = fit(log.as_slice(), &options).unwrap();
    let report = &fitted.report;
    println!("{report}");
    assert_eq!((report.rows.read, report.rows.used, report.rows.count(RowKind::Phantom)), (25_890, 22_043, 221));
    assert!(report.rows.unreadable.is_empty());
    assert_eq!((report.dates.len(), report.opens_s, report.closes_s()), (15, 25_200.0, 86_400.0));
    assert_eq!((report.outages.len(), report.spikes.len()), (2, 3));
    let heads: Vec<(&str, f64)> = report.contacts.iter().map(|c| (c.name.as_str(), c.head_start_s)).collect();
    let (none, one, two) = (0.0, 90.0, 180.0);
    assert_eq!(heads[..3], [("regular", one), ("regular-priority", two), ("prospective", none)]);
    assert_eq!(heads[3..], [("stock", one), ("stock-priority", two), ("internet", none)]);
    // The paper's and the data's own figures: service times near lognormal apart from the short ones.
    assert_eq!(report.contacts[0].handle.chosen.family, Family::Lognormal);
    assert!(report.contacts[0].handle.short_share.is_some_and(|share| (0.03..0.06).contains(&share)));
    let day = report.logged.day();
    assert!((day.abandonment_rate() - 0.126).abs() < 5e-4 && (day.mean_wait_s() - 43.6).abs() < 0.05, "{day:?}");
    // Laws that keep the mean, and who hears a place.
    for contact in &report.contacts {
        let handle = &contact.handle;
        assert!((handle.law.mean() / handle.mean_s - 1.0).abs() < 1e-9, "{}", contact.name);
    }
    let hears = |name: &str| report.contacts.iter().any(|c| c.name == name && c.queue_met.leaves.is_some());
    assert!(hears("regular") && hears("regular-priority") && !hears("prospective"));
    assert!(report.trend.as_ref().is_some_and(|trend| !trend.significant()));
    // What is written adds up to what was estimated.
    let written: u32 = report.groups.iter().flat_map(|g| &g.head_counts).sum();
    let estimated: f64 = report.groups.iter().map(|g| g.hours.on_phones).sum();
    assert!((f64::from(written) * 0.5 - estimated).abs() < 0.5, "{written} {estimated}");
    if let Ok(path) = std::env::var("ONHOLD_WRITE") {
        std::fs::write(path, &fitted.scenario_toml).unwrap();
    }
}
