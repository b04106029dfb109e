//! What must hold of what happened.

use onhold::model::{AgentCriterion, Closing, ContactCriterion, Model, Pace};

use crate::common::witness::{Fate, Lived};
use crate::world::{Contact, LENGTH_S, SAME_S, busy, head_count, quiet_moments, skill_of, surely_idle};

pub fn nobody_is_lost_and_patience_holds(model: &Model, lived: &Lived) {
    for (drawn, (fates, fate)) in lived.drawn.iter().zip(&lived.fates) {
        assert_eq!(*fates, 1, "{drawn:?} ended {fates} times");
        let contact = &model.contacts[drawn.kind];
        match fate.unwrap() {
            Fate::Blocked => assert!(contact.lines.is_some()),
            Fate::Balked => assert_ne!(contact.balks, onhold::model::Balks::Never),
            Fate::AtOnce(answer) => assert_eq!(answer.at_s, drawn.arrival_s),
            Fate::Later(answer) => {
                let wait_s = answer.at_s - drawn.arrival_s;
                assert!(wait_s <= drawn.patience_s + SAME_S, "{drawn:?} waited {wait_s}");
            }
            Fate::Abandoned { at_s, .. } => {
                assert_eq!(at_s, drawn.arrival_s + drawn.patience_s, "{drawn:?}");
            }
            Fate::CutOff { at_s, .. } => {
                assert!(at_s == LENGTH_S && drawn.arrival_s + drawn.patience_s > LENGTH_S, "{drawn:?}");
                let stays = |g: usize, reserve: u32| head_count(model, g, LENGTH_S) > reserve;
                let skills = (0..model.groups.len()).filter_map(|g| Some((g, skill_of(model, g, drawn.kind)?.reserve)));
                let served_out = skills.into_iter().any(|(g, reserve)| stays(g, reserve));
                assert!(model.horizon.closing == Closing::HangUp || !served_out, "{drawn:?} could have been served");
            }
        }
    }
    for pair in lived.moments_s.windows(2) {
        assert!(pair[0] <= pair[1], "time runs backwards from {} to {}", pair[0], pair[1]);
    }
}

pub fn services_are_right(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(answer) = c.fate.answer() else { continue };
        let g = answer.group.index();
        let skill = skill_of(model, g, c.drawn.kind).expect("nobody is served without the skill");
        assert_eq!(&model.groups[g].skills[usize::from(answer.skill)], skill);
        assert!(answer.at_s - c.drawn.arrival_s >= skill.after_s - SAME_S, "{:?} came before its overflow", c.drawn);
        match &skill.pace {
            Pace::Speed(speed) => {
                assert!((answer.handle_s - c.drawn.work_s / speed).abs() <= 1e-12 * c.drawn.work_s);
            }
            Pace::Own(law) => {
                assert!(law.cdf(answer.handle_s) > 0.0 && law.cdf(answer.handle_s - 1e-9) < 1.0)
            }
        }
        assert_eq!(answer.wrap_up_s, c.drawn.wrap_up_s);
        // Who begins is counted; those beyond the head-count only finish.
        let busy = all
            .iter()
            .filter_map(|c| c.served)
            .filter(|s| s.0 == g && s.1 <= answer.at_s && s.2 > answer.at_s + SAME_S);
        let there = head_count(model, g, answer.at_s + SAME_S).max(head_count(model, g, answer.at_s));
        assert!(busy.count() as u32 <= there, "more than {there} busy in group {g} at {}", answer.at_s);
    }
}

/// A group takes a contact only while more agents are idle than it keeps back, and a better group that could have taken
/// it on arrival had nobody to spare.
pub fn groups_are_chosen_well(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(answer) = c.fate.answer() else { continue };
        let (g, k, now) = (answer.group.index(), c.drawn.kind, answer.at_s);
        let skill = skill_of(model, g, k).unwrap();
        let surely_busy = |s: &(usize, f64, f64)| s.0 == g && s.1 < now - SAME_S && s.2 > now + SAME_S;
        let busy = all.iter().filter_map(|c| c.served).filter(surely_busy).count() as u32;
        let there = head_count(model, g, now).max(head_count(model, g, now + SAME_S));
        assert!(there.saturating_sub(busy) > skill.reserve, "group {g} gave its reserve to {:?}", c.drawn);
        if !matches!(c.fate, Fate::AtOnce(_)) {
            continue;
        }
        let rank = |g: usize| -> f64 {
            let skill = skill_of(model, g, k).unwrap();
            match (model.routing.agent[0], &skill.pace) {
                (AgentCriterion::Choice, _) => f64::from(skill.choice),
                (AgentCriterion::Fastest, Pace::Speed(speed)) => model.contacts[k].handle.mean() / speed,
                (AgentCriterion::Fastest, Pace::Own(law)) => law.mean(),
                _ => 0.0,
            }
        };
        let others = (0..model.groups.len()).filter(|o| *o != g && skill_of(model, *o, k).is_some());
        for other in others {
            let skill = skill_of(model, other, k).unwrap();
            let could = skill.after_s == 0.0 && surely_idle(model, all, other, now) > skill.reserve;
            assert!(!could || rank(other) >= rank(g), "{:?} went to group {g} instead of {other}", c.drawn);
        }
    }
}

