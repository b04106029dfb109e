//! Waits that are known by hand.

use super::*;

/// Agents of whom everybody has a contact of `takes_s` in hand.
fn hands(agents: f64, takes_s: f64) -> impl Iterator<Item = Hand> {
    [Hand::new(agents, takes_s)].into_iter()
}

const TAKES: Takes = Takes { skill: 0, from_s: 0.0, reserve: 0.0, idle: false };

fn turn(line: usize, before: f64) -> Turn {
    Turn { line, level: 0, before, skill: 0 }
}

#[test]
fn one_group_finishes_all_in_front_and_one_more() {
    for waiting in [0, 1, 7, 500] {
        let mut fluid = Fluid::default();
        let line = fluid.add_line(Line::new(waiting, 0.0, (0.0, 10.0)));
        fluid.add_turn(turn(line, f64::from(waiting)));
        fluid.add_group(Some(TAKES), hands(20.0, 300.0));
        let Rest { after_s, in_front } = fluid.rest();
        assert!((after_s - f64::from(waiting + 1) * 15.0).abs() < 1e-6, "{waiting}: {after_s}");
        assert!((in_front - f64::from(waiting)).abs() < 1e-6, "{waiting}: {in_front}");
    }
}

/// Twenty agents who finish 4 a minute, behind 20 of a mean patience of 5 minutes: the sum of 1 / (4 + i / 5), i in 0..=20.
#[test]
fn who_hangs_up_is_not_in_front_any_more() {
    let mut fluid = Fluid::default();
    let line = fluid.add_line(Line::new(20, 1.0 / 300.0, (0.0, 10.0)));
    fluid.add_turn(turn(line, 20.0));
    fluid.add_group(Some(TAKES), hands(20.0, 300.0));
    let exact_s: f64 = (0..=20).map(|i| 60.0 / (4.0 + f64::from(i) / 5.0)).sum();
    let Rest { after_s, in_front } = fluid.rest();
    assert!((after_s / exact_s - 1.0).abs() < 0.03, "{after_s} {exact_s}");
    // Each of those in front is a stage, whether taken or gone.
    assert!((in_front - 20.0).abs() < 0.5, "{in_front}");
}

/// Of 20 who wait, 5 are before: the others' patience does not matter.
#[test]
fn who_hangs_up_behind_does_not_matter() {
    let rest = |waiting: u32| {
        let mut fluid = Fluid::default();
        let line = fluid.add_line(Line::new(waiting, 1.0 / 300.0, (0.0, 10.0)));
        fluid.add_turn(turn(line, 5.0));
        fluid.add_group(Some(TAKES), hands(20.0, 300.0));
        fluid.rest().after_s
    };
    assert!((rest(5) - rest(20)).abs() < 1e-9);
}

/// Of 20 agents who finish 240 an hour, 200 an hour go to those who come and are taken first: 40 an hour are left.
#[test]
fn who_comes_and_is_taken_first_leaves_less() {
    let mut fluid = Fluid::default();
    let line = fluid.add_line(Line::new(0, 0.0, (0.0, 0.0)));
    fluid.line_mut(line).inflow = 200.0 / 3600.0;
    fluid.add_turn(turn(line, f64::INFINITY));
    fluid.add_group(Some(TAKES), hands(20.0, 300.0));
    assert!((fluid.rest().after_s - 90.0).abs() < 1e-6, "{:?}", fluid.rest());
    // More than they can do: it is not foreseen when they come to it.
    fluid.line_mut(line).inflow = 300.0 / 3600.0;
    assert_eq!(fluid.rest().after_s, LONGEST_S);
}

/// Group x takes a alone, y takes a and b, first come first: of 18 a and 12 b that came evenly, all are gone when 30 are
/// done between them, unless x is done with a before.
#[test]
fn groups_that_share_a_line_drain_it_together() {
    let rest = |(x, y): (f64, f64), (a, b): (u32, u32), mine_is_a: bool| {
        let mut fluid = Fluid::default();
        let first = fluid.add_line(Line::new(a, 0.0, (0.0, 30.0)));
        let second = fluid.add_line(Line::new(b, 0.0, (0.0, 30.0)));
        let before = if mine_is_a { f64::from(a) } else { f64::INFINITY };
        fluid.add_turn(turn(first, before));
        fluid.add_group(mine_is_a.then_some(TAKES), hands(x, 300.0));
        fluid.add_turn(turn(first, f64::from(a)));
        fluid.add_turn(turn(second, f64::from(b)));
        fluid.add_group(Some(TAKES), hands(y, 300.0));
        fluid.rest().after_s
    };
    // 9 + 6 agents: 30 contacts and one more at 15 / 300 a second; only what is left at the end of a step is lost.
    let after_s = rest((9.0, 6.0), (18, 12), true);
    assert!((after_s - 31.0 * 20.0).abs() < 20.0, "{after_s}");
    // Without an a, x is idle, and 12 b and one more wait for y alone.
    assert!((rest((9.0, 6.0), (0, 12), false) - 13.0 * 50.0).abs() < 1e-6);
    // With so many a that y helps out to the last, x and y drain both together.
    let after_s = rest((3.0, 6.0), (18, 12), false);
    assert!((after_s - 30.0 * 300.0 / 9.0 - 50.0).abs() < 100.0, "{after_s}");
}

/// One agent has 300 s in hand, then takes 100 s, then the contact.
#[test]
fn what_is_taken_changes_what_is_in_hand() {
    let mut fluid = Fluid::default();
    let line = fluid.add_line(Line::new(1, 0.0, (0.0, 0.0)));
    fluid.add_turn(Turn { skill: 1, ..turn(line, 1.0) });
    fluid.add_group(Some(TAKES), [Hand::new(1.0, 300.0), Hand::new(0.0, 100.0)].into_iter());
    assert!((fluid.rest().after_s - 400.0).abs() < 1e-6);
}

#[test]
fn a_reserve_becomes_idle_first_and_who_is_out_of_reach_takes_later() {
    let rest = |takes: Takes| {
        let mut fluid = Fluid::default();
        fluid.add_group(Some(takes), hands(10.0, 300.0));
        fluid.rest().after_s
    };
    assert!((rest(Takes { reserve: 2.0, ..TAKES }) - 90.0).abs() < 1e-6);
    assert!((rest(Takes { from_s: 60.0, ..TAKES }) - 90.0).abs() < 1e-6);
    assert!((rest(Takes { from_s: 60.0, idle: true, ..TAKES }) - 60.0).abs() < 1e-6);
}

/// Work of no time beside work of three minutes, as of an IVR that shares its agents: what is in hand is replaced a thousand
/// million times a second, and the question has an answer all the same.
#[test]
fn work_that_takes_no_time_is_replaced_without_holding_up_anybody() {
    for (slow, fast) in [(3.0, 0.0), (2.0, 1.0), (0.0, 3.0)] {
        for waiting in [0, 5, 400] {
            let mut fluid = Fluid::default();
            let line = fluid.add_line(Line::new(waiting, 1.0 / 240.0, (0.0, 10.0)));
            fluid.add_turn(Turn { skill: 1, ..turn(line, f64::from(waiting)) });
            let both = [Hand::new(slow, 180.0), Hand::new(fast, 0.0)];
            fluid.add_group(Some(TAKES), both.into_iter());
            let Rest { after_s, in_front } = fluid.rest();
            assert!((0.0..=360.0).contains(&after_s), "{slow}, {fast}, {waiting}: {after_s}");
            assert!((0.0..=f64::from(waiting) + 1e-6).contains(&in_front), "{slow}, {fast}, {waiting}: {in_front}");
        }
    }
}
