//! The model of a whole center, compiled into tables: what the [`Plan`] of a plain floor has, and
//! what only single agents and single events need.

use crate::floor::plan::{Plan, Set, figure_of_group, figure_of_type, is_of_groups, is_table, only, skill_of};
use crate::model::{
    AgentCriterion, Alarm, ChangingWait, Channel, ContactCriterion, DAY_S, Distribution, Group, HorizonKind, Model,
    Operations, OverDay, Pace, Rate, Skill,
};

/// What agents are compared by, once the figures of their groups have been: from the first criterion on that looks at
/// single agents.
#[derive(Clone, Debug)]
pub(super) enum CompareAgents {
    /// A figure of the group, by type and group: the smaller first.
    Figure(Vec<Vec<f64>>),
    LeastLoaded,
    MostLoaded,
    LeastOccupied,
    LongestIdle,
    Random,
}

/// What contacts are compared by, once the figures of their types have been.
#[derive(Clone, Debug)]
pub(super) enum CompareContacts {
    /// A figure of the type, by group and type: the smaller first.
    Figure(Vec<Vec<f64>>),
    LongestWait,
    LongestFeltWait,
    /// The importance of the type, to which the customer's is added.
    Importance(Vec<f64>),
    Score,
    MostBehindTarget,
    Random,
}

/// How a group serves a type, beyond the plain plan.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub concurrent: u32,
    pub stretch: Vec<f64>,
    pub wrap_up: Option<Distribution>,
    /// Mean time that a contact takes an agent, from being connected to the end of wrap-up, over the day, s: for predictions.
    pub mean_s: OverDay<f64>,
}

/// A type's tables, beyond the plain plan's.
#[derive(Clone, Debug)]
pub(super) struct TypeTables<S> {
    pub name: String,
    pub operations: Operations,
    pub patience: Option<Distribution>,
    pub handle: Distribution,
    pub wrap_up: Option<Distribution>,
    pub head_start: OverDay<f64>,
    /// Its first lane; it has two for each step of its head start, and as many for each kind of customer where kinds differ
    /// in importance.
    pub first_lane: usize,
    pub lanes: usize,
    /// How it feels to wait where that changes while it lasts.
    pub changing: Option<ChangingWait>,
    /// Target of the service level, and the wait within which it is, s.
    pub target: Option<(f64, f64)>,
    /// How long after it came somebody should have seen to it, s.
    pub due_within_s: f64,
    /// Groups that can serve it.
    pub groups: S,
    /// How long customers stay on the line on average if nobody takes them, s; infinite: as long as it takes.
    pub stays_s: f64,
    /// The rate at which first attempts are expected.
    pub expected: Rate,
    /// Positions of shared lines.
    pub shared_lines: Vec<usize>,
}

impl<S> TypeTables<S> {
    /// Whether somebody is [there](Channel::is_live) while it waits.
    pub fn is_live(&self) -> bool {
        self.operations.channel.is_live()
    }

    /// Whether its callbacks are made when it is quiet, not in turn.
    pub fn waits_for_quiet(&self) -> bool {
        let served = self.operations.callback.as_ref().map(|callback| callback.served);
        matches!(served, Some(crate::model::CallbackServed::WhenQuiet { .. }))
    }

    /// Whether its customers can see who is served before them.
    pub fn sees_others(&self) -> bool {
        matches!(self.operations.channel, Channel::Voice | Channel::Chat)
    }
}

/// A group's tables, beyond the plain plan's.
#[derive(Clone, Debug)]
pub(super) struct GroupTables<S> {
    pub group: Group,
    /// By position among its skills.
    pub ways: Vec<Way>,
    /// Position of the skill, by type.
    pub skill_of: Vec<Option<u16>>,
    /// Most contacts that an agent can have in hand.
    pub most_in_hand: u32,
    /// Types that it serves when the center is closed: what can be served at all by people on shifts, customers who
    /// still wait by those who only stay for them.
    pub types_after_hours: S,
    /// Some type is dialed by its agents themselves.
    pub previews: Vec<usize>,
    /// Types that it calls back when it is quiet.
    pub quiet: S,
}

/// The whole plan.
#[derive(Clone, Debug)]
pub(super) struct CenterPlan<S> {
    pub plain: Plan<S>,
    pub types: Vec<TypeTables<S>>,
    pub groups: Vec<GroupTables<S>>,
    pub lanes: usize,
    pub agents: Vec<CompareAgents>,
    /// Of agents of a group with equally much in hand, who has been so longest is the best.
    pub longest_idle_of_group: bool,
    pub contacts: Vec<CompareContacts>,
    /// Capacity of shared lines.
    pub lines: Vec<u32>,
    /// Types with a dialer that works by itself.
    pub dialers: Vec<usize>,
    pub days: u32,
    pub steady: bool,
    /// Open around the clock on several days.
    pub never_closes: bool,
    pub length_s: f64,
    /// Importance of each kind of customer; one entry where that is the same for all.
    pub kinds: Vec<f64>,
    /// Kinds of customer.
    pub kind_count: u16,
    /// Some type's customers notice being overtaken.
    pub order_is_visible: bool,
    pub alarm: Option<Alarm>,
}

