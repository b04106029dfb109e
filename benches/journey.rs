//! What the journey adds to a contact: `cargo bench --bench journey`, or `cargo bench --bench journey -- 3` for a quick look.
//!
//! On a machine that others use too, timings drift by more than the journey costs. So a day is lived without the journey
//! and with it in turn, with nothing booked, and two figures are told: the median of the differences between runs next to
//! each other, and the difference between the fastest runs, since others can only make a run slower. Beside them the chain
//! of moments alone.

#[allow(dead_code, reason = "other benches use the rest")]
mod models;
#[allow(dead_code, reason = "other benches use the rest")]
mod unrecorded;

use std::hint::black_box;
use std::time::Instant;

use onhold::demand::{Block, Day};
use onhold::floor::{Causes, Center};
use onhold::journey::{Card, Journey};
use onhold::model::random::DaySeed;
use onhold::model::{GroupId, Model};

use unrecorded::Unrecorded;

fn main() {
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(31);
    println!("ns a contact, {rounds} rounds: median (fastest)   the floor   with the journey       it adds");
    // Of "off" there is nothing to time: where customers have no part, a center asks no journey.
    for name in models::CUSTOMERS.iter().filter(|name| **name != "off") {
        let model = models::customers(name);
        let blocks = blocks(&model);
        let [mut floor, mut both, mut added] = [Vec::new(), Vec::new(), Vec::new()];
        for _ in 0..rounds {
            floor.push(lives(&model, &blocks, ()));
            both.push(lives(&model, &blocks, Journey::new(&model, DaySeed::new(1, 0))));
            added.push(both[both.len() - 1] - floor[floor.len() - 1]);
        }
        let fastest_adds = fastest(&both) - fastest(&floor);
        let added = format!("{:.0} ({fastest_adds:.0})", median(added));
        println!("{name:<41} {:>11} {:>18} {added:>13}", told(&floor), told(&both));
    }
    let chain: Vec<f64> = (0..rounds).map(|_| chain_alone()).collect();
    println!("{:<74} {:>11}", "the chain of moments alone", told(&chain));
}

fn told(values: &[f64]) -> String {
    format!("{:.0} ({:.0})", median(values.to_vec()), fastest(values))
}

fn fastest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn blocks(model: &Model) -> Vec<Block> {
    let (mut day, mut block, mut blocks) = (Day::new(model, 1, 0), Block::default(), Vec::new());
    while day.fill(&mut block) {
        blocks.push(block.clone());
    }
    blocks
}

/// Nanoseconds a contact.
fn lives<C: Causes>(model: &Model, blocks: &[Block], causes: C) -> f64 {
    let contacts: usize = blocks.iter().map(Block::len).sum();
    let begins = Instant::now();
    let mut center = Center::new(model, DaySeed::new(1, 0), Unrecorded(0), causes);
    blocks.iter().for_each(|block| center.live(block));
    black_box(center.close().0);
    begins.elapsed().as_secs_f64() * 1e9 / contacts as f64
}

/// Nanoseconds a contact of the chain by itself, of contacts that wait up to a minute on a constant clock.
fn chain_alone() -> f64 {
    let model = models::mm100m_feeling();
    let card = Card::new(&model, &model.contacts[0]);
    let begins = Instant::now();
    let mut sum = 0.0;
    for key in 0..1_000_000u64 {
        let wait_s = (key & 63) as f64;
        sum += card.served(black_box(wait_s), GroupId(0), key.wrapping_mul(0x9E37_79B9_7F4A_7C15)).satisfaction;
    }
    black_box(sum);
    begins.elapsed().as_secs_f64() * 1e9 / 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
