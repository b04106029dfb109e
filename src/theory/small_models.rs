//! Small compiled scenarios for tests.

use crate::model::{
    Arrivals, Balks, Closing, Contact, ContactId, Distribution, FeltClock, Group, Horizon, HorizonKind, Model,
    Operations, OverDay, Pace, PatienceClock, People, Rate, Routing, Score, ServiceLevel, Skill,
};

/// A type with these rates per hour in intervals of half an hour, 200 s of work, two minutes of patience and 80/20.
pub(crate) fn contact(name: &str, per_hour: &[f64]) -> Contact {
    let steps: Vec<(f64, f64)> =
        per_hour.iter().enumerate().map(|(i, rate)| (i as f64 * 1800.0, rate / 3600.0)).collect();
    let rate = Rate::steps(&steps, per_hour.len() as f64 * 1800.0);
    Contact {
        name: name.to_owned(),
        arrivals: Arrivals::Poisson { rate, busyness: None },
        patience: Some(Distribution::Exponential { mean: 120.0 }),
        balks: Balks::Never,
        handle: Distribution::Exponential { mean: 200.0 },
        wrap_up: None,
        service_level: Some(ServiceLevel { within_s: 20.0, target: 0.8 }),
        head_start: OverDay::always(0.0),
        importance: 0.0,
        lines: None,
        patience_clock: PatienceClock::Felt,
        felt: FeltClock::off(),
        leaving: FeltClock::off(),
        service: None,
        aftermath: None,
        changing: None,
        segment: Vec::new(),
        operations: Operations::default(),
    }
}

/// A skill at standard speed.
pub(crate) fn skill(contact: u16) -> Skill {
    let pace = Pace::Speed(1.0);
    let contact = ContactId(contact);
    Skill {
        contact,
        choice: 1,
        priority: 1,
        pace,
        after_s: 0.0,
        reserve: 0,
        resolve: None,
        quality: 0.0,
        wrap_up: None,
        stretch: vec![1.0],
    }
}

/// A group with these head-counts in intervals of half an hour.
pub(crate) fn group(name: &str, agents: &[u32], skills: Vec<Skill>) -> Group {
    let staffing = agents.iter().enumerate().map(|(i, &n)| (i as f64 * 1800.0, n)).collect();
    Group { name: name.to_owned(), staffing, cost_per_hour: 0.0, skills, people: People::default() }
}

/// A day of so many half hours.
pub(crate) fn model(half_hours: usize, contacts: Vec<Contact>, groups: Vec<Group>) -> Model {
    let horizon = Horizon {
        opens_s: 0.0,
        length_s: half_hours as f64 * 1800.0,
        kind: HorizonKind::Day { interval_s: 1800.0 },
        closing: Closing::ServeOut,
        warm_up_s: 0.0,
        days: 1,
    };
    let routing = Routing {
        agent: vec![],
        contact: vec![],
        score: vec![Score::default(); contacts.len()],
        cost_per_wait: vec![],
    };
    Model {
        name: String::new(),
        currency: String::new(),
        horizon,
        contacts,
        groups,
        routing,
        lines: vec![],
        kinds: vec![crate::model::CustomerKind::standard()],
        market: None,
        alarm: None,
        value: None,
    }
}
