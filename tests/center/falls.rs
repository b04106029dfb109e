//! Who leaves when a head-count falls while all are busy: the same rule in every group.

use onhold::floor::Event;

use crate::closing::compile;
use crate::rules::{DAY, INF, contact, told};
use crate::witness::live;

/// A day of two types, of which the second is served after the first, by a head-count that rises and falls.
fn day(more_types: &str, more_skills: &str) -> String {
    let call = "handle = { exponential = { mean = \"588s\" } }\npatience = { exponential = { mean = \"515.625s\" } }\n\
                service_level = { within = \"20s\", target = 0.8 }\n";
    format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"11:00\"\n[contact.regulated]\narrivals = {{ expected = [12, 19, 27, 32, 21, 10] }}\n\
         {call}[contact.other]\narrivals = {{ expected = [36, 57, 81, 96, 45, 30] }}\n{call}{more_types}\
         [group.g0]\nagents = [13, 23, 37, 31, 25, 14]\nskills.regulated = {{ priority = 1 }}\nskills.other = {{ priority = 2 }}\n\
         {more_skills}"
    )
}

const NOBODY: &str =
    "[contact.nobody]\nchannel = \"chat\"\narrivals = { rate = \"0/h\" }\nhandle = { constant = \"1s\" }\n";

/// A chat skill of which nothing ever comes makes nobody leave earlier or later, nor does the type alone.
#[test]
fn a_skill_for_several_at_once_that_is_not_used_changes_nothing() {
    let events = |text: &str, seed: u64| -> Vec<Event> { live(&compile(text), seed).events };
    let chat_desk =
        "[group.chats]\nagents = 1\nskills.nobody = {}\nskills.other = { choice = 9, priority = 9, after = \"24h\" }\n";
    let plain = day("", "");
    assert!(compile(&plain).is_plain());
    for seed in 0..8 {
        let alone = events(&plain, seed);
        assert!(alone.len() > 1000);
        assert_eq!(alone, events(&day(NOBODY, "skills.nobody = { priority = 9 }\n"), seed));
        assert_eq!(alone, events(&day(NOBODY, "skills.nobody = { concurrent = 2, priority = 9 }\n"), seed));
        // Of others than this group's agents.
        let with_desk = events(&day(NOBODY, chat_desk), seed);
        let of_group = |event: &&Event| event.agent.is_none_or(|(group, _)| group.0 == 0);
        assert!(alone.iter().eq(with_desk.iter().filter(of_group)));
    }
}

/// Three are busy when one too many is there: until 130, 110 and 150 s after nine.
#[test]
fn the_next_to_finish_leaves_or_who_was_marked() {
    let busy = [(0, 3500.0, 230.0, INF), (0, 3501.0, 209.0, INF), (0, 3502.0, 248.0, INF), (0, 3700.0, 60.0, INF)];
    let text = |falls: &str| {
        let a = contact("a", "");
        format!("{DAY}{a}[group.g]\nagents = {{ \"08:00\" = 3, \"09:00\" = 2 }}\n{falls}skills.a = {{}}\n")
    };
    let goes = |falls: &str| told(&text(falls), &busy, true).into_iter().find(|line| line.contains("goes")).unwrap();
    assert_eq!(goes(""), "3710 goes by 0/2");
    assert_eq!(goes("falls = \"next-to-finish\"\n"), "3710 goes by 0/2");
    assert_eq!(goes("falls = \"marked\"\n"), "3730 goes by 0/1");
}

/// Where agents have several in hand: who finishes one of them first takes nothing more.
#[test]
fn with_several_in_hand_the_next_to_finish_takes_nothing_more() {
    let text = |falls: &str| {
        format!(
            "{DAY}{}[group.g]\nagents = {{ \"08:00\" = 2, \"09:00\" = 1 }}\n{falls}skills.a = {{ concurrent = 2 }}\n",
            contact("a", "channel = \"chat\"")
        )
    };
    // Two each: of agent 1 until 3700 and 3900, of agent 2 until 3650 and 3800; another comes at 3660 and waits until 3700.
    let chats = [
        (0, 3000.0, 700.0, INF),
        (0, 3001.0, 649.0, INF),
        (0, 3002.0, 898.0, INF),
        (0, 3003.0, 797.0, INF),
        (0, 3660.0, 300.0, INF),
    ];
    let moves = |falls: &str| told(&text(falls), &chats, true)[2..].to_vec();
    assert_eq!(moves("")[0], "3800 goes by 0/2");
    let waits =
        |falls: &str| told(&text(falls), &chats, false).into_iter().find(|line| line.contains("answered 5")).unwrap();
    assert_eq!(waits(""), "3700 answered 5 by 0/1");
    // Both have two: the first of them is marked.
    assert_eq!(moves("falls = \"marked\"\n")[0], "3900 goes by 0/1");
    assert_eq!(waits("falls = \"marked\"\n"), "3660 answered 5 by 0/2");
    // Who was to go stays if the count rises again before.
    let rises = text("").replace("\"09:00\" = 1", "\"09:00\" = 1, \"09:01\" = 2");
    assert!(told(&rises, &chats, true)[2..].iter().all(|line| !line.starts_with("3800")));
}
