//! Groups of agents, from who served what: agents with the same skills are a group.

use crate::model::Distribution;

use super::call::End;
use super::read::{Log, as_name};
use super::sample::Sample;

/// An agent lacks a skill if the type's share in the agent's services is below this part of its share in all ...
const SKILL_SHARE: f64 = 0.25;
/// ... and so few of them would come about by chance with less than this probability.
const SKILL_CHANCE: f64 = 0.001;
/// A group below this share of all time in service is not worth a line of staffing: it joins the one most like it.
const SMALLEST: f64 = 0.10;
/// Nor are groups told apart by skills for types that make up less than this share of the calls.
const RARE: f64 = 0.05;
/// Of a group that the log names, fewer services of a type than this share of all are no skill.
const STRAY: f64 = 0.002;

/// A group of agents.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FoundGroup {
    pub name: String,
    /// Agents, as indices of [`Log::agents`].
    pub agents: Vec<usize>,
    /// What they can serve, by the log's type.
    pub kinds: Vec<bool>,
    /// Time in service, s.
    pub busy_s: f64,
}

/// All groups.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Staff {
    pub groups: Vec<FoundGroup>,
    /// The group of each agent; `None` for one who served nobody on the comparable days.
    pub group_of: Vec<Option<usize>>,
}

impl Staff {
    /// Finds the groups. A log without agents has one, of nobody, which serves everything.
    pub fn new(sample: &Sample, log: &Log) -> Staff {
        let kinds = log.kinds.len();
        let mut served = vec![vec![0.0; kinds]; log.agents.len()];
        let mut busy_s = vec![0.0; log.agents.len()];
        let mut all = vec![0.0; kinds];
        for seen in sample.all().filter(|s| s.call.end == End::Served) {
            all[seen.call.kind] += 1.0;
            if let (Some(agent), Some((_, length))) = (seen.call.agent, seen.call.service) {
                served[agent][seen.call.kind] += 1.0;
                busy_s[agent] += length;
            }
        }
        if log.group_of.iter().any(Option::is_some) {
            return Staff::as_recorded(log, &served, &busy_s);
        }
        let can = |agent: usize| skills(&served[agent], &all);
        let mut groups: Vec<FoundGroup> = Vec::new();
        for agent in (0..log.agents.len()).filter(|&a| served[a].iter().sum::<f64>() > 0.0) {
            let kinds = can(agent);
            match groups.iter_mut().find(|g| g.kinds == kinds) {
                Some(group) => {
                    group.agents.push(agent);
                    group.busy_s += busy_s[agent];
                }
                None => {
                    groups.push(FoundGroup { name: String::new(), agents: vec![agent], kinds, busy_s: busy_s[agent] })
                }
            }
        }
        merge_small(&mut groups, &all, &|agent| (can(agent), busy_s[agent]));
        if groups.is_empty() {
            groups.push(FoundGroup { name: String::new(), agents: Vec::new(), kinds: vec![true; kinds], busy_s: 0.0 });
        }
        cover(&mut groups, &served, kinds);
        groups.sort_by(|a, b| b.busy_s.total_cmp(&a.busy_s).then(a.agents.cmp(&b.agents)));
        name(&mut groups, log, &all);
        let mut group_of = vec![None; log.agents.len()];
        for (i, group) in groups.iter().enumerate() {
            group.agents.iter().for_each(|&agent| group_of[agent] = Some(i));
        }
        Staff { groups, group_of }
    }

    /// The groups that the log names. A group can serve a type if it is more than a stray service to it.
    fn as_recorded(log: &Log, served: &[Vec<f64>], busy_s: &[f64]) -> Staff {
        let mut groups = Vec::new();
        let mut group_of = vec![None; log.agents.len()];
        for (of, name) in log.groups.iter().enumerate() {
            let worked = |&a: &usize| log.group_of[a] == Some(of) && served[a].iter().any(|n| *n > 0.0);
            let agents: Vec<usize> = (0..log.agents.len()).filter(worked).collect();
            let of_kind = |kind: usize| agents.iter().map(|&a| served[a][kind]).sum::<f64>();
            let services: f64 = (0..log.kinds.len()).map(of_kind).sum();
            if services == 0.0 {
                continue;
            }
            agents.iter().for_each(|&agent| group_of[agent] = Some(groups.len()));
            groups.push(FoundGroup {
                name: as_name(name),
                kinds: (0..log.kinds.len()).map(|k| of_kind(k) > STRAY * services).collect(),
                busy_s: agents.iter().map(|&a| busy_s[a]).sum(),
                agents,
            });
        }
        for i in 0..groups.len() {
            while groups[..i].iter().any(|g| g.name == groups[i].name) {
                groups[i].name.push_str("-2");
            }
        }
        cover(&mut groups, served, log.kinds.len());
        Staff { groups, group_of }
    }
}

/// What an agent can serve: everything but the types that are missing from the agent's services beyond chance.
fn skills(served: &[f64], all: &[f64]) -> Vec<bool> {
    let (own, total): (f64, f64) = (served.iter().sum(), all.iter().sum());
    let can = |(&n, &of_all): (&f64, &f64)| {
        let expected = own * of_all / total;
        n >= SKILL_SHARE * expected || at_most(n, expected) >= SKILL_CHANCE
    };
    served.iter().zip(all).map(can).collect()
}

/// P(N ≤ n) of a Poisson number N: that the (n+1)th arrival comes later.
fn at_most(n: f64, expected: f64) -> f64 {
    1.0 - Distribution::Gamma { shape: n + 1.0, scale: 1.0 }.cdf(expected)
}

