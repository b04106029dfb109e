//! What a run will cost, estimated before it starts: contacts lived through, and memory.
//!
//! Contacts are those that arrive (expected), those dialed, and, as a bound, those that others cause: every contact is
//! taken to end in whatever way causes most. Memory is what is allocated for books, waits, agents, the customer base and,
//! where more work arrives than agents can do and nobody gives up, the queue.

use std::fmt;

use super::causing::causing;
use super::limits::{BYTES_OF_A_CONTACT, Limits};
use super::policies::{Policy, contacts};
use crate::measure::size;
use crate::model::{Arrivals, Contact, DAY_S, HorizonKind, Market, Model, Pace};

/// Bytes of an agent with plans and work in hand.
const BYTES_OF_AN_AGENT: f64 = 320.0;
/// Of a person in the customer base.
const BYTES_OF_A_PERSON: f64 = 8.0;
/// A policy beside its lists: names, laws, tables.
const BYTES_OF_A_POLICY: f64 = 8192.0;

/// What a run will cost, and by what.
#[derive(Clone, Debug, PartialEq)]
pub struct Cost {
    /// Contacts, over all replications and policies.
    pub contacts: f64,
    /// Bytes of memory.
    pub memory_bytes: f64,
    /// Which figure of the scenario makes most of the contacts, in words.
    pub contacts_by: String,
    /// What takes most of the memory, in words.
    pub memory_by: String,
}

/// A run that would cost more than it may.
#[derive(Clone, Debug, PartialEq)]
pub struct TooMuch {
    /// The figure that causes it.
    pub cause: String,
    /// What it would cost, what it may cost, and the option that says so.
    pub cost: String,
}

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.cause, self.cost)
    }
}

impl Cost {
    /// Of so many replications of a model, in so many threads.
    pub fn of_run(model: &Model, replications: u64, threads: usize) -> Cost {
        let (of_one, contacts_by) = contacts_of_a_replication(model);
        let at_once = (threads as f64 * super::run::books_in_a_thread(model)).min(replications as f64 + threads as f64);
        let summary = (size::summary_bytes(model), "figures by interval: `horizon.interval`".to_string());
        let parts = memory(model, at_once, threads as f64, of_one).into_iter().chain([summary]);
        let (memory_bytes, memory_by) = sum(parts);
        Cost { contacts: of_one * replications as f64, memory_bytes, contacts_by, memory_by }
    }

    /// Of so many replications of policies of which so many are lived side by side, in so many threads.
    pub fn of_policies(policies: &[Policy], replications: u64, side_by_side: usize, threads: usize) -> Cost {
        let mut all = Cost::none();
        let mut most: (f64, f64) = (0.0, 0.0);
        let lists: f64 = policies.iter().map(|policy| model_bytes(&policy.model)).sum();
        for policy in policies {
            let (of_one, by) = contacts_of_a_replication(&policy.model);
            if of_one > most.0 {
                (most.0, all.contacts_by) = (of_one, by);
            }
            all.contacts += of_one * replications as f64;
            let in_flight = (threads * side_by_side.min(policies.len())) as f64;
            let (bytes, by) = sum(memory(&policy.model, 2.0 * in_flight, in_flight, of_one));
            if bytes > most.1 {
                (most.1, all.memory_by) = (bytes, by);
            }
        }
        all.memory_bytes = most.1 + lists;
        if lists > most.1 {
            all.memory_by = format!("{} policies with their lists over the day", number(policies.len() as f64));
        }
        all
    }

    fn none() -> Cost {
        Cost { contacts: 0.0, memory_bytes: 0.0, contacts_by: String::new(), memory_by: String::new() }
    }

    /// Whether that is within the limits.
    ///
    /// # Errors
    /// What there is too much of, and by which figure.
    pub fn check(&self, limits: &Limits) -> Result<(), TooMuch> {
        // Not a number is too much as well.
        if self.contacts > limits.contacts || self.contacts.is_nan() {
            let cost = format!(
                "that would be about {} contacts to live through, more than the {} of --max-contacts",
                number(self.contacts),
                number(limits.contacts)
            );
            return Err(TooMuch { cause: self.contacts_by.clone(), cost });
        }
        if self.memory_bytes > limits.memory_bytes || self.memory_bytes.is_nan() {
            let cost = format!(
                "that would take about {} of memory, more than the {} of --max-memory",
                bytes(self.memory_bytes),
                bytes(limits.memory_bytes)
            );
            return Err(TooMuch { cause: self.memory_by.clone(), cost });
        }
        Ok(())
    }

