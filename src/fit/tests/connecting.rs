//! Logs of agents who take time to connect: waits that everybody has are no waits for an agent.

use crate::fit::*;
use crate::model::Model;
use crate::report::log::Log;
use crate::scenario::{NoFiles, Scenario};
use crate::study::listen;

/// Days of a log.
const DAYS: u64 = 12;
/// Six seconds of ringing, in which one in ten hangs up.
const SCENARIO: &str = r#"
    [horizon]
    opens  = "08:00"
    closes = "16:00"
    [contact.calls]
    arrivals = { rate = "150/h" }
    handle   = { exponential = { mean = "120s" } }
    wrap_up  = { constant = "10s" }
    patience = { exponential = { mean = "60s" } }
    [group.team]
    agents = 6
    connect = "6s"
    skills.calls = {}
"#;

fn compiled(text: &str) -> Model {
    Scenario::parse(text, "connecting.toml").unwrap().compile(&NoFiles).unwrap().model
}

fn logged(model: &Model) -> String {
    let mut bytes = Vec::new();
    let mut log = Log::new(model, &mut bytes);
    for day in 0..DAYS {
        log = listen(model, 11, day, log);
        log.next_replication();
    }
    log.finish().unwrap();
    String::from_utf8(bytes).unwrap()
}

/// The mapping of our own log, with other keys on top and without the column of this time.
fn without_the_column(keys: &str) -> Columns {
    let kept: Vec<&str> = ONHOLD.lines().filter(|line| !line.starts_with("connect ")).collect();
    Columns::parse(&format!("{keys}\n{}", kept.join("\n"))).unwrap()
}

fn fitted(log: &str, columns: Columns) -> Fitted {
    fit(log.as_bytes(), &Options { columns, ..Options::default() }).unwrap()
}

/// Share of those offered who waited for an agent, as the queue was by its events: the log's own column says it.
fn delayed(log: &str) -> f64 {
    let rows: Vec<Vec<&str>> = log.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let number = |text: &str| text.parse::<f64>().unwrap_or_default();
    let queued = rows.iter().filter(|row| number(row[5]) - number(row[17]) > 0.0005).count();
    queued as f64 / rows.len() as f64
}

#[test]
fn the_time_to_connect_is_recorded_or_found_and_taken_off_the_waits() {
    let log = logged(&compiled(SCENARIO));
    let truth = delayed(&log);
    assert!((0.3..0.7).contains(&truth), "{truth}");
    let recorded = Columns::of_log(log.as_bytes());
    let ways = [
        (recorded, 1e-9, "as the log records it"),
        (without_the_column("connect = \"6s\""), 0.02, "as the column mapping says"),
        (without_the_column(""), 0.02, "hardly anybody less"),
    ];
    for (columns, tolerance, said) in ways {
        let Fitted { scenario_toml, report } = fitted(&log, columns);
        let group = &report.groups[0];
        let connect = group.connect.unwrap();
        assert!((connect.mean_s - 6.0).abs() < 0.05, "{connect:?}");
        assert!(scenario_toml.contains(said) && scenario_toml.contains("\nconnect = \"6"), "{said}\n{scenario_toml}");
        let day = report.logged.day();
        assert!((day.delayed_share() - truth).abs() < tolerance, "{said}: {} {truth}", day.delayed_share());
        assert_eq!(group.head_counts, [6; 16], "{said}");
        assert!((group.hours.on_phones - 48.0).abs() < 0.4, "{said}: {:?}", group.hours);
        // Patience runs while the telephone rings.
        let survival = &report.contacts[0].patience.survival;
        for t in [5.0, 30.0] {
            let (found, right) = (survival.survival(t).unwrap(), f64::exp(-t / 60.0));
            assert!((found - right).abs() < 0.02, "{said}: {found} {right}");
        }
    }
}

/// A clock time so many seconds earlier.
fn earlier(clock: &str, by_s: f64) -> String {
    let seconds = crate::fit::calendar::parse_clock(clock, false).unwrap() - by_s;
    let (minutes, hours) = (libm::floor(seconds / 60.0) % 60.0, libm::floor(seconds / 3600.0));
    format!("{hours:02}:{minutes:02}:{:06.3}", seconds % 60.0)
}

#[test]
fn people_who_pick_up_sooner_or_later_connect_in_the_mean_time() {
    let log = logged(&compiled(SCENARIO));
    let truth = delayed(&log);
    let picked_up = |(i, line): (usize, &str)| {
        let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
        if fields[10] == "served" {
            // Two to six seconds, as it comes.
            let sooner_s = (i * 7919 % 41) as f64 / 10.0;
            fields[5] = format!("{:.3}", fields[5].parse::<f64>().unwrap() - sooner_s);
            fields[6] = earlier(&fields[6], sooner_s);
            fields[7] = earlier(&fields[7], sooner_s);
        }
        fields.join(",") + "\n"
    };
    let log: String = log.lines().enumerate().map(picked_up).collect();
    let Fitted { report, .. } = fitted(&log, without_the_column(""));
    let group = &report.groups[0];
    let connect = group.connect.unwrap();
    assert!((connect.mean_s - 4.0).abs() < 0.4, "{connect:?}");
    let found = report.logged.day().delayed_share();
    assert!((found - truth).abs() < 0.06, "{found} {truth}");
    // Who picks up two seconds sooner, in the mean, is free for as long at the other end: 2 s in 138 where somebody waits
    // meanwhile, who was not taken, are no time on the phones.
    for agents in &group.on_phones {
        assert!((5.75..6.05).contains(agents), "{:?}", group.on_phones);
    }
    assert_eq!(report.rows.count(RowKind::Overlap), 0);
}

#[test]
fn agents_that_are_not_taken_meanwhile_are_not_busy() {
    // A menu of six seconds before every wait: agents go on from one call to the next at once.
    let log = logged(&compiled(&SCENARIO.replace("connect = \"6s\"", "")));
    let earlier: String = log
        .lines()
        .map(|line| {
            let mut fields: Vec<String> = line.split(',').map(str::to_owned).collect();
            if let (Ok(wait_s), "served") = (fields[5].parse::<f64>(), fields[10].as_str()) {
                fields[5] = format!("{:.3}", wait_s + 6.0);
            }
            fields.join(",") + "\n"
        })
        .collect();
    let found = fitted(&earlier, without_the_column(""));
    assert_eq!(found.report.groups[0].connect, None);
    let none = fitted(&earlier, without_the_column("connect = \"0s\""));
    assert!(!none.scenario_toml.contains("connect"), "{}", none.scenario_toml);
    // As they were: everybody at once or after a wait for an agent.
    assert_eq!(fitted(&log, without_the_column("")).report.groups[0].connect, None);
}

#[test]
fn a_time_to_connect_has_to_be_one() {
    for wrong in ["two seconds", "2", "1h"] {
        let error = Columns::parse(&format!("connect = \"{wrong}\"\n{ONHOLD}")).unwrap_err();
        assert!(error.problem.contains("is not a duration up to ten minutes"), "{error}");
    }
}