impl<S: Set> CenterPlan<S> {
    pub fn new(model: &Model) -> CenterPlan<S> {
        let mut lanes = 0;
        let types: Vec<TypeTables<S>> = (0..model.contacts.len())
            .map(|k| {
                let tables = type_tables(model, k, lanes);
                lanes += tables.lanes;
                tables
            })
            .collect();
        let dials = |pace: &crate::model::DialPace| !matches!(pace, crate::model::DialPace::Preview);
        let dialed = |k: &usize| model.contacts[*k].operations.dialer.as_ref().is_some_and(|d| dials(&d.pace));
        let agents: Vec<CompareAgents> =
            model.routing.agent.iter().skip_while(|c| is_of_groups(c)).map(|c| of_agents(model, c)).collect();
        CenterPlan {
            plain: Plan::new(model),
            groups: (0..model.groups.len()).map(|g| group_tables(model, g)).collect(),
            lanes,
            longest_idle_of_group: !agents.iter().any(|c| matches!(c, CompareAgents::LeastOccupied)),
            agents,
            contacts: model
                .routing
                .contact
                .iter()
                .skip_while(|c| is_table(model, c))
                .map(|c| of_contacts(model, c))
                .collect(),
            lines: model.lines.iter().map(|lines| lines.capacity).collect(),
            dialers: (0..model.contacts.len()).filter(dialed).collect(),
            days: model.horizon.days,
            steady: model.horizon.kind == HorizonKind::Steady,
            never_closes: model.horizon.never_closes(),
            length_s: model.horizon.length_s,
            kinds: if by_kind(model) { model.kinds.iter().map(|kind| kind.importance).collect() } else { vec![0.0] },
            // Kinds are at most MOST.
            kind_count: model.kinds.len() as u16,
            order_is_visible: types.iter().any(|t| t.changing.as_ref().is_some_and(|c| c.order_visible > 0.0)),
            alarm: model.alarm.clone(),
            types,
        }
    }

    /// When the day of a moment began that has a closing of its own, s.
    pub fn beginning_of_day_s(&self, at_s: f64) -> f64 {
        if self.steady || self.never_closes { 0.0 } else { DAY_S * libm::floor(at_s / DAY_S) }
    }

    /// Agents of a group whom an alarm calls in.
    pub fn reserves_of(&self, g: usize) -> u32 {
        let alarm = self.alarm.iter().flat_map(|alarm| &alarm.reserves);
        alarm.filter(|(group, _)| group.index() == g).map(|(_, people)| people).sum()
    }

    /// The plain plan's own random choice of contacts goes by the same name here.
    pub fn picks_contacts_at_random(&self) -> bool {
        matches!(self.contacts.first(), Some(CompareContacts::Random))
    }
}

/// Whether customers of one type may go before one another by their kind.
fn by_kind(model: &Model) -> bool {
    model.routing.contact.contains(&ContactCriterion::Importance) && model.kinds_differ_in_importance()
}

fn type_tables<S: Set>(model: &Model, k: usize, first_lane: usize) -> TypeTables<S> {
    let contact = &model.contacts[k];
    let able = (0..model.groups.len()).filter(|g| model.groups[*g].skills.iter().any(|s| s.contact.index() == k));
    let serves = |lines: &crate::model::SharedLines| lines.contacts.iter().any(|id| id.index() == k);
    TypeTables {
        name: contact.name.clone(),
        operations: contact.operations.clone(),
        patience: contact.patience.clone(),
        handle: contact.handle.clone(),
        wrap_up: contact.wrap_up.clone(),
        head_start: contact.head_start.clone(),
        first_lane,
        lanes: 2 * contact.head_start.all().len() * if by_kind(model) { model.kinds.len() } else { 1 },
        changing: contact.changing.clone(),
        target: contact.service_level.map(|level| (level.target, level.within_s)),
        due_within_s: contact.due_within_s(),
        groups: able.map(only).sum(),
        stays_s: contact.patience.as_ref().map_or(f64::INFINITY, |law| contact.leaving.leaves_after(law.mean())),
        expected: contact.arrivals.expected_rate(model.horizon.length_s),
        shared_lines: (0..model.lines.len()).filter(|i| serves(&model.lines[*i])).collect(),
    }
}

