//! Dates, days of the week and clock times as logs write them.

use std::fmt;

use thiserror::Error;

const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// A calendar date, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

impl Date {
    /// Monday, 1 January 2024.
    pub const FIRST_MONDAY_OF_2024: Date = Date(19_723);

    /// The date of a year, month and day of the proleptic Gregorian calendar; `None` if there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            4 | 6 | 9 | 11 => 30,
            2 => 28 + u32::from(leap),
            1..=12 => 31,
            _ => return None,
        };
        if day == 0 || day > last || !(0..=9999).contains(&year) {
            return None;
        }
        // Hinnant, "chrono-compatible low-level date algorithms": years begin in March, eras have 400 years.
        let shifted = if month <= 2 { year - 1 } else { year };
        let era = shifted.div_euclid(400);
        let year_of_era = shifted.rem_euclid(400);
        let day_of_year = (153 * ((month as i32 + 9) % 12) + 2) / 5 + day as i32 - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        Some(Date(era * 146_097 + day_of_era - 719_468))
    }

    /// Days since 1970-01-01.
    pub(super) fn number(self) -> i32 {
        self.0
    }

    /// The date so many days after 1970-01-01.
    pub(super) fn of_number(days: i32) -> Date {
        Date(days)
    }

    /// Day of the week: 0 Monday to 6 Sunday.
    pub fn weekday(self) -> usize {
        (self.0 + 3).rem_euclid(7) as usize
    }

    /// Name of the day of the week, three letters.
    pub fn weekday_name(self) -> &'static str {
        &NAMES[self.weekday()][..3]
    }

    /// The next day.
    pub fn next(self) -> Date {
        Date(self.0 + 1)
    }

    /// So many days later.
    pub fn later(self, days: u64) -> Date {
        Date(self.0.saturating_add(i32::try_from(days).unwrap_or(i32::MAX)))
    }

    fn civil(self) -> (i32, i32, i32) {
        let shifted = self.0 + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        (year_of_era + era * 400 + i32::from(month <= 2), month, day)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.civil();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

/// How a log writes its dates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `990201`; years from 70 on belong to the last century.
    Yymmdd,
    /// `19990201`.
    Yyyymmdd,
    /// `1999-02-01`.
    Iso,
    /// `01/02/1999`, the first of February; also with points or dashes.
    DayFirst,
    /// `02/01/1999`, the first of February; also with points or dashes.
    MonthFirst,
}

