//! The exact cases of the customer's side: their scenarios compile, and the clock runs at the speed they state.

use super::*;
use crate::scenario::Mistake;

#[test]
fn all_cases_compile_with_the_stated_speed_of_the_clock() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/journey");
    let mut cases = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let case: serde_json::Value = serde_json::from_str(&text).unwrap();
        let id = case["id"].as_str().unwrap();
        let scenario = Scenario::parse(case["scenario"].as_str().unwrap(), id).unwrap();
        let compiled = scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}"));
        // One writes out every default, also of what needs days or moods.
        let said = |w: &&Mistake| !w.message.starts_with("has no effect without");
        assert_eq!(compiled.warnings.iter().find(said), None, "{id}");
        let contact = &compiled.model.contacts[0];
        let (speed, stated) = (contact.felt.speed(), case["clock_speed"].as_f64().unwrap());
        assert!((speed - stated).abs() <= 1e-12 * stated, "{id}: {speed} instead of {stated}");
        assert!(contact.felt.is_on(), "{id}");
        assert_eq!(contact.service.is_some(), case["measures_per_offered_contact"]["resolved_first"].is_f64(), "{id}");
        assert_eq!(contact.aftermath.as_ref().unwrap().tells.mean(), 18.0, "{id}");
        let again = Scenario::parse(&scenario.to_toml(), id).unwrap().compile(&NoFiles).unwrap();
        assert_eq!(again.model, compiled.model, "{id}");
        cases += 1;
    }
    assert_eq!(cases, 6);
}
