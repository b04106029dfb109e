//! Dates, days of the week and clock times as logs write them.

use std::fmt;

use jiff::{Span, civil};

pub(super) const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Seconds of a day.
pub(super) const DAY_S: f64 = 86_400.0;

/// A calendar date, as the number of days since 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(i32);

const FIRST: civil::Date = civil::date(1970, 1, 1);

impl Date {
    /// Monday, 1 January 2024.
    pub const FIRST_MONDAY_OF_2024: Date = Date(19_723);

    /// The date of a year, month and day of the Gregorian calendar; `None` if there is no such day.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Date> {
        let year = i16::try_from(year).ok().filter(|year| (0..=9999).contains(year))?;
        let date = civil::Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
        date.since(FIRST).ok().map(|span| Date(span.get_days()))
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
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match Span::new().try_days(self.0).and_then(|days| FIRST.checked_add(days)) {
            Ok(date) => write!(f, "{date}"),
            // Beyond the year 9999, which no log reaches and no run either.
            Err(_) => write!(f, "day {} after {FIRST}", self.0),
        }
    }
}

/// How a log writes its dates. Months may be numbers or names, separators `-`, `/`, `.`, blanks and commas.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateFormat {
    /// `1999-02-01`.
    Iso,
    /// `01/02/1999`, the first of February.
    DayFirst,
    /// `02/01/1999`, the first of February.
    MonthFirst,
    /// `99-02-01`, in a century that is said.
    IsoShort,
    /// `01/02/99`, the first of February, in a century that is said.
    DayFirstShort,
    /// `02/01/99`, the first of February, in a century that is said.
    MonthFirstShort,
    /// `990201`; years from 70 on belong to the last century, if no other is said.
    Yymmdd,
    /// `19990201`.
    Yyyymmdd,
    /// Seconds since 1970 in Greenwich.
    Epoch,
    /// Milliseconds since then.
    EpochMs,
    /// Days as spreadsheets count them: `45292.5` is noon of the first day of 2024.
    Excel,
}

impl DateFormat {
    /// The formats and their names in a column mapping; the first is the default.
    pub const NAMED: [(&'static str, DateFormat); 11] = [
        ("yyyy-mm-dd", DateFormat::Iso),
        ("dd/mm/yyyy", DateFormat::DayFirst),
        ("mm/dd/yyyy", DateFormat::MonthFirst),
        ("yy-mm-dd", DateFormat::IsoShort),
        ("dd/mm/yy", DateFormat::DayFirstShort),
        ("mm/dd/yy", DateFormat::MonthFirstShort),
        ("yymmdd", DateFormat::Yymmdd),
        ("yyyymmdd", DateFormat::Yyyymmdd),
        ("epoch", DateFormat::Epoch),
        ("epoch-ms", DateFormat::EpochMs),
        ("excel", DateFormat::Excel),
    ];

    /// The format of a name, whatever its separators.
    pub fn named(name: &str) -> Option<DateFormat> {
        let same = |known: &str| known.replace('-', "/") == name.to_ascii_lowercase().replace(['-', '.'], "/");
        DateFormat::NAMED.iter().find(|(known, _)| same(known)).map(|(_, format)| *format)
    }

    /// Its name in a column mapping.
    pub fn name(self) -> &'static str {
        DateFormat::NAMED.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// Whether its years have two digits.
    pub fn has_short_year(self) -> bool {
        matches!(
            self,
            DateFormat::IsoShort | DateFormat::DayFirstShort | DateFormat::MonthFirstShort | DateFormat::Yymmdd
        )
    }

    /// The last day of 2026 in this format.
    fn example(self) -> &'static str {
        match self {
            DateFormat::Iso => "2026-12-31",
            DateFormat::DayFirst => "31/12/2026",
            DateFormat::MonthFirst => "12/31/2026",
            DateFormat::IsoShort => "26-12-31",
            DateFormat::DayFirstShort => "31/12/26",
            DateFormat::MonthFirstShort => "12/31/26",
            DateFormat::Yymmdd => "261231",
            DateFormat::Yyyymmdd => "20261231",
            DateFormat::Epoch => "1798675200",
            DateFormat::EpochMs => "1798675200000",
            DateFormat::Excel => "46387",
        }
    }

