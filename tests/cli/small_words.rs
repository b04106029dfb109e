//! Small words: one is not many, what is not known is no number, two that count different things are not compared, a
//! template loses no more customers than a center does.

use crate::desk::{Desk, scenario};

/// Words that count, in the plural.
const MANY: [&str; 22] = [
    "agents",
    "people",
    "contacts",
    "customers",
    "replications",
    "policies",
    "days",
    "files",
    "values",
    "numbers",
    "services",
    "pairs",
    "rows",
    "calls",
    "groups",
    "intervals",
    "others",
    "attempts",
    "complaints",
    "heads",
    "shifts",
    "types",
];

/// Everything that is said of one of each, by every command.
fn said_of_one(desk: &Desk) -> Vec<(String, String)> {
    let one = r#"name = "one"
[horizon]
opens = "08:00"
closes = "08:30"
[contact.sales]
arrivals = { exactly = [1] }
handle = { constant = "1m" }
patience = { constant = "2m" }
service_level = { within = "20s", target = 0.8 }
[group.team]
cost = 1
shift = [{ people = 1, from = "08:00", to = "09:00" }]
skills.sales = {}
[group.other]
agents = 1
skills.sales = {}
[wait]
hold = "music"
[service]
[aftermath]
tells = { from = 1, to = 1 }
tells_good = 1
[aftermath.alarm]
complaints_per_hour = 1
reserves = { other = 1 }
[market]
customers = 1
size = 1
feeds_arrivals = false
[value]
margin = 1
purchases_per_year = 1
years = 1
"#;
    desk.write("one.toml", one);
    desk.write(
        "one-study.toml",
        "scenario = \"one.toml\"\nreplications = 1\n[rank]\nby = \"-abandoned\"\n[policy.today]\n\"group.other.agents\" = 1\n",
    );
    let commands: [&[&str]; 8] = [
        &["check", "one.toml"],
        &["check", "one-study.toml"],
        &["run", "one.toml", "--replications", "1"],
        &["run", "one.toml", "--replications", "1", "--log", "one.csv"],
        &["explain", "one.toml", "--with", "wait.hold=silence", "--replications", "1"],
        &["explain", "one.toml", "--contact", "1"],
        &["theory", "one.toml", "--replications", "1"],
        &["sweep", "one-study.toml", "--out", "one-results"],
    ];
    let run = |arguments: &&[&str]| {
        let done = desk.run(arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
        (arguments.join(" "), format!("{}\n{}", done.out, done.err))
    };
    commands.iter().map(run).collect()
}

#[test]
fn one_is_not_many() {
    let desk = Desk::new();
    for (command, said) in said_of_one(&desk) {
        let words: Vec<&str> =
            said.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphanumeric())).collect();
        for pair in words.windows(2) {
            assert!(pair[0] != "1" || !MANY.contains(&pair[1]), "{command}: 1 {}\n{said}", pair[1]);
        }
    }
    insta::assert_snapshot!(
        desk.run(&["check", "one.toml"]).out.lines().skip(1).take(12).collect::<Vec<_>>().join("\n")
    );
}

/// A log of one call by one agent: no error can be told from it, nobody was left waiting.
#[test]
fn what_is_not_known_is_no_number() {
    let desk = Desk::new();
    for (command, said) in said_of_one(&desk) {
        for word in said.split(|c: char| !c.is_alphanumeric()) {
            assert!(!["NaN", "inf", "nan"].contains(&word), "{command}:\n{said}");
        }
    }
    desk.write("simple-one.toml", scenario("rate = \"60/h\"", "exactly = [1, 0, 1, 0]"));
    desk.run(&["run", "simple-one.toml", "--replications", "1", "--log", "few.csv"]);
    let done = desk.run(&["fit", "few.csv"]);
    let said = format!("{}\n{}", done.out, done.err);
    assert!(!said.contains("NaN") && !said.contains("inf ") && !said.contains(" 0 pairs"), "{said}");
}

