//! The bare loop that the engine is measured against.

use onhold::floor::Tournament;
use onhold::model::random::{DaySeed, Purpose, exponential};
use std::collections::VecDeque;

/// M/M/n+M with nothing around it: the next arrival in a register, one leaf per agent in a tournament, abandonment
/// found when the queue is served. Returns how many were served and how many abandoned.
pub fn mmn_m(agents: usize, rate: f64, handle_s: f64, patience_s: f64, arrivals: usize) -> (u64, u64) {
    let mut stream = DaySeed::new(1, 0).stream(Purpose::Work, "bare");
    let mut free = Tournament::new(agents);
    (0..agents).for_each(|agent| {
        free.set(agent, 0.0);
    });
    let mut queue: VecDeque<f64> = VecDeque::with_capacity(1024);
    let (mut served, mut abandoned, mut now) = (0, 0, 0.0);
    for _ in 0..arrivals {
        now += exponential(&mut stream) / rate;
        while let Some(leaves) = queue.front().copied()
            && free.earliest_s() <= now
        {
            let at = free.earliest_s();
            queue.pop_front();
            if leaves > at {
                served += 1;
                free.set(free.earliest_leaf(), at + handle_s * exponential(&mut stream));
            } else {
                abandoned += 1;
            }
        }
        if free.earliest_s() <= now {
            served += 1;
            free.set(free.earliest_leaf(), now + handle_s * exponential(&mut stream));
        } else {
            queue.push_back(now + patience_s * exponential(&mut stream));
        }
    }
    (served, abandoned)
}
