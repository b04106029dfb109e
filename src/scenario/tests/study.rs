//! The study format is read with the same tools and the same care.

use crate::scenario::keys::STUDY;
use crate::scenario::reader::Document;

const STUDY_TEXT: &str = r#"
scenario     = "bank.toml"
seed         = 1999
replications = 200
[set]
"horizon.warm_up" = "30m"
[rank]
by         = "net_value"
require    = ["service_level >= 0.80", "abandonment_rate <= 0.05"]
confidence = 0.95
indifferent_below = 50.0
[[vary]]
path   = "group.tier1.agents"
values = [8, 9, 10, 11, 12]
[[vary]]
path   = "wait.acceptable"
range  = { from = "30s", to = "90s", step = "30s" }
[[vary]]
path   = "contact.stock.balks"
sample = { from = 0.0, to = 0.1, count = 16 }
[policy.cross-trained]
"group.tier1.skills.stock" = { choice = 2 }
[policy.one-more-person]
"group.tier1.agents" = 10
"#;

fn wrong(line: &str, by: &str) -> String {
    assert!(STUDY_TEXT.contains(line));
    let document = Document::parse(&STUDY_TEXT.replacen(line, by, 1), "s.toml").unwrap();
    document.mistakes(document.check(&STUDY)).to_string()
}

#[test]
fn the_example_of_the_format_is_right() {
    let document = Document::parse(STUDY_TEXT, "s.toml").unwrap();
    assert_eq!(document.check(&STUDY), []);
    let root = document.root();
    assert_eq!(root.get("seed").unwrap().whole(), Ok(1999));
    let paths: Vec<&str> = root.get("vary").unwrap().items().map(|v| v.get("path").unwrap().text().unwrap()).collect();
    assert_eq!(paths, ["group.tier1.agents", "wait.acceptable", "contact.stock.balks"]);
    let policies: Vec<&str> = root.get("policy").unwrap().entries().map(|e| e.0).collect();
    assert_eq!(policies, ["cross-trained", "one-more-person"]);
}

#[test]
fn mistakes_are_shown_in_place() {
    insta::assert_snapshot!(wrong("seed ", "sead "), @"s.toml:3:1: unknown key `sead` at the top level (did you mean `seed`?)");
    insta::assert_snapshot!(wrong("replications = 200", "replications = 200\nbudget = \"2m\""), @"s.toml:5:1: `budget` and `replications` exclude one another");
    insta::assert_snapshot!(wrong("values = [8, 9, 10, 11, 12]", ""), @"s.toml:12:1: one of `values`, `range`, `sample` is needed in `vary.1`");
    insta::assert_snapshot!(wrong("count = 16", "count = 0"), @"s.toml:20:42: expected a whole number, 1 or more, found 0");
    insta::assert_snapshot!(wrong("path   = \"wait.acceptable\"", "path = 5"), @"s.toml:16:8: expected text in quotes, found 5");
    insta::assert_snapshot!(wrong("scenario     = \"bank.toml\"", ""), @"s.toml: scenario: `scenario` is missing (the scenario, relative to the study: the name of a file in quotes)");
}
