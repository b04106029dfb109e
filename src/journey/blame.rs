//! What each part of a contact has cost: a contact beside its ideal.

use super::moments::{Card, Circumstances, KEPT, Verdict};
use crate::floor::{Blame, Experience, Scores, Wait};

impl Card {
    /// A contact as it would have been without a wait, resolved, with its promises kept.
    #[inline(always)]
    pub(super) fn ideal(&self, wait: &Wait, actual: &Scores) -> Scores {
        Scores {
            wait: self.wait_score(0.0, wait),
            understood: actual.understood,
            resolved: actual.resolved.and(self.service.as_ref().map(|service| service.outcomes[1])),
            promise: actual.promise.map(|_| KEPT),
            gave_up: None,
        }
    }

    /// Customers lost through each part of a contact. Its ideal is made what it was part by part, in the order of
    /// [`Blame::ALL`]; what each step adds to the customers lost is that part's. So the parts add up to the difference
    /// between the contact and its ideal.
    #[inline(never)]
    pub(super) fn blame(
        &self,
        verdict: &Verdict,
        wait: &Wait,
        ideal: &Scores,
        how: &Circumstances,
        felt: &mut Experience,
        worsens: bool,
    ) {
        let (eases, lost) = (self.eases(how, wait), &self.kinds[usize::from(how.kind)].lost);
        let class_of = |scores: &Scores| verdict.class(verdict.remembered(scores) - how.expected);
        let (actual, mut now, mut before) = (felt.scores, *ideal, class_of(ideal));
        for part in Blame::ALL {
            let last = now;
            match part {
                Blame::Unresolved => now.resolved = actual.resolved,
                Blame::Clock => now.wait = self.wait_score(self.felt.easy(wait.clock_s) * eases, wait),
                Blame::Hardness => now.wait = self.wait_score(wait.fair_s * eases, wait),
                Blame::Unfairness => now.wait = actual.wait,
                Blame::BrokenPromise => now.promise = actual.promise,
                Blame::Unserved => now.gave_up = actual.gave_up,
            }
            if now != last {
                let after = class_of(&now);
                felt.blamed[part as usize] = lost[after as usize] - lost[before as usize];
                before = after;
            }
            // What has become as bad as it was gets no worse.
            if worsens && Some(before) == felt.class {
                return;
            }
        }
    }
}