/// Laws that vary over the day are looked at every quarter of an hour.
fn mean_over_day(model: &Model, group: &Group, skill: &Skill, wrap_up: Option<&Distribution>) -> OverDay<f64> {
    const QUARTER_S: f64 = 900.0;
    let (handle, speed) = match &skill.pace {
        Pace::Speed(speed) => (&model.contacts[skill.contact.index()].handle, *speed),
        Pace::Own(own) => (own, 1.0),
    };
    let at = |time_s: f64| {
        let wrap_up_s = wrap_up.map_or(0.0, |law| law.at(time_s).mean());
        group.people.connect_s + handle.at(time_s).mean() / speed + wrap_up_s
    };
    let varies = |law: &Distribution| matches!(law, Distribution::ByTime(_));
    if !varies(handle) && !wrap_up.is_some_and(varies) {
        return OverDay::always(at(0.0));
    }
    // A day has 96 quarters.
    let quarters = libm::ceil(model.horizon.length_s.min(DAY_S) / QUARTER_S) as usize;
    let steps = (0..quarters).map(|i| i as f64 * QUARTER_S).map(|time_s| (time_s, at(time_s)));
    OverDay::steps(steps.collect()).unwrap_or_else(|| OverDay::always(at(0.0)))
}

fn group_tables<S: Set>(model: &Model, g: usize) -> GroupTables<S> {
    let group = &model.groups[g];
    let way = |s: &crate::model::Skill| {
        let wrap_up = s.wrap_up.as_ref().or(model.contacts[s.contact.index()].wrap_up.as_ref());
        Way {
            concurrent: s.concurrent(),
            stretch: s.stretch.clone(),
            wrap_up: s.wrap_up.clone(),
            mean_s: mean_over_day(model, group, s, wrap_up),
        }
    };
    let of = |k: usize| &model.contacts[k].operations;
    let types = group.skills.iter().map(|s| s.contact.index());
    let head_count = group.people.shifts.is_empty();
    let stays_for = |k: &usize| !head_count || of(*k).channel.is_live();
    let previews =
        |k: &usize| of(*k).dialer.as_ref().is_some_and(|dialer| dialer.pace == crate::model::DialPace::Preview);
    let quiet = |k: &usize| {
        let served = of(*k).callback.as_ref().map(|callback| callback.served);
        matches!(served, Some(crate::model::CallbackServed::WhenQuiet { .. }))
    };
    let most_in_hand = group.skills.iter().map(crate::model::Skill::concurrent).max().unwrap_or(1);
    GroupTables {
        ways: group.skills.iter().map(way).collect(),
        skill_of: skill_of(model, g),
        most_in_hand,
        types_after_hours: types.clone().filter(stays_for).map(only).sum(),
        previews: types.clone().filter(previews).collect(),
        quiet: types.filter(quiet).map(only).sum(),
        group: group.clone(),
    }
}

fn of_agents(model: &Model, criterion: &AgentCriterion) -> CompareAgents {
    match criterion {
        AgentCriterion::LeastLoaded => CompareAgents::LeastLoaded,
        AgentCriterion::MostLoaded => CompareAgents::MostLoaded,
        AgentCriterion::LeastOccupied => CompareAgents::LeastOccupied,
        AgentCriterion::LongestIdle => CompareAgents::LongestIdle,
        AgentCriterion::Random => CompareAgents::Random,
        of_groups => {
            let figure = |k: usize, group: &Group| {
                let skill = group.skills.iter().find(|s| s.contact.index() == k);
                skill.map_or(0.0, |skill| figure_of_group(model, group, skill, of_groups))
            };
            let by_group = |k: usize| model.groups.iter().map(|group| figure(k, group)).collect();
            CompareAgents::Figure((0..model.contacts.len()).map(by_group).collect())
        }
    }
}

fn of_contacts(model: &Model, criterion: &ContactCriterion) -> CompareContacts {
    match criterion {
        ContactCriterion::LongestWait => CompareContacts::LongestWait,
        ContactCriterion::LongestFeltWait => CompareContacts::LongestFeltWait,
        ContactCriterion::Score => CompareContacts::Score,
        ContactCriterion::MostBehindTarget => CompareContacts::MostBehindTarget,
        ContactCriterion::Random => CompareContacts::Random,
        ContactCriterion::Importance if model.kinds_differ_in_importance() => {
            CompareContacts::Importance(model.contacts.iter().map(|contact| contact.importance).collect())
        }
        of_types => {
            let figure = |group: &Group, k: usize| {
                let skill = group.skills.iter().find(|s| s.contact.index() == k);
                skill.map_or(0.0, |skill| figure_of_type(model, skill, of_types))
            };
            let by_type = |group: &Group| (0..model.contacts.len()).map(|k| figure(group, k)).collect();
            CompareContacts::Figure(model.groups.iter().map(by_type).collect())
        }
    }
}
