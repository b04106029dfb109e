//! What channels make of waiting where the scenario does not say otherwise, and targets that reach beyond the run.

use onhold::measure::{Ledger, Window, cell_ends};
use onhold::model::{Contact, Model};

use super::{by_hand, compile, whole};

fn four(wait: &str, mail: &str, chat: &str) -> Vec<Contact> {
    let model = compile(&format!(
        "preset = \"course\"\n[horizon]\ncloses = \"10:00\"\n\
         [contact.call]\narrivals = {{ rate = \"6/h\" }}\nhandle = {{ constant = \"1m\" }}\n\
         [contact.chat]\nchannel = \"chat\"\narrivals = {{ rate = \"6/h\" }}\nhandle = {{ constant = \"1m\" }}\n{chat}\n\
         [contact.mail]\nchannel = \"email\"\narrivals = {{ rate = \"6/h\" }}\nhandle = {{ constant = \"1m\" }}\n{mail}\n\
         [contact.out]\nchannel = \"outbound\"\nhandle = {{ constant = \"1m\" }}\n\
         dialer = {{ list = 10, reach = 1, pace = {{ progressive = {{ per_free_agent = 1 }} }} }}\n\
         [group.g]\nagents = 2\nskills.call = {{}}\nskills.chat = {{}}\nskills.mail = {{}}\nskills.out = {{}}\n{wait}\n"
    ));
    model.contacts
}

const TARGET: &str = "service_level = { within = \"4h\", target = 0.9 }";

fn figures(contact: &Contact) -> (f64, f64) {
    (contact.felt.acceptable_s, contact.felt.scale_s)
}

#[test]
fn an_email_is_judged_by_its_own_target_and_no_music_is_played_to_it() {
    let types = four(
        "[wait]\nhold = \"music\"\nidle = 1\nacceptable = \"30s\"\nannounce = { estimate = \"head-of-line\" }",
        TARGET,
        "",
    );
    assert_eq!(figures(&types[0]), (30.0, 120.0));
    assert_eq!(figures(&types[2]), (14_400.0, 28_800.0));
    assert_eq!(types[2].felt.speed(), 1.0);
    assert!(types[2].changing.is_none() && types[0].changing.is_some());
    // Answered on the target is neither good nor bad, however bent the clock is.
    let bent = four("[wait]\nbend = 0.9", TARGET, "");
    assert_eq!(bent[2].felt.felt(14_400.0), bent[2].felt.acceptable_s);
    // Without a target, a day.
    assert_eq!(figures(&four("", "", "")[2]), (86_400.0, 172_800.0));
}

#[test]
fn what_is_written_of_an_email_itself_holds() {
    let own = format!("{TARGET}\nwait = {{ hold = \"silence\", acceptable = \"1h\" }}");
    let types = four("[wait]\nhold = \"music\"", &own, "");
    assert_eq!(figures(&types[2]), (3600.0, 7200.0));
    assert!(types[2].felt.speed() > types[0].felt.speed());
    let scaled = format!("{TARGET}\nwait.scale = \"10m\"");
    assert_eq!(figures(&four("", &scaled, "")[2]), (14_400.0, 600.0));
    // What is not of the line is said of all.
    let types = four("[wait]\nuncertain = 1", TARGET, "");
    assert_eq!(types[2].felt.speed(), types[0].felt.speed());
}

#[test]
fn the_silence_of_a_chat_is_occupied() {
    let of = |hold: &str, chat: &str| four(&format!("[wait]\nhold = \"{hold}\""), "", chat);
    let types = of("silence", "");
    // Uncertain and unexplained, but not idle.
    assert!((types[1].felt.speed() - 1.30 * 1.15).abs() < 1e-12, "{}", types[1].felt.speed());
    assert!((types[0].felt.speed() - 1.36 * 1.30 * 1.15).abs() < 1e-12);
    assert_eq!(of("music", "")[1].felt.speed(), types[1].felt.speed(), "music is not heard in a chat");
    assert_eq!(figures(&types[1]), (60.0, 120.0));
    let idle = of("silence", "wait.idle = 1");
    assert_eq!(idle[1].felt.speed(), idle[0].felt.speed());
}

#[test]
fn who_is_called_expects_somebody_to_speak() {
    assert_eq!(figures(&four("", "", "")[3]), (2.0, 120.0));
    assert_eq!(figures(&four("[wait]\nacceptable = \"20s\"", "", "")[3]), (20.0, 120.0));
}

// ---- Not yet due. ----

fn mail(horizon: &str, within: &str) -> Model {
    compile(&format!(
        "[horizon]\n{horizon}\n[contact.mail]\nchannel = \"email\"\narrivals = {{ rate = \"60/h\" }}\nhandle = {{ constant = \"6m\" }}\n\
         service_level = {{ within = \"{within}\", target = 0.95 }}\n[group.g]\nagents = 4\nskills.mail = {{}}\n"
    ))
}

/// A planner's case: 60 e-mails an hour for four agents who manage 40, to be answered within a day. When the day is over
/// none of them is late; 66 % "met" the target when whoever still waited had missed it.
#[test]
fn what_is_not_yet_due_has_missed_nothing() {
    for horizon in ["opens = \"08:00\"\ncloses = \"18:00\"", "steady = \"10h\""] {
        let t = whole(&mail(horizon, "24h"), 0);
        assert!(t.backlog > 100.0 && t.backlog == t.not_yet_due, "{t:?}");
        assert_eq!((t.targeted, t.in_time), (t.offered - t.backlog, t.answered));
    }
    // On the second day those of the first afternoon have become late.
    let t = whole(&mail("opens = \"08:00\"\ncloses = \"18:00\"\ndays = 2", "5h"), 0);
    let missed = t.targeted - t.in_time;
    assert!(missed > 0.0 && t.not_yet_due > 0.0 && t.not_yet_due < t.backlog, "{t:?}");
    assert_eq!(t.targeted, t.offered - t.not_yet_due);
}

/// Four are in hand for 6 hours. Of those that come later one is due before the end, at 2 h, one is not: by interval and by
/// type each is counted where it came.
#[test]
fn whoever_is_due_and_waits_has_missed_it_by_interval_and_by_type() {
    let model = mail("opens = \"08:00\"\ncloses = \"10:00\"\ninterval = \"1h\"", "90m");
    let long = 21_600.0;
    let mut day = vec![(0, 0.0, long, f64::INFINITY); 4];
    // Due at 1:30 + 10 s; at 2:30 + 10 s.
    day.extend([(0, 10.0, long, f64::INFINITY), (0, 3610.0, long, f64::INFINITY)]);
    let section = by_hand(&model, &day, Ledger::<false>::of_center(&model)).take_section();
    let ends_s = cell_ends(&model);
    let window = Window::whole_time(&model, &section, &ends_s);
    let of = |t: onhold::measure::Totals| (t.offered, t.targeted, t.in_time, t.not_yet_due);
    assert_eq!(of(window.whole()), (6.0, 5.0, 4.0, 1.0));
    assert_eq!(of(window.of_type(0)), (6.0, 5.0, 4.0, 1.0));
    assert_eq!(of(window.only(0).whole()), (5.0, 5.0, 4.0, 0.0));
    assert_eq!(of(window.only(1).whole()), (1.0, 0.0, 0.0, 1.0));
}
