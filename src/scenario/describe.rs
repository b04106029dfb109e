//! What a scenario means, in words a planner reads to see whether it is what was meant.

use std::fmt::Write;

use super::compile::{Preset, agent_seconds, offered_load};
use super::units::{show_clock, show_duration};
use super::{Scenario, feelings_in_words};
use crate::model::{
    AgentCriterion, Arrivals, Balks, Closing, Contact, ContactCriterion, Distribution, Group, HorizonKind, Model, Pace,
    Skill,
};

/// The scenario in words: hours, contacts with their load, agents, routing, the customer's side, money.
pub fn describe(scenario: &Scenario, model: &Model) -> String {
    let mut out = String::new();
    let about = scenario.description().map_or_else(String::new, |d| format!(": {d}"));
    line(&mut out, &format!("{}{about}", model.name));
    line(&mut out, &horizon(model));
    line(&mut out, "Contacts");
    for (i, contact) in model.contacts.iter().enumerate() {
        for text in contact_lines(model, i, contact) {
            line(&mut out, &format!("  {text}"));
        }
    }
    line(&mut out, "Agents");
    for group in &model.groups {
        line(&mut out, &format!("  {}", staffing(model, group)));
        for skill in &group.skills {
            line(&mut out, &format!("    {}", skill_line(model, skill)));
        }
    }
    line(&mut out, "Routing");
    line(&mut out, &format!("  {}", routing(model)));
    for text in feelings_in_words::all(scenario.preset().unwrap_or(Preset::Textbook), model) {
        line(&mut out, &text);
    }
    out
}

fn line(out: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(out, "{text}");
}

fn horizon(model: &Model) -> String {
    let h = &model.horizon;
    let warm_up = match h.warm_up_s {
        0.0 => String::new(),
        s => format!("; what begins in the first {} is not counted", show_duration(s)),
    };
    let closing = match h.closing {
        Closing::ServeOut => "whoever waits at closing is still served",
        Closing::HangUp => "whoever waits at closing is cut off",
    };
    match h.kind {
        HorizonKind::Steady => format!("One steady stretch of {}; {closing}{warm_up}", show_duration(h.length_s)),
        HorizonKind::Day { interval_s } => format!(
            "Open {} to {}, in intervals of {}; {closing}{warm_up}",
            show_clock(h.opens_s),
            show_clock(h.opens_s + h.length_s),
            show_duration(interval_s)
        ),
    }
}

fn contact_lines(model: &Model, i: usize, contact: &Contact) -> Vec<String> {
    let expected = contact.arrivals.expected();
    let span = if model.horizon.kind == HorizonKind::Steady { "in the stretch" } else { "a day" };
    let how = match &contact.arrivals {
        Arrivals::Poisson { busyness: None, .. } => "at random".to_string(),
        Arrivals::Poisson { busyness: Some(b), .. } => format!("at random, days vary with cv {:.2}", b.factor.cv()),
        Arrivals::Exactly { .. } => "exactly so many".to_string(),
        Arrivals::Times(_) => "as recorded".to_string(),
        Arrivals::None => "only what other contacts cause".to_string(),
    };
    let average = expected / model.horizon.length_s * 3600.0;
    let load = offered_load(model, i);
    let mut lines = vec![
        format!("{}: {expected:.1} {span}, {average:.1} an hour on average, {how}", contact.name),
        format!("  handle time {}{}", law(&contact.handle), wrap_up(contact)),
        format!("  load {load:.2} erlangs on average{}", peak(contact, load, average)),
        format!("  patience: {}{}", patience(contact), balking(&contact.balks)),
    ];
    if let Some(target) = contact.service_level {
        let (share, within) = (100.0 * target.target, show_duration(target.within_s));
        lines.push(format!("  target: {share} % answered within {within}"));
    }
    if let Some(lines_open) = contact.lines {
        lines.push(format!("  at most {lines_open} at once; more are blocked"));
    }
    let credit = contact.head_start.all().iter().map(|step| step.1).fold(0.0, f64::max);
    if credit > 0.0 {
        let up_to = if contact.head_start.is_constant() { "" } else { "up to " };
        lines.push(format!("  counts as having waited {up_to}{} on arrival", show_duration(credit)));
    }
    lines
}