/// What an agent can serve, and the agent's time in service, s.
type OfAgent<'a> = &'a dyn Fn(usize) -> (Vec<bool>, f64);

/// Joins groups until each is large enough and differs from every other by more than rare types. The smallest of those
/// to be joined goes to the group whose skills differ least, weighted by the types' volumes.
fn merge_small(groups: &mut Vec<FoundGroup>, all: &[f64], of_agent: OfAgent<'_>) {
    let (time, calls): (f64, f64) = (groups.iter().map(|g| g.busy_s).sum(), all.iter().sum());
    let unlike = |a: &FoundGroup, b: &FoundGroup| -> f64 {
        (0..all.len()).filter(|&k| a.kinds[k] != b.kinds[k]).map(|k| all[k]).sum()
    };
    while groups.len() > 1 {
        let nearest = |groups: &[FoundGroup], i: usize| {
            let others = (0..groups.len()).filter(|&j| j != i);
            others
                .map(|j| (unlike(&groups[i], &groups[j]), j))
                .min_by(|a, b| a.0.total_cmp(&b.0).then(groups[b.1].busy_s.total_cmp(&groups[a.1].busy_s)))
        };
        let to_join = |&i: &usize| {
            let too_like = nearest(groups, i).is_some_and(|(unlike, _)| unlike < RARE * calls);
            groups[i].busy_s < SMALLEST * time || too_like
        };
        let smaller = |a: &usize, b: &usize| groups[*a].busy_s.total_cmp(&groups[*b].busy_s);
        let Some(small) = (0..groups.len()).filter(to_join).min_by(smaller) else { break };
        let Some((_, host)) = nearest(groups, small) else { break };
        let gone = groups[small].clone();
        join(&mut groups[host], gone, of_agent);
        groups.remove(small);
    }
}

/// A joint group can serve what most of its time in service comes from agents who can.
fn join(host: &mut FoundGroup, gone: FoundGroup, of_agent: OfAgent<'_>) {
    host.agents.extend(gone.agents);
    host.agents.sort_unstable();
    host.busy_s += gone.busy_s;
    let most = |kind: usize| {
        let able = host.agents.iter().map(|&agent| of_agent(agent)).filter(|(kinds, _)| kinds[kind]);
        able.map(|(_, busy_s)| busy_s).sum::<f64>() * 2.0 > host.busy_s
    };
    host.kinds = (0..host.kinds.len()).map(most).collect();
}

/// Gives each type that no group can serve to the group that served most of it.
fn cover(groups: &mut [FoundGroup], served: &[Vec<f64>], kinds: usize) {
    let uncovered = |groups: &[FoundGroup], kind: &usize| groups.iter().all(|g| !g.kinds[*kind]);
    while let Some(kind) = (0..kinds).find(|kind| uncovered(groups, kind)) {
        let of = |g: &FoundGroup| g.agents.iter().map(|&a| served[a][kind]).sum::<f64>();
        let Some(most) = groups.iter_mut().max_by(|a, b| of(a).total_cmp(&of(b))) else { break };
        most.kinds[kind] = true;
    }
}

/// Names groups by what they serve.
fn name(groups: &mut [FoundGroup], log: &Log, all: &[f64]) {
    let served: Vec<usize> = (0..all.len()).filter(|&k| all[k] > 0.0).collect();
    for i in 0..groups.len() {
        let can: Vec<&str> = served.iter().filter(|&&k| groups[i].kinds[k]).map(|&k| log.kinds[k].as_str()).collect();
        let base = if groups.len() == 1 {
            "agents".to_owned()
        } else if can.len() == served.len() {
            "all-round".to_owned()
        } else {
            can.join("-")
        };
        let taken = groups[..i].iter().filter(|g| g.name == base || g.name.starts_with(&format!("{base}-"))).count();
        groups[i].name = if taken == 0 { base } else { format!("{base}-{}", taken + 1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_skill_is_missing_only_beyond_chance() {
        let all = [9000.0, 900.0, 100.0];
        assert_eq!(skills(&[900.0, 90.0, 10.0], &all), [true, true, true]);
        assert_eq!(skills(&[1000.0, 2.0, 0.0], &all), [true, false, false]);
        // Twenty services without the rare type say nothing.
        assert_eq!(skills(&[18.0, 2.0, 0.0], &all), [true, true, true]);
        assert_eq!(skills(&[0.0, 300.0, 0.0], &all), [false, true, true]);
    }

    #[test]
    fn small_groups_join_the_most_similar() {
        let found = |agents: &[usize], kinds: &[bool], busy_s| FoundGroup {
            name: String::new(),
            agents: agents.to_vec(),
            kinds: kinds.to_vec(),
            busy_s,
        };
        let of_agent = |agent: usize| match agent {
            0 => (vec![true, true, false], 500.0),
            1 => (vec![true, false, true], 460.0),
            _ => (vec![true, true, true], 40.0),
        };
        let mut groups = vec![
            found(&[0], &[true, true, false], 500.0),
            found(&[1], &[true, false, true], 460.0),
            found(&[2], &[true, true, true], 40.0),
        ];
        merge_small(&mut groups, &[100.0, 50.0, 10.0], &of_agent);
        // The third type makes up a sixteenth of the calls: enough to tell groups apart.
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].agents.as_slice(), groups[0].kinds.as_slice()), (&[0, 2][..], &[true, true, false][..]));
        // Were it rarer, the second would differ from the first by less still; here it is the second type that does.
        merge_small(&mut groups, &[100.0, 3.0, 1.0], &of_agent);
        assert_eq!((groups.len(), groups[0].kinds.as_slice()), (1, &[true, true, false][..]));
    }
}
