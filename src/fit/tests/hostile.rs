//! Logs with anything in them: no panic, and what is written passes `check`.

use super::{HEADER, options, simulated};
use crate::fit::*;
use crate::model::random::{self, DaySeed, Purpose, Stream};

/// What may stand in a field.
const FIELDS: [&str; 24] = [
    "",
    "0",
    "0.001",
    "-1",
    "1e308",
    "NaN",
    "inf",
    "604800",
    "99:99:99",
    "00:00:00",
    "23:59:59",
    "191:59:59",
    "24:00:00",
    "2026-01-01",
    "9999-12-31",
    "0000-01-01",
    "served",
    "hung up",
    "S",
    "=1+1",
    "\u{1b}[31m",
    "\"",
    "ä\u{301}🦀",
    "1,5",
];

/// A log with some of its fields replaced, of its lines doubled and lost.
fn mutated(log: &str, rng: &mut Stream) -> String {
    let mut lines: Vec<String> = log.lines().map(str::to_owned).collect();
    for _ in 0..1 + random::below(rng, 40) {
        let at = 1 + random::below(rng, lines.len() - 1);
        match random::below(rng, 10) {
            0 => lines.push(lines[at].clone()),
            1 if lines.len() > 3 => drop(lines.remove(at)),
            2 => {
                let cut = lines[at].char_indices().nth(random::below(rng, 30)).map_or(0, |(at, _)| at);
                lines[at].truncate(cut);
            }
            _ => {
                let mut fields: Vec<&str> = lines[at].split(',').collect();
                let which = random::below(rng, fields.len());
                fields[which] = FIELDS[random::below(rng, FIELDS.len())];
                lines[at] = fields.join(",");
            }
        }
    }
    lines.join("\n")
}

/// A whole column replaced by one value.
fn flattened(log: &str, rng: &mut Stream) -> String {
    let which = random::below(rng, HEADER.split(',').count());
    let value = FIELDS[random::below(rng, FIELDS.len())];
    let line = |(i, line): (usize, &str)| {
        let mut fields: Vec<&str> = line.split(',').collect();
        if i > 0 && which < fields.len() {
            fields[which] = value;
        }
        fields.join(",")
    };
    log.lines().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn whatever_is_written_passes_check() {
    let mut rng = DaySeed::new(12, 24).stream(Purpose::Work, "test");
    let day = simulated(1, 4, 0.0);
    let short: String = day.lines().take(80).map(|line| format!("{line}\n")).collect();
    let (mut written, mut refused) = (0, 0);
    for round in 0..400 {
        let log = if round % 4 == 0 { flattened(&short, &mut rng) } else { mutated(&short, &mut rng) };
        match fit(log.as_bytes(), &options()) {
            Ok(_) => written += 1,
            Err(FitError::Refused { mistakes }) => panic!("round {round}: {mistakes}\n{log}"),
            Err(_) => refused += 1,
        }
        // A log without end is a log that was cut.
        let _ = guess(&log.as_bytes()[..log.len() / 2]);
    }
    assert!(written > 200 && refused > 10, "{written} {refused}");
}

#[test]
fn services_of_next_to_nothing_have_a_law() {
    let rows = |talk: &str| {
        let row = |i: usize| format!("2026-11-02,09:{:02}:00,,,0,09:{0:02}:00,,{talk},served,ann,S\n", i % 60);
        format!("{HEADER}{}", (0..40).map(row).collect::<String>())
    };
    for (talk, mean_s) in [("0.001", 0.001), ("0.04", 0.04), ("604800", 604_800.0)] {
        let options = Options { columns: Columns { merge_overlaps: true, ..options().columns }, ..options() };
        let fitted = fit(rows(talk).as_bytes(), &options).unwrap();
        let scenario = Scenario::parse(&fitted.scenario_toml, "x").unwrap().compile(&NoFiles).unwrap();
        let mean = scenario.model.contacts[0].handle.mean();
        assert!((mean / mean_s - 1.0).abs() < 0.01, "{talk}: {mean}\n{}", fitted.scenario_toml);
    }
    let none = fit(rows("0").as_bytes(), &options()).unwrap_err().to_string();
    assert!(none.contains("no service in the log lasts longer than 0 s"), "{none}");
}
