//! Public logs in the spellings in which they circulate, each read to the same as the plain one.

use crate::fit::*;

const SECONDS: &str = include_str!("logs/support-seconds.csv");
const HMS: &str = include_str!("logs/support-hms.csv");
const MONTHS: &str = include_str!("logs/support-months.csv");
const EXCEL: &str = include_str!("logs/support-excel.csv");
const YEARS: &str = include_str!("logs/support-years.csv");
const CDR: &str = include_str!("logs/cdr.csv");
const AM_PM: &str = include_str!("logs/am-pm.csv");
const SPLIT: &str = include_str!("logs/split.csv");
const ISO: &str = include_str!("logs/iso.csv");
const ISO_SPLIT: &str = include_str!("logs/iso-split.csv");
const ROUND_THE_CLOCK: &str = include_str!("logs/round-the-clock.csv");

/// A support line's columns, with these keys in front of them and in `[values]`.
fn support(keys: &str, values: &str) -> String {
    format!(
        "overlaps = \"merge\"\n{keys}\n[columns]\ndate = \"date\"\narrives = \"time\"\nwait = \"speed_of_answer\"\n\
         service = \"talk\"\noutcome = \"Answered\"\nagent = \"agent\"\ntype = \"topic\"\n\
         [values]\nserved = [\"y\"]\nabandoned = [\"n\"]\n{values}"
    )
}

fn fitted(log: &str, columns: &str, interval_s: f64) -> Report {
    try_fit(log, columns, interval_s).unwrap_or_else(|error| panic!("{error}\n{columns}")).report
}

fn try_fit(log: &str, columns: &str, interval_s: f64) -> Result<Fitted, FitError> {
    let columns = Columns::parse(columns).unwrap_or_else(|error| panic!("{error}\n{columns}"));
    fit(log.as_bytes(), &Options { columns, interval_s, ..Options::default() })
}

/// What the spelling of times has no part in.
fn figures(report: &Report) -> impl PartialEq + std::fmt::Debug {
    let of = |contact: &ContactFit| {
        let patience = &contact.patience.survival;
        (contact.name.clone(), contact.arrivals.clone(), contact.handle.mean_s, patience.waits, patience.abandoned)
    };
    let contacts: Vec<_> = report.contacts.iter().map(of).collect();
    (report.dates.clone(), report.rows.used, contacts, report.logged.clone())
}

#[test]
fn four_spellings_of_a_log_are_the_same_log() {
    let right = fitted(SECONDS, &support("date_format = \"dd-mm-yyyy\"", ""), 3600.0);
    assert_eq!((right.rows.read, right.rows.used, right.dates[0].to_string().as_str()), (60, 60, "2021-01-01"));
    for (log, keys, values) in [
        (HMS, "date_format = \"dd-mm-yyyy\"", ""),
        // Written to the minute, and 0 for waits that were not recorded.
        (MONTHS, "date_format = \"dd-mm-yy\"\ncentury = 2000", "no_wait = [\"0\"]"),
        (EXCEL, "date_format = \"dd.mm.yyyy\"", ""),
        (YEARS, "date_format = \"dd/mm/yy\"\ncentury = 2000", ""),
    ] {
        let report = fitted(log, &support(keys, values), 3600.0);
        assert_eq!(format!("{:?}", figures(&report)), format!("{:?}", figures(&right)), "{keys}");
    }
    // Years of two digits are not guessed.
    let refused = try_fit(YEARS, &support("date_format = \"dd/mm/yyyy\"", ""), 3600.0).unwrap_err().to_string();
    assert!(refused.contains("date_format = \"dd/mm/yy\" and, for 2021, century = 2000"), "{refused}");
}

#[test]
fn an_empty_wait_is_unknown_and_not_zero() {
    let report = fitted(SECONDS, &support("date_format = \"dd-mm-yyyy\"", ""), 3600.0);
    let unanswered = SECONDS.lines().filter(|line| line.contains(",N,")).count();
    assert!(unanswered > 5);
    assert_eq!(report.rows.count(RowKind::WaitUnknown), unanswered);
    assert_eq!(
        (report.rows.count(RowKind::AbandonedAtOnce), report.contacts.iter().map(|c| c.balked).sum()),
        (0, 0_usize)
    );
    let day = report.logged.day();
    let days = report.dates.len() as f64;
    // Counted as arrivals and as abandoned, and in no mean of waits.
    assert!((day.offered * days - 60.0).abs() < 1e-9 && (day.abandoned * days - unanswered as f64).abs() < 1e-9);
    assert!((day.wait_known * days - (60 - unanswered) as f64).abs() < 1e-9);
    assert_eq!((day.balked, day.delayed_share()), (0.0, 1.0));
    assert!(report.contacts.iter().all(|contact| contact.patience.survival.abandoned == 0));
}

