//! Contacts per second on one thread: `cargo bench`, or `cargo bench -- --sample-count 1` for a quick look.
//!
//! The draw, the floor and the journey are timed apart, so that a regression shows where it came from; then all
//! together, with every measure that applies being collected; and beside them the tightest loop that we can write by
//! hand for M/M/n+M, which collects nothing but two counts. Read the ratios: absolute times depend on the machine and
//! on who else uses it.

mod bare;
mod models;
mod unrecorded;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

use onhold::demand::{Block, Day};
use onhold::floor::{Causes, Center, Floor, Recorder, Simulation};
use onhold::journey::{Card, Journey};
use onhold::measure::{Ledger, SummaryBuilder};
use onhold::model::random::DaySeed;
use onhold::model::{GroupId, Model};

use unrecorded::Unrecorded;

fn main() {
    divan::main();
}

/// All blocks of a day, drawn beforehand.
fn blocks(model: &Model) -> Vec<Block> {
    let mut day = Day::new(model, 1, 0);
    let mut blocks = Vec::new();
    let mut block = Block::default();
    while day.fill(&mut block) {
        blocks.push(block.clone());
    }
    blocks
}

fn contacts(blocks: &[Block]) -> ItemsCount {
    ItemsCount::new(blocks.iter().map(Block::len).sum::<usize>())
}

/// Draws a day and lives it under some policies, with all measures, as a study does.
fn live<const FEEL: bool>(models: &[Model]) -> f64 {
    let mut day = Day::new(&models[0], 1, 0);
    let seed = DaySeed::new(1, 0);
    let mut floors: Vec<_> = models.iter().map(|m| Simulation::new(m, seed, Ledger::<FEEL>::new(m), ())).collect();
    let mut block = Block::default();
    while day.fill(&mut block) {
        for floor in &mut floors {
            floor.live(&block);
        }
    }
    let mut sum = 0.0;
    for (model, floor) in models.iter().zip(floors) {
        let mut ledger = floor.close();
        let mut summary = SummaryBuilder::new(model, false);
        let waits = ledger.take_batch_histograms();
        summary.push_batches(&ledger.take_section(), &waits);
        sum += summary.finish(0.95).scopes[0].1[0].1.mean;
    }
    sum
}

mod draw {
    use super::*;

    #[divan::bench(args = models::NAMES)]
    fn day(bencher: Bencher, name: &str) {
        let model = models::by_name(name);
        bencher.counter(contacts(&blocks(&model))).bench_local(|| {
            let mut day = Day::new(&model, 1, 0);
            let mut block = Block::default();
            let mut sum = 0.0;
            while day.fill(&mut block) {
                sum += black_box(&block).work_s[0];
            }
            sum
        });
    }
}

mod floor {
    use super::*;

    #[divan::bench(args = models::NAMES)]
    fn alone(bencher: Bencher, name: &str) {
        let model = models::by_name(name);
        let blocks = blocks(&model);
        bencher.counter(contacts(&blocks)).bench_local(|| {
            let mut floor = Floor::new(&model, Unrecorded(0));
            blocks.iter().for_each(|block| floor.live(block));
            floor.close().0
        });
    }

    #[divan::bench(args = models::NAMES)]
    fn with_ledger(bencher: Bencher, name: &str) {
        let model = models::by_name(name);
        let blocks = blocks(&model);
        bencher.counter(contacts(&blocks)).bench_local(|| {
            let mut floor = Floor::new(&model, Ledger::<false>::new(&model));
            blocks.iter().for_each(|block| floor.live(block));
            floor.close().take_section()
        });
    }
}

mod journey {
    use super::*;

    /// The chain of moments alone, for contacts that wait half a minute.
    #[divan::bench]
    fn served(bencher: Bencher) {
        let model = models::mm100m_feeling();
        let card = Card::new(&model, &model.contacts[0]);
        bencher.counter(ItemsCount::new(1_000_000usize)).bench_local(|| {
            let mut sum = 0.0;
            for key in 0..1_000_000u64 {
                let wait_s = (key & 63) as f64;
                sum += card.served(black_box(wait_s), GroupId(0), key.wrapping_mul(0x9E37_79B9_7F4A_7C15)).satisfaction;
            }
            sum
        });
    }
}

mod whole {
    use super::*;

    #[divan::bench(args = models::NAMES)]
    fn one_policy(bencher: Bencher, name: &str) {
        let models = [models::by_name(name)];
        bencher.counter(contacts(&blocks(&models[0]))).bench_local(|| live::<false>(&models));
    }

