//! When each agent is done with the next step of what is in hand.

/// Nothing is planned.
const NEVER: u128 = u128::MAX;

/// The agents with something in hand, by when they are done with the next step of it: a tournament in which each agent has
/// one leaf, so that a change of plan leaves nothing behind.
///
/// A node is the earliest key below it: the bits of a time, which order like it, since it is not negative; below them the
/// order in which steps were planned, so that at one moment who was planned first is first, then the agent. An agent takes
/// as many bits as there are agents to tell apart, and the order all others: more than can be planned in a run.
#[derive(Clone, Debug)]
pub(super) struct Progress {
    nodes: Vec<u128>,
    agent_bits: u32,
}

impl Progress {
    /// Of so many agents, none of whom has anything in hand.
    pub fn new(agents: usize) -> Progress {
        let leaves = agents.next_power_of_two();
        Progress { nodes: vec![NEVER; 2 * leaves], agent_bits: leaves.trailing_zeros() }
    }

    /// When the first is done with a step, s; infinite: nobody has anything planned.
    #[inline(always)]
    pub fn first_s(&self) -> f64 {
        let first = self.nodes[1];
        if first == NEVER { f64::INFINITY } else { f64::from_bits((first >> 64) as u64) }
    }

    /// The agent who is done first, if anybody has anything planned.
    #[inline(always)]
    pub fn first_agent(&self) -> u32 {
        self.nodes[1] as u32 & ((1 << self.agent_bits) - 1)
    }

    /// Plans the end of an agent's next step, in place of what was planned before; `order` grows from plan to plan.
    #[inline(always)]
    pub fn plan(&mut self, agent: u32, at_s: f64, order: u64) {
        debug_assert!(at_s >= 0.0 && order.leading_zeros() >= self.agent_bits, "{at_s} s, {order}");
        self.set(agent, u128::from(at_s.to_bits()) << 64 | u128::from(order << self.agent_bits | u64::from(agent)));
    }

    /// Nothing is planned of an agent any more.
    #[inline(always)]
    pub fn cancel(&mut self, agent: u32) {
        self.set(agent, NEVER);
    }

    #[inline(always)]
    fn set(&mut self, agent: u32, key: u128) {
        let nodes = self.nodes.as_mut_slice();
        let mut at = nodes.len() / 2 + agent as usize;
        let mut winner = key;
        nodes[at] = winner;
        while at > 1 {
            winner = winner.min(nodes[at ^ 1]);
            at >>= 1;
            nodes[at] = winner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn agrees_with_a_sorted_list(changes in prop::collection::vec((0u32..40, 0u8..20, 0u8..4), 0..400)) {
            let (mut progress, mut plain) = (Progress::new(40), Vec::<(u8, u64, u32)>::new());
            for (order, (agent, at, what)) in (0..).zip(changes) {
                plain.retain(|step| step.2 != agent);
                if what == 0 {
                    progress.cancel(agent);
                } else {
                    progress.plan(agent, f64::from(at), order);
                    plain.push((at, order, agent));
                }
                plain.sort_unstable();
                let first_s = plain.first().map_or(f64::INFINITY, |step| f64::from(step.0));
                prop_assert_eq!(progress.first_s(), first_s);
                if let Some((_, _, agent)) = plain.first() {
                    prop_assert_eq!(progress.first_agent(), *agent);
                }
            }
        }
    }
}