impl DateFormat {
    /// The formats and their names in a column mapping.
    pub const NAMED: [(&'static str, DateFormat); 5] = [
        ("yymmdd", DateFormat::Yymmdd),
        ("yyyymmdd", DateFormat::Yyyymmdd),
        ("yyyy-mm-dd", DateFormat::Iso),
        ("dd/mm/yyyy", DateFormat::DayFirst),
        ("mm/dd/yyyy", DateFormat::MonthFirst),
    ];

    /// Reads a date; `None` if the text is not one in this format.
    pub fn parse(self, text: &str) -> Option<Date> {
        if !text.is_ascii() {
            return None;
        }
        let compact = |year_digits: usize| {
            (text.len() == year_digits + 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| {
                let (year, rest) = text.split_at(year_digits);
                (year, &rest[..2], &rest[2..])
            })
        };
        let (year, month, day) = match self {
            DateFormat::Yymmdd => compact(2)?,
            DateFormat::Yyyymmdd => compact(4)?,
            DateFormat::Iso | DateFormat::DayFirst | DateFormat::MonthFirst => {
                let mut parts = text.split(['-', '/', '.']);
                let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
                if parts.next().is_some() {
                    return None;
                }
                match self {
                    DateFormat::DayFirst => (c, b, a),
                    DateFormat::MonthFirst => (c, a, b),
                    _ => (a, b, c),
                }
            }
        };
        let mut full: i32 = year.parse().ok()?;
        if self == DateFormat::Yymmdd {
            full += if full < 70 { 2000 } else { 1900 };
        }
        Date::new(full, month.parse().ok()?, day.parse().ok()?)
    }
}

/// Reads a clock time `h:mm:ss` or `h:mm` (a fraction of a second is kept) as seconds since midnight, below 192 hours:
/// some systems count on past midnight, of work that may wait for a week.
pub fn parse_clock(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let hours: u32 = parts.next()?.parse().ok()?;
    let minutes: u32 = parts.next()?.parse().ok()?;
    let seconds: f64 = match parts.next() {
        Some(part) if part.starts_with(|c: char| c.is_ascii_digit()) => part.parse().ok()?,
        Some(_) => return None,
        None => 0.0,
    };
    let valid = parts.next().is_none() && hours < 192 && minutes < 60 && (0.0..60.0).contains(&seconds);
    valid.then(|| f64::from(hours * 3600 + minutes * 60) + seconds)
}

/// Writes seconds since midnight as `hh:mm`.
pub fn clock(seconds: f64) -> String {
    let minutes = libm::round(seconds / 60.0) as u32;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// A text that does not name days of the week.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{text}` is not a set of days: write `all`, a range like `sun-thu`, or a list like `mon,wed,fri`")]
pub struct DaysError {
    /// The part that was not understood.
    pub text: String,
}

/// A class of comparable days: a set of days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayClass([bool; 7]);

impl Default for DayClass {
    fn default() -> Self {
        DayClass([true; 7])
    }
}

impl DayClass {
    /// Reads `all`, `sun-thu` (a range may run over the end of the week), `mon,tue`, or a list of both.
    ///
    /// # Errors
    /// The part that names no day.
    pub fn parse(text: &str) -> Result<DayClass, DaysError> {
        let mut days = [false; 7];
        for part in text.split(',').map(|p| p.trim().to_ascii_lowercase()) {
            let wrong = || DaysError { text: part.clone() };
            let day = |name: &str| {
                let name = name.trim();
                NAMES.iter().position(|n| name.len() >= 3 && n.starts_with(name)).ok_or_else(wrong)
            };
            if part == "all" {
                days = [true; 7];
            } else if let Some((from, to)) = part.split_once('-') {
                let (mut at, last) = (day(from)?, day(to)?);
                days[at] = true;
                while at != last {
                    at = (at + 1) % 7;
                    days[at] = true;
                }
            } else {
                days[day(&part)?] = true;
            }
        }
        Ok(DayClass(days))
    }

    /// Whether a date is one of them.
    pub fn contains(self, date: Date) -> bool {
        self.0[date.weekday()]
    }
}

impl fmt::Display for DayClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == [true; 7] {
            return write!(f, "all days");
        }
        // A run of three or more is a range; it may begin in one week and end in the next.
        let starts: Vec<usize> = (0..7).filter(|&d| self.0[d] && !self.0[(d + 6) % 7]).collect();
        let mut parts = Vec::new();
        for start in starts {
            let length = (0..7).take_while(|i| self.0[(start + i) % 7]).count();
            let name = |i: usize| &NAMES[(start + i) % 7][..3];
            match length {
                1 => parts.push(name(0).to_owned()),
                2 => parts.extend([name(0).to_owned(), name(1).to_owned()]),
                n => parts.push(format!("{}-{}", name(0), name(n - 1))),
            }
        }
        write!(f, "{}", parts.join(","))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_days_of_the_week_and_come_back() {
        let first = DateFormat::Yymmdd.parse("990201").unwrap();
        assert_eq!((first.to_string().as_str(), first.weekday_name()), ("1999-02-01", "mon"));
        assert_eq!(Date::new(1970, 1, 1), Some(Date(0)));
        assert_eq!(Date::new(2000, 2, 29).unwrap().next(), Date::new(2000, 3, 1).unwrap());
        assert_eq!(Date::new(1900, 2, 29), None);
        assert_eq!(DateFormat::DayFirst.parse("28/11/2026"), DateFormat::Iso.parse("2026-11-28"));
        assert_eq!(DateFormat::MonthFirst.parse("11/28/2026"), DateFormat::Yyyymmdd.parse("20261128"));
        for wrong in ["99020", "9902011", "99o201", "991301", "990230", "۹۹۰۲۰۱"] {
            assert_eq!(DateFormat::Yymmdd.parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn clock_times() {
        assert_eq!(parse_clock("7:02:47"), Some(25_367.0));
        assert_eq!(parse_clock("07:30"), Some(27_000.0));
        assert_eq!(parse_clock("24:10:00.5"), Some(87_000.5));
        assert_eq!(parse_clock("104:10:00.025"), Some(375_000.025));
        for wrong in ["", "7", "7:60:00", "7:00:60", "7:00:-1", "7:00:00:00", "192:00:00", "x:00", "7:00:inf"] {
            assert_eq!(parse_clock(wrong), None, "{wrong}");
        }
        assert_eq!(clock(86_400.0), "24:00");
    }

    #[test]
    fn day_classes_are_read_and_written() {
        for (text, written) in [
            ("sun-thu", "sun-thu"),
            ("Monday, tue", "mon,tue"),
            ("fri-mon,wed", "wed,fri-mon"),
            ("mon-sun", "all days"),
        ] {
            assert_eq!(DayClass::parse(text).unwrap().to_string(), written);
        }
        let friday = Date::new(1999, 2, 5).unwrap();
        assert!(!DayClass::parse("sun-thu").unwrap().contains(friday));
        assert!(DayClass::default().contains(friday));
        assert_eq!(DayClass::parse("mon,xyz").unwrap_err().text, "xyz");
        assert!(DayClass::parse("").is_err());
    }
}
