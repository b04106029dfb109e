//! The queues of a scenario, as far as formulas can see them: contact types and groups that share work are one pool.

use core::fmt;

use crate::model::{Arrivals, Balks, ContactId, Distribution, GroupId, Model, Pace, Rate, ServiceLevel};

/// What a formula leaves out or smooths over. Printed beside its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Several contact types are one queue: routing, priorities and specialists are ignored.
    PooledTypes,
    /// Several groups are one, their handle times averaged; rules of overflow and reserve are ignored.
    PooledGroups,
    /// Handle times are taken as exponential with their mean.
    ExponentialHandle,
    /// Arrivals are counted or replayed; the formulas take them as Poisson.
    PoissonArrivals,
    /// The days are unequally busy; the formulas take the mean day.
    MeanDay,
    /// The head-count changes within an interval; its time average, rounded, is taken.
    AverageStaffing,
    /// The types' service levels differ; this type's is taken.
    ServiceLevelOf(String),
    /// Lines are limited by type: not in a pool of several types.
    LinesIgnored,
    /// The formula holds the line during wrap-up.
    LineDuringWrapUp,
    /// Balking by the length of the queue: not in a pool of several types.
    BalkingIgnored,
    /// Customers who try again or come back are not among the arrivals.
    FurtherAttempts,
    /// Contacts that are handed on are not among the arrivals.
    Transfers,
    /// Who takes a callback waits on in the formula.
    Callbacks,
    /// Several contacts in hand, spread evenly over the agents.
    SpreadEvenly,
    /// Several contacts in hand, and skills differ in how many: the first one's is taken.
    InHandOf(String),
    /// The agents also serve others at once: the formulas have those whom their work leaves over.
    SharedWith(String),
    /// The agents also do what can wait, after these contacts.
    Behind(String),
    /// What is dialed is not among the arrivals.
    Dialed,
    /// The scenario lives several days; for the formulas each is the first, and nothing waits overnight.
    OneDay,
    /// People are away or absent one by one: the mean number of those who are there is taken.
    MeanPresence,
    /// Nobody takes time to connect, nobody learns.
    ConnectAndLearning,
    /// A law that varies over the day is taken as its mixture over the day.
    LawsOverDay,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::PooledTypes => write!(f, "several contact types taken as one queue, served by all groups alike"),
            Note::PooledGroups => write!(f, "several groups taken as one, with the mean of their handle times"),
            Note::ExponentialHandle => write!(f, "handle times taken as exponential with their mean"),
            Note::PoissonArrivals => write!(f, "arrivals taken as Poisson"),
            Note::MeanDay => write!(f, "the mean day: the formulas do not see that some days are busier"),
            Note::AverageStaffing => write!(f, "agents averaged over intervals in which their number changes"),
            Note::ServiceLevelOf(name) => write!(f, "service level as for {name}; the types' differ"),
            Note::LinesIgnored => write!(f, "limited lines ignored"),
            Note::LineDuringWrapUp => write!(f, "a line stays taken during wrap-up in the formula"),
            Note::BalkingIgnored => write!(f, "balking by the length of the queue ignored"),
            Note::FurtherAttempts => write!(f, "customers who try again or come back"),
            Note::Transfers => write!(f, "contacts that are handed on"),
            Note::Callbacks => write!(f, "callbacks: everybody waits on"),
            Note::SpreadEvenly => write!(f, "that chats end unevenly: they are taken as spread evenly over the agents"),
            Note::InHandOf(name) => write!(f, "that skills differ in how many contacts they allow: {name}'s is taken"),
            Note::SharedWith(names) => {
                write!(f, "when {names} need the same agents: the formulas have those whom that work leaves over")
            }
            Note::Behind(names) => {
                write!(f, "{names}: work that can wait, and has to; but what an agent has begun is finished first")
            }
            Note::Dialed => write!(f, "what is dialed"),
            Note::OneDay => write!(f, "what waits overnight: the formulas take each day by itself"),
            Note::MeanPresence => {
                write!(f, "that people are away one by one: the mean number of those who are there is taken, rounded")
            }
            Note::ConnectAndLearning => write!(f, "the time to connect, and that newcomers are slower"),
            Note::LawsOverDay => write!(f, "that handle time or patience vary over the day: their mixture is taken"),
        }
    }
}

