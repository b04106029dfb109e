//! One test for each kind of mistake: its place and its words.

use super::*;

#[test]
fn syntax_is_reported_in_one_go() {
    insta::assert_snapshot!(mistakes("name = \nx = [1\ny = = 2\n[contact.a\n"), @r#"
    x.toml:1:8: string values must be quoted, expected literal string
    x.toml:3:1: missing comma between array elements, expected `,`
    x.toml:4:1: missing comma between array elements, expected `,`
    "#);
}

#[test]
fn an_empty_file() {
    insta::assert_snapshot!(mistakes(""), @"x.toml: the scenario is empty (it needs at least one [contact.NAME] and one [group.NAME])");
    insta::assert_snapshot!(mistakes("# nothing\n"), @"x.toml: the scenario is empty (it needs at least one [contact.NAME] and one [group.NAME])");
}

#[test]
fn contacts_and_groups_are_needed() {
    insta::assert_snapshot!(mistakes("name = \"a\"\n"), @r#"
    x.toml: contact: `contact` is missing (contact types: [contact.NAME]: a table)
    x.toml: group: `group` is missing (groups of agents: [group.NAME]: a table)
    "#);
    insta::assert_snapshot!(mistakes("[contact]\n[group]\n"), @r#"
    x.toml:1:2: there are no contact types (begin one with [contact.NAME])
    x.toml:2:2: there are no groups of agents (begin one with [group.NAME])
    "#);
}

#[test]
fn unknown_keys() {
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4\nagnets = 5")), @"x.toml:12:1: unknown key `agnets` in `group.tier1` (did you mean `agents`?)");
    insta::assert_snapshot!(mistakes(&day("name = ", "nmae = ")), @"x.toml:1:1: unknown key `nmae` at the top level (did you mean `name`?)");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[horizons]\n[group.tier1]")), @"x.toml:10:2: unknown key `horizons` at the top level (did you mean `horizon`?)");
    insta::assert_snapshot!(mistakes(&day("patience", "whatever = 1\npatience")), @"x.toml:8:1: unknown key `whatever` in `contact.sales` (one of `channel`, `arrivals`, `patience`, `patience_clock`, `balks`, `handle`, `wrap_up`, `service_level`, `head_start`, `importance`, `lines`, `wait`, `service`, `aftermath`, `redial`, `repeat`, `transfer`, `callback`, `silent_abandonment`, `dialer`, `segment`)");
}

#[test]
fn one_mistake_is_told_once() {
    insta::assert_snapshot!(mistakes(&day("[contact.sales]", "[contacts.sales]")), @"x.toml:5:2: unknown key `contacts` at the top level (did you mean `contact`?)");
    let announce = format!("{DAY}[wait.announce]\nestimate = \"median\"\nquantile = 0.5\n");
    assert_eq!(mistakes(&announce).lines().count(), 1, "{}", mistakes(&announce));
    let memory = mistakes(&format!("{DAY}[aftermath]\nmemory = {{ best = 2 }}\n"));
    assert_eq!(memory, "x.toml:14:19: expected a share from 0 to 1, found 2");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = [1]")), @"x.toml:11:10: the list has 1 value, expected 4 (one for each 30 min from 08:00 to 10:00)");
}

#[test]
fn a_duration_has_no_sign_not_even_of_nothing() {
    for nothing in ["\"-0s\"", "\"-0\"", "\"0m-0s\""] {
        let found = mistakes(&day("\"20s\"", nothing));
        let found = found.replace(nothing, "X");
        assert_eq!(found, r#"x.toml:9:28: expected a duration with its unit, such as "20s", "3m" or "1h30m", found X"#);
    }
}

#[test]
fn kinds_of_customer_must_be_there_and_add_up() {
    insta::assert_snapshot!(mistakes(&day("patience", "segment = { vip = 0.5, standrad = 0.4 }\npatience")), @r#"
    x.toml:8:1: the shares of `segment` sum to 0.900000, not to 1
    x.toml:8:13: there is no kind of customer `vip` (there is only `standard`)
    x.toml:8:24: there is no kind of customer `standrad` (did you mean `standard`?)
    "#);
    insta::assert_snapshot!(mistakes(&day("[horizon]", "[customer.angry]\ntells = { from = 30, to = 20 }\n[horizon]")), @"x.toml:3:1: `from` = 30 is more than `to` = 20");
}

#[test]
fn a_market_needs_a_size_and_arrivals_that_can_follow_it() {
    insta::assert_snapshot!(mistakes(&day("[horizon]", "[market]\ncustomers = 50\n[horizon]")), @r#"x.toml:2:2: `size` is missing in `market` (write how many people there are, or grows = "linear")"#);
    insta::assert_snapshot!(mistakes(&day("[horizon]", "[aftermath]\n[market]\ncustomers = 50\nsize = 20\n[horizon]")), @"x.toml:5:8: a market is no smaller than its 50 customers");
}

#[test]
fn announcements_messages_and_alarms_are_checked() {
    insta::assert_snapshot!(mistakes(&day("[horizon]", "[wait.announce]\nestimate = \"queue-length\"\nquantile = 0.9\n[[wait.message]]\nat = \"45s\"\n[horizon]")), @"x.toml:5:1: `makes` is missing in `wait.message.1` (hardnesses from then on: a table)");
    insta::assert_snapshot!(mistakes(&day("[horizon]", "[aftermath.alarm]\ncomplaints_per_hour = 5\nreserves = { tire1 = 2 }\n[aftermath.complaint]\nbecomes = \"sale\"\n[horizon]")), @r#"
    x.toml:4:14: there is no group `tire1` (did you mean `tier1`?)
    x.toml:6:11: there is no contact type `sale` (did you mean `sales`?)
    "#);
}

#[test]
fn unknown_words() {
    insta::assert_snapshot!(mistakes(&day("opens", "closing = \"hangup\"\nopens")), @r#"x.toml:3:11: expected one of "serve-out", "hang-up", found "hangup" (did you mean "hang-up"?)"#);
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[wait]\nhold = \"jazz\"\n[group.tier1]")), @r#"x.toml:11:8: expected one of "silence", "music", "music-and-apology", "position", "expected-wait", "own-choice", found "jazz""#);
    insta::assert_snapshot!(mistakes(&day("name =", "preset = 5\nname =")), @r#"x.toml:1:10: expected one of "textbook", "course", "five-ten", "evidence", "one-in-three", found 5"#);
}

#[test]
fn durations_need_units() {
    insta::assert_snapshot!(mistakes(&day("\"20s\"", "20")), @r#"x.toml:9:28: the duration 20 has no unit (write "20s" for seconds, "20m" for minutes, "20h" for hours)"#);
    insta::assert_snapshot!(mistakes(&day("\"20s\"", "\"20\"")), @r#"x.toml:9:28: the duration 20 has no unit (write "20s" for seconds, "20m" for minutes, "20h" for hours)"#);
    insta::assert_snapshot!(mistakes(&day("\"20s\"", "\"20 sec\"")), @r#"x.toml:9:28: expected a duration with its unit, such as "20s", "3m" or "1h30m", found "20 sec""#);
    insta::assert_snapshot!(mistakes(&day("\"20s\"", "-20")), @r#"x.toml:9:28: expected a duration with its unit, such as "20s", "3m" or "1h30m", found -20"#);
    insta::assert_snapshot!(mistakes(&day("\"3m\"", "\"0s\"")), @r#"x.toml:7:35: expected a duration longer than 0, found "0s""#);
}

#[test]
fn rates_need_units() {
    insta::assert_snapshot!(mistakes(&day("\"60/h\"", "60")), @r#"x.toml:6:21: the rate 60 has no unit (write "60/h" for so many an hour, "60/m" a minute, "60/s" a second)"#);
    insta::assert_snapshot!(mistakes(&day("\"60/h\"", "\"60\"")), @r#"x.toml:6:21: the rate 60 has no unit (write "60/h" for so many an hour, "60/m" a minute, "60/s" a second)"#);
    insta::assert_snapshot!(mistakes(&day("\"60/h\"", "\"60 per hour\"")), @r#"x.toml:6:21: expected a rate with its unit, such as "120/h" or "2.5/m", found "60 per hour""#);
}

#[test]
fn clock_times() {
    insta::assert_snapshot!(mistakes(&day("\"08:00\"", "\"8\"")), @r#"x.toml:3:9: expected a clock time in quotes, such as "07:30" up to "24:00", found "8""#);
    insta::assert_snapshot!(mistakes(&day("\"08:00\"", "08:00")), @r#"x.toml:3:9: expected a clock time in quotes, such as "07:30", found 08:00 without quotes (put it in quotes)"#);
    insta::assert_snapshot!(mistakes(&day("\"10:00\"", "\"25:00\"")), @r#"x.toml:4:10: expected a clock time in quotes, such as "07:30" up to "24:00", found "25:00""#);
    insta::assert_snapshot!(mistakes(&day("\"08:00\"", "8")), @r#"x.toml:3:9: expected a clock time in quotes, such as "07:30", found 8"#);
}

#[test]
fn numbers() {
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4\ncost = -1")), @"x.toml:12:8: expected a number that is not negative, found -1");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4\ncost = nan")), @"x.toml:12:8: expected a finite number, found nan");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4\ncost = inf")), @"x.toml:12:8: expected a finite number, found inf");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4\ncost = \"38\"")), @r#"x.toml:12:8: expected a number, found "38" (write 38 without quotes)"#);
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 4.5")), @"x.toml:11:10: expected a whole number, 0 or more, found 4.5");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = -4")), @"x.toml:11:10: expected a whole number, 0 or more, found -4");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = true")), @"x.toml:11:10: expected a whole number, 0 or more, found true");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = 99999999999999999999")), @"x.toml:11:10: expected a whole number, 0 or more, found 1e20");
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.sales = { choice = 0 }")), @"x.toml:12:27: expected a whole number, 1 or more, found 0");
}

#[test]
fn shares() {
    insta::assert_snapshot!(mistakes(&day("target = 0.8", "target = 80")), @"x.toml:9:44: expected a share from 0 to 1, found 80");
    insta::assert_snapshot!(mistakes(&day("patience", "balks = -0.1\npatience")), @"x.toml:8:9: expected a share from 0 to 1, found -0.1");
    insta::assert_snapshot!(mistakes(&day("patience", "balks = { by_queue = [0, 1.5] }\npatience")), @"x.toml:8:26: expected a share from 0 to 1, found 1.5");
    insta::assert_snapshot!(mistakes(&day("patience", "balks = [0, 0.5]\npatience")), @"x.toml:8:9: expected a share from 0 to 1, or a table, found a list");
    insta::assert_snapshot!(mistakes(&day("patience", "balks = { by_queue = [] }\npatience")), @"x.toml:8:22: the list has 0 values, at least 1 is needed");
}

#[test]
fn tables_and_values() {
    insta::assert_snapshot!(mistakes(&day("handle = { exponential = { mean = \"3m\" } }", "handle = \"3m\"")), @r#"x.toml:7:10: expected a table { ... } with one of `constant`, `exponential`, `erlang`, `gamma`, `lognormal`, `weibull`, `hyperexponential`, `uniform`, `triangular`, `empirical`, `mixture`, `shifted`, found "3m""#);
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.sales = 1")), @"x.toml:12:16: expected a table, found 1");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[wait.stretch.idle]\n[group.tier1]")), @"x.toml:10:15: expected a number, found a table");
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills = [\"sales\"]")), @"x.toml:12:10: expected a table, found a list");
}

#[test]
fn missing_keys() {
    insta::assert_snapshot!(mistakes(&day("arrivals = { rate = \"60/h\" }\n", "")), @"x.toml:5:10: `arrivals` is missing in `contact.sales` (when contacts arrive: a table { ... } with one of `rate`, `expected`, `exactly`, `times`)");
    insta::assert_snapshot!(mistakes(&day("agents = 4\n", "")), @"x.toml:10:8: one of `agents`, `shift` is needed in `group.tier1`");
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}\n", "")), @"x.toml:10:8: `skills` is missing in `group.tier1` (what its agents can serve: skills.TYPE = {}: a table)");
    insta::assert_snapshot!(mistakes(&day("handle = { exponential = { mean = \"3m\" } }\n", "")), @"x.toml:5:10: `handle` is missing in `contact.sales` (how long do contacts take? `group.tier1.skills.sales` has no handle time of its own)");
    insta::assert_snapshot!(mistakes(&day(", target = 0.8", "")), @"x.toml:9:1: `target` is missing in `contact.sales.service_level` (the share that should be: a share from 0 to 1)");
    insta::assert_snapshot!(mistakes(&day("{ mean = \"3m\" }", "{}")), @r#"x.toml:7:12: `mean` is missing in `contact.sales.handle.exponential` (mean: a duration with its unit, such as "20s", "3m" or "1h30m", a list with one value per interval, or steps by the clock)"#);
}

#[test]
fn forms_that_exclude_one_another() {
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "rate = \"60/h\", expected = 30")), @"x.toml:6:29: `expected` and `rate` exclude one another");
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "shape = \"linear\"")), @"x.toml:6:1: one of `rate`, `expected`, `exactly`, `times` is needed in `contact.sales.arrivals`");
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.sales = { speed = 2, handle = { constant = \"1m\" } }")), @"x.toml:12:29: `handle` and `speed` exclude one another");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ exponential = { mean = \"5m\" }, constant = \"5m\" }")), @"x.toml:8:45: `constant` and `exponential` exclude one another");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{}")), @"x.toml:8:1: one of `constant`, `exponential`, `erlang`, `gamma`, `lognormal`, `weibull`, `hyperexponential`, `uniform`, `triangular`, `empirical`, `mixture`, `shifted` is needed in `contact.sales.patience`");
}

