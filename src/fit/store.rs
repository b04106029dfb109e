//! Contacts of a log, by day: packed to half a hundred bytes each, in memory up to a number of them, in a temporary file
//! beyond. What is held in memory does not grow with the log, apart from one day of it at a time.

use std::cell::RefCell;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use super::calendar::Date;
use super::call::Call;
use super::packed::{Packed, WIDTH};

/// Contacts held in memory, 15 MB of them.
const IN_MEMORY: usize = 1 << 18;
/// Lines of one moment that are looked through one by one.
const FEW: usize = 32;

/// Where in the file a run has the contacts of a day.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    date: i32,
    at: u64,
    contacts: usize,
}

/// Contacts as they come, in any order.
#[derive(Debug)]
pub(super) struct Builder {
    held: Vec<Packed>,
    at_most: usize,
    file: Option<File>,
    written: u64,
    stretches: Vec<Stretch>,
}

impl Default for Builder {
    fn default() -> Self {
        Builder::holding(IN_MEMORY)
    }
}

impl Builder {
    /// Holds so many contacts in memory at most.
    pub fn holding(at_most: usize) -> Builder {
        Builder { held: Vec::new(), at_most, file: None, written: 0, stretches: Vec::new() }
    }

    /// Adds a contact.
    ///
    /// # Errors
    /// The temporary file cannot be made or written.
    pub fn push(&mut self, call: &Call) -> io::Result<()> {
        self.held.push(Packed::new(call));
        if self.held.len() >= self.at_most { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> io::Result<()> {
        let mut file = match self.file.take() {
            Some(file) => file,
            None => tempfile::tempfile()?,
        };
        self.held.sort_unstable_by_key(Packed::order);
        let mut out = io::BufWriter::with_capacity(1 << 16, &mut file);
        for day in self.held.chunk_by(|a, b| a.date == b.date) {
            self.stretches.push(Stretch { date: day[0].date, at: self.written, contacts: day.len() });
            for packed in day {
                out.write_all(&packed.bytes())?;
            }
            self.written += (day.len() * WIDTH) as u64;
        }
        out.flush()?;
        drop(out);
        self.held.clear();
        self.file = Some(file);
        Ok(())
    }

    /// No more contacts will come.
    ///
    /// # Errors
    /// A temporary file cannot be made, written or read.
    pub fn finish(mut self) -> io::Result<Store> {
        let Some(_) = self.file else {
            self.held.sort_unstable_by_key(Packed::order);
            let repeated = without_repeated(&mut self.held);
            let dates = self.held.chunk_by(|a, b| a.date == b.date).map(|day| Date::of_number(day[0].date)).collect();
            return Ok(Store { held: self.held, repeated, dates, ..Store::default() });
        };
        self.spill()?;
        self.held = Vec::new();
        self.in_order()
    }

    /// The store of a second file, which has each day in one stretch, in order and without repeated lines.
    fn in_order(mut self) -> io::Result<Store> {
        self.stretches.sort_by_key(|stretch| stretch.date);
        let mut store = Store::default();
        let (Some(mut from), mut to) = (self.file, io::BufWriter::with_capacity(1 << 16, tempfile::tempfile()?)) else {
            return Ok(store);
        };
        let mut at = 0;
        for of_day in self.stretches.chunk_by(|a, b| a.date == b.date) {
            let mut day = Vec::with_capacity(of_day.iter().map(|stretch| stretch.contacts).sum());
            for stretch in of_day {
                read(&mut from, stretch, &mut |packed| day.push(packed))?;
            }
            day.sort_unstable_by_key(Packed::order);
            store.repeated.extend(without_repeated(&mut day));
            for packed in &day {
                to.write_all(&packed.bytes())?;
            }
            store.stretches.push(Stretch { date: of_day[0].date, at, contacts: day.len() });
            store.dates.push(Date::of_number(of_day[0].date));
            at += (day.len() * WIDTH) as u64;
        }
        store.file = Some(RefCell::new(to.into_inner().map_err(io::IntoInnerError::into_error)?));
        Ok(store)
    }
}

/// Reads the contacts of a stretch, a part of it at a time.
fn read(file: &mut File, stretch: &Stretch, take: &mut dyn FnMut(Packed)) -> io::Result<()> {
    const AT_ONCE: usize = 1024;
    let mut bytes = vec![0; AT_ONCE * WIDTH];
    file.seek(SeekFrom::Start(stretch.at))?;
    let mut left = stretch.contacts;
    while left > 0 {
        let part = &mut bytes[..left.min(AT_ONCE) * WIDTH];
        file.read_exact(part)?;
        part.as_chunks::<WIDTH>().0.iter().for_each(|bytes| take(Packed::of_bytes(bytes)));
        left -= left.min(AT_ONCE);
    }
    Ok(())
}

/// The contacts of a log, to be had day by day.
#[derive(Debug, Default)]
pub(super) struct Store {
    held: Vec<Packed>,
    /// Dates and lines of what is not held as it repeats an earlier line.
    repeated: Vec<(i32, u32)>,
    file: Option<RefCell<File>>,
    stretches: Vec<Stretch>,
    /// The days that have contacts, in order.
    pub dates: Vec<Date>,
    failed: RefCell<Option<io::Error>>,
}

impl Store {
    /// The contacts of a day in order of arrival, each made what is asked for; a line that repeats an earlier one, field
    /// by field, is left out.
    pub fn day<T>(&self, date: Date, make: impl Fn(Call) -> T) -> Vec<T> {
        let Some(file) = &self.file else {
            let from = self.held.partition_point(|packed| packed.date < date.number());
            let to = self.held.partition_point(|packed| packed.date <= date.number());
            return self.held[from..to].iter().map(|packed| make(packed.call())).collect();
        };
        let Ok(place) = self.stretches.binary_search_by_key(&date.number(), |stretch| stretch.date) else {
            return Vec::new();
        };
        let stretch = &self.stretches[place];
        let mut day = Vec::with_capacity(stretch.contacts);
        if let Err(error) = read(&mut file.borrow_mut(), stretch, &mut |packed| day.push(make(packed.call()))) {
            self.failed.borrow_mut().get_or_insert(error);
            day.clear();
        }
        day
    }

    /// Lines of a day that repeat an earlier one.
    pub fn repeated(&self, date: Date) -> impl Iterator<Item = usize> {
        let from = self.repeated.partition_point(|(of, _)| *of < date.number());
        let of_day = self.repeated[from..].iter().take_while(move |(of, _)| *of == date.number());
        of_day.map(|(_, line)| *line as usize)
    }

    /// The first error of reading the temporary file; days were left empty since.
    pub fn failure(&self) -> Option<io::Error> {
        self.failed.borrow_mut().take()
    }
}

/// Takes out what repeats an earlier line of the same moment, field by field; returns dates and lines.
fn without_repeated(sorted: &mut Vec<Packed>) -> Vec<(i32, u32)> {
    let mut repeated = Vec::new();
    // Of the moment that is looked at: where it begins among what is kept, and all its lines where they are many.
    let (mut kept, mut from, mut moment) = (0, 0, (i32::MIN, 0));
    let mut seen = HashSet::new();
    for at in 0..sorted.len() {
        let packed = sorted[at];
        if moment != (packed.date, packed.arrival_ms) {
            (moment, from) = ((packed.date, packed.arrival_ms), kept);
            if !seen.is_empty() {
                seen.clear();
            }
        }
        let earlier = &sorted[from..kept];
        let is_new = if earlier.len() < FEW {
            earlier.iter().all(|other| other.fingerprint != packed.fingerprint)
        } else {
            if seen.is_empty() {
                seen.extend(earlier.iter().map(|other| other.fingerprint));
            }
            seen.insert(packed.fingerprint)
        };
        if is_new {
            sorted[kept] = packed;
            kept += 1;
        } else {
            repeated.push((packed.date, packed.line));
        }
    }
    sorted.truncate(kept);
    repeated
}

#[cfg(test)]
mod tests {
    use super::super::call::{End, Notes};
    use super::super::rows::RowKind;
    use super::*;

    fn call(line: usize) -> Call {
        let mut notes = Notes::default();
        notes.add(RowKind::ShortService);
        Call {
            line,
            date: Date::of_number(19_000 + (line * 7 % 5) as i32),
            arrival_s: (line * 7919 % 86_400) as f64 + 0.125,
            kind: line % 3,
            class: [None, Some(false), Some(true)][line % 3],
            wait_s: [None, Some(0.0), Some(0.001)][line / 3 % 3],
            connect_s: [None, Some(0.0), Some(2.5)][line / 5 % 3],
            end: [End::Served, End::Abandoned, End::CutOff, End::Unknown((line % 41) as u8)][line % 4],
            service: line.is_multiple_of(4).then_some((90_000.5, 12.25)),
            wrap_up_s: line.is_multiple_of(8).then_some(3.0),
            agent: line.is_multiple_of(4).then_some(line % 9),
            notes,
            fingerprint: ((line / 2) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15),
        }
    }

    #[test]
    fn a_file_holds_what_memory_does() {
        let stored = |at_most: usize| {
            let mut builder = Builder::holding(at_most);
            (0..1000).for_each(|line| builder.push(&call(line)).unwrap());
            builder.finish().unwrap()
        };
        let (memory, file) = (stored(2000), stored(64));
        assert!(memory.file.is_none() && file.file.is_some() && file.held.is_empty());
        assert_eq!((memory.dates.len(), &memory.dates), (5, &file.dates));
        let mut all = Vec::new();
        for &date in &memory.dates {
            assert_eq!(memory.day(date, |call| call), file.day(date, |call| call));
            all.extend(memory.day(date, |call| call));
        }
        assert!(all.windows(2).all(|w| (w[0].date, w[0].arrival_s) <= (w[1].date, w[1].arrival_s)));
        all.sort_by_key(|call| call.line);
        assert_eq!(all, (0..1000).map(call).collect::<Vec<_>>());
        assert!(file.failure().is_none());
    }

    #[test]
    fn lines_of_one_moment_that_agree_in_all_fields_are_repeated() {
        let mut builder = Builder::holding(2);
        for line in [3, 4, 5] {
            builder.push(&Call { line, fingerprint: line as u64 / 4, ..call(0) }).unwrap();
        }
        let store = builder.finish().unwrap();
        let day = store.dates[0];
        assert_eq!(store.day(day, |call| call.line), [3, 4]);
        assert_eq!(store.repeated(day).collect::<Vec<_>>(), [5]);
    }
}
