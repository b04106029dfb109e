//! The rules of a center on days made by hand, to the second.

use onhold::floor::{Event, Happening, Recorder};
use onhold::measure::{Ledger, Totals, Window, cell_ends};
use onhold::model::Model;
use onhold::scenario::{NoFiles, Scenario};

use super::by_hand::{Made, live};

#[derive(Default)]
struct Heard(Vec<Event>);

impl Recorder for Heard {
    const LISTENS: bool = true;
    fn event(&mut self, event: &Event) {
        self.0.push(*event);
    }
}

pub const DAY: &str = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n";
pub const INF: f64 = f64::INFINITY;
const FIRST_KEY: u64 = 1000;

/// Contacts as (type, arrival, work, patience); the moments and names of what is told of contacts (and, with `agents`, of
/// who comes and goes).
pub fn told(text: &str, contacts: &[Made], agents: bool) -> Vec<String> {
    let heard = live(&model(text), contacts, FIRST_KEY, Heard::default());
    let of_agents = |what: Happening| {
        matches!(what, Happening::Comes | Happening::Goes | Happening::BreakStarts | Happening::BreakEnds)
    };
    let line = |event: &Event| {
        let contact = event.contact.map_or(String::new(), |(number, _)| format!(" {number}"));
        let agent = event.agent.map_or(String::new(), |(group, number)| format!(" by {}/{number}", group.0));
        format!("{:.0} {}{contact}{agent}", event.at_s, event.what.name())
    };
    let wanted = |event: &&Event| if agents { of_agents(event.what) } else { !of_agents(event.what) };
    heard.0.iter().filter(wanted).map(line).collect()
}

/// The books of the same contacts.
pub fn books(text: &str, contacts: &[Made]) -> Totals {
    let model = model(text);
    let section = live(&model, contacts, FIRST_KEY, Ledger::<true>::of_center(&model)).take_section();
    Window::whole_time(&model, &section, &cell_ends(&model)).whole()
}

fn model(text: &str) -> Model {
    let model = Scenario::parse(text, "rules.toml").unwrap().compile(&NoFiles);
    model.unwrap_or_else(|mistakes| panic!("{mistakes}")).model
}

pub fn only(lines: &[String], words: &[&str]) -> Vec<String> {
    let has = |line: &&String| words.iter().any(|word| line.split(' ').nth(1) == Some(word));
    lines.iter().filter(has).cloned().collect()
}

pub fn contact(name: &str, rest: &str) -> String {
    format!("[contact.{name}]\narrivals = {{ rate = \"1/h\" }}\nhandle = {{ constant = \"60s\" }}\n{rest}\n")
}

#[test]
fn two_chats_at_once_slow_one_another_down_while_both_last() {
    let text = format!(
        "{DAY}{}[group.g]\nagents = 1\nskills.a = {{ concurrent = 2, stretch = [1.0, 1.5] }}\n",
        contact("a", "channel = \"chat\"")
    );
    let lines = told(&text, &[(0, 0.0, 60.0, INF), (0, 30.0, 20.0, INF), (0, 40.0, 10.0, INF)], false);
    // Alone until 30, then both at 2/3: the second is done at 60 with 20 of its own, the first has 10 left and meets the
    // third, again at 2/3: both end at 75.
    let ends = only(&lines, &["talk-ends", "answered"]);
    let expected = [
        "0 answered 1 by 0/1",
        "30 answered 2 by 0/1",
        "60 talk-ends 2 by 0/1",
        "60 answered 3 by 0/1",
        "75 talk-ends 1 by 0/1",
        "75 talk-ends 3 by 0/1",
    ];
    assert_eq!(ends, expected);
}

#[test]
fn a_warm_transfer_keeps_the_first_agent_through_the_conference() {
    let transfer = "transfer = { to = { b = 1.0 }, style = \"warm\", conference = { constant = \"20s\" } }";
    let text = format!(
        "{DAY}{}{}[group.g]\nagents = 1\nskills.a = {{}}\n[group.h]\nagents = 1\nskills.b = {{}}\n",
        contact("a", transfer),
        contact("b", "")
    );
    // The second agent is busy until 100 with a contact of the other type.
    let lines = told(&text, &[(1, 0.0, 100.0, INF), (0, 10.0, 30.0, INF)], false);
    let expected = [
        "40 talk-ends 2 by 0/1",
        "40 handed-on 3",
        "100 talk-ends 1 by 1/1",
        "100 handled 1 by 1/1",
        "100 answered 3 by 1/1",
        "120 handled 2 by 0/1",
        "180 talk-ends 3 by 1/1",
        "180 handled 3 by 1/1",
    ];
    assert_eq!(
        lines[lines.len() - 9..].iter().filter(|l| !l.contains("queues")).collect::<Vec<_>>(),
        expected.iter().collect::<Vec<_>>()
    );
    let cold = text.replace("style = \"warm\", conference = { constant = \"20s\" }", "style = \"cold\"");
    let lines = told(&cold, &[(1, 0.0, 100.0, INF), (0, 10.0, 30.0, INF)], false);
    assert!(lines.contains(&"40 handled 2 by 0/1".to_string()), "{lines:?}");
}

