//! Keys of the customers' side that act on nothing are said; others are not.

use super::center::center;
use super::{NoFiles, Scenario, day, mistakes, model, warnings as shown};

#[test]
fn what_acts_on_nothing_is_said() {
    let warnings = |text: &str| {
        let compiled = Scenario::parse(text, "x.toml").unwrap().compile(&NoFiles).unwrap_or_else(|m| panic!("{m}"));
        compiled.warnings.iter().map(|w| format!("{}: {}", w.path, w.message)).collect::<Vec<_>>().join("\n")
    };
    let text = day(
        "[horizon]",
        "[customer.vip]\nclock = 2\nvalue = 5\nimportance = 1\n[customer.nobody]\nvalue = 2\n[aftermath]\nper = \"contact\"\n\
         expectation = { learns = 0.1 }\nleaves = { resolved_fast = 0.1 }\ncomplaint = { fast_within = \"1h\" }\n[horizon]",
    );
    let text = text.replace("patience", "segment = { vip = 1.0 }\npatience");
    insta::assert_snapshot!(warnings(&text), @r#"
    customer.vip.clock: has no effect without a [wait] section
    customer.vip.value: has no effect without [aftermath] and [value] sections
    customer.vip.importance: has no effect without "importance" in routing.contact
    customer.nobody: no contact type has customers of the kind `nobody`
    aftermath.per: has no effect without a [market] section, which follows customers
    aftermath.expectation.learns: has no effect without a [market] section, which follows customers
    aftermath.complaint.fast_within: has no effect without aftermath.complaint.becomes
    aftermath.leaves.resolved_fast: has no effect without aftermath.complaint.becomes and fast_within
    "#);
    let text = day(
        "[horizon]",
        "[wait]\nstretch = { unfair = 2, past_promise = 2 }\n[service]\nunderstood = { mood = 1 }\n[horizon]",
    );
    insta::assert_snapshot!(warnings(&text), @r#"
    wait.stretch.unfair: has no effect without wait.order_visible
    wait.stretch.past_promise: has no effect without a [wait.announce] section, or callbacks
    service.understood.mood: has no effect without service.mood.contagion
    "#);
    let text = day("[horizon]", "[wait]\n[service]\nunderstood = { mood = 0 }\nmood = { contagion = 1 }\n[horizon]");
    insta::assert_snapshot!(warnings(&text), @"service.mood.contagion: has no effect without service.understood.mood, by which a mood shows");
    let text = day("[horizon]", "[customer.vip]\n[horizon]");
    let text = text.replace("patience", "segment = { vip = 0, standard = 1 }\npatience");
    insta::assert_snapshot!(warnings(&text), @"customer.vip: no contact type has customers of the kind `vip`");
}

/// Who was dialed and has to wait is on the line; who has written is not.
#[test]
fn an_announcement_is_heard_by_whoever_is_on_the_line() {
    let warnings = |channel: &str| {
        let text = format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\n{channel}\nhandle = {{ constant = \"1m\" }}\npatience = {{ constant = \"1m\" }}\n\
             wait = {{ announce = {{ estimate = \"head-of-line\" }} }}\n[group.g]\nagents = 3\nskills.a = {{}}\n"
        );
        let compiled = Scenario::parse(&text, "x.toml").unwrap().compile(&NoFiles).unwrap_or_else(|m| panic!("{m}"));
        compiled.warnings.iter().map(|w| w.message.clone()).filter(|w| w.contains("no effect")).collect::<Vec<_>>()
    };
    let dialed =
        "channel = \"outbound\"\ndialer = { list = 100, reach = 1, pace = { progressive = { per_free_agent = 2 } } }";
    assert_eq!(warnings(dialed), [""; 0]);
    assert_eq!(
        warnings("channel = \"email\"\narrivals = { rate = \"9/h\" }"),
        ["has no effect without customers on the line to hear it"]
    );
}

#[test]
fn what_acts_where_customers_or_agents_go_on_to_is_not_said_to_act_on_nothing() {
    let warnings = |text: &str| {
        let compiled = Scenario::parse(text, "x.toml").unwrap().compile(&NoFiles).unwrap_or_else(|m| panic!("{m}"));
        compiled.warnings.iter().map(|w| w.message.clone()).filter(|w| w.contains("no effect")).collect::<Vec<_>>()
    };
    let two = |of_a: &str, of_b: &str| {
        format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"12:00\"\n[customer.vip]\nclock = 2\nhostility = 2\ncomplains = 0.5\n\
             [contact.a]\narrivals = {{ rate = \"9/h\" }}\nhandle = {{ constant = \"1m\" }}\nsegment = {{ vip = 1 }}\n{of_a}\n\
             [contact.b]\narrivals = {{ rate = \"9/h\" }}\nhandle = {{ constant = \"1m\" }}\n{of_b}\n[group.g]\nagents = 3\n\
             skills.a = {{}}\nskills.b = {{}}\n"
        )
    };
    let felt = "wait = { hold = \"silence\" }\nservice = {}\naftermath = {}";
    assert_eq!(warnings(&two("transfer = { to = { b = 1 } }", felt)), [""; 0]);
    assert_eq!(warnings(&two("", felt)).len(), 3);
    let moody = "service = { understood = { mood = 3 }, mood = { recovery = \"10h\" } }";
    let infected = "wait = {}\naftermath = {}\nservice = { mood = { contagion = 1 } }";
    let said = |of_a| warnings(&two(of_a, moody)).iter().filter(|w| w.contains("contagion")).count();
    assert_eq!((said(infected), said("")), (0, 2));
}

/// A key that has no effect beside another: a warning, and the scenario means what it means without the key.
#[test]
fn keys_that_have_no_effect_beside_others_are_warnings() {
    let contact = |more: &str| day("patience", &format!("{more}\npatience"));
    let steady = |more: &str| day("opens = \"08:00\"\ncloses = \"10:00\"\n", &format!("steady = \"10h\"\n{more}"));
    let impatient = day("patience = { exponential = { mean = \"5m\" } }\n", "");
    let silent = |with: &str| impatient.replace("service_level", &format!("{with}service_level"));
    let outbound = center("", "");
    let cases = [
        (contact("repeat = { share = 0.5, after = { constant = \"1h\" } }"), day("", ""), "[service]"),
        (
            contact("transfer = { to = { sales = 0.5 }, conference = { constant = \"1m\" } }"),
            contact("transfer = { to = { sales = 0.5 } }"),
            "only in a warm transfer",
        ),
        (
            contact("callback = { offer_when = { queue = 5 }, accepts = 0.5, idle = 2 }"),
            contact("callback = { offer_when = { queue = 5 }, accepts = 0.5 }"),
            "only callbacks when it is quiet",
        ),
        (silent("silent_abandonment = { takes = { constant = \"1m\" } }\n"), silent(""), "nobody gives up"),
        (
            contact("dialer = { list = 10, pace = { preview = {} }, reach = 0.5 }"),
            day("", ""),
            "only an outbound type is dialed",
        ),
        (
            center("channel = \"outbound\"", "channel = \"outbound\"\narrivals = { rate = \"1/h\" }"),
            outbound,
            "an outbound type has no arrivals",
        ),
        (
            day("rate = \"60/h\"", "exactly = 30, busyness = { constant = 1 }"),
            day("rate = \"60/h\"", "exactly = 30"),
            "`busyness` has no effect beside exact counts",
        ),
        (
            day("rate = \"60/h\"", "rate = \"60/h\", common = 0.5"),
            day("", ""),
            "`common` has no effect beside arrivals without a `busyness`",
        ),
        (
            steady("").replace("\"60/h\"", "\"60/h\", shape = \"linear\""),
            steady(""),
            "`shape` has no effect beside the rate of a steady stretch",
        ),
        (steady("closing = \"hang-up\"\n"), steady(""), "a steady stretch does not close"),
        (day("[horizon]", "[market]\ncustomers = 5\nsize = 20\n[horizon]"), day("", ""), "nothing follows"),
        (
            day("[horizon]", "[wait.announce]\nestimate = \"queue-length\"\nquantile = 0.9\n[horizon]"),
            day("[horizon]", "[wait.announce]\nestimate = \"queue-length\"\n[horizon]"),
            "only for estimate = \"quantile\"",
        ),
    ];
    for (with, without, said) in cases {
        assert_eq!(mistakes(&with), "no mistake", "{said}");
        let found = shown(&with);
        assert!(found.contains("no effect") && found.contains(said), "{said}: {found}");
        assert!(!shown(&without).contains(said), "{said}");
        assert_eq!(model(&with), model(&without), "{said}");
    }
}
