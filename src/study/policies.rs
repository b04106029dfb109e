//! A study opened: every policy with its compiled scenario.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::files::{Beside, Inputs, MOST_TEXT, text_of_file, text_of_input};
use crate::measure::Kind;
use crate::model::{Contact, HorizonKind, Model, PatienceClock};
use crate::scenario::{Files, Mistake, Mistakes, Scenario};

use super::cost::{Cost, model_bytes};
use super::error::Error;
use super::figure::{Figure, Wrong};
use super::folder::TABLES;
use super::form::{Effort, Form, Overrides, Rank};
use super::limits::Limits;
use super::naming::{grid_name, same_names, short_names, value_at};
use super::vary::Setting;
use super::waits::unsaid_waits;

/// A policy: a name, what it changes, and the scenario that results.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name: that of `[policy.NAME]`, or made of the varied values.
    pub name: String,
    /// The value of each of the study's [paths](Study::paths); empty where the scenario leaves it open.
    pub values: Vec<String>,
    /// The compiled scenario.
    pub model: Model,
}

/// A study, ready to run.
#[derive(Clone, Debug)]
pub struct Study {
    /// Seed of the random days.
    pub seed: u64,
    /// How long it goes on.
    pub effort: Effort,
    /// Which policy is best.
    pub rank: Rank,
    /// The paths in which policies differ: the varied ones, then those that named policies set.
    pub paths: Vec<String>,
    /// The policies: the grid's, then the named ones.
    pub policies: Vec<Policy>,
    /// What is allowed in the scenario, but probably not meant; each once.
    pub warnings: Vec<Mistake>,
    /// Replications of the sensitivity to contested figures; `None`: it is not asked for.
    pub sensitivity: Option<u64>,
    form: Arc<Form>,
    /// The files it was read from.
    pub(super) sources: Inputs,
    /// The study as run; its scenario is called `scenario.toml`.
    pub(super) text: String,
    /// The scenario as read.
    pub(super) scenario: String,
    /// The files that the scenario reads, by the name it uses for them.
    pub(super) files: BTreeMap<String, String>,
}

impl Study {
    /// Reads a study, its scenario and the files that it needs, and compiles every policy.
    ///
    /// # Errors
    /// A file that cannot be read, and all mistakes of the study, or those of the scenario, or those of the first
    /// policy that makes the scenario wrong.
    pub fn open(path: &Path, overrides: &Overrides) -> Result<Study, Error> {
        Study::open_within(path, overrides, &Limits::default(), &AtomicBool::new(false))
    }

    /// The same within limits of memory, and only until somebody asks to stop: a study can have thousands of policies.
    ///
    /// # Errors
    /// As [`open`](Self::open); [`Error::TooMuch`] and [`Error::Interrupted`].
    pub fn open_within(path: &Path, overrides: &Overrides, limits: &Limits, stop: &AtomicBool) -> Result<Study, Error> {
        Study::open_with(path, overrides, BTreeMap::new(), Expanding { limits, stop })
    }

    pub(super) fn open_with(
        path: &Path,
        overrides: &Overrides,
        copies: BTreeMap<String, PathBuf>,
        expanding: Expanding<'_>,
    ) -> Result<Study, Error> {
        let text = text_of_input(path, MOST_TEXT).map_err(Error::read(path))?;
        let form = Form::parse(&text, &path.display().to_string(), overrides)?;
        let beside = path.parent().unwrap_or(Path::new(""));
        let scenario_path = beside.join(&form.scenario);
        let scenario_text = text_of_file(&scenario_path, MOST_TEXT).map_err(Error::read(&scenario_path))?;
        let scenario = Scenario::parse(&scenario_text, &scenario_path.display().to_string())
            .map_err(|found| unquoted(&found, &form))?;
        let files = Beside::with_copies(&scenario_path, copies);
        let (policies, warnings) = expand(&form, &scenario, &files, expanding)?;
        let sources = [path, &scenario_path].map(Path::to_path_buf).into_iter().chain(files.paths());
        let study = Study {
            seed: form.seed,
            effort: form.effort.clone(),
            rank: form.rank.clone(),
            paths: paths(&form),
            policies,
            warnings,
            sensitivity: form.sensitivity,
            text: form.text_with_scenario("scenario.toml"),
            scenario: scenario_text,
            sources: sources.collect(),
            files: files.into_texts(),
            form: Arc::new(form),
        };
        study.check_figures().map_err(|list| study.form.document.mistakes(list))?;
        Ok(study)
    }

