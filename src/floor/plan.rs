//! The model's routing, compiled into tables that the floor can follow without thinking.

use crate::model::random::{Keyed, Purpose, uniform};
use crate::model::{
    AgentCriterion, Balks, Closing, Contact, ContactCriterion, DAY_S, Distribution, FeltClock, Group, GroupId,
    HorizonKind, Model, Pace, Score, Skill,
};

pub(super) use super::sets::{Set, members, only};

/// How long a service takes, ready to be used.
#[derive(Clone, Debug)]
pub(super) enum HandleTime {
    /// The contact's work times this.
    Stretch(f64),
    /// Drawn from the contact's key.
    Own(Distribution),
}

/// How a group serves a type.
#[derive(Clone, Debug)]
pub(super) struct Service {
    pub skill: u16,
    pub handle: HandleTime,
    pub after_s: f64,
    pub reserve: usize,
}

/// One contact type's tables.
#[derive(Clone, Debug)]
pub(super) struct TypePlan<S> {
    /// Groups that take it, best first; equals together.
    pub levels: Vec<S>,
    /// Groups that take it on arrival.
    pub at_once: S,
    /// Service by group.
    pub service: Vec<Option<Service>>,
    /// The waits after which further groups take it, ascending, with those groups.
    pub overflow: Vec<(f64, S)>,
    /// Some group keeps agents back from it.
    pub reserves: bool,
    pub balks: Balks,
    pub lines: Option<u32>,
    /// Somebody looks at this queue's true length.
    pub metered: bool,
    pub felt: FeltClock,
    /// On which patience is used up.
    pub leaving: FeltClock,
    pub head_start_s: f64,
    pub score: Score,
}

/// One group's tables.
#[derive(Clone, Debug)]
pub(super) struct GroupPlan<S> {
    /// Types it takes, best first; equals together.
    pub levels: Vec<S>,
    /// All of them.
    pub types: S,
    /// A skill looks at the number of idle agents.
    pub counts_idle: bool,
    pub id: GroupId,
    /// Its head-counts over a day: moment, s since opening, and number. The first is that at opening.
    pub head_counts: Vec<(f64, u32)>,
    /// Its agents are people on shifts, and not counted by heads.
    pub has_shifts: bool,
    /// Share of its people who do not show up, and the name by which they are drawn.
    pub absence: f64,
    pub name: String,
    /// `priority` and `importance` by type, for criteria that come after one that compares moments.
    pub priority: Vec<u32>,
    pub importance: Vec<f64>,
}

/// What an attempt is drawn of that another contact has caused.
#[derive(Clone, Debug)]
pub(super) struct AttemptLaws {
    pub patience: Option<Distribution>,
    pub handle: Distribution,
    pub wrap_up: Option<Distribution>,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(super) struct Plan<S> {
    pub types: Vec<TypePlan<S>>,
    pub groups: Vec<GroupPlan<S>>,
    /// The agent is drawn among the idle agents of a level; else the one idle longest is taken.
    pub random_agent: bool,
    /// The contact is drawn among those waiting in a level; else heads of queues are compared.
    pub random_contact: bool,
    /// What heads of queues of one level are compared by: the criteria from the first one that compares moments on.
    pub compare: Vec<ContactCriterion>,
    /// By type, of what attempts are drawn that others have caused. Empty where nobody tries again.
    pub attempts: Vec<AttemptLaws>,
    pub closing: Closing,
    /// From opening to closing of a day, s.
    pub length_s: f64,
    pub days: u32,
    /// Midnight is no event: the center closes only when the run ends.
    pub never_closes: bool,
    /// One stretch without days.
    pub steady: bool,
    /// Closing of the last day, s since the first opening.
    pub end_s: f64,
}

/// Over how long contacts are spread that come when the center opens, s.
const MORNING_S: f64 = 3600.0;

/// Position of a group's skill among its skills, by type.
pub(super) fn skill_of(model: &Model, g: usize) -> Vec<Option<u16>> {
    let mut skill_of = vec![None; model.contacts.len()];
    // At most MOST skills in a group.
    for (position, skill) in (0..=u16::MAX).zip(&model.groups[g].skills) {
        skill_of[skill.contact.index()] = Some(position);
    }
    skill_of
}

impl<S: Set> Plan<S> {
    /// Seconds since the opening of its day, of any moment.
    #[inline]
    pub fn time_of_day(&self, at_s: f64) -> f64 {
        if self.steady { at_s } else { at_s - DAY_S * libm::floor(at_s / DAY_S) }
    }