/// Contact types and groups that share work, directly or through others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Members {
    pub contacts: Vec<ContactId>,
    pub groups: Vec<GroupId>,
}

/// The connected parts of "can serve", "share lines" and "may become", in the order of their first contact type.
pub(crate) fn pools(model: &Model) -> Vec<Members> {
    let mut part: Vec<usize> = (0..model.contacts.len()).collect();
    let mut join = |types: &mut dyn Iterator<Item = ContactId>| {
        let together: Vec<usize> = types.map(|id| part[id.index()]).collect();
        if let Some(&first) = together.iter().min() {
            part.iter_mut().filter(|p| together.contains(p)).for_each(|p| *p = first);
        }
    };
    for group in &model.groups {
        join(&mut group.skills.iter().map(|skill| skill.contact));
    }
    for lines in &model.lines {
        join(&mut lines.contacts.iter().copied());
    }
    for (id, contact) in (0..=u16::MAX).zip(&model.contacts) {
        join(&mut std::iter::once(ContactId(id)).chain(contact.operations.leads_to()));
    }
    let ids = || (0..=u16::MAX).zip(&part);
    let mut pools = Vec::new();
    for (i, &first) in part.iter().enumerate() {
        if i != first {
            continue;
        }
        let contacts = ids().filter(|(_, p)| **p == first).map(|(id, _)| ContactId(id)).collect();
        let serves = |skills: &[crate::model::Skill]| skills.iter().any(|skill| part[skill.contact.index()] == first);
        let groups = (0..=u16::MAX).zip(&model.groups).filter(|(_, group)| serves(&group.skills));
        pools.push(Members { contacts, groups: groups.map(|(id, _)| GroupId(id)).collect() });
    }
    pools
}

impl Members {
    /// The target for the wait: the types' common one, or that of the type with most contacts that has one.
    pub fn service_level(&self, model: &Model) -> Option<ServiceLevel> {
        self.leading(model).and_then(|id| model.contacts[id.index()].service_level)
    }

    fn leading(&self, model: &Model) -> Option<ContactId> {
        let expected = |id: &ContactId| model.contacts[id.index()].arrivals.expected();
        let with_target = self.contacts.iter().copied().filter(|id| model.contacts[id.index()].service_level.is_some());
        with_target.rev().max_by(|a, b| expected(a).total_cmp(&expected(b)))
    }

    /// Agents scheduled in [from, to], averaged over time, by group: who is not on a break.
    pub fn scheduled(&self, model: &Model, from_s: f64, to_s: f64) -> Vec<f64> {
        let mean = |id: &GroupId| model.groups[id.index()].counted_s(from_s, to_s) / (to_s - from_s);
        self.groups.iter().map(mean).collect()
    }

    /// Those of them who are there, on average: less absence and shrinkage.
    pub fn agents(&self, model: &Model, from_s: f64, to_s: f64) -> Vec<f64> {
        let share = |id: &GroupId| model.groups[id.index()].people.available_share();
        self.scheduled(model, from_s, to_s).iter().zip(&self.groups).map(|(n, id)| n * share(id)).collect()
    }

    /// Mean handle time of a type with these agents, wrap-up included, s: the mean over the agents who can serve it, or
    /// over the groups where none is on the phones; with no group at all a standard agent's.
    pub fn handle_s(&self, model: &Model, id: ContactId, agents: &[f64]) -> f64 {
        let contact = &model.contacts[id.index()];
        let wrap_up = contact.wrap_up.as_ref().map_or(0.0, Distribution::mean);
        let (mut weighted, mut weight, mut sum, mut count) = (0.0, 0.0, 0.0, 0.0);
        for (group, &agents) in self.groups.iter().zip(agents) {
            for skill in model.groups[group.index()].skills.iter().filter(|skill| skill.contact == id) {
                let talk = match &skill.pace {
                    Pace::Speed(speed) => contact.handle.mean() / speed,
                    Pace::Own(law) => law.mean(),
                };
                (weighted, weight) = (weighted + agents * talk, weight + agents);
                (sum, count) = (sum + talk, count + 1.0);
            }
        }
        let talk = match (weight > 0.0, count > 0.0) {
            (true, _) => weighted / weight,
            (false, true) => sum / count,
            (false, false) => contact.handle.mean(),
        };
        talk + wrap_up
    }

