//! Callbacks: how the wait is predicted for which they are offered, how well that comes true, and what waiting for the
//! call feels like.

use onhold::measure::Totals;

use super::{Heard, INF, by_hand, compile, whole};

/// One agent for two types; who waits is told how long. So few are expected that nobody need be reckoned with who would
/// come and be taken first.
fn shared(a: &str, b: &str, estimate: &str, more: &str) -> String {
    format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = {{ rate = \"0.00001/h\" }}\nhandle = {{ constant = \"100s\" }}\n\
         [contact.b]\narrivals = {{ rate = \"0.00001/h\" }}\nhandle = {{ constant = \"300s\" }}\n[group.team]\nagents = 1\n\
         skills.a = {{ {a} }}\nskills.b = {{ {b} }}\n{more}\n[wait]\nannounce = {{ estimate = \"{estimate}\" }}\n"
    )
}

/// What the contacts of a day are told, s.
fn told(text: &str, day: &[(u16, f64)]) -> Vec<f64> {
    let day: Vec<(u16, f64, f64, f64)> =
        day.iter().map(|&(k, at_s)| (k, at_s, if k == 0 { 100.0 } else { 300.0 }, INF)).collect();
    by_hand(&compile(text), &day, Heard::default()).events.iter().filter_map(|e| e.announced_s).collect()
}

/// The agent has a b of 300 s in hand, another b waits, then an a comes, then a b.
const DAY: [(u16, f64); 4] = [(1, 0.0), (1, 10.0), (0, 20.0), (1, 30.0)];

#[test]
fn everybody_counts_whom_the_same_agent_would_take_first() {
    // First come, first served: 300 of the one in hand; 300 more of the b in front; 100 more of the a in front of the last.
    assert_about(&shared("", "", "queue-length", ""), [300.0, 600.0, 700.0]);
    // a before b: the b in front of it does not count for the a, and the a counts for the last b.
    let first = shared("priority = 1", "priority = 2", "queue-length", "");
    assert_about(&first, [300.0, 300.0, 700.0]);
    // b before a: the a in front of it does not count for the last b.
    let last = shared("priority = 2", "priority = 1", "queue-length", "");
    assert_about(&last, [300.0, 600.0, 600.0]);
}

fn assert_about(text: &str, expected: [f64; 3]) {
    let told = told(text, &DAY);
    assert!(told.len() == 3 && told.iter().zip(expected).all(|(s, expected)| (s - expected).abs() < 0.01), "{told:?}");
}

/// The agent has a b in hand, and 18 a an hour, half of all that can be done, are expected and go first: 300 s become 600.
#[test]
fn who_will_come_and_go_first_is_reckoned_with() {
    let text = shared("priority = 1", "priority = 2", "queue-length", "").replace("300s", "100s");
    let text = text.replacen("0.00001/h", "18/h", 1);
    let told = told(&text, &[(1, 0.0), (1, 10.0)]);
    assert!((told[0] - 200.0).abs() < 1e-6, "{told:?}");
}

#[test]
fn the_first_in_line_is_whoever_is_taken_first_of_any_type() {
    assert_eq!(told(&shared("", "", "head-of-line", ""), &DAY), [0.0, 10.0, 20.0]);
    let first = shared("priority = 1", "priority = 2", "head-of-line", "");
    assert_eq!(told(&first, &DAY), [0.0, 0.0, 20.0]);
}

/// The median of an exponential variable with the mean 300, and of two stages (1.678 and its mean 2, from tables of the
/// gamma distribution) times 600 / 2.
#[test]
fn a_quantile_is_of_the_same_prediction() {
    let text = shared("", "", "quantile", "").replace("\"quantile\"", "\"quantile\", quantile = 0.5");
    let told = told(&text, &DAY[..3]);
    assert!((told[0] - 300.0 * 2f64.ln()).abs() < 1e-6, "{told:?}");
    assert!((told[1] - 300.0 * 1.678_346_99).abs() < 1e-4, "{told:?}");
}

/// A second group takes b alone: of the b in front the two are done with all in 75 s, of which the first agent takes three
/// quarters. Without steps the a waits 100 s for the a in hand, a quarter of which is for it already, and 150 s for three
/// quarters of a b and a quarter of an a; in steps of half a contact it is 220 s in all.
#[test]
fn other_agents_take_some_of_those_in_front() {
    let text = shared("", "", "queue-length", "[group.more]\nagents = 1\nskills.b = {}");
    // The a goes to the first agent, the b to the second; then a b waits, then an a.
    let told = told(&text, &[(0, 0.0), (1, 1.0), (1, 2.0), (0, 3.0)]);
    assert!((told[0] - 75.0).abs() < 1e-6 && (told[1] - 220.0).abs() < 1e-6, "{told:?}");
}

/// Whoever comes fourth is predicted 700 s.
#[test]
fn a_callback_is_offered_from_the_predicted_wait_on() {
    for (estimate, predicted_s) in
        [("", 700.0), (", estimate = \"queue-length\"", 700.0), (", estimate = \"head-of-line\"", 20.0)]
    {
        for (from_s, taken) in [(predicted_s - 1.0, true), (predicted_s, true), (predicted_s + 1.0, false)] {
            let callback = format!(
                "[contact.b.callback]\noffer_when = {{ predicted_wait = \"{from_s}s\"{estimate} }}\naccepts = 1\n"
            );
            let model = compile(&shared("", "", "queue-length", &callback));
            let day = DAY.map(|(k, at_s)| (k, at_s, 100.0, INF));
            let heard = by_hand(&model, &day, Heard::default());
            let takes = heard
                .events
                .iter()
                .any(|e| e.what == onhold::floor::Happening::TakesCallback && e.contact.is_some_and(|c| c.0 == 4));
            assert_eq!(takes, taken, "{estimate} from {from_s} s");
        }
    }
}

/// A planner's case: 20 agents are shared by a (20 an hour) and b (220 an hour), 5 minutes each. Predicted by a's own queue
/// over all agents the wait was never 3 minutes, and nobody was offered anything.
#[test]
fn callbacks_are_offered_and_taken_where_agents_are_shared() {
    let text = |callback: &str| {
        format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {{ rate = \"20/h\" }}\n{SHARED}{callback}\n\
             [contact.b]\narrivals = {{ rate = \"220/h\" }}\n{SHARED}[group.g]\nagents = 20\nskills.a = {{}}\nskills.b = {{}}\n"
        )
    };
    let with = text("callback = { offer_when = { predicted_wait = \"3m\" }, accepts = 1.0, served = \"in-turn\" }");
    let (model, mut sum) = (compile(&with), Totals::default());
    for replication in 0..40 {
        sum += whole(&model, replication);
    }
    // b's contacts are nine tenths of the queue: of a's 200 a day a good fifth meets a predicted wait of three minutes.
    let share = sum.callbacks / (sum.offered / 12.0);
    assert!(share > 0.2 && share < 0.8, "{share}");
    let ratio = sum.predicted_s / sum.lived_s;
    assert!(sum.predicted > 1000.0 && (ratio - 1.0).abs() < 0.05, "{ratio}");
}

const SHARED: &str = "handle = { exponential = { mean = \"5m\" } }\npatience = { exponential = { mean = \"60m\" } }\n";

/// Contacts of 240 s, announced by what is in front.
fn steady(types: &str, groups: &str) -> String {
    format!(
        "[horizon]\nsteady = \"100h\"\nwarm_up = \"5h\"\n{types}{groups}[wait]\nannounce = {{ estimate = \"queue-length\" }}\n"
    )
}

fn of_240s(name: &str, per_hour: u32) -> String {
    format!(
        "[contact.{name}]\narrivals = {{ rate = \"{per_hour}/h\" }}\nhandle = {{ exponential = {{ mean = \"240s\" }} }}\n"
    )
}

/// Mean error of the predictions of a model in a hundred independent stretches, its standard error, and the mean wait, s.
fn errors(text: &str) -> (f64, f64, f64) {
    let model = compile(text);
    let (mut errors, mut waits, mut lived_s) = (Vec::new(), 0.0, 0.0);
    for replication in 0..100 {
        let t = whole(&model, replication);
        errors.push(t.predicted_s - t.lived_s);
        (waits, lived_s) = (waits + t.predicted, lived_s + t.lived_s);
    }
    let mean = errors.iter().sum::<f64>() / 100.0;
    let variance = errors.iter().map(|e| (e - mean) * (e - mean)).sum::<f64>() / 99.0;
    let per_wait = 100.0 / waits;
    (mean * per_wait, (variance / 100.0).sqrt() * per_wait, lived_s / waits)
}

/// First come, first served with exponential service: the prediction is the expected wait behind so many, so that over many
/// contacts it comes true. Of a hundred stretches, the mean error is nought within four standard errors, which are at most
/// 3 % of the wait.
#[test]
fn predictions_for_shared_agents_are_calibrated() {
    let types = of_240s("a", 25) + &of_240s("b", 105);
    let (error_s, se_s, lived_s) = errors(&steady(&types, "[group.all]\nagents = 10\nskills.a = {}\nskills.b = {}\n"));
    assert!(se_s < 0.03 * lived_s, "{se_s} of {lived_s}");
    assert!(error_s.abs() < 4.0 * se_s, "{error_s} +- {se_s} of {lived_s}");
}

/// Groups that overlap in part (nine agents take a, six take a and b): a fluid knows no chance, but comes within a
/// twentieth of the wait that is lived. Where those in front were split by heads, a third of it was missing.
#[test]
fn predictions_for_groups_that_overlap_in_part_are_right_within_a_twentieth() {
    let types = of_240s("a", 135) + &of_240s("b", 75);
    let groups = "[group.x]\nagents = 9\nskills.a = {}\n[group.y]\nagents = 6\nskills.a = {}\nskills.b = {}\n";
    let (error_s, se_s, lived_s) =
        errors(&steady(&types, &format!("{groups}[routing]\ncontact = [\"longest-wait\"]\n")));
    assert!(se_s < 0.03 * lived_s, "{se_s} of {lived_s}");
    assert!(error_s.abs() < 0.05 * lived_s, "{error_s} +- {se_s} of {lived_s}");
}

/// a is taken after b, whose contacts go on coming: they count as those in front do. Predicted by those in front alone, a
/// waited five times as long as it was told.
#[test]
fn predictions_for_a_type_that_others_overtake_are_right_within_a_twentieth() {
    let types = of_240s("a", 25) + &of_240s("b", 105);
    let groups = "[group.all]\nagents = 10\nskills.a = { priority = 2 }\nskills.b = { priority = 1 }\n";
    let (error_s, se_s, lived_s) = errors(&steady(&types, groups));
    assert!(se_s < 0.03 * lived_s, "{se_s} of {lived_s}");
    assert!(error_s.abs() < 0.05 * lived_s, "{error_s} +- {se_s} of {lived_s}");
}

/// Everybody takes a callback in turn, at a promise of 1: nobody in the queue hangs up, however impatient on the line.
#[test]
fn who_waits_in_the_queue_for_a_callback_does_not_hang_up() {
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = { rate = \"235/h\" }\n\
                handle = { exponential = { mean = \"5m\" } }\npatience = { exponential = { mean = \"3m\" } }\n\
                callback = { offer_when = { queue = 0 }, accepts = 1, served = \"in-turn\" }\n[group.g]\nagents = 20\nskills.a = {}\n";
    let (model, mut sum) = (compile(text), Totals::default());
    (0..40).for_each(|replication| sum += whole(&model, replication));
    let ratio = sum.predicted_s / sum.lived_s;
    assert!(sum.callbacks > 1000.0 && (ratio - 1.0).abs() < 0.05, "{ratio}");
}

/// Contacts take 2 minutes until 13:00 and 5 afterwards, of agents who are as busy before as after.
#[test]
fn predictions_know_that_handle_times_change_over_the_day() {
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = { rate = { \"08:00\" = \"225/h\", \"13:00\" = \"90/h\" } }\n\
                handle = { exponential = { mean = { \"08:00\" = \"2m\", \"13:00\" = \"5m\" } } }\n[group.g]\nagents = 8\nskills.a = {}\n\
                [wait]\nannounce = { estimate = \"queue-length\" }\n";
    let (model, mut sum) = (compile(text), Totals::default());
    (0..200).for_each(|replication| sum += whole(&model, replication));
    let ratio = sum.predicted_s / sum.lived_s;
    assert!(sum.predicted > 10_000.0 && (ratio - 1.0).abs() < 0.05, "{ratio}");
}

// ---- Waiting for the call. ----

const CALLED: &str = r#"
[horizon]
opens = "08:00"
closes = "09:00"
[contact.call]
arrivals = { rate = "1/h" }
handle = { constant = "1000s" }
[contact.call.callback]
offer_when = { queue = 0 }
accepts = 1
promise = 0.5
[group.team]
agents = 1
skills.call = {}
[wait]
hold = "silence"
[aftermath]
"#;

/// The agent is busy until 1000. The second comes at 10, is promised a call within 500 s and is called after 990: occupied and
/// as certain as a promise is, on a clock of exp(0.2 ln 1.3), then half as fast again. What was promised is acceptable, and
/// a point is twice as much. The third is still waiting at closing, at 3600.
#[test]
fn waiting_for_a_callback_has_a_clock_of_its_own() {
    let day = [(0, 0.0, 1000.0, INF), (0, 10.0, 1000.0, INF)];
    let heard = by_hand(&compile(CALLED), &day, Heard::default());
    let felt = heard.experiences.iter().find(|(key, _)| *key == 2).map(|(_, e)| *e).unwrap();
    let speed = (0.2 * 1.3f64.ln()).exp();
    let expected_s = speed * (500.0 + 1.5 * 490.0);
    assert!((felt.perceived_s - expected_s).abs() < 1e-9, "{}", felt.perceived_s);
    assert_eq!((felt.hard_s, felt.broke_promise, felt.scores.promise), (990.0, Some(true), Some(-1.0)));
    assert!((felt.scores.wait - (500.0 - expected_s) / 1000.0).abs() < 1e-12, "{}", felt.scores.wait);
    // Nothing played on the line is heard by somebody who has hung up; the keys of the wait for a call are.
    let certain = CALLED.replace(
        "hold = \"silence\"",
        "hold = \"music\"\ncallback = { uncertain = 0 }\nstretch = { past_promise = 2 }",
    );
    let heard = by_hand(&compile(&certain), &day, Heard::default());
    let felt = heard.experiences.iter().find(|(key, _)| *key == 2).map(|(_, e)| *e).unwrap();
    assert_eq!((felt.perceived_s, felt.hard_s), (500.0 + 2.0 * 490.0, 490.0));
}

/// A call that comes when it was promised is worth about what a wait of acceptable length is, one at once half a point.
#[test]
fn a_call_in_time_is_neither_good_nor_bad() {
    let text =
        CALLED.replace("promise = 0.5", "promise = 0.99").replace("hold = \"silence\"", "callback = { uncertain = 0 }");
    let heard = by_hand(&compile(&text), &[(0, 0.0, 1000.0, INF), (0, 10.0, 1000.0, INF)], Heard::default());
    let felt = heard.experiences.iter().find(|(key, _)| *key == 2).map(|(_, e)| *e).unwrap();
    assert_eq!((felt.perceived_s, felt.broke_promise), (990.0, Some(false)));
    assert!(felt.scores.wait.abs() < 1e-12, "{}", felt.scores.wait);
}

/// The measures of felt waits hold waits for a callback, those of the end of the run too, with the clock beside them.
#[test]
fn felt_measures_hold_the_waits_for_a_callback() {
    let model = compile(
        "[horizon]\ncloses = \"02:00\"\n[contact.call]\narrivals = { rate = \"60/h\" }\nhandle = { constant = \"120s\" }\n\
         callback = { offer_when = { queue = 1 }, accepts = 0.5, served = \"when-quiet\" }\n\
         [group.g]\nagents = 1\nskills.call = {}\n[wait]\nhold = \"silence\"\n[aftermath]\n",
    );
    let t = whole(&model, 3);
    assert!(t.callbacks > t.called_back && t.called_back > 0.0, "{t:?}");
    // All of it is felt longer than it is.
    assert!((t.hard_s - t.felt_clock_s).abs() < 1e-6 * t.felt_clock_s, "{} of {}", t.hard_s, t.felt_clock_s);
    assert!(t.felt_clock_s > t.wait_s + t.callback_wait_s && t.perceived_s > t.felt_clock_s);
}

/// What follows in expected numbers and what is drawn agree: the classes are the same, and complaints come out within four
/// standard errors.
#[test]
fn what_follows_from_callbacks_is_the_same_expected_and_drawn() {
    let text = "[horizon]\ncloses = \"08:00\"\n[contact.call]\narrivals = { rate = \"60/h\" }\n\
                handle = { exponential = { mean = \"120s\" } }\n\
                callback = { offer_when = { predicted_wait = \"5m\" }, accepts = 0.7, promise = 0.6, reach = 0.9 }\n\
                [group.g]\nagents = 2\nskills.call = {}\n[wait]\nhold = \"silence\"\n[service]\n[aftermath]\ncomplains = 0.3\n";
    let drawn = compile(&format!("{text}alarm = {{ complaints_per_hour = 100000 }}\n"));
    let expected = compile(text);
    let (mut one, mut other) = (Totals::default(), Totals::default());
    for replication in 0..40 {
        one += whole(&expected, replication);
        other += whole(&drawn, replication);
    }
    let classes = |t: &Totals| [t.delighted, t.satisfied, t.indifferent, t.dissatisfied];
    assert_eq!(classes(&one), classes(&other));
    assert!(one.called_back > 1000.0 && one.dissatisfied > 1000.0, "{one:?}");
    let error = (0.3 * 0.7 * one.dissatisfied).sqrt();
    assert!((one.complaints - 0.3 * one.dissatisfied).abs() < 1e-6 * one.complaints);
    assert!((one.complaints - other.complaints).abs() < 4.0 * error, "{} and {}", one.complaints, other.complaints);
}