    /// Asks the system for the memory, and gives it back: a run that it would not give it to is better not begun.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`](super::Error::OutOfMemory).
    pub fn reserve(&self) -> Result<(), super::Error> {
        let mut all: Vec<u8> = Vec::new();
        // A saturating conversion: what does not fit into an address is refused too.
        all.try_reserve_exact(self.memory_bytes as usize)
            .map_err(|_| super::Error::OutOfMemory { bytes: self.memory_bytes })
    }
}

/// Threads in which replications are lived at once: as many as there are, or as have room for their books in half of the
/// memory.
pub(super) fn at_once(model: &Model, threads: usize, limits: &Limits) -> usize {
    let books = super::run::books_in_a_thread(model) * size::section_bytes(model);
    // A saturating conversion: where there is no limit all threads have room.
    threads.min((0.5 * limits.memory_bytes / books.max(1.0)) as usize).max(1)
}

/// Bytes of the lists over the day that a model keeps: what a study has of each policy.
pub(super) fn model_bytes(model: &Model) -> f64 {
    let of_contact = |contact: &Contact| match &contact.arrivals {
        Arrivals::Poisson { rate, .. } => rate.pieces.len() * 32,
        Arrivals::Exactly { counts, .. } => counts.len() * 4,
        Arrivals::Times(times) => times.len() * 8,
        Arrivals::None => 0,
    };
    let lists: usize = model.contacts.iter().map(of_contact).sum::<usize>()
        + model.groups.iter().map(|group| group.staffing.len() * 16).sum::<usize>();
    lists as f64 + BYTES_OF_A_POLICY * (1.0 + model.contacts.len() as f64)
}

/// Contacts of a replication, and which figure makes most of them.
fn contacts_of_a_replication(model: &Model) -> (f64, String) {
    let own = contacts(model) * model.headroom();
    let dialed = |c: &Contact| c.operations.dialer.as_ref().map_or(0.0, |dialer| f64::from(dialer.list));
    let numbers: f64 = model.contacts.iter().map(dialed).sum();
    let caused = causing(model);
    let all = own + numbers + caused.contacts;
    let most = |of: &dyn Fn(&Contact) -> f64| {
        let largest = model.contacts.iter().max_by(|a, b| of(a).total_cmp(&of(b)));
        largest.map(|contact| (contact.name.clone(), of(contact))).unwrap_or_default()
    };
    let by = if caused.contacts > own + numbers {
        caused.by
    } else if numbers > own {
        let (name, list) = most(&dialed);
        format!("contact.{name}.dialer.list: {} numbers", number(list))
    } else {
        let (name, _) = most(&|contact| contact.arrivals.expected());
        arrivals_in_words(model, &name)
    };
    (all, by)
}

/// The arrivals of a type: by its busiest interval, where that says most.
fn arrivals_in_words(model: &Model, name: &str) -> String {
    let Some(contact) = model.contacts.iter().find(|contact| contact.name == *name) else { return String::new() };
    let days = match model.horizon.days {
        1 => String::new(),
        days => format!(" on each of {} days (horizon.days)", number(f64::from(days))),
    };
    let factor = match &contact.arrivals {
        Arrivals::Poisson { busyness: Some(busyness), .. } if busyness.factor.mean() > 10.0 => {
            return format!(
                "contact.{name}.arrivals.busyness: a factor of {} on the contacts of a day",
                number(busyness.factor.mean())
            );
        }
        _ => contact.arrivals.expected(),
    };
    let Some((interval, most)) = busiest(model, contact) else {
        return format!("contact.{name}.arrivals: {} contacts{days}", number(factor));
    };
    if model.intervals() == 1 {
        return format!("contact.{name}.arrivals: {} contacts{days}", number(factor));
    }
    format!("contact.{name}.arrivals: {} contacts in interval {}{days}", number(most), interval + 1)
}

