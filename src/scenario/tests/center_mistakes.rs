//! What can be wrong with a whole center: one test for each kind of mistake, its place and its words.

use super::center::center;
use super::*;

/// The plain day with keys more in the contact type.
fn contact(more: &str) -> String {
    day("patience", &format!("{more}\npatience"))
}

/// The plain day with another type.
fn beside(more: &str) -> String {
    day(
        "[group.tier1]",
        &format!("[contact.other]\nhandle = {{ constant = \"1m\" }}\n{more}\n[group.tier1]\nskills.other = {{}}"),
    )
}

#[test]
fn arrivals() {
    insta::assert_snapshot!(mistakes(&beside("")), @"x.toml:10:10: `arrivals` is missing in `contact.other` (when contacts arrive: a table { ... } with one of `rate`, `expected`, `exactly`, `times`)");
    insta::assert_snapshot!(mistakes(&beside("[contact.other.transfer]\nto = { other = 0.5 }")), @"x.toml:10:10: `arrivals` is missing in `contact.other` (when contacts arrive: a table { ... } with one of `rate`, `expected`, `exactly`, `times`)");
    insta::assert_snapshot!(mistakes(&day("arrivals", "arrvials")), @"x.toml:6:1: unknown key `arrvials` in `contact.sales` (did you mean `arrivals`?)");
}

