//! When a call of a line came, how long it waited and was served: durations held against clock times.

use csv::ByteRecord;

use super::{HALF_DAY_S, OUT_OF_PLACE_S, Parser, Times, field, lists};
use crate::fit::calendar::{DAY_S, Date};
use crate::fit::call::{End, Notes};
use crate::fit::formats::{LONGEST_S, Moment};
use crate::fit::role::Role;
use crate::fit::rows::RowKind;

impl Parser<'_> {
    /// All times and durations of a line.
    pub(super) fn times(&self, record: &ByteRecord, date: Date, arrival: (Moment, f64)) -> Result<Times, String> {
        let wait_s = self.duration(record, Role::Wait)?;
        let service_s = self.duration(record, Role::Service)?;
        let happened = |logged: Option<f64>| logged.is_some_and(|s| s > 0.0);
        let (waited, served) = (happened(wait_s), happened(service_s));
        let clock = |role: Role, happened: bool| self.clock(record, role, happened, date, arrival);
        Ok(Times {
            reached_s: arrival.1,
            wait_s,
            service_s,
            wait_starts_s: clock(Role::WaitStarts, waited)?,
            wait_ends_s: clock(Role::WaitEnds, waited)?,
            service_starts_s: clock(Role::ServiceStarts, served)?,
            service_ends_s: clock(Role::ServiceEnds, served)?,
            ends_s: clock(Role::Ends, false)?,
        })
    }

    /// Arrival and wait; `None` where nothing tells it.
    pub(super) fn wait(&self, times: &Times, end: End, notes: &mut Notes) -> Result<(f64, Option<f64>), String> {
        if end == End::Blocked {
            return Ok((times.reached_s, None));
        }
        let starts_s = times.wait_starts_s;
        let unrecorded = |wait_s: &f64| end != End::Served && self.no_wait.contains(wait_s);
        let logged = times.wait_s.filter(|wait_s| !unrecorded(wait_s));
        let wait_s = match duration(logged, starts_s, times.wait_ends_s, "wait", notes)? {
            Some(wait_s) => Some(wait_s),
            None => {
                let until = match end {
                    End::Served => times.wait_ends_s.or(times.service_starts_s),
                    End::Abandoned | End::CutOff | End::Callback => times.wait_ends_s.or(times.ends_s),
                    End::Blocked | End::Unknown(_) => None,
                };
                let from_s = starts_s.unwrap_or(times.reached_s);
                let wait_s = until.map(|until_s| after(from_s, until_s, notes) - from_s);
                if wait_s.is_some_and(|wait_s| wait_s < 0.0) {
                    return Err("the wait is empty, and ends before the call arrives".to_owned());
                }
                wait_s
            }
        };
        if wait_s.is_none_or(|wait_s| wait_s == 0.0) {
            return Ok((times.reached_s, wait_s));
        }
        let Some(starts_s) = starts_s else {
            if self.places.get(Role::WaitStarts).is_some() {
                notes.add(RowKind::NoWaitStart);
            }
            return Ok((times.reached_s, wait_s));
        };
        Ok((after(times.reached_s, starts_s, notes), wait_s))
    }

    /// Start and length of the service, if there was one.
    pub(super) fn service(
        &self,
        times: &Times,
        end: End,
        arrival_s: f64,
        wait_s: Option<f64>,
        notes: &mut Notes,
    ) -> Result<Option<(f64, f64)>, String> {
        let wait_ends_s = arrival_s + wait_s.unwrap_or_default();
        let served = matches!(end, End::Served | End::Callback);
        let ends_s = times.service_ends_s.or(times.ends_s.filter(|_| served));
        // Where no column says when services begin they begin when the wait ends.
        let follows = self.places.get(Role::ServiceStarts).is_none() && served && end == End::Served;
        let starts_s = times.service_starts_s.or(wait_s.filter(|_| follows).map(|_| wait_ends_s));
        let length_s = duration(times.service_s, starts_s, ends_s, "service", notes)?;
        if !served {
            if length_s.is_some_and(|s| s > 0.0) {
                notes.add(RowKind::AbandonedWithService);
            }
            return Ok(None);
        }
        let Some((starts_s, length_s)) = starts_s.zip(length_s) else {
            if end == End::Served {
                notes.add(RowKind::ServedWithoutService);
            }
            return Ok(None);
        };
        if length_s <= self.short_s {
            notes.add(RowKind::ShortService);
        }
        let starts_s = after(wait_ends_s, starts_s, notes);
        if end == End::Served && wait_s.is_some() && (starts_s - wait_ends_s).abs() > OUT_OF_PLACE_S {
            notes.add(RowKind::ServiceOutOfPlace);
        }
        Ok(Some((starts_s, length_s)))
    }

    /// How long an agent was taken before "hello", where a column says it; empty: none was.
    pub(super) fn connect(&self, record: &ByteRecord) -> Result<Option<f64>, String> {
        if self.places.get(Role::Connect).is_none() {
            return Ok(None);
        }
        Ok(Some(self.duration(record, Role::Connect)?.unwrap_or_default()))
    }

    /// What is peculiar about an end.
    pub(super) fn note_end(
        &mut self,
        record: &ByteRecord,
        end: End,
        wait_s: Option<f64>,
        notes: &mut Notes,
    ) -> Result<(), String> {
        match end {
            End::Abandoned if wait_s == Some(0.0) => notes.add(RowKind::AbandonedAtOnce),
            End::Abandoned if wait_s.is_none() => notes.add(RowKind::WaitUnknown),
            End::Served if wait_s.is_none() => notes.add(RowKind::WaitUnknown),
            End::CutOff => notes.add(RowKind::CutOff),
            End::Callback => notes.add(RowKind::Callback),
            End::Blocked => notes.add(RowKind::Blocked),
            End::Unknown(_) => notes.add(RowKind::UnknownOutcome),
            _ => {}
        }
        if self.text(record, Role::Cause)?.is_some_and(|cause| !cause.is_empty()) {
            notes.add(RowKind::Caused);
        }
        Ok(())
    }

    pub(super) fn class(&self, record: &ByteRecord, wait_s: Option<f64>) -> Result<Option<bool>, String> {
        match (&self.columns.class, self.places.class) {
            (Some(class), Some(at)) if wait_s.is_some_and(|s| s > 0.0) || !class.known_if_waited => {
                Ok(Some(lists(&class.values, field(record, at)?)))
            }
            _ => Ok(None),
        }
    }

    /// A duration in seconds; empty is `None`.
    pub(super) fn duration(&self, record: &ByteRecord, role: Role) -> Result<Option<f64>, String> {
        match self.text(record, role)? {
            None | Some("") => Ok(None),
            Some(text) => self.columns.formats.duration(text).map(Some),
        }
    }

    /// A time in seconds since midnight of the arrival's date; `None` where it is empty, or says "never" of something that
    /// did not happen.
    pub(super) fn clock(
        &self,
        record: &ByteRecord,
        role: Role,
        happened: bool,
        date: Date,
        arrival: (Moment, f64),
    ) -> Result<Option<f64>, String> {
        let Some(text) = self.text(record, role)? else { return Ok(None) };
        if text.is_empty() || (!happened && self.columns.never.iter().any(|never| never == text)) {
            return Ok(None);
        }
        let moment = self.columns.formats.moment(text)?;
        let Some(clock_s) = moment.clock_s else {
            return Err(format!("`{text}` has no clock time (column for `{}`)", role.key()));
        };
        let since_arrival =
            moment.instant_s.zip(arrival.0.instant_s).map(|(instant_s, reached_s)| instant_s - reached_s);
        let time_s = match (since_arrival, moment.date) {
            (Some(since_s), _) => arrival.1 + since_s,
            (None, Some(other)) => clock_s + f64::from(other.number() - date.number()) * DAY_S,
            (None, None) => clock_s,
        };
        if (time_s - arrival.1).abs() > LONGEST_S + DAY_S {
            return Err(format!(
                "`{text}` is more than a week from the arrival; if it stands for what did not happen, list it as `never`"
            ));
        }
        Ok(Some(time_s))
    }
}

/// The length of a stretch of time: as logged, or where that is empty by its clock times.
fn duration(
    logged: Option<f64>,
    starts: Option<f64>,
    ends: Option<f64>,
    what: &str,
    notes: &mut Notes,
) -> Result<Option<f64>, String> {
    let by_clock = starts.zip(ends).map(|(starts, ends)| after(starts, ends, notes) - starts);
    match (logged, by_clock) {
        (Some(logged), Some(clock)) => {
            if (logged - clock).abs() > 1.0 {
                notes.add(RowKind::ClockDisagrees);
            }
            Ok(Some(logged))
        }
        (Some(logged), None) => Ok(Some(logged)),
        (None, Some(clock)) if clock >= 0.0 => Ok(Some(clock)),
        (None, Some(_)) => Err(format!("the {what} is empty and its clock runs backwards")),
        (None, None) => Ok(None),
    }
}

/// `time`, a day later if it has passed midnight since `before`.
fn after(before: f64, time: f64, notes: &mut Notes) -> f64 {
    if before - time > HALF_DAY_S {
        notes.add(RowKind::PastMidnight);
        time + DAY_S
    } else {
        time
    }
}
