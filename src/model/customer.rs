//! The customer's side of a contact type: what is scored, remembered and caused. `None` of it is on by default.

/// Moments of a service and what makes them good.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Share resolved at first contact by a standard agent.
    pub resolution: f64,
    /// What a z-score of quality adds to the log-odds of resolution.
    pub skill: f64,
    /// What a bad wait (minus the wait score / 3, if negative) takes from them.
    pub anger: f64,
    /// How well the customer felt understood.
    pub understood: Understood,
    /// Score of the moment "resolved".
    pub resolved_yes: f64,
    /// Score of the moment "not resolved".
    pub resolved_no: f64,
}

/// The moment of being understood: `clamp(base + quality × k + noise × Z)`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Understood {
    /// Score of a standard agent.
    pub base: f64,
    /// Points for a z-score of quality.
    pub quality: f64,
    /// Standard deviation of the noise.
    pub noise: f64,
}

/// Memory, classes, voice, leaving.
#[derive(Clone, Debug, PartialEq)]
pub struct Aftermath {
    /// Share of the dissatisfied that complain.
    pub complains: f64,
    /// Whom a silent dissatisfied customer tells.
    pub tells: Tells,
    /// People told by a delighted or satisfied customer.
    pub tells_good: f64,
    /// Share of those told who are won or lost.
    pub converts: f64,
    /// Zone of tolerance z: dissatisfied below −z.
    pub tolerance: f64,
    /// Delighted from here on.
    pub delight: f64,
    /// Weights of the remembered score.
    pub memory: Memory,
    /// What the customer expects.
    pub expectation: Expectation,
    /// Who leaves.
    pub leaves: Leaves,
    /// Share of complaints resolved, off stage.
    pub complaint_resolves: f64,
    /// Compensation for a complaint, currency.
    pub complaint_costs: f64,
}

/// Whom a silent dissatisfied customer tells: with probability `share` a number from `from` to `to`, each as likely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tells {
    /// Share of the silent that tell at all.
    pub share: f64,
    /// Fewest people.
    pub from: f64,
    /// Most people.
    pub to: f64,
}

impl Tells {
    /// Mean number of people told by one silent dissatisfied customer.
    pub fn mean(&self) -> f64 {
        self.share * (self.from + self.to) / 2.0
    }
}

/// Weights of the remembered score P.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Memory {
    /// Of the best moment.
    pub best: f64,
    /// Of the worst.
    pub worst: f64,
    /// Of the last.
    pub last: f64,
    /// Of the mean.
    pub mean: f64,
}

/// What the customer expects. One day has no customers who come back: E stays what it is at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// E of every customer.
    pub start: f64,
}

/// Probability of leaving after a contact, by class, before the common `scale`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leaves {
    /// Of the delighted.
    pub delighted: f64,
    /// Of the satisfied.
    pub satisfied: f64,
    /// Of the indifferent.
    pub indifferent: f64,
    /// Of the dissatisfied who say nothing.
    pub silent: f64,
    /// Of those whose complaint was not resolved.
    pub unresolved: f64,
    /// Of those whose complaint was resolved.
    pub resolved: f64,
    /// Per-contact scale of all of them.
    pub scale: f64,
}

/// What a customer is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// Revenue of an answered contact, by contact type id.
    pub per_contact: Vec<f64>,
    /// Margin of a purchase.
    pub margin: f64,
    /// Purchases in a year.
    pub purchases_per_year: f64,
    /// Years a customer stays.
    pub years: f64,
    /// Share kept from year to year.
    pub retention: f64,
    /// Interest per year.
    pub interest: f64,
}

impl Value {
    /// Discounted lifetime value of a customer: `V = m f (1 − q^Y)/(1 − q)` with `q = r/(1 + i)`, and `m f Y` at q = 1.
    ///
    /// ```
    /// # use onhold::model::Value;
    /// // 50 a week for 10 years, the course's worked example.
    /// let shopper = Value { per_contact: vec![], margin: 50.0, purchases_per_year: 52.0, years: 10.0,
    ///                       retention: 1.0, interest: 0.0 };
    /// assert_eq!(shopper.lifetime(), 26_000.0);
    /// ```
    pub fn lifetime(&self) -> f64 {
        let a_year = self.margin * self.purchases_per_year;
        let q = self.retention / (1.0 + self.interest);
        if q == 1.0 { a_year * self.years } else { a_year * (1.0 - libm::pow(q, self.years)) / (1.0 - q) }
    }
}