    /// What the formulas leave out of this pool; `borders`: from where to where the intervals are, s.
    pub fn notes(&self, model: &Model, borders: &[(f64, f64)]) -> Vec<Note> {
        let types: Vec<_> = self.contacts.iter().map(|id| &model.contacts[id.index()]).collect();
        let groups: Vec<_> = self.groups.iter().map(|id| &model.groups[id.index()]).collect();
        let several = types.len() > 1;
        let exponential = |law: &Distribution| matches!(law, Distribution::Exponential { .. });
        let own = |pace: &Pace| matches!(pace, Pace::Own(law) if !exponential(law));
        let changes = |from: f64, to: f64| {
            let next = |group: &&crate::model::Group| group.staffing.partition_point(|step| step.0 <= from);
            groups.iter().any(|group| group.staffing.get(next(group)).is_some_and(|step| step.0 < to))
        };
        let busy = |arrivals: &Arrivals| matches!(arrivals, Arrivals::Poisson { busyness: Some(_), .. });
        let by_queue = types.iter().any(|t| matches!(t.balks, Balks::ByQueue(_)));
        let shared = model.lines.iter().any(|lines| lines.contacts.iter().any(|id| self.contacts.contains(id)));
        let limited = shared || types.iter().any(|t| t.lines.is_some());
        let first = types.first().and_then(|t| t.service_level);
        let leading = self.leading(model).filter(|_| types.iter().any(|t| t.service_level != first));
        let not_exponential = types.iter().any(|t| !exponential(&t.handle) || t.wrap_up.is_some())
            || groups.iter().any(|g| g.skills.iter().any(|skill| own(&skill.pace)));
        let found = [
            (several, Note::PooledTypes),
            (groups.len() > 1, Note::PooledGroups),
            (not_exponential, Note::ExponentialHandle),
            (
                types.iter().any(|t| matches!(t.arrivals, Arrivals::Exactly { .. } | Arrivals::Times(_))),
                Note::PoissonArrivals,
            ),
            (types.iter().any(|t| busy(&t.arrivals)), Note::MeanDay),
            (borders.iter().any(|&(from, to)| changes(from, to)), Note::AverageStaffing),
            (several && limited, Note::LinesIgnored),
            (!several && limited && types[0].wrap_up.is_some(), Note::LineDuringWrapUp),
            (several && by_queue, Note::BalkingIgnored),
        ];
        let beyond = super::beyond::notes(model, &types, &groups);
        let service_level = leading.map(|id| Note::ServiceLevelOf(model.contacts[id.index()].name.clone()));
        found.into_iter().filter(|(holds, _)| *holds).map(|(_, note)| note).chain(beyond).chain(service_level).collect()
    }
}

/// Expected arrivals in [from, to), on the mean day.
pub(crate) fn expected(arrivals: &Arrivals, from_s: f64, to_s: f64) -> f64 {
    match arrivals {
        Arrivals::Poisson { rate, busyness } => {
            rate_between(rate, from_s, to_s) * busyness.as_ref().map_or(1.0, |busyness| busyness.factor.mean())
        }
        Arrivals::Exactly { interval_s, counts } => {
            // The first and last that may overlap, and one more for what rounding does; conversions saturate.
            let first = ((from_s / interval_s) as usize).saturating_sub(1);
            let here = counts.iter().enumerate().skip(first).take_while(|(i, _)| *i as f64 * interval_s < to_s);
            here.fold(0.0, |sum, (i, &count)| {
                let start = i as f64 * interval_s;
                sum + f64::from(count) * overlap(start, start + interval_s, from_s, to_s) / interval_s
            })
        }
        Arrivals::Times(times) => {
            let before = |t: f64| times.partition_point(|time| *time < t);
            (before(to_s) - before(from_s)) as f64
        }
        Arrivals::None => 0.0,
    }
}

fn rate_between(rate: &Rate, from_s: f64, to_s: f64) -> f64 {
    let within = |piece: &crate::model::Piece| {
        let length = overlap(piece.from_s, piece.to_s, from_s, to_s);
        if length == 0.0 {
            return 0.0;
        }
        // A linear rate's integral is its value in the middle times the length.
        let middle = piece.from_s.max(from_s) + 0.5 * length;
        let slope = (piece.last - piece.first) / (piece.to_s - piece.from_s);
        length * (piece.first + slope * (middle - piece.from_s))
    };
    // A day of many pieces is asked about interval by interval: only the pieces that count are looked at.
    let first = rate.pieces.partition_point(|piece| piece.to_s <= from_s);
    let here = rate.pieces[first..].iter().take_while(|piece| piece.from_s < to_s);
    here.map(within).fold(0.0, |sum, part| sum + part)
}

