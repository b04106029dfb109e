//! The people of a group: shifts and breaks, who is not there, how newcomers become faster.

use super::Build;
use super::contact::whole;
use super::profile::changes;
use crate::model::{Break, Falls, Horizon, HorizonKind, Keep, Learning, People, Shift, ShiftEnd, Shrinkage};
use crate::scenario::reader::At;
use crate::scenario::units::{show_clock, show_duration};

/// Length of the stretches in which time away is drawn, unless it is said, s.
const STRETCH_S: f64 = 1800.0;

/// The least that it can be, s.
const LEAST_STRETCH_S: f64 = 60.0;

impl<'a> Build<'a> {
    /// The people of the group at a place.
    pub(super) fn people(&mut self, at: &At<'a>) -> People {
        let learning = at.get("learning").and_then(|place| {
            let half_life_s = self.read(&place, "half_life", |v| v.duration())?;
            Some(Learning { half_life_s, from: self.read(&place, "from", |v| v.number())? })
        });
        People {
            connect_s: self.read(at, "connect", |v| v.duration()).unwrap_or(0.0),
            shrinkage: at.get("shrinkage").and_then(|place| self.shrinkage(&place)),
            absence: self.read(at, "absence", |v| v.number()).unwrap_or(0.0),
            learning,
            falls: if at.get("falls").is_some_and(|place| place.text() == Ok("marked")) {
                Falls::Marked
            } else {
                Falls::NextToFinish
            },
            shifts: at.get("shift").map(|place| self.shifts(&place)).unwrap_or_default(),
        }
    }

    /// Time away: a share, or a table with one. A share of 0 is none.
    fn shrinkage(&mut self, at: &At<'a>) -> Option<Shrinkage> {
        let (share, stretch_s) = match at.table() {
            Some(_) => (self.read(at, "share", |v| v.number()), self.read(at, "stretch", |v| v.duration())),
            None => (self.keep(at.number()), None),
        };
        let stretch_s = stretch_s.unwrap_or(STRETCH_S);
        if let Some(place) = at.get("stretch").filter(|_| stretch_s < LEAST_STRETCH_S) {
            self.report(
                place
                    .mistake(format!("a stretch of {} is too short", show_duration(stretch_s)))
                    .help(format!("time away is drawn for {} or more", show_duration(LEAST_STRETCH_S))),
            );
        }
        let keep = kept(at).unwrap_or(Keep::Length);
        share.filter(|share| *share > 0.0).map(|share| Shrinkage {
            share,
            stretch_s: stretch_s.max(LEAST_STRETCH_S),
            keep,
        })
    }

    fn shifts(&mut self, at: &At<'a>) -> Vec<Shift> {
        let Some(horizon) = self.horizon.clone() else { return Vec::new() };
        if horizon.kind == HorizonKind::Steady {
            let message = "a steady stretch has no hours, so nobody has a shift";
            self.mistakes
                .push(at.mistake(message).help("write `agents`, or `opens` and `closes` in place of `steady`"));
            return Vec::new();
        }
        at.items().filter_map(|item| self.shift(&item, &horizon)).collect()
    }

    fn shift(&mut self, at: &At<'a>, horizon: &Horizon) -> Option<Shift> {
        let people = self.read(at, "people", whole);
        let (from, to) = (self.read(at, "from", |v| v.clock()), self.read(at, "to", |v| v.clock()));
        let (from, to) = (from?, to?);
        if let Some(place) = at.get("to").filter(|_| to <= from) {
            let message = format!("the end at {} is not after the begin at {}", show_clock(to), show_clock(from));
            self.mistakes.push(place.mistake(message));
            return None;
        }
        let (from_s, to_s) = (from - horizon.opens_s, to - horizon.opens_s);
        if to_s <= 0.0 || from_s >= horizon.length_s {
            let message =
                format!("the shift from {} to {} is outside the opening hours", show_clock(from), show_clock(to));
            self.warnings.push(at.mistake(message));
        }
        let breaks = at.get("breaks").map(|place| self.breaks(&place, from, to, horizon.opens_s)).unwrap_or_default();
        let hands_over = at.get("end").is_some_and(|place| place.text() == Ok("hand-over"));
        let end = if hands_over { ShiftEnd::HandOver } else { ShiftEnd::Finish };
        Some(Shift { people: people?, from_s, to_s, breaks, end })
    }

    /// The breaks of a shift from one clock time to another: each may last until its latest end, and the next begins
    /// no sooner.
    fn breaks(&mut self, at: &At<'a>, from: f64, to: f64, opens_s: f64) -> Vec<Break> {
        let mut breaks = Vec::new();
        let (mut free_from, mut last_begins) = (from, from);
        for item in at.items() {
            let (begins, length) = (self.read(&item, "at", |v| v.clock()), self.read(&item, "for", |v| v.duration()));
            let flexible_s = self.read(&item, "flexible", |v| v.duration()).unwrap_or(0.0);
            let (Some(begins), Some(length_s)) = (begins, length) else { continue };
            let ends = begins + flexible_s + length_s;
            let (begin, free, end) = (show_clock(begins), show_clock(free_from), show_clock(ends));
            if begins < free_from {
                let message = match breaks.is_empty() {
                    true => format!("the break at {begin} is before the shift begins at {free}"),
                    false if begins < last_begins => {
                        format!("the break at {begin} is before the one written before it: write them in order of time")
                    }
                    false => format!("the break at {begin} may overlap the one before, which may last until {free}"),
                };
                self.mistakes.push(item.mistake(message));
            } else if ends > to {
                let message = format!("the break may last until {end}, and the shift ends at {}", show_clock(to));
                self.mistakes.push(item.mistake(message));
            }
            (free_from, last_begins) = (ends, begins);
            let keep = kept(&item);
            if let Some(place) = item.get("keep").filter(|_| flexible_s > 0.0) {
                let message = "has no effect beside `flexible`: a break that may begin later has its full length";
                self.warnings.push(place.key_mistake(message));
            }
            breaks.push(Break { at_s: begins - opens_s, length_s, flexible_s, keep: keep.unwrap_or(Keep::End) });
        }
        breaks
    }
}

/// What is kept of something that begins late, where that is said.
fn kept(at: &At<'_>) -> Option<Keep> {
    match at.get("keep")?.text() {
        Ok("length") => Some(Keep::Length),
        Ok("end") => Some(Keep::End),
        // What the key table does not allow has been reported.
        _ => None,
    }
}

/// Head-count during the opening hours that the shifts plan: breaks where they are scheduled, nobody absent.
pub(super) fn head_count(shifts: &[Shift], horizon: &Horizon) -> Vec<(f64, u32)> {
    let mut moves: Vec<(f64, i64)> = vec![(0.0, 0)];
    for shift in shifts {
        let people = i64::from(shift.people);
        moves.extend([(shift.from_s, people), (shift.to_s, -people)]);
        for pause in &shift.breaks {
            moves.extend([(pause.at_s, -people), (pause.at_s + pause.length_s, people)]);
        }
    }
    // What happens before opening has happened at opening.
    moves.iter_mut().for_each(|step| step.0 = step.0.max(0.0));
    moves.retain(|step| step.0 < horizon.length_s);
    moves.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut steps: Vec<(f64, u32)> = Vec::with_capacity(moves.len());
    let mut there = 0;
    for (i, (at_s, people)) in moves.iter().enumerate() {
        there += people;
        if moves.get(i + 1).is_none_or(|next| next.0 > *at_s) {
            steps.push((*at_s, u32::try_from(there).unwrap_or(0)));
        }
    }
    changes(steps)
}
