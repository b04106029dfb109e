//! What `fit` says to a planner whose log it cannot take as it is: a proposal that asks, days that the log does not have.

use crate::desk::{Desk, Done};

/// A call a minute on the first two days of November; each is served for so many seconds by the same agent.
fn log(service_s: u32) -> String {
    let mut log = "start_time,wait,talk,media,status,agent\n".to_owned();
    for day in 2..4 {
        for i in 0..60 {
            log += &format!("2026-11-0{day} 09:{i:02}:00,0,{service_s},x{},Completed,ann\n", i % 2);
        }
    }
    log
}

fn refused(done: &Done) -> &str {
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{}", done.err);
    &done.err
}

/// The proposal in a file of its own by a pipe, as it is, and with either answer.
#[test]
fn a_proposal_that_asks_stops_until_it_is_answered() {
    let desk = Desk::new();
    desk.write("calls.csv", log(150).replace("media", "how"));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert_eq!(proposed.code, Some(0), "{}", proposed.err);
    let asked = "118 services of the first 120 rows begin before the agent's last one ended";
    assert!(proposed.err.contains(&format!("to be answered first: {asked}")), "{}", proposed.err);
    assert!(proposed.err.contains("next: onhold fit calls.csv --columns columns.toml"), "{}", proposed.err);
    assert!(proposed.out.contains(&format!("# {asked}")), "{}", proposed.out);
    let fit = |columns: &str| {
        desk.write("columns.toml", columns);
        desk.run(&["fit", "calls.csv", "--columns", "columns.toml"])
    };
    let stopped = fit(&proposed.out);
    assert!(refused(&stopped).contains("118 services of 120 rows begin before the agent's last one ended"));
    let merged = proposed.out.replace("# overlaps = \"merge\"", "overlaps = \"merge\"");
    let done = fit(&merged);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(done.err.contains("taken as one stretch"), "{}", done.err);
    let chats = proposed.out.replace("[columns]\n", "[columns]\nchannel = \"how\"\n");
    let done = fit(&chats.replace("[values]\n", "[values]\nchat = [\"x0\", \"x1\"]\n"));
    assert!(done.code == Some(0) && !done.err.contains("taken as one stretch"), "{}", done.err);
    assert!(done.out.contains("channel = \"chat\"") && done.out.contains("concurrent = "), "{}", done.out);
}

/// Where a column of channels says chat, the proposal lists it, and there is nothing to ask.
#[test]
fn a_channel_that_is_known_answers_by_itself() {
    let desk = Desk::new();
    desk.write("calls.csv", log(150).replace("x0", "Chat").replace("x1", "E-Mail"));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert!(proposed.out.contains("channel = \"media\""), "{}", proposed.out);
    assert!(proposed.out.contains("chat = [\"Chat\"]\nemail = [\"E-Mail\"]\n"), "{}", proposed.out);
    assert!(!proposed.out.contains("overlaps") && !proposed.err.contains("answered first"), "{}", proposed.err);
    // A channel that nobody knows does not.
    desk.write("calls.csv", log(150));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert!(proposed.out.contains("# overlaps = \"merge\""), "{}", proposed.out);
    assert!(
        proposed.out.contains("# taken as channels of calls: \"x0\", \"x1\"; or are some of them chat or email?"),
        "{}",
        proposed.out
    );
}

#[test]
fn days_that_the_log_does_not_have_are_told_with_those_it_has() {
    let desk = Desk::new();
    desk.write("calls.csv", log(50));
    let columns = desk.run(&["fit", "calls.csv", "--guess"]).out;
    desk.write("columns.toml", columns);
    let fit = |days: &[&str]| desk.run(&[&["fit", "calls.csv", "--columns", "columns.toml"], days].concat());
    for (days, asked) in [
        (&["--from", "2027-01-01"][..], "all days, from 2027-01-01"),
        (&["--to", "2026-10-31", "--opens", "08:00", "--closes", "10:00"], "all days, to 2026-10-31"),
        (&["--days", "sun", "--from", "2026-01-01"], "sun, from 2026-01-01"),
    ] {
        let done = fit(days);
        let said = format!(
            "calls.csv: the log has no row on a day that was asked for ({asked}): its 2 days are 2026-11-02 to 2026-11-03; \
             --days, --from and --to say which days are comparable"
        );
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words(refused(&done)).contains(&words(&said)), "{}", done.err);
    }
    assert_eq!(fit(&["--from", "2026-11-03"]).code, Some(0));
}