/// An Asterisk log as the program writes it: no first line with names.
const CDR_COLUMNS: &str = "\
header = false
[columns]
arrives = 9
service_starts = 10
ends = 11
service = 13
outcome = 14
[values]
served = [\"answered\"]
abandoned = [\"no answer\", \"busy\", \"failed\"]
";

#[test]
fn waits_follow_from_clock_times_of_the_end() {
    let columns = Columns::parse(CDR_COLUMNS).unwrap();
    let hours = Options { opens_s: Some(3600.0), closes_s: Some(14_400.0), interval_s: 3600.0, ..Options::default() };
    let report = fit(CDR.as_bytes(), &Options { columns, ..hours.clone() }).unwrap().report;
    assert_eq!((report.rows.read, report.rows.used, report.rows.count(RowKind::WaitUnknown)), (14, 12, 0));
    // Those who were not answered rang for 31, 18 and 4 s, the nine others for 18 + 4 + 7 + 3 + 5 + 5 + 6 + 2 + 3 s.
    let day = report.logged.day();
    assert_eq!((day.abandoned, day.balked, day.delayed_share()), (3.0, 0.0, 1.0));
    assert!((day.mean_wait_s() - (53.0 + 53.0) / 12.0).abs() < 1e-9, "{}", day.mean_wait_s());
    // Without a column for the end of an unanswered call, nobody knows.
    let columns = Columns::parse(&CDR_COLUMNS.replace("ends =", "service_ends =")).unwrap();
    let report = fit(CDR.as_bytes(), &Options { columns, ..hours }).unwrap().report;
    assert_eq!((report.rows.count(RowKind::WaitUnknown), report.logged.day().balked), (3, 0.0));
}

#[test]
fn a_clock_of_twelve_hours_and_no_outcome() {
    let published = "\
        [columns]\ndate = \"date\"\narrives = \"call_started\"\nservice_starts = \"call_answered\"\nends = \"call_ended\"\n\
        wait = \"wait_length\"\nservice = \"service_length\"\n";
    let plain = format!("{published}outcome = \"outcome\"\n[values]\nserved = [\"answered\"]\n");
    let (published, plain) = (fitted(AM_PM, published, 3600.0), fitted(SPLIT, &plain, 3600.0));
    assert_eq!((published.rows.used, published.logged.day().answered), (11, 11.0));
    assert_eq!(format!("{:?}", figures(&published)), format!("{:?}", figures(&plain)));
}

#[test]
fn one_column_of_iso_8601_says_what_date_and_clock_say() {
    let values = "[values]\nserved = [\"answered\", \"transferred\"]\nabandoned = [\"abandoned\"]\n";
    let one = format!(
        "[columns]\narrives = \"arrival_time\"\nservice_starts = \"answer_time\"\nends = \"end_time\"\nagent = \"agent\"\n\
         outcome = \"disposition\"\ntype = \"queue\"\n{values}"
    );
    let many = format!(
        "[columns]\ndate = \"date\"\narrives = \"arrival\"\nservice_starts = \"answer\"\nservice_ends = \"end\"\n\
         wait = \"wait_s\"\nservice = \"talk_s\"\nagent = \"agent\"\noutcome = \"disposition\"\ntype = \"queue\"\n{values}"
    );
    let many = fitted(ISO_SPLIT, &many, 1800.0);
    assert_eq!(format!("{:?}", figures(&fitted(ISO, &one, 1800.0))), format!("{:?}", figures(&many)));
    // The same in Greenwich's time, with the zone said.
    let greenwich = ISO.replace("T08:", "T07:").replace("T09:", "T08:").replace("+01:00", "Z");
    let zoned = format!("zone = \"Europe/Vienna\"\n{one}");
    assert_eq!(format!("{:?}", figures(&fitted(&greenwich, &zoned, 1800.0))), format!("{:?}", figures(&many)));
    assert_eq!(many.contacts.iter().filter(|contact| contact.name == "sales-new").count(), 1);
}

const STATUS: &str = "\
[columns]
arrives = \"start_time\"
wait = \"wait_time_sec\"
service = \"duration_sec\"
outcome = \"status\"
agent = \"agent_id\"
type = \"call_type\"
[values]
served = [\"Completed\"]
abandoned = [\"Abandoned\"]
";

#[test]
fn a_quiet_line_is_open_around_the_clock_and_unknown_outcomes_are_arrivals() {
    for interval_s in [3600.0, 1800.0] {
        let report = fitted(ROUND_THE_CLOCK, STATUS, interval_s);
        assert_eq!((report.opens_s, report.closes_s()), (0.0, 86_400.0));
        assert_eq!(report.rows.count(RowKind::OutsideHours), 0);
        assert_eq!(report.rows.count(RowKind::UnknownOutcome), 44);
        // A line that repeats an earlier one is not counted by its outcome either.
        assert_eq!(report.rows.unknown.values().sum::<usize>(), 44, "{}", report.rows.unknown_in_words());
        assert!(report.rows.unknown_in_words().contains("`Dropped`"));
        let days = report.dates.len() as f64;
        assert!((report.logged.day().offered * days - report.rows.used as f64).abs() < 1e-6);
        let arrivals: f64 = report.contacts.iter().flat_map(|contact| &contact.arrivals).sum();
        assert!((arrivals * days - report.rows.used as f64).abs() < 1e-6);
    }
}

#[test]
fn a_mapping_is_proposed_and_reads_the_log_it_was_proposed_for() {
    for (log, rows) in
        [(SECONDS, 60), (HMS, 60), (MONTHS, 60), (EXCEL, 60), (YEARS, 60), (CDR, 14), (AM_PM, 11), (ISO, 60)]
    {
        let Guess::Mapping { columns_toml, understood, .. } = guess(log.as_bytes()).unwrap() else { panic!("{log}") };
        assert_eq!(understood.len(), 3, "{understood:?}");
        let report = fitted(log, &format!("overlaps = \"merge\"\n{columns_toml}"), 3600.0);
        assert_eq!(report.rows.read, rows, "{columns_toml}");
        assert_eq!(report.rows.count(RowKind::Unreadable), 0, "{columns_toml}");
    }
    let Guess::Mapping { understood, .. } = guess(CDR.as_bytes()).unwrap() else { panic!() };
    assert_eq!(understood[1], "line 2: 2023-07-26 01:52:11, type calls, waits 31 s, abandons");
}

#[test]
fn services_at_once_are_asked_about() {
    let mut log = "at,wait,talk,who,media\n".to_owned();
    for i in 0..40 {
        log += &format!("2026-11-02 09:{:02}:00,0,150,ann,Chat\n", i);
    }
    let columns = "[columns]\narrives = \"at\"\nwait = \"wait\"\nservice = \"talk\"\nagent = \"who\"\n";
    let refused = try_fit(&log, columns, 1800.0).unwrap_err().to_string();
    assert!(
        refused.contains("39 services of 40 rows begin before the agent's last one ended (lines 3, 4, 5"),
        "{refused}"
    );
    assert!(refused.contains("`chat = [...]`") && refused.contains("overlaps = \"merge\""), "{refused}");
    let merged = fitted(&log, &format!("overlaps = \"merge\"\n{columns}"), 1800.0);
    assert_eq!(merged.rows.count(RowKind::Overlap), 39);
    let chat = format!("{columns}channel = \"media\"\n[values]\nchat = [\"chat\"]\n");
    let chat = try_fit(&log, &chat, 1800.0).unwrap();
    assert_eq!((chat.report.rows.count(RowKind::Overlap), chat.report.contacts[0].channel), (0, Some("chat")));
    // Three at once, as often as there were.
    assert!(chat.scenario_toml.contains("skills.calls = { concurrent = 3 }"), "{}", chat.scenario_toml);
}

#[test]
fn a_proposal_says_which_rows_it_cannot_read() {
    // One row in a hundred is written by somebody else.
    let mut log = "id,start_time,wait,talk,status,agent\n".to_owned();
    for i in 0..300 {
        let at = if i % 100 == 50 {
            format!("03/01/2022 10:{:02}", i % 60)
        } else {
            format!("2022-01-03 10:{:02}:00", i % 60)
        };
        log += &format!("{i},{at},{},{},Completed,a{i}\n", i % 20, 100 + i % 7);
    }
    let Guess::Mapping { columns_toml, understood, .. } = guess(log.as_bytes()).unwrap() else { panic!() };
    assert_eq!(understood.len(), 3);
    let said = "# 3 of the first 300 rows cannot be read so, and are dropped: line 52: `03/01/2022`";
    assert!(columns_toml.contains(said) && columns_toml.contains("arrives = \"start_time\""), "{columns_toml}");
    assert_eq!(fitted(&log, &columns_toml, 3600.0).rows.count(RowKind::Unreadable), 3);
    let Guess::Mapping { columns_toml, .. } = guess(ROUND_THE_CLOCK.as_bytes()).unwrap() else { panic!() };
    assert!(columns_toml.contains("arrives = \"start_time\""), "{columns_toml}");
}

#[test]
fn a_proposal_asks_about_services_that_overlap_and_decides_nothing() {
    let mut log = "start_time,wait,talk,status,agent\n".to_owned();
    for i in 0..40 {
        log += &format!("2026-11-02 09:{i:02}:00,0,150,Completed,ann\n");
    }
    let Guess::Mapping { columns_toml, question, .. } = guess(log.as_bytes()).unwrap() else { panic!() };
    assert!(columns_toml.contains("# 39 services of the first 40 rows begin before"), "{columns_toml}");
    assert!(question.unwrap().starts_with("39 services of the first 40 rows begin before"));
    // As it is, the fit stops with the same question.
    let asked = try_fit(&log, &columns_toml, 1800.0).unwrap_err().to_string();
    assert!(asked.starts_with("39 services of 40 rows begin before the agent's last one ended"), "{asked}");
    let merged = columns_toml.replace("# overlaps = \"merge\"", "overlaps = \"merge\"");
    assert_eq!(fitted(&log, &merged, 1800.0).rows.count(RowKind::Overlap), 39);
    // Where they do not overlap, or in chats, there is nothing to ask.
    let apart = log.replace(",150,", ",50,");
    let chats = log.replace("talk,", "talk,channel,").replace(",150,", ",150,chat,");
    for answered in [apart, chats] {
        let Guess::Mapping { columns_toml, question, .. } = guess(answered.as_bytes()).unwrap() else { panic!() };
        assert!(!columns_toml.contains("overlaps") && question.is_none(), "{columns_toml}");
        fitted(&answered, &columns_toml, 1800.0);
    }
}

#[test]
fn a_log_without_names_is_not_quoted_where_a_name_is_asked_for() {
    let by_name = CDR_COLUMNS.replace("header = false\n", "").replace("arrives = 9", "arrives = \"start\"");
    let refused = try_fit(CDR, &by_name, 3600.0).unwrap_err().to_string();
    assert!(refused.contains("`header = false`") && refused.contains("`arrives` is not \"start\""), "{refused}");
    assert!(!refused.contains("2023") && !refused.contains("phone"), "{refused}");
    let refused = try_fit(CDR, &CDR_COLUMNS.replace("arrives = 9", "arrives = 90"), 3600.0).unwrap_err().to_string();
    assert!(refused.contains("`arrives` in the column mapping is the one of number 90"), "{refused}");
    assert!(!refused.contains("2023") && !refused.contains("phone"), "{refused}");
}

#[test]
fn outbound_calls_are_dropped_by_name_and_counted() {
    let mut log = "at,wait,talk,media,end\n".to_owned();
    for i in 0..40 {
        let media = if i % 4 == 0 { "Outbound" } else { "voice" };
        log += &format!("2026-11-02 09:{i:02}:00,0,50,{media},ok\n");
    }
    let columns = "[columns]\narrives = \"at\"\nwait = \"wait\"\nservice = \"talk\"\nchannel = \"media\"\noutcome = \"end\"\n\
                   [values]\nserved = [\"ok\"]\n";
    let report = fitted(&log, columns, 1800.0);
    assert_eq!((report.rows.count(RowKind::Outbound), report.rows.used), (10, 30));
    let said = report.to_string();
    assert!(said.contains("10  dropped: outbound by its channel") && said.contains("without `channel`"), "{said}");
    assert!(report.rows.outcomes.is_empty(), "{said}");
    let all = fitted(&log, &columns.replace("channel = \"media\"\n", ""), 1800.0);
    assert_eq!(all.rows.used, 40);
}
