//! Agents' moods: infected by customers, restored while nothing is in hand.

use crate::model::Mood;

/// Weight of an agent's own mood beside the last customer's.
const RHO: f64 = 0.8;

/// The moods of all agents.
#[derive(Clone, Debug, Default)]
pub(super) struct Moods {
    /// By agent: m, and when it was that, s.
    agents: Vec<(f64, f64)>,
}

impl Moods {
    /// The mood in which an agent begins a conversation.
    pub fn at(&self, agent: u32, began_s: f64, mood: &Mood) -> f64 {
        let (m, since_s) = self.agents.get(agent as usize).copied().unwrap_or((0.0, 0.0));
        let rested_s = began_s - since_s;
        // Who goes straight on has not rested.
        if m == 0.0 || rested_s <= 0.0 { m } else { m * libm::exp(-rested_s / mood.recovery_s) }
    }

    /// A conversation is over, begun in the mood `before` with a customer of mood `u`: `m ← rho m + (1 − rho) gamma u`.
    pub fn after(&mut self, agent: u32, at_s: f64, before: f64, u: f64, mood: &Mood) {
        if self.agents.len() <= agent as usize {
            self.agents.resize(agent as usize + 1, (0.0, 0.0));
        }
        self.agents[agent as usize] = (RHO * before + (1.0 - RHO) * mood.contagion * u, at_s);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mood_is_caught_and_passes() {
        let mood = Mood { contagion: 0.5, recovery_s: 900.0 };
        let mut moods = Moods::default();
        assert_eq!(moods.at(3, 10.0, &mood), 0.0);
        moods.after(3, 100.0, 0.0, -1.0, &mood);
        assert!((moods.at(3, 100.0, &mood) + 0.1).abs() < 1e-15);
        assert!((moods.at(3, 1000.0, &mood) + 0.1 * libm::exp(-1.0)).abs() < 1e-15);
        moods.after(3, 1000.0, -0.1, 1.0, &mood);
        assert!((moods.at(3, 1000.0, &mood) - 0.02).abs() < 1e-15);
        assert_eq!(moods.at(2, 1000.0, &mood), 0.0);
    }
}
