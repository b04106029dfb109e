//! Waits that change while they last: messages, announcements, the announced time running out, being overtaken. A
//! scenario without any of them has the constant clock of [`FeltClock`] and nothing of this.

use super::announce::Announce;
use super::felt::{FeltClock, SPEED, bent, unbent};

/// The clock's speed from some moment of the wait on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Clock seconds since the wait began.
    pub from_s: f64,
    /// M of a customer who has not been told how long it will take.
    pub plain: f64,
    /// M of one who has.
    pub informed: f64,
}

/// How a wait of one contact type feels where that changes while it lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct ChangingWait {
    /// By kind of customer: stretches in order of time, the first from 0.
    pub kinds: Vec<Vec<Stretch>>,
    /// What is announced.
    pub announce: Option<Announce>,
    /// How visible the order is, v.
    pub order_visible: f64,
    /// Logarithm of how much faster the clock of one runs who is treated wholly unfairly.
    pub unfair: f64,
    /// Factor on the clock's speed past the announced time.
    pub past_promise: f64,
    /// In which waits patience was measured.
    pub measured: Measured,
    bend: f64,
    drives_patience: f64,
}

/// In which waits a contact type's patience was measured.
#[derive(Clone, Debug, PartialEq)]
pub enum Measured {
    /// In none: it is in felt seconds.
    Felt,
    /// On the wall, in waits like these: it is what it is.
    Here,
    /// On the wall, in waits like those, by the same kinds of customer. `informed` speeds are not used there: who was told
    /// from some moment on has a stretch of its own from then on.
    Elsewhere(Box<ChangingWait>),
}

/// What one customer has felt so far in a wait, and knows of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Feeling {
    /// Up to which clock second of the wait it has been added up.
    pub until_s: f64,
    /// psi.
    pub felt_s: f64,
    /// psi, had nobody been served first.
    pub fair_s: f64,
    /// Clock time on a clock faster than 1.
    pub hard_s: f64,
    /// Patience used up: M^eta in place of M. What cannot be known at the time of its planning (being overtaken) does
    /// not act on leaving.
    pub used_s: f64,
    /// The wait that was announced first, s since it began; infinite: none.
    pub first_told_s: f64,
    /// The wait that was announced last.
    pub told_s: f64,
    /// Later arrivals served first.
    pub overtaken: u32,
    /// What the same wait would have used up of patience where that was measured, as far as it is followed.
    pub measured: MeasuredFeeling,
}

/// A wait as it would have been felt where patience was measured; begun only where something is announced there and here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MeasuredFeeling {
    until_s: f64,
    used_s: f64,
    told_s: f64,
}

impl Default for Feeling {
    fn default() -> Feeling {
        Feeling {
            until_s: 0.0,
            felt_s: 0.0,
            fair_s: 0.0,
            hard_s: 0.0,
            used_s: 0.0,
            first_told_s: f64::INFINITY,
            told_s: f64::INFINITY,
            overtaken: 0,
            measured: MeasuredFeeling { until_s: 0.0, used_s: 0.0, told_s: f64::INFINITY },
        }
    }
}

impl MeasuredFeeling {
    /// As a feeling of its own.
    fn feeling(self) -> Feeling {
        Feeling { until_s: self.until_s, used_s: self.used_s, told_s: self.told_s, ..Feeling::default() }
    }
}

/// Attenuation of one more later arrival served first: x_unfair = v (1 − exp(−0.7 n)).
const EACH_OVERTAKER: f64 = 0.7;

impl ChangingWait {
    /// Of a type whose constant clock is this, with these stretches by kind of customer; nothing else changes yet.
    pub fn new(felt: &FeltClock, kinds: Vec<Vec<Stretch>>) -> ChangingWait {
        ChangingWait {
            kinds,
            announce: None,
            order_visible: 0.0,
            unfair: 0.0,
            past_promise: 1.0,
            measured: Measured::Felt,
            bend: felt.bend(),
            drives_patience: felt.drives_patience(),
        }
    }