/// The interval of a day with most arrivals, from 0, and how many.
fn busiest(model: &Model, contact: &Contact) -> Option<(usize, f64)> {
    let HorizonKind::Day { interval_s } = model.horizon.kind else { return None };
    match &contact.arrivals {
        Arrivals::Poisson { rate, .. } => {
            let rate_at = |p: &crate::model::Piece| p.first.max(p.last);
            let piece = rate.pieces.iter().max_by(|a, b| rate_at(a).total_cmp(&rate_at(b)))?;
            // A piece between two midpoints is highest at one of its ends.
            let at_s = if piece.last > piece.first { piece.to_s } else { piece.from_s };
            Some(((at_s / interval_s) as usize, rate_at(piece) * interval_s))
        }
        Arrivals::Exactly { counts, .. } => {
            let (i, &most) = counts.iter().enumerate().max_by_key(|(_, count)| **count)?;
            Some((i, f64::from(most)))
        }
        Arrivals::Times(_) | Arrivals::None => None,
    }
}

/// What takes memory while so many books are open and so many replications are lived at once: bytes, and in words.
fn memory(model: &Model, books: f64, at_once: f64, contacts: f64) -> Vec<(f64, String)> {
    let intervals = model.intervals() as f64 * f64::from(model.horizon.days);
    let cells = format!(
        "{} intervals (horizon.interval, horizon.days) of {} contact types and {} groups",
        number(intervals),
        model.contacts.len(),
        model.groups.len()
    );
    let agents: f64 = model.groups.iter().map(|group| f64::from(group.most_agents())).sum();
    let largest = model.groups.iter().max_by_key(|group| group.most_agents());
    let largest =
        largest.map_or(String::new(), |g| format!("group.{}: {} agents", g.name, number(f64::from(g.most_agents()))));
    let mut parts = vec![
        (books * size::section_bytes(model), cells),
        (2.0 * at_once * size::waits_bytes(model), "the waits of all contact types".to_string()),
        (at_once * agents * BYTES_OF_AN_AGENT, largest),
        (
            at_once * waiting(model, contacts) * BYTES_OF_A_CONTACT,
            "the queue: more work arrives than the agents can do, and nobody gives up".to_string(),
        ),
    ];
    if let Some(Market { places, .. }) = model.market {
        let people = f64::from(places);
        parts.push((at_once * people * BYTES_OF_A_PERSON, format!("market: {} people", number(people))));
    }
    for contact in &model.contacts {
        if let Arrivals::Exactly { counts, .. } = &contact.arrivals {
            let most = f64::from(counts.iter().copied().max().unwrap_or(0));
            let words = format!("contact.{}.arrivals.exactly: {} in an interval", contact.name, number(most));
            parts.push((at_once * most * 8.0, words));
        }
    }
    parts
}

/// Contacts that a queue without end holds when a replication is over: of those who wait for ever, what the agents cannot
/// do.
fn waiting(model: &Model, contacts: f64) -> f64 {
    let endless = |c: &&Contact| c.patience.is_none() && c.lines.is_none();
    let own: f64 = model.contacts.iter().map(|c| c.arrivals.expected()).sum();
    let work = |contact: &Contact| {
        let skills = model.groups.iter().flat_map(|g| &g.skills);
        let of_type = skills.filter(|s| model.contacts.get(s.contact.index()).is_some_and(|c| c.name == contact.name));
        let least = of_type.map(|s| match &s.pace {
            Pace::Speed(speed) => contact.handle.mean() / speed / f64::from(s.concurrent().max(1)),
            Pace::Own(law) => law.mean() / f64::from(s.concurrent().max(1)),
        });
        contact.arrivals.expected() * least.reduce(f64::min).unwrap_or(contact.handle.mean())
    };
    let (share, load): (f64, f64) = model
        .contacts
        .iter()
        .filter(endless)
        .map(|c| (c.arrivals.expected() / own.max(f64::MIN_POSITIVE), work(c)))
        .fold((0.0, 0.0), |sum, of| (sum.0 + of.0, sum.1 + of.1));
    let open_s = if model.horizon.kind == HorizonKind::Steady { model.horizon.length_s } else { DAY_S };
    let agents: f64 = model.groups.iter().map(|group| f64::from(group.most_agents())).sum();
    if load > 0.0 { contacts * share * (1.0 - agents * open_s / load).clamp(0.0, 1.0) } else { 0.0 }
}

fn sum(parts: impl IntoIterator<Item = (f64, String)>) -> (f64, String) {
    let mut all = (0.0, String::new());
    let mut most = -1.0;
    for (bytes, words) in parts {
        all.0 += bytes;
        if bytes > most {
            (most, all.1) = (bytes, words);
        }
    }
    all
}

