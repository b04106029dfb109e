//! Waits that change while they last: announcements, messages, being overtaken, being handed on.

use onhold::floor::Happening;
use onhold::study::listen;

use super::{FIVE, Heard, INF, by_hand, compile, whole};

const TOLD: &str = r#"
[horizon]
opens = "08:00"
closes = "09:00"
[contact.call]
arrivals = { rate = "1/h" }
handle = { constant = "100s" }
[group.team]
agents = 1
skills.call = {}
[wait]
acceptable = "60s"
stretch = { past_promise = 2 }
[wait.announce]
estimate = "queue-length"
promise = 0.5
leaves_at_once = 1
[aftermath]
"#;

/// One agent is busy until 100. The second is told 50 s (one ahead of nobody, half of 100) and waits 90: 50 + 2 × 40 felt
/// seconds. The third, with patience for 60, is told 100 s, leaves at once. The fourth has patience for 120, is told 100,
/// and leaves when 100 + 2 × 10 felt seconds are over.
#[test]
fn what_is_announced_is_a_promise_and_moves_what_is_acceptable() {
    let model = compile(TOLD);
    let day = [(0, 0.0, 100.0, INF), (0, 10.0, 100.0, INF), (0, 20.0, 100.0, 60.0), (0, 25.0, 100.0, 120.0)];
    let heard = by_hand(&model, &day, Heard::default());
    let of = |key: u64| heard.experiences.iter().find(|(k, _)| *k == key).map(|(_, e)| *e).unwrap();
    assert_eq!(of(1).broke_promise, None);
    assert_eq!((of(2).perceived_s, of(2).broke_promise, of(2).hard_s), (130.0, Some(true), 40.0));
    // e_w moves half way from 60 to 50; the promise is scored -1.
    assert!((of(2).scores.wait - (55.0 - 130.0) / 120.0).abs() < 1e-12);
    assert_eq!(of(2).scores.promise, Some(-1.0));
    let happened = |number: u64| -> Vec<(f64, &str)> {
        let mine = heard.events.iter().filter(|e| e.contact.is_some_and(|c| c.0 == number));
        mine.map(|e| (e.at_s, e.what.name())).collect()
    };
    let told: Vec<f64> = heard.events.iter().filter_map(|e| e.announced_s).collect();
    assert_eq!(told, [50.0, 100.0, 100.0]);
    assert_eq!(happened(3), [(20.0, "arrives"), (20.0, "announced"), (20.0, "balks")]);
    assert_eq!(happened(4).last(), Some(&(135.0, "abandons")));
    assert_eq!((of(4).perceived_s, of(4).scores.promise), (120.0, None));
    assert_eq!(heard.broken, [2, 4]);
}

/// Each contact takes 100 s; they come at 0, 10 and 50, and, when the second has been answered after 90 s, at 150.
#[test]
fn what_the_last_and_the_first_in_line_have_waited_is_announced() {
    let day = [(0, 0.0, 100.0, INF), (0, 10.0, 100.0, INF), (0, 50.0, 100.0, INF), (0, 150.0, 100.0, INF)];
    for (estimate, expected) in [("last-to-enter", [0.0, 0.0, 90.0]), ("head-of-line", [0.0, 40.0, 100.0])] {
        let text = TOLD.replace("queue-length", estimate).replace("promise = 0.5", "promise = 1");
        let heard = by_hand(&compile(&text), &day, Heard::default());
        let told: Vec<f64> = heard.events.iter().filter_map(|e| e.announced_s).collect();
        assert_eq!(told, expected, "{estimate}");
    }
}