    /// Expected number of contacts that one replication of all policies lives through.
    pub fn contacts_in_a_replication(&self) -> f64 {
        self.policies.iter().map(|p| contacts(&p.model)).sum()
    }

    /// The tables of its results.
    pub(super) fn tables(&self) -> &'static [&'static str] {
        let with_sensitivity = self.sensitivity.is_some() && self.policies.len() > 1;
        if with_sensitivity { &TABLES } else { &TABLES[..TABLES.len() - 1] }
    }

    /// The figures that ranking needs of every policy: what it ranks by, then those of the requirements.
    pub(super) fn figures(&self) -> Vec<&Figure> {
        std::iter::once(&self.rank.by).chain(self.rank.require.iter().map(|r| &r.figure)).collect()
    }

    /// The model of a policy with one more change; nothing where the scenario cannot have it.
    pub(super) fn model_with(&self, policy: usize, path: &str, value: &str) -> Option<Model> {
        let mut scenario = Scenario::parse(&self.scenario, "scenario.toml").ok()?;
        let grid = self.form.grid.len();
        let settings =
            self.form.grid.get(policy).or_else(|| self.form.named.get(policy - grid).map(|named| &named.1))?;
        for setting in &self.form.set {
            scenario.put(&setting.path, &setting.value).ok()?;
        }
        scenario.take_as_written();
        for setting in settings {
            scenario.put(&setting.path, &setting.value).ok()?;
        }
        scenario.set(path, value).ok()?;
        Some(scenario.compile(&Texts(&self.files)).ok()?.model)
    }

    /// Whether the part of the scenario that a path belongs to is on in every policy.
    pub(super) fn uses(&self, path: &str) -> bool {
        let on = |contact: &Contact| match path.split('.').next() {
            Some("wait") => contact.felt.is_on(),
            Some("service") => contact.service.as_ref().is_some_and(|s| !path.contains("mood") || s.mood.is_some()),
            Some("aftermath") => contact.aftermath.is_some(),
            _ => false,
        };
        self.policies.iter().all(|policy| policy.model.contacts.iter().any(on))
    }

    /// Whether a single steady replication is taken apart into batches.
    pub(super) fn by_batches(&self) -> bool {
        matches!(self.effort, Effort::Replications(1))
            && self.policies.iter().all(|p| p.model.horizon.kind == HorizonKind::Steady)
    }

    /// Every figure must mean something in every policy.
    fn check_figures(&self) -> Result<(), Vec<Mistake>> {
        let mut figures: Vec<(&str, &Figure)> = vec![("rank.by", &self.rank.by)];
        figures.extend(self.rank.require.iter().map(|r| ("rank.require", &r.figure)));
        if let Effort::Precision { figure, .. } = &self.effort {
            figures.push(("precision.measure", figure));
        }
        let mut mistakes = Vec::new();
        for (path, figure) in figures {
            let problem = self.policies.iter().find_map(|p| figure.scope(&p.model).err());
            let longest = self.by_batches()
                && matches!(figure.measure.kind, Kind::Mean(_))
                && figure.measure.name == "longest_wait_s";
            let problem = problem.or_else(|| {
                longest.then(|| Wrong {
                    message: "the longest wait of a single replication has no error".to_string(),
                    help: "ask for several replications".to_string(),
                })
            });
            mistakes.extend(problem.map(|w| Mistake::of_path(path, w.message).help(w.help)));
        }
        let worthless = |p: &Policy| p.model.value.is_none();
        if self.sensitivity.is_some() && (self.policies.len() < 2 || self.policies.iter().any(worthless)) {
            let message = "sensitivity is of the lead of one policy over another in net value";
            let help = "it needs two policies and a [value] section";
            mistakes.push(Mistake::of_path("sensitivity", message).help(help));
        }
        if mistakes.is_empty() { Ok(()) } else { Err(mistakes) }
    }
}

