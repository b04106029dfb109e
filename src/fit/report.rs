//! All figures of a fit, and how they come together.

use rayon::prelude::*;

use super::busyness::{self, Busyness};
use super::calendar::Date;
use super::connect::ConnectFit;
use super::contacts::{Contact, Contacts};
use super::gather::Gathered;
use super::groups::Staff;
use super::laws::{self, FEWEST_SERVICES, HandleFit, PatienceFit, WrapUpFit};
use super::logged::Logged;
use super::operations::{CallbackFit, LinesFit};
use super::precedence::{self, Precedence};
use super::queue_met::{Met, QueueMet};
use super::read::{Channel, Log};
use super::rounding;
use super::rows::Rows;
use super::sample::{Outage, Sample, Spike};
use super::staffing::{self, AcdFile, AgentHours, OnPhones};
use super::trend::Trend;
use super::{FitError, Options};

/// The figures of a fit.
#[derive(Clone, Debug)]
pub struct Report {
    /// The comparable days asked for, in words.
    pub days: String,
    /// Those that the log has.
    pub dates: Vec<Date>,
    /// Such days between the first and the last on which the log has no row.
    pub missing_dates: Vec<Date>,
    /// Opening time, s since midnight.
    pub opens_s: f64,
    /// Length of an interval, s.
    pub interval_s: f64,
    /// Number of intervals.
    pub intervals: usize,
    /// Comparable days that count, by interval.
    pub exposure: Vec<f64>,
    /// What became of every line.
    pub rows: Rows,
    /// Dead lines, whose intervals were left out.
    pub outages: Vec<Outage>,
    /// Spikes of volume, which were left out.
    pub spikes: Vec<Spike>,
    /// The contact types.
    pub contacts: Vec<ContactFit>,
    /// The log's types, with what their days show.
    pub types: Vec<TypeDays>,
    /// Whether the volume of all types together goes somewhere; `None`: too few days to tell.
    pub trend: Option<Trend>,
    /// Correlation of the types' busyness, Poisson noise removed.
    pub correlations: Vec<Vec<f64>>,
    /// The groups of agents.
    pub groups: Vec<GroupFit>,
    /// How agents on the phones were told from the others.
    pub staffing: Staffing,
    /// What the order of answering shows.
    pub precedence: Precedence,
    /// What callers met who hung up with a wait of 0.
    pub at_once: AtOnce,
    /// The logged queue, to hold a simulation against.
    pub logged: Logged,
    /// Time of the service level, s.
    pub within_s: f64,
}

impl Report {
    /// Closing time, s since midnight.
    pub fn closes_s(&self) -> f64 {
        self.opens_s + self.intervals as f64 * self.interval_s
    }
}

/// What was found about a contact type.
#[derive(Clone, Debug)]
pub struct ContactFit {
    /// Its name.
    pub name: String,
    /// Its type in the log, as an index of [`Report::types`].
    pub of_type: usize,
    /// Share of its type's calls; 1 where the type was not split.
    pub share: f64,
    /// Calls of its type whose class is recorded.
    pub class_known: usize,
    /// Expected calls per interval.
    pub arrivals: Vec<f64>,
    /// Standard errors of these, from the days' differences.
    pub arrivals_se: Vec<f64>,
    /// The scenario's `common`.
    pub common: f64,
    /// Handle times: those of its type.
    pub handle: HandleFit,
    /// After-call work: that of its type; `None` where the log has none.
    pub wrap_up: Option<WrapUpFit>,
    /// Patience of those that waited.
    pub patience: PatienceFit,
    /// How leaving goes with the queue met.
    pub queue_met: QueueMet,
    /// Calls of its type that hung up with a wait of 0.
    pub balked: usize,
    /// Share of its type that does so on meeting a queue: of those that did and those that waited.
    pub balks: f64,
    /// Head start, s.
    pub head_start_s: f64,
    /// Its channel in the scenario; `None`: voice.
    pub channel: Option<&'static str>,
    /// Callbacks, where any was taken.
    pub callback: Option<CallbackFit>,
    /// Lines, where any contact found none.
    pub lines: Option<LinesFit>,
}

