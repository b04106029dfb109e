//! The scenario format: what a planner writes, in TOML, and its compilation into the [model](crate::model).
//!
//! One key table ([`keys`]) says what may be written. Every mistake of a file is found in one go, each with its place,
//! what was expected and what was probably meant. Nothing here touches files, threads or the terminal.

mod check;
mod compile;
mod contacts_in_words;
mod describe;
mod feelings_in_words;
pub mod keys;
mod mistake;
mod operations_in_words;
mod people_in_words;
pub mod reader;
mod routing_in_words;
#[cfg(feature = "cli")]
pub mod schema;
mod set;
pub mod shape;
pub mod templates;
pub mod tree;
pub mod units;
mod visible;

#[cfg(test)]
mod tests;

use std::sync::Arc;

pub use compile::{Compiled, Files, NoFiles, Preset};
pub use describe::describe;
pub use feelings_in_words::moved_queue;
pub use mistake::{Mistake, Mistakes, nearest, suggestion};
use reader::{At, Document};
use tree::Node;
pub use visible::{escape, is_obeyed, visible, visible_lines, visible_sentence};

/// A scenario as it was written, with the changes made since.
///
/// ```
/// use onhold::scenario::{NoFiles, Scenario};
///
/// let mut scenario = Scenario::parse(
///     r#"
///     [horizon]
///     opens  = "08:00"
///     closes = "18:00"
///     [contact.sales]
///     arrivals = { rate = "60/h" }
///     handle   = { exponential = { mean = "3m" } }
///     [group.everybody]
///     agents = 4
///     skills.sales = {}
///     "#,
///     "sales.toml",
/// )?;
/// scenario.set("group.everybody.agents", "5")?;
/// let model = scenario.compile(&NoFiles)?.model;
/// assert_eq!(model.groups[0].staffing, [(0.0, 5)]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    document: Document,
    /// The values in whose waits patience on the wall's clock was measured; `None`: the document's.
    base: Option<Arc<Node>>,
}

impl Scenario {
    /// Reads a scenario; `file` names it in messages, and gives the scenario its name if it has none.
    ///
    /// # Errors
    /// All mistakes of syntax. Whether keys and values are right shows when it is [compiled](Self::compile).
    pub fn parse(text: &str, file: &str) -> Result<Scenario, Mistakes> {
        Ok(Scenario { document: Document::parse(text, file)?, base: None })
    }

    /// Puts a value, written in TOML or as a bare word, at a dotted path: `wait.hold` and `music`. Sections on the way
    /// are made where they are missing; another form of the same thing (a family of distributions) is replaced; a
    /// value of a list is named by its position from 1.
    ///
    /// # Errors
    /// A path that leads nowhere, or a value that cannot stand there; nothing has changed then.
    pub fn set(&mut self, path: &str, value: &str) -> Result<(), Mistake> {
        let node = set::read_value(&self.document.tree, &keys::SCENARIO, path, value)?;
        self.change(path, node)
    }

    /// Puts a value read elsewhere, as from a study, at a dotted path; like [`set`](Self::set).
    ///
    /// # Errors
    /// A path that leads nowhere, or a value that cannot stand there; nothing has changed then.
    pub fn put(&mut self, path: &str, value: &Node) -> Result<(), Mistake> {
        self.change(path, value.unplaced())
    }

    fn change(&mut self, path: &str, value: Node) -> Result<(), Mistake> {
        let written = self.base.is_none().then(|| Arc::new(self.document.tree.clone()));
        set::put(&mut self.document.tree, &keys::SCENARIO, path, value)?;
        self.base = written.or(self.base.take());
        Ok(())
    }

    /// Takes the scenario as it stands now for the one that was written: a patience on the wall's clock
    /// (`patience_clock = "wall"`) is what it is in its waits, and what is changed in `[wait]` after this is felt relative to
    /// them.
    pub fn take_as_written(&mut self) {
        self.base = None;
    }

    /// Takes another scenario for the one in whose waits a patience on the wall's clock was measured.
    pub fn measured_in(&mut self, base: &Scenario) {
        self.base = Some(base.base.clone().unwrap_or_else(|| Arc::new(base.document.tree.clone())));
    }

    /// Whether the scenario as it stands says what is done with those who wait for a contact type: what is played and how
    /// hard the wait is; and what is said or announced.
    pub fn says_how_it_waits(&self, contact: &str) -> (bool, bool) {
        compile::says_how_it_waits(&self.document.root(), contact)
    }

    /// Checks the scenario and builds the model.
    ///
    /// # Errors
    /// All mistakes of the scenario, in the order of the text.
    pub fn compile(&self, files: &dyn Files) -> Result<Compiled, Mistakes> {
        let document = &self.document;
        if matches!(&document.tree.item, tree::Item::Table(t) if t.entries.is_empty()) {
            let empty = Mistake::of_file("the scenario is empty")
                .help("it needs at least one [contact.NAME] and one [group.NAME]");
            return Err(document.mistakes(vec![empty]));
        }
        let mut mistakes = document.check(&keys::SCENARIO);
        let base = self.base.as_deref().map(|node| At { node, key_span: None, path: String::new() });
        if let Some(base) = &base {
            mistakes.extend(mistakes_of_waits(base, &mistakes));
        }
        let compiled = compile::compile(document.root(), base, &document.file, files, mistakes);
        compiled.map_err(|list| document.mistakes(list))
    }

    /// The scenario as it stands, changes included, in a fixed layout without comments.
    pub fn to_toml(&self) -> String {
        self.document.tree.document()
    }

    /// Name of the file, for messages.
    pub fn file(&self) -> &str {
        &self.document.file
    }

    /// The text as it was read; places of mistakes are places in it.
    pub fn text(&self) -> &Arc<str> {
        &self.document.text
    }

    /// What the scenario describes, in the planner's words.
    pub fn description(&self) -> Option<&str> {
        text_of(&self.document, "description")
    }

    /// The preset; `None` if the scenario names none.
    pub fn preset(&self) -> Option<Preset> {
        text_of(&self.document, "preset").and_then(Preset::of)
    }

    /// Warnings (or any mistakes) as they are shown, each at its place in this text.
    pub fn placed(&self, list: Vec<Mistake>) -> Mistakes {
        self.document.mistakes(list)
    }

    /// The values as they were read and changed.
    pub fn tree(&self) -> &Node {
        &self.document.tree
    }
}

/// What is wrong with the waits of the scenario as it was written, where they are the measure of patience and it has not
/// been said.
fn mistakes_of_waits(base: &At<'_>, said: &[Mistake]) -> Vec<Mistake> {
    let contacts: Vec<At<'_>> = base.get("contact").iter().flat_map(At::entries).map(|(_, at)| at).collect();
    let on_the_wall = |at: &At<'_>| at.get("patience_clock").is_some_and(|clock| clock.text() == Ok("wall"));
    if !contacts.iter().any(on_the_wall) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for wait in contacts.iter().chain([base]).filter_map(|at| at.get("wait")) {
        check::table(&wait, &keys::WAIT, &mut found);
    }
    found.retain(|mistake| !said.contains(mistake));
    found
}

fn text_of<'a>(document: &'a Document, key: &str) -> Option<&'a str> {
    match &document.tree.item {
        tree::Item::Table(table) => match &table.get(key)?.node.item {
            tree::Item::Text(text) => Some(text),
            _ => None,
        },
        _ => None,
    }
}