    /// Speeds M without and with unfairness at a clock second of the wait, and when they change next.
    fn speeds(&self, kind: u16, feeling: &Feeling, at_s: f64) -> (f64, f64, f64) {
        let stretches = &self.kinds[usize::from(kind)];
        let next = stretches.partition_point(|stretch| stretch.from_s <= at_s);
        let stretch = &stretches[next.saturating_sub(1)];
        let ends_s = stretches.get(next).map_or(f64::INFINITY, |stretch| stretch.from_s);
        let informed = feeling.first_told_s.is_finite();
        let past = at_s >= feeling.told_s;
        let mut speed = if informed { stretch.informed } else { stretch.plain };
        if past {
            speed *= self.past_promise;
        }
        let ends_s = if past { ends_s } else { ends_s.min(feeling.told_s) };
        let fair = speed.clamp(SPEED.0, SPEED.1);
        if feeling.overtaken == 0 || self.order_visible == 0.0 {
            return (fair, fair, ends_s);
        }
        let unfair = unfairness(self.order_visible, feeling.overtaken);
        (fair, (speed * libm::exp(unfair * self.unfair)).clamp(SPEED.0, SPEED.1), ends_s)
    }

    /// Adds up what is felt until this clock second of the wait.
    pub fn advance(&self, kind: u16, feeling: &mut Feeling, to_s: f64) {
        while feeling.until_s < to_s {
            let from_s = feeling.until_s;
            let (fair, speed, ends_s) = self.speeds(kind, feeling, from_s);
            let until_s = ends_s.min(to_s);
            let length = bent(until_s, self.bend) - bent(from_s, self.bend);
            feeling.felt_s += speed * length;
            feeling.fair_s += fair * length;
            feeling.used_s += self.patience_speed(fair) * length;
            feeling.hard_s += if speed > 1.0 { until_s - from_s } else { 0.0 };
            feeling.until_s = until_s;
        }
    }

    fn patience_speed(&self, speed: f64) -> f64 {
        if self.drives_patience == 1.0 { speed } else { libm::pow(speed, self.drives_patience) }
    }

    /// A customer who has waited so long is told that it takes `rest_s` more; where patience was measured, it would have
    /// been told `measured_rest_s`.
    pub fn tell(&self, kind: u16, feeling: &mut Feeling, waited_s: f64, rest_s: f64, measured_rest_s: Option<f64>) {
        self.advance(kind, feeling, waited_s);
        feeling.told_s = waited_s + rest_s;
        feeling.first_told_s = feeling.first_told_s.min(feeling.told_s);
        if let (Measured::Elsewhere(there), Some(rest_s)) = (&self.measured, measured_rest_s) {
            let mut felt = feeling.measured.feeling();
            there.advance(kind, &mut felt, waited_s);
            feeling.measured =
                MeasuredFeeling { until_s: felt.until_s, used_s: felt.used_s, told_s: waited_s + rest_s };
        }
    }

    /// What is announced where patience was measured, if that is not here.
    pub fn measured_announce(&self) -> Option<&Announce> {
        match &self.measured {
            Measured::Elsewhere(there) => there.announce.as_ref(),
            Measured::Felt | Measured::Here => None,
        }
    }

    /// The clock second of the wait at which a customer with this much patience leaves, as far as is known now.
    pub fn leaves_after(&self, kind: u16, feeling: &Feeling, patience_s: f64) -> f64 {
        match &self.measured {
            _ if patience_s == f64::INFINITY => f64::INFINITY,
            Measured::Felt => self.used_up_after(kind, feeling, patience_s),
            Measured::Here => patience_s.max(feeling.until_s),
            Measured::Elsewhere(there) => {
                let mut felt = feeling.measured.feeling();
                there.advance(kind, &mut felt, patience_s);
                self.used_up_after(kind, feeling, felt.used_s)
            }
        }
    }

