//! What follows from satisfaction, in expected numbers: linear in the counts of the classes.

use crate::model::{Aftermath, CustomerKind};

/// Expected consequences of a number of contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Consequences {
    /// Complaints filed.
    pub complaints: f64,
    /// Dissatisfied and silent.
    pub silent_dissatisfied: f64,
    /// Who heard a bad story.
    pub people_told: f64,
    /// Who heard a good one.
    pub people_told_good: f64,
    /// Won back by complaint handling.
    pub recovered: f64,
    /// Customers who leave.
    pub leavers: f64,
    /// Customers who leave, and those told badly who are lost.
    pub customers_lost: f64,
    /// Those told well who are won.
    pub customers_won: f64,
    /// Compensation, currency.
    pub goodwill_cost: f64,
}

/// Consequences, for customers of one kind, of so many delighted, satisfied, indifferent and dissatisfied contacts: complaints are c × dissatisfied,
/// exactly; the rest are silent and tell K each; every class leaves at its rate; those told convert at pi, linearly.
pub fn consequences(aftermath: &Aftermath, kind: &CustomerKind, classes: [f64; 4]) -> Consequences {
    let [delighted, satisfied, indifferent, dissatisfied] = classes;
    let complaints = kind.complains.unwrap_or(aftermath.complains) * dissatisfied;
    let silent_dissatisfied = dissatisfied - complaints;
    let tells = kind.tells.unwrap_or(aftermath.tells);
    let people_told = silent_dissatisfied * tells.mean() * aftermath.listeners();
    let people_told_good = (delighted + satisfied) * aftermath.tells_good * aftermath.listeners();
    let recovered = complaints * aftermath.complaint.resolves;
    let leaves = &aftermath.leaves;
    let leavers = leaves.scale
        * (leaves.delighted * delighted
            + leaves.satisfied * satisfied
            + leaves.indifferent * indifferent
            + leaves.silent * silent_dissatisfied
            + leaves.resolved * recovered
            + leaves.unresolved * (complaints - recovered));
    Consequences {
        complaints,
        silent_dissatisfied,
        people_told,
        people_told_good,
        recovered,
        leavers,
        customers_lost: leavers + aftermath.converts * people_told,
        customers_won: aftermath.converts * people_told_good,
        goodwill_cost: complaints * aftermath.complaint.costs,
    }
}

impl std::ops::AddAssign for Consequences {
    fn add_assign(&mut self, other: Consequences) {
        self.complaints += other.complaints;
        self.silent_dissatisfied += other.silent_dissatisfied;
        self.people_told += other.people_told;
        self.people_told_good += other.people_told_good;
        self.recovered += other.recovered;
        self.leavers += other.leavers;
        self.customers_lost += other.customers_lost;
        self.customers_won += other.customers_won;
        self.goodwill_cost += other.goodwill_cost;
    }
}