#[test]
fn hours() {
    insta::assert_snapshot!(mistakes(&day("\"10:00\"", "\"07:00\"")), @"x.toml:4:10: closing at 07:00 is not after opening at 08:00");
    insta::assert_snapshot!(mistakes(&day("opens =", "interval = \"45m\"\nopens =")), @"x.toml:3:12: intervals of 45 min do not divide the 2 h from opening to closing");
    insta::assert_snapshot!(mistakes(&day("opens =", "warm_up = \"2h\"\nopens =")), @"x.toml:3:11: a warm-up of 2 h leaves nothing to count of 2 h");
    insta::assert_snapshot!(mistakes(&day("opens =", "days = 3\nwarm_up = \"2d2h\"\nopens =")), @"x.toml:4:11: a warm-up of 50 h leaves nothing to count of 50 h");
    insta::assert_snapshot!(mistakes(&day("opens =", "days = 0\nopens =")), @"x.toml:3:8: expected a whole number, 1 or more, found 0");
    insta::assert_snapshot!(mistakes(&day("opens = \"08:00\"\ncloses = \"10:00\"", "days = 2\nsteady = \"10h\"")), @"x.toml:3:1: `days` and `steady` exclude one another: a steady stretch has no hours");
    insta::assert_snapshot!(mistakes(&day("opens =", "steady = \"10h\"\nopens =")), @"x.toml:4:1: `opens` and `steady` exclude one another: a steady stretch has no hours");
}

