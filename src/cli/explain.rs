//! `onhold explain`: why one policy is worth more than another, or what happened to one contact.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{Changes, Format, Machine, Printed, Simulated};
use super::failure::Failure;
use super::output::Output;
use super::progress::Bar;
use super::{Answer, input, interrupt};
use crate::model::Model;
use crate::report::{explanation, story};
use crate::study::{self, RunOptions};

/// Why one scenario is worth more than another on the same days; or, with --contact, the story of one contact
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  onhold explain today.toml tomorrow.toml
  onhold explain center.toml --with group.everybody.agents=13
  onhold explain center.toml --with wait.hold=music --set horizon.days=5
  onhold explain center.toml --contact 17
The second scenario is another file, or the first with the changes of --with; --set changes both.
Contacts have the numbers of `onhold run --trace`.")]
pub(super) struct Explain {
    /// The scenario
    scenario: PathBuf,
    /// The scenario to set beside it
    other: Option<PathBuf>,
    /// Changes a value of the second scenario; may be repeated
    #[arg(long = "with", value_name = "PATH=VALUE", value_parser = super::arguments::path_and_value)]
    with: Vec<(String, String)>,
    /// Tells the story of the contact of this number in the first replication
    #[arg(long, value_name = "ID", conflicts_with_all = ["other", "with"])]
    contact: Option<u64>,
    #[command(flatten)]
    changes: Changes,
    #[command(flatten)]
    simulated: Simulated,
    #[command(flatten)]
    printed: Printed,
    #[command(flatten)]
    machine: Machine,
}

impl Explain {
    pub fn run(self, output: &Output) -> Result<Answer, Failure> {
        if let Some(number) = self.contact {
            return self.story(number, output);
        }
        if self.other.is_none() && self.with.is_empty() {
            let message = "explain needs a second scenario, or --with, or --contact";
            return Err(Failure::input(message).help("for instance --with group.NAME.agents=9"));
        }
        let paths = [&self.scenario, self.other.as_ref().unwrap_or(&self.scenario)].map(PathBuf::as_path);
        let [first, second] = input::two_scenarios(paths, &self.changes.set, &self.with, output)?;
        let (a, b) = self.names();
        comparable([&first.model, &second.model], [&a, &b])?;
        if let Some(message) = study::unsaid_waits(&first.scenario, [&first.model, &second.model].into_iter()) {
            let help = "write what was played in the first scenario, or for both, say --set wait.hold=music";
            return Err(Failure::input(message).help(help));
        }
        if let Some(why) = explanation::counts_costs_alone([&first.model, &second.model]) {
            output.note(&why);
        }
        if let Some(note) = study::one_sided_waits(&first.scenario, [&first.model, &second.model], [&a, &b]) {
            output.note(&note);
        }
        let replications = self.simulated.replications(&first.model);
        let stop = interrupt::listen();
        let bar = Bar::new("replications", output);
        let Simulated { seed, confidence, .. } = self.simulated;
        let models = [&first.model, &second.model];
        let options = RunOptions {
            confidence,
            threads: self.machine.threads,
            detailed: false,
            limits: self.machine.limits(),
            ..RunOptions::default()
        };
        let difference = study::explain(models, seed, replications, &options, &bar, stop);
        bar.clear();
        let study::Explained { parts, unjudged } = difference?;
        let explanation = explanation::Explanation {
            names: [&a, &b],
            models,
            currency: &first.model.currency,
            parts: &parts,
            unjudged: unjudged.as_ref(),
            replications,
            seed,
            confidence,
        };
        match self.printed.format {
            Format::Table => output.result(&explanation::text(&explanation, output.terminal))?,
            Format::Json => output.result(&explanation::json(&explanation))?,
            Format::Csv => {
                let bytes = explanation::csv(&explanation).map_err(|error| Failure::incomplete(error.to_string()))?;
                output.bytes(&bytes)?;
            }
        }
        Ok(Answer::Yes)
    }

    /// Tells the story of a contact.
    fn story(&self, number: u64, output: &Output) -> Result<Answer, Failure> {
        let ready = input::scenario(&self.scenario, &self.changes.set, output)?;
        let story = story::Story::new(&ready.model, number);
        let (limits, stop) = (self.machine.limits(), interrupt::listen());
        let told = study::listen_until(&ready.model, self.simulated.seed, 0, story, &limits, stop)?;
        let Some(text) = told.text() else {
            let message = format!("there is no contact {number} in the first replication");
            return Err(Failure::input(message).help("`onhold run --trace -` tells all of them"));
        };
        output.result(&text)?;
        Ok(Answer::Yes)
    }

    /// What the two are called.
    fn names(&self) -> (String, String) {
        let stem = |path: &Path| path.file_stem().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let first = stem(&self.scenario);
        match &self.other {
            Some(other) => (first, stem(other)),
            None => {
                let changes: Vec<String> = self.with.iter().map(|(path, value)| format!("{path}={value}")).collect();
                (first, changes.join(", "))
            }
        }
    }
}

/// Net values are compared only where both count the same things.
fn comparable(models: [&Model; 2], names: [&str; 2]) -> Result<(), Failure> {
    let without = |what: &str, [first, second]: [bool; 2]| match (first, second) {
        (true, false) => Some((what.to_string(), names[1])),
        (false, true) => Some((what.to_string(), names[0])),
        _ => None,
    };
    let value = without("[value]", models.map(|model| model.value.is_some()));
    let aftermath = |model: &Model| model.contacts.iter().any(|contact| contact.aftermath.is_some());
    let counted = models.iter().all(|model| model.value.is_some());
    let aftermath = without("[aftermath]", models.map(aftermath)).filter(|_| counted);
    if let Some((section, name)) = value.or(aftermath) {
        let message =
            format!("{name} has no {section} section and the other has one: their net values count different things");
        return Err(Failure::input(message).help(format!("write the same {section} into both, or take it out of both")));
    }
    let horizons = models.map(|model| (model.horizon.days, model.horizon.length_s));
    if horizons[0] != horizons[1] {
        let message =
            format!("{} and {} live different stretches of time: their net values are not alike", names[0], names[1]);
        return Err(Failure::input(message).help("write the same [horizon] into both"));
    }
    let costs = |model: &Model| model.groups.iter().any(|group| group.cost_per_hour != 0.0);
    if !counted && !models.into_iter().any(costs) {
        let message = "neither scenario has a [value] section, and nobody costs anything: there is nothing to compare";
        return Err(Failure::input(message).help("write group.NAME.cost, or a [value] section"));
    }
    let [a, b] = models.map(|model| model.currency.as_str());
    if a != b && !a.is_empty() && !b.is_empty() {
        let message = format!("{} counts money in {a}, {} in {b}", names[0], names[1]);
        return Err(Failure::input(message).help("write both in one currency"));
    }
    Ok(())
}
