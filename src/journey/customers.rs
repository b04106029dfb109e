//! The customer base: people who come back, with what they expect; who leaves, who is lost and won by word of mouth.
//!
//! A market of N people of whom C are customers: each person has a place of eight bytes (8 MB for a million). An arrival
//! is of somebody drawn from all places; if that is no customer, it does not come. So arrivals are in proportion to the
//! customers there are, and policies that live the same days have the same guests as long as they keep them.

use crate::floor::DayOfMarket;
use crate::model::random::{DaySeed, Keyed, Purpose, below, mix};
use crate::model::{CustomerKind, Market};

/// Somebody who is or could be a customer.
#[derive(Clone, Copy, Debug)]
struct Person {
    /// E; NaN: has not been in touch yet.
    expected: f32,
    /// The last day on which a story was told, from 1; 0: none yet.
    told_on: u16,
    is_customer: bool,
}

/// The customer base.
#[derive(Clone, Debug)]
pub(super) struct CustomerBase {
    market: Market,
    people: Vec<Person>,
    customers: u32,
    /// Share of those told that are won or lost, times those told today; badly and well.
    told: [f64; 2],
    /// Today's expected number of those who leave for reasons of their own.
    going: f64,
    /// What is left of expected numbers when whole people have gone: lost, won, gone.
    rest: [f64; 3],
    day: u16,
    seed: u64,
    kinds: Vec<f64>,
    segment: Vec<(u16, f64)>,
}

impl CustomerBase {
    /// The base at the beginning. `segment`: the mix by which people who are lost and won are valued.
    pub fn new(market: &Market, kinds: &[CustomerKind], segment: Vec<(u16, f64)>, seed: DaySeed) -> CustomerBase {
        let nobody = Person { expected: f32::NAN, told_on: 0, is_customer: false };
        let mut people = vec![nobody; market.places as usize];
        people.iter_mut().take(market.customers as usize).for_each(|person| person.is_customer = true);
        CustomerBase {
            market: *market,
            people,
            customers: market.customers,
            told: [0.0; 2],
            going: 0.0,
            rest: [0.0; 3],
            day: 1,
            seed: seed.of(Purpose::Market, ""),
            kinds: kinds.iter().map(|kind| kind.value).collect(),
            segment,
        }
    }

    /// Whose contact with this key it is; `None`: of nobody who is a customer.
    #[inline]
    pub fn person_of(&self, key: u64) -> Option<u32> {
        let mut source = Keyed::new(key, Purpose::Person);
        let place = below(&mut source, self.people.len());
        if self.people[place].is_customer {
            return Some(place as u32);
        }
        if self.market.feeds_arrivals || self.customers == 0 {
            return None;
        }
        // As many come as ever: of those who are customers.
        for _ in 0..256 {
            let place = below(&mut source, self.people.len());
            if self.people[place].is_customer {
                return Some(place as u32);
            }
        }
        self.near(place, true).map(|place| place as u32)
    }

    /// The first place from this one on whose person is a customer, or is none.
    fn near(&self, place: usize, is_customer: bool) -> Option<usize> {
        let (before, after) = self.people.split_at(place);
        let fits = |person: &Person| person.is_customer == is_customer;
        after.iter().position(fits).map(|i| place + i).or_else(|| before.iter().position(fits))
    }

    /// A number that stands for a person, from which what is theirs is drawn.
    #[inline]
    pub fn key_of(&self, person: u32) -> u64 {
        mix(self.seed ^ u64::from(person))
    }

    /// E of a person; `start` of one who has not been in touch.
    #[inline]
    pub fn expects(&self, person: u32, start: f64) -> f64 {
        let expected = self.people[person as usize].expected;
        if expected.is_nan() { start } else { f64::from(expected) }
    }

    /// E ← E + alpha S.
    pub fn learns(&mut self, person: u32, expected: f64) {
        self.people[person as usize].expected = expected as f32;
    }

    /// Whether a person tells a story today; once a day at most if `once_a_day`.
    pub fn tells(&mut self, person: u32, once_a_day: bool) -> bool {
        let person = &mut self.people[person as usize];
        let has_told = std::mem::replace(&mut person.told_on, self.day) == self.day;
        !(once_a_day && has_told)
    }

    /// A story is told: what of the listeners would be lost (bad) and won (good).
    pub fn hears(&mut self, bad: f64, good: f64) {
        self.told[0] += bad;
        self.told[1] += good;
    }

    /// So many more, in expected numbers, leave for reasons of their own.
    pub fn goes(&mut self, expected: f64) {
        self.going += expected;
    }

    /// A person leaves for good; false if no customer any more.
    pub fn leaves(&mut self, person: u32) -> bool {
        let person = &mut self.people[person as usize];
        let was = std::mem::replace(&mut person.is_customer, false);
        self.customers -= u32::from(was);
        was
    }