#[test]
fn profiles() {
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = [4, 5, 6]")), @"x.toml:11:10: the list has 3 values, expected 4 (one for each 30 min from 08:00 to 10:00)");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = []")), @"x.toml:11:10: the list has 0 values, at least 1 is needed");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = {}")), @r#"x.toml:11:1: no steps (write { "07:00" = ..., "09:30" = ... })"#);
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = { \"09:00\" = 5 }")), @r#"x.toml:11:1: nothing is said about the time from opening at 08:00 (add a step "08:00" = ...)"#);
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = { \"8:00\" = 5, \"08:00\" = 4 }")), @"x.toml:11:24: 08:00 is written twice");
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = { \"early\" = 5 }")), @r#"x.toml:11:12: expected steps by the clock, { "07:00" = ... }, found "early""#);
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agents = [4, \"x\", 4, 4]")), @r#"x.toml:11:14: expected a whole number, 0 or more, found "x""#);
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "rate = [\"60/h\", 60, 70, 80]")), @r#"
    x.toml:6:30: the rate 60 has no unit (write "60/h" for so many an hour, "60/m" a minute, "60/s" a second)
    x.toml:6:34: the rate 70 has no unit (write "70/h" for so many an hour, "70/m" a minute, "70/s" a second)
    x.toml:6:38: the rate 80 has no unit (write "80/h" for so many an hour, "80/m" a minute, "80/s" a second)
    "#);
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "exactly = { \"08:00\" = 5, \"08:10\" = 7 }")), @"x.toml:6:14: the step at 08:10 is not at the beginning of an interval (intervals are 30 min long)");
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "rate = { \"08:00\" = \"5/h\", \"08:10\" = \"7/h\" }, shape = \"linear\"")), @"x.toml:6:14: the step at 08:10 is not at the beginning of an interval (intervals are 30 min long)");
}

