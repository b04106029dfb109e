//! How long an agent is taken before "hello": the time to connect, which some logs have in every wait.
//!
//! Waiting begins where no agent is free. Whoever finds one waits all the same until the agent says hello, and where that
//! takes the telephone two seconds, no answered wait is shorter: everybody seems to have waited, and agents seem idle who
//! are being connected. A log that does not record this time shows it where the shortest waits of answered contacts
//! agree: they bunch at it, and the next longer ones are rare in comparison. A log whose waits begin at 0 has none, nor
//! has one in which everybody waits for an agent: its shortest waits differ.
//!
//! Not all that waits have in common is an agent's time. A menu takes the customer's alone: where agents often go on from
//! one contact to the next in less than it takes, nothing is taken off.

use super::Options;
use super::call::{Call, End};
use super::groups::Staff;
use super::read::{Channel, Log};
use super::role::Role;
use super::sample::{Sample, Seen};
use super::staffing;

/// Fewer answered waits than this show nothing.
const FEWEST: usize = 50;
/// Shorter waits than all but this share are slips of the clock.
const SLIPS: f64 = 0.01;
/// The bunch holds at least this share of the answered waits ...
const BUNCHED: f64 = 0.05;
/// ... over so many seconds at most ...
const WIDEST_S: usize = 10;
/// ... until fewer wait so long than this share of those in its fullest second.
const ENDS: f64 = 0.3;
/// Longer than this nobody rings, s.
const LONGEST_S: f64 = 120.0;
/// Clocks of a log disagree by a second.
const CLOCK_S: f64 = 1.0;
/// The step of a clock that reads more than seconds, s.
const STEP_S: f64 = 0.001;
/// Of the services that follow another of the same agent so closely that the time to connect does not fit between them
/// there may be this share of all.
const TOO_CLOSE: f64 = 0.01;

/// Who says how long it takes to connect.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConnectSource {
    /// A column of the log.
    Recorded,
    /// The column mapping.
    Said,
    /// The waits of this share of the answered contacts, which agree.
    Shown(f64),
}

/// The time from an agent's assignment to "hello".
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConnectFit {
    /// Its mean, s; 0 where agents are not taken meanwhile.
    pub mean_s: f64,
    /// Who says so.
    pub source: ConnectSource,
}

/// Time to connect in the waits of one group's contacts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ring {
    /// Hardly anybody was answered sooner, s.
    least_s: f64,
    mean_s: f64,
    /// Who was answered after no longer than this has not waited for an agent, s.
    up_to_s: f64,
    /// Share of the answered waits that are no longer.
    share: f64,
}

/// Time to connect, by who answered.
#[derive(Clone, Debug, Default)]
pub(super) struct Connect {
    group_of: Vec<Option<usize>>,
    /// By group.
    rings: Vec<Option<Ring>>,
    /// The group that serves most contacts of a type: they hang up while being connected with its agents.
    of_kind: Vec<usize>,
}

impl Connect {
    /// What the log's waits show, or the mapping says; nothing where a column records it.
    pub fn new(sample: &Sample, log: &Log, staff: &Staff, options: &Options) -> Connect {
        if options.columns.column(Role::Connect).is_some() || options.columns.connect_s == Some(0.0) {
            return Connect::default();
        }
        let (groups, kinds) = (staff.groups.len(), log.kinds.len());
        let mut waits: Vec<Waits> = vec![Waits::default(); groups];
        let mut answered = vec![vec![0_usize; groups]; kinds];
        let said = options.columns.connect_s;
        let mut whole_seconds = true;
        for seen in sample.all().filter(|seen| seen.call.end == End::Served) {
            whole_seconds &= seen.call.wait_s.is_none_or(|wait_s| wait_s.fract() == 0.0);
            let Some(group) = group_of(&staff.group_of, &seen.call).filter(|group| *group < groups) else { continue };
            answered[seen.call.kind][group] += 1;
            // Work that waits overnight shows nothing.
            let live = log.channels[seen.call.kind] != Channel::Email;
            if let Some(wait_s) = seen.call.wait_s.filter(|_| live && said.is_none()) {
                waits[group].add(wait_s);
            }
        }
        let ring = |waits: &Waits| match said {
            Some(mean_s) => Some(Ring {
                least_s: mean_s,
                mean_s,
                up_to_s: mean_s + if whole_seconds { 0.5 * CLOCK_S } else { STEP_S },
                share: 0.0,
            }),
            None => waits.ring(),
        };
        let mut rings: Vec<Option<Ring>> = waits.iter().map(ring).collect();
        if said.is_none() && rings.iter().any(Option::is_some) {
            let too_close = too_close(sample, log, staff, &rings);
            rings.iter_mut().zip(too_close).filter(|(_, too_close)| *too_close).for_each(|(ring, _)| *ring = None);
        }
        let most = |by_group: &Vec<usize>| (0..groups).rev().max_by_key(|&group| by_group[group]).unwrap_or_default();
        Connect { group_of: staff.group_of.clone(), rings, of_kind: answered.iter().map(most).collect() }
    }

