//! Figures of single stages, each where it acts: kinds of customer, service, notice, complaints, word of mouth.

use onhold::floor::{Experience, Happening, Wait};
use onhold::journey::{Card, Circumstances, consequences};
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::{CustomerKind, GroupId, Model};
use onhold::scenario::{NoFiles, Scenario};
use onhold::study::listen;

use super::value::FIVE_CONTACTS;
use super::{FIVE, Heard, INF, busy, by_hand, compile, whole};

/// The books of the day of five contacts.
fn five(model: &Model) -> Totals {
    let section = by_hand(model, &FIVE_CONTACTS, Ledger::<true>::of_center(model)).take_section();
    Window::whole_time(model, &section, &cell_ends(model)).whole()
}

// ---- Kinds of customer. ----

#[test]
fn hold_does_nothing_for_whoever_cannot_be_persuaded() {
    let felt = |persuadable: f64| {
        let text = FIVE.replace("idle = 1\nstretch = { idle = 2 }", "hold = \"own-choice\"")
            + &format!("[customer.standard]\npersuadable = {persuadable}\n");
        let heard = by_hand(&compile(&text), &[(0, 0.0, 120.0, INF), (0, 30.0, 120.0, INF)], Heard::default());
        heard.experiences.iter().find(|(key, _)| *key == 2).unwrap().1.perceived_s
    };
    let (idle, others) = (1.36f64, 1.30 * 1.15);
    for (persuadable, idle) in [(0.0, idle), (0.5, idle.powf(0.65)), (1.0, idle.powf(0.3))] {
        let expected_s = 90.0 * idle * others;
        assert!((felt(persuadable) - expected_s).abs() < 1e-9 * expected_s, "{persuadable}: {}", felt(persuadable));
    }
}

#[test]
fn a_kind_is_worth_complains_and_tells_what_it_says() {
    let vip = "[customer.vip]\nvalue = 3\ncomplains = 0.5\ntells = { from = 7, to = 9 }\n";
    let text = FIVE.replace("[group.team]", "segment = { vip = 1 }\n[group.team]") + vip;
    let (plain, vip) = (five(&compile(FIVE)), five(&compile(&text)));
    let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-9 * b.abs().max(1.0), "{a} is not {b}");
    // One is dissatisfied, four are not.
    close(vip.complaints, 0.5);
    close(vip.people_told, 0.5 * 8.0);
    close(vip.people_told_good, plain.people_told_good);
    // Who leaves is worth three; who is won or lost by what is told is anybody.
    let by_word = 0.2 * vip.people_told;
    close(vip.lifetime_value_won, 26_000.0 * vip.customers_won);
    close(vip.lifetime_value_lost, 26_000.0 * (by_word + 3.0 * (vip.customers_lost - by_word)));
    assert!(vip.customers_lost > by_word);
}

// ---- Service. ----

/// Of 200,000 contacts the share that is helped has a standard error of at most 0.0011.
#[test]
fn anger_and_load_cost_as_much_help_as_the_formula_says() {
    let model = busy(
        1,
        "segment = { standard = 0.5, hostile = 0.5 }",
        "[customer.hostile]\nhostility = 3\n[wait]\n[service]\nresolution = 0.72\nanger = 0.4\nload = 8\n",
    );
    let card = Card::new(&model, &model.contacts[0]);
    for (kind, hostility) in [(0, 1.0), (1, 3.0)] {
        for (felt_s, u) in [(0.0, 0.5f64 / 3.0), (420.0, -1.0)] {
            for occupied in [0.5f64, 0.85, 0.95] {
                let how =
                    Circumstances { kind, mood: 0.0, occupied, expected: 0.0, notified: false, called_late: None };
                let wait = Wait { clock_s: felt_s, felt_s, fair_s: felt_s, ..Wait::default() };
                let mut felt = Experience::default();
                let helped = (0..200_000u64).filter(|key| {
                    card.served_in(&wait, GroupId(0), key.wrapping_mul(0x9E37_79B9_7F4A_7C15), &how, &mut felt);
                    felt.resolved
                });
                let share = helped.count() as f64 / 200_000.0;
                let odds = (0.72f64 / 0.28).ln() - 8.0 * (occupied - 0.85).max(0.0) - 0.4 * hostility * (-u).max(0.0);
                let expected = 1.0 / (1.0 + (-odds).exp());
                let error = (expected * (1.0 - expected) / 200_000.0).sqrt();
                assert!((share - expected).abs() <= 4.0 * error, "{kind} {felt_s} {occupied}: {share}, not {expected}");
            }
        }
    }
}

// ---- Notice. ----

