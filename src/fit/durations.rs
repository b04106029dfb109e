//! Durations, whole or cut off, as laws are fitted to them.

/// Durations agree nearly if they differ by less than this part of themselves.
const NEARLY: f64 = 0.0025;

/// Durations, with how many there are of each.
#[derive(Clone, Debug, Default)]
pub struct Durations {
    /// A duration (s, positive), how many ended at it, and how many were cut off (censored) there; ascending.
    pub counts: Vec<(f64, f64, f64)>,
}

impl Durations {
    /// From single durations, `true` if it ended and `false` if it was cut off.
    pub fn new(mut durations: Vec<(f64, bool)>) -> Durations {
        durations.retain(|(s, _)| *s > 0.0);
        durations.sort_by(|a, b| a.0.total_cmp(&b.0));
        let of_one = |run: &[(f64, bool)]| {
            let ended = run.iter().filter(|(_, ended)| *ended).count() as f64;
            (run[0].0, ended, run.len() as f64 - ended)
        };
        Durations { counts: durations.chunk_by(|a, b| a.0 == b.0).map(of_one).collect() }
    }

    /// Adds counts by duration, which ascend.
    pub(super) fn merge(&mut self, counts: Vec<(f64, f64, f64)>) {
        let mut merged: Vec<(f64, f64, f64)> = Vec::with_capacity(self.counts.len() + counts.len());
        let (mut ours, mut theirs) = (self.counts.drain(..).peekable(), counts.into_iter().peekable());
        loop {
            let from_ours = match (ours.peek(), theirs.peek()) {
                (Some(a), Some(b)) => a.0 <= b.0,
                (a, _) => a.is_some(),
            };
            let Some((x, ended, cut)) = (if from_ours { ours.next() } else { theirs.next() }) else { break };
            match merged.last_mut() {
                Some(last) if last.0 == x => *last = (x, last.1 + ended, last.2 + cut),
                _ => merged.push((x, ended, cut)),
            }
        }
        drop(ours);
        self.counts = merged;
    }

    /// The same for a likelihood, which needs a few thousand durations at most: where there are more, those that nearly
    /// agree at their mean.
    pub(super) fn condensed(&self) -> Durations {
        let mut counts: Vec<(f64, f64, f64)> = Vec::new();
        let mut from = f64::NEG_INFINITY;
        for &(x, ended, cut) in &self.counts {
            match counts.last_mut() {
                Some(last) if x - from < NEARLY * from => {
                    let (before, new) = (last.1 + last.2, ended + cut);
                    last.0 = (last.0 * before + x * new) / (before + new);
                    last.1 += ended;
                    last.2 += cut;
                }
                _ => {
                    from = x;
                    counts.push((x, ended, cut));
                }
            }
        }
        Durations { counts }
    }

    /// How many that ended.
    pub fn ended(&self) -> f64 {
        self.counts.iter().map(|c| c.1).sum()
    }

    /// How many in all.
    pub fn total(&self) -> f64 {
        self.counts.iter().map(|c| c.1 + c.2).sum()
    }
}
