//! What a scenario means, in words.

use super::*;
use crate::scenario::describe;

fn in_words(text: &str) -> String {
    let scenario = Scenario::parse(text, "x.toml").unwrap();
    let model = scenario.compile(&NoFiles).unwrap_or_else(|m| panic!("{m}")).model;
    describe(&scenario, &model)
}

#[test]
fn a_plain_day() {
    insta::assert_snapshot!(in_words(DAY), @r#"
    day
    Open 08:00 to 10:00, in intervals of 30 min; whoever waits at closing is still served
    Contacts
      sales: 120.0 a day, 60.0 an hour on average, at random
        handle time 180 s on average (exponential, cv 1.00)
        load 3.00 erlangs on average
        patience: 300 s on average (exponential, cv 1.00)
        target: 80 % answered within 20 s
    Agents
      tier1: 4 agents, 8.0 agent-hours
        serves sales
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the group's first priority, then the longest wait
    Customers feel nothing and nothing follows: textbook queueing
    "#);
}

#[test]
fn templates() {
    insta::assert_snapshot!(in_words(crate::scenario::templates::TEMPLATES[1].text), @r#"
    skills: two kinds of calls, specialists and generalists, overflow, priorities
    Open 08:00 to 20:00, in intervals of 30 min; whoever waits at closing is still served
    Contacts
      orders: 1440.0 a day, 120.0 an hour on average, at random
        handle time 240 s on average (lognormal, cv 0.90)
        load 8.00 erlangs on average
        patience: 180 s on average (exponential, cv 1.00)
        target: 80 % answered within 20 s
      support: 720.0 a day, 60.0 an hour on average, at random
        handle time 480 s on average (lognormal, cv 1.20)
        load 8.00 erlangs on average
        patience: 10 min on average (exponential, cv 1.00); 2.0 % leave at once on meeting a queue
        target: 75 % answered within 60 s
    Agents
      sellers: 7 agents, 84.0 agent-hours at 24 an hour = 2016 EUR
        serves orders
      technicians: 8 agents, 96.0 agent-hours at 32 an hour = 3072 EUR
        serves support, quality +0.5
        serves orders, as choice 3, at priority 2, once it has waited 90 s, while more than 1 of the group are idle
      generalists: 4 agents, 48.0 agent-hours at 28 an hour = 1344 EUR
        serves orders, as choice 2, at 0.900 times the standard speed
        serves support, as choice 2, resolves 65.0 %
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the group's first priority, then the longest wait
    Service
      75.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    "#);
    insta::assert_snapshot!(in_words(crate::scenario::templates::TEMPLATES[3].text), @r#"
    feelings: hard and easy waits, satisfaction, complaints, word of mouth, money
    Open 08:00 to 18:00, in intervals of 30 min; whoever waits at closing is still served
    Contacts
      call: 3300.0 a day, 330.0 an hour on average, at random
        handle time 240 s on average (exponential, cv 1.00)
        load 22.00 erlangs on average
        patience: 300 s on average (exponential, cv 1.00), in felt time
        target: 80 % answered within 20 s
    Agents
      all: 24 agents, 240.0 agent-hours at 24 an hour = 5760 EUR
        serves call
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the group's first priority, then the longest wait
    How waiting feels
      the clock in the head runs 1.912 times as fast as the one on the wall: a wait of 60 s feels like 115 s, 300 s like 574 s; 60 felt seconds are neither good nor bad, every 120 more cost a point, giving up scores -1.5; a customer willing to wait 300 felt seconds leaves after 157 s on the wall
    Service
      72.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    What follows
      expectation 0.6; dissatisfied below -0.75, delighted from 0.4; 4 % of the dissatisfied complain, the others tell 16 to 20; the satisfied tell 5; 0.05 % of those told are won or lost; 60 % of complaints are resolved, at 20 each
    Money
      a customer is worth 229.39 EUR
    Standing of the figures
      4 % complain is contested: TARP's president calls the popular form a misquote, about half of the problems reach the front line (Goodman 2005)
      telling 16 to 20 is contested: the nearest sources are 9 to 10 and 16
      linear word of mouth, per contact, costs more customers than it wins from 22.4 % of dissatisfied contacts on
    "#);
}

#[test]
fn a_preset_names_the_standing_of_its_figures() {
    insta::assert_snapshot!(in_words(&day("name =", "preset = \"evidence\"\nname =")), @r#"
    day
    Open 08:00 to 10:00, in intervals of 30 min; whoever waits at closing is still served
    Contacts
      sales: 120.0 a day, 60.0 an hour on average, at random
        handle time 180 s on average (exponential, cv 1.00)
        load 3.00 erlangs on average
        patience: 300 s on average (exponential, cv 1.00), in felt time
        target: 80 % answered within 20 s
    Agents
      tier1: 4 agents, 8.0 agent-hours
        serves sales
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the group's first priority, then the longest wait
    How waiting feels
      the clock in the head runs 1.000 times as fast as the one on the wall: a wait of 60 s feels like 60 s, 300 s like 300 s; 60 felt seconds are neither good nor bad, every 120 more cost a point, giving up scores -1.5; a customer willing to wait 300 felt seconds leaves after 300 s on the wall
    Service
      72.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    What follows
      expectation 0.6; dissatisfied below -0.75, delighted from 0.4; 6 % of the dissatisfied complain, 31 % of the others tell 4; the satisfied tell 5; 27 % of those told are won or lost; 60 % of complaints are resolved, at 0 each
    Standing of the figures
      preset evidence: survey figures (Wharton/Verde 2006); its saturating word of mouth needs [market], without one it is linear
      linear word of mouth, per contact, costs more customers than it wins from 81.1 % of dissatisfied contacts on
    "#);
}

#[test]
fn a_whole_center() {
    insta::assert_snapshot!(in_words(super::center::CENTER), @r#"
    center
    Open 08:00 to 18:00 on 5 days in a row, in intervals of 30 min; whoever waits at closing is still served; what begins in the first 24 h is not counted
    Contacts
      call: 600.0 a day, 60.0 an hour on average, at random
        handle time 150 s on average (by the time of the day from 120 s to 180 s, cv 1.04)
        load 2.75 erlangs on average
        patience: 120 s on average (exponential, cv 1.00); 10.0 % leave at once on meeting a queue
        counts as having waited up to 30 s on arrival
        40.0 % of those who give up, 70.0 % of those who are blocked try again as mail after 15 min on average (exponential, cv 1.00); 30.0 % on later attempts; at most 3 attempts in all
        60.0 % of those whose contact is not resolved come back after 24 h on average (exponential, cv 1.00)
        8.0 % of those served are handed on to expert; the first agent waits for the second, and both spend always 20 s with the customer; what is left of their patience counts
        who finds no agent free on arrival is offered a callback if the wait predicted for them at that moment, until an agent takes them, is at least 120 s, promised within 1.5 times the predicted wait, and 45.0 % accept; they are called back by an agent who finishes, meets no waiting contact and is one of more than 1 idle; 90.0 % are reached; talk time then always 150 s; how long they would wait on the line is predicted as everybody, of any type, whom the same agents would take first (of types that always go first, those to come as well), and the contact itself, over the rate at which those agents finish what they have in hand; those who wait hang up at the rate of their mean patience (not known are breaks and shifts to come, who of the same level comes later and is taken first, and that an agent with chats in hand takes no call)
      expert: only what other contacts become, up to 48.0 a day handed on
        handle time always 300 s
        load 0.40 erlangs on average
        patience: 240 s on average (exponential, cv 1.00)
      chat, by chat: 300.0 a day, 30.0 an hour on average, at random
        handle time 360 s on average (exponential, cv 1.00)
        load 3.00 erlangs on average
        patience: 300 s on average (exponential, cv 1.00)
        50.0 % of those who give up do not say so; an agent finds nobody there and spends always 30 s on it
      mail, by e-mail, which waits overnight: 100.0 a day, 10.0 an hour on average, at random
        handle time 240 s on average (exponential, cv 1.00)
        load 0.67 erlangs on average
        patience: nobody gives up
        target: 90 % answered within 4 h
      survey, outbound: 4000 numbers to call
        handle time always 180 s
        patience: nobody gives up
        by the time of the day 0 to 1.5 numbers are dialed for each idle agent, while more than 2 agents of the center are idle
        35.0 % answer, it rings for 19 s on average (uniform, cv 0.33)
        20.0 % of those who answer are not whom we want and take always 20 s
    Lines
      main: at most 65 of call, expert at once; more are blocked
    Agents
      phones: 3 to 7 agents, 59.5 paid hours with breaks a day at 20 an hour = 1190
        4 people from 07:00 to 15:30, break of 30 min at 11:00 or up to 15 min later, of 10 min at 14:00 (shorter where a contact is finished first)
        3 people from 10:00 to 18:30; hand over what is in hand at the end
        2 s pass from assignment to "hello"
        away for 12.0 % of the paid time, drawn for each person and 30 min; what begins late, after the contact in hand, keeps its length
        4.0 % do not show up on a day
        begin at 0.7 times their speed, half of the way is learned in 20.0 days
        serves call, then wrap-up always 15 s
        serves expert, as choice 2
        serves survey, at priority 2
      desk: 3 agents, 30.0 agent-hours a day
        serves expert
        serves chat, up to 3 at once (each 1.3 times as long with 2, 1.6 times as long with 3)
        serves mail, at priority 2, up to 2 at once at full speed
    Routing
      a contact goes to the group of first choice, then the agent with the fewest contacts in hand, then the agent with the most contacts in hand and room for one more, then the group that resolves most, then the group with the fewest skills, then the agent least occupied today; a free agent takes the type furthest behind its target today, then the highest cost of waiting times speed of service, then the type served in the shortest time, then the highest score
      score of expert: 5 on arrival, 2 for every second of waiting, 50 more if it was handed on
      cost of a unit of waiting: call 2.5, expert 1, chat 1, mail 0, survey 1
    Service
      72.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    "#);
    let other = super::center::center("served = \"when-quiet\"\nidle = 1\nreach = 0.9\npromise = 1.5\n", "")
        .replace("{ predicted_wait = \"2m\" }", "{ queue = 5 }")
        .replace("style = \"warm\"\nfresh_patience = false\nconference = { constant = \"20s\" }\n", "")
        .replace("share = { abandoned = 0.4, blocked = 0.7 }\nagain = 0.3", "share = 0.5")
        .replace("limit = 3\nbecomes = \"mail\"\n", "")
        .replace(
            "{ progressive = { per_free_agent = { \"08:00\" = 0, \"10:00\" = 1.5 }, keep_free = 2 } }",
            "{ predictive = { abandon_target = 0.03 } }",
        );
    insta::assert_snapshot!(in_words(&other), @r#"
    center
    Open 08:00 to 18:00 on 5 days in a row, in intervals of 30 min; whoever waits at closing is still served; what begins in the first 24 h is not counted
    Contacts
      call: 600.0 a day, 60.0 an hour on average, at random
        handle time 150 s on average (by the time of the day from 120 s to 180 s, cv 1.04)
        load 2.75 erlangs on average
        patience: 120 s on average (exponential, cv 1.00); 10.0 % leave at once on meeting a queue
        counts as having waited up to 30 s on arrival
        50.0 % of those who get nothing try again after 15 min on average (exponential, cv 1.00)
        60.0 % of those whose contact is not resolved come back after 24 h on average (exponential, cv 1.00)
        8.0 % of those served are handed on to expert; the first agent is free at once; patience begins anew
        who finds no agent free on arrival is offered a callback if at least 5 of the type wait on the line before them, promised within the predicted wait, and 45.0 % accept; they are called back in their turn; 100.0 % are reached; talk time then always 150 s; how long they would wait on the line is predicted as everybody, of any type, whom the same agents would take first (of types that always go first, those to come as well), and the contact itself, over the rate at which those agents finish what they have in hand; those who wait hang up at the rate of their mean patience (not known are breaks and shifts to come, who of the same level comes later and is taken first, and that an agent with chats in hand takes no call)
      expert: only what other contacts become, up to 48.0 a day handed on
        handle time always 300 s
        load 0.40 erlangs on average
        patience: 240 s on average (exponential, cv 1.00)
      chat, by chat: 300.0 a day, 30.0 an hour on average, at random
        handle time 360 s on average (exponential, cv 1.00)
        load 3.00 erlangs on average
        patience: 300 s on average (exponential, cv 1.00)
        50.0 % of those who give up do not say so; an agent finds nobody there and spends always 30 s on it
      mail, by e-mail, which waits overnight: 100.0 a day, 10.0 an hour on average, at random
        handle time 240 s on average (exponential, cv 1.00)
        load 0.67 erlangs on average
        patience: nobody gives up
        target: 90 % answered within 4 h
      survey, outbound: 4000 numbers to call
        handle time always 180 s
        patience: nobody gives up
        as many numbers are dialed as keep those who give up at 3.0 % of those who answer
        35.0 % answer, it rings for 19 s on average (uniform, cv 0.33)
        20.0 % of those who answer are not whom we want and take always 20 s
    Lines
      main: at most 65 of call, expert at once; more are blocked
    Agents
      phones: 3 to 7 agents, 59.5 paid hours with breaks a day at 20 an hour = 1190
        4 people from 07:00 to 15:30, break of 30 min at 11:00 or up to 15 min later, of 10 min at 14:00 (shorter where a contact is finished first)
        3 people from 10:00 to 18:30; hand over what is in hand at the end
        2 s pass from assignment to "hello"
        away for 12.0 % of the paid time, drawn for each person and 30 min; what begins late, after the contact in hand, keeps its length
        4.0 % do not show up on a day
        begin at 0.7 times their speed, half of the way is learned in 20.0 days
        serves call, then wrap-up always 15 s
        serves expert, as choice 2
        serves survey, at priority 2
      desk: 3 agents, 30.0 agent-hours a day
        serves expert
        serves chat, up to 3 at once (each 1.3 times as long with 2, 1.6 times as long with 3)
        serves mail, at priority 2, up to 2 at once at full speed
    Routing
      a contact goes to the group of first choice, then the agent with the fewest contacts in hand, then the agent with the most contacts in hand and room for one more, then the group that resolves most, then the group with the fewest skills, then the agent least occupied today; a free agent takes the type furthest behind its target today, then the highest cost of waiting times speed of service, then the type served in the shortest time, then the highest score
      score of expert: 5 on arrival, 2 for every second of waiting, 50 more if it was handed on
      cost of a unit of waiting: call 2.5, expert 1, chat 1, mail 0, survey 1
    Service
      72.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    "#);
}

/// What becomes of those who wait at closing is what happens to them.
#[test]
fn who_is_served_out_and_who_is_cut_off() {
    let closing = |text: &str| {
        let words = in_words(text);
        let line = words.lines().find(|line| line.starts_with("Open ")).unwrap();
        line.split("; ").skip(1).collect::<Vec<_>>().join("; ")
    };
    let of = |horizon: &str, agents: &str| {
        format!(
            "[horizon]\n{horizon}\n[contact.x]\narrivals = {{ rate = \"9/h\" }}\nhandle = {{ constant = \"5m\" }}\n\
             [contact.y]\narrivals = {{ rate = \"9/h\" }}\nhandle = {{ constant = \"5m\" }}\n\
             [group.g]\n{agents}\n[group.h]\nagents = {{ \"08:00\" = 3, \"08:04\" = 1, \"08:10\" = 0 }}\nskills.y = {{}}\n"
        )
    };
    let day = "opens = \"08:00\"\ncloses = \"08:30\"\ninterval = \"10m\"";
    let both = "agents = 2\nskills.x = {}\nskills.y = {}";
    assert_eq!(closing(&of(day, both)), "whoever waits at closing is still served");
    assert_eq!(
        closing(&of(day, "agents = 2\nskills.x = {}")),
        "whoever waits at closing is still served; but who waits for y is cut off: nobody who could serve that is on duty then"
    );
    let nobody = "whoever waits at closing is cut off: nobody who could serve them is on duty then";
    assert_eq!(closing(&of(day, &both.replace("agents = 2", "agents = { \"08:00\" = 2, \"08:20\" = 0 }"))), nobody);
    assert_eq!(closing(&of(day, "agents = 2\nskills.x = { reserve = 2 }")), nobody);
    let shift = |to: &str| {
        format!("skills.x = {{}}\nskills.y = {{}}\n[[group.g.shift]]\npeople = 1\nfrom = \"08:00\"\nto = \"{to}\"")
    };
    assert_eq!(closing(&of(day, &shift("08:30"))), nobody);
    assert_eq!(closing(&of(day, &shift("09:00"))), "whoever waits at closing is still served");
    assert_eq!(
        closing(&of(&format!("{day}\nclosing = \"hang-up\""), both)),
        "whoever waits at closing is cut off, and so is who is handed on later and would have to wait"
    );
    let never = |closing: &str| format!("days = 3\n{closing}");
    let steps = both.replace("agents = 2", "agents = { \"00:00\" = 2, \"08:20\" = 0 }");
    let text = |horizon: &str| of(horizon, &steps).replace("\"08:00\" = 3", "\"00:00\" = 3");
    assert_eq!(
        closing(&text(&never(""))),
        "it never closes: midnight is no event, and whoever waits when the run ends is served by those who are there, or left over"
    );
    assert_eq!(
        closing(&text(&never("closing = \"hang-up\""))),
        "it never closes: midnight is no event, and whoever waits when the run ends is cut off"
    );
}

/// Numbers beyond any center are not written out, digit by digit.
#[test]
fn absurd_numbers_are_told_by_their_power_of_ten() {
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = { expected = [3e40, 3e40, 3e40, 3e40] }\n\
                handle = { constant = \"1h\" }\n[group.g]\nagents = 1\nskills.a = {}\n";
    let words = in_words(text);
    assert!(words.contains("a: 1.2e41 a day, 6.0e40 an hour on average, at random"), "{words}");
    assert!(words.contains("load 6.0e40 erlangs on average"), "{words}");
}

/// Words where what is written is not what happens, or where there is nobody of whom they could speak.
#[test]
fn the_least_delay_and_the_closing_of_mail_are_told_as_they_are_lived() {
    let center = |contact: &str| {
        in_words(&format!(
            "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n[contact.a]\narrivals = {{ rate = \"60/h\" }}\n\
             handle = {{ constant = \"5m\" }}\n{contact}\n[group.g]\nagents = 4\nskills.a = {{}}\n"
        ))
    };
    let mail = center("channel = \"email\"");
    assert!(mail.contains("; whoever has written waits overnight, and is left over when the run ends"), "{mail}");
    assert!(!mail.contains("still served"), "{mail}");
    let again = center(
        "patience = { constant = \"1m\" }\nredial = { share = { abandoned = 0.3 }, after = { constant = \"0s\" } }",
    );
    assert!(again.contains("try again after 1 ms (the least there is)"), "{again}");
}