/// The log, the mapping and the staffing are three files: standard input is one of them, or none.
#[test]
fn standard_input_is_read_once_and_two_that_come_from_it_are_refused() {
    let desk = Desk::new();
    desk.write("calls.csv", log(50));
    for (arguments, said) in [
        (&["fit", "-", "--columns", "-"][..], "the log and --columns cannot both come from standard input"),
        (&["fit", "-", "--staffing", "-"], "the log and --staffing cannot both come from standard input"),
        (&["fit", "-", "--staffing", "/dev/stdin"], "the log and --staffing cannot both come from standard input"),
        (
            &["fit", "calls.csv", "--columns", "-", "--staffing", "-", "--out", "x.toml"],
            "--columns and --staffing cannot both come from standard input",
        ),
    ] {
        let done = desk.run(arguments);
        assert!(refused(&done).contains(said), "{arguments:?}: {}", done.err);
        assert!(!desk.path().join("x.toml").exists());
    }
}

/// Calls of a day of which some hang up after these waits, s; the others are served after a few.
fn waits(of_those_who_hang_up: &[u32]) -> String {
    let mut log = "start_time,wait,talk,status,agent\n".to_owned();
    for i in 0..300 {
        let at = format!("2026-11-02 {:02}:{:02}:{:02}", 9 + i / 40, i % 40, i % 7);
        log += &match of_those_who_hang_up.get(i / 3).filter(|_| i % 3 == 0) {
            Some(wait) => format!("{at},{wait},0,Abandoned,\n"),
            None => format!("{at},{},{},Completed,a{}\n", 1 + i % 8, 20 + i * 37 % 200, i % 9),
        };
    }
    log
}