#[test]
fn what_counts_different_things_is_not_compared() {
    let desk = Desk::new();
    let feelings = std::fs::read_to_string(desk.path().join("feelings.toml")).unwrap();
    let (without, _) = feelings.split_once("[value]").unwrap();
    desk.write("without.toml", without);
    let refused = |arguments: &[&str]| {
        let done = desk.run(arguments);
        assert_eq!((done.code, done.out.as_str()), (Some(2), ""), "{arguments:?}");
        done.err
    };
    let found = refused(&["explain", "feelings.toml", "without.toml"]);
    insta::assert_snapshot!(found, @r"
    error: without has no [value] section and the other has one: their net values count different things
      = help: write the same [value] into both, or take it out of both
    ");
    assert!(refused(&["explain", "without.toml", "feelings.toml"]).contains("without has no [value]"));
    let found = refused(&["explain", "feelings.toml", "--with", "currency=ILS"]);
    assert!(found.contains("counts money in EUR"), "{found}");
    // Two without are compared in what they cost.
    assert_eq!(
        desk.run(&["explain", "without.toml", "--with", "group.all.agents=25", "--replications", "2"]).code,
        Some(0)
    );
}

/// 3,300 calls a day lose 1 in 100 customers a year, not all of them in a season.
#[test]
fn the_template_of_feelings_loses_as_many_customers_as_a_center_does() {
    let desk = Desk::new();
    let done = desk.run(&["run", "feelings.toml", "--replications", "20", "--format", "json"]);
    let object: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let mean = |name: &str| object["measures"][name]["mean"].as_f64().unwrap();
    let [lost, won] = [mean("customers_lost"), mean("customers_won")];
    assert!((2.0..12.0).contains(&lost) && (2.0..12.0).contains(&won), "{lost} {won}");
    assert!((0.7..0.9).contains(&mean("service_level")) && mean("abandonment_rate") < 0.08);
    assert!(mean("lifetime_value_lost") < 0.5 * mean("staffing_cost"));
    // Feelings move its queue, and it says so.
    let note = object["notes"][0].as_str().unwrap();
    assert_eq!(note, "feelings move the queue: who is willing to wait 60 felt seconds leaves after 31 s");
    let wall = desk.run(&["run", "feelings.toml", "--set", "contact.call.patience_clock=wall", "--replications", "2"]);
    assert!(!wall.out.contains("feelings move"));
}

/// A center of one type whose patience was measured on the wall's clock; `more` are sections.
fn measured(more: &str) -> String {
    format!(
        "currency = \"EUR\"\n[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[contact.call]\n\
         arrivals = {{ rate = \"330/h\" }}\nhandle = {{ exponential = {{ mean = \"240s\" }} }}\n\
         patience = {{ exponential = {{ mean = \"200s\" }} }}\npatience_clock = \"wall\"\n\
         service_level = {{ within = \"20s\", target = 0.8 }}\n[group.all]\nagents = 20\nskills.call = {{}}\n[value]\n\
         margin = 5\npurchases_per_year = 52\nyears = 5\n{more}"
    )
}

#[test]
fn what_net_value_does_not_depend_on_is_said() {
    let desk = Desk::new();
    desk.write("worth.toml", measured(""));
    desk.write("brings.toml", measured("per_contact = 2\n"));
    let explained = |arguments: &[&str]| {
        let done = desk.run(&[&["explain"], arguments, &["--replications", "4"]].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        (
            done.out.split_whitespace().collect::<Vec<_>>().join(" "),
            done.err.split_whitespace().collect::<Vec<_>>().join(" "),
        )
    };
    let why = "nothing in [value] depends on what differs, since without an [aftermath] section no customer is lost or won, and \
               without `value.per_contact` no contact brings anything; write one of them";
    let (out, err) = explained(&["worth.toml", "--with", "group.all.agents=21"]);
    assert!(out.contains(&format!("costs the same as worth, and nothing else is counted: {why}.")), "{out}");
    assert!(!out.contains("in every part") && err.contains(why), "{out}{err}");
    // What costs differ in is told, and that nothing else is counted.
    let cost = ["worth.toml", "--set", "group.all.cost=30", "--with", "group.all.agents=21"];
    let (out, err) = explained(&cost);
    assert!(out.contains("more than group.all.agents=21, most of it by staffing") && err.contains(why), "{out}{err}");
    let (out, err) = explained(&["brings.toml", "--with", "group.all.agents=21"]);
    assert!(out.contains("most of it by revenue of contacts") && !err.contains("[value]"), "{out}{err}");
    let (out, _) = explained(&["brings.toml", "brings.toml"]);
    assert!(out.ends_with("brings is worth the same as brings, in every part."), "{out}");
}

#[test]
fn two_of_which_only_one_feels_are_not_alike() {
    let desk = Desk::new();
    desk.write("still.toml", measured("per_contact = 2\n"));
    desk.write("music.toml", measured("per_contact = 2\n[wait]\nhold = \"music\"\n"));
    let said = |arguments: &[&str]| {
        let done = desk.run(&[&["explain"], arguments, &["--replications", "2"]].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.err.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let words = |name: &str| format!("nothing says in which waits, and only {name} has feelings");
    assert!(said(&["still.toml", "music.toml"]).contains(&words("music")));
    let told = said(&["still.toml", "--with", "wait.announce.estimate=queue-length"]);
    assert!(told.contains(&words("wait.announce.estimate=queue-length")), "{told}");
    // The first says what was played, or patience is in felt seconds on both sides.
    assert!(!said(&["music.toml", "still.toml"]).contains("alike"));
    assert!(!said(&["music.toml", "--with", "wait.hold=silence"]).contains("alike"));
    let felt = ["still.toml", "music.toml", "--set", "contact.call.patience_clock=felt"];
    assert!(!said(&felt).contains("alike"));
}

/// One replication has no error, and a difference that is shown as 0 has no sign.
#[test]
fn a_difference_of_nothing_has_no_sign() {
    let desk = Desk::new();
    desk.write("brings.toml", measured("per_contact = 2\n"));
    let out = |arguments: &[&str]| {
        let done = desk.run(&[&["explain", "brings.toml", "-q"], arguments].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.out
    };
    let one = out(&["--with", "group.all.agents=21", "--replications", "1"]);
    assert!(one.contains("EUR. One replication does not tell how certain that is."), "{one}");
    for with in ["contact.call.balks=0.001", "group.all.agents=21", "contact.call.handle.exponential.mean=240.001s"] {
        let said = out(&["--with", with, "--replications", "3"]);
        assert!(!said.contains("+0 ") && !said.contains("+0\n") && !said.contains("-0 "), "{said}");
    }
}

#[test]
fn words_of_a_run_say_what_a_figure_is_of() {
    let desk = Desk::new();
    let said = |arguments: &[&str]| {
        let done = desk.run(&[&["run", "simple.toml", "--replications", "1", "-q"], arguments].concat());
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.out
    };
    assert!(said(&[]).contains("Longest wait of a day "));
    desk.write(
        "steady.toml",
        "[horizon]\nsteady = \"20h\"\n[contact.call]\narrivals = { rate = \"60/h\" }\nhandle = { constant = \"1m\" }\n\
         service_level = { within = \"20s\", target = 0.8 }\n[group.all]\nagents = 2\nskills.call = {}\n",
    );
    let steady = desk.run(&["run", "steady.toml", "-q"]);
    assert!(steady.out.contains("Longest wait of the stretch ") && !steady.out.contains("of a day"), "{}", steady.out);
    // Waits for a call are felt, and not among those on the line.
    let text = std::fs::read_to_string(desk.path().join("feelings.toml")).unwrap();
    desk.write("called.toml", text);
    let callback = "contact.call.callback={ offer_when = { queue = 2 }, accepts = 0.5 }";
    let run = |set: &[&str]| desk.run(&[&["run", "called.toml", "--replications", "1", "-q"], set].concat()).out;
    assert!(
        run(&["--set", callback]).contains("Felt wait of all, with that for a call "),
        "{}",
        run(&["--set", callback])
    );
    assert!(run(&[]).contains("Felt wait of all "));
    // A call's seconds beside an e-mail's hours.
    let mail = "[contact.mail]\nchannel = \"email\"\narrivals = { rate = \"5/h\" }\nhandle = { constant = \"4m\" }\n\
                service_level = { within = \"1d\", target = 0.9 }\n[group.desk]\nagents = 1\nskills.mail = {}\n";
    desk.write("mixed.toml", format!("{}{mail}", scenario("rate = \"60/h\"", "exactly = [1, 0, 1, 0]")));
    let mixed = desk.run(&["run", "mixed.toml", "--replications", "2", "-q"]).out;
    let row = |start: &str| mixed.lines().find(|line| line.starts_with(start)).unwrap_or_else(|| panic!("{mixed}"));
    assert!(row("Mean wait of the answered (ASA)").ends_with("of all channels together"), "{mixed}");
    // The two calls never wait; mail does, and its figure has an error.
    assert!(row("  calls").ends_with(" s") && row("  e-mails").contains(" ± "), "{mixed}");
}

/// The same figures for programs, each with its error; they add up, and there are none where there is one channel.
#[test]
fn figures_by_channel_are_there_for_programs_where_there_are_several() {
    let desk = Desk::new();
    let more = "[contact.more]\narrivals = { rate = \"5/h\" }\nhandle = { constant = \"4m\" }\n\
                [contact.mail]\nchannel = \"email\"\narrivals = { rate = \"5/h\" }\nhandle = { constant = \"4m\" }\n\
                [group.desk]\nagents = 1\nskills.mail = {}\nskills.more = {}\n";
    let one = scenario("rate = \"60/h\"", "exactly = [1, 0, 1, 0]");
    desk.write("one.toml", &one);
    desk.write("mixed.toml", format!("{one}{more}"));
    let json = |file: &str| {
        let done = desk.run(&["run", file, "--replications", "4", "-q", "--format", "json"]);
        serde_json::from_str::<serde_json::Value>(&done.out).unwrap()
    };
    let mixed = json("mixed.toml");
    let get = |part: &str, name: &str, measure: &str| mixed[part][name][measure]["mean"].as_f64().unwrap();
    let called = |measure: &str| ["sales", "more"].map(|name| get("contacts", name, measure));
    assert_eq!(called("answered").iter().sum::<f64>(), get("channels", "voice", "answered"));
    let waits: f64 = called("answered").iter().zip(called("answer_speed_s")).map(|(n, wait_s)| n * wait_s).sum();
    let mean_s = get("channels", "voice", "answer_speed_s");
    assert!((waits / get("channels", "voice", "answered") - mean_s).abs() < 1e-9 * mean_s.max(1.0));
    assert!(mixed["channels"]["voice"]["answer_speed_s"]["half_width"].as_f64().unwrap() > 0.0);
    assert_eq!(get("channels", "email", "offered"), get("contacts", "mail", "offered"));
    let in_interval = &mixed["intervals"][1]["channels"];
    assert_eq!(in_interval["email"]["offered"], mixed["intervals"][1]["contacts"]["mail"]["offered"]);
    assert!(json("one.toml").get("channels").is_none() && json("one.toml")["intervals"][0].get("channels").is_none());
    let csv = desk.run(&["run", "mixed.toml", "--replications", "4", "-q", "--format", "csv"]).out;
    for row in
        ["\nchannel,voice,answer_speed_s,", "\nchannel,email,offered,", "\ninterval-channel,08:30/email,offered,"]
    {
        assert!(csv.contains(row), "{row}: {csv}");
    }
}

/// Callbacks that are promised for some day: one policy makes them, the other never does, and no figure says what becomes of
/// whom nobody calls.
#[test]
fn a_comparison_says_that_contacts_are_judged_by_nobody() {
    let desk = Desk::new();
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = { rate = \"60/h\" }\nhandle = { constant = \"4m\" }\n\
                callback = { offer_when = { queue = 0 }, accepts = 1, served = \"when-quiet\", promise = 10000, idle = 0 }\n\
                [group.g]\nagents = 5\nskills.a = {}\n[wait]\n[aftermath]\n[value]\nper_contact = 5\n";
    desk.write("calls.toml", text);
    desk.write(
        "study.toml",
        "scenario = \"calls.toml\"\nreplications = 20\n[rank]\nby = \"-customers_lost\"\n[[vary]]\npath = \"contact.a.callback.idle\"\nvalues = [0, 5]\n",
    );
    let sweep = desk.run(&["sweep", "study.toml", "-q"]);
    assert_eq!(sweep.code, Some(0), "{}", sweep.err);
    let said = sweep.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("`idle=5` leaves") && said.contains("nobody judges them"), "{said}");
    let never = ["--with", "contact.a.callback.idle=5", "--replications", "20", "-q"];
    let explained = desk.run(&[&["explain", "calls.toml"][..], &never].concat());
    let said = explained.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("nobody judges them"), "{said}");
    // Where all are judged there is nothing to say.
    let same = ["--with", "group.g.agents=6", "--set", "contact.a.callback.promise=1", "--replications", "20", "-q"];
    let explained = desk.run(&[&["explain", "calls.toml"][..], &same].concat());
    assert_eq!(explained.code, Some(0), "{}", explained.err);
    assert!(!explained.out.contains("nobody judges"), "{}", explained.out);
}

/// Calls that wait behind chats of which an agent has several are told too short a wait.
#[test]
fn a_run_says_of_which_types_predictions_do_not_come_true() {
    let desk = Desk::new();
    let text = |skills: &str| {
        format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.call]\narrivals = {{ rate = \"20/h\" }}\nhandle = {{ exponential = {{ mean = \"4m\" }} }}\n\
             [contact.chat]\nchannel = \"chat\"\narrivals = {{ rate = \"90/h\" }}\nhandle = {{ exponential = {{ mean = \"8m\" }} }}\n\
             [group.g]\nagents = 10\n{skills}[wait]\nannounce = {{ estimate = \"queue-length\" }}\n"
        )
    };
    desk.write("both.toml", text("skills.call = {}\nskills.chat = { concurrent = 3, stretch = [1.0, 1.2, 1.4] }\n"));
    let said = desk.run(&["run", "both.toml", "--replications", "20", "-q"]).out;
    assert!(said.contains("predicted waits beside those that followed") && said.contains("`call` 0."), "{said}");
    desk.write(
        "one.toml",
        text("skills.call = {}\n[group.chats]\nagents = 6\nskills.chat = { concurrent = 3 }\n")
            .replace("agents = 10", "agents = 2"),
    );
    let said = desk.run(&["run", "one.toml", "--replications", "20", "-q"]).out;
    assert!(said.contains("Predicted wait") && !said.contains("beside those that followed"), "{said}");
}