/// That a file which a study names is not TOML. It may be no scenario at all, so that nothing of it is quoted: whoever named
/// the wrong one sees where it is wrong, and not what stands there.
fn unquoted(found: &Mistakes, form: &Form) -> Error {
    let first = found.list.first();
    let place = first.and_then(|first| found.place(first));
    let place = place.map_or(String::new(), |(line, column)| format!(": see its line {line}, column {column}"));
    let message = format!("{} is not TOML{place}", found.file);
    let help = format!("`onhold check {}` shows what is wrong", found.file);
    Error::Mistakes(form.document.mistakes(vec![Mistake::of_path("scenario", message).help(help)]))
}

/// Files that have been read.
struct Texts<'a>(&'a BTreeMap<String, String>);

impl Files for Texts<'_> {
    fn read(&self, name: &str) -> Result<String, String> {
        self.0.get(name).cloned().ok_or_else(|| "it was not there before".to_string())
    }
}

/// Expected number of contacts in a replication that come of their own accord.
pub(super) fn contacts(model: &Model) -> f64 {
    let of_a_day: f64 = model.contacts.iter().map(|c| c.arrivals.expected()).sum();
    of_a_day * f64::from(model.horizon.days)
}

fn paths(form: &Form) -> Vec<String> {
    let mut paths = form.varied.clone();
    for setting in form.named.iter().flat_map(|(_, settings)| settings) {
        if !paths.contains(&setting.path) {
            paths.push(setting.path.clone());
        }
    }
    paths
}

/// What is looked up to while policies are compiled.
#[derive(Clone, Copy)]
pub(super) struct Expanding<'a> {
    pub limits: &'a Limits,
    pub stop: &'a AtomicBool,
}

impl Expanding<'_> {
    /// Whether to go on after so many of all policies.
    fn goes_on(self, done: usize, number: usize) -> Result<(), Error> {
        if self.stop.load(Ordering::Relaxed) {
            return Err(Error::Interrupted { done: done as u64, total: number as u64 });
        }
        Ok(())
    }

    /// Whether so many policies like this one fit into memory.
    fn affords(self, model: &Model, number: usize) -> Result<(), Error> {
        let memory_bytes = number as f64 * model_bytes(model);
        let memory_by = format!("{} policies with their lists over the day", super::cost::number(number as f64));
        let cost = Cost { memory_bytes, memory_by, ..Cost::none() };
        cost.check(self.limits).map_err(Error::TooMuch)
    }
}

/// Compiles every policy.
fn expand(
    form: &Form,
    scenario: &Scenario,
    files: &Beside,
    expanding: Expanding<'_>,
) -> Result<(Vec<Policy>, Vec<Mistake>), Error> {
    let number = form.grid.len() + form.named.len();
    let refuse = |message: String, help: &str| {
        Error::Mistakes(form.document.mistakes(vec![Mistake::of_file(message).help(help)]))
    };
    if number == 0 {
        return Err(refuse("the study has no policies".into(), "write a [[vary]] block or a [policy.NAME]"));
    }
    let mut base = scenario.clone();
    let mut mistakes = Vec::new();
    put(&mut base, &form.set, &mut mistakes);
    // Policies are felt relative to the waits of the scenario with what the study sets.
    base.take_as_written();
    let paths = paths(form);
    let short = short_names(&form.varied);
    let grid = form.grid.iter().map(|settings| (grid_name(&short, settings), settings));
    let named = form.named.iter().map(|(name, settings)| (name.clone(), settings));
    let all: Vec<(String, &Vec<Setting>)> = grid.chain(named).collect();
    // One changed scenario at a time: thousands of them would not fit into memory.
    for (i, (_, settings)) in all.iter().enumerate() {
        expanding.goes_on(i, number)?;
        put(&mut base.clone(), settings, &mut mistakes);
    }
    if !mistakes.is_empty() {
        return Err(form.document.mistakes(mistakes).into());
    }
    let mut policies: Vec<Policy> = Vec::new();
    // Only what holds for all policies: a group that some policies leave empty is what is being asked.
    let mut warnings: Option<Vec<Mistake>> = None;
    for (i, (name, settings)) in all.into_iter().enumerate() {
        expanding.goes_on(i, number)?;
        let mut changed = base.clone();
        put(&mut changed, settings, &mut mistakes);
        let compiled =
            changed.compile(files).map_err(|found| blame(form, &name, found, [&form.set, settings].as_slice()))?;
        match &mut warnings {
            None => warnings = Some(compiled.warnings),
            Some(common) => common.retain(|warning| compiled.warnings.contains(warning)),
        }
        if i == 0 {
            expanding.affords(&compiled.model, number)?;
        }
        let values = paths.iter().map(|path| value_at(changed.tree(), path)).collect();
        policies.push(Policy { name, values, model: compiled.model });
    }
    let unused = set_in_vain(form, &policies);
    if !unused.is_empty() {
        return Err(form.document.mistakes(unused).into());
    }
    if let Some(mistake) = unsaid_waits(&base, policies.iter().map(|policy| &policy.model)) {
        let help = "write in the scenario or in the study's [set] what was played, say \"wait.hold\" = \"music\"";
        return Err(form.document.mistakes(vec![Mistake::of_path("scenario", mistake).help(help)]).into());
    }
    same_names(&policies).map_or(Ok(()), |name| {
        Err(refuse(format!("two policies are called `{name}`"), "give the named one another name"))
    })?;
    Ok((policies, warnings.unwrap_or_default()))
}