    /// Reads a date. A year of two digits is one of the hundred from `century` on.
    ///
    /// # Errors
    /// What was expected.
    pub fn parse(self, text: &str, century: Option<i32>) -> Result<Date, String> {
        let wrong = || format!("`{text}` is not a date like {} (date_format = \"{}\")", self.example(), self.name());
        let (year, month, day) = self.parts(text).ok_or_else(wrong)?;
        let number = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse::<i32>().ok());
        let written = number(year).flatten().ok_or_else(wrong)?;
        let full = match (year.len(), self.has_short_year()) {
            (4, false) => written,
            (1 | 2, true) => {
                let century = century.ok_or_else(wrong)?;
                century + (written - century).rem_euclid(100)
            }
            (2, false) if month.len() <= 3 && day.len() <= 2 => {
                let short = match self {
                    DateFormat::DayFirst => "dd/mm/yy",
                    DateFormat::MonthFirst => "mm/dd/yy",
                    _ => "yy-mm-dd",
                };
                return Err(format!(
                    "`{text}` has a year of two digits: write date_format = \"{short}\" and, for 20{year}, century = 2000"
                ));
            }
            _ => return Err(wrong()),
        };
        let month = month_of(month).ok_or_else(wrong)?;
        Date::new(full, month, day.parse().map_err(|_| wrong())?).ok_or_else(wrong)
    }

    /// Year, month and day as written.
    fn parts(self, text: &str) -> Option<(&str, &str, &str)> {
        let compact = |year_digits: usize| {
            (text.len() == year_digits + 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| {
                let (year, rest) = text.split_at(year_digits);
                (year, &rest[..2], &rest[2..])
            })
        };
        match self {
            DateFormat::Yymmdd => return compact(2),
            DateFormat::Yyyymmdd => return compact(4),
            DateFormat::Epoch | DateFormat::EpochMs | DateFormat::Excel => return None,
            _ => {}
        }
        let mut parts = text.split(['-', '/', '.', ' ', ',']).filter(|part| !part.is_empty());
        let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        Some(match self {
            DateFormat::DayFirst | DateFormat::DayFirstShort => (c, b, a),
            DateFormat::MonthFirst | DateFormat::MonthFirstShort => (c, a, b),
            _ => (a, b, c),
        })
    }
}

/// A month by number or by its name, in English or German, of which three letters are enough.
fn month_of(text: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    const OTHERS: [(&str, u32); 6] = [("mär", 3), ("mrz", 3), ("mai", 5), ("okt", 10), ("dez", 12), ("jän", 1)];
    if text.bytes().all(|b| b.is_ascii_digit()) {
        return text.parse().ok();
    }
    let name = text.to_lowercase();
    let english = MONTHS.iter().position(|month| name.starts_with(month)).map(|at| at as u32 + 1);
    english.or_else(|| OTHERS.iter().find(|(month, _)| name.starts_with(month)).map(|(_, number)| *number))
}

/// A clock time `hh:mm:ss`, as nearly all logs write it, as seconds since midnight; `None`: another spelling, or none.
pub(super) fn plain_clock(text: &[u8]) -> Option<f64> {
    let &[h, hours, b':', m, minutes, b':', s, seconds] = text else { return None };
    let two = |tens: u8, ones: u8| {
        (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| u32::from(tens - b'0') * 10 + u32::from(ones - b'0'))
    };
    let (hours, minutes, seconds) = (two(h, hours)?, two(m, minutes)?, two(s, seconds)?);
    (minutes < 60 && seconds < 60).then(|| f64::from(hours * 3600 + minutes * 60 + seconds))
}

/// Reads a clock time `h:mm:ss` or `h:mm` (a fraction of a second is kept), or one with AM or PM, as seconds since
/// midnight, below 192 hours: some systems count on past midnight, of work that may wait for a week.
pub(super) fn parse_clock(text: &str, comma: bool) -> Option<f64> {
    if let Some(seconds) = plain_clock(text.as_bytes()) {
        return Some(seconds);
    }
    let (text, half) = half_of_day(text);
    let mut parts = text.split(':');
    let mut hours: u32 = digits(parts.next()?)?;
    let minutes: u32 = digits(parts.next()?)?;
    let seconds: f64 = match parts.next() {
        Some(part) if part.starts_with(|c: char| c.is_ascii_digit()) => match part.split_once(',').filter(|_| comma) {
            Some((whole, fraction)) => format!("{whole}.{fraction}").parse().ok()?,
            None => part.parse().ok()?,
        },
        Some(_) => return None,
        None => 0.0,
    };
    if let Some(afternoon) = half {
        if !(1..=12).contains(&hours) {
            return None;
        }
        hours = hours % 12 + if afternoon { 12 } else { 0 };
    }
    let valid = parts.next().is_none() && hours < 192 && minutes < 60 && (0.0..60.0).contains(&seconds);
    valid.then(|| f64::from(hours * 3600 + minutes * 60) + seconds)
}

