//! The study file as it was written: read, checked, and turned into what a sweep needs to know.

use std::ops::Range;

use crate::scenario::reader::{At, Document, join};
use crate::scenario::tree::{Entry, Item, Node};
use crate::scenario::{Mistake, Mistakes, keys};

use super::figure::{Figure, Requirement, Wrong};
use super::vary::{self, Setting};

/// Random days where the study does not say how many.
const REPLICATIONS: u64 = 100;
/// Seed where the study gives none.
const SEED: u64 = 1;
/// Confidence where the study asks for none.
const CONFIDENCE: f64 = 0.95;

/// How long a study goes on.
#[derive(Clone, Debug)]
pub enum Effort {
    /// So many replications.
    Replications(u64),
    /// As many rounds of replications as fit into so many seconds of computing.
    Budget(f64),
    /// Rounds of replications until a figure is known this well for every policy.
    Precision {
        /// The figure.
        figure: Figure,
        /// Half-width of its confidence interval.
        half_width: f64,
    },
}

/// Which policy is best.
#[derive(Clone, Debug)]
pub struct Rank {
    /// The figure.
    pub by: Figure,
    /// Whether less of it is better.
    pub smaller_is_better: bool,
    /// What a policy must meet.
    pub require: Vec<Requirement>,
    /// Of all intervals.
    pub confidence: f64,
    /// A smaller difference does not matter.
    pub indifferent_below: f64,
}

/// What the command line changes in a study.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// Another seed.
    pub seed: Option<u64>,
    /// So many replications, whatever the study says about its length.
    pub replications: Option<u64>,
    /// Scenario paths and their values as TOML or bare words, for all policies; they win over the study's `[set]`.
    pub set: Vec<(String, String)>,
}

/// A study that has been read.
#[derive(Clone, Debug)]
pub(super) struct Form {
    pub document: Document,
    pub scenario: String,
    pub seed: u64,
    pub effort: Effort,
    pub rank: Rank,
    /// Replications of the sensitivity to contested figures.
    pub sensitivity: Option<u64>,
    pub set: Vec<Setting>,
    /// All combinations of the `[[vary]]` blocks.
    pub grid: Vec<Vec<Setting>>,
    /// Paths of the `[[vary]]` blocks, in their order.
    pub varied: Vec<String>,
    pub named: Vec<(String, Vec<Setting>)>,
}

impl Form {
    /// Reads a study.
    pub fn parse(text: &str, file: &str, overrides: &Overrides) -> Result<Form, Mistakes> {
        let mut document = Document::parse(text, file)?;
        if overrides.change(&mut document.tree)? {
            document = Document::parse(&document.tree.document(), file)?;
        }
        let mut mistakes = document.check(&keys::STUDY);
        let form = Form::read(&document, &mut mistakes);
        if let Some(form) = &form {
            let varied = overrides.set.iter().map(|(path, _)| path).filter(|path| form.varied.contains(path));
            mistakes.extend(varied.map(|path| {
                Mistake::of_file(format!("--set {path}: the study varies this"))
                    .help("change the values of its [[vary]] block, or set another path")
            }));
        }
        match form {
            Some(form) if mistakes.is_empty() => Ok(form),
            _ => Err(document.mistakes(mistakes)),
        }
    }

    fn read(document: &Document, mistakes: &mut Vec<Mistake>) -> Option<Form> {
        let root = document.root();
        let grid = vary::read(&root, mistakes);
        let mut varied: Vec<String> = Vec::new();
        for path in grid.points.iter().filter_map(|block| block.first()).flatten().map(|s| &s.path) {
            if varied.contains(path) {
                mistakes.push(Mistake::of_path(path, "two [[vary]] blocks vary the same path"));
            }
            varied.push(path.clone());
        }
        let named = policies_of(&root);
        let number = grid.combinations.saturating_add(named.len());
        if number > vary::MOST_POLICIES {
            let message = format!("the study has {number} policies, at most {} are possible", vary::MOST_POLICIES);
            mistakes.push(Mistake::of_file(message).help("vary fewer values, or use `sample`"));
            return None;
        }
        let effort = effort(&root, mistakes);
        let rank = rank(&root, mistakes);
        Some(Form {
            document: document.clone(),
            scenario: root.get("scenario")?.text().ok()?.to_string(),
            seed: root.get("seed").map_or(Some(SEED), |at| at.whole().ok())?,
            effort: effort?,
            rank: rank?,
            sensitivity: root.get("sensitivity").and_then(|at| at.whole().ok()),
            set: root.get("set").map(|at| settings(&at)).unwrap_or_default(),
            grid: vary::combinations(&grid.points),
            varied,
            named,
        })
    }

