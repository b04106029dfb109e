//! The one door through which a contact causes another: the floor asks, the journey answers.

use super::event::Cause;
use crate::model::{ContactId, GroupId};

/// A contact that has just ended, or the part of it with one agent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ended {
    /// Its type.
    pub contact: ContactId,
    /// Its private key: what follows is drawn from it.
    pub key: u64,
    /// When it ended, s since the first opening.
    pub at_s: f64,
    /// The customer's how many-th attempt it was, from 1.
    pub attempt: u32,
    /// How it ended.
    pub ending: Ending,
}

/// How a contact ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// All lines were busy.
    Blocked,
    /// The customer left at once on meeting a queue.
    Balked,
    /// The customer left the queue.
    Abandoned,
    /// An agent of this group has talked with the customer, who had waited so long for it.
    Served {
        /// The group.
        group: GroupId,
        /// The wait, s.
        wait_s: f64,
    },
}

/// A contact that another causes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Caused {
    /// Its type.
    pub contact: ContactId,
    /// Why it comes.
    pub cause: Cause,
    /// When it comes, s since the first opening, if the center is open then.
    pub at_s: f64,
    /// Its private key.
    pub key: u64,
}

/// Says what a contact causes. Asked once for each that ends.
pub trait Causes {
    /// The contact that this one causes, if any.
    fn caused_by(&self, ended: &Ended) -> Option<Caused>;
}

/// Nothing causes anything.
impl Causes for () {
    fn caused_by(&self, _ended: &Ended) -> Option<Caused> {
        None
    }
}