    /// Says of each contact of a day, in order of arrival, in which part of its wait an agent was taken, where the log
    /// does not.
    pub fn tell(&self, day: &mut [Seen]) {
        if self.rings.iter().all(Option::is_none) {
            return;
        }
        // Whether the last who was answered had waited for an agent, by type.
        let mut queued = vec![false; self.of_kind.len()];
        for call in day.iter_mut().map(|seen| &mut seen.call).filter(|call| call.connect_s.is_none()) {
            call.connect_s = Some(self.of(call, queued[call.kind]));
            if call.end == End::Served && call.wait_s.is_some() {
                queued[call.kind] = call.queued_s().is_some();
            }
        }
    }

    /// The part of a contact's wait in which an agent was taken, s.
    fn of(&self, call: &Call, others_queued: bool) -> f64 {
        let served = matches!(call.end, End::Served | End::Callback);
        let group = if served { group_of(&self.group_of, call) } else { self.of_kind.get(call.kind).copied() };
        let Some(Some(ring)) = group.and_then(|group| self.rings.get(group)) else { return 0.0 };
        match call.wait_s {
            // Who hangs up so soon has met what others meet at that time.
            Some(wait_s) if call.end != End::Callback && wait_s <= ring.up_to_s && (served || !others_queued) => wait_s,
            // Whoever else waited in vain waited for an agent.
            _ if served => ring.mean_s,
            _ => 0.0,
        }
    }

    /// What is to be said of a group.
    pub fn fit(&self, sample: &Sample, group: usize, staff: &Staff, options: &Options) -> Option<ConnectFit> {
        if options.columns.column(Role::Connect).is_some() {
            let of_group =
                |seen: &Seen| seen.call.end == End::Served && group_of(&staff.group_of, &seen.call) == Some(group);
            let (mut sum_s, mut n) = (0.0, 0.0);
            for seen in sample.all().filter(of_group) {
                (sum_s, n) = (sum_s + seen.call.connect_s.unwrap_or_default(), n + 1.0);
            }
            let mean_s = if n > 0.0 { sum_s / n } else { 0.0 };
            return Some(ConnectFit { mean_s, source: ConnectSource::Recorded });
        }
        if let Some(mean_s) = options.columns.connect_s {
            return Some(ConnectFit { mean_s, source: ConnectSource::Said });
        }
        let ring = self.rings.get(group).copied().flatten()?;
        Some(ConnectFit { mean_s: ring.mean_s, source: ConnectSource::Shown(ring.share) })
    }
}

/// The group of the agent who served a contact; a log without agents has one group.
fn group_of(group_of: &[Option<usize>], call: &Call) -> Option<usize> {
    match call.agent {
        Some(agent) => group_of.get(agent).copied().flatten(),
        None => Some(0),
    }
}

/// Waits of answered contacts, in bins: memory does not grow with their number.
#[derive(Clone, Debug)]
struct Waits {
    /// By tenths of a second.
    tenths: Vec<(usize, f64)>,
    all: usize,
}

/// Bins of a second.
const TENTHS: usize = 10;

impl Default for Waits {
    fn default() -> Waits {
        Waits { tenths: vec![(0, 0.0); (LONGEST_S as usize + WIDEST_S + 2) * TENTHS], all: 0 }
    }
}

impl Waits {
    fn add(&mut self, wait_s: f64) {
        self.all += 1;
        // Half a millisecond on: 2 s lies in the bin that begins there, whatever binary makes of it.
        if let Some(bin) = self.tenths.get_mut(((wait_s + 0.0005) * TENTHS as f64) as usize) {
            *bin = (bin.0 + 1, bin.1 + wait_s);
        }
    }

