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
        patience: 150 s on average (exponential, cv 1.00)
        target: 80 % answered within 20 s
    Agents
      all: 22 agents, 220.0 agent-hours at 24 an hour = 5280 EUR
        serves call
    Routing
      a contact goes to the group of first choice, then the agent idle longest; a free agent takes the group's first priority, then the longest wait
    How waiting feels
      the clock in the head runs 1.912 times as fast as the one on the wall: a wait of 60 s feels like 115 s, 300 s like 574 s; 60 felt seconds are neither good nor bad, every 120 more cost a point, giving up scores -1.5; a customer willing to wait 150 felt seconds leaves after 78 s on the wall
    Service
      72.0 % resolved at first contact by a standard agent; resolved scores 1.2, not resolved -0.5; being understood scores 1 on average
    What follows
      expectation 0.6; dissatisfied below -0.75, delighted from 0.4; 4.0 % of the dissatisfied complain, the others tell 16 to 20; the satisfied tell 5; 20 % of those told are won or lost; 60 % of complaints are resolved, at 20 each
    Money
      a customer is worth 229.39 EUR
    Standing of the figures
      4 % complain is contested: TARP's president calls the popular form a misquote, about half of the problems reach the front line (Goodman 2005)
      telling 16 to 20 is contested: the nearest sources are 9 to 10 and 16
      linear word of mouth is per contact: demand shrinks once a good fifth of the contacts is dissatisfied
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
        patience: 300 s on average (exponential, cv 1.00)
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
      expectation 0.6; dissatisfied below -0.75, delighted from 0.4; 6.0 % of the dissatisfied complain, 31 % of the others tell 4; the satisfied tell 5; 27 % of those told are won or lost; 60 % of complaints are resolved, at 0 each
    Standing of the figures
      preset evidence: survey figures (Wharton/Verde 2006); its saturating word of mouth needs [market], which is not supported yet: linear meanwhile
      linear word of mouth is per contact: demand shrinks once a good fifth of the contacts is dissatisfied
    "#);
}
