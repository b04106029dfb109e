//! What is drawn agrees with what is expected (fact 7), and value is explained to the last unit; a day of five contacts,
//! calculated by hand.

use std::sync::atomic::AtomicBool;

use onhold::floor::{Blame, Experience, Wait};
use onhold::journey::{Card, Circumstances};
use onhold::measure::{Ledger, Scope, Totals, Window, cell_ends};
use onhold::model::GroupId;
use onhold::study::{RunOptions, explain, listen, run};

use super::{FIVE, Heard, INF, busy, by_hand, compile, whole};

pub const FIVE_CONTACTS: [(u16, f64, f64, f64); 5] = [
    (0, 0.0, 120.0, INF),
    (0, 30.0, 120.0, INF),
    (0, 60.0, 120.0, INF),
    (0, 90.0, 120.0, 200.0),
    (0, 400.0, 120.0, INF),
];

#[test]
fn a_day_of_five_contacts_is_what_a_hand_calculation_says() {
    let model = compile(FIVE);
    let heard = by_hand(&model, &FIVE_CONTACTS, Heard::default());
    let mut found = heard.experiences.clone();
    found.sort_by_key(|(key, _)| *key);
    // Felt wait, score of the wait, remembered, satisfaction.
    let expected = [
        (0.0, 0.5, 0.935, 0.335),
        (180.0, -1.0, 0.41, -0.19),
        (360.0, -2.5, -0.115, -0.715),
        (200.0, -7.0 / 6.0, -17.0 / 12.0, -121.0 / 60.0),
        (0.0, 0.5, 0.935, 0.335),
    ];
    for ((key, one), (felt_s, wait, remembered, satisfaction)) in found.iter().zip(expected) {
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "contact {key}: {a} is not {b}");
        close(one.perceived_s, felt_s);
        close(one.scores.wait, wait);
        close(one.satisfaction + one.expected, remembered);
        close(one.satisfaction, satisfaction);
    }
    let ledger = by_hand(&model, &FIVE_CONTACTS, Ledger::<true>::of_center(&model));
    let section = { ledger }.take_section();
    let t = Window::whole_time(&model, &section, &cell_ends(&model)).whole();
    assert_eq!((t.delighted, t.satisfied, t.indifferent, t.dissatisfied), (0.0, 2.0, 2.0, 1.0));
    assert_eq!((t.wait_s, t.perceived_s), (370.0, 740.0));
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    close(t.complaints, 0.04);
    close(t.people_told, 17.28);
    close(t.people_told_good, 10.0);
    close(t.customers_lost, 3.523_064);
    close(t.customers_won, 2.0);
    close(t.goodwill_cost, 0.8);
    close(t.net_value, 26_000.0 * (2.0 - 3.523_064) - 0.8);
    // Had all been at their best, five satisfied customers would have won one each, but for those who leave anyhow.
    close(t.value_at_best(), 26_000.0 * (5.0 - 5.0 * 0.0005));
    // The third and the second wait are too long even by the clock; the fourth gives up.
    let parts: f64 = [t.lost_to_clock, t.lost_to_hardness, t.lost_unserved].iter().sum();
    close(t.value_at_best() - parts, t.lifetime_value_won - t.lifetime_value_lost);
    assert!(t.lost_to_clock > 0.0 && t.lost_to_hardness > 0.0 && t.lost_unserved > 0.0);
    assert_eq!((t.lost_to_unfairness, t.lost_unresolved, t.lost_to_broken_promises), (0.0, 0.0, 0.0));
}

// ---- Fact 7: expected and drawn consequences agree. ----

#[test]
fn what_is_drawn_agrees_with_what_is_expected() {
    let aftermath = "[wait]\nhold = \"music\"\n[service]\n[aftermath]\ncomplains = 0.2\n[aftermath.complaint]\ncosts = 20\n\
                     [value]\nmargin = 50\npurchases_per_year = 52\nyears = 10\n";
    let expected = busy(1, "", aftermath);
    // An alarm that never rings is enough for complaints to be drawn one by one.
    let drawn = busy(1, "", &format!("{aftermath}[aftermath.alarm]\ncomplaints_per_hour = 1e9\n"));
    assert!(!expected.draws_aftermath() && drawn.draws_aftermath());
    let figures = |t: &Totals| {
        [
            t.complaints,
            t.silent_dissatisfied,
            t.people_told,
            t.people_told_good,
            t.recovered,
            t.customers_lost,
            t.customers_won,
            t.goodwill_cost,
            t.net_value,
        ]
    };
    let replications = 400;
    let (mut sums, mut squares) = ([0.0; 9], [0.0; 9]);
    for replication in 0..replications {
        let (a, b) = (whole(&expected, replication), whole(&drawn, replication));
        let classes = |t: &Totals| [t.delighted, t.satisfied, t.indifferent, t.dissatisfied];
        assert_eq!(classes(&a), classes(&b), "the same day");
        for (i, (x, y)) in figures(&a).into_iter().zip(figures(&b)).enumerate() {
            sums[i] += y - x;
            squares[i] += (y - x) * (y - x);
        }
    }
    let n = replications as f64;
    for i in 0..9 {
        let (mean, error) = (sums[i] / n, (squares[i] / n / n).sqrt());
        assert!(mean.abs() <= 4.0 * error + 1e-9, "figure {i}: {mean} with error {error}");
    }
}

