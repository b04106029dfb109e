//! The customer base and its market (facts 6 and 9).

use onhold::model::Model;
use onhold::study::listen;

use super::{Heard, busy, lived, whole};

// ---- Fact 6: expectations catch up. ----

#[test]
fn a_shift_of_every_moment_leaves_the_late_mix_of_classes_where_expectations_learn() {
    let days = |by: f64, learns: f64| {
        let text = format!(
            "[wait]\nacceptable = \"{}s\"\nscale = \"600s\"\nabandoned = {}\n[service]\nanger = 0\nunderstood = {{ base = {}, noise = 0.4 }}\n\
             resolved = {{ yes = {}, no = {} }}\n[aftermath]\nexpectation = {{ learns = {learns} }}\n\
             leaves = {{ scale = 0 }}\nconverts = 0\n[market]\ncustomers = 60\nsize = 1000\nfeeds_arrivals = false\n",
            60.0 + 600.0 * by,
            -1.5 + by,
            0.5 + by,
            1.2 + by,
            -0.5 + by
        );
        let days = lived(&busy(12, "", &text), 1, 0);
        let late = days[11];
        [late.delighted, late.satisfied, late.indifferent, late.dissatisfied]
    };
    let sum = |mix: [f64; 4]| mix.iter().sum::<f64>();
    let (plain, shifted) = (days(0.0, 0.15), days(0.4, 0.15));
    assert!(sum(plain) > 1000.0);
    // Some 260 contacts of each customer: what is left of the shift is 0.85^250. Single precision of E leaves a few
    // contacts on the other side of a threshold.
    let moved: f64 = plain.iter().zip(shifted).map(|(a, b)| (a - b).abs()).sum();
    assert!(moved <= 0.005 * sum(plain), "{plain:?} and {shifted:?}");
    let (plain, shifted) = (days(0.0, 0.0), days(0.4, 0.0));
    let moved: f64 = plain.iter().zip(shifted).map(|(a, b)| (a - b).abs()).sum();
    assert!(moved > 0.2 * sum(plain), "without learning it shows: {plain:?} and {shifted:?}");
}

#[test]
fn an_expectation_that_does_not_learn_stays_what_it_is() {
    let expected = |learns: f64| -> Vec<f64> {
        let text = format!(
            "[wait]\nhold = \"music\"\n[service]\n[aftermath]\nexpectation = {{ learns = {learns} }}\n[market]\n\
             customers = 300\nsize = 1000\n"
        );
        let heard = listen(&busy(3, "", &text), 1, 0, Heard::default());
        heard.experiences.iter().map(|(_, experience)| experience.expected).collect()
    };
    let (fixed, learned) = (expected(0.0), expected(0.15));
    assert!(fixed.len() > 2000 && fixed.iter().all(|e| (e - 0.6).abs() < 1e-6));
    assert!(learned.iter().any(|e| (e - 0.6).abs() > 0.3));
}

// ---- Fact 9: the market. ----

#[test]
fn a_customer_base_stays_within_its_market_and_every_loss_has_a_cause() {
    let model = busy(
        20,
        "",
        "[wait]\nhold = \"music\"\n[service]\n[aftermath]\n[market]\ncustomers = 20000\nsize = 60000\n[value]\nmargin = 5\n\
         purchases_per_year = 12\nyears = 3\n",
    );
    let days = lived(&model, 1, 0);
    let (run, days) = days.split_last().unwrap();
    let mut before = 20_000.0;
    for day in days {
        assert!((0.0..=60_000.0).contains(&day.customers));
        // Lost: who left, and those lost by word of mouth; gone: for reasons of their own.
        assert_eq!(day.customers, before - day.customers_lost - day.customers_gone + day.customers_won);
        before = day.customers;
    }
    assert!(run.customers_lost > 0.0 && run.customers_gone > 0.0);
    // 32 of 100 causes beyond control, for an indifferent contact each: 0.47 x 0.1 x 0.02 a contact.
    let expected = 32.0 / 68.0 * 0.1 * 0.02 * run.judged;
    assert!((run.customers_gone - expected).abs() <= 1.0, "{} and {expected}", run.customers_gone);
}

/// A list of numbers in which most are of nobody who is a customer: they cannot be lost.
#[test]
fn only_customers_can_be_lost() {
    let model = busy(
        3,
        "",
        "skills.out = {}\n[contact.out]\nchannel = \"outbound\"\nhandle = { constant = \"1m\" }\npatience = { constant = \"2s\" }\n\
         dialer = { list = 3000, reach = 0.8, pace = { progressive = { per_free_agent = 2 } } }\n[wait]\nhold = \"silence\"\n\
         [aftermath]\nconverts = 0.01\nleaves = { scale = 1 }\n[market]\ncustomers = 2000\nsize = 40000\n",
    );
    let run = whole(&model, 0);
    assert!(run.dialed == 3000.0 && run.customers_lost > 100.0);
    assert_eq!(run.customers, 2000.0 - run.customers_lost - run.customers_gone + run.customers_won);
}

#[test]
fn a_warm_up_of_days_is_not_counted_in_the_market_either() {
    let text = "[wait]\nhold = \"music\"\n[aftermath]\n[market]\ncustomers = 20000\nsize = 60000\n";
    let mut model = busy(6, "", text);
    let days = lived(&model, 1, 0);
    model.horizon.warm_up_s = 2.0 * 86_400.0;
    let run = whole(&model, 0);
    assert_eq!(run.customers, days[1].customers - run.customers_lost - run.customers_gone + run.customers_won);
    assert_eq!(run.customers, days[5].customers);
}

#[test]
fn arrivals_follow_the_customer_base() {
    let market = |feeds: bool, customers: u32| {
        let text = format!(
            "[aftermath]\nleaves = {{ scale = 0 }}\nconverts = 0\n[market]\ncustomers = {customers}\nsize = 100000\n\
             feeds_arrivals = {feeds}\n"
        );
        busy(3, "", &text)
    };
    let offered = |model: &Model| (0..10).map(|i| whole(model, i).offered).sum::<f64>();
    let plain = offered(&busy(3, "", ""));
    for model in [market(true, 30_000), market(false, 30_000)] {
        // 40,000 contacts: four standard errors are 2 %.
        assert!((offered(&model) / plain - 1.0).abs() < 0.02);
    }
}
