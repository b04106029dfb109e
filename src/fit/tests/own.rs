//! Logs of our own: what `onhold run --log` writes comes back whole.

use crate::fit::*;
use crate::model::Channel;
use crate::report::log::Log;
use crate::scenario::{NoFiles, Scenario};
use crate::study::listen;

/// What `onhold run --log` writes of so many days.
fn log_of(model: &crate::model::Model, seed: u64, days: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut log = Log::new(model, &mut bytes);
    for day in 0..days {
        log = listen(model, seed, day, log);
        log.next_replication();
    }
    log.finish().unwrap();
    bytes
}

/// What is fitted to a log of our own, in intervals of so many seconds.
fn fitted_to(bytes: &[u8], interval_s: f64) -> Fitted {
    let options = Options { columns: Columns::of_log(bytes), interval_s, ..Options::default() };
    fit(bytes, &options).unwrap()
}

/// A day of a log of our own, in which everything happens.
const OURS: &str = "\
2024-01-01,1,sales,08:00:00.250,08:00:00.250,0.000,08:00:00.250,08:01:40.250,100.000,20.000,served,team,team/1,,,voice,1,0.000
2024-01-01,2,sales,08:00:10.000,08:01:00.500,50.500,08:01:00.500,08:03:00.500,120.000,20.000,served,team,team/2,,,voice,1,0.000
2024-01-01,3,sales,08:00:20.000,08:00:50.125,30.125,,,,,abandoned,,,,,voice,,
2024-01-01,4,sales,08:00:30.000,08:00:30.000,0.000,,,,,balked,,,,,voice,,
2024-01-01,5,sales,08:00:40.000,08:00:40.000,0.000,,,,,blocked,,,,,voice,,
2024-01-01,6,sales,08:05:00.000,08:05:20.000,20.000,,,,,cut-off,,,redial,5,voice,,
2024-01-01,7,sales,08:06:00.000,08:06:10.000,10.000,08:20:00.000,08:21:00.000,60.000,0.000,callback,team,team/1,,,voice,1,0.000
2024-01-01,8,sales,08:07:00.000,08:07:00.000,0.000,,,,,not-reached,team,team/1,,,voice,1,0.000
2024-01-01,9,mail,08:08:00.000,60:08:00.000,187200.000,60:08:00.000,60:12:00.000,240.000,0.000,served,team,team/1,,,email,1,0.000
2024-01-01,10,mail,08:09:00.000,,,,,,,left-over,,,,,email,,
";

#[test]
fn a_log_of_our_own_is_read_without_being_told_how() {
    let log = format!("{ONHOLD_HEADER}\n{OURS}");
    let fit_ours =
        |log: &str| fit(log.as_bytes(), &Options { columns: Columns::of_log(log.as_bytes()), ..Options::default() });
    let Fitted { scenario_toml, report } = fit_ours(&log).unwrap();
    let rows = &report.rows;
    assert_eq!((rows.read, rows.used, rows.unreadable.as_slice()), (10, 10, &[][..]), "{rows}");
    for (kind, expected) in [
        (RowKind::LeftOut, vec![]),
        (RowKind::UnknownOutcome, vec![]),
        (RowKind::Blocked, vec![6]),
        (RowKind::Callback, vec![8, 9]),
        (RowKind::AbandonedAtOnce, vec![5]),
        (RowKind::CutOff, vec![7, 11]),
        (RowKind::Caused, vec![7]),
        (RowKind::UnlistedType, vec![]),
        (RowKind::ClockDisagrees, vec![]),
    ] {
        assert_eq!(rows.kinds.get(&kind).map_or(vec![], |entry| entry.lines.clone()), expected, "{kind:?}\n{rows}");
    }
    let sales = &report.contacts[0];
    // Who was cut off or is called back waited, but did not lose patience.
    assert_eq!((sales.patience.survival.waits, sales.patience.survival.abandoned), (4, 1));
    assert_eq!((sales.balked, sales.balks), (1, 0.2));
    assert!((report.logged.contact(0).mean_wait_s() - 110.625 / 7.0).abs() < 1e-9);
    let callback = sales.callback.unwrap();
    assert_eq!((callback.taken, callback.reach), (2, 0.5));
    assert_eq!((report.contacts[1].name.as_str(), report.contacts[1].channel), ("mail", Some("email")));
    for part in ["[group.team]", "channel = \"email\"", "[contact.sales.callback]", "reach = 0.5000"] {
        assert!(scenario_toml.contains(part), "{part}\n{scenario_toml}");
    }
    // Too few services of its own: those of all types.
    let wrap_up = sales.wrap_up.as_ref().unwrap();
    assert!(wrap_up.services == 4 && (wrap_up.mean_s - 10.0).abs() < 1e-9, "{wrap_up:?}");
}

