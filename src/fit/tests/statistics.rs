//! What a fit concludes from logs whose truth is known: agents, trends, patience.

use super::*;

/// Rows of calls that are served at once: date, clock time and length.
fn served(log: &mut String, date: Date, from_s: f64, length_s: f64) {
    let clock = |s: f64| {
        let s = libm::round(s) as u32;
        format!("{:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)
    };
    let (from, to, length) = (clock(from_s), clock(from_s + length_s), libm::round(length_s));
    writeln!(log, "{date},{from},,,0,{from},{to},{length},served,-,S").unwrap();
}

fn nameless(log: &str, options: Options) -> Report {
    let columns = Columns::parse(&COLUMNS.replace("agent = \"agent\"", "")).unwrap();
    fit(log.as_bytes(), &Options { columns, ..options }).unwrap().report
}

fn morning() -> Options {
    Options { opens_s: Some(28_800.0), closes_s: Some(36_000.0), interval_s: 3600.0, ..options() }
}

/// Four in service at once on one day, three on the other, and nobody waits: a mean bound of 3.5, and 4 agents.
#[test]
fn a_lower_bound_on_the_agents_is_rounded_up() {
    let mut log = HEADER.to_owned();
    for (day, agents) in [(1, 4), (2, 3)] {
        for hour in [8.0, 9.0] {
            (0..agents).for_each(|i| {
                served(&mut log, Date::new(2026, 1, day).unwrap(), hour * 3600.0 + f64::from(i) * 60.0, 900.0);
            });
        }
    }
    let report = nameless(&log, morning());
    let group = &report.groups[0];
    assert_eq!((group.on_phones.as_slice(), group.head_counts.as_slice()), (&[3.5, 3.5][..], &[4, 4][..]));
    assert_eq!(group.exact_days, [0, 0]);
    assert!(report.to_string().contains("a lower bound, written 4"), "{report}");
}

/// With somebody waiting, the four in service are all who are there; a quiet day beside it says nothing against that, and
/// in a busy center nobody has to round.
#[test]
fn where_somebody_waits_those_in_service_are_those_who_are_there() {
    let mut log = HEADER.to_owned();
    let day = |day| Date::new(2026, 1, day).unwrap();
    (0..4).for_each(|i| served(&mut log, day(1), 28_800.0 + f64::from(i) * 60.0, 900.0));
    writeln!(log, "{},08:05:00,08:05:00,08:08:00,180,,,0,hung up,-,S", day(1)).unwrap();
    (0..2).for_each(|i| served(&mut log, day(2), 28_800.0 + f64::from(i) * 60.0, 900.0));
    [1, 2].into_iter().for_each(|d| served(&mut log, day(d), 32_400.0, 60.0));
    let group = nameless(&log, morning()).groups[0].clone();
    assert_eq!((group.on_phones[0], group.exact_days[0], group.head_counts[0]), (4.0, 1, 4));
    assert_eq!((group.on_phones[1], group.exact_days[1], group.head_counts[1]), (1.0, 0, 1));
    let busy = nameless(&simulated(20, 4, 0.0), options()).groups[0].clone();
    for (i, agents) in busy.on_phones.iter().enumerate().skip(1).take(14) {
        assert!((agents - 4.0).abs() < 0.1 && busy.exact_days[i] > 10, "{i} {agents}");
    }
    assert_eq!(busy.head_counts[1..15], [4; 14]);
}

#[test]
fn the_acd_beats_guessing_and_is_held_against_the_log() {
    let log = simulated(20, 4, 0.0);
    let with = |file: &str| {
        let logged_in = Some(LoggedIn::read(file.as_bytes()).unwrap());
        fit(log.as_bytes(), &Options { logged_in, ..options() })
    };
    let report = with("from,agents\n08:00,5\n12:00,4.5\n").unwrap().report;
    let group = &report.groups[0];
    assert_eq!(group.on_phones, [[5.0; 8], [4.5; 8]].concat());
    assert_eq!(group.head_counts.iter().sum::<u32>(), 76);
    let StaffingSource::Acd(acd) = report.staffing.source else { panic!("{:?}", report.staffing) };
    assert_eq!((acd.days, acd.contradicted, acd.intervals), (20, 0, 320));
    assert!(report.staffing.hours_guessed > 30.0 && report.to_string().contains("as the ACD has them"), "{report}");
    // Two are logged in where four are in service, most of the time.
    let fitted = with("day,from,to,agents\nmon-sun,08:00,16:00,2\n").unwrap();
    let StaffingSource::Acd(acd) = fitted.report.staffing.source else { panic!("{:?}", fitted.report.staffing) };
    assert!(acd.contradicted > 200, "{acd:?}");
    assert!(fitted.scenario_toml.contains("# As the ACD has them logged in, 16.0 agent-hours a day"));
    let nobody = with("from,to,agents\n08:00,12:00,4\n").unwrap_err().to_string();
    assert_eq!(nobody, "the file of logged-in agents: it has nobody at 12:00, when the log has contacts in service");
}

/// A year that goes from 143 to 272 calls a day, Poisson: the trend is found and measured, and what is left of the days'
/// differences is no busyness; with the trend in it, it would be one of 18 %. A month of it has neither.
#[test]
fn a_trend_is_no_busyness() {
    let mut rng = DaySeed::new(143, 0).stream(Purpose::Arrival, "test");
    let mut log = HEADER.to_owned();
    let first = Date::new(2021, 1, 1).unwrap();
    let dates: Vec<Date> = (0..365).map(|day| first.later(day)).filter(|date| date.weekday() < 5).collect();
    for (day, &date) in dates.iter().enumerate() {
        let rate = 143.0 + (272.0 - 143.0) * day as f64 / (dates.len() - 1) as f64;
        let mut now = 28_800.0 + 36_000.0 / rate * random::exponential(&mut rng);
        while now < 64_800.0 {
            served(&mut log, date, now, 30.0 + 200.0 * random::exponential(&mut rng));
            now += 36_000.0 / rate * random::exponential(&mut rng);
        }
    }
    let all = Options { opens_s: Some(28_800.0), closes_s: Some(64_800.0), ..options() };
    let whole = nameless(&log, all.clone());
    let trend = whole.trend.as_ref().unwrap();
    assert!(trend.significant() && !trend.weekdays_differ() && !trend.neighbours_alike(), "{trend:?}");
    assert!((trend.first - 143.0).abs() < 8.0 && (trend.last - 272.0).abs() < 8.0, "{trend:?}");
    let busyness = &whole.types[0].busyness;
    assert!(busyness.p_value > 0.001 && busyness.cv < 0.03, "{} {}", busyness.cv, busyness.p_value);
    assert!(whole.to_string().contains("a trend from 14"), "{whole}");
    let march = Options { from: Date::new(2021, 3, 1), to: Date::new(2021, 3, 31), ..all };
    let month = nameless(&log, march.clone());
    assert_eq!((month.dates.len(), month.dates[0]), (23, Date::new(2021, 3, 1).unwrap()));
    assert_eq!(month.days, "all days, from 2021-03-01, to 2021-03-31");
    assert!(!month.trend.as_ref().unwrap().significant(), "{:?}", month.trend);
    let none = Options { from: Date::new(2022, 1, 1), ..march };
    let columns = Columns::parse(&COLUMNS.replace("agent = \"agent\"", "")).unwrap();
    let error = fit(log.as_bytes(), &Options { columns, to: None, ..none }).unwrap_err().to_string();
    assert!(error.contains("all days, from 2022-01-01"), "{error}");
}

/// One caller of a week hangs up: nothing is made of it, and the scenario says so.
#[test]
fn one_hang_up_makes_no_patience() {
    let mut log = HEADER.to_owned();
    let date = Date::new(2026, 1, 5).unwrap();
    (0..20).for_each(|i| served(&mut log, date, 28_800.0 + 300.0 * f64::from(i), 120.0));
    writeln!(log, "{date},08:10:00,08:10:00,08:10:59,59,,,0,hung up,-,S").unwrap();
    let options = Options { opens_s: Some(28_800.0), closes_s: Some(36_000.0), ..options() };
    let fitted = fit(log.as_bytes(), &options).unwrap();
    assert_eq!(fitted.report.contacts[0].patience.standing, Standing::TooFew);
    assert!(!fitted.scenario_toml.contains("\npatience"), "{}", fitted.scenario_toml);
    assert!(fitted.scenario_toml.contains("# patience = { exponential = { mean = \"5m\" } }"));
    assert!(!fitted.report.to_string().contains("willing to wait longer than 15 s, 30 s"));
}

/// What is written has the mean of the log, to the millisecond, whatever the log's law: here two kinds of calls.
#[test]
fn the_scenario_has_the_mean_of_the_log() {
    let mut rng = DaySeed::new(9, 0).stream(Purpose::Work, "test");
    let law = Distribution::Mixture {
        shares: vec![0.05, 0.35, 0.6],
        of: vec![
            Distribution::Uniform { from: 0.0, to: 4.0 },
            Distribution::Uniform { from: 20.0, to: 60.0 },
            Distribution::lognormal(300.0, 0.6),
        ],
    };
    let mut log = HEADER.to_owned();
    for day in 0..10 {
        for i in 0..300 {
            let date = Date::new(2026, 1, 5).unwrap().later(day);
            served(&mut log, date, 28_800.0 + 24.0 * f64::from(i), libm::round(law.sample(&mut rng)));
        }
    }
    let options = Options { opens_s: Some(28_800.0), closes_s: Some(36_000.0), ..options() };
    let fitted = fit(log.as_bytes(), &options).unwrap();
    let handle = &fitted.report.contacts[0].handle;
    assert!(handle.short_share.is_some());
    let model = crate::scenario::Scenario::parse(&fitted.scenario_toml, "fitted").unwrap();
    let model = model.compile(&crate::scenario::NoFiles).unwrap().model;
    let written = model.contacts[0].handle.mean();
    assert!((written / handle.mean_s - 1.0).abs() < 2e-5, "{written} {}", handle.mean_s);
    assert!(fitted.report.to_string().contains(&format!("mean {0:.1} s ({0:.1} s in the log)", handle.mean_s)));
}

/// A log of more contacts than a law has to see, of as many different lengths: two of three waited, and every third of these
/// hung up.
#[test]
fn a_long_log_is_counted_whole() {
    const CONTACTS: usize = 300_000;
    let columns = "[columns]\ndate = \"d\"\narrives = \"t\"\nwait = \"w\"\nservice = \"s\"\nwrap_up = \"u\"\n";
    let mut log = "d,t,w,s,u\n".to_owned();
    let (mut services, mut sum_ms, mut wrap_up_ms) = (0, 0, 0);
    for i in 0..CONTACTS {
        let (day, second) = (1 + i / 100_000, 36_000 + i % 100_000 / 10);
        write!(log, "2026-01-{day:02},{:02}:{:02}:{:02},", second / 3600, second / 60 % 60, second % 60).unwrap();
        match i % 9 {
            0 | 1 => writeln!(log, "{:.3},,", (i % 60_000 + 1) as f64 / 1000.0).unwrap(),
            class => {
                let (talk_ms, after_ms) = (1 + i * 7919 % 500_009, 1 + i * 104_729 % 70_001);
                (services, sum_ms, wrap_up_ms) = (services + 1, sum_ms + talk_ms, wrap_up_ms + after_ms);
                let wait_s = if class < 6 { (i % 90_000 + 1) as f64 / 1000.0 } else { 0.0 };
                writeln!(log, "{wait_s:.3},{:.3},{:.3}", talk_ms as f64 / 1000.0, after_ms as f64 / 1000.0).unwrap();
            }
        }
    }
    let options = Options { columns: Columns::parse(columns).unwrap(), keep_spikes: true, ..options() };
    let report = fit(log.as_bytes(), &options).unwrap().report;
    let contact = &report.contacts[0];
    let mean_s = |of_ms: usize| of_ms as f64 / services as f64 / 1000.0;
    let (handle, wrap_up) = (&contact.handle, contact.wrap_up.as_ref().unwrap());
    assert_eq!((handle.services, wrap_up.services), (services, services));
    assert!((handle.mean_s / mean_s(sum_ms) - 1.0).abs() < 1e-12, "{}", handle.mean_s);
    assert!((handle.law.mean() / mean_s(sum_ms) - 1.0).abs() < 1e-9, "{}", handle.law.mean());
    assert!((wrap_up.law.mean() / mean_s(wrap_up_ms) - 1.0).abs() < 1e-9, "{}", wrap_up.law.mean());
    // The log's cv: that of lengths spread evenly.
    assert!((handle.cv * f64::sqrt(3.0) - 1.0).abs() < 1e-3, "{}", handle.cv);
    let of_nine = |times: usize| (CONTACTS / 9 * times, CONTACTS / 9 * times + 9);
    let (least, most) = of_nine(6);
    assert!((least..most).contains(&contact.patience.waits), "{}", contact.patience.waits);
    let (least, most) = of_nine(2);
    assert!((least..most).contains(&contact.patience.hang_ups), "{}", contact.patience.hang_ups);
    // What needs each caller by itself looks at a part of them, and says so.
    assert_eq!(contact.queue_met.one_in, 4);
    assert!(report.to_string().contains("by the queue met, of one in 4 who waited: "), "{report}");
}