fn overlap(a: f64, b: f64, from: f64, to: f64) -> f64 {
    (b.min(to) - a.max(from)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::small_models::{contact, group, model, skill};

    #[test]
    fn what_shares_no_agents_is_apart() {
        let types = || ["a", "b", "c"].iter().map(|name| contact(name, &[60.0])).collect::<Vec<_>>();
        let apart = model(1, types(), vec![group("x", &[3], vec![skill(0)]), group("y", &[3], vec![skill(1)])]);
        let found = pools(&apart);
        assert_eq!(found.len(), 3);
        assert_eq!(found[1], Members { contacts: vec![ContactId(1)], groups: vec![GroupId(1)] });
        assert_eq!(found[2].groups, vec![]);

        let linked = vec![
            group("x", &[3], vec![skill(2), skill(1)]),
            group("y", &[3], vec![skill(0)]),
            group("z", &[3], vec![skill(1), skill(0)]),
        ];
        let found = pools(&model(1, types(), linked));
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].contacts.len(), found[0].groups.len()), (3, 3));
    }

    #[test]
    fn handle_time_is_the_mean_over_the_agents_and_wrap_up() {
        let mut quick = skill(0);
        quick.pace = Pace::Speed(2.0);
        let mut own = skill(0);
        own.pace = Pace::Own(Distribution::Constant(400.0));
        let mut only = contact("a", &[60.0]);
        only.wrap_up = Some(Distribution::Constant(15.0));
        let groups = vec![group("x", &[3], vec![quick]), group("y", &[1], vec![own])];
        let scenario = model(1, vec![only], groups);
        let members = &pools(&scenario)[0];
        assert_eq!(members.handle_s(&scenario, ContactId(0), &[3.0, 1.0]), (3.0 * 100.0 + 400.0) / 4.0 + 15.0);
        assert_eq!(members.handle_s(&scenario, ContactId(0), &[0.0, 0.0]), 250.0 + 15.0);
        assert_eq!(members.notes(&scenario, &[(0.0, 1800.0)]), [Note::PooledGroups, Note::ExponentialHandle]);
    }

    #[test]
    fn intervals_of_a_sloping_rate_add_up() {
        let rate = Rate::linear(&[0.01, 0.05, 0.02], 1800.0);
        let arrivals = Arrivals::Poisson { rate: rate.clone(), busyness: None };
        let parts: Vec<f64> =
            (0..7).map(|i| expected(&arrivals, f64::from(i) * 800.0, f64::from(i + 1) * 800.0)).collect();
        assert!((parts.iter().sum::<f64>() - rate.total()).abs() < 1e-12);
        // From 900 s to 2700 s the rate climbs from 0.01 to 0.05.
        assert!((expected(&arrivals, 900.0, 1800.0) - 900.0 * 0.02).abs() < 1e-12);
    }

    #[test]
    fn counts_and_traces_fall_into_their_intervals() {
        let counts = Arrivals::Exactly { interval_s: 1800.0, counts: vec![10, 20] };
        assert_eq!(expected(&counts, 900.0, 2700.0), 15.0);
        let trace = Arrivals::Times(vec![0.0, 5.0, 5.0, 10.0]);
        assert_eq!((expected(&trace, 0.0, 5.0), expected(&trace, 5.0, 10.0)), (1.0, 2.0));
    }

    #[test]
    fn staffing_is_averaged_over_time() {
        let mut both = group("x", &[4], vec![skill(0)]);
        both.staffing = vec![(0.0, 4), (600.0, 10)];
        let model = model(1, vec![contact("a", &[60.0])], vec![both]);
        let members = &pools(&model)[0];
        assert_eq!(members.scheduled(&model, 0.0, 1800.0), [8.0]);
        assert_eq!(members.scheduled(&model, 600.0, 1800.0), [10.0]);
        assert_eq!(members.scheduled(&model, 1800.0, 3600.0), [10.0]);
        assert_eq!(members.scheduled(&model, 0.0, 600.0), [4.0]);
    }
}
