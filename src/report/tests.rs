//! What the tests of several reports need.

use std::io;

use crate::floor::{Event, Happening};
use crate::model::{ContactId, Model};
use crate::scenario::{NoFiles, Scenario};

/// A disk on which nothing can be written.
pub(super) struct FullDisk;

impl io::Write for FullDisk {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// An event of a contact: its number and type.
pub(super) const fn event(at_s: f64, what: Happening, contact: Option<(u64, u16)>) -> Event {
    let contact = match contact {
        Some((number, kind)) => Some((number, ContactId(kind))),
        None => None,
    };
    Event { at_s, what, contact, agent: None, caused_by: None, announced_s: None }
}

/// A center with two types and a group of a difficult name, open from 8 on so many days.
pub(super) fn model(days: u32) -> Model {
    let scenario = r#"
        [horizon]
        opens = "08:00"
        closes = "20:00"
        [contact.sales]
        arrivals = { rate = "60/h" }
        handle = { exponential = { mean = "3m" } }
        [contact.stock]
        arrivals = { rate = "6/h" }
        handle = { exponential = { mean = "3m" } }
        [group.team]
        agents = 5
        skills.sales = {}
        skills.stock = {}
    "#;
    let mut model = Scenario::parse(scenario, "tests.toml").unwrap().compile(&NoFiles).unwrap().model;
    model.groups[0].name = "the \"team\", all".to_string();
    model.horizon.days = days;
    model
}