fn digits(text: &str) -> Option<u32> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// A time without its AM or PM, and whether it is of the afternoon.
fn half_of_day(text: &str) -> (&str, Option<bool>) {
    if text.ends_with(|c: char| c.is_ascii_digit()) {
        return (text, None);
    }
    for (mark, afternoon) in [("am", false), ("pm", true), ("a.m.", false), ("p.m.", true)] {
        let at = text.len().saturating_sub(mark.len());
        if text.get(at..).is_some_and(|end| end.eq_ignore_ascii_case(mark)) {
            return (text[..at].trim_end(), Some(afternoon));
        }
    }
    (text, None)
}

/// Writes seconds since midnight as `hh:mm`.
pub fn clock(seconds: f64) -> String {
    let minutes = libm::round(seconds / 60.0) as u32;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_their_days_of_the_week_and_come_back() {
        let read = |format: DateFormat, text: &str| format.parse(text, Some(1970));
        let first = read(DateFormat::Yymmdd, "990201").unwrap();
        assert_eq!((first.to_string().as_str(), first.weekday_name()), ("1999-02-01", "mon"));
        assert_eq!(Date::new(1970, 1, 1), Some(Date(0)));
        assert_eq!(Date::new(2024, 1, 1), Some(Date::FIRST_MONDAY_OF_2024));
        assert_eq!(Date::new(2000, 2, 29).unwrap().next(), Date::new(2000, 3, 1).unwrap());
        assert_eq!(Date::new(1900, 2, 29), None);
        assert_eq!(read(DateFormat::DayFirst, "28/11/2026"), read(DateFormat::Iso, "2026-11-28"));
        assert_eq!(read(DateFormat::MonthFirst, "11/28/2026"), read(DateFormat::Yyyymmdd, "20261128"));
        for wrong in ["99020", "9902011", "99o201", "991301", "990230", "۹۹۰۲۰۱"] {
            assert!(read(DateFormat::Yymmdd, wrong).is_err(), "{wrong}");
        }
        // The century that is said has the years from it on.
        let year = |century, text| DateFormat::DayFirstShort.parse(text, Some(century)).unwrap().to_string();
        assert_eq!((year(2000, "1/1/21"), year(1900, "1/1/21")), ("2021-01-01".into(), "1921-01-01".into()));
        assert_eq!((year(1970, "1/1/69"), year(1970, "1/1/70")), ("2069-01-01".into(), "1970-01-01".into()));
        for (name, format) in DateFormat::NAMED {
            assert_eq!((DateFormat::named(name), format.name()), (Some(format), name));
            let sheet = matches!(format, DateFormat::Epoch | DateFormat::EpochMs | DateFormat::Excel);
            let read = format.parse(format.example(), Some(2000));
            assert!(sheet || read.unwrap().to_string() == "2026-12-31", "{name}");
        }
        assert_eq!(DateFormat::named("DD.MM.YYYY"), Some(DateFormat::DayFirst));
    }

    #[test]
    fn clock_times() {
        assert_eq!(parse_clock("7:02:47", false), Some(25_367.0));
        assert_eq!(parse_clock("07:30", false), Some(27_000.0));
        assert_eq!(parse_clock("24:10:00.5", false), Some(87_000.5));
        assert_eq!(parse_clock("24:10:00,5", true), Some(87_000.5));
        assert_eq!(parse_clock("104:10:00.025", false), Some(375_000.025));
        for wrong in ["", "7", "7:60:00", "7:00:60", "7:00:-1", "7:00:00:00", "192:00:00", "x:00", "7:00:inf", "+7:00"]
        {
            assert_eq!(parse_clock(wrong, true), None, "{wrong}");
        }
        for wrong in ["13:00 PM", "0:30 AM"] {
            assert_eq!(parse_clock(wrong, true), None, "{wrong}");
        }
        assert_eq!(clock(86_400.0), "24:00");
    }
}