/// What the days of one of the log's types show.
#[derive(Clone, Debug)]
pub struct TypeDays {
    /// Its name.
    pub name: String,
    /// Its days, a trend taken out.
    pub busyness: Busyness,
    /// Whether its volume goes somewhere; `None`: too few days to tell.
    pub trend: Option<Trend>,
}

/// What was found about a group of agents.
#[derive(Clone, Debug)]
pub struct GroupFit {
    /// Its name.
    pub name: String,
    /// Names of its agents.
    pub agents: Vec<String>,
    /// Contact types it can serve, as indices of [`Report::contacts`].
    pub contacts: Vec<usize>,
    /// How many contacts of each of these types an agent may have in hand at once.
    pub at_once: Vec<u32>,
    /// Agents on the phones per interval, mean over the days.
    pub on_phones: Vec<f64>,
    /// Standard deviation of these between the days.
    pub between_days: Vec<f64>,
    /// Whole head-counts.
    pub head_counts: Vec<u32>,
    /// Where the log names no agents: days by interval on which somebody waited, so that those in service were all who
    /// were there; on others they are a lower bound.
    pub exact_days: Vec<usize>,
    /// Agent-hours of a mean day.
    pub hours: AgentHours,
    /// How long an agent is taken before "hello"; `None`: nothing shows that one is.
    pub connect: Option<ConnectFit>,
}

/// Where the number of agents comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum StaffingSource {
    /// What each agent that the log names did.
    Names,
    /// The log names none: how many were in service at once.
    InService,
    /// The ACD.
    Acd(AcdFile),
}

/// How agents on the phones were told from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Staffing {
    /// Where their number comes from.
    pub source: StaffingSource,
    /// An agent who served nobody for this long had left, s.
    pub away_after_s: f64,
    /// Agent-hours on the phones of a mean day, as the log suggests.
    pub hours_guessed: f64,
    /// The same, had it been half as long.
    pub hours_at_half: f64,
    /// The same, had it been twice as long.
    pub hours_at_twice: f64,
}

/// Share of callers on whose arrival somebody else was waiting. Those who hang up with a wait of 0 are taken to have met
/// a queue and balked; if they met one about as often as those who waited, rightly so.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct AtOnce {
    /// Of those who hung up with a wait of 0. Not a number where there are none, as in the other two.
    pub balked: f64,
    /// Of those who waited for an agent.
    pub waited: f64,
    /// Of those answered at once.
    pub answered: f64,
}

/// Makes all estimates.
pub(super) fn assemble(sample: &Sample, log: &Log, staff: &Staff, options: &Options) -> Result<Report, FitError> {
    let contacts = Contacts::new(sample, log, options);
    let precedence = precedence::find(sample, &contacts, staff);
    let gathered = Gathered::new(sample, &contacts, log, options.within_s);
    let days = busyness::of_kinds(sample, &gathered);
    let busyness = &days.busyness;
    let correlations: Vec<Vec<f64>> =
        busyness.iter().map(|a| busyness.iter().map(|b| busyness::correlation(a, b)).collect()).collect();
    let everything = laws::handle(gathered.services(None), options.short_service_s).ok_or(FitError::NoServices)?;
    let common = commons(&contacts, busyness, &correlations);
    let (groups, staffing) = groups(sample, log, (&contacts, &gathered.needed), staff, options)?;
    let agents = |interval: usize| groups.iter().map(|group| group.on_phones[interval]).sum::<f64>();
    let agents: Vec<f64> = (0..sample.intervals).map(agents).collect();
    let met = Met::new(sample, &contacts, everything.mean_s + beside_s(&gathered, &groups), &agents);
    let work = work_of_kinds(&gathered, log.kinds.len(), &everything, options.short_service_s);
    let leaving = leaving(&gathered, &met, &contacts, &log.channels);
    let fit_one = |((i, contact), (patience, queue_met)): ((usize, &Contact), (PatienceFit, QueueMet))| {
        let (arrivals, arrivals_se) = gathered.arrivals(sample, contact.kind, contact.share);
        let (balked, balks) = gathered.balks(contact.kind);
        let (callback, lines) = gathered.operations.of_kind(contact.kind);
        let channel = log.channels[contact.kind];
        ContactFit {
            name: contact.name.clone(),
            of_type: contact.kind,
            share: contact.share,
            class_known: contact.known,
            arrivals,
            arrivals_se,
            common: common[i],
            handle: work[contact.kind].0.clone(),
            wrap_up: work[contact.kind].1.clone(),
            patience,
            queue_met,
            balked,
            balks,
            head_start_s: precedence.head_starts_s[i],
            channel: match channel {
                Channel::Voice => None,
                Channel::Chat => Some("chat"),
                Channel::Email => Some("email"),
            },
            callback,
            lines,
        }
    };
    let fitted: Vec<ContactFit> = contacts.list.iter().enumerate().zip(leaving).map(fit_one).collect();
    let shown = days.busyness.into_iter().zip(days.trends);
    let types =
        log.kinds.iter().zip(shown).map(|(name, (busyness, trend))| TypeDays { name: name.clone(), busyness, trend });
    Ok(Report {
        days: options.days_in_words(),
        dates: sample.days.clone(),
        missing_dates: missing_dates(sample, options),
        opens_s: sample.opens_s,
        interval_s: sample.interval_s,
        intervals: sample.intervals,
        exposure: sample.exposure.clone(),
        rows: log.rows.clone(),
        outages: sample.outages.clone(),
        spikes: sample.spikes.clone(),
        contacts: fitted,
        types: types.collect(),
        trend: days.trend,
        correlations,
        groups,
        staffing,
        precedence,
        at_once: gathered.at_once(),
        logged: gathered.logged,
        within_s: options.within_s,
    })
}