    /// The study's text with another name for the scenario's file.
    pub fn text_with_scenario(&self, file: &str) -> String {
        let text = &self.document.text;
        let span = self.document.root().get("scenario").and_then(|at| at.node.span.clone());
        let span = span.unwrap_or(0..0);
        let (before, after) = (text.get(..span.start).unwrap_or(""), text.get(span.end..).unwrap_or(""));
        format!("{before}\"{file}\"{after}")
    }
}

impl Overrides {
    /// Writes the changes into a study; false if there are none.
    fn change(&self, study: &mut Node) -> Result<bool, Mistakes> {
        let Item::Table(table) = &mut study.item else { return Ok(false) };
        if let Some(seed) = self.seed {
            // Seeds that TOML cannot write are refused by the check of the study.
            table.entry_or_table("seed").item = Item::Integer(i64::try_from(seed).unwrap_or(-1));
        }
        if let Some(replications) = self.replications {
            table.entries.retain(|e| !matches!(e.key.as_str(), "budget" | "precision"));
            table.entry_or_table("replications").item = Item::Integer(i64::try_from(replications).unwrap_or(-1));
        }
        if let (false, Item::Table(set)) = (self.set.is_empty(), &mut table.entry_or_table("set").item) {
            for (path, text) in &self.set {
                let wrong = |message| Mistakes::new("--set", "".into(), vec![Mistake::of_path(path, message)]);
                let value = Node::parse_value(text).map_err(wrong)?;
                set.entries.retain(|e| e.key != *path);
                set.entries.push(Entry { key: path.clone(), key_span: None, node: value });
            }
        }
        Ok(self.seed.is_some() || self.replications.is_some() || !self.set.is_empty())
    }
}

fn effort(root: &At<'_>, mistakes: &mut Vec<Mistake>) -> Option<Effort> {
    if let Some(at) = root.get("budget") {
        return at.duration().ok().map(Effort::Budget);
    }
    if let Some(at) = root.get("precision") {
        let place = at.get("measure")?;
        let figure = keep(Figure::parse(place.text().ok()?), &place, mistakes)?;
        return Some(Effort::Precision { figure, half_width: at.get("half_width")?.number().ok()? });
    }
    root.get("replications").map_or(Some(REPLICATIONS), |at| at.whole().ok()).map(Effort::Replications)
}

fn rank(root: &At<'_>, mistakes: &mut Vec<Mistake>) -> Option<Rank> {
    let Some(at) = root.get("rank") else {
        let help = "write [rank] and below it by = \"net_value\", or by = \"-mean_wait_s\" where less is better";
        mistakes.push(Mistake { path: "rank".to_string(), ..Mistake::of_file("`[rank]` is missing").help(help) });
        return None;
    };
    let by = at.get("by")?;
    let text = by.text().ok()?.trim();
    let smaller = text.strip_prefix('-');
    let figure = keep(Figure::parse(smaller.unwrap_or(text)), &by, mistakes);
    let mut require = Vec::new();
    for place in at.get("require").iter().flat_map(At::items) {
        if let Ok(text) = place.text() {
            require.extend(keep(Requirement::parse(text), &place, mistakes));
        }
    }
    let confidence = at.get("confidence").map_or(Some(CONFIDENCE), |at| at.number().ok())?;
    if !(0.5..1.0).contains(&confidence) {
        mistakes.extend(at.get("confidence").map(|at| at.wrong("a number from 0.5 to below 1")));
    }
    let indifferent_below = at.get("indifferent_below").map_or(Some(0.0), |at| at.number().ok())?;
    Some(Rank { by: figure?, smaller_is_better: smaller.is_some(), require, confidence, indifferent_below })
}

fn keep<T>(result: Result<T, Wrong>, at: &At<'_>, mistakes: &mut Vec<Mistake>) -> Option<T> {
    result.map_err(|wrong| mistakes.push(at.mistake(wrong.message).help(wrong.help))).ok()
}