#[test]
fn a_callback_when_quiet_waits_for_an_agent_who_finishes_and_leaves_others_idle() {
    let callback = "[contact.a.callback]\noffer_when = { queue = 1 }\naccepts = 1\nserved = \"when-quiet\"\nidle = 1";
    let text = format!("{DAY}{}[group.g]\nagents = 2\nskills.a = {{}}\n", contact("a", callback));
    let day = [(0, 0.0, 50.0, INF), (0, 1.0, 80.0, INF), (0, 2.0, 10.0, INF), (0, 3.0, 5.0, INF)];
    let lines = told(&text, &day, false);
    // The third waits, so the fourth is offered a callback. At 50 the third is taken; at 60 one agent is idle, which is
    // not more than one; at 81 both are.
    assert!(lines.contains(&"3 takes-callback 4".to_string()), "{lines:?}");
    assert_eq!(only(&lines, &["called-back"]), ["81 called-back 4 by 0/2"]);
    let in_turn = text.replace("served = \"when-quiet\"\nidle = 1", "served = \"in-turn\"");
    assert_eq!(only(&told(&in_turn, &day, false), &["called-back"]), ["60 called-back 4 by 0/1"]);
}

#[test]
fn a_callback_takes_as_long_as_the_speed_of_the_group_lets_it() {
    let callback = "[contact.a.callback]\noffer_when = { queue = 0 }\naccepts = 1\nserved = \"in-turn\"\n\
                    handle = { constant = \"50s\" }";
    let text = format!("{DAY}{}[group.g]\nagents = 1\nskills.a = {{ speed = 0.5 }}\n", contact("a", callback));
    let lines = told(&text, &[(0, 0.0, 100.0, INF), (0, 1.0, 100.0, INF)], false);
    assert_eq!(
        only(&lines, &["called-back", "talk-ends"])[1..],
        ["200 called-back 2 by 0/1", "300 talk-ends 2 by 0/1"]
    );
}

#[test]
fn breaks_fixed_and_flexible_and_the_end_of_a_shift() {
    let shift = |breaks: &str, end: &str| {
        format!(
            "{DAY}{}[group.g]\nskills.a = {{}}\n[[group.g.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"09:00\"\n\
             breaks = [{breaks}]\nend = \"{end}\"\n",
            contact("a", "")
        )
    };
    let fixed = "{ at = \"08:10\", for = \"10m\" }";
    // Busy from 590 to 660: the break is shorter.
    let lines = told(&shift(fixed, "finish"), &[(0, 590.0, 70.0, INF)], true);
    assert_eq!(lines, ["0 comes by 0/1", "660 break-starts by 0/1", "1200 break-ends by 0/1", "3600 goes by 0/1"]);
    // The same break may be taken late, and is whole.
    let flexible = "{ at = \"08:10\", for = \"10m\", flexible = \"5m\" }";
    let lines = told(&shift(flexible, "finish"), &[(0, 590.0, 70.0, INF)], true);
    assert_eq!(lines[1..3], ["660 break-starts by 0/1", "1260 break-ends by 0/1"]);
    // Somebody always waits: it must begin at 08:15, after the contact in hand.
    let busy: Vec<_> = (0..4).map(|i| (0, 500.0 + f64::from(i), 200.0, INF)).collect();
    let lines = told(&shift(flexible, "finish"), &busy, true);
    assert_eq!(lines[1..3], ["900 break-starts by 0/1", "1500 break-ends by 0/1"]);
    // The end of a shift: the contact in hand is finished.
    let lines = told(&shift("", "finish"), &[(0, 3590.0, 70.0, INF)], true);
    assert_eq!(lines[1..], ["3660 goes by 0/1"]);
}