fn fitted(desk: &Desk, log: &str) -> Done {
    desk.write("calls.csv", log);
    let columns = desk.run(&["fit", "calls.csv", "--guess"]).out;
    desk.write("columns.toml", columns.replace("# overlaps = \"merge\"", "overlaps = \"merge\""));
    let done = desk.run(&["fit", "calls.csv", "--columns", "columns.toml"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(!done.out.contains("NaN") && !done.err.contains("NaN"), "{}{}", done.out, done.err);
    desk.write("fitted.toml", &done.out);
    assert_eq!(desk.run(&["check", "fitted.toml"]).code, Some(0));
    done
}

/// An IVR that disconnects after 20 s: no family is so narrow, none has an error, and the planner is told.
#[test]
fn hang_ups_at_one_moment_are_told_and_no_error_is_printed_that_does_not_exist() {
    let done = fitted(&Desk::new(), &waits(&[20; 34]));
    assert!(done.out.contains("patience = { constant = \"20s\" }"), "{}", done.out);
    assert!(
        done.out.contains("# All who hung up waited so long, more alike than any law that is tried"),
        "{}",
        done.out
    );
    assert!(done.err.contains("written: 20s for all. All who hung up waited so long"), "{}", done.err);
    let gamma = done.err.lines().rfind(|line| line.trim_start().starts_with("gamma")).unwrap_or_default();
    assert!(gamma.contains("at the edge of what is searched") && !gamma.contains('±'), "{gamma}");
}

/// Two kinds of callers, too few for Kaplan and Meier's estimate itself: how far the family is off is said in words.
#[test]
fn a_family_far_from_what_was_seen_is_written_with_how_far_it_is() {
    let hang_ups: Vec<u32> = (0..60).map(|i| if i % 2 == 0 { 15 + i % 5 } else { 300 + i % 20 }).collect();
    let done = fitted(&Desk::new(), &waits(&hang_ups));
    assert!(done.out.contains("# It is far from what was seen: 0."), "{}", done.out);
    assert!(done.out.contains("callers in 100 misplaced. Fewer than 100\n# hang-ups do not carry"), "{}", done.out);
    assert!(done.err.contains("far from what was seen: 0."), "{}", done.err);
    // An ordinary log has nothing of it.
    let ordinary: Vec<u32> = (0..60).map(|i| 5 + i * i % 180).collect();
    let done = fitted(&Desk::new(), &waits(&ordinary));
    assert!(!done.out.contains("far from what was seen") && !done.err.contains("edge of what"), "{}", done.err);
}

/// Of two columns of which one holds a 1 for everybody, the outcome is the one that tells who was served.
#[test]
fn a_column_of_one_value_is_no_outcome_where_another_tells_who_hung_up() {
    let desk = Desk::new();
    let rows = |header: &str| {
        let mut log = header.to_owned();
        for i in 0..60 {
            let (answer, how) = if i % 6 == 0 {
                (String::new(), "Abandoned")
            } else {
                (format!("2026-11-02 09:{i:02}:05"), "Answered")
            };
            log +=
                &format!("{},1,2026-11-02 09:{i:02}:00,{answer},2026-11-02 09:{i:02}:50,{how},a{}\n", 1000 + i, i % 5);
        }
        log
    };
    desk.write("calls.csv", rows(""));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert!(proposed.out.contains("outcome = 6\n"), "{}", proposed.out);
    assert!(proposed.out.contains("served = [\"Answered\"]\nabandoned = [\"Abandoned\"]\n"), "{}", proposed.out);
    // A name does not help a column that says the same of everybody.
    desk.write("calls.csv", rows("id,status,arrival,answer,end,how,agent\n"));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert!(proposed.out.contains("outcome = \"how\"\n"), "{}", proposed.out);
    // Where there is no other, a number for everybody tells nothing.
    desk.write("calls.csv", rows("").replace("Answered", "p").replace("Abandoned", "q"));
    let proposed = desk.run(&["fit", "calls.csv", "--guess"]);
    assert!(!proposed.out.contains("outcome ="), "{}", proposed.out);
}

/// A proposal that no fit can be made with says what to add first, and its exit code stops a script.
#[test]
fn a_proposal_that_is_not_complete_says_what_to_add_first() {
    let desk = Desk::new();
    let mut log = "id,arrival,taken,end\n".to_owned();
    for i in 0..60 {
        log += &format!("{i},2026-11-02 09:{i:02}:00,2026-11-02 09:{i:02}:05,2026-11-02 09:{i:02}:50\n");
    }
    desk.write("calls.csv", log);
    let proposed = desk.run(&["fit", "calls.csv", "--guess", "--out", "columns.toml"]);
    assert_eq!((proposed.code, proposed.out.as_str()), (Some(1), ""), "{}", proposed.err);
    let missing = "`wait`: is missing from [columns]; without it, one of `wait_ends` and `service_starts` is needed; \
                   is it one of the columns that are not used: id, taken?";
    assert!(proposed.err.contains(&format!("not complete, no fit can be made with it: {missing}")), "{}", proposed.err);
    assert!(proposed.err.contains("mend that in columns.toml first, then: onhold fit calls.csv"), "{}", proposed.err);
    assert!(!proposed.err.contains("next:"), "{}", proposed.err);
    let columns = std::fs::read_to_string(desk.path().join("columns.toml")).unwrap();
    assert!(columns.contains(&format!("# Not complete: {missing}\n")), "{columns}");
    desk.write("columns.toml", columns.replace("ends =", "service_starts = \"taken\"\nends ="));
    assert_eq!(desk.run(&["fit", "calls.csv", "--columns", "columns.toml"]).code, Some(0));
}

/// A log without a column of agents has no number of them to tell, and 0 is none.
#[test]
fn agents_that_the_log_does_not_name_are_not_counted() {
    let desk = Desk::new();
    let log = log(50).replace(",agent", "").replace(",ann", "");
    let done = fitted(&desk, &log);
    assert!(done.err.contains("agents (the log names no agents) serves"), "{}", done.err);
    assert!(!done.err.contains("0 agents"), "{}", done.err);
}

/// Who was cut off at closing is a row of its own in the comparison, with as many as the log has, on a day.
#[test]
fn the_comparison_has_a_row_of_those_who_were_cut_off() {
    let desk = Desk::new();
    desk.write(
        "closing.toml",
        "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\nclosing = \"hang-up\"\n[contact.call]\n\
         arrivals = { rate = \"60/h\" }\nhandle = { exponential = { mean = \"5m\" } }\n\
         patience = { exponential = { mean = \"30m\" } }\n[group.team]\nagents = 4\nskills.call = {}\n",
    );
    let done = desk.run(&["run", "closing.toml", "--replications", "20", "--log", "own.csv"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let own = std::fs::read_to_string(desk.path().join("own.csv")).unwrap();
    let cut_off = own.lines().filter(|line| line.contains(",cut-off,")).count();
    assert!(cut_off >= 20, "{cut_off}");
    let done = desk.run(&["fit", "own.csv", "--compare", "--replications", "20", "--out", "own.toml"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let said = done.out + &done.err;
    let after = said.split("Cut off, contacts").nth(1).unwrap_or_else(|| panic!("{said}"));
    let row = after.lines().find(|line| line.starts_with("whole day")).unwrap();
    let logged: f64 = row.split_whitespace().nth(2).unwrap().parse().unwrap();
    assert!((logged - cut_off as f64 / 20.0).abs() < 0.06, "{row}: {cut_off} in 20 days");
}

/// Calls that came when hardly anybody was served are left out, which is said with what to write if the center was open.
#[test]
fn calls_outside_the_hours_that_were_found_are_warned_of() {
    let desk = Desk::new();
    let mut log = "start_time,wait,talk,status,agent\n".to_owned();
    for i in 0..600 {
        let (hour, minute) = (8 + i / 60, i % 60);
        let at = format!("2026-11-02 {hour:02}:{minute:02}:00");
        log += &match hour < 15 {
            true => format!("{at},5,45,Completed,ann\n"),
            false => format!("{at},90,0,Abandoned,\n"),
        };
    }
    let done = fitted(&desk, &log);
    assert!(done.err.contains("warning: 180 calls, 30.0 %, came outside 08:00-15:00 and are left out"), "{}", done.err);
    assert!(done.err.contains("--opens HH:MM --closes HH:MM"), "{}", done.err);
    let open = desk.run(&["fit", "calls.csv", "--columns", "columns.toml", "--opens", "08:00", "--closes", "18:00"]);
    assert!(open.code == Some(0) && !open.err.contains("came outside"), "{}", open.err);
}
