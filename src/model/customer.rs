//! The customer's side of a contact type: what is scored, remembered and caused. `None` of it is on by default.

use super::{ContactId, Distribution};

/// A kind of customer.
#[derive(Clone, Debug, PartialEq)]
pub struct CustomerKind {
    /// Its name in the scenario.
    pub name: String,
    /// Factor on the speed of the subjective clock.
    pub clock: f64,
    /// Share of the dissatisfied that complain; `None`: as the type's aftermath says.
    pub complains: Option<f64>,
    /// Whom a silent dissatisfied customer tells; `None`: as the type's aftermath says.
    pub tells: Option<Tells>,
    /// Factor on how a hard wait spoils the service.
    pub hostility: f64,
    /// Factor on what messages, announcements and explanations do.
    pub persuadable: f64,
    /// What such a customer is worth beside a standard one.
    pub value: f64,
    /// Added to the contact type's importance.
    pub importance: f64,
}

impl CustomerKind {
    /// A customer like any other: the first kind of every model.
    pub fn standard() -> CustomerKind {
        CustomerKind {
            name: "standard".to_string(),
            clock: 1.0,
            complains: None,
            tells: None,
            hostility: 1.0,
            persuadable: 1.0,
            value: 1.0,
            importance: 0.0,
        }
    }
}

/// Moments of a service and what makes them good.
#[derive(Clone, Debug, PartialEq)]
pub struct Service {
    /// Share resolved at first contact by a standard agent.
    pub resolution: f64,
    /// What a z-score of quality adds to the log-odds of resolution.
    pub skill: f64,
    /// What a bad wait (minus the wait score / 3, if negative) takes from them.
    pub anger: f64,
    /// What each unit of an agent's occupancy above 0.85 takes from them.
    pub load: f64,
    /// Agents' moods; `None`: they have none.
    pub mood: Option<Mood>,
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
    /// Points for a unit of the agent's mood.
    pub mood: f64,
    /// Standard deviation of the noise.
    pub noise: f64,
}

/// How agents' moods move: after a contact `m ← rho m + (1 − rho) gamma u` with rho = 0.8 and u the wait score / 3; while
/// nothing is in hand, m relaxes towards 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mood {
    /// gamma, how infectious customers' moods are.
    pub contagion: f64,
    /// Time constant of recovery, s.
    pub recovery_s: f64,
}

/// What becomes of complaints.
#[derive(Clone, Debug, PartialEq)]
pub struct Complaint {
    /// The type they come as; `None`: they are handled off stage.
    pub becomes: Option<ContactId>,
    /// Time until they come.
    pub after: Distribution,
    /// Share resolved when handled.
    pub resolves: f64,
    /// Handled within this time from their arrival they were handled fast, s; `None`: none are.
    pub fast_within_s: Option<f64>,
    /// Compensation, currency per complaint.
    pub costs: f64,
}

/// Telling customers who have been disappointed before they ask.
#[derive(Clone, Debug, PartialEq)]
pub struct Notice {
    /// Share of those who left unserved, or to whom a promise was broken, that are reached.
    pub share: f64,
    /// Currency per message.
    pub costs: f64,
    /// By kind of customer: factor on the felt wait on the line, in hindsight.
    pub eases: Vec<f64>,
    /// The same of a wait for a callback.
    pub callback_eases: Vec<f64>,
    /// Share of those reached who do not try again.
    pub spares: f64,
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
    /// What becomes of complaints.
    pub complaint: Complaint,
    /// Whether a customer tells at most once a day; matters where customers are followed from contact to contact.
    pub once_a_day: bool,
    /// People that each listener tells in turn, on average; less than 1.
    pub second_hand: f64,
    /// Telling before they ask; `None`: nobody is told.
    pub notice: Option<Notice>,
}

impl Aftermath {
    /// How many hear a story of which the customer tells one: those told, those told by them, and so on, the sum of a
    /// branching process whose mean number of offspring is below 1.
    pub fn listeners(&self) -> f64 {
        1.0 / (1.0 - self.second_hand)
    }

    /// The share of dissatisfied contacts at which word of mouth begins to cost more customers than it wins, if all
    /// others are satisfied: w / (w + l) with w won by a satisfied contact and l lost by a dissatisfied one; `None`
    /// where nobody tells anything.
    ///
    /// The course's figures: 1 won, 3.456 lost, so 22.44 %.
    pub fn tipping_share(&self) -> Option<f64> {
        let won = self.converts * self.tells_good;
        let lost = self.converts * (1.0 - self.complains) * self.tells.mean();
        (won + lost > 0.0).then(|| won / (won + lost))
    }
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

/// What the customer expects. Where customers are followed, E ← E + alpha S after each contact; elsewhere E stays what it is
/// at the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expectation {
    /// E of a new customer.
    pub start: f64,
    /// alpha, how far one experience moves it.
    pub learns: f64,
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
    /// Of those whose complaint was resolved fast.
    pub resolved_fast: f64,
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

/// The customer base and the market around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Market {
    /// N, everybody who is or could be a customer.
    pub size: f64,
    /// Customers at the beginning.
    pub customers: u32,
    /// Whether word of mouth saturates; else it is linear in the numbers told.
    pub saturating: bool,
    /// Whether arrivals follow the customer base.
    pub feeds_arrivals: bool,
    /// Places for people: those who are customers and as many as can be won.
    pub places: u32,
}

impl Market {
    /// Arrivals are drawn as if every place were a customer's; those of nobody do not come.
    pub fn headroom(&self) -> f64 {
        if self.feeds_arrivals { f64::from(self.places) / f64::from(self.customers.max(1)) } else { 1.0 }
    }
}

/// A warning before a crisis, and what is done then.
#[derive(Clone, Debug, PartialEq)]
pub struct Alarm {
    /// It rings when more complaints than this have been filed within an hour.
    pub complaints_per_hour: f64,
    /// Agents called in, by group.
    pub reserves: Vec<(super::GroupId, u32)>,
    /// When they come, s after the alarm.
    pub after_s: f64,
    /// How long they stay, and what is said differs, s from the alarm.
    pub lasts_s: f64,
}