#[test]
fn what_is_left_of_a_contact_is_handed_over() {
    let text = format!(
        "{DAY}{}[group.g]\nskills.a = {{}}\n[[group.g.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"09:00\"\nend = \"hand-over\"\n\
         [group.h]\nagents = 1\nskills.a = {{ choice = 2 }}\n",
        contact("a", "")
    );
    let lines = told(&text, &[(0, 3590.0, 70.0, INF)], false);
    let expected = ["3600 handed-over 1 by 0/1", "3600 assigned 1 by 1/1", "3660 talk-ends 1 by 1/1"];
    assert_eq!(only(&lines, &["handed-over", "assigned", "talk-ends"]), expected);
}

/// Both shifts end at nine: nobody is left to hand over to.
#[test]
fn nothing_is_handed_over_to_whoever_goes_at_the_same_moment() {
    let text = format!(
        "{DAY}{}[group.g]\nskills.a = {{}}\n[[group.g.shift]]\npeople = 2\nfrom = \"08:00\"\nto = \"09:00\"\nend = \"hand-over\"\n",
        contact("a", "")
    );
    let lines = told(&text, &[(0, 3590.0, 70.0, INF)], false);
    assert_eq!(only(&lines, &["handed-over", "assigned", "cut-off"])[0], "3600 handed-over 1 by 0/1");
    assert!(only(&lines, &["assigned"]).is_empty(), "{lines:?}");
}

#[test]
fn a_customer_may_leave_while_being_connected() {
    let text = format!("{DAY}{}[group.g]\nagents = 1\nconnect = \"8s\"\nskills.a = {{}}\n", contact("a", ""));
    let lines = told(&text, &[(0, 0.0, 60.0, 5.0), (0, 2.0, 60.0, INF)], false);
    let expected = ["0 assigned 1 by 0/1", "5 abandons 1 by 0/1", "5 assigned 2 by 0/1", "13 answered 2 by 0/1"];
    assert_eq!(only(&lines, &["assigned", "abandons", "answered"]), expected);
}

#[test]
fn who_gets_nothing_in_the_evening_tries_again_next_morning() {
    let redial = "redial = { share = 1.0, after = { constant = \"10m\" }, limit = 2 }";
    let text = format!(
        "{DAY}days = 2\n{}[group.g]\nagents = {{ \"08:00\" = 0, \"09:30\" = 0 }}\nskills.a = {{}}\n",
        contact("a", redial)
    );
    let lines = told(&text, &[(0, 60.0, 60.0, 30.0), (0, 6900.0, 60.0, 30.0)], false);
    let redials = only(&lines, &["redials"]);
    assert_eq!(redials[0], "690 redials 2");
    let next_day: f64 = redials[1].split(' ').next().unwrap().parse().unwrap();
    assert!((86_400.0..90_000.0).contains(&next_day), "in the first hour: {redials:?}");
    assert_eq!(redials.len(), 2, "two attempts in all");
}

#[test]
fn shared_lines_are_taken_by_both_types() {
    let text = format!(
        "{DAY}{}{}[lines.main]\ncapacity = 2\ncontacts = [\"a\", \"b\"]\n[group.g]\nagents = 1\nskills.a = {{}}\nskills.b = {{}}\n",
        contact("a", ""),
        contact("b", "")
    );
    let day = [(0, 0.0, 60.0, INF), (1, 1.0, 60.0, 20.0), (0, 2.0, 60.0, INF), (1, 30.0, 60.0, INF)];
    assert_eq!(only(&told(&text, &day, false), &["blocked", "abandons"]), ["2 blocked 3", "21 abandons 2"]);
}

#[test]
fn a_silent_chat_takes_an_agent_a_moment() {
    let silent = "channel = \"chat\"\npatience = { constant = \"20s\" }\nsilent_abandonment = { takes = { constant = \"15s\" } }";
    let text = format!("{DAY}{}[group.g]\nagents = 1\nskills.a = {{}}\n", contact("a", silent));
    let lines = told(&text, &[(0, 0.0, 60.0, 20.0), (0, 10.0, 60.0, 20.0), (0, 50.0, 60.0, 40.0)], false);
    let expected =
        ["0 answered 1 by 0/1", "30 abandons-silently 2", "60 finds-nobody 2 by 0/1", "75 answered 3 by 0/1"];
    assert_eq!(only(&lines, &["answered", "abandons-silently", "finds-nobody"]), expected);
}