#[test]
fn values_that_cannot_vary_over_the_day() {
    insta::assert_snapshot!(mistakes(&day("rate = \"60/h\"", "rate = \"60/h\", busyness = { gamma = { mean = 1, cv = { \"08:00\" = 0.2 } } }")), @"x.toml:6:62: this value cannot vary over the day (expected a number that is not negative)");
    insta::assert_snapshot!(mistakes(&day("target = 0.8", "target = { \"08:00\" = 0.8 }")), @"x.toml:9:35: this value cannot vary over the day (expected a share from 0 to 1)");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ erlang = { mean = \"5m\", stages = [1, 2, 3, 4] } }")), @"x.toml:8:47: expected a whole number, 1 or more, found a list");
}

#[test]
fn parameters_over_the_day() {
    let mean = |mean: &str| day("{ mean = \"5m\" }", &format!("{{ mean = {mean} }}"));
    insta::assert_snapshot!(mistakes(&mean("{ \"09:00\" = \"2m\" }")), @r#"x.toml:8:30: nothing is said about the time from opening at 08:00 (add a step "08:00" = ...)"#);
    insta::assert_snapshot!(mistakes(&mean("[\"2m\", \"3m\"]")), @"x.toml:8:37: the list has 2 values, expected 4 (one for each 30 min from 08:00 to 10:00)");
    insta::assert_snapshot!(mistakes(&mean("{ \"08:00\" = \"2m\", \"09:00\" = 3 }")), @r#"x.toml:8:65: the duration 3 has no unit (write "3s" for seconds, "3m" for minutes, "3h" for hours)"#);
    insta::assert_snapshot!(mistakes(&mean("{ \"08:00\" = \"2m\", \"09:00\" = \"0s\" }")), @r#"x.toml:8:65: expected a duration longer than 0, found "0s""#);
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ uniform = { from = \"2m\", to = { \"08:00\" = \"3m\", \"09:00\" = \"1m\" } } }")), @"x.toml:8:33: `from` must lie below `to`");
    insta::assert_snapshot!(mistakes(&mean("[\"2m\"]").replace("opens = \"08:00\"\ncloses = \"10:00\"", "steady = \"2h\"")), @"x.toml:7:37: a steady stretch has no hours, so nothing can vary over them (write a single value, or `opens` and `closes` in place of `steady`)");
    insta::assert_snapshot!(mistakes(&mean("[\"2m\"]").replace("10:00", "07:00")), @"x.toml:4:10: closing at 07:00 is not after opening at 08:00");
    insta::assert_snapshot!(warnings(&mean("{ \"08:00\" = \"2m\", \"11:00\" = \"3m\" }")), @"x.toml:8:55: closing is at 10:00: this step is never reached");
}

#[test]
fn distributions() {
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ expnential = { mean = \"5m\" } }")), @"x.toml:8:14: unknown key `expnential` in `contact.sales.patience` (did you mean `exponential`?)");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ erlang = { mean = \"5m\", stages = 2.5 } }")), @"x.toml:8:47: expected a whole number, 1 or more, found 2.5");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ erlang = { mean = \"5m\", stages = 0 } }")), @"x.toml:8:47: expected a whole number, 1 or more, found 0");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ lognormal = { mean = \"5m\", cv = -1 } }")), @"x.toml:8:46: expected a number that is not negative, found -1");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ weibull = { mean = \"5m\", shape = 0.001 } }")), @"x.toml:8:1: these parameters are too extreme to compute with");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ uniform = { from = \"5m\", to = \"2m\" } }")), @"x.toml:8:33: `from` must lie below `to`");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ triangular = { low = \"1m\", mode = \"5m\", high = \"2m\" } }")), @"x.toml:8:48: `mode` must lie between `low` and `high`, and these apart");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ hyperexponential = { means = [\"5m\", \"1m\"], shares = [0.5] } }")), @"x.toml:8:66: 1 shares beside 2 in `means` (one share for each)");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ mixture = { shares = [0.5, 0.4], of = [{ constant = \"1s\" }, { constant = \"2s\" }] } }")), @"x.toml:8:35: the shares sum to 0.9, not to 1");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ mixture = { shares = [1], of = [{ constant = 1 }] } }")), @r#"x.toml:8:59: the duration 1 has no unit (write "1s" for seconds, "1m" for minutes, "1h" for hours)"#);
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ empirical = { values = [] } }")), @"x.toml:8:37: the list has 0 values, at least 1 is needed");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ empirical = { values = [1, 2, 3, 4, 5, 6] } }")), @r#"
    x.toml:8:38: the duration 1 has no unit (write "1s" for seconds, "1m" for minutes, "1h" for hours)
    x.toml:8:41: the duration 2 has no unit (write "2s" for seconds, "2m" for minutes, "2h" for hours)
    x.toml:8:44: the duration 3 has no unit (write "3s" for seconds, "3m" for minutes, "3h" for hours)
    "#);
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ empirical = { quantiles = [\"1s\", \"3s\", \"2s\"] } }")), @"x.toml:8:53: quantiles must not fall");
    insta::assert_snapshot!(mistakes(&day("{ exponential = { mean = \"5m\" } }", "{ empirical = { file = \"a.csv\" } }")), @r#"x.toml:8:35: cannot read "a.csv": files are not available here"#);
}

