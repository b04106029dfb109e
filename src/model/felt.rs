//! The subjective clock: the map from clock time to felt time, and back.

/// Knee of the psychophysical power law, s: a wait of this length is felt as long as it is.
const T0: f64 = 60.0;
/// The clock's speed stays inside these bounds.
pub(super) const SPEED: (f64, f64) = (0.25, 6.0);

/// B(t) = t0 (t/t0)^beta.
#[inline]
pub(super) fn bent(clock_s: f64, bend: f64) -> f64 {
    if bend == 1.0 { clock_s } else { T0 * libm::pow(clock_s / T0, bend) }
}

/// Its inverse.
#[inline]
pub(super) fn unbent(length: f64, bend: f64) -> f64 {
    if bend == 1.0 { length } else { T0 * libm::pow(length / T0, 1.0 / bend) }
}

/// Which clock a customer's patience is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatienceClock {
    /// Felt seconds: the harder a wait, the sooner it is used up.
    Felt,
    /// Seconds on the wall, as a log measures them, in waits as the base scenario has them: there it is what it is, and
    /// other waits are felt relative to those.
    Wall,
}

/// How a wait feels: `psi(t) = M B(t)` with `B(t) = t0 (t/t0)^beta`, t0 = 60 s, M the clock's speed.
///
/// ```
/// # use onhold::model::FeltClock;
/// let hard = FeltClock::new(2.0, 1.0, 1.0);
/// assert_eq!(hard.felt(30.0), 60.0);
/// assert_eq!(hard.leaves_after(60.0), 30.0);
/// assert_eq!(FeltClock::off().felt(0.1 + 0.2), 0.1 + 0.2);   // off, it is the identity, to the bit
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FeltClock {
    speed: f64,
    bend: f64,
    drives_patience: f64,
    patience_speed: f64,
    on: bool,
    /// Felt wait that is neither good nor bad, e_w, felt s.
    pub acceptable_s: f64,
    /// Felt time that costs one point, u_w, felt s.
    pub scale_s: f64,
    /// Score of giving up, of being blocked, of balking.
    pub abandoned: f64,
}

impl FeltClock {
    /// Felt wait that is neither good nor bad where nothing else is said, of somebody on the line, felt s.
    pub const ACCEPTABLE_S: f64 = 60.0;
    /// Felt time that costs a point, in terms of what is acceptable: on the line 120 s to 60 s.
    pub const SCALE: f64 = 2.0;

    /// A clock of this speed M, bend beta and drive eta of patience. M is clamped to 0.25..6.
    pub fn new(speed: f64, bend: f64, drives_patience: f64) -> FeltClock {
        let speed = speed.clamp(SPEED.0, SPEED.1);
        FeltClock {
            speed,
            bend,
            drives_patience,
            patience_speed: if drives_patience == 1.0 { speed } else { libm::pow(speed, drives_patience) },
            on: true,
            acceptable_s: FeltClock::ACCEPTABLE_S,
            scale_s: FeltClock::SCALE * FeltClock::ACCEPTABLE_S,
            abandoned: -1.5,
        }
    }

    /// The same people's clock in waits of this speed.
    pub fn at_speed(&self, speed: f64) -> FeltClock {
        FeltClock::new(speed, self.bend, self.drives_patience)
    }

    /// No psychology: felt time is clock time.
    pub fn off() -> FeltClock {
        FeltClock { on: false, ..FeltClock::new(1.0, 1.0, 1.0) }
    }

    /// The clock of a patience that was measured on the wall in waits that feel like `base`: who was willing to wait `w`
    /// there leaves here at `t` with `psi(t) = psi_base(w)`, so that its [`leaves_after`](Self::leaves_after) turns `w`
    /// into `t`. The identity, to the bit, where both waits feel alike. How people are (bend, eta) is this clock's in both.
    ///
    /// ```
    /// # use onhold::model::FeltClock;
    /// let (silence, music) = (FeltClock::new(2.0, 1.0, 1.0), FeltClock::new(1.6, 1.0, 1.0));
    /// assert_eq!(music.relative_to(&silence).leaves_after(80.0), 100.0);
    /// assert_eq!(silence.relative_to(&silence).leaves_after(0.1 + 0.2), 0.1 + 0.2);
    /// ```
    pub fn relative_to(&self, base: &FeltClock) -> FeltClock {
        let eta = self.drives_patience;
        let driven = |speed: f64| if eta == 1.0 { speed } else { libm::pow(speed, eta) };
        let ratio = driven(self.speed) / driven(base.speed);
        let rate = if self.bend == 1.0 { ratio } else { libm::pow(ratio, 1.0 / self.bend) };
        FeltClock { speed: rate, patience_speed: rate, bend: 1.0, drives_patience: 1.0, ..*self }
    }

    /// Whether patience is used up as the wall counts it.
    pub fn is_wall(&self) -> bool {
        self.patience_speed == 1.0 && self.bend == 1.0
    }

    /// Whether the scenario switches feelings on for this type; without, felt measures are not reported.
    pub fn is_on(&self) -> bool {
        self.on
    }

    /// M, felt seconds that pass in a second at t0.
    pub fn speed(&self) -> f64 {
        self.speed
    }

    /// Felt seconds of a wait of `clock_s`.
    #[inline]
    pub fn felt(&self, clock_s: f64) -> f64 {
        if self.bend == 1.0 { self.speed * clock_s } else { self.speed * T0 * libm::pow(clock_s / T0, self.bend) }
    }

    /// Clock seconds until a customer with this much felt patience leaves: the inverse of [`felt`](Self::felt), with
    /// M^eta in place of M. With eta = 0 the speed does not act on leaving; the bend still does.
    #[inline]
    pub fn leaves_after(&self, patience_s: f64) -> f64 {
        let at_speed = patience_s / self.patience_speed;
        if self.bend == 1.0 { at_speed } else { T0 * libm::pow(at_speed / T0, 1.0 / self.bend) }
    }

    /// Felt seconds of patience used up by a wait of `clock_s`: the inverse of [`leaves_after`](Self::leaves_after).
    /// Differs from [`felt`](Self::felt) only where feelings do not act fully on leaving (eta other than 1).
    #[inline]
    pub fn patience_used(&self, clock_s: f64) -> f64 {
        let at_t0 = if self.bend == 1.0 { clock_s } else { T0 * libm::pow(clock_s / T0, self.bend) };
        self.patience_speed * at_t0
    }

    /// Felt seconds of a wait of `clock_s` that is easy in every way: B(t).
    #[inline]
    pub fn easy(&self, clock_s: f64) -> f64 {
        bent(clock_s, self.bend)
    }

    /// eta, how strongly feelings act on leaving.
    pub fn drives_patience(&self) -> f64 {
        self.drives_patience
    }

    /// beta, the exponent of the psychophysical power law; 1 is off.
    pub fn bend(&self) -> f64 {
        self.bend
    }
}
