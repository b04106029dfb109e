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