#[test]
fn names() {
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.slaes = {}")), @"x.toml:12:8: there is no contact type `slaes` (did you mean `sales`?)");
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.sales = {}\nskills.other = {}")), @"x.toml:13:8: there is no contact type `other` (there is only `sales`)");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[contact.x]\narrivals = { rate = \"1/h\" }\nhandle = { constant = \"1m\" }\n[group.tier1]")), @"x.toml:10:10: no group can serve `x` (write skills.x = {} in a group)");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[routing]\nscore.seles = { base = 1 }\n[value]\nper_contact = { stock = 1 }\n[group.tier1]")), @r#"
    x.toml:11:7: there is no contact type `seles` (did you mean `sales`?)
    x.toml:13:17: there is no contact type `stock` (there is only `sales`)
    "#);
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[group.\"a.b\"]")), @r#"x.toml:10:8: "a.b" cannot be a name (names are of letters, digits, `-`, `_` and spaces within)"#);
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[group.\"\"]")), @r#"x.toml:10:8: "" cannot be a name (names are of letters, digits, `-`, `_` and spaces within)"#);
}

#[test]
fn agents_nobody_can_use() {
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills = {}")), @"x.toml:12:1: nobody can use the agents of `tier1`: they can serve nothing (write skills.TYPE = {} for each contact type)");
    insta::assert_snapshot!(mistakes(&day("\"60/h\"", "\"0/h\"")), @"x.toml:10:8: nobody can use the agents of `tier1`: no contact they can serve ever arrives");
}