    /// Whether patience is used up otherwise than by the wall's clock; `told`: customers hear what is announced.
    pub fn moves_patience(&self, told: bool) -> bool {
        let moved = |speed: f64| self.patience_speed(speed.clamp(SPEED.0, SPEED.1)) != 1.0;
        let hard = |stretch: &Stretch| moved(stretch.plain) || (told && moved(stretch.informed));
        match &self.measured {
            Measured::Here => false,
            Measured::Elsewhere(_) => self.drives_patience != 0.0,
            Measured::Felt => {
                let past = told && moved(self.past_promise);
                self.bend != 1.0 || past || self.kinds.iter().flatten().any(hard)
            }
        }
    }

    /// Patience that a wait has used up until now, on the clock that it was drawn on.
    pub fn patience_used(&self, kind: u16, feeling: &Feeling) -> f64 {
        match &self.measured {
            Measured::Felt => feeling.used_s,
            Measured::Here => feeling.until_s,
            Measured::Elsewhere(there) => {
                let told = feeling.measured;
                let from = if told.used_s <= feeling.used_s { told.feeling() } else { Feeling::default() };
                there.used_up_after(kind, &from, feeling.used_s)
            }
        }
    }

    /// The clock second at which so many felt seconds of patience are used up.
    fn used_up_after(&self, kind: u16, feeling: &Feeling, patience_s: f64) -> f64 {
        let mut at = Feeling { overtaken: 0, ..*feeling };
        loop {
            let left_s = (patience_s - at.used_s).max(0.0);
            let (fair, _, ends_s) = self.speeds(kind, &at, at.until_s);
            let speed = self.patience_speed(fair);
            let here = bent(at.until_s, self.bend);
            if ends_s == f64::INFINITY || speed * (bent(ends_s, self.bend) - here) >= left_s {
                return unbent(here + left_s / speed, self.bend).max(at.until_s);
            }
            self.advance(kind, &mut at, ends_s);
        }
    }
}