/// 16 to 20, each as often as the others: mean 18, variance 2.
#[test]
fn a_silent_dissatisfied_customer_tells_sixteen_to_twenty() {
    let alarm = "[wait]\nhold = \"silence\"\n[aftermath]\n[aftermath.alarm]\ncomplaints_per_hour = 1e9\n";
    let model = busy(5, "", alarm);
    let told: Vec<f64> = (0..4)
        .flat_map(|replication| listen(&model, 1, replication, Heard::default()).experiences)
        .filter_map(|(_, experience)| experience.follows)
        .map(|follows| follows.told)
        .filter(|told| *told > 0.0)
        .collect();
    let n = told.len() as f64;
    assert!(n > 1000.0 && told.iter().all(|k| (16.0..=20.0).contains(k) && k.fract() == 0.0), "{n}");
    let mean = told.iter().sum::<f64>() / n;
    let variance = told.iter().map(|k| (k - mean) * (k - mean)).sum::<f64>() / (n - 1.0);
    // Four standard errors: sqrt(2 / n) of the mean; of the variance sqrt((6.8 - 4) / n), 6.8 being the fourth moment.
    assert!((mean - 18.0).abs() <= 4.0 * (2.0 / n).sqrt(), "{mean}");
    assert!((variance - 2.0).abs() <= 4.0 * (2.8 / n).sqrt(), "{variance}");
}

// ---- Value is explained to the last unit. ----

#[test]
fn the_parts_of_net_value_add_up_and_so_do_those_of_a_difference() {
    let text = "cost = 38\n[wait]\nhold = \"music\"\norder_visible = 0.5\n[service]\n[aftermath]\n[value]\nmargin = 50\n\
                purchases_per_year = 52\nyears = 10\nper_contact = 2\n";
    let (a, b) = (
        busy(1, "", text),
        busy(1, "", &text.replace("cost = 38", "cost = 38\nlearning = { half_life = \"20d\", from = 0.7 }")),
    );
    let options = RunOptions { threads: Some(1), ..RunOptions::default() };
    let parts = explain([&a, &b], 1, 8, &options, &(), &AtomicBool::new(false)).unwrap().parts;
    let (total, parts) = parts.split_last().unwrap();
    assert_eq!(total.name, "net_value");
    let close = |sum: f64, whole: f64| assert!((sum - whole).abs() < 1e-6 * whole.abs(), "{sum} and {whole}");
    close(parts.iter().map(|p| p.difference.mean).sum(), total.difference.mean);
    for policy in 0..2 {
        close(parts.iter().map(|p| p.policies[policy].mean).sum(), total.policies[policy].mean);
    }
    let summary = run(&a, 1, 8, &RunOptions::default(), &(), &AtomicBool::new(false)).unwrap();
    close(summary.get(Scope::Whole, "net_value").unwrap().mean, total.policies[0].mean);
}

#[test]
fn parts_that_cancel_out_are_both_told() {
    let model = compile(FIVE);
    let card = Card::new(&model, &model.contacts[0]);
    let expected = card.expects();
    let how = Circumstances { kind: 0, mood: 0.0, occupied: 0.0, expected, notified: false, called_late: None };
    // Overtaken where nobody minds: hard to bear by itself, and easy again for being unfair.
    let wait = Wait { clock_s: 30.0, felt_s: 0.0, fair_s: 4000.0, ..Wait::default() };
    let mut felt = Experience::default();
    card.served_in(&wait, GroupId(0), 1, &how, &mut felt);
    let part = |part: Blame| felt.blamed[part as usize];
    assert!(part(Blame::Hardness) > 0.0, "{felt:?}");
    assert_eq!(part(Blame::Unfairness), -part(Blame::Hardness) - part(Blame::Clock));
}
