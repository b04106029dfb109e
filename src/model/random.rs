//! Random numbers: streams by purpose, and the elementary laws on them.
//!
//! Traits, uniforms and integers are `rand`'s, the laws `rand_distr`'s.
//! Two kinds of source. A [`Stream`] is a sequential generator for one purpose of one contact type of one day; a
//! [`Keyed`] source belongs to one contact and answers what a decision about it provokes. Both are pure functions of
//! the study's seed.

use core::convert::Infallible;

use rand::{Rng, RngExt, SeedableRng, TryRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A sequential generator: xoshiro256++.
pub type Stream = Xoshiro256PlusPlus;

/// Weyl constant of SplitMix64, the golden ratio in 64 bits.
const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// SplitMix64's finaliser (variant 13 of Stafford): a bijection that scatters every bit.
#[inline]
pub fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// What a stream or a keyed draw is for. The numbers are part of the file format of results: they never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The day's busyness.
    Busyness = 1,
    /// Times of arrival.
    Arrival = 2,
    /// Patience.
    Patience = 3,
    /// Talk and hold time.
    Work = 4,
    /// After-contact work.
    WrapUp = 5,
    /// The contacts' private keys.
    Key = 6,
    /// Whether a contact balks.
    Balk = 7,
    /// A group's own handle time.
    OwnHandle = 8,
    /// A random choice of agent.
    AgentChoice = 9,
    /// A random choice of contact.
    ContactChoice = 10,
    /// Understanding and resolution in a service.
    Service = 11,
    /// Whether and when a contact that got nothing tries again.
    Redial = 12,
    /// Whether and when a customer with an unresolved contact comes back.
    Repeat = 13,
    /// Whether and to whom a contact is handed on.
    Transfer = 14,
    /// Whether a callback is accepted, and whether the customer is reached.
    Callback = 15,
    /// Talk time of a callback.
    CallbackHandle = 16,
    /// Whether a customer gives up without saying so, and what that takes an agent.
    Silent = 17,
    /// Whether a number answers, how long it rings, who answers.
    Dial = 18,
    /// Who is absent today.
    Absence = 19,
    /// Who is away in a stretch of time.
    Shrinkage = 20,
    /// A conference of two agents.
    Conference = 21,
    /// A group's own after-contact work.
    OwnWrapUp = 22,
    /// The key of a contact that another caused.
    Caused = 23,
    /// When a contact that fell outside the opening hours comes next day.
    NextDay = 24,
    /// What kind of customer comes.
    Kind = 25,
    /// Whose contact it is.
    Person = 26,
    /// Whether a customer leaves at once on hearing how long it will take.
    Announcement = 27,
    /// Whether a dissatisfied customer complains, tells, leaves.
    Voice = 28,
    /// Whether a disappointed customer is told before asking.
    Notice = 29,
    /// When a complaint comes.
    Complaint = 30,
    /// Who of the customer base is won and lost overnight.
    Market = 31,
    /// The probability of being the best policy.
    Ranking = 64,
}

/// The seed of one replication, from which all its streams come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DaySeed(u64);

impl DaySeed {
    /// The day of this replication of a study with this seed.
    pub fn new(seed: u64, replication: u64) -> DaySeed {
        DaySeed(mix(mix(seed.wrapping_add(GOLDEN)).wrapping_add(replication.wrapping_add(1).wrapping_mul(GOLDEN))))
    }

    /// The day of this number, from 0, of a replication of several days; day 0 is the replication's own.
    pub fn on_day(self, day: u32) -> DaySeed {
        if day == 0 { self } else { DaySeed(mix(self.0.wrapping_add(u64::from(day).wrapping_mul(GOLDEN)))) }
    }

    /// A number of this day for one purpose and one contact type, named so that adding another type to a scenario
    /// does not disturb it.
    pub fn of(self, purpose: Purpose, name: &str) -> u64 {
        let named = name.bytes().fold(self.0, |state, byte| mix(state ^ u64::from(byte).wrapping_add(GOLDEN)));
        mix(named ^ (purpose as u64).wrapping_mul(GOLDEN))
    }

    /// The stream of one purpose and one contact type.
    pub fn stream(self, purpose: Purpose, name: &str) -> Stream {
        Stream::seed_from_u64(self.of(purpose, name))
    }
}

/// The private source of one contact for one purpose: SplitMix64 from its key. Costs nothing to open.
#[derive(Clone, Debug)]
pub struct Keyed(u64);

impl Keyed {
    /// The source of the contact with this key for this purpose.
    #[inline]
    pub fn new(key: u64, purpose: Purpose) -> Keyed {
        Keyed(key ^ (purpose as u64).wrapping_mul(0xD1B5_4A32_D192_ED03))
    }
}

impl TryRng for Keyed {
    type Error = Infallible;
    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        self.0 = self.0.wrapping_add(GOLDEN);
        Ok(mix(self.0))
    }
    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|x| (x >> 32) as u32)
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

/// Uniform on [0, 1), 53 bits.
#[inline]
pub fn uniform<R: Rng>(rng: &mut R) -> f64 {
    rng.random()
}

/// One of 0..`n`, each as likely; `n` is positive.
#[inline]
pub fn below<R: Rng>(rng: &mut R, n: usize) -> usize {
    rng.random_range(0..n)
}

/// Exponential with mean 1.
#[inline]
pub fn exponential<R: Rng>(rng: &mut R) -> f64 {
    Exp1.sample(rng)
}

/// Standard normal.
#[inline]
pub fn normal<R: Rng>(rng: &mut R) -> f64 {
    StandardNormal.sample(rng)
}