pub fn nobody_idles_while_somebody_waits(model: &Model, all: &[Contact]) {
    let until_s = if model.horizon.closing == Closing::HangUp { LENGTH_S } else { f64::INFINITY };
    for moment in quiet_moments(model, all).into_iter().filter(|m| *m < until_s) {
        let waiting = all.iter().filter(|c| c.drawn.arrival_s < moment && c.waits_until_s.is_some_and(|u| u > moment));
        let waiting: Vec<&Contact> = waiting.collect();
        for g in 0..model.groups.len() {
            let idle = head_count(model, g, moment).saturating_sub(busy(all, g, moment));
            for c in &waiting {
                let Some(skill) = skill_of(model, g, c.drawn.kind) else { continue };
                let eligible = idle > skill.reserve && moment - c.drawn.arrival_s >= skill.after_s;
                assert!(!eligible, "{:?} waits at {moment} while {idle} idle in group {g}", c.drawn);
            }
        }
    }
}

/// With heads of queues compared, contacts of a type go in order of arrival, and an agent takes nobody while somebody
/// better waits within reach.
pub fn order_is_kept(model: &Model, all: &[Contact]) {
    if model.routing.contact.contains(&ContactCriterion::Random) {
        return;
    }
    let rank = |g: usize, c: &Contact| -> Vec<f64> {
        let (skill, contact) = (skill_of(model, g, c.drawn.kind).unwrap(), &model.contacts[c.drawn.kind]);
        let value = |criterion: &ContactCriterion| match criterion {
            ContactCriterion::Priority => f64::from(skill.priority),
            ContactCriterion::Importance => -contact.importance,
            _ => c.drawn.arrival_s - contact.head_start.first(),
        };
        model.routing.contact.iter().map(value).collect()
    };
    for (i, c) in all.iter().enumerate() {
        let Some(answer) = c.fate.answer() else { continue };
        let g = answer.group.index();
        for (j, other) in all.iter().enumerate() {
            let waits_on = other.waits_until_s.is_some_and(|u| u > answer.at_s + SAME_S);
            if !waits_on || other.drawn.arrival_s >= answer.at_s - SAME_S {
                continue;
            }
            assert!(
                other.drawn.kind != c.drawn.kind
                    || other.drawn.arrival_s >= c.drawn.arrival_s
                        && (j > i || other.drawn.arrival_s == c.drawn.arrival_s),
                "{:?} overtook {:?} of its own type",
                c.drawn,
                other.drawn
            );
            let Some(skill) = skill_of(model, g, other.drawn.kind) else { continue };
            if skill.reserve > 0 || answer.at_s - other.drawn.arrival_s <= skill.after_s + SAME_S {
                continue;
            }
            let (mine, theirs) = (rank(g, c), rank(g, other));
            let differs = mine.iter().zip(&theirs).find(|(a, b)| (*a - *b).abs() > SAME_S);
            assert!(differs.is_none_or(|(a, b)| a < b), "group {g} took {:?} before {:?}", c.drawn, other.drawn);
        }
    }
}

/// A contact is overtaken if a later one was answered while it waited.
pub fn overtaking_is_seen(all: &[Contact]) {
    for c in all {
        let (until_s, said) = match c.fate {
            Fate::Later(answer) => (answer.at_s, answer.overtaken),
            Fate::Abandoned { at_s, overtaken } | Fate::CutOff { at_s, overtaken } => (at_s, overtaken),
            Fate::AtOnce(answer) => {
                assert!(!answer.overtaken);
                continue;
            }
            _ => continue,
        };
        let before = |end_s: f64| {
            let later = all.iter().filter(|o| o.drawn.arrival_s > c.drawn.arrival_s);
            later.filter_map(|o| o.fate.answer()).any(|answer| answer.at_s <= end_s)
        };
        if before(until_s - SAME_S) {
            assert!(said, "{:?} was overtaken", c.drawn);
        }
        if !before(until_s + SAME_S) {
            assert!(!said, "{:?} was not overtaken", c.drawn);
        }
    }
}

/// Lines are taken by who waits and who talks; only when all are taken somebody is turned away.
pub fn lines_are_counted(model: &Model, all: &[Contact]) {
    for c in all {
        let Some(lines) = model.contacts[c.drawn.kind].lines else { continue };
        let now = c.drawn.arrival_s;
        let holds = |o: &&Contact, slack_s: f64| {
            let until_s = match o.fate {
                Fate::AtOnce(answer) | Fate::Later(answer) => answer.at_s + answer.handle_s,
                Fate::Abandoned { at_s, .. } | Fate::CutOff { at_s, .. } => at_s,
                _ => return false,
            };
            o.drawn.kind == c.drawn.kind && o.drawn.arrival_s < now && until_s > now + slack_s
        };
        // Others who come at this very moment may be before or after this one.
        let tied = all.iter().filter(|o| o.drawn.kind == c.drawn.kind && o.drawn.arrival_s == now).count() - 1;
        let (least, most) =
            (all.iter().filter(|o| holds(o, SAME_S)).count(), all.iter().filter(|o| holds(o, -SAME_S)).count() + tied);
        if c.fate == Fate::Blocked {
            assert!(most >= lines as usize, "{:?} blocked with {most} of {lines} lines taken", c.drawn);
        } else {
            assert!(least < lines as usize, "{:?} let in with {least} of {lines} lines taken", c.drawn);
        }
    }
}
