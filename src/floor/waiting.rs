//! Who waits: joining a queue, or leaving it at once, or when patience ends.

use super::FloorOfWidth;
use super::causes::{Causes, Ending};
use super::plan::{Set, only};
use super::queue::Waiting;
use super::recorder::Recorder;
use crate::model::Balks;
use crate::model::random::{Keyed, Purpose, uniform};

impl<R: Recorder, C: Causes, S: Set> FloorOfWidth<R, C, S> {
    /// Whether a contact leaves at once on meeting the queue of its type.
    pub(super) fn balks(&mut self, k: usize, now: f64, key: u64) -> bool {
        let share = match &self.plan.types[k].balks {
            Balks::Never => return false,
            Balks::Share(share) => *share,
            Balks::ByQueue(shares) => {
                let length = self.queues[k].meter.as_mut().map_or(0, |m| m.waiting(now));
                shares.get(length).or(shares.last()).copied().unwrap_or(0.0)
            }
        };
        uniform(&mut Keyed::new(key, Purpose::Balk)) < share
    }

    /// A contact joins the queue of its type.
    pub(super) fn join(&mut self, k: usize, entry: Waiting) {
        let now = entry.visit.arrival_s;
        if self.queues[k].line.len() == self.queues[k].line.capacity() {
            self.sweep(k, now);
        }
        let queue = &mut self.queues[k];
        if let Some(meter) = &mut queue.meter {
            meter.joins(&entry);
        }
        queue.line.push_back(entry);
        self.waiting |= only(k);
        self.starts_timers(k, now);
    }

    /// Takes out everybody who has left, before the queue's memory grows.
    #[cold]
    fn sweep(&mut self, k: usize, now: f64) {
        let mut line = std::mem::take(&mut self.queues[k].line);
        line.retain(|entry| {
            let stays = entry.leaves_s > now;
            if !stays {
                self.abandon(k, entry, entry.leaves_s);
            }
            stays
        });
        // Room for as many again, so that sweeping stays rare.
        line.reserve(line.len().max(32));
        self.queues[k].line = line;
    }

    /// A contact has given up at a moment that is known now.
    pub(super) fn abandon(&mut self, k: usize, entry: &Waiting, at_s: f64) {
        let overtaken = self.queues[k].was_overtaken(entry.visit.arrival_s, at_s);
        self.recorder.abandoned(&entry.visit, at_s, overtaken);
        if C::TRIES_AGAIN && entry.tries_again {
            self.gets_nothing(&entry.visit, Ending::Abandoned, entry.attempt, at_s);
        }
    }
}