/// What an agent's time goes to beside talk, for each contact: after-call work and connecting, s.
fn beside_s(gathered: &Gathered, groups: &[GroupFit]) -> f64 {
    let (services, wrap_ups) = (gathered.services(None).number() as f64, gathered.wrap_ups(None));
    let wrap_ups_s = if wrap_ups.number() > 0 { wrap_ups.number() as f64 * wrap_ups.mean_s() } else { 0.0 };
    let busy: f64 = groups.iter().map(|group| group.hours.busy).sum();
    let connect = |group: &GroupFit| group.connect.map_or(0.0, |fit| fit.mean_s) * group.hours.busy;
    let connects_s = groups.iter().map(connect).sum::<f64>() / busy.max(f64::MIN_POSITIVE);
    wrap_ups_s / services.max(1.0) + connects_s
}

fn missing_dates(sample: &Sample, options: &Options) -> Vec<Date> {
    let (Some(&first), Some(&last)) = (sample.days.first(), sample.days.last()) else { return Vec::new() };
    let dates = std::iter::successors(Some(first), |d| Some(d.next())).take_while(|d| *d <= last);
    dates.filter(|d| options.comparable(*d) && sample.days.binary_search(d).is_err()).collect()
}

/// Handle times and after-call work of each of the log's types.
fn work_of_kinds(
    gathered: &Gathered,
    kinds: usize,
    everything: &HandleFit,
    short_s: f64,
) -> Vec<(HandleFit, Option<WrapUpFit>)> {
    let of_kind = |kind: usize| (handle(gathered, kind, everything, short_s), wrap_up(gathered, kind));
    (0..kinds).into_par_iter().map(of_kind).collect()
}

/// Patience of each contact type, and how its leaving goes with the queue met.
fn leaving(gathered: &Gathered, met: &Met, contacts: &Contacts, channels: &[Channel]) -> Vec<(PatienceFit, QueueMet)> {
    let of_one = |(i, contact): (usize, &Contact)| {
        // Who waits for a mail has not the patience of who waits on the line.
        let of_channel = || gathered.waits_of_channel(channels[contact.kind]);
        (laws::patience(gathered.waits(i), of_channel), met.of(i))
    };
    contacts.list.par_iter().enumerate().map(of_one).collect()
}

/// Handle times of a type; of all types if it has too few.
fn handle(gathered: &Gathered, kind: usize, everything: &HandleFit, short_s: f64) -> HandleFit {
    let own = gathered.services(Some(kind));
    let fitted = if own.number() < FEWEST_SERVICES { None } else { laws::handle(own, short_s) };
    fitted.unwrap_or_else(|| HandleFit { borrowed: true, ..everything.clone() })
}

/// After-call work of a type; of all types if it has too few services.
fn wrap_up(gathered: &Gathered, kind: usize) -> Option<WrapUpFit> {
    let own = gathered.wrap_ups(Some(kind));
    laws::wrap_up(if own.number() < FEWEST_SERVICES { gathered.wrap_ups(None) } else { own })
}