/// What `[set]` says of paths that a `[[vary]]` block varies. It is the start of named policies, and of waits it is the base of
/// patience on the wall's clock; where there are neither, it has no effect.
fn set_in_vain(form: &Form, policies: &[Policy]) -> Vec<Mistake> {
    let of_waits = |path: &str| path.split('.').any(|key| key == "wait");
    let wall = |policy: &Policy| policy.model.contacts.iter().any(|c| c.patience_clock == PatienceClock::Wall);
    let measured = policies.iter().any(wall);
    let in_vain = |setting: &&Setting| {
        let path = &setting.path;
        form.named.is_empty() && form.varied.contains(path) && !(measured && of_waits(path))
    };
    let mistake = |setting: &Setting| {
        let mistake = Mistake::of_path(&setting.path, "a [[vary]] block varies this: setting it has no effect");
        Mistake { span: setting.path_span.clone(), ..mistake }
    };
    form.set.iter().filter(in_vain).map(mistake).collect()
}

/// Puts values into a scenario; each mistake once, at its place in the study.
fn put(scenario: &mut Scenario, settings: &[Setting], mistakes: &mut Vec<Mistake>) {
    for setting in settings {
        if let Err(mistake) = scenario.put(&setting.path, &setting.value) {
            let placed = in_study(mistake, setting);
            if !mistakes.contains(&placed) {
                mistakes.push(placed);
            }
        }
    }
}

/// The mistake at the place in the study that gave the value, or the path if that leads nowhere.
fn in_study(mistake: Mistake, setting: &Setting) -> Mistake {
    let message = if mistake.path.is_empty() || mistake.message.contains(&mistake.path) {
        mistake.message
    } else {
        format!("{}: {}", mistake.path, mistake.message)
    };
    let about_the_value = mistake.value.is_some();
    let span = if about_the_value { &setting.span } else { &setting.path_span };
    Mistake { message, span: span.clone(), value: None, ..mistake }
}

/// Mistakes of a scenario that a policy changed: those about values that the study gave are shown in the study.
fn blame(form: &Form, policy: &str, found: Mistakes, settings: &[&Vec<Setting>]) -> Error {
    let given = |m: &Mistake| {
        let about = |s: &&Setting| m.path == s.path || m.path.starts_with(&format!("{}.", s.path));
        m.span.is_none().then(|| settings.iter().rev().flat_map(|s| s.iter()).find(about))?
    };
    let ours: Vec<Mistake> = found.list.iter().filter_map(|m| Some(in_study(m.clone(), given(m)?))).collect();
    match (ours.is_empty(), found.list.iter().all(|m| m.span.is_some())) {
        (false, _) => Error::Mistakes(form.document.mistakes(ours)),
        (true, true) => Error::Mistakes(found),
        (true, false) => Error::Policy { policy: policy.to_string(), mistakes: found },
    }
}