#[test]
fn who_got_nothing_and_is_told_why_remembers_an_easier_wait() {
    let notice = "[aftermath.notice]\nshare = 1\ncosts = 3\nmakes = { idle = 0 }\n";
    let told = compile(&FIVE.replace("[value]", &format!("{notice}[value]")));
    let heard = by_hand(&told, &FIVE_CONTACTS, Heard::default());
    for (key, one) in &heard.experiences {
        let gave_up = *key == 4;
        assert_eq!(one.notice_costs, gave_up.then_some(3.0), "contact {key}");
        if gave_up {
            // 200 felt seconds, in hindsight the 100 of the clock.
            assert_eq!(one.perceived_s, 200.0);
            assert!((one.scores.wait - (60.0 - 100.0) / 120.0).abs() < 1e-12);
        }
    }
    let (plain, told) = (five(&compile(FIVE)), five(&told));
    assert!((told.goodwill_cost - 20.0 * told.complaints - 3.0).abs() < 1e-9);
    assert!(told.satisfaction > plain.satisfaction);
}

#[test]
fn whoever_is_told_why_need_not_try_again() {
    let redials = |spares: f64| {
        let redial = "redial = { share = 1, after = { constant = \"5m\" } }\n[group.team]";
        let notice = format!("[aftermath.notice]\nshare = 1\nspares = {spares}\n[value]");
        let model = compile(&FIVE.replace("[group.team]", redial).replace("[value]", &notice));
        let heard = by_hand(&model, &FIVE_CONTACTS, Heard::default());
        heard.events.iter().filter(|e| e.what == Happening::Redials).count()
    };
    assert_eq!((redials(0.0), redials(1.0)), (1, 0));
}

// ---- Complaints. ----

/// Handled in five minutes, all of them well: only whoever is handled fast stays.
#[test]
fn a_complaint_is_handled_fast_or_not() {
    let lost = |fast_within: &str| {
        let text = format!(
            "[contact.complaint]\nhandle = {{ constant = \"5m\" }}\n[group.desk]\nagents = 40\nskills.complaint = {{}}\n[wait]\n\
             hold = \"silence\"\n[service]\n[aftermath]\ncomplains = 1\nconverts = 0\nleaves = {{ scale = 1, delighted = 0, \
             satisfied = 0, indifferent = 0, resolved = 1, resolved_fast = 0 }}\ncomplaint = {{ becomes = \"complaint\", \
             after = {{ constant = \"1m\" }}, resolves = 1, fast_within = \"{fast_within}\" }}\n"
        );
        let t = whole(&busy(1, "", &text), 0);
        assert!(t.recovered > 100.0);
        (t.customers_lost, t.recovered)
    };
    let (slow, fast) = (lost("1m"), lost("10m"));
    assert_eq!((slow.0, fast.0), (slow.1, 0.0));
}

#[test]
fn during_an_alarm_something_else_is_played() {
    let speeds = |hold: &str| {
        let text = format!(
            "[wait]\nhold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.5\n[aftermath.alarm]\ncomplaints_per_hour = 10\n\
             lasts = \"1h\"\n{hold}"
        );
        let heard = listen(&busy(1, "", &text), 1, 0, Heard::default());
        let waited = heard.experiences.iter().filter(|(_, e)| e.hard_s > 0.0);
        let mut speeds: Vec<i64> = waited.map(|(_, e)| (1e6 * e.perceived_s / e.hard_s).round() as i64).collect();
        speeds.sort_unstable();
        speeds.dedup();
        speeds
    };
    let (silence, own_choice) = (1.36 * 1.30 * 1.15, 1.36f64.powf(0.3) * 1.30 * 1.15);
    let [silence, own_choice] = [silence, own_choice].map(|speed: f64| (1e6 * speed).round() as i64);
    assert_eq!(speeds(""), [silence]);
    assert_eq!(speeds("hold = \"own-choice\"\n"), [own_choice, silence]);
}

// ---- Word of mouth. ----

#[test]
fn each_listener_tells_others_and_the_story_ends() {
    let told = |share: &str| {
        let mut scenario = Scenario::parse(FIVE, "five.toml").unwrap();
        scenario.set("aftermath.second_hand", share).ok()?;
        let model = scenario.compile(&NoFiles).unwrap_or_else(|mistakes| panic!("{mistakes}")).model;
        let aftermath = model.contacts[0].aftermath.as_ref()?;
        Some(consequences(aftermath, &CustomerKind::standard(), [0.0, 0.0, 0.0, 1.0]).people_told)
    };
    let close = |told: Option<f64>, expected: f64| assert!((told.unwrap() - expected).abs() < 1e-12, "{told:?}");
    close(told("0"), 17.28);
    close(told("0.5"), 2.0 * 17.28);
    // From 1 on a story would never end.
    assert_eq!(told("1"), None);
}