/// Callers hang up, nobody does of who has written: e-mail has no patience, least of all that of the callers.
#[test]
fn e_mail_has_not_the_patience_of_callers() {
    let mut log = format!("{ONHOLD_HEADER}\n{OURS}");
    for n in 0..40 {
        let minute = n % 50 + 10;
        log += &format!(
            "2024-01-01,{},sales,09:{minute}:00.000,09:{minute}:30.000,30.000,,,,,abandoned,,,,,voice,,\n",
            20 + n
        );
        log += &format!(
            "2024-01-01,{},mail,10:{minute}:00.000,11:{minute}:00.000,3600.000,11:{minute}:00.000,11:{minute}:30.000,30.000,\
             0.000,served,team,team/{n},,,email,1,0.000\n",
            100 + n
        );
    }
    let options = Options { columns: Columns::of_log(log.as_bytes()), ..Options::default() };
    let Fitted { scenario_toml, report } = fit(log.as_bytes(), &options).unwrap();
    assert_eq!(report.contacts[1].channel, Some("email"));
    assert_eq!((report.contacts[0].patience.law.is_some(), &report.contacts[1].patience.law), (true, &None));
    let mail = scenario_toml.split("[contact.mail]").nth(1).unwrap();
    assert!(!mail.lines().any(|line| line.starts_with("patience")), "{mail}");
}

/// Calls with lines and callbacks, chats that agents have three of, e-mail; two groups that share one type.
const CENTER: &str = r#"
    [horizon]
    opens  = "08:00"
    closes = "18:00"
    [contact.calls]
    arrivals = { rate = "130/h" }
    handle   = { exponential = { mean = "150s" } }
    patience = { exponential = { mean = "4m" } }
    lines    = 12
    [contact.calls.callback]
    offer_when = { queue = 4 }
    accepts = 0.5
    reach = 0.8
    [contact.chats]
    channel  = "chat"
    arrivals = { rate = "60/h" }
    handle   = { exponential = { mean = "6m" } }
    patience = { exponential = { mean = "5m" } }
    [contact.mails]
    channel  = "email"
    arrivals = { rate = "20/h" }
    handle   = { exponential = { mean = "4m" } }
    [group.phones]
    agents = 6
    skills.calls = {}
    skills.mails = {}
    [group.desk]
    agents = 4
    skills.chats = { concurrent = 3 }
    skills.mails = {}
"#;

