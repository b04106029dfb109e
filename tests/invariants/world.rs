//! What happened, put together: each contact with its fate, each group with its agents at any moment.

use onhold::model::{Model, Skill};

use crate::common::witness::{Drawn, Fate, Lived};

/// Two moments nearer than this are one: the calendar keeps them to 2⁻⁴² of themselves.
pub const SAME_S: f64 = 1e-6;
pub const LENGTH_S: f64 = 7200.0;
/// One contact with its fate, its wait and its service as stretches of time.
pub struct Contact {
    pub drawn: Drawn,
    pub fate: Fate,
    /// Until when it waited, if it did not leave or find an agent at once.
    pub waits_until_s: Option<f64>,
    /// Group, beginning and end of its service.
    pub served: Option<(usize, f64, f64)>,
}

pub fn contacts(lived: &Lived) -> Vec<Contact> {
    let one = |(drawn, fate): (&Drawn, &(usize, Option<Fate>))| {
        let fate = fate.1.unwrap();
        let waits_until_s = match fate {
            Fate::Later(answer) => Some(answer.at_s),
            Fate::Abandoned { at_s, .. } | Fate::CutOff { at_s, .. } => Some(at_s),
            _ => None,
        };
        let end = |a: &onhold::floor::Answer| a.at_s + a.handle_s + a.wrap_up_s;
        let served = fate.answer().map(|a| (a.group.index(), a.at_s, end(a)));
        Contact { drawn: *drawn, fate, waits_until_s, served }
    };
    lived.drawn.iter().zip(&lived.fates).map(one).collect()
}

pub fn skill_of(model: &Model, g: usize, k: usize) -> Option<&Skill> {
    model.groups[g].skills.iter().find(|s| s.contact.index() == k)
}

pub fn head_count(model: &Model, g: usize, at_s: f64) -> u32 {
    model.groups[g].staffing.iter().rev().find(|step| step.0 <= at_s).map_or(0, |step| step.1)
}

pub fn busy(all: &[Contact], g: usize, at_s: f64) -> u32 {
    all.iter().filter_map(|c| c.served).filter(|s| s.0 == g && s.1 <= at_s && s.2 > at_s).count() as u32
}

/// Moments strictly between any two things that happen.
pub fn quiet_moments(model: &Model, all: &[Contact]) -> Vec<f64> {
    let mut moments = vec![0.0, LENGTH_S];
    for group in &model.groups {
        moments.extend(group.staffing.iter().map(|step| step.0));
    }
    for c in all {
        moments.push(c.drawn.arrival_s);
        moments.extend(c.waits_until_s);
        moments.extend(c.served.iter().flat_map(|s| [s.1, s.2]));
        let afters = model.groups.iter().flat_map(|g| &g.skills).map(|s| s.after_s);
        moments.extend(afters.map(|after| c.drawn.arrival_s + after));
    }
    moments.sort_by(f64::total_cmp);
    let apart = moments.windows(2).filter(|pair| pair[1] - pair[0] > SAME_S);
    apart.map(|pair| 0.5 * (pair[0] + pair[1])).collect()
}

/// Agents of a group who are surely idle at a moment, whatever else happens at it.
pub fn surely_idle(model: &Model, all: &[Contact], g: usize, at_s: f64) -> u32 {
    let there = head_count(model, g, at_s).min(head_count(model, g, at_s - SAME_S));
    let served = all.iter().filter_map(|c| c.served).filter(|s| s.0 == g);
    there.saturating_sub(served.filter(|s| s.1 <= at_s && s.2 > at_s - SAME_S).count() as u32)
}
