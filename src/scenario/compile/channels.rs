//! What a channel makes of waiting where the scenario does not say otherwise. Standings are in `docs/moments.md`, stage 1.
//!
//! | channel  | what is played and said | acceptable | scale |
//! |---|---|---|---|
//! | voice    | as `hold` says | 60 s | 120 s |
//! | chat     | nothing is heard, and customers do other things: `idle` 0 whatever is played | 60 s | 120 s |
//! | outbound | as `hold` says | 2 s: who is called expects somebody to speak | 120 s |
//! | e-mail   | nothing, and nobody waits for it: no key about [the line](super::layers::ON_THE_LINE) but its own | its service-level target (without one, a day), as long as an easy wait of that length feels | twice what is acceptable |

use crate::model::{Channel, DAY_S, FeltClock, ServiceLevel};

/// Calls that nobody speaks to within so many seconds count as abandoned by law (16 CFR 310.4(b)(4)).
const CALLED_S: f64 = 2.0;

/// Felt wait that is neither good nor bad, felt s.
pub(super) fn acceptable_s(channel: Channel, clock: &FeltClock, target: Option<&ServiceLevel>) -> f64 {
    match channel {
        Channel::Voice | Channel::Chat => FeltClock::ACCEPTABLE_S,
        Channel::Outbound => CALLED_S,
        Channel::Email => clock.easy(target.map_or(DAY_S, |target| target.within_s)),
    }
}

/// Felt time that costs a point, felt s. `written`: what is acceptable, where the scenario says it.
pub(super) fn scale_s(channel: Channel, clock: &FeltClock, written: Option<f64>, target: Option<&ServiceLevel>) -> f64 {
    let acceptable_s = match channel {
        Channel::Email => written.unwrap_or_else(|| acceptable_s(channel, clock, target)),
        _ => FeltClock::ACCEPTABLE_S,
    };
    // An answer that must come at once is missed by a point in a minute.
    if acceptable_s > 0.0 { FeltClock::SCALE * acceptable_s } else { FeltClock::ACCEPTABLE_S }
}
