//! The customer's side over days: facts of the model that need kinds of customer, announcements, complaints as work, a
//! customer base; and a day of five contacts, calculated by hand.
#![cfg(feature = "cli")]

#[path = "../common/by_hand.rs"]
mod by_hand;
mod callbacks;
mod channels;
mod complaints;
mod least_delay;
mod left_over;
mod market;
mod off;
mod patience_clock;
mod stages;
mod value;
mod waits;

use onhold::demand::{Block, Day};
use onhold::floor::{Causes, Center, Event, Experience, Recorder, Visit};
use onhold::journey::Journey;
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::Model;
use onhold::model::random::DaySeed;
use onhold::scenario::{NoFiles, Scenario};

fn compile(text: &str) -> Model {
    let scenario = Scenario::parse(text, "customers.toml").unwrap_or_else(|mistakes| panic!("{mistakes}"));
    scenario.compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}")).model
}

/// Sums of one replication in a whole center.
fn lived(model: &Model, seed: u64, replication: u64) -> Vec<Totals> {
    lived_with(model, seed, replication, Journey::new(model, DaySeed::new(seed, replication)))
}

fn lived_with<C: Causes>(model: &Model, seed: u64, replication: u64, causes: C) -> Vec<Totals> {
    let ledger = Ledger::<true>::of_center(model);
    let mut center = Center::new(model, DaySeed::new(seed, replication), ledger, causes);
    let (mut day, mut block) = (Day::new(model, seed, replication), Block::default());
    while day.fill(&mut block) {
        center.live(&block);
    }
    let section = center.close().take_section();
    let ends_s = cell_ends(model);
    let window = Window::whole_time(model, &section, &ends_s);
    (0..model.horizon.days as usize).map(|day| window.day(day).whole()).chain([window.whole()]).collect()
}

fn whole(model: &Model, replication: u64) -> Totals {
    *lived(model, 1, replication).last().unwrap()
}

/// Experiences and events of contacts made by hand: (arrival, work, patience).
#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    experiences: Vec<(u64, Experience)>,
    broken: Vec<u64>,
}

impl Recorder for Heard {
    const LISTENS: bool = true;
    fn event(&mut self, event: &Event) {
        self.events.push(*event);
    }
    fn experienced(&mut self, visit: &Visit, experience: &Experience) {
        self.experiences.push((visit.key, *experience));
    }
    fn broke_promise(&mut self, visit: &Visit) {
        self.broken.push(visit.key);
    }
}

/// Contacts have the keys 1, 2, ...
fn by_hand<R: Recorder>(model: &Model, contacts: &[by_hand::Made], recorder: R) -> R {
    by_hand::live(model, contacts, 1, recorder)
}

const INF: f64 = f64::INFINITY;

/// The day of `docs/moments.md`: one agent, a clock that runs twice as fast, nothing left to chance.
const FIVE: &str = r#"
[horizon]
opens = "08:00"
closes = "09:00"
interval = "1h"
[contact.call]
arrivals = { rate = "1/h" }
handle = { constant = "2m" }
[group.team]
agents = 1
skills.call = {}
[wait]
idle = 1
stretch = { idle = 2 }
[service]
resolution = 1
understood = { noise = 0 }
[aftermath]
complaint = { costs = 20 }
[value]
margin = 50
purchases_per_year = 52
years = 10
"#;

/// A busy day; `more` are sections, `contact` keys of the type.
fn busy(days: u32, contact: &str, more: &str) -> Model {
    compile(&format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\ndays = {days}\n[contact.call]\narrivals = {{ rate = \"330/h\" }}\n\
         handle = {{ lognormal = {{ mean = \"240s\", cv = 1.2 }} }}\npatience = {{ exponential = {{ mean = \"200s\" }} }}\n\
         {contact}\n[group.all]\nagents = 22\nskills.call = {{}}\n{more}"
    ))
}