/// Two are dialed at once for one agent: the second is on the line, waits, and is told.
#[test]
fn whoever_was_dialed_and_has_to_wait_is_told_how_long() {
    let model = compile(
        "[horizon]\ncloses = \"01:00\"\n[contact.out]\nchannel = \"outbound\"\nhandle = { constant = \"1m\" }\npatience = { constant = \"90s\" }\n\
         dialer = { list = 2, reach = 1, pace = { progressive = { per_free_agent = 2 } } }\n\
         wait = { announce = { estimate = \"queue-length\" } }\n[group.team]\nagents = 1\nskills.out = {}\n",
    );
    let heard = listen(&model, 1, 0, Heard::default());
    let told: Vec<f64> = heard.events.iter().filter_map(|e| e.announced_s).collect();
    assert_eq!(told, [60.0]);
}

/// E-mail that nobody answers waits to the end of the run, and so does a customer whose agent never comes: both are over.
#[test]
fn announcements_that_are_repeated_come_to_an_end() {
    let text = TOLD
        .replace("leaves_at_once = 1", "every = \"30s\"")
        .replace("closes = \"09:00\"", "closes = \"09:00\"\ndays = 2")
        + "[contact.mail]\nchannel = \"email\"\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"100s\" }\n\
           [group.writers]\nagents = [0, 0]\nskills.mail = {}\n";
    let model = compile(&text);
    let heard =
        by_hand(&model, &[(0, 0.0, 5000.0, INF), (0, 10.0, 100.0, INF), (1, 20.0, 100.0, INF)], Heard::default());
    let told = |number: u64| {
        let mine = heard.events.iter().filter(|e| e.contact.is_some_and(|c| c.0 == number));
        mine.filter(|e| e.what == Happening::Announced).count()
    };
    // From 10 s on every 30 s to the first time after closing at 3600.
    assert_eq!((told(2), told(3)), (121, 0));
}

#[test]
fn a_quantile_that_is_announced_is_kept_as_often_as_it_says() {
    // M/M/20 without abandonment; nothing is felt that could act.
    let text = "[horizon]\nsteady = \"2000h\"\nwarm_up = \"5h\"\n[contact.call]\narrivals = { rate = \"285/h\" }\n\
                handle = { exponential = { mean = \"240s\" } }\n[group.all]\nagents = 20\nskills.call = {}\n[wait]\n\
                [wait.announce]\nestimate = \"quantile\"\nquantile = 0.8\n";
    let t = whole(&compile(text), 0);
    let broken = t.broken_promises / t.delayed;
    // Half a million waits, in busy spells: some 2,000 of them are independent; four standard errors are 0.035.
    assert!((broken - 0.2).abs() < 0.02, "{broken}");
}

#[test]
fn customers_who_come_at_one_moment_are_told_of_those_before_them_whenever_they_are_told() {
    for at in ["0s", "1s"] {
        let announce = format!("[wait]\nannounce = {{ estimate = \"queue-length\", at = \"{at}\" }}\n");
        let model = compile(&FIVE.replace("[wait]\n", &announce).replace("\"2m\"", "\"5m\""));
        let four = [100.0; 4].map(|at_s| (0, at_s, 300.0, INF));
        let heard = by_hand(&model, &four, Heard::default());
        assert_eq!(heard.experiences.len(), 4);
        assert!(heard.broken.is_empty(), "{at}: {:?}", heard.broken);
    }
}

// ---- Unfairness is produced by being overtaken. ----

