//! Random small scenarios, as text.

use onhold::scenario::Files;
use proptest::prelude::*;

/// A scenario of two hours in half-hours, and the traces beside it.
#[derive(Clone, Debug)]
pub struct Case {
    pub text: String,
    pub traces: Vec<String>,
}

impl Files for Case {
    fn read(&self, path: &str) -> Result<String, String> {
        let number: usize = path.parse().map_err(|_| "no such trace")?;
        Ok(self.traces[number].clone())
    }
}

#[derive(Clone, Debug)]
pub struct Kind {
    arrivals: String,
    trace: String,
    rest: String,
}

pub fn kind() -> impl Strategy<Value = Kind> {
    let arrivals = prop_oneof![
        (5u32..90).prop_map(|rate| format!("{{ rate = \"{rate}/h\" }}")),
        prop::collection::vec(1u32..25, 4).prop_map(|counts| format!("{{ exactly = {counts:?} }}")),
        Just("{ times = \"TRACE\" }".to_string()),
    ];
    // Whole minutes: several contacts at one moment, and at those of services' ends and staffing's changes.
    let trace = prop::collection::vec(0u32..120, 1..60)
        .prop_map(|times| times.iter().map(|t| format!("{}s\n", t * 60)).collect::<String>());
    let handle = prop_oneof![
        (20u32..400).prop_map(|mean| format!("{{ exponential = {{ mean = \"{mean}s\" }} }}")),
        // Long enough to last beyond closing after a fall of the head-count half an hour before it.
        Just("{ exponential = { mean = \"20m\" } }".to_string()),
        Just("{ constant = \"3m\" }".to_string()),
        Just("{ constant = \"0s\" }".to_string()),
        Just("{ uniform = { from = \"0s\", to = \"4m\" } }".to_string()),
    ];
    let patience = prop_oneof![
        Just(String::new()),
        (10u32..300).prop_map(|mean| format!("patience = {{ exponential = {{ mean = \"{mean}s\" }} }}\n")),
        Just("patience = { constant = \"1m\" }\n".to_string()),
        Just("patience = { uniform = { from = \"0s\", to = \"2m\" } }\n".to_string()),
    ];
    let balks = prop_oneof![
        3 => Just(String::new()),
        1 => Just("balks = 0.3\n".to_string()),
        1 => Just("balks = { by_queue = [0.0, 0.2, 0.9] }\n".to_string()),
    ];
    let lines = prop_oneof![2 => Just(String::new()), 1 => (1u32..9).prop_map(|n| format!("lines = {n}\n"))];
    let wrap_up = prop_oneof![Just(String::new()), Just("wrap_up = { constant = \"30s\" }\n".to_string())];
    let head_start = prop_oneof![2 => Just(0u32), 1 => 1u32..60];
    let more = (balks, lines, wrap_up, head_start, 0u32..3);
    (arrivals, trace, handle, patience, more).prop_map(|(arrivals, trace, handle, patience, more)| {
        let (balks, lines, wrap_up, head_start, importance) = more;
        let rest = format!(
            "handle = {handle}\n{patience}{balks}{lines}{wrap_up}head_start = \"{head_start}s\"\n\
             importance = {importance}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n"
        );
        Kind { arrivals, trace, rest }
    })
}

pub fn skill() -> impl Strategy<Value = String> {
    let pace = prop_oneof![
        Just(String::new()),
        Just(", speed = 0.7".to_string()),
        Just(", handle = { uniform = { from = \"10s\", to = \"90s\" } }".to_string()),
    ];
    let after = prop_oneof![3 => Just(0u32), 1 => Just(20u32), 1 => Just(60u32)];
    let reserve = prop_oneof![3 => Just(0u32), 1 => 1u32..3];
    (1u32..4, 1u32..4, pace, after, reserve).prop_map(|(choice, priority, pace, after, reserve)| {
        format!("{{ choice = {choice}, priority = {priority}{pace}, after = \"{after}s\", reserve = {reserve} }}")
    })
}

pub fn case() -> impl Strategy<Value = Case> {
    let group = (prop::collection::vec(0u32..5, 4), prop::collection::vec(prop::option::of(skill()), 3));
    let contact = prop_oneof![
        Just("[\"priority\", \"longest-wait\"]"),
        Just("[\"longest-wait\"]"),
        Just("[\"importance\", \"longest-wait\"]"),
        Just("[\"longest-wait\", \"priority\"]"),
        Just("[\"random\"]"),
        Just("[\"priority\", \"random\"]"),
    ];
    let agent = prop_oneof![
        Just("[\"choice\", \"longest-idle\"]"),
        Just("[\"longest-idle\"]"),
        Just("[\"fastest\"]"),
        Just("[\"choice\", \"random\"]"),
    ];
    let closing = prop_oneof![Just("serve-out"), Just("hang-up")];
    let kinds = prop::collection::vec(kind(), 1..4);
    let groups = prop::collection::vec(group, 1..4);
    (kinds, groups, contact, agent, closing).prop_map(|(kinds, groups, contact, agent, closing)| {
        let mut text = format!(
            "[horizon]\ncloses = \"02:00\"\nclosing = \"{closing}\"\n[routing]\ncontact = {contact}\nagent = {agent}\n"
        );
        for (k, kind) in kinds.iter().enumerate() {
            let arrivals = kind.arrivals.replace("TRACE", &k.to_string());
            text += &format!("[contact.k{k}]\narrivals = {arrivals}\n{}", kind.rest);
        }
        for (g, (agents, skills)) in groups.iter().enumerate() {
            text += &format!("[group.g{g}]\nagents = {agents:?}\n");
            for k in 0..kinds.len() {
                // Whom nobody serves the first group serves; a group without a skill serves the first type.
                let orphan = g == 0 && groups.iter().all(|(_, skills)| skills[k].is_none());
                let useless = k == 0 && skills[..kinds.len()].iter().all(Option::is_none);
                match &skills[k] {
                    Some(skill) => text += &format!("skills.k{k} = {skill}\n"),
                    None if orphan || useless => text += &format!("skills.k{k} = {{}}\n"),
                    None => {}
                }
            }
        }
        Case { text, traces: kinds.into_iter().map(|kind| kind.trace).collect() }
    })
}
