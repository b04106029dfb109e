//! A study in words, before it is run.

use crate::scenario::units::{counted, show_duration};
use crate::study::{Effort, Study};

use super::number::{about, count};
use super::run::percent;

/// Values listed of a path that varies; what is more is counted.
const LISTED: usize = 6;

/// Policies, what differs between them, how long it goes on, what decides; a line each.
pub fn describe(study: &Study) -> String {
    let mut lines = vec![number_of_policies(study)];
    lines.extend(study.paths.iter().enumerate().map(|(i, path)| format!("  {path}: {}", values(study, i))));
    lines.push(format!("{}, seed {}", effort(study), study.seed));
    let rank = &study.rank;
    let better = if rank.smaller_is_better { "smaller" } else { "larger" };
    lines.push(format!("Ranked by {}, {better} is better, at {} % confidence", rank.by, percent(rank.confidence)));
    lines.extend(rank.require.iter().map(|requirement| format!("  required: {requirement}")));
    if rank.indifferent_below > 0.0 {
        lines.push(format!("  differences below {} do not matter", rank.indifferent_below));
    }
    lines.join("\n") + "\n"
}

fn number_of_policies(study: &Study) -> String {
    match study.policies.as_slice() {
        [only] => format!("One policy, of the scenario `{}`", only.model.name),
        all => {
            let scenario = all.first().map_or("", |policy| policy.model.name.as_str());
            format!("{} policies of the scenario `{scenario}`, which differ in", count(all.len() as u64))
        }
    }
}

/// The different values of a path, in the order of the policies.
fn values(study: &Study, path: usize) -> String {
    let mut all: Vec<&str> = Vec::new();
    for policy in &study.policies {
        let value = policy.values.get(path).map_or("", String::as_str);
        let value = if value.is_empty() { "(as it is)" } else { value };
        if !all.contains(&value) {
            all.push(value);
        }
    }
    match all.len() {
        number if number > LISTED => {
            let last = all.last().copied().unwrap_or_default();
            format!("{}, ... {last} ({number} values)", all[..LISTED - 1].join(", "))
        }
        _ => all.join(", "),
    }
}

fn effort(study: &Study) -> String {
    match &study.effort {
        Effort::Replications(number) => {
            let contacts = study.contacts_in_a_replication() * *number as f64;
            let each = if study.policies.len() == 1 { "" } else { " of each" };
            let replications = counted(count(*number), "replication", "replications");
            format!("{replications}{each}: about {} to simulate", counted(about(contacts), "contact", "contacts"))
        }
        Effort::Budget(seconds) => format!(
            "As many replications as fit into {}, about {} each",
            show_duration(*seconds),
            counted(about(study.contacts_in_a_replication()), "contact", "contacts")
        ),
        Effort::Precision { figure, half_width } => format!(
            "As many replications as it takes to know {figure} to ± {half_width}, about {} each",
            counted(about(study.contacts_in_a_replication()), "contact", "contacts")
        ),
    }
}
