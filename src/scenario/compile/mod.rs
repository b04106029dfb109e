//! From what the planner wrote to what the engine runs on.

mod arrivals;
mod base;
mod by_time;
mod channels;
mod columns;
mod contact;
mod customers;
mod dialer;
mod feelings;
mod flow;
mod group;
mod horizon;
mod law;
mod layers;
mod no_effect;
mod operations;
mod people;
mod preset;
mod profile;
mod routing;
mod waits;
mod warnings;

use std::collections::BTreeMap;

use super::mistake::{Mistake, suggestion};
use super::reader::At;
use super::visible::visible;
use super::{check, keys};
use crate::model::{ContactId, CustomerKind, Distribution, Horizon, MOST, Model};
pub(super) use base::says_how_it_waits;
pub(super) use flow::{Serving, agent_seconds, daily_contacts, offered_load, serving};
pub use preset::Preset;

/// The files beside a scenario (`times = "day.csv"`, `empirical = { file = .. }`): whoever has a file system gives
/// them, the core has none.
pub trait Files {
    /// The text of a file, by its path relative to the scenario.
    ///
    /// # Errors
    /// Why it cannot be read, in words.
    fn read(&self, path: &str) -> Result<String, String>;
}

/// No files at all: for scenarios that need none.
#[derive(Clone, Copy, Debug)]
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Result<String, String> {
        Err("files are not available here".to_string())
    }
}

/// A scenario ready to run.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// What the engine runs on.
    pub model: Model,
    /// What is allowed, but probably not meant.
    pub warnings: Vec<Mistake>,
}

/// Mistakes of keys and values beyond which the meaning of a scenario is not looked at.
const MOST_MISTAKES: usize = 1000;

/// Builds the model of a document whose keys have been checked. The mistakes found on the way are added to
/// `mistakes`; the model is there if there were none. `base`: the document in whose waits patience on the wall's clock was
/// measured, if that is another.
pub fn compile<'a>(
    root: At<'a>,
    base: Option<At<'a>>,
    file: &str,
    files: &'a dyn Files,
    mistakes: Vec<Mistake>,
) -> Result<Compiled, Vec<Mistake>> {
    let mut build = Build { base, ..Build::new(root, files, mistakes) };
    build.count("contact", "contact types", build.contacts.len());
    build.count("group", "groups of agents", build.groups.len());
    // What follows has no room for more; and of a file with so many mistakes more need not be found.
    if build.contacts.len() > MOST || build.groups.len() > MOST || build.mistakes.len() > MOST_MISTAKES {
        return Err(build.mistakes);
    }
    let model = build.model(file);
    match model {
        Some(model) if build.mistakes.is_empty() => {
            build.useless_agents(&model);
            build.warn(&model);
            if build.mistakes.is_empty() {
                return Ok(Compiled { model, warnings: build.warnings });
            }
        }
        Some(_) => {}
        None if build.mistakes.is_empty() => build.mistakes.push(Mistake::of_file("the scenario is incomplete")),
        None => {}
    }
    Err(build.mistakes)
}

/// What is at hand while the model is built.
struct Build<'a> {
    root: At<'a>,
    /// The document in whose waits patience on the wall's clock was measured; `None`: this one.
    base: Option<At<'a>>,
    files: &'a dyn Files,
    mistakes: Vec<Mistake>,
    /// So many of them were found before, by the check against the key table.
    checked: usize,
    warnings: Vec<Mistake>,
    /// The stretch of time; nothing where it is mistaken.
    horizon: Option<Horizon>,
    /// Kinds of customer, the standard one first.
    kinds: Vec<CustomerKind>,
    /// Contact types, in the order of the file.
    contacts: Vec<(&'a str, At<'a>)>,
    /// Their positions.
    numbers: BTreeMap<&'a str, usize>,
    /// Groups, in the order of the file.
    groups: Vec<(&'a str, At<'a>)>,
}

