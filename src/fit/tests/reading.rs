//! Logs as they are: every wart counted, wrong ones refused, our own read without being told how.

use super::{HEADER, options};
use crate::fit::*;

/// Line numbers in the comments: the header is line 1.
const WARTS: &str = "\
2026-11-02,09:00:00,,,0,09:00:00,09:03:00,180,served,ann,S
2026-11-02,09:01:00,09:01:00,09:03:00,120,09:03:00,09:05:00,120,served,ann,S
2026-11-02,09:04:00,09:04:00,09:05:00,90,09:05:30,09:08:00,150,served,ann,S
2026-11-02,09:10:00,,,30,09:10:30,09:12:00,90,served,ann,S
2026-11-02,09:15:00,,,0,09:15:40,09:16:10,30,served,-,S
2026-11-02,09:16:00,,,0,09:16:00,09:16:03,3,served,ann,S
2026-11-02,09:20:00,,,0,,,0,served,ann,S
2026-11-02,09:25:00,09:25:00,09:25:20,20,09:25:20,09:25:50,30,hung up,ann,S
2026-11-02,09:26:00,,,0,,,0,hung up,-,S
2026-11-02,09:26:00,,,0,,,0,hung up,-,S
2026-11-02,09:27:00,,,0,09:27:00,09:29:00,120,served,ann,X Y
2026-11-02,09:28:00,,,0,09:28:00,09:29:30,90,served,ann,S
2026-11-02,09:28:00,,,0,,,0,test,,S
2026-11-02,09:28:00,,,0,,,0,vanished,,S
2026-11-02,23:30:00,,,0,23:30:00,23:31:00,60,hung up,,S
2026-11-02,23:59:50,23:59:50,00:00:20,30,00:00:20,00:01:20,60,served,bob,S
2026-11-07,09:10:00,,,0,09:10:00,09:12:00,120,served,bob,S
2026-11-02,09:10
2026-13-02,09:10:00,,,0,09:10:00,09:12:00,120,served,bob,S
2026-11-02,9 o'clock,,,0,09:10:00,09:12:00,120,served,bob,S
2026-11-02,09:10:00,,,long,09:10:00,09:12:00,120,served,bob,S
";

#[test]
fn every_wart_is_counted_and_every_row_accounted_for() {
    let log = format!("{HEADER}{WARTS}");
    let days = DayClass::parse("mon-fri").unwrap();
    let opts = Options { days, opens_s: Some(32_400.0), closes_s: Some(34_200.0), ..options() };
    let rows = fit(log.as_bytes(), &opts).unwrap().report.rows;
    let lines = |kind: RowKind| rows.kinds.get(&kind).map_or(vec![], |entry| entry.lines.clone());
    for (kind, expected) in [
        (RowKind::ClockDisagrees, vec![4]),
        (RowKind::NoWaitStart, vec![5]),
        (RowKind::ServedWithoutAgent, vec![6]),
        (RowKind::ServiceOutOfPlace, vec![6]),
        (RowKind::ShortService, vec![7]),
        (RowKind::ServedWithoutService, vec![8]),
        (RowKind::AbandonedWithService, vec![9]),
        (RowKind::AbandonedAtOnce, vec![10]),
        (RowKind::Duplicate, vec![11]),
        (RowKind::UnlistedType, vec![12]),
        (RowKind::Overlap, vec![13]),
        (RowKind::Phantom, vec![14]),
        (RowKind::UnknownOutcome, vec![15]),
        (RowKind::OutsideHours, vec![16, 17]),
        (RowKind::OtherDay, vec![18]),
        (RowKind::Unreadable, vec![19, 20, 21, 22]),
        (RowKind::PastMidnight, vec![]),
    ] {
        assert_eq!(lines(kind), expected, "{kind:?}\n{rows}");
    }
    assert_eq!((rows.read, rows.used, rows.dropped()), (21, 12, 9));
    let reasons: Vec<&str> = rows.unreadable.iter().map(|u| u.reason.as_str()).collect();
    assert_eq!(reasons[0], "2 fields where 11 are needed");
    assert_eq!(
        reasons[1..],
        [
            "`2026-13-02` is not a date like 2026-12-31 (date_format = \"yyyy-mm-dd\")",
            "`9 o'clock` is not a date like 2026-12-31 (date_format = \"yyyy-mm-dd\")",
            "`long` is not a number of seconds, nor a duration like 0:02:23"
        ]
    );
    for text in [rows.to_string(), fit(log.as_bytes(), &opts).unwrap().report.to_string()] {
        assert!(text.contains("line 21: `9 o'clock` is not a date like 2026-12-31"), "{text}");
    }
}

#[test]
fn clocks_past_midnight_run_on() {
    let log = format!("{HEADER}{}", WARTS.lines().nth(15).unwrap());
    let report = fit(log.as_bytes(), &options()).unwrap().report;
    assert_eq!(report.rows.count(RowKind::PastMidnight), 1);
    assert_eq!(report.rows.count(RowKind::ClockDisagrees) + report.rows.count(RowKind::ServiceOutOfPlace), 0);
    assert_eq!((report.contacts[0].handle.mean_s, report.logged.day().mean_wait_s()), (60.0, 30.0));
}

#[test]
fn wrong_logs_are_refused_with_reasons() {
    let error = |log: &str, options: &Options| fit(log.as_bytes(), options).unwrap_err().to_string();
    assert!(error("", &options()).contains("is empty"));
    let renamed = format!("{}{WARTS}", HEADER.replace("waited", "wait"));
    assert!(
        error(&renamed, &options())
            .contains("no column `waited` (for `wait` in the column mapping); did you mean `wait`?")
    );
    let dates = format!("{HEADER}{}", WARTS.replace("2026-11", "11/2026"));
    assert!(error(&dates, &options()).contains("20 of 21 lines cannot be read"), "{}", error(&dates, &options()));
    let sundays = Options { days: DayClass::parse("sun").unwrap(), ..options() };
    assert!(error(&format!("{HEADER}{WARTS}"), &sundays).contains("on a day that was asked for (sun): its "));
    let odd = Options { opens_s: Some(32_400.0), closes_s: Some(33_000.0), ..options() };
    assert!(error(&format!("{HEADER}{WARTS}"), &odd).contains("09:00 to 09:10"));
    assert!(error(&format!("{HEADER}{WARTS}"), &Options { interval_s: 1000.0, ..options() }).contains("1000 s"));
}

#[test]
fn separators_are_guessed_and_a_byte_order_mark_is_skipped() {
    let comma = format!("\u{feff}{HEADER}{WARTS}");
    let expected = fit(comma.as_bytes(), &options()).unwrap();
    for separator in ["\t", ";"] {
        let log = comma.replace(',', separator).replace('\n', "\r\n");
        assert_eq!(fit(log.as_bytes(), &options()).unwrap().report.rows, expected.report.rows);
    }
}
