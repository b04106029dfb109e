//! Small words: one is not many, what is not known is no number, two that count different things are not compared, a
//! template loses no more customers than a center does.

use crate::desk::{Desk, scenario};

/// Words that count, in the plural.
const MANY: [&str; 22] = [
    "agents",
    "people",
    "contacts",
    "customers",
    "replications",
    "policies",
    "days",
    "files",
    "values",
    "numbers",
    "services",
    "pairs",
    "rows",
    "calls",
    "groups",
    "intervals",
    "others",
    "attempts",
    "complaints",
    "heads",
    "shifts",
    "types",
];

/// Everything that is said of one of each, by every command.
fn said_of_one(desk: &Desk) -> Vec<(String, String)> {
    let one = r#"name = "one"
[horizon]
opens = "08:00"
closes = "08:30"
[contact.sales]
arrivals = { exactly = [1] }
handle = { constant = "1m" }
patience = { constant = "2m" }
service_level = { within = "20s", target = 0.8 }
[group.team]
cost = 1
shift = [{ people = 1, from = "08:00", to = "09:00" }]
skills.sales = {}
[group.other]
agents = 1
skills.sales = {}
[wait]
hold = "music"
[service]
[aftermath]
tells = { from = 1, to = 1 }
tells_good = 1
[aftermath.alarm]
complaints_per_hour = 1
reserves = { other = 1 }
[market]
customers = 1
size = 1
feeds_arrivals = false
[value]
margin = 1
purchases_per_year = 1
years = 1
"#;
    desk.write("one.toml", one);
    desk.write(
        "one-study.toml",
        "scenario = \"one.toml\"\nreplications = 1\n[rank]\nby = \"-abandoned\"\n[policy.today]\n\"group.other.agents\" = 1\n",
    );
    let commands: [&[&str]; 8] = [
        &["check", "one.toml"],
        &["check", "one-study.toml"],
        &["run", "one.toml", "--replications", "1"],
        &["run", "one.toml", "--replications", "1", "--log", "one.csv"],
        &["explain", "one.toml", "--with", "wait.hold=silence", "--replications", "1"],
        &["explain", "one.toml", "--contact", "1"],
        &["theory", "one.toml", "--replications", "1"],
        &["sweep", "one-study.toml", "--out", "one-results"],
    ];
    let run = |arguments: &&[&str]| {
        let done = desk.run(arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
        (arguments.join(" "), format!("{}\n{}", done.out, done.err))
    };
    commands.iter().map(run).collect()
}

#[test]
fn one_is_not_many() {
    let desk = Desk::new();
    for (command, said) in said_of_one(&desk) {
        let words: Vec<&str> =
            said.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        for pair in words.windows(2) {
            assert!(pair[0] != "1" || !MANY.contains(&pair[1]), "{command}: 1 {}\n{said}", pair[1]);
        }
    }
    insta::assert_snapshot!(
        desk.run(&["check", "one.toml"]).out.lines().skip(1).take(12).collect::<Vec<_>>().join("\n")
    );
}

/// A log of one call by one agent: no error can be told from it, nobody was left waiting.
#[test]
fn what_is_not_known_is_no_number() {
    let desk = Desk::new();
    for (command, said) in said_of_one(&desk) {
        for word in said.split(|c: char| !c.is_alphanumeric()) {
            assert!(!["NaN", "inf", "nan"].contains(&word), "{command}:\n{said}");
        }
    }
    desk.write("simple-one.toml", scenario("rate = \"60/h\"", "exactly = [1, 0, 1, 0]"));
    desk.run(&["run", "simple-one.toml", "--replications", "1", "--log", "few.csv"]);
    let done = desk.run(&["fit", "few.csv"]);
    let said = format!("{}\n{}", done.out, done.err);
    assert!(!said.contains("NaN") && !said.contains("inf ") && !said.contains(" 0 pairs"), "{said}");
}

#[test]
fn what_counts_different_things_is_not_compared() {
    let desk = Desk::new();
    let feelings = std::fs::read_to_string(desk.path().join("feelings.toml")).unwrap();
    let (without, _) = feelings.split_once("[value]").unwrap();
    desk.write("without.toml", without);
    let refused = |arguments: &[&str]| {
        let done = desk.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}");
        done.err
    };
    let found = refused(&["explain", "feelings.toml", "without.toml"]);
    insta::assert_snapshot!(found, @r"
    error: without has no [value] section and the other has one: their net values count different things
      = help: write the same [value] into both, or take it out of both
    ");
    assert!(refused(&["explain", "without.toml", "feelings.toml"]).contains("without has no [value]"));
    let found = refused(&["explain", "feelings.toml", "--with", "currency=ILS"]);
    assert!(found.contains("counts money in EUR"), "{found}");
    // Two without are compared in what they cost.
    assert_eq!(
        desk.run(&["explain", "without.toml", "--with", "group.all.agents=25", "--replications", "2"]).code,
        Some(0)
    );
}

/// 3,300 calls a day lose 1 in 100 customers a year, not all of them in a season.
#[test]
fn the_template_of_feelings_loses_as_many_customers_as_a_center_does() {
    let desk = Desk::new();
    let done = desk.run(&["run", "feelings.toml", "--replications", "20", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let mean = |name: &str| object["measures"][name]["mean"].as_f64().unwrap();
    let [lost, won] = [mean("customers_lost"), mean("customers_won")];
    assert!((2.0..12.0).contains(&lost) && (2.0..12.0).contains(&won), "{lost} {won}");
    assert!((0.7..0.9).contains(&mean("service_level")) && mean("abandonment_rate") < 0.08);
    assert!(mean("lifetime_value_lost") < 0.5 * mean("staffing_cost"));
    // Feelings move its queue, and it says so.
    let note = object["notes"][0].as_str().unwrap();
    assert_eq!(note, "feelings move the queue: who is willing to wait 60 felt seconds leaves after 31 s");
    let wall = desk.run(&["run", "feelings.toml", "--set", "contact.call.patience_clock=wall", "--replications", "2"]);
    assert!(!wall.out.contains("feelings move"));
}