#[test]
fn steady_stretches_have_no_hours() {
    insta::assert_snapshot!(mistakes(&day("opens = \"08:00\"\ncloses = \"10:00\"\n[contact.sales]\narrivals = { rate = \"60/h\" }", "steady = \"10h\"\n[contact.sales]\narrivals = { expected = 30 }")), @r#"x.toml:5:25: counts are per interval, and a steady stretch has none (write arrivals = { rate = "120/h" })"#);
    insta::assert_snapshot!(mistakes(&day("opens = \"08:00\"\ncloses = \"10:00\"\n[contact.sales]\narrivals = { rate = \"60/h\" }", "steady = \"10h\"\n[contact.sales]\narrivals = { rate = [\"30/h\"] }")), @"x.toml:5:21: a steady stretch has no hours, so nothing can vary over them (write a single value, or `opens` and `closes` in place of `steady`)");
}

#[test]
fn the_customers_side() {
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[aftermath]\ntells = { from = 21 }\n[group.tier1]")), @"x.toml:11:1: `from` = 21 is more than `to` = 20");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[aftermath]\nmemory = { worst = 0.5 }\n[group.tier1]")), @"x.toml:11:1: the weights of memory sum to 1.250000, not to 1 (best 0.1, worst 0.5, last 0.35, mean 0.3)");
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[wait]\nidle = 2\nabandoned = -4\nscale = \"0s\"\n[group.tier1]")), @r#"
    x.toml:11:8: expected a share from 0 to 1, found 2
    x.toml:12:13: expected a score from -3 to 3, found -4
    x.toml:13:9: expected a duration longer than 0, found "0s"
    "#);
}