    /// A day is over: word of mouth has done its work.
    pub fn day_ends(&mut self, day: u32) -> DayOfMarket {
        let (customers, size) = (f64::from(self.customers), self.market.size);
        let [bad, good] = std::mem::take(&mut self.told);
        let (lost, won) = if self.market.saturating {
            (
                customers * (1.0 - libm::exp(-bad / size)),
                (size - customers).max(0.0) * (1.0 - libm::exp(-good / size)) * libm::exp(-bad / size),
            )
        } else {
            (bad, good)
        };
        let expected = [lost, won, std::mem::take(&mut self.going)];
        let mut source = Keyed::new(mix(self.seed.wrapping_add(u64::from(day) + 1)), Purpose::Market);
        let mut whole = [0.0; 3];
        let mut worth = [0.0; 3];
        for (i, expected) in expected.into_iter().enumerate() {
            self.rest[i] += expected;
            while self.rest[i] >= 1.0 {
                let drawn = below(&mut source, self.people.len());
                let Some(place) = self.near(drawn, i != 1) else { break };
                self.rest[i] -= 1.0;
                whole[i] += 1.0;
                worth[i] += self.worth(place as u32);
                if i == 1 {
                    self.people[place] = Person { expected: f32::NAN, told_on: 0, is_customer: true };
                    self.customers += 1;
                } else {
                    self.people[place].is_customer = false;
                    self.customers -= 1;
                }
            }
            // Who is not there can be neither lost nor won.
            self.rest[i] = self.rest[i].min(1.0);
        }
        self.day = u16::try_from(day + 2).unwrap_or(u16::MAX);
        DayOfMarket {
            customers: f64::from(self.customers),
            lost: whole[0],
            won: whole[1],
            gone: whole[2],
            lost_worth: worth[0],
            won_worth: worth[1],
        }
    }

    /// What a person is worth beside a standard customer.
    fn worth(&self, person: u32) -> f64 {
        let kind = super::kind_of(&self.segment, self.key_of(person));
        self.kinds[usize::from(kind)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(size: f64, customers: u32, places: u32, saturating: bool) -> CustomerBase {
        let market = Market { size, customers, saturating, feeds_arrivals: true, places };
        CustomerBase::new(&market, &[CustomerKind::standard()], Vec::new(), DaySeed::new(1, 0))
    }

    #[test]
    fn a_million_people_take_eight_megabytes() {
        assert_eq!(std::mem::size_of::<Person>(), 8);
    }

    #[test]
    fn arrivals_are_in_proportion_to_the_customers() {
        let mut base = base(1000.0, 250, 1000, true);
        let share = |base: &CustomerBase| {
            (0..40_000).filter(|key| base.person_of(mix(*key)).is_some()).count() as f64 / 40_000.0
        };
        // Four standard errors are at most 0.01.
        assert!((share(&base) - 0.25).abs() < 0.01);
        (0..100).for_each(|person| assert!(base.leaves(person) && !base.leaves(person)));
        assert!((share(&base) - 0.15).abs() < 0.01);
        base.market.feeds_arrivals = false;
        assert_eq!(share(&base), 1.0);
    }

    /// A hand calculation: N = 1000, C = 400, pi T = 100 badly and 50 well.
    #[test]
    fn word_of_mouth_saturates_as_the_model_says() {
        let mut base = base(1000.0, 400, 1000, true);
        base.hears(100.0, 50.0);
        let day = base.day_ends(0);
        let lost = 400.0 * (1.0 - libm::exp(-0.1));
        let won = 600.0 * (1.0 - libm::exp(-0.05)) * libm::exp(-0.1);
        assert_eq!((day.lost, day.won), (lost.floor(), won.floor()));
        assert_eq!(day.customers, 400.0 - day.lost + day.won);
        let rest = [lost - lost.floor(), won - won.floor()];
        assert!((base.rest[0] - rest[0]).abs() < 1e-9 && (base.rest[1] - rest[1]).abs() < 1e-9);
    }

    #[test]
    fn there_are_never_fewer_customers_than_none_nor_more_than_the_market() {
        let mut base = base(1000.0, 10, 20, false);
        base.hears(500.0, 0.0);
        assert_eq!(base.day_ends(0).customers, 0.0);
        assert_eq!(base.person_of(7), None);
        base.hears(0.0, 500.0);
        assert_eq!(base.day_ends(1).customers, 20.0);
    }

    #[test]
    fn a_customer_tells_once_a_day() {
        let mut base = base(10.0, 10, 10, true);
        assert!(base.tells(3, true) && !base.tells(3, true) && base.tells(3, false));
        base.day_ends(0);
        assert!(base.tells(3, true));
    }
}