    /// When a contact comes that would come at this moment: then, if the center is open; else the next morning; nothing
    /// after the last day.
    pub fn when_open(&self, at_s: f64, key: u64) -> Option<f64> {
        if self.steady {
            return (at_s < self.length_s).then_some(at_s);
        }
        let day = libm::floor(at_s / DAY_S);
        let last = f64::from(self.days) - 1.0;
        if at_s - day * DAY_S < self.length_s {
            return (day <= last).then_some(at_s);
        }
        let spread_s = MORNING_S.min(self.length_s) * uniform(&mut Keyed::new(key, Purpose::NextDay));
        (day < last).then_some((day + 1.0) * DAY_S + spread_s)
    }

    pub fn new(model: &Model) -> Plan<S> {
        let nobody_redials = !model.has_redials();
        let compare = model.routing.contact.iter().skip_while(|c| is_table(model, c)).copied().collect::<Vec<_>>();
        let skills: Vec<Vec<Option<u16>>> = (0..model.groups.len()).map(|g| skill_of(model, g)).collect();
        Plan {
            types: (0..model.contacts.len()).map(|k| type_plan(model, k, &skills)).collect(),
            groups: skills.iter().enumerate().map(|(g, skill_of)| group_plan(model, g, skill_of)).collect(),
            random_agent: random_agent(&model.routing.agent),
            random_contact: compare.first() == Some(&ContactCriterion::Random),
            compare,
            attempts: if nobody_redials { Vec::new() } else { model.contacts.iter().map(attempt_laws).collect() },
            closing: model.horizon.closing,
            length_s: model.horizon.length_s,
            days: model.horizon.days,
            never_closes: model.horizon.never_closes(),
            steady: model.horizon.kind == HorizonKind::Steady,
            end_s: model.horizon.end_s(),
        }
    }
}

fn attempt_laws(contact: &Contact) -> AttemptLaws {
    AttemptLaws { patience: contact.patience.clone(), handle: contact.handle.clone(), wrap_up: contact.wrap_up.clone() }
}

/// Whether a criterion compares figures of types, not of single contacts at a moment.
pub(super) fn is_table(model: &Model, criterion: &ContactCriterion) -> bool {
    use ContactCriterion::*;
    match criterion {
        Priority | CMu | ShortestExpected => true,
        Importance => !model.kinds_differ_in_importance(),
        _ => false,
    }
}

/// Whether a criterion compares figures of groups, not of single agents at a moment.
pub(super) fn is_of_groups(criterion: &AgentCriterion) -> bool {
    use AgentCriterion::*;
    matches!(criterion, Choice | Fastest | BestResolver | FewestSkills)
}

/// The figure by which a group takes types, the smallest first; 0 for criteria that compare moments.
pub(super) fn figure_of_type(model: &Model, skill: &Skill, criterion: &ContactCriterion) -> f64 {
    let k = skill.contact.index();
    match criterion {
        ContactCriterion::Priority => f64::from(skill.priority),
        ContactCriterion::Importance => -model.contacts[k].importance,
        ContactCriterion::CMu => {
            -model.routing.cost_per_wait.get(k).copied().unwrap_or(1.0) / mean_handle_s(model, skill)
        }
        ContactCriterion::ShortestExpected => mean_handle_s(model, skill),
        _ => 0.0,
    }
}

/// The figure by which a type goes to groups, the smallest first; 0 for criteria that compare agents.
pub(super) fn figure_of_group(model: &Model, group: &Group, skill: &Skill, criterion: &AgentCriterion) -> f64 {
    match criterion {
        AgentCriterion::Choice => f64::from(skill.choice),
        AgentCriterion::Fastest => mean_handle_s(model, skill),
        AgentCriterion::BestResolver => {
            let service = model.contacts[skill.contact.index()].service.as_ref();
            let resolves = skill.resolve.or(service.map(|s| s.resolution)).unwrap_or(0.5);
            -(libm::log(resolves / (1.0 - resolves)) + service.map_or(0.0, |s| s.skill) * skill.quality)
        }
        AgentCriterion::FewestSkills => group.skills.len() as f64,
        _ => 0.0,
    }
}

/// Mean talk time of a type with a group, s.
pub(super) fn mean_handle_s(model: &Model, skill: &Skill) -> f64 {
    match &skill.pace {
        Pace::Speed(speed) => model.contacts[skill.contact.index()].handle.mean() / speed,
        Pace::Own(own) => own.mean(),
    }
}

/// The first criterion that compares moments, not figures, decides: nothing is left after it but exact ties.
fn random_agent(criteria: &[AgentCriterion]) -> bool {
    let moment = criteria.iter().find(|c| matches!(c, AgentCriterion::LongestIdle | AgentCriterion::Random));
    moment == Some(&AgentCriterion::Random)
}

fn type_plan<S: Set>(model: &Model, k: usize, skills: &[Vec<Option<u16>>]) -> TypePlan<S> {
    let contact = &model.contacts[k];
    let skill_of = |g: usize| skills[g][k].map(usize::from);
    let service: Vec<Option<Service>> = (0..model.groups.len())
        .map(|g| {
            skill_of(g).map(|position| {
                let skill = &model.groups[g].skills[position];
                Service {
                    skill: position as u16,
                    handle: match &skill.pace {
                        Pace::Speed(speed) => HandleTime::Stretch(1.0 / speed),
                        Pace::Own(law) => HandleTime::Own(law.clone()),
                    },
                    after_s: skill.after_s,
                    reserve: skill.reserve as usize,
                }
            })
        })
        .collect();
    // Criteria after the first that compares moments are out of reach.
    let criteria = model.routing.agent.iter().take_while(|c| is_of_groups(c));
    let rank = |g: usize| -> Vec<f64> {
        let group = &model.groups[g];
        let skill = &group.skills[skill_of(g).unwrap_or(0)];
        criteria.clone().map(|criterion| figure_of_group(model, group, skill, criterion)).collect()
    };
    let able: Vec<usize> = (0..model.groups.len()).filter(|&g| service[g].is_some()).collect();
    let mut waits: Vec<f64> = service.iter().flatten().map(|s| s.after_s).filter(|a| *a > 0.0).collect();
    waits.sort_by(f64::total_cmp);
    waits.dedup();
    let with_after = |after: f64| -> S {
        let same = |g: &&usize| service[**g].as_ref().is_some_and(|s| s.after_s == after);
        able.iter().filter(same).map(|&g| only(g)).sum()
    };
    let metered = contact.lines.is_some() || matches!(contact.balks, Balks::ByQueue(_));
    TypePlan {
        levels: levels(&able, rank),
        at_once: with_after(0.0),
        overflow: waits.iter().map(|&after| (after, with_after(after))).collect(),
        reserves: service.iter().flatten().any(|s| s.reserve > 0),
        balks: contact.balks.clone(),
        lines: contact.lines,
        metered,
        felt: contact.felt,
        leaving: contact.leaving,
        head_start_s: contact.head_start.first(),
        score: model.routing.score.get(k).copied().unwrap_or_default(),
        service,
    }
}

fn group_plan<S: Set>(model: &Model, g: usize, skill_of: &[Option<u16>]) -> GroupPlan<S> {
    let group = &model.groups[g];
    let criteria = model.routing.contact.iter().take_while(|c| is_table(model, c));
    let rank = |position: usize| -> Vec<f64> {
        criteria.clone().map(|criterion| figure_of_type(model, &group.skills[position], criterion)).collect()
    };
    let positions: Vec<usize> = (0..group.skills.len()).collect();
    let by_position: Vec<S> = levels(&positions, rank);
    let of_types = |set: &S| -> S {
        positions.iter().filter(|p| set.has(**p)).map(|&p| only(group.skills[p].contact.index())).sum()
    };
    GroupPlan {
        levels: by_position.iter().map(of_types).collect(),
        types: group.skills.iter().map(|s| only(s.contact.index())).sum(),
        counts_idle: group.skills.iter().any(|s| s.reserve > 0),
        // At most MOST groups.
        id: GroupId(g as u16),
        head_counts: if group.people.shifts.is_empty() { group.staffing.clone() } else { Vec::new() },
        has_shifts: !group.people.shifts.is_empty(),
        absence: group.people.absence,
        name: group.name.clone(),
        priority: skill_of
            .iter()
            .map(|skill| skill.map_or(u32::MAX, |p| group.skills[usize::from(p)].priority))
            .collect(),
        importance: model.contacts.iter().map(|c| c.importance).collect(),
    }
}

/// Sorts members by rank and puts equals together.
fn levels<S: Set>(members: &[usize], rank: impl Fn(usize) -> Vec<f64>) -> Vec<S> {
    let mut ranked: Vec<(Vec<f64>, usize)> = members.iter().map(|&m| (rank(m), m)).collect();
    ranked.sort_by(|a, b| {
        let by_rank = a.0.iter().zip(&b.0).map(|(x, y)| x.total_cmp(y)).find(|o| o.is_ne());
        by_rank.unwrap_or(std::cmp::Ordering::Equal)
    });
    let mut levels: Vec<S> = Vec::new();
    let mut last: Option<&Vec<f64>> = None;
    for (rank, member) in &ranked {
        match levels.last_mut() {
            Some(level) if last == Some(rank) => *level |= only(*member),
            _ => levels.push(only(*member)),
        }
        last = Some(rank);
    }
    levels
}

impl<S> TypePlan<S> {
    /// How a group serves the type, if it does.
    pub fn service_by(&self, group: usize) -> Option<&Service> {
        self.service.get(group).and_then(Option::as_ref)
    }
}
