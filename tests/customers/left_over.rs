//! Who still waits when the run is over: whoever should have been seen to by then is judged as a customer who got nothing,
//! so that no policy gains by never calling back, or by leaving mail.

use std::sync::atomic::AtomicBool;

use onhold::measure::Totals;
use onhold::study::{RunOptions, explain};

use super::{Heard, INF, by_hand, compile, whole};

/// The agent is busy until 1000; the second contact comes at 10, takes a callback that is promised `promise` times 990 s
/// after, and is never called, since more than one agent would have to be idle.
fn never_called(promise: f64) -> Heard {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\n[contact.call]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1000s\" }}\n\
         callback = {{ offer_when = {{ queue = 0 }}, accepts = 1, served = \"when-quiet\", idle = 1, promise = {promise} }}\n\
         [group.team]\nagents = 1\nskills.call = {{}}\n[wait]\nhold = \"silence\"\n[aftermath]\n"
    );
    by_hand(&compile(&text), &[(0, 0.0, 1000.0, INF), (0, 10.0, 1000.0, INF)], Heard::default())
}

#[test]
fn a_call_that_was_promised_and_never_made_is_judged_as_getting_nothing() {
    let heard = never_called(1.0);
    let (_, felt) = heard.experiences.iter().find(|(key, _)| *key == 2).unwrap();
    assert!(felt.scores.gave_up.is_some() && felt.satisfaction < 0.0, "{felt:?}");
    // All of the wait until the end is felt, the more so past the promise.
    assert!(felt.perceived_s > 3590.0 && felt.hard_s > 0.0, "{felt:?}");
}

#[test]
fn a_call_that_was_promised_for_later_is_judged_by_nobody() {
    let heard = never_called(4.0);
    assert!(heard.experiences.iter().all(|(key, _)| *key != 2));
}

/// A planner's case. Twenty agents who all have to be idle, and one more, never call back; whoever is idle does so in time:
/// promised is twenty times the wait in the queue.
fn called_back_when(idle: u32) -> Totals {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {{ rate = \"20/h\" }}\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\n\
         patience = {{ exponential = {{ mean = \"60m\" }} }}\ncallback = {{ offer_when = {{ queue = 0 }}, accepts = 1.0, served = \"when-quiet\", promise = 20, idle = {idle} }}\n\
         [contact.b]\narrivals = {{ rate = \"150/h\" }}\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\npatience = {{ exponential = {{ mean = \"60m\" }} }}\n\
         [group.g]\nagents = 20\nskills.a = {{}}\nskills.b = {{}}\n[wait]\n[aftermath]\n[value]\nper_contact = 5\n"
    );
    let model = compile(&text);
    let mut sum = Totals::default();
    (0..20).for_each(|replication| sum += whole(&model, replication));
    sum
}

#[test]
fn never_calling_back_wins_no_customer() {
    let (never, soon) = (called_back_when(20), called_back_when(0));
    assert_eq!((never.called_back, never.overdue > 100.0), (0.0, true), "{never:?}");
    assert!(never.broken_promises >= never.overdue, "{never:?}");
    let classes = |t: &Totals| t.delighted + t.satisfied + t.indifferent + t.dissatisfied;
    assert_eq!((classes(&never), classes(&soon)), (never.judged, soon.judged));
    assert!(never.customers_lost > soon.customers_lost && never.net_value < soon.net_value, "{never:?}\n{soon:?}");
}

/// 60 e-mails an hour of six minutes each need six agents.
fn mail_with(agents: u32, target: &str) -> Totals {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.mail]\nchannel = \"email\"\narrivals = {{ rate = \"60/h\" }}\n\
         handle = {{ constant = \"6m\" }}\n{target}\n[group.g]\nagents = {agents}\nskills.mail = {{}}\n[wait]\n[aftermath]\n[value]\nper_contact = 5\n"
    );
    let model = compile(&text);
    let mut sum = Totals::default();
    (0..20).for_each(|replication| sum += whole(&model, replication));
    sum
}

#[test]
fn leaving_mail_past_its_target_wins_no_customer() {
    let target = "service_level = { within = \"1h\", target = 0.9 }";
    let (one, three, six) = (mail_with(1, target), mail_with(3, target), mail_with(7, target));
    for t in [&one, &three, &six] {
        assert_eq!((t.backlog, t.judged), (t.overdue + t.not_yet_due, t.answered + t.overdue), "{t:?}");
        assert_eq!(t.delighted + t.satisfied + t.indifferent + t.dissatisfied, t.judged);
    }
    assert!(one.overdue > three.overdue && three.overdue > six.overdue && six.overdue == 0.0);
    assert!(one.customers_lost > three.customers_lost && three.customers_lost > six.customers_lost);
    assert!(one.net_value < three.net_value && three.net_value < six.net_value);
}

#[test]
fn an_e_mail_without_a_target_is_due_in_a_day() {
    let t = mail_with(1, "");
    assert_eq!((t.overdue, t.judged), (0.0, t.answered));
}

/// Whoever was promised a call for some day is judged by nobody, and a comparison says how many that are.
#[test]
fn a_comparison_says_how_many_nobody_judges() {
    let text = |idle: u32| {
        format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = {{ rate = \"60/h\" }}\nhandle = {{ constant = \"4m\" }}\n\
             callback = {{ offer_when = {{ queue = 0 }}, accepts = 1, served = \"when-quiet\", promise = 10000, idle = {idle} }}\n\
             [group.g]\nagents = 5\nskills.a = {{}}\n[wait]\n[aftermath]\n[value]\nper_contact = 5\n"
        )
    };
    let (never, soon) = (compile(&text(5)), compile(&text(0)));
    let options = RunOptions { threads: Some(1), ..RunOptions::default() };
    let difference = explain([&never, &soon], 1, 20, &options, &(), &AtomicBool::new(false)).unwrap();
    let [first, second] = difference.unjudged.unwrap().policies;
    assert!(first.mean > 10.0 && second.mean < 0.2 * first.mean, "{first:?} {second:?}");
}
