//! Tests of the format as a whole.

mod center;
mod center_mistakes;
mod defaults;
#[cfg(feature = "cli")]
mod journey;
mod keys_are_read;
mod meaning;
mod mistakes;
mod no_effect;
mod paths;
mod robustness;
mod study;
mod words;

use super::{Compiled, Files, NoFiles, Scenario};
use crate::model::Model;

/// A day with one type and one group; tests change a line of it.
pub const DAY: &str = r#"name = "day"
[horizon]
opens = "08:00"
closes = "10:00"
[contact.sales]
arrivals = { rate = "60/h" }
handle = { exponential = { mean = "3m" } }
patience = { exponential = { mean = "5m" } }
service_level = { within = "20s", target = 0.8 }
[group.tier1]
agents = 4
skills.sales = {}
"#;

/// The day with a line replaced; panics if there is no such line.
pub fn day(line: &str, by: &str) -> String {
    assert!(DAY.contains(line), "no such line: {line}");
    DAY.replacen(line, by, 1)
}

pub fn compiled(text: &str) -> Compiled {
    let scenario = Scenario::parse(text, "x.toml").unwrap_or_else(|m| panic!("{m}"));
    scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}"))
}

pub fn model(text: &str) -> Model {
    compiled(text).model
}

/// All mistakes of a text, as they are shown.
pub fn mistakes(text: &str) -> String {
    match Scenario::parse(text, "x.toml").and_then(|s| s.compile(&NoFiles).map(|_| ())) {
        Ok(()) => "no mistake".to_string(),
        Err(mistakes) => mistakes.to_string(),
    }
}

/// The warnings of a text, as they are shown.
pub fn warnings(text: &str) -> String {
    let scenario = Scenario::parse(text, "x.toml").unwrap_or_else(|m| panic!("{m}"));
    let warnings = scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).warnings;
    scenario.placed(warnings).to_string()
}

/// Files that are there.
pub struct Folder(pub &'static [(&'static str, &'static str)]);

impl Files for Folder {
    fn read(&self, path: &str) -> Result<String, String> {
        let found = self.0.iter().find(|f| f.0 == path);
        found.map(|f| f.1.to_string()).ok_or_else(|| "no such file".to_string())
    }
}