/// The named policies and what each sets.
fn policies_of(root: &At<'_>) -> Vec<(String, Vec<Setting>)> {
    let all = root.get("policy");
    all.iter().flat_map(At::entries).map(|(name, at)| (name.to_string(), settings(&at))).collect()
}

/// The paths and values of a `[set]` or `[policy.NAME]`. A path may be written in quotes, `"group.tier1.agents" = 9`,
/// or without, which TOML reads as tables in tables: these are followed down to the values.
fn settings(at: &At<'_>) -> Vec<Setting> {
    let mut all = Vec::new();
    for (key, below) in at.entries() {
        let quoted = key.contains('.');
        collect(key.to_string(), &below, quoted, below.key_span.clone(), &mut all);
    }
    all
}

fn collect(path: String, at: &At<'_>, whole: bool, span: Option<Range<usize>>, to: &mut Vec<Setting>) {
    match at.table() {
        Some(table) if !whole && !table.entries.is_empty() => {
            for (key, below) in at.entries() {
                collect(join(&path, key), &below, false, below.key_span.clone(), to);
            }
        }
        _ => {
            let placed = at.node.span.clone().or(span.clone());
            to.push(Setting { path, value: at.node.clone(), span: placed, path_span: span });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUDY: &str = r#"# a comment that stays
scenario = "bank.toml"   # and another
replications = 200
[set]
"horizon.warm_up" = "1h"
[rank]
by = "-mean_wait_s"
require = ["service_level >= 0.80"]
[[vary]]
path = "group.tier1.agents"
values = [8, 9]
[policy.named]
"group.tier1.skills.stock" = { choice = 2 }
[policy.bare]
group.tier1.agents = 10
"#;

    #[test]
    fn a_study_is_read() {
        let form = Form::parse(STUDY, "study.toml", &Overrides::default()).unwrap();
        assert_eq!((form.scenario.as_str(), form.seed, form.grid.len()), ("bank.toml", 1, 2));
        assert!(matches!(form.effort, Effort::Replications(200)));
        assert!(form.rank.smaller_is_better && form.rank.confidence == 0.95);
        let path = |i: usize| form.named[i].1[0].path.as_str();
        assert_eq!((path(0), path(1)), ("group.tier1.skills.stock", "group.tier1.agents"));
        assert_eq!(form.text_with_scenario("scenario.toml"), STUDY.replace("bank.toml", "scenario.toml"));
    }

    #[test]
    fn overrides_win_and_are_part_of_the_study() {
        let set = vec![("horizon.warm_up".to_string(), "2h".to_string())];
        let overrides = Overrides { seed: Some(7), replications: Some(5), set };
        let form = Form::parse(STUDY, "study.toml", &overrides).unwrap();
        assert_eq!(form.seed, 7);
        assert!(matches!(form.effort, Effort::Replications(5)));
        assert_eq!(form.set.len(), 1);
        assert_eq!(form.set[0].value.inline(), "\"2h\"");
        let again =
            Form::parse(&form.text_with_scenario("scenario.toml"), "study.toml", &Overrides::default()).unwrap();
        assert_eq!((again.seed, again.grid.len(), again.named.len()), (7, 2, 2));
    }

    #[test]
    fn what_is_varied_cannot_be_set_as_well() {
        let study =
            "scenario = \"s\"\n[rank]\nby = \"answered\"\n[[vary]]\npath = \"wait.hold\"\nvalues = [\"music\"]\n";
        let set = vec![("wait.hold".to_string(), "silence".to_string())];
        let overrides = Overrides { set, ..Overrides::default() };
        let refused = Form::parse(study, "study.toml", &overrides).err().unwrap().to_string();
        assert!(refused.contains("--set wait.hold: the study varies this"), "{refused}");
    }

    #[test]
    fn all_mistakes_are_told() {
        let text = "scenario = \"s\"\nreplikations = 3\n[rank]\nby = \"waits\"\nrequire = [\"service_level\"]\n";
        let mistakes = Form::parse(text, "study.toml", &Overrides::default()).unwrap_err();
        assert_eq!(mistakes.list.len(), 3, "{mistakes}");
        let missing = Form::parse("scenario = \"s\"", "study.toml", &Overrides::default()).unwrap_err();
        assert!(missing.to_string().contains("[rank]"));
    }
}
