//! Commented scenarios to start from, `onhold new`.

/// A scenario to start from.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name on the command line.
    pub name: &'static str,
    /// What it shows, in one line.
    pub about: &'static str,
    /// The scenario.
    pub text: &'static str,
}

/// All templates; the first is the default.
pub const TEMPLATES: &[Template] = &[
    Template {
        name: "simple",
        about: "one kind of call, one group of agents",
        text: include_str!("templates/simple.toml"),
    },
    Template {
        name: "skills",
        about: "two kinds of calls, specialists and generalists, overflow, priorities",
        text: include_str!("templates/skills.toml"),
    },
    Template {
        name: "day",
        about: "a working day: rates and staffing by the half hour, busy and quiet days",
        text: include_str!("templates/day.toml"),
    },
    Template {
        name: "feelings",
        about: "hard and easy waits, satisfaction, complaints, word of mouth, money",
        text: include_str!("templates/feelings.toml"),
    },
];

/// The template of a name.
pub fn template(name: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|t| t.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{NoFiles, Scenario, describe};

    #[test]
    fn every_template_compiles_without_a_warning() {
        for template in TEMPLATES {
            let scenario = Scenario::parse(template.text, template.name).unwrap();
            let compiled = scenario.compile(&NoFiles).map_err(|m| m.to_string()).unwrap();
            assert_eq!(compiled.warnings, [], "{}", template.name);
            assert!(describe(&scenario, &compiled.model).contains(template.about), "{}", template.name);
        }
    }

    #[test]
    fn templates_are_found_by_name() {
        assert_eq!(template("day").map(|t| t.name), Some("day"));
        assert!(template("nothing").is_none());
    }
}
