//! Waiting begins where no agent was free: the time of `connect` alone is a wait, but not a delay.

use onhold::demand::{Block, Day};
use onhold::floor::Simulation;
use onhold::journey::Journey;
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::Model;
use onhold::model::random::DaySeed;

use super::compiled;

/// Sums of one replication, in a plain floor where that is what the model needs.
fn sums(model: &Model, replication: u64) -> Totals {
    let (mut day, mut block) = (Day::new(model, 7, replication), Block::default());
    let seed = DaySeed::new(7, replication);
    let mut simulation = Simulation::new(model, seed, Ledger::<false>::new(model), Journey::new(model, seed));
    while day.fill(&mut block) {
        simulation.live(&block);
    }
    let section = simulation.close().take_section();
    Window::whole_time(model, &section, &cell_ends(model)).whole()
}

fn model(connect: &str, handle: &str, more: &str) -> Model {
    compiled(&format!(
        "[horizon]\ncloses = \"06:00\"\n[contact.a]\narrivals = {{ rate = \"100/h\" }}\nhandle = {{ constant = \"{handle}\" }}\n\
         {more}\n[group.g]\nagents = 11\nskills.a = {{}}\n{connect}\n"
    ))
    .unwrap()
}

/// An agent who connects for 10 s and talks for 290 s is taken as long as one who talks for 300 s: as many find nobody
/// free. The plain floor, which has no `connect`, and the center say the same.
#[test]
fn as_many_are_delayed_as_find_no_agent_free() {
    let (plain, connects) = (model("", "300s", ""), model("connect = \"10s\"", "290s", ""));
    assert!(plain.is_plain() && !connects.is_plain());
    for replication in 0..20 {
        let (plain, connects) = (sums(&plain, replication), sums(&connects, replication));
        assert!(plain.delayed > 0.0 && plain.delayed < plain.offered, "{} of {}", plain.delayed, plain.offered);
        assert_eq!((plain.offered, plain.delayed), (connects.offered, connects.delayed));
        // The wait ends with "hello": everybody waits 10 s longer.
        assert!((connects.wait_s - plain.wait_s - 10.0 * plain.offered).abs() < 1e-6 * plain.wait_s);
    }
}

/// Whoever hangs up while being connected on arrival was not delayed either.
#[test]
fn hanging_up_while_being_connected_is_no_delay() {
    let text = model("connect = \"30s\"", "1s", "patience = { constant = \"20s\" }");
    let t = sums(&text, 0);
    assert!(t.abandoned == t.offered && t.offered > 500.0, "{} of {}", t.abandoned, t.offered);
    // With eleven agents of 30 s each at 100 an hour, a queue is rare.
    assert!(t.delayed < 0.01 * t.offered, "{}", t.delayed);
    assert!((t.wait_s - 20.0 * t.offered).abs() < 1e-6 * t.wait_s);
}