    /// The bunch of the shortest waits, if there is one.
    fn ring(&self) -> Option<Ring> {
        if self.all < FEWEST {
            return None;
        }
        let slips = (SLIPS * self.all as f64) as usize;
        let mut passed = 0;
        let first = self.tenths.iter().position(|(n, _)| {
            passed += n;
            passed > slips
        })?;
        if first == 0 || first > LONGEST_S as usize * TENTHS {
            return None;
        }
        let second = |k: usize| -> usize {
            let bins = self.tenths.iter().skip(first + k * TENTHS).take(TENTHS);
            bins.map(|(n, _)| n).sum()
        };
        let fullest = (0..WIDEST_S).map(second).max()?;
        // From the fullest on, the first second with few.
        let mode = (0..WIDEST_S).find(|&k| second(k) == fullest)?;
        let ends = (mode + 1..=WIDEST_S).find(|&k| (second(k) as f64) < ENDS * fullest as f64)?;
        let bunch = &self.tenths[first..first + ends * TENTHS];
        let (n, sum_s) = bunch.iter().fold((0, 0.0), |(n, sum_s), bin| (n + bin.0, sum_s + bin.1));
        let share = n as f64 / self.all as f64;
        let last = bunch.iter().rposition(|(n, _)| *n as f64 > SLIPS * fullest as f64)?;
        let up_to_s = (first + last + 1) as f64 / TENTHS as f64 - 0.001;
        (share >= BUNCHED).then_some(Ring {
            least_s: first as f64 / TENTHS as f64,
            mean_s: sum_s / n as f64,
            up_to_s,
            share,
        })
    }
}

/// By group, whether its agents often go on from one contact to the next in less than connecting takes.
fn too_close(sample: &Sample, log: &Log, staff: &Staff, rings: &[Option<Ring>]) -> Vec<bool> {
    let mut counts = vec![(0_usize, 0_usize); rings.len()];
    staffing::each_gap(sample, log, &mut |agent, gap_s| {
        let Some(group) = staff.group_of[agent] else { return };
        let Some(ring) = rings[group] else { return };
        counts[group].1 += 1;
        counts[group].0 += usize::from(gap_s >= 0.0 && gap_s < ring.least_s - CLOCK_S);
    });
    counts.into_iter().map(|(close, all)| close as f64 > TOO_CLOSE * all as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::random::{DaySeed, Purpose, exponential, uniform};

    fn waits(of: impl Fn(usize, f64, f64) -> f64) -> Waits {
        let mut rng = DaySeed::new(5, 0).stream(Purpose::Work, "test");
        let mut waits = Waits::default();
        for i in 0..20_000 {
            let (u, e) = (uniform(&mut rng), exponential(&mut rng));
            waits.add(of(i, u, e));
        }
        waits
    }

    #[test]
    fn the_shortest_waits_show_the_ring_where_they_agree() {
        // A third wait for an agent, a minute in the mean.
        let queued = |i: usize, e: f64| if i.is_multiple_of(3) { 60.0 * e } else { 0.0 };
        let exact = waits(|i, _, e| 2.0 + queued(i, e)).ring().unwrap();
        assert!((exact.mean_s - 2.0).abs() < 0.02 && exact.share > 0.66, "{exact:?}");
        assert!(exact.up_to_s < 2.1, "{exact:?}");
        // A clock that reads whole seconds.
        let seconds = waits(|i, u, e| libm::floor(12.4 + u + queued(i, e))).ring().unwrap();
        assert!((seconds.mean_s - 12.4).abs() < 0.1 && seconds.up_to_s < 13.2, "{seconds:?}");
        // People pick up after two to six seconds.
        let people = waits(|i, u, e| 2.0 + 4.0 * u + queued(i, e)).ring().unwrap();
        assert!((people.mean_s - 4.0).abs() < 0.3 && (5.5..7.5).contains(&people.up_to_s), "{people:?}");
        // Nine of ten wait, and a few slips of the clock are shorter.
        let busy = waits(|i, _, e| match i % 200 {
            0 => 0.0,
            i => 3.0 + if i.is_multiple_of(10) { 0.0 } else { 90.0 * e },
        });
        assert!((busy.ring().unwrap().mean_s - 3.0).abs() < 0.1, "{:?}", busy.ring());
    }

    #[test]
    fn waits_that_begin_at_nothing_or_differ_show_no_ring() {
        assert_eq!(waits(|i, _, e| if i % 20 == 0 { 0.0 } else { 30.0 * e }).ring(), None);
        for mean_s in [20.0, 60.0, 300.0] {
            assert_eq!(waits(|_, _, e| mean_s * e).ring(), None, "{mean_s}");
            assert_eq!(waits(|_, _, e| 3.0 + mean_s * e).ring(), None, "{mean_s}");
        }
        assert_eq!(Waits::default().ring(), None);
    }
}