/// x_unfair of one whom so many later arrivals have overtaken, where the order is so visible: v (1 − exp(−0.7 n)).
pub fn unfairness(order_visible: f64, overtaken: u32) -> f64 {
    order_visible * (1.0 - libm::exp(-EACH_OVERTAKER * f64::from(overtaken)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(bend: f64, eta: f64) -> ChangingWait {
        let felt = FeltClock::new(1.5, bend, eta);
        let stretches = vec![
            Stretch { from_s: 0.0, plain: 1.5, informed: 1.2 },
            Stretch { from_s: 45.0, plain: 1.1, informed: 1.1 },
        ];
        let mut clock = ChangingWait::new(&felt, vec![stretches]);
        clock.past_promise = 1.5;
        clock.order_visible = 1.0;
        clock.unfair = libm::log(1.5);
        clock
    }

    #[test]
    fn felt_time_adds_up_over_messages_and_the_announced_time() {
        let clock = clock(1.0, 1.0);
        let mut feeling = Feeling::default();
        clock.advance(0, &mut feeling, 60.0);
        assert!((feeling.felt_s - (45.0 * 1.5 + 15.0 * 1.1)).abs() < 1e-12);
        // Told after a minute that it takes half a minute more.
        (feeling.told_s, feeling.first_told_s) = (90.0, 90.0);
        clock.advance(0, &mut feeling, 100.0);
        let expected = 45.0 * 1.5 + 15.0 * 1.1 + 30.0 * 1.1 + 10.0 * 1.1 * 1.5;
        assert!((feeling.felt_s - expected).abs() < 1e-12, "{}", feeling.felt_s);
        assert_eq!((feeling.hard_s, feeling.felt_s), (100.0, feeling.fair_s));
        // Overtaken by two: from now on harder, and only the felt time.
        feeling.overtaken = 2;
        clock.advance(0, &mut feeling, 110.0);
        let unfair = libm::exp((1.0 - libm::exp(-1.4)) * libm::log(1.5));
        assert!((feeling.felt_s - feeling.fair_s - 16.5 * (unfair - 1.0)).abs() < 1e-12);
        assert_eq!(feeling.used_s, feeling.fair_s);
    }

    #[test]
    fn who_leaves_has_felt_as_much_as_patience_allows() {
        for (bend, eta) in [(1.0, 1.0), (0.8, 1.0), (1.2, 3.1), (1.0, 0.0)] {
            let clock = clock(bend, eta);
            for patience_s in [1.0, 30.0, 67.0, 80.0, 300.0] {
                let mut feeling = Feeling { told_s: 60.0, first_told_s: 60.0, ..Feeling::default() };
                let leaves_s = clock.leaves_after(0, &feeling, patience_s);
                clock.advance(0, &mut feeling, leaves_s);
                assert!((feeling.used_s - patience_s).abs() < 1e-9 * patience_s, "{bend} {eta} {patience_s}");
            }
            assert_eq!(clock.leaves_after(0, &Feeling::default(), f64::INFINITY), f64::INFINITY);
        }
    }

    /// A patience measured on the wall is what it was in waits like those, and is felt relative to them elsewhere.
    #[test]
    fn patience_on_the_wall_is_felt_relative_to_the_waits_it_was_measured_in() {
        for (bend, eta) in [(1.0, 1.0), (0.8, 1.0), (1.2, 3.1), (1.0, 0.0)] {
            let there = clock(bend, eta);
            let alike = ChangingWait { measured: Measured::Here, ..there.clone() };
            let mut harder = there.clone();
            harder.kinds[0].iter_mut().for_each(|stretch| stretch.plain *= 1.5);
            harder.measured = Measured::Elsewhere(Box::new(there.clone()));
            let copied = ChangingWait { measured: Measured::Elsewhere(Box::new(there.clone())), ..there.clone() };
            for patience_s in [1.0, 30.0, 67.0, 300.0] {
                let begins = Feeling::default();
                assert_eq!(alike.leaves_after(0, &begins, patience_s), patience_s);
                assert!((copied.leaves_after(0, &begins, patience_s) / patience_s - 1.0).abs() < 1e-9);
                let leaves_s = harder.leaves_after(0, &begins, patience_s);
                if eta == 0.0 {
                    assert!((leaves_s / patience_s - 1.0).abs() < 1e-9);
                } else {
                    assert!(leaves_s < patience_s);
                }
                let (mut here, mut measured) = (begins, begins);
                harder.advance(0, &mut here, leaves_s);
                there.advance(0, &mut measured, patience_s);
                assert!((here.used_s / measured.used_s - 1.0).abs() < 1e-9);
                assert!((harder.patience_used(0, &here) / patience_s - 1.0).abs() < 1e-9);
            }
        }
    }

    /// Told the same in both, nobody leaves at another moment, whether the promise is kept or not.
    #[test]
    fn who_would_have_been_told_the_same_is_as_patient_as_ever() {
        let mut there = clock(0.9, 1.0);
        // Told at once: the clock of those who have been told, from the beginning.
        there.kinds[0].iter_mut().for_each(|stretch| stretch.plain = stretch.informed);
        let here = ChangingWait { measured: Measured::Elsewhere(Box::new(there)), ..clock(0.9, 1.0) };
        for (patience_s, rests) in [(20.0, [60.0, 90.0]), (80.0, [30.0, 10.0]), (300.0, [30.0, 200.0])] {
            let mut feeling = Feeling::default();
            here.tell(0, &mut feeling, 0.0, rests[0], Some(rests[0]));
            assert!((here.leaves_after(0, &feeling, patience_s) / patience_s - 1.0).abs() < 1e-12);
            if patience_s > 70.0 {
                here.tell(0, &mut feeling, 70.0, rests[1], Some(rests[1]));
                assert!((here.leaves_after(0, &feeling, patience_s) / patience_s - 1.0).abs() < 1e-12);
            }
            // Promised a tenth of it here: the promise runs out, and patience with it, before its time.
            let mut keen = Feeling::default();
            here.tell(0, &mut keen, 0.0, 0.1 * patience_s, Some(patience_s));
            assert!(here.leaves_after(0, &keen, patience_s) < 0.8 * patience_s);
        }
    }
}
