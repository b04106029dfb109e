//! Who is given to whom, in words.

use crate::model::{AgentCriterion, ContactCriterion, Model, Score};

/// The two decisions, and the figures they go by.
pub fn routing(model: &Model) -> Vec<String> {
    let mut lines = vec![decisions(model)];
    if model.routing.contact.contains(&ContactCriterion::Score) {
        let scores = model.contacts.iter().zip(&model.routing.score).filter(|(_, score)| **score != Score::default());
        lines.extend(scores.map(|(contact, score)| {
            let handed_on = match score.transferred {
                0.0 => String::new(),
                points => format!(", {points} more if it was handed on"),
            };
            let Score { base, per_second, .. } = score;
            format!("score of {}: {base} on arrival, {per_second} for every second of waiting{handed_on}", contact.name)
        }));
    }
    if model.routing.contact.contains(&ContactCriterion::CMu) {
        let costs = model.contacts.iter().zip(&model.routing.cost_per_wait);
        let costs: Vec<String> = costs.map(|(contact, cost)| format!("{} {cost}", contact.name)).collect();
        lines.push(format!("cost of a unit of waiting: {}", costs.join(", ")));
    }
    lines
}

fn decisions(model: &Model) -> String {
    let agent = model.routing.agent.iter().map(|c| match c {
        AgentCriterion::Choice => "the group of first choice",
        AgentCriterion::LongestIdle => "the agent idle longest",
        AgentCriterion::Fastest => "the group that is fastest at it",
        AgentCriterion::LeastLoaded => "the agent with the fewest contacts in hand",
        AgentCriterion::MostLoaded => "the agent with the most contacts in hand and room for one more",
        AgentCriterion::LeastOccupied => "the agent least occupied today",
        AgentCriterion::BestResolver => "the group that resolves most",
        AgentCriterion::FewestSkills => "the group with the fewest skills",
        AgentCriterion::Random => "any idle agent",
    });
    let contact = model.routing.contact.iter().map(|c| match c {
        ContactCriterion::Priority => "the group's first priority",
        ContactCriterion::Importance => "the most important type",
        ContactCriterion::LongestWait => "the longest wait",
        ContactCriterion::Score => "the highest score",
        ContactCriterion::LongestFeltWait => "the longest felt wait",
        ContactCriterion::MostBehindTarget => "the type furthest behind its target today",
        ContactCriterion::CMu => "the highest cost of waiting times speed of service",
        ContactCriterion::ShortestExpected => "the type served in the shortest time",
        ContactCriterion::Random => "any contact",
    });
    let join = |parts: Vec<&str>, last: &'static str| match parts.as_slice() {
        [] => last.to_string(),
        parts => parts.join(", then "),
    };
    format!(
        "a contact goes to {}; a free agent takes {}",
        join(agent.collect(), "the agent idle longest"),
        join(contact.collect(), "the contact that came first")
    )
}