/// `common` of each contact type. The classes of a split type have its busyness between them, in their shares.
fn commons(contacts: &Contacts, busyness: &[Busyness], correlations: &[Vec<f64>]) -> Vec<f64> {
    let kind = |i: usize| contacts.list[i].kind;
    let n = contacts.list.len();
    let significant: Vec<usize> = (0..n).filter(|&i| busyness[kind(i)].significant()).collect();
    let between = |a: usize, b: usize| if kind(a) == kind(b) { 1.0 } else { correlations[kind(a)][kind(b)] };
    let matrix: Vec<Vec<f64>> =
        significant.iter().map(|&a| significant.iter().map(|&b| between(a, b)).collect()).collect();
    let weight = |i: usize| {
        let days = &busyness[kind(i)];
        contacts.list[i].share * days.cv * days.calls.iter().sum::<f64>()
    };
    let found = busyness::common(&matrix, &significant.iter().map(|&i| weight(i)).collect::<Vec<_>>());
    let mut common = vec![0.0; n];
    significant.into_iter().zip(found).for_each(|(i, c)| common[i] = c);
    common
}

fn groups(
    sample: &Sample,
    log: &Log,
    (contacts, needed): (&Contacts, &[Vec<bool>]),
    staff: &Staff,
    options: &Options,
) -> Result<(Vec<GroupFit>, Staffing), FitError> {
    let away_after_s = [1.0, 0.5, 2.0].map(|times| times * options.away_after_s);
    let [guessed, at_half, at_twice] = staffing::on_phones(sample, staff, away_after_s, options.columns.from_opening);
    let hours = |found: &OnPhones| found.hours.iter().map(|h| h.on_phones).sum::<f64>();
    let staffing = |source| Staffing {
        source,
        away_after_s: options.away_after_s,
        hours_guessed: hours(&guessed),
        hours_at_half: hours(&at_half),
        hours_at_twice: hours(&at_twice),
    };
    let (found, staffing) = match &options.logged_in {
        Some(file) => {
            let (found, acd) = staffing::logged_in(sample, staff, &guessed, file)?;
            (found, staffing(StaffingSource::Acd(acd)))
        }
        None if guessed.exact_days.is_empty() => (guessed.clone(), staffing(StaffingSource::Names)),
        None => (guessed.clone(), staffing(StaffingSource::InService)),
    };
    let covers: Vec<Vec<bool>> =
        staff.groups.iter().map(|g| contacts.list.iter().map(|c| g.kinds[c.kind]).collect()).collect();
    let whole = match staffing.source {
        StaffingSource::InService => {
            let bounds: Vec<bool> = found.exact_days.iter().map(|&days| days == 0).collect();
            found.mean.iter().map(|mean| rounding::outwards(mean, &bounds, needed)).collect()
        }
        _ => rounding::round(&found.mean, &covers, needed),
    };
    let of_group = |(i, group): (usize, &super::groups::FoundGroup)| GroupFit {
        name: group.name.clone(),
        agents: group.agents.iter().map(|&a| log.agents[a].clone()).collect(),
        contacts: (0..contacts.list.len()).filter(|&c| covers[i][c]).collect(),
        at_once: (0..contacts.list.len())
            .filter(|&c| covers[i][c])
            .map(|c| at_once(sample, log, group, contacts.list[c].kind))
            .collect(),
        on_phones: found.mean[i].clone(),
        between_days: found.between_days[i].clone(),
        head_counts: whole[i].clone(),
        exact_days: found.exact_days.clone(),
        hours: found.hours[i],
        connect: sample.connect.fit(sample, i, staff, options),
    };
    Ok((staff.groups.iter().enumerate().map(of_group).collect(), staffing))
}

/// How many contacts of a type an agent of a group may have in hand, as far as the log says.
fn at_once(sample: &Sample, log: &Log, group: &super::groups::FoundGroup, kind: usize) -> u32 {
    let of_log = group.agents.iter().filter_map(|&agent| log.group_of[agent]);
    match of_log.filter_map(|of| log.at_once.get(&(of, kind))).copied().max() {
        Some(said) => said,
        None if log.channels[kind] == Channel::Chat => staffing::at_once(sample, &group.agents, kind),
        None => 1,
    }
}