impl<'a> Build<'a> {
    fn new(root: At<'a>, files: &'a dyn Files, mistakes: Vec<Mistake>) -> Build<'a> {
        let all = |key: &str| root.get(key).map(|at| at.entries().collect()).unwrap_or_default();
        let (contacts, groups): (Vec<(&'a str, At<'a>)>, _) = (all("contact"), all("group"));
        let checked = mistakes.len();
        Build {
            root,
            base: None,
            files,
            mistakes,
            checked,
            warnings: Vec::new(),
            horizon: None,
            kinds: Vec::new(),
            numbers: contacts.iter().enumerate().map(|(i, (name, _))| (*name, i)).collect(),
            contacts,
            groups,
        }
    }

    /// The value, or nothing and a mistake more.
    fn keep<T>(&mut self, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|mistake| self.report(mistake)).ok()
    }

    /// A mistake more, unless it follows from one that the check has found in the same place or below.
    fn report(&mut self, mistake: Mistake) {
        let below = |path: &str| path.strip_prefix(&mistake.path).is_some_and(|p| p.is_empty() || p.starts_with('.'));
        if !self.mistakes[..self.checked].iter().any(|m| below(&m.path)) {
            self.mistakes.push(mistake);
        }
    }

    /// The value of a key if it is there and right; a mistake more if it is there and wrong.
    fn read<T>(&mut self, at: &At<'a>, key: &str, read: impl FnOnce(&At<'a>) -> Result<T, Mistake>) -> Option<T> {
        let place = at.get(key)?;
        self.keep(read(&place))
    }

    /// The value and the warnings that come with it.
    fn keep_warned<T>(&mut self, result: Result<(T, Vec<Mistake>), Mistake>) -> Option<T> {
        let (value, warnings) = self.keep(result)?;
        self.warnings.extend(warnings);
        Some(value)
    }

    /// The distribution of durations of a key, if it is there and right.
    fn durations(&mut self, at: &At<'a>, key: &str) -> Option<Distribution> {
        let place = at.get(key)?;
        let law = by_time::durations(&place, self.horizon.as_ref(), self.files);
        self.keep_warned(law)
    }

    /// The contact type of a name that is referred to by the key of a place.
    fn contact_id(&mut self, name: &str, at: &At<'a>) -> Option<ContactId> {
        let id = self.find_contact(name);
        if id.is_none() && !self.contacts_are_misspelt() {
            self.mistakes.push(self.no_contact(name, at.key_mistake(format!("there is no contact type `{name}`"))));
        }
        id
    }

    /// The contact type whose name stands at a place.
    fn contact_named(&mut self, at: &At<'a>) -> Option<ContactId> {
        let name = self.keep(at.text())?;
        let id = self.find_contact(name);
        if id.is_none() && !self.contacts_are_misspelt() {
            self.mistakes.push(self.no_contact(name, at.mistake(format!("there is no contact type `{name}`"))));
        }
        id
    }

    /// Whether contact types stand under a key that was meant to be `contact`: then they need not be missed one by one.
    fn contacts_are_misspelt(&self) -> bool {
        self.contacts.is_empty() && check::meant(&self.root, &keys::SCENARIO).contains(&"contact")
    }

    fn find_contact(&self, name: &str) -> Option<ContactId> {
        self.numbers.get(name).and_then(|i| u16::try_from(*i).ok()).map(ContactId)
    }

    fn no_contact(&self, name: &str, mistake: Mistake) -> Mistake {
        mistake.help(suggestion(name, self.contacts.iter().map(|c| c.0)))
    }

    fn model(&mut self, file: &str) -> Option<Model> {
        let name = self.root.get("name").and_then(|at| at.text().ok()).map_or_else(|| stem(file), str::to_string);
        let name = visible(&name).into_owned();
        let currency = self.root.get("currency").and_then(|at| at.text().ok()).unwrap_or_default();
        let currency = visible(currency).into_owned();
        self.horizon = self.read_horizon();
        self.kinds = self.kinds();
        let groups = self.groups();
        let contacts = self.contacts(&groups);
        let market = self.market(contacts.as_deref().unwrap_or_default());
        let alarm = self.alarm();
        self.handed_on_for_ever(contacts.as_deref());
        self.patience_changes_clocks(contacts.as_deref());
        let lines = self.shared_lines();
        let routing = self.routing();
        let value = self.value();
        let groups = group::finish(groups?, contacts.as_ref()?)?;
        Some(Model {
            name,
            currency,
            horizon: self.horizon.clone()?,
            contacts: contacts?,
            groups,
            routing,
            lines,
            kinds: self.kinds.clone(),
            market: market?,
            alarm: alarm?,
            value: value?,
        })
    }

    fn count(&mut self, key: &str, what: &str, number: usize) {
        let Some(at) = self.root.get(key) else { return };
        if number == 0 && at.table().is_some() {
            self.mistakes
                .push(at.key_mistake(format!("there are no {what}")).help(format!("begin one with [{key}.NAME]")));
        }
        if number > MOST {
            let place = at.entries().nth(MOST).map_or(at, |e| e.1);
            self.mistakes.push(place.key_mistake(format!("{number} {what}: at most {MOST} are possible")));
        }
    }

    /// An agent nobody can use is a mistake: the planner pays for it.
    fn useless_agents(&mut self, model: &Model) {
        let reached = flow::reached(model);
        for (group, (name, at)) in model.groups.iter().zip(&self.groups) {
            let used = |s: &crate::model::Skill| reached[s.contact.index()];
            if !group.skills.iter().any(used) {
                let message = format!("nobody can use the agents of `{name}`: no contact they can serve ever arrives");
                self.mistakes.push(at.key_mistake(message));
            }
        }
    }
}

/// A file's name without folder and extension.
fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name).to_string()
}