    /// One drawn day under sixteen policies: 93 to 108 agents.
    #[divan::bench]
    fn mm100m_sixteen_policies(bencher: Bencher) {
        let models: Vec<Model> = (93..109).map(models::mm_n).collect();
        let one = blocks(&models[0]).iter().map(Block::len).sum::<usize>();
        bencher.counter(ItemsCount::new(16 * one)).bench_local(|| live::<false>(&models));
    }

    #[divan::bench]
    fn mm100m_feeling(bencher: Bencher) {
        let models = [models::mm100m_feeling()];
        bencher.counter(contacts(&blocks(&models[0]))).bench_local(|| live::<true>(&models));
    }
}

mod center {
    use super::*;

    /// The day as a study lives it: a journey is asked only where customers have a part.
    fn lived<R: Recorder>(model: &Model, blocks: &[Block], recorder: R) -> R {
        let seed = DaySeed::new(1, 0);
        let journey = Journey::new(model, seed);
        if journey.has_no_part() {
            lived_in(Simulation::new(model, seed, recorder, ()), blocks)
        } else {
            lived_in(Simulation::new(model, seed, recorder, journey), blocks)
        }
    }

    fn lived_in<R: Recorder, C: Causes>(mut simulation: Simulation<R, C>, blocks: &[Block]) -> R {
        blocks.iter().for_each(|block| simulation.live(block));
        simulation.close()
    }

    /// The day with a calendar of every event, whether the model needs one or not.
    fn lived_by_events<R: Recorder>(model: &Model, blocks: &[Block], recorder: R) -> R {
        let seed = DaySeed::new(1, 0);
        let mut center = Center::new(model, seed, recorder, Journey::new(model, seed));
        blocks.iter().for_each(|block| center.live(block));
        center.close()
    }

    /// Contacts that arrive by themselves, a second: what they cause and what is dialed comes on top.
    #[divan::bench(args = models::CENTERS)]
    fn alone(bencher: Bencher, name: &str) {
        let model = models::center(name);
        let blocks = blocks(&model);
        bencher.counter(contacts(&blocks)).bench_local(|| lived(&model, &blocks, Unrecorded(0)).0);
    }

    /// The same with all measures.
    #[divan::bench(args = models::CENTERS)]
    fn with_ledger(bencher: Bencher, name: &str) {
        let model = models::center(name);
        let blocks = blocks(&model);
        bencher
            .counter(contacts(&blocks))
            .bench_local(|| lived(&model, &blocks, Ledger::<false>::new(&model)).take_section());
    }

    /// Centers with so much of the customers' side, books included; what it adds: `cargo bench --bench journey`.
    #[divan::bench(args = models::CUSTOMERS)]
    fn customers(bencher: Bencher, name: &str) {
        let model = models::customers(name);
        let blocks = blocks(&model);
        let feels = model.contacts.iter().any(|contact| !Card::new(&model, contact).is_blank());
        bencher.counter(contacts(&blocks)).bench_local(|| {
            if feels {
                lived_by_events(&model, &blocks, Ledger::<true>::of_center(&model)).take_section()
            } else {
                lived_by_events(&model, &blocks, Ledger::<false>::of_center(&model)).take_section()
            }
        });
    }

    /// Days of people who come back; counted are those who come, not those drawn for the room that the base has to grow.
    #[divan::bench]
    fn customer_base(bencher: Bencher) {
        let model = models::customer_base();
        bencher.counter(ItemsCount::new(20 * 20_000usize)).bench_local(|| {
            let seed = DaySeed::new(1, 0);
            let (mut day, mut block) = (Day::new(&model, 1, 0), Block::default());
            let mut center = Center::new(&model, seed, Ledger::<true>::of_center(&model), Journey::new(&model, seed));
            while day.fill(&mut block) {
                center.live(&block);
            }
            center.close().take_section()
        });
    }

    /// The plainest scenario, lived event by event: what a plain floor saves.
    #[divan::bench]
    fn mm100m(bencher: Bencher) {
        let model = models::mm_n(100);
        let blocks = blocks(&model);
        bencher.counter(contacts(&blocks)).bench_local(|| lived_by_events(&model, &blocks, Unrecorded(0)).0);
    }
}

mod by_hand {
    use super::*;

    /// M/M/100+M in a bare loop: a tournament over agents, exponentials on the fly, two counts.
    #[divan::bench]
    fn mm100m(bencher: Bencher) {
        let arrivals = 1_000_000;
        bencher
            .counter(ItemsCount::new(arrivals))
            .bench_local(|| bare::mmn_m(100, 100.0 / 60.0, 60.0, 120.0, arrivals));
    }
}