#[test]
fn redials() {
    insta::assert_snapshot!(mistakes(&contact("redial = { share = 0.5 }")), @"x.toml:8:1: `after` is missing in `contact.sales.redial` (time between the attempts, 1 ms at least: a table { ... } with one of `constant`, `exponential`, `erlang`, `gamma`, `lognormal`, `weibull`, `hyperexponential`, `uniform`, `triangular`, `empirical`, `mixture`, `shifted`)");
    insta::assert_snapshot!(mistakes(&contact("redial = { share = { abandonned = 0.5 }, after = { constant = \"1m\" }, limit = 1, becomes = \"slaes\" }")), @r#"
    x.toml:8:22: unknown key `abandonned` in `contact.sales.redial.share` (did you mean `abandoned`?)
    x.toml:8:79: expected a whole number, 2 or more, found 1
    x.toml:8:92: there is no contact type `slaes` (did you mean `sales`?)
    "#);
    insta::assert_snapshot!(mistakes(&contact("redial = { share = [0.5], after = { constant = \"1m\" } }")), @"x.toml:8:20: expected a share from 0 to 1, or a table, found a list");
}

#[test]
fn transfers() {
    insta::assert_snapshot!(mistakes(&contact("transfer = { to = { slaes = 0.5 }, style = \"hot\", fresh_patience = 1 }")), @r#"
    x.toml:8:21: there is no contact type `slaes` (did you mean `sales`?)
    x.toml:8:44: expected one of "cold", "warm", found "hot"
    x.toml:8:68: expected true or false, found 1
    "#);
    insta::assert_snapshot!(mistakes(&center("to = { expert = 0.08 }", "to = { expert = 0.8, chat = 0.3 }")), @"x.toml:23:1: the shares sum to 1.1, more than 1");
    insta::assert_snapshot!(mistakes(&contact("transfer = { to = 0.5 }")), @"x.toml:8:19: expected a table, found 0.5");
}

#[test]
fn contacts_that_are_handed_on_for_ever() {
    insta::assert_snapshot!(mistakes(&contact("transfer = { to = { sales = 1 } }")), @"x.toml:8:14: a contact of `sales` is handed on for ever: the shares on its way are all 1");
    let round = |share: f64| {
        center("[contact.expert]", &format!("[contact.expert]\ntransfer = {{ to = {{ chat = {share}, call = 0.5 }} }}"))
            .replace("expert = 0.08", "expert = 1")
            .replace("channel = \"chat\"", "channel = \"chat\"\ntransfer = { to = { expert = 1 } }")
    };
    insta::assert_snapshot!(mistakes(&round(0.5)), @r#"
    x.toml:23:1: a contact of `call` is handed on for ever: the shares on its way are all 1
    x.toml:36:14: a contact of `expert` is handed on for ever: the shares on its way are all 1
    x.toml:41:14: a contact of `chat` is handed on for ever: the shares on its way are all 1
    "#);
    compiled(&round(0.4));
}

#[test]
fn callbacks() {
    insta::assert_snapshot!(mistakes(&contact("callback = {}")), @r#"
    x.toml:8:1: `offer_when` is missing in `contact.sales.callback` (when it is offered to a contact that would have to wait: a table { ... } with one of `predicted_wait`, `queue`)
    x.toml:8:1: `accepts` is missing in `contact.sales.callback` (share that accepts: a share from 0 to 1)
    "#);
    insta::assert_snapshot!(mistakes(&contact("callback = { offer_when = { predicted_wait = \"2m\", queue = 5 }, accepts = 45 }")), @r#"
    x.toml:8:52: `queue` and `predicted_wait` exclude one another
    x.toml:8:75: expected a share from 0 to 1, found 45
    "#);
    insta::assert_snapshot!(mistakes(&contact("callback = { offer_when = { queue = 5 }, accepts = 0.5, idle = 2, promise = 0, served = \"quiet\" }")), @r#"
    x.toml:8:77: expected a number greater than 0, found 0
    x.toml:8:89: expected one of "in-turn", "when-quiet", found "quiet"
    "#);
    insta::assert_snapshot!(mistakes(&contact("callback = { offer_when = \"2m\", accepts = 0.5, idle = 2 }")), @r#"
    x.toml:8:27: expected a table { ... } with one of `predicted_wait`, `queue`, found "2m"
    "#);
}

#[test]
fn those_who_give_up_silently() {
    insta::assert_snapshot!(mistakes(&contact("silent_abandonment = { share = 2, takes = \"1m\" }")), @r#"
    x.toml:8:32: expected a share from 0 to 1, found 2
    x.toml:8:43: expected a table { ... } with one of `constant`, `exponential`, `erlang`, `gamma`, `lognormal`, `weibull`, `hyperexponential`, `uniform`, `triangular`, `empirical`, `mixture`, `shifted`, found "1m"
    "#);
}

#[test]
fn dialers() {
    insta::assert_snapshot!(mistakes(&beside("channel = \"outbound\"")), @"x.toml:10:10: `dialer` is missing in `contact.other` (how are its customers called? list, pace and reach are needed)");
    let dialer = |dialer: &str| beside(&format!("channel = \"outbound\"\ndialer = {dialer}"));
    insta::assert_snapshot!(mistakes(&dialer("{}")), @r#"
    x.toml:13:1: `list` is missing in `contact.other.dialer` (numbers to call in a run: a whole number, 1 or more)
    x.toml:13:1: `pace` is missing in `contact.other.dialer` (how many numbers are dialed, and when: a table { ... } with one of `preview`, `progressive`, `predictive`)
    x.toml:13:1: `reach` is missing in `contact.other.dialer` (share of numbers that answer: a share from 0 to 1, a list with one value per interval, or steps by the clock)
    "#);
    insta::assert_snapshot!(mistakes(&dialer("{ list = 0, pace = { predictive = { abandon_target = 1 } }, reach = [0.5] }")), @r#"
    x.toml:13:19: expected a whole number, 1 or more, found 0
    x.toml:13:63: expected a share between 0 and 1, neither of them, found 1
    x.toml:13:78: the list has 1 value, expected 4 (one for each 30 min from 08:00 to 10:00)
    "#);
    insta::assert_snapshot!(mistakes(&dialer("{ list = 9, pace = { preview = { ring = 1 }, progressive = {} }, reach = 2, wrong_party = { share = 0.1 } }")), @r#"
    x.toml:13:43: unknown key `ring` in `contact.other.dialer.pace.preview` (there is none)
    x.toml:13:55: `per_free_agent` is missing in `contact.other.dialer.pace.progressive` (numbers dialed for each idle agent; 0 is a pause: a number that is not negative, a list with one value per interval, or steps by the clock)
    x.toml:13:55: `progressive` and `preview` exclude one another
    x.toml:13:83: expected a share from 0 to 1, found 2
    x.toml:13:86: `takes` is missing in `contact.other.dialer.wrong_party` (time an agent spends on one: a table { ... } with one of `constant`, `exponential`, `erlang`, `gamma`, `lognormal`, `weibull`, `hyperexponential`, `uniform`, `triangular`, `empirical`, `mixture`, `shifted`)
    "#);
    insta::assert_snapshot!(mistakes(&dialer("{ list = 9, pace = \"preview\", reach = 1 }").replace("\"outbound\"", "\"outbond\"")), @r#"
    x.toml:12:11: expected one of "voice", "chat", "email", "outbound", found "outbond" (did you mean "outbound"?)
    x.toml:13:29: expected a table { ... } with one of `preview`, `progressive`, `predictive`, found "preview"
    "#);
}

#[test]
fn shared_lines() {
    let lines = |lines: &str| day("[group.tier1]", &format!("[lines.main]\n{lines}\n[group.tier1]"));
    insta::assert_snapshot!(mistakes(&lines("capacity = 0\ncontacts = [\"slaes\"]")), @r#"
    x.toml:11:12: expected a whole number, 1 or more, found 0
    x.toml:12:13: there is no contact type `slaes` (did you mean `sales`?)
    "#);
    insta::assert_snapshot!(mistakes(&lines("capacity = 5\ncontacts = [\"sales\", \"sales\"]")), @"x.toml:12:22: this contact type is listed twice");
    insta::assert_snapshot!(mistakes(&lines("contacts = []")), @r#"
    x.toml:10:8: `capacity` is missing in `lines.main` (contacts waiting or in service at once; more are blocked: a whole number, 1 or more)
    x.toml:11:12: the list has 0 values, at least 1 is needed
    "#);
}

#[test]
fn people() {
    let group = |more: &str| day("agents = 4", &format!("agents = 4\n{more}"));
    insta::assert_snapshot!(mistakes(&group("shrinkage = 1\nabsence = 1.5\nconnect = 2")), @r#"
    x.toml:12:13: expected a share from 0 to less than 1, found 1
    x.toml:13:11: expected a share from 0 to 1, found 1.5
    x.toml:14:11: the duration 2 has no unit (write "2s" for seconds, "2m" for minutes, "2h" for hours)
    "#);
    insta::assert_snapshot!(mistakes(&group("shrinkage = { stretch = \"10s\", keep = \"both\" }\nfalls = \"first\"")), @r#"
    x.toml:12:1: `share` is missing in `group.tier1.shrinkage` (share of the paid time of those who show up: a share from 0 to less than 1)
    x.toml:12:25: a stretch of 10 s is too short (time away is drawn for 60 s or more)
    x.toml:12:39: expected one of "length", "end", found "both"
    x.toml:13:9: expected one of "next-to-finish", "marked", found "first"
    "#);
    insta::assert_snapshot!(mistakes(&group("learning = { half_life = \"0s\", from = 0 }")), @r#"
    x.toml:12:26: expected a duration longer than 0, found "0s"
    x.toml:12:39: expected a number greater than 0, found 0
    "#);
    insta::assert_snapshot!(mistakes(&group("[[group.tier1.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"09:00\"").replace("skills.sales = {}\n", "")), @r#"
    x.toml:10:8: `skills` is missing in `group.tier1` (what its agents can serve: skills.TYPE = {}: a table)
    x.toml:12:15: `shift` and `agents` exclude one another
    "#);
}

#[test]
fn shifts_and_breaks() {
    let shift = |more: &str| day("agents = 4\n", "") + &format!("[[group.tier1.shift]]\npeople = 4\n{more}\n");
    insta::assert_snapshot!(mistakes(&shift("from = \"09:00\"\nto = \"09:00\"")), @"x.toml:15:6: the end at 09:00 is not after the begin at 09:00");
    insta::assert_snapshot!(mistakes(&shift("from = \"09:00\"\nend = \"stop\"")), @r#"
    x.toml:12:1: `to` is missing in `group.tier1.shift.1` (end: a clock time in quotes, such as "07:30")
    x.toml:15:7: expected one of "finish", "hand-over", found "stop"
    "#);
    insta::assert_snapshot!(mistakes(&day("agents = 4", "shift = []")), @"x.toml:11:9: the list has 0 values, at least 1 is needed");
    let breaks = |breaks: &str| shift(&format!("from = \"07:00\"\nto = \"12:00\"\nbreaks = [{breaks}]"));
    insta::assert_snapshot!(mistakes(&breaks("{ at = \"06:45\", for = \"30m\" }")), @"x.toml:16:11: the break at 06:45 is before the shift begins at 07:00");
    insta::assert_snapshot!(mistakes(&breaks("{ at = \"11:30\", for = \"20m\", flexible = \"15m\" }")), @"x.toml:16:11: the break may last until 12:05, and the shift ends at 12:00");
    insta::assert_snapshot!(mistakes(&breaks("{ at = \"08:00\", for = \"20m\", flexible = \"15m\" }, { at = \"08:30\", for = \"5m\" }")), @"x.toml:16:60: the break at 08:30 may overlap the one before, which may last until 08:35");
    insta::assert_snapshot!(mistakes(&breaks("{ at = \"09:00\", for = \"20m\" }, { at = \"08:00\", for = \"5m\" }")), @"x.toml:16:42: the break at 08:00 is before the one written before it: write them in order of time");
    insta::assert_snapshot!(mistakes(&breaks("{ at = \"09:00\" }, { for = \"5m\" }")), @r#"
    x.toml:16:11: `for` is missing in `group.tier1.shift.1.breaks.1` (length: a duration with its unit, such as "20s", "3m" or "1h30m")
    x.toml:16:29: `at` is missing in `group.tier1.shift.1.breaks.2` (begin: a clock time in quotes, such as "07:30")
    "#);
    insta::assert_snapshot!(warnings(&breaks("{ at = \"09:00\", for = \"20m\", flexible = \"5m\", keep = \"end\" }").replace("[[", "falls = \"marked\"\n[[")), @r#"
    x.toml:12:1: has no effect without `agents`: people on shifts keep their hours
    x.toml:17:57: has no effect beside `flexible`: a break that may begin later has its full length
    "#);
    compiled(&breaks("{ at = \"08:00\", for = \"15m\", flexible = \"15m\" }, { at = \"08:30\", for = \"5m\" }"));
    let steady =
        shift("from = \"09:00\"\nto = \"10:00\"").replace("opens = \"08:00\"\ncloses = \"10:00\"", "steady = \"2h\"");
    insta::assert_snapshot!(mistakes(&steady), @"x.toml:11:1: a steady stretch has no hours, so nobody has a shift (write `agents`, or `opens` and `closes` in place of `steady`)");
}

#[test]
fn several_at_once() {
    insta::assert_snapshot!(mistakes(&day("skills.sales = {}", "skills.sales = { concurrent = 2 }")), @r#"x.toml:12:31: nobody can talk with several customers at once, and `sales` is spoken (several at once are for channel = "chat" or "email")"#);
    insta::assert_snapshot!(mistakes(&center("concurrent = 3, stretch = [1.0, 1.3, 1.6]", "concurrent = 3, stretch = [1.0, 1.3]")), @"x.toml:83:43: the list has 2 values, expected 3 (one for each number of contacts in hand, up to `concurrent`)");
    insta::assert_snapshot!(mistakes(&center("concurrent = 3, stretch = [1.0, 1.3, 1.6]", "stretch = [1.2]")), @"x.toml:83:27: expected 1.0 first, found 1.2 (a contact that is alone in hand lasts as long as it lasts)");
    insta::assert_snapshot!(mistakes(&center("concurrent = 3, stretch = [1.0, 1.3, 1.6]", "concurrent = 99, stretch = [1.0, -1.3]")), @r#"
    x.toml:83:30: expected at most 64, found 99
    x.toml:83:50: expected a number greater than 0, found -1.3
    "#);
}

#[test]
fn no_contact_at_once() {
    insta::assert_snapshot!(mistakes(&center("concurrent = 3, stretch = [1.0, 1.3, 1.6]", "concurrent = 0, stretch = []")), @r#"
    x.toml:83:30: expected a whole number, 1 or more, found 0
    x.toml:83:43: the list has 0 values, at least 1 is needed
    "#);
}

#[test]
fn criteria() {
    let routed = |list: &str| day("[group.tier1]", &format!("[routing]\n{list}\n[group.tier1]"));
    insta::assert_snapshot!(mistakes(&routed("agent = [\"least-occupied\", \"random\"]")), @"x.toml:11:28: `random` is out of reach here: the criterion before it compares moments, which never tie (put it first, or behind criteria that compare figures)");
    insta::assert_snapshot!(mistakes(&routed("contact = [\"longest-felt-wait\", \"random\"]")), @"x.toml:11:33: `random` is out of reach here: the criterion before it compares moments, which never tie (put it first, or behind criteria that compare figures)");
    insta::assert_snapshot!(mistakes(&routed("contact = [\"cmu\"]\nagent = [\"most-loaded\", \"least-load\"]")), @r#"
    x.toml:11:12: expected one of "priority", "importance", "longest-wait", "score", "random", "longest-felt-wait", "most-behind-target", "c-mu", "shortest-expected", found "cmu" (did you mean "c-mu"?)
    x.toml:12:25: expected one of "choice", "longest-idle", "fastest", "random", "least-loaded", "most-loaded", "least-occupied", "best-resolver", "fewest-skills", found "least-load" (did you mean "least-loaded"?)
    "#);
    insta::assert_snapshot!(mistakes(&routed("cost_per_wait = { slaes = 1, sales = -1 }")), @r#"
    x.toml:11:19: there is no contact type `slaes` (did you mean `sales`?)
    x.toml:11:38: expected a number that is not negative, found -1
    "#);
    compiled(&routed(
        "agent = [\"least-loaded\", \"random\"]\ncontact = [\"most-behind-target\", \"c-mu\", \"shortest-expected\", \"random\"]",
    ));
}

#[test]
fn what_is_probably_not_meant() {
    insta::assert_snapshot!(warnings(&center("[service]", "")
        .replace("[contact.call.repeat]\nshare = 0.6\nafter = { exponential = { mean = \"1d\" } }\n", "")), @r#"
    x.toml:7:10: `call` has no `service_level`: the measures of that name are not reported for it
    x.toml:32:10: `expert` has no `service_level`: the measures of that name are not reported for it
    x.toml:35:10: `chat` has no `service_level`: the measures of that name are not reported for it
    "#);
    let shift = day("agents = 4\n", "") + "[[group.tier1.shift]]\npeople = 4\nfrom = \"10:00\"\nto = \"12:00\"\n";
    insta::assert_snapshot!(warnings(&shift), @r#"
    x.toml:5:10: the groups that can serve `sales` have no agents all day
    x.toml:12:1: the shift from 10:00 to 12:00 is outside the opening hours
    x.toml:12:1: `tier1` has no agents all day
    "#);
    insta::assert_snapshot!(warnings(&day("[group.tier1]", "[routing]\ncost_per_wait = { sales = 2 }\n[group.tier1]")), @r#"x.toml:11:1: costs have no effect: "c-mu" is not among the criteria of `routing.contact`"#);
    let endless =
        day("patience = { exponential = { mean = \"5m\" } }", "redial = { share = 1, after = { constant = \"1m\" } }");
    insta::assert_snapshot!(warnings(&endless), @"x.toml:8:1: never happens: nobody abandons, balks or finds the lines busy");
    // What is handed on is load, shrinkage and absence take agents away, several at once are less load.
    insta::assert_snapshot!(warnings(&day("patience = { exponential = { mean = \"5m\" } }", "transfer = { to = { sales = 0.25 } }")), @"x.toml:5:10: the load of `sales` is 4.00 erlangs for 4.00 agents on average from 08:00 to 10:00, and nobody gives up: the queue grows without end (add agents, or say how patient customers are)");
    insta::assert_snapshot!(warnings(&day("patience = { exponential = { mean = \"5m\" } }\n", "").replace("agents = 4", "agents = 4\nshrinkage = 0.2\nabsence = 0.1")), @"x.toml:5:10: the load of `sales` is 3.00 erlangs for 2.88 agents on average from 08:00 to 10:00, and nobody gives up: the queue grows without end (add agents, or say how patient customers are)");
    let chat = day("patience = { exponential = { mean = \"5m\" } }\n", "channel = \"chat\"\n").replace("= 4", "= 2");
    assert_eq!(compiled(&chat.replace("sales = {}", "sales = { concurrent = 2 }")).warnings, []);
    assert_eq!(compiled(&chat).warnings.len(), 1);
}

#[test]
fn agents_for_contacts_that_others_cause_are_of_use() {
    let fed = |share: f64| {
        beside("service_level = { within = \"20s\", target = 0.8 }")
            .replace("skills.other = {}\n", "")
            .replace("patience =", &format!("transfer = {{ to = {{ other = {share} }} }}\npatience ="))
            + "[group.second]\nagents = 1\nskills.other = {}\n"
    };
    assert_eq!(compiled(&fed(0.1)).warnings, []);
    let dialed = beside("channel = \"outbound\"\ndialer = { list = 9, pace = { preview = {} }, reach = 1 }")
        .replace("skills.other = {}\n", "")
        + "[group.second]\nagents = 1\nskills.other = {}\n";
    assert_eq!(compiled(&dialed).warnings, []);
}