fn wrap_up(contact: &Contact) -> String {
    contact.wrap_up.as_ref().map_or_else(String::new, |w| format!(", then wrap-up {}", law(w)))
}

fn peak(contact: &Contact, load: f64, average_per_hour: f64) -> String {
    let Arrivals::Poisson { rate, .. } = &contact.arrivals else { return String::new() };
    let peak = rate.pieces.iter().map(|p| p.first.max(p.last) * 3600.0).fold(0.0, f64::max);
    if average_per_hour <= 0.0 || peak <= average_per_hour * 1.000_001 {
        return String::new();
    }
    format!(", {:.2} at the busiest time ({peak:.1} an hour)", load * peak / average_per_hour)
}

fn patience(contact: &Contact) -> String {
    contact.patience.as_ref().map_or_else(|| "nobody gives up".to_string(), law)
}

fn balking(balks: &Balks) -> String {
    match balks {
        Balks::Never => String::new(),
        Balks::Share(share) => format!("; {:.1} % leave at once on meeting a queue", 100.0 * share),
        Balks::ByQueue(shares) => {
            let last = shares.last().copied().unwrap_or(0.0);
            format!("; some leave at once on meeting a queue, {:.1} % a long one", 100.0 * last)
        }
    }
}

/// A law by its family, mean and variation.
fn law(law: &Distribution) -> String {
    let family = match law {
        Distribution::Constant(value) => return format!("always {}", show_duration(*value)),
        Distribution::Exponential { .. } => "exponential",
        Distribution::Gamma { .. } => "gamma",
        Distribution::LogNormal { .. } => "lognormal",
        Distribution::Weibull { .. } => "Weibull",
        Distribution::Hyperexponential { .. } => "hyperexponential",
        Distribution::Uniform { .. } => "uniform",
        Distribution::Triangular { .. } => "triangular",
        Distribution::Values(_) | Distribution::Quantiles(_) => "as measured",
        Distribution::Mixture { .. } => "a mixture",
        Distribution::Shifted { .. } => "shifted",
        Distribution::ByTime(_) => "by the time of the day",
    };
    format!("{} on average ({family}, cv {:.2})", show_duration(law.mean()), law.cv())
}

fn staffing(model: &Model, group: &Group) -> String {
    let most = group.most_agents();
    let least = group.staffing.iter().map(|s| s.1).min().unwrap_or(0);
    let agents = if least == most { format!("{most}") } else { format!("{least} to {most}") };
    let hours = agent_seconds(group, model) / 3600.0;
    let cost = match group.cost_per_hour {
        0.0 => String::new(),
        cost => format!(" at {cost} an hour = {:.0} {}", cost * hours, model.currency).trim_end().to_string(),
    };
    format!("{}: {agents} agents, {hours:.1} agent-hours{cost}", group.name)
}

fn skill_line(model: &Model, skill: &Skill) -> String {
    let mut text = format!("serves {}", model.contacts[skill.contact.index()].name);
    let mut add = |part: String| text.push_str(&format!(", {part}"));
    if skill.choice != 1 {
        add(format!("as choice {}", skill.choice));
    }
    if skill.priority != 1 {
        add(format!("at priority {}", skill.priority));
    }
    match &skill.pace {
        Pace::Speed(1.0) => {}
        Pace::Speed(speed) => add(format!("at {speed:.3} times the standard speed")),
        Pace::Own(own) => add(format!("in {}", law(own))),
    }
    if skill.after_s > 0.0 {
        add(format!("once it has waited {}", show_duration(skill.after_s)));
    }
    if skill.reserve > 0 {
        add(format!("while more than {} of the group are idle", skill.reserve));
    }
    if let Some(share) = skill.resolve {
        add(format!("resolves {:.1} %", 100.0 * share));
    }
    if skill.quality != 0.0 {
        add(format!("quality {:+}", skill.quality));
    }
    text
}

fn routing(model: &Model) -> String {
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