/// A number for a message: digits in threes, or a power of ten.
pub(super) fn number(value: f64) -> String {
    if !(0.0..1e15).contains(&value) {
        return if value.is_infinite() { "1e308 or more".to_string() } else { scientific(value) };
    }
    if value < 1000.0 && value != libm::trunc(value) {
        let text = format!("{value:.3}");
        return text.trim_end_matches('0').trim_end_matches('.').to_string();
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Three digits and a power of ten.
fn scientific(value: f64) -> String {
    let text = format!("{value:.2e}");
    match text.split_once('e') {
        Some((digits, power)) => format!("{}e{power}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

/// Bytes for a message.
pub(super) fn bytes(value: f64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let mut left = value;
    let mut unit = 0;
    while left >= 1024.0 && unit + 1 < UNITS.len() {
        left /= 1024.0;
        unit += 1;
    }
    if left < 100.0 && unit > 0 {
        format!("{left:.1} {}", UNITS[unit])
    } else {
        format!("{} {}", number(libm::round(left)), UNITS[unit])
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::scenario::{Files, NoFiles, Scenario};
    use crate::study::{Error, Excess, RunOptions, run};

    fn model(text: &str) -> Model {
        Scenario::parse(text, "test.toml").unwrap().compile(&NoFiles).unwrap().model
    }

    fn simple(arrivals: &str, rest: &str) -> Model {
        model(&format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n{rest}\n[contact.call]\narrivals = {arrivals}\n\
             handle = {{ constant = \"3m\" }}\n[group.g]\nagents = 9\nskills.call = {{}}\n"
        ))
    }

    /// A year of 20,000 contacts a day, a hundred times, with ten types in intervals of half an hour.
    #[test]
    fn a_large_year_is_within_the_limits() {
        let types = |line: &dyn Fn(usize) -> String| (0..10).map(line).collect::<String>();
        let text = format!(
            "horizon = {{ days = 365 }}\n{}[group.g]\nagents = 60\n{}",
            types(&|k| format!(
                "[contact.t{k}]\narrivals = {{ expected = 41.67 }}\npatience = {{ exponential = {{ mean = \"3m\" }} }}\n\
                 handle = {{ exponential = {{ mean = \"4m\" }} }}\n"
            )),
            types(&|k| format!("skills.t{k} = {{}}\n"))
        );
        let model = model(&text);
        for threads in [1, 8, 32] {
            let cost = Cost::of_run(&model, 100, at_once(&model, threads, &Limits::default()));
            assert!((7.0e8..7.6e8).contains(&cost.contacts), "{cost:?}");
            assert_eq!(cost.check(&Limits::default()), Ok(()), "{threads} threads: {cost:?}");
        }
    }

    #[test]
    fn every_ready_scenario_is_within_the_limits_and_near_its_arrivals() {
        struct Beside;
        impl Files for Beside {
            fn read(&self, path: &str) -> Result<String, String> {
                std::fs::read_to_string(Path::new("configs").join(path)).map_err(|error| error.to_string())
            }
        }
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("configs");
        let mut seen = 0;
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let model = Scenario::parse(&text, "config.toml").unwrap().compile(&Beside).unwrap().model;
            let cost = Cost::of_run(&model, 100, 8);
            assert_eq!(cost.check(&Limits::default()), Ok(()), "{path:?}: {cost:?}");
            let dialed: f64 =
                model.contacts.iter().filter_map(|c| c.operations.dialer.as_ref()).map(|d| f64::from(d.list)).sum();
            let own = (contacts(&model) + dialed) * 100.0;
            assert!(cost.contacts >= own && cost.contacts <= 20.0 * own, "{path:?}: {own} {cost:?}");
            seen += 1;
        }
        assert!(seen >= 10, "{seen}");
    }

    #[test]
    fn the_figure_that_causes_it_is_named() {
        let refused = |model: &Model| Cost::of_run(model, 100, 2).check(&Limits::default()).unwrap_err().to_string();
        let list: Vec<&str> = (0..20).map(|i| if i == 3 { "1e308" } else { "20" }).collect();
        let said = refused(&simple(&format!("{{ expected = [{}] }}", list.join(", ")), ""));
        assert!(said.starts_with("contact.call.arrivals: 1e308 contacts in interval 4"), "{said}");
        let said = refused(&simple("{ rate = \"1/h\", busyness = { exponential = { mean = 1e12 } } }", ""));
        assert!(said.starts_with("contact.call.arrivals.busyness: a factor of 1,000,000,000,000"), "{said}");
        let small = Limits { contacts: 1e4, ..Limits::default() };
        let days = Cost::of_run(&simple("{ rate = \"60/h\" }", "days = 3000"), 1, 1).check(&small).unwrap_err();
        assert!(days.to_string().contains("on each of 3,000 days (horizon.days)"), "{days}");
        let little = Limits { memory_bytes: 1e6, ..Limits::default() };
        let cells = Cost::of_run(&simple("{ rate = \"60/h\" }", "interval = \"1s\""), 1, 1).check(&little).unwrap_err();
        assert!(cells.to_string().contains("horizon.interval"), "{cells}");
    }

    #[test]
    fn redials_are_bounded_by_their_limit_and_feedback_by_time() {
        let redial = |limit: &str| {
            model(&format!(
                "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = {{ rate = \"100/h\" }}\n\
                 lines = 2\nhandle = {{ constant = \"3m\" }}\n\
                 redial = {{ share = 1, after = {{ constant = \"1m\" }}{limit} }}\n\
                 [group.g]\nagents = 1\nskills.call = {{}}\n"
            ))
        };
        // A thousand calls, each tried three times at most.
        assert_eq!(Cost::of_run(&redial(", limit = 3"), 1, 1).contacts.round(), 3000.0);
        // Without a limit once a minute until the day is over.
        assert_eq!(Cost::of_run(&redial(""), 1, 1).contacts.round(), 1000.0 + 1000.0 * 600.0);
    }

    #[test]
    fn a_run_that_costs_more_than_was_estimated_is_ended() {
        let model = simple("{ rate = \"100/h\" }", "");
        let stop = AtomicBool::new(false);
        let limited =
            |limits| run(&model, 1, 40, &RunOptions { limits, threads: Some(1), ..RunOptions::default() }, &(), &stop);
        let cost = Cost::of_run(&model, 40, 1);
        let seeds = (1..9).map(|seed| {
            let limits = Limits { contacts: cost.contacts, ..Limits::default() };
            run(&model, seed, 40, &RunOptions { limits, threads: Some(1), ..RunOptions::default() }, &(), &stop)
        });
        let ended =
            seeds.filter(|done| matches!(done, Err(Error::Exceeded { excess: Excess::Contacts(_), .. }))).count();
        assert!((1..8).contains(&ended), "about half of them have more contacts than are expected: {ended}");
        assert!(matches!(limited(Limits { contacts: 10.0, ..Limits::default() }), Err(Error::TooMuch(_))));
        assert!(limited(Limits::NONE).is_ok());
    }

    #[test]
    fn a_queue_that_grows_without_end_is_ended() {
        // Enough agents for all, but only in the last half hour.
        let model = model(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = { rate = \"10000/h\" }\n\
             handle = { constant = \"3m\" }\n[group.g]\nagents = { \"08:00\" = 1, \"17:30\" = 1000 }\nskills.call = {}\n",
        );
        let limits = Limits { memory_bytes: 1.6e7, ..Limits::default() };
        let options = RunOptions { limits, threads: Some(1), ..RunOptions::default() };
        let ended = run(&model, 1, 1, &options, &(), &AtomicBool::new(false)).unwrap_err();
        assert!(matches!(ended, Error::Exceeded { excess: Excess::Held(_), .. }), "{ended}");
        assert!(ended.to_string().contains("the queue grows without end"), "{ended}");
    }

    #[test]
    fn memory_that_there_is_not_is_said_before_it_is_taken() {
        let cost = Cost { memory_bytes: 1e18, ..Cost::none() };
        assert!(matches!(cost.reserve(), Err(Error::OutOfMemory { .. })));
        assert!(Cost { memory_bytes: 1e6, ..Cost::none() }.reserve().is_ok());
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(1e308), "1e308");
        assert_eq!(number(f64::INFINITY), "1e308 or more");
        assert_eq!(number(1_234_567.0), "1,234,567");
        assert_eq!(number(0.001), "0.001");
        assert_eq!(number(1.8200787e23), "1.82e23");
        assert_eq!(bytes(4.0 * 1024.0 * 1024.0 * 1024.0), "4.0 GiB");
    }
}
