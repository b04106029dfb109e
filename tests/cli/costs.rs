//! What a run may cost: refused before it starts with the figure that causes it, and what is too deep or too many to be
//! read at all.

use std::fmt::Write;

use crate::desk::{Desk, STUDY};

/// What a command says that must be refused, exit code 2.
fn refused(desk: &Desk, arguments: &[&str]) -> String {
    let done = desk.run(arguments);
    assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}: {}", done.err);
    done.err
}

fn hostile() -> Desk {
    let desk = Desk::new();
    desk.write("without-end.toml", include_str!("hostile/run-without-end.toml").replace("999999999999d", "300d"));
    desk.write("seconds.toml", include_str!("hostile/run-out-of-memory.toml"));
    desk.write("theory.toml", include_str!("hostile/theory-without-end.toml"));
    desk.write("volume.toml", include_str!("hostile/floor-sweep-out-of-memory.toml"));
    desk.write("repeats.toml", include_str!("hostile/repeat-loop.toml"));
    desk
}

#[test]
fn a_run_without_end_is_refused_with_the_figure_that_causes_it() {
    let desk = hostile();
    for command in ["run", "theory"] {
        let said = refused(&desk, &[command, "volume.toml"]);
        assert!(said.contains("contact.call.arrivals: 1e308 contacts in interval 4"), "{said}");
        assert!(said.contains("--max-contacts"), "{said}");
        let said = refused(&desk, &[command, "without-end.toml"]);
        assert!(said.contains("error: contact.") && said.contains("--max-contacts"), "{said}");
    }
    desk.write("sweep.toml", STUDY.replace("simple.toml", "volume.toml").replace("group.everybody", "group.agents"));
    let said = refused(&desk, &["sweep", "sweep.toml"]);
    assert!(said.contains("contact.call.arrivals: 1e308 contacts in interval 4"), "{said}");
    assert!(!desk.path().join("results").exists(), "nothing is written for what is refused");
    // The same as a trace and a log: no file is begun.
    refused(&desk, &["run", "volume.toml", "--log", "log.csv", "--trace", "trace.csv"]);
}

#[test]
fn memory_is_counted_before_it_is_taken() {
    let desk = hostile();
    let said = refused(&desk, &["run", "seconds.toml", "--max-memory", "100M"]);
    assert!(said.contains("horizon.interval") && said.contains("of --max-memory"), "{said}");
    let text = std::fs::read_to_string(desk.path().join("feelings.toml")).unwrap();
    let people = "market = { size = 2000000000, customers = 100000000, grows = \"saturating\" }\n[horizon]";
    let market = text.replacen("[horizon]", people, 1);
    assert_ne!(market, text);
    desk.write("market.toml", market);
    let said = refused(&desk, &["run", "market.toml", "--max-memory", "100M"]);
    // Four places for each customer at the beginning are the most that a customer base may grow to.
    assert!(said.contains("market: 400,000,000 people") && said.contains("--max-memory"), "{said}");
}