#[test]
fn a_customers_worth_is_given_whole() {
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[value]\nmargin = 50\n[group.tier1]")), @"x.toml:10:2: `purchases_per_year` is missing: a customer's worth needs all of margin, purchases_per_year, years");
}

#[test]
fn a_criterion_is_listed_once() {
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", "[routing]\nagent = [\"random\", \"choice\", \"random\"]\n[group.tier1]")), @"x.toml:11:30: this criterion is listed twice");
}

#[test]
fn all_mistakes_are_reported_together_in_the_order_of_the_text() {
    insta::assert_snapshot!(mistakes(&day("agents = 4", "agnets = 4\ncost = -2")), @r#"
    x.toml:11:1: unknown key `agnets` in `group.tier1` (did you mean `agents`?)
    x.toml:12:8: expected a number that is not negative, found -2
    "#);
}

#[test]
fn many_mistakes_are_reported_together() {
    let text =
        day("\"60/h\"", "60").replace("\"20s\"", "20").replace("skills.sales", "skills.sails").replace("= 4", "= -4");
    insta::assert_snapshot!(mistakes(&text), @r#"
    x.toml:6:21: the rate 60 has no unit (write "60/h" for so many an hour, "60/m" a minute, "60/s" a second)
    x.toml:9:28: the duration 20 has no unit (write "20s" for seconds, "20m" for minutes, "20h" for hours)
    x.toml:11:10: expected a whole number, 0 or more, found -4
    x.toml:12:8: there is no contact type `sails` (there is only `sales`)
    "#);
}

#[test]
fn more_types_or_groups_than_the_model_can_number() {
    let types: String = (0..1025)
        .map(|i| format!("[contact.c{i}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"1m\" }}\n"))
        .collect();
    let skills: String = (0..1025).map(|i| format!("skills.c{i} = {{}}\n")).collect();
    insta::assert_snapshot!(mistakes(&format!("{types}[group.g]\nagents = 1\n{skills}")), @"x.toml:3073:10: 1025 contact types: at most 1024 are possible");
    let groups: String = (0..1024).map(|i| format!("[group.g{i}]\nagents = 1\nskills.sales = {{}}\n")).collect();
    insta::assert_snapshot!(mistakes(&day("[group.tier1]", &format!("{groups}[group.tier1]"))), @"x.toml:3082:8: 1025 groups of agents: at most 1024 are possible");
}

#[test]
fn what_is_wrong_in_files_beside_the_scenario() {
    let show = |line: &str, by: &str, folder: Folder| {
        let scenario = Scenario::parse(&day(line, by), "x.toml").unwrap();
        scenario.compile(&folder).unwrap_err().to_string()
    };
    let (rate, times) = ("rate = \"60/h\"", "times = \"t.csv\"");
    insta::assert_snapshot!(show(rate, times, Folder(&[])), @r#"x.toml:6:22: cannot read "t.csv": no such file"#);
    insta::assert_snapshot!(show(rate, times, Folder(&[("t.csv", "arrival\n08:30\n30\n")])), @r#"x.toml:6:22: "t.csv", line 3: expected a clock time such as 07:30:15, or a time since opening such as 15s, found "30""#);
    insta::assert_snapshot!(show(rate, times, Folder(&[("t.csv", "11:30")])), @"x.toml:6:22: a contact 12600 s after opening is outside the 7200 s of the horizon");
    let handle = ("{ mean = \"3m\" }", "{ mean = \"3m\" }, empirical = { file = \"h.csv\" }");
    insta::assert_snapshot!(show(handle.0, handle.1, Folder(&[("h.csv", "1s\n")])), @"x.toml:7:43: `empirical` and `exponential` exclude one another");
    let handle = ("exponential = { mean = \"3m\" }", "empirical = { file = \"h.csv\" }");
    insta::assert_snapshot!(show(handle.0, handle.1, Folder(&[("h.csv", "handle\n1s\n2")])), @r#"x.toml:7:33: "h.csv", line 3: expected a duration such as 172s, found "2""#);
    insta::assert_snapshot!(show(handle.0, handle.1, Folder(&[("h.csv", "handle_s\n")])), @"x.toml:7:33: there are no values");
}

#[test]
fn warnings_are_no_mistakes() {
    insta::assert_snapshot!(warnings(&day("patience = { exponential = { mean = \"5m\" } }\n", "").replace("= 4", "= 3")), @"x.toml:5:10: the load of `sales` is 3.00 erlangs for 3.00 agents on average from 08:00 to 10:00, and nobody gives up: the queue grows without end (add agents, or say how patient customers are)");
    insta::assert_snapshot!(warnings(&day("agents = 4", "agents = 0")), @r#"
    x.toml:5:10: the groups that can serve `sales` have no agents all day
    x.toml:11:10: `tier1` has no agents all day
    "#);
    insta::assert_snapshot!(warnings(&day("service_level = { within = \"20s\", target = 0.8 }\n", "")), @"x.toml:5:10: `sales` has no `service_level`: the measures of that name are not reported for it");
    insta::assert_snapshot!(warnings(&day("skills.sales = {}", "skills.sales = { reserve = 4, quality = 1 }")), @r#"
    x.toml:12:28: never happens: `tier1` has at most 4 agents
    x.toml:12:31: has no effect without a [service] section
    "#);
    insta::assert_snapshot!(warnings(&day("agents = 4", "agents = { \"08:00\" = 4, \"10:00\" = 0 }")), @"x.toml:11:25: closing is at 10:00: this step is never reached");
    insta::assert_snapshot!(warnings(&day("[group.tier1]", "[routing]\nscore.sales = { base = 1 }\n[group.tier1]")), @r#"x.toml:11:1: scores have no effect: "score" is not among the criteria of `routing.contact`"#);
    let callback =
        "callback = { offer_when = { queue = 2 }, accepts = 1, served = \"when-quiet\", idle = 4 }\n[group.tier1]";
    insta::assert_snapshot!(warnings(&day("[group.tier1]", callback)), @"x.toml:10:85: nobody is ever called back: more than 4 agents would have to be idle, and no group that serves `sales` has more than 4 agents");
    assert_eq!(compiled(DAY).warnings, []);
}

#[test]
fn a_random_choice_behind_a_comparison_of_moments() {
    let routed = |list: &str| day("[group.tier1]", &format!("[routing]\ncontact = {list}\n[group.tier1]"));
    insta::assert_snapshot!(mistakes(&routed("[\"score\", \"random\"]")), @"x.toml:11:21: `random` is out of reach here: the criterion before it compares moments, which never tie (put it first, or behind criteria that compare figures)");
    compiled(&routed("[\"priority\", \"random\"]"));
}
