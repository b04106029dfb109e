//! Groups of agents in words: their hours, what they cost, what they can do.

use super::compile::agent_seconds;
use super::contacts_in_words::law;
use super::operations_in_words::percent;
use super::units::{counted, show_clock, show_duration};
use crate::model::{Break, DAY_S, Falls, Group, Keep, Model, Pace, People, Shift, ShiftEnd, Shrinkage, Skill};

/// Every group with its people and its skills.
pub fn agents(model: &Model) -> Vec<String> {
    model.groups.iter().flat_map(|group| group_lines(model, group)).collect()
}

fn group_lines(model: &Model, group: &Group) -> Vec<String> {
    let mut lines = vec![staffing(model, group)];
    let shifts = group.people.shifts.iter().map(|shift| shift_line(shift, model.horizon.opens_s));
    lines.extend(shifts.chain(people(&group.people)).map(|text| format!("  {text}")));
    lines.extend(group.skills.iter().map(|skill| format!("  {}", skill_line(model, skill))));
    lines
}

fn staffing(model: &Model, group: &Group) -> String {
    let most = group.most_agents();
    let least = group.staffing.iter().map(|s| s.1).min().unwrap_or(0);
    let agents = if least == most { format!("{most}") } else { format!("{least} to {most}") };
    let shifts = &group.people.shifts;
    let paid_s: f64 = shifts.iter().map(|shift| f64::from(shift.people) * (shift.to_s - shift.from_s)).sum();
    let (hours, unit) = match shifts.is_empty() {
        true => (agent_seconds(group, model) / 3600.0, "agent-hours"),
        false => (paid_s / 3600.0, "paid hours with breaks"),
    };
    let a_day = if model.horizon.days == 1 { "" } else { " a day" };
    let cost = match group.cost_per_hour {
        0.0 => String::new(),
        cost => format!(" at {cost} an hour = {:.0} {}", cost * hours, model.currency).trim_end().to_string(),
    };
    let agents = counted(agents, "agent", "agents");
    format!("{}: {agents}, {hours:.1} {unit}{a_day}{cost}", group.name)
}

fn shift_line(shift: &Shift, opens_s: f64) -> String {
    let clock = |since_opening_s: f64| show_clock(opens_s + since_opening_s);
    let pause = |pause: &Break| {
        let later = match (pause.flexible_s, pause.keep) {
            (0.0, Keep::End) => " (shorter where a contact is finished first)".to_string(),
            (0.0, Keep::Length) => " (later where a contact is finished first)".to_string(),
            (s, _) => format!(" or up to {} later", show_duration(s)),
        };
        format!("{} at {}{later}", show_duration(pause.length_s), clock(pause.at_s))
    };
    let breaks: Vec<String> = shift.breaks.iter().map(pause).collect();
    let breaks = if breaks.is_empty() { String::new() } else { format!(", break of {}", breaks.join(", of ")) };
    let end = match shift.end {
        ShiftEnd::Finish => "",
        ShiftEnd::HandOver => "; hand over what is in hand at the end",
    };
    let people = counted(shift.people, "person", "people");
    format!("{people} from {} to {}{breaks}{end}", clock(shift.from_s), clock(shift.to_s))
}

fn people(people: &People) -> Vec<String> {
    let mut lines = Vec::new();
    if people.connect_s > 0.0 {
        lines.push(format!("{} pass from assignment to \"hello\"", show_duration(people.connect_s)));
    }
    if let Some(Shrinkage { share, stretch_s, keep }) = people.shrinkage {
        let late = match keep {
            Keep::Length => "keeps its length",
            Keep::End => "ends when its stretch does",
        };
        lines.push(format!(
            "away for {} of the paid time, drawn for each person and {}; what begins late, after the contact in hand, {late}",
            percent(share),
            show_duration(stretch_s)
        ));
    }
    if people.absence > 0.0 {
        lines.push(format!("{} do not show up on a day", percent(people.absence)));
    }
    if people.falls == Falls::Marked {
        lines.push("when the number falls and all are busy, those with the fewest contacts in hand leave".to_string());
    }
    if let Some(learning) = people.learning {
        let half_life = match learning.half_life_s / DAY_S {
            days if days >= 2.0 => format!("{days:.1} days"),
            _ => show_duration(learning.half_life_s),
        };
        lines.push(format!("begin at {} times their speed, half of the way is learned in {half_life}", learning.from));
    }
    lines
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
    if let Some(wrap_up) = &skill.wrap_up {
        add(format!("then wrap-up {}", law(wrap_up)));
    }
    if skill.concurrent() > 1 {
        add(format!("up to {} at once{}", skill.concurrent(), stretched(&skill.stretch)));
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

/// How much longer contacts last that an agent has together.
fn stretched(stretch: &[f64]) -> String {
    if stretch.iter().all(|s| *s == 1.0) {
        return " at full speed".to_string();
    }
    let each = (2..).zip(stretch.iter().skip(1));
    let each: Vec<String> = each.map(|(in_hand, times)| format!("{times} times as long with {in_hand}")).collect();
    format!(" (each {})", each.join(", "))
}