#[test]
fn whoever_is_overtaken_and_sees_it_feels_the_wait_longer() {
    let text = |visible: f64| {
        format!(
            "[horizon]\ncloses = \"01:00\"\n[contact.plain]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"100s\" }}\n\
             [contact.first]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"100s\" }}\n[group.team]\nagents = 1\n\
             skills.plain = {{ priority = 2 }}\nskills.first = {{ priority = 1 }}\n[wait]\norder_visible = {visible}\n"
        )
    };
    let day = [(0, 0.0, 100.0, INF), (0, 10.0, 100.0, INF), (1, 20.0, 100.0, INF), (1, 30.0, 100.0, INF)];
    let felt = |visible: f64| {
        let heard = by_hand(&compile(&text(visible)), &day, Heard::default());
        heard.experiences.iter().find(|(key, _)| *key == 2).unwrap().1.perceived_s
    };
    assert_eq!(felt(0.0), 290.0);
    // Overtaken at 100 and at 200; 290 s in all, of which 100 behind one and 100 behind two.
    let clock = |n: f64| ((0.5 * (1.0 - (-0.7 * n).exp())) * 1.5f64.ln()).exp();
    assert!((felt(0.5) - (90.0 + 100.0 * clock(1.0) + 100.0 * clock(2.0))).abs() < 1e-9);
    let first_come = "[routing]\ncontact = [\"longest-wait\"]\n";
    let heard = by_hand(&compile(&format!("{}{first_come}", text(1.0))), &day, Heard::default());
    assert!(
        heard.experiences.iter().all(|(_, e)| e.perceived_s == e.hard_s || e.hard_s == 0.0),
        "first come, first served"
    );
}

// ---- Handed on. ----

/// A customer handed on with the patience that is left, after a wait of 50 s by a clock that a message has slowed down to
/// 1: 30 × 2 + 20 felt seconds of 200 are gone; at speed 2 for 30 s and 1 after, 120 are left for 30 + 60 s.
#[test]
fn what_a_changing_wait_has_used_of_patience_is_gone_for_the_next() {
    let model = compile(
        "[horizon]\ncloses = \"01:00\"\n[contact.call]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1m\" }\n\
         transfer = { to = { expert = 1 }, fresh_patience = false }\n[contact.expert]\nhandle = { constant = \"1m\" }\n\
         [group.team]\nagents = 1\nskills.call = {}\n[group.experts]\nagents = 0\nskills.expert = {}\n[wait]\nidle = 1\n\
         stretch = { idle = 2 }\n[[wait.message]]\nat = \"30s\"\nmakes = { idle = 0 }\n",
    );
    let day = [(0, 0.0, 60.0, INF), (0, 10.0, 20.0, 200.0)];
    let heard = by_hand(&model, &day, Heard::default());
    let left: Vec<f64> = heard.events.iter().filter(|e| e.what == Happening::Abandons).map(|e| e.at_s).collect();
    assert_eq!(left, [80.0 + 90.0]);
}

#[test]
fn customers_who_are_handed_on_stay_of_their_kind() {
    let abandoned = |clock: u32| {
        let model = compile(&format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[customer.hasty]\nclock = {clock}\n[contact.a]\n\
             arrivals = {{ rate = \"100/h\" }}\nhandle = {{ constant = \"1m\" }}\nsegment = {{ hasty = 1 }}\n\
             transfer = {{ to = {{ b = 1 }} }}\n[contact.b]\nhandle = {{ exponential = {{ mean = \"3m\" }} }}\n\
             patience = {{ exponential = {{ mean = \"8m\" }} }}\nwait = {{ hold = \"silence\" }}\n[group.g]\nagents = 3\n\
             skills.a = {{}}\n[group.h]\nagents = 4\nskills.b = {{}}\n"
        ));
        (0..5).map(|replication| whole(&model, replication).abandoned).sum::<f64>()
    };
    let (calm, hasty) = (abandoned(1), abandoned(4));
    assert!(hasty > 1.1 * calm, "{hasty} {calm}");
}

#[test]
fn customers_of_a_type_without_a_mix_wait_by_the_clock_of_the_standard_kind() {
    let felt = |more: &str| {
        let heard = by_hand(
            &compile(&format!("{FIVE}{more}")),
            &[(0, 0.0, 120.0, INF), (0, 30.0, 120.0, INF)],
            Heard::default(),
        );
        heard.experiences.iter().find(|(key, _)| *key == 2).map(|(_, e)| e.perceived_s)
    };
    assert_eq!(felt(""), Some(180.0));
    // Whatever the wait is like, a minute of theirs is three of those of the others.
    assert_eq!(felt("[customer.standard]\nclock = 3\n"), Some(540.0));
}
