//! Whatever is written, there is an answer: a model or mistakes.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::scenario::templates::TEMPLATES;

/// Text of any characters.
fn text(lengths: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    vec(any::<char>(), lengths).prop_map(String::from_iter)
}

/// Text of these characters.
fn text_of(characters: &str, lengths: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    let characters: Vec<char> = characters.chars().collect();
    vec(proptest::sample::select(characters), lengths).prop_map(String::from_iter)
}

const IN_TOML: &str = "-0123456789abcdefghijklmnopqrstuvwxyz\"'[]{}=., \n";
const IN_PATHS: &str = "abcdefghijklmnopqrstuvwxyz0123456789.:\"_-";

proptest! {
    #[test]
    fn any_text_gives_an_answer(text in text(0..100)) {
        if let Ok(scenario) = Scenario::parse(&text, "x") {
            let _ = scenario.compile(&NoFiles).map_err(|m| m.to_string());
        }
    }

    #[test]
    fn a_scenario_with_any_damage_gives_an_answer(
        which in 0..5usize, from in 0..3000usize, length in 0..12usize, by in text_of(IN_TOML, 0..7)
    ) {
        let text = TEMPLATES.get(which).map_or(super::center::CENTER, |template| template.text);
        let from = from % text.len();
        let to = (from + length).min(text.len());
        prop_assume!(text.is_char_boundary(from) && text.is_char_boundary(to));
        let damaged = format!("{}{by}{}", &text[..from], &text[to..]);
        let answer = Scenario::parse(&damaged, "x").and_then(|s| s.compile(&NoFiles));
        if let Err(mistakes) = answer {
            prop_assert!(!mistakes.list.is_empty());
            prop_assert!(!mistakes.to_string().is_empty());
            for mistake in &mistakes.list {
                if let Some(span) = &mistake.span {
                    prop_assert!(span.end <= damaged.len(), "{mistake}");
                    prop_assert!(mistakes.place(mistake).is_some(), "{mistake}");
                }
            }
        }
    }

    #[test]
    fn any_setting_gives_an_answer(path in text_of(IN_PATHS, 0..31), value in text(0..13)) {
        let mut scenario = Scenario::parse(TEMPLATES[1].text, "x").unwrap();
        let before = scenario.to_toml();
        if scenario.set(&path, &value).is_err() {
            prop_assert_eq!(scenario.to_toml(), before);
        }
        let _ = scenario.compile(&NoFiles).map_err(|m| m.to_string());
    }
}

#[test]
fn deeply_nested_values_are_refused_and_not_followed() {
    let deep = format!("x = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(Scenario::parse(&deep, "x").is_err());
}