#[test]
fn channels_groups_chats_at_once_callbacks_and_lines_come_back() {
    let model = Scenario::parse(CENTER, "center.toml").unwrap().compile(&NoFiles).unwrap().model;
    let bytes = log_of(&model, 7, 20);
    let fitted = fitted_to(&bytes, 1800.0);
    let (report, text) = (&fitted.report, &fitted.scenario_toml);
    assert_eq!((report.rows.used, report.rows.count(RowKind::Overlap)), (report.rows.read, 0), "{}", report.rows);
    let again = Scenario::parse(text, "again.toml").unwrap().compile(&NoFiles).unwrap().model;
    let contact = |name: &str| again.contacts.iter().find(|contact| contact.name == name).unwrap();
    for (name, channel, calls) in
        [("calls", Channel::Voice, 1300.0), ("chats", Channel::Chat, 600.0), ("mails", Channel::Email, 200.0)]
    {
        assert_eq!(contact(name).operations.channel, channel, "{text}");
        let expected = contact(name).arrivals.expected();
        assert!((expected - calls).abs() < 4.0 * f64::sqrt(calls / 20.0), "{name}: {expected}");
    }
    for group in &model.groups {
        let found = again.groups.iter().find(|found| found.name == group.name).unwrap();
        let skills = |group: &crate::model::Group, model: &crate::model::Model| {
            let named =
                |skill: &crate::model::Skill| (model.contacts[skill.contact.index()].name.clone(), skill.concurrent());
            let mut skills: Vec<_> = group.skills.iter().map(named).collect();
            skills.sort();
            skills
        };
        assert_eq!(skills(found, &again), skills(group, &model), "{}", group.name);
        let agents = f64::from(group.most_agents());
        assert!((f64::from(found.most_agents()) - agents).abs() < 1.5, "{}: {}", group.name, found.most_agents());
    }
    let calls = report.contacts.iter().find(|contact| contact.name == "calls").unwrap();
    let callback = calls.callback.unwrap();
    assert_eq!(callback.queue, 4);
    assert!(matches!(callback.served, CallbackServed::InTurn(share) if share > 0.5), "{callback:?}");
    assert!(text.contains("served = \"in-turn\""), "{text}");
    let error = |share: f64| 4.0 * f64::sqrt(share * (1.0 - share) / callback.taken as f64);
    assert!((callback.accepts - 0.5).abs() < error(0.5), "{callback:?}");
    assert!((callback.reach - 0.8).abs() < error(0.8), "{callback:?}");
    assert_eq!(calls.lines.unwrap().lines, Some(12), "{:?}", calls.lines);
}

/// People on shifts, and buyers who are served before the others.
const SHIFTS: &str = r#"
    [horizon]
    opens  = "08:00"
    closes = "18:00"
    interval = "1h"
    [contact.buyers]
    arrivals = { rate = "40/h" }
    handle   = { exponential = { mean = "4m" } }
    patience = { exponential = { mean = "10m" } }
    head_start = "10m"
    [contact.others]
    arrivals = { rate = "60/h" }
    handle   = { exponential = { mean = "4m" } }
    patience = { exponential = { mean = "10m" } }
    [group.team]
    shift = [
        { from = "08:00", to = "13:00", people = 5 },
        { from = "10:00", to = "18:00", people = 3 },
        { from = "13:00", to = "18:00", people = 2 },
    ]
    skills.buyers = {}
    skills.others = {}
"#;

/// A log does not say who was there: people on shifts come back as the head-count of each hour, and who is served before
/// others as a head start.
#[test]
fn shifts_come_back_as_head_counts_and_precedence_as_a_head_start() {
    let model = Scenario::parse(SHIFTS, "shifts.toml").unwrap().compile(&NoFiles).unwrap().model;
    let bytes = log_of(&model, 11, 30);
    let fitted = fitted_to(&bytes, 3600.0);
    let again = Scenario::parse(&fitted.scenario_toml, "again.toml").unwrap().compile(&NoFiles).unwrap().model;
    let heads: Vec<(f64, u32)> = again.groups[0].staffing.iter().map(|&(at_s, agents)| (at_s, agents)).collect();
    assert_eq!(heads, [(0.0, 5), (2.0 * 3600.0, 8), (5.0 * 3600.0, 5)], "{}", fitted.scenario_toml);
    let head_start_s = |name: &str| {
        let contact = again.contacts.iter().find(|contact| contact.name == name).unwrap();
        contact.head_start.at(0.0)
    };
    assert_eq!((head_start_s("buyers"), head_start_s("others")), (600.0, 0.0), "{}", fitted.scenario_toml);
}

/// Callbacks that are made when nobody waits come back as such.
#[test]
fn callbacks_when_quiet_come_back_as_such() {
    let quiet = CENTER.replace("accepts = 0.5", "accepts = 0.5\n    served = \"when-quiet\"");
    let model = Scenario::parse(&quiet, "quiet.toml").unwrap().compile(&NoFiles).unwrap().model;
    let bytes = log_of(&model, 7, 20);
    let fitted = fitted_to(&bytes, 1800.0);
    let calls = fitted.report.contacts.iter().find(|contact| contact.name == "calls").unwrap();
    let callback = calls.callback.unwrap();
    assert_eq!(callback.served, CallbackServed::WhenQuiet(0.0), "{callback:?}");
    assert!(fitted.scenario_toml.contains("served = \"when-quiet\""), "{}", fitted.scenario_toml);
}