/// What is done for each interval is counted as work too, and refused by name.
#[test]
fn intervals_are_counted_as_work() {
    let desk = hostile();
    let few = ["--max-contacts", "2e6"];
    for command in [&["theory", "seconds.toml"][..], &["run", "seconds.toml", "--intervals"]] {
        let said = refused(&desk, &[command, &few].concat());
        assert!(said.contains("(horizon.interval)") && said.contains("86,400 intervals"), "{said}");
        assert!(said.contains("as much work as") && said.contains("of --max-contacts"), "{said}");
    }
    // Without its figures by interval the same day is a small one.
    let done = desk.run(&["run", "seconds.toml", "--replications", "2", "-q", few[0], few[1]]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    let same = std::fs::read_to_string(desk.path().join("seconds.toml")).unwrap().replace("\"1s\"", "\"1h\"");
    desk.write("hours.toml", same);
    assert_eq!(desk.run(&["theory", "hours.toml", "--replications", "2", few[0], few[1]]).code, Some(0));
}

#[test]
fn a_repeat_that_never_ends_is_warned_of_and_refused() {
    let desk = hostile();
    let check = desk.run(&["check", "repeats.toml"]);
    assert_eq!(check.code, Some(0), "{}", check.err);
    assert!(
        check.err.contains("never ends: no contact of `a` is ever resolved and everybody comes back"),
        "{}",
        check.err
    );
    let said = refused(&desk, &["run", "repeats.toml"]);
    assert!(said.contains("contact.a.repeat") && said.contains("0.001 s later"), "{said}");
}

#[test]
fn an_absurd_load_does_not_keep_the_formulas_busy() {
    let desk = hostile();
    let done = desk.run(&["theory", "theory.toml", "--replications", "2"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
}

#[test]
fn negative_zeros_are_zeros() {
    let desk = Desk::new();
    let day = |list: &str| {
        format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"09:00\"\n[contact.a]\narrivals = {{ expected = {list} }}\n\
             handle = {{ constant = \"1m\" }}\n[group.g]\nagents = 2\nskills.a = {{}}\n"
        )
    };
    desk.write("negative.toml", day("[10.0, -0.0]"));
    desk.write("plain.toml", day("[10.0, 0.0]"));
    for command in ["run", "theory", "check"] {
        let [negative, plain] = ["negative.toml", "plain.toml"].map(|file| desk.run(&[command, file, "-q"]));
        assert_eq!(negative.code, Some(0), "{}", negative.err);
        let named = |text: &str| text.replace("negative", "plain");
        assert_eq!(named(&negative.out), named(&plain.out), "{command}");
    }
    let set =
        desk.run(&["run", "plain.toml", "--set", "contact.a.arrivals.expected=[10, -0.0]", "--replications", "2"]);
    assert_eq!(set.code, Some(0), "{}", set.err);
}

#[test]
fn what_is_ten_thousand_levels_deep_is_refused() {
    let desk = Desk::new();
    let path = vec!["a"; 10_000].join(".");
    let laws = format!("contact.call.handle.{}exponential.mean", "shifted.of.".repeat(10_000));
    let nested = [
        format!("[{path}]\nx = 1\n"),
        format!("{path} = 1\n"),
        format!("x = {}{}\n", "[".repeat(10_000), "]".repeat(10_000)),
        format!("x = {}1{}\n", "{a=".repeat(10_000), "}".repeat(10_000)),
    ];
    for text in &nested {
        desk.write("deep.toml", text);
        for command in ["check", "run", "theory", "sweep"] {
            let said = refused(&desk, &[command, "deep.toml"]);
            assert!(said.contains("nested too deeply") && said.len() < 10_000, "{command}: {}", &said[..200]);
        }
    }
    let said = refused(&desk, &["run", "simple.toml", "--set", &format!("{laws}=1m")]);
    assert!(said.contains("more than 64 keys") && said.len() < 1_000, "{said}");
    desk.write("study-deep.toml", format!("{STUDY}[set]\n\"{laws}\" = \"1m\"\n"));
    let said = refused(&desk, &["sweep", "study-deep.toml"]);
    assert!(said.contains("more than 64 keys") && said.len() < 10_000, "{said}");
    let value = format!("{}{}", "[".repeat(5_000), "]".repeat(5_000));
    let said = refused(&desk, &["run", "simple.toml", "--set", &format!("contact.call.arrivals.expected={value}")]);
    assert!(said.contains("nested too deeply") && said.len() < 2_000, "{said}");
}

#[test]
fn a_grid_is_counted_before_it_is_made() {
    let desk = Desk::new();
    let mut text = STUDY.replace("[11, 12, 13, 14]", "[11]");
    for path in ["a", "b", "c", "d"] {
        let _ = write!(text, "[[vary]]\npath = \"{path}\"\nrange = {{ from = 1, to = 40, step = 1 }}\n");
    }
    desk.write("grid.toml", &text);
    let said = refused(&desk, &["sweep", "grid.toml"]);
    assert!(said.contains("the study has 2560000 policies, at most 20000 are possible"), "{said}");
    let mut text = STUDY.to_string();
    for i in 0..40 {
        let _ = write!(text, "[[vary]]\npath = \"p{i}\"\nrange = {{ from = 1, to = 19000, step = 1 }}\n");
    }
    desk.write("grid.toml", &text);
    assert!(refused(&desk, &["sweep", "grid.toml"]).contains("at most 20000 are possible"));
    desk.write("grid.toml", STUDY.replace("values = [11, 12, 13, 14]", "range = { from = 0, to = 1e18, step = 1 }"));
    assert!(refused(&desk, &["sweep", "grid.toml"]).contains("at most 20000 are possible"));
}

/// So many contact types and groups, every one of which has a mistake in every skill.
fn square(number: usize) -> String {
    let mut text = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n".to_string();
    for k in 0..number {
        let _ = write!(text, "[contact.t{k}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1m\" }}\n");
    }
    for g in 0..number {
        let _ = write!(text, "[group.g{g}]\nagents = 1\n");
        for k in 0..number {
            let _ = writeln!(text, "skills.t{k} = {{ spede = 2 }}");
        }
    }
    text
}

/// So many types, each with a group of its own.
fn each_its_own(number: usize) -> String {
    let mut text = String::new();
    for k in 0..number {
        let _ = write!(
            text,
            "[contact.t{k}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1m\" }}\n\
             patience = {{ constant = \"1m\" }}\n[group.g{k}]\nagents = 1\nskills.t{k} = {{}}\n"
        );
    }
    text
}

/// As many types and groups as there can be run; tables that grow with their product are counted before they are made.
#[test]
fn as_many_types_and_groups_as_there_can_be() {
    let desk = Desk::new();
    desk.write("most.toml", each_its_own(1024));
    let began = std::time::Instant::now();
    let done = desk.run(&["run", "most.toml", "--replications", "3", "-q"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(began.elapsed().as_secs() < 60, "{:?}", began.elapsed());
    let said = refused(&desk, &["run", "most.toml", "--replications", "3", "--max-memory", "200M"]);
    assert!(said.contains("--max-memory"), "{said}");
}

#[test]
fn many_types_and_groups_are_refused_truly_and_briefly() {
    let desk = Desk::new();
    let text = square(300);
    let began = std::time::Instant::now();
    desk.write("square.toml", text.replace("{ spede = 2 }", "{}"));
    let done = desk.run(&["check", "square.toml", "-q"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    // Nobody is told a thousand times, each time with a guess among three hundred, that a name is wrong.
    desk.write("square.toml", text.replace("{ spede = 2 }", "{}").replace("skills.t", "skills.x"));
    let said = refused(&desk, &["check", "square.toml"]);
    assert!(said.contains("there is no contact type `x0`") && said.contains("1,001 mistakes in square.toml"), "{said}");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    desk.write("square.toml", each_its_own(1030));
    let said = refused(&desk, &["check", "square.toml"]);
    assert!(said.contains("1030 contact types: at most 1024 are possible"), "{said}");
    assert!(said.contains("1030 groups of agents: at most 1024 are possible"), "{said}");
    assert!(!said.contains("there is no contact type") && said.contains("2 mistakes in square.toml"), "{said}");
    desk.write("square.toml", &text);
    let said = refused(&desk, &["check", "square.toml"]);
    assert!(
        said.contains("more mistakes are not shown") && said.lines().count() < 500,
        "{} lines",
        said.lines().count()
    );
    assert!(said.contains("90,000 mistakes in square.toml"), "{}", &said[said.len() - 200..]);
}

#[test]
fn seconds_over_a_long_day_are_read_in_no_time() {
    let desk = Desk::new();
    let mut steps = String::new();
    for s in 0..86_400 {
        let _ = write!(steps, "\"{:02}:{:02}:{:02}\" = {}, ", s / 3600, s / 60 % 60, s % 60, 1 + s % 2);
    }
    desk.write(
        "seconds.toml",
        format!(
            "[horizon]\ninterval = \"1s\"\n[contact.a]\narrivals = {{ expected = {{ {} }}, shape = \"linear\" }}\n\
             handle = {{ constant = \"1s\" }}\n[group.g]\nagents = {{ {steps} }}\nskills.a = {{}}\n",
            steps.replace("= 2", "= 0.5")
        ),
    );
    let began = std::time::Instant::now();
    let done = desk.run(&["check", "seconds.toml", "-q"]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn a_comparison_that_costs_too_much_is_refused_and_the_fit_is_kept() {
    let desk = Desk::new();
    assert_eq!(desk.run(&["run", "simple.toml", "--replications", "2", "--log", "log.csv"]).code, Some(0));
    let fit = ["fit", "log.csv", "--out", "fitted.toml", "--force", "--compare", "--replications", "20"];
    let done = desk.run(&[&fit[..], &["--max-contacts", "1000"]].concat());
    assert_eq!(done.code, Some(2), "{}", done.err);
    assert!(
        done.err.contains("error: contact.") && done.err.contains("more than the 1,000 of --max-contacts"),
        "{}",
        done.err
    );
    assert!(!done.out.contains("Its own logs"), "{}", done.out);
    assert_eq!(desk.run(&["check", "fitted.toml"]).code, Some(0), "what was fitted stands");
    let done = desk.run(&[&fit[..], &["--max-memory", "1"]].concat());
    assert!(done.code == Some(2) && done.err.contains("of --max-memory"), "{}", done.err);
    let done = desk.run(&fit);
    assert!(done.code == Some(0) && done.out.contains("Its own logs"), "{}{}", done.out, done.err);
}
