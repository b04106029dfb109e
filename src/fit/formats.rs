//! How a log writes dates, clock times, durations and numbers, as its column mapping says.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

use super::calendar::{DAY_S, Date, DateFormat, parse_clock, plain_clock};
use super::columns::ColumnsError;
use super::duration_format::{DurationFormat, long};
use super::mapping::Section;

/// The keys of a mapping that say how things are written.
pub(super) const KEYS: [&str; 5] = ["date_format", "century", "zone", "decimal", "durations"];

/// What lasts longer is no duration: work that may wait overnight may wait over the weekend, and some more.
pub(super) const LONGEST_S: f64 = 7.0 * DAY_S;

/// How a log writes dates, times, durations and numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Formats {
    /// Dates.
    pub date: DateFormat,
    /// A year of two digits is the one of these hundred years, from this one on.
    pub century: Option<i32>,
    /// Where the center is: moments that say how far they are from Greenwich are read as its clock showed them.
    pub zone: Option<TimeZone>,
    /// Whether a comma parts the fraction of a number, and a point thousands.
    pub decimal_comma: bool,
    /// Durations.
    pub durations: DurationFormat,
}

/// A moment as a log tells it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moment {
    /// Its date, where it says one.
    pub date: Option<Date>,
    /// Seconds since midnight of the clock on the wall, where it says a time.
    pub clock_s: Option<f64>,
    /// Seconds since 1970 in Greenwich, where it tells.
    pub instant_s: Option<f64>,
}

impl Formats {
    /// Reads the keys of a mapping.
    pub(super) fn read(root: &Section<'_>) -> Result<Formats, ColumnsError> {
        let name = root.text("date_format")?.unwrap_or_else(|| "yyyy-mm-dd".to_owned());
        let Some(date) = DateFormat::named(&name) else {
            let known: Vec<&str> = DateFormat::NAMED.iter().map(|(n, _)| *n).collect();
            return Err(root.error("date_format", &format!("`{name}` is not one of {}", known.join(", "))));
        };
        let century = match root.whole("century")? {
            None => (date == DateFormat::Yymmdd).then_some(1970),
            Some(year @ 0..=9900) => Some(year as i32),
            Some(_) => return Err(root.error("century", "expected a year, like 2000: years 00 to 99 follow on it")),
        };
        if date.has_short_year() && century.is_none() {
            let problem = "is missing: a year of two digits needs the century meant, like `century = 2000`, which makes \
                           21 the year 2021";
            return Err(root.error("century", problem));
        }
        let zone = root.text("zone")?.map(|name| {
            let unknown =
                |_| root.error("zone", &format!("`{name}` is not a time zone like \"Europe/Vienna\" or \"UTC\""));
            TimeZoneDatabase::bundled().get(&name).map_err(unknown)
        });
        let decimal_comma = match root.text("decimal")?.as_deref() {
            None | Some("point") => false,
            Some("comma") => true,
            Some(other) => return Err(root.error("decimal", &format!("`{other}` is not point or comma"))),
        };
        let name = root.text("durations")?.unwrap_or_else(|| "s".to_owned());
        let Some((_, durations)) = DurationFormat::NAMED.iter().find(|(n, _)| *n == name) else {
            let known: Vec<&str> = DurationFormat::NAMED.iter().map(|(n, _)| *n).collect();
            return Err(root.error("durations", &format!("`{name}` is not one of {}", known.join(", "))));
        };
        Ok(Formats { date, century, zone: zone.transpose()?, decimal_comma, durations: *durations })
    }

    /// A number, as the mapping says that numbers are written.
    pub fn number(&self, text: &str) -> Option<f64> {
        if (1..=9).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()) {
            return Some(f64::from(text.bytes().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'))));
        }
        let digit = text.bytes().any(|b| b.is_ascii_digit());
        let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b'-' | b'+' | b'e' | b'E'));
        if !digit || !plain {
            return None;
        }
        if self.decimal_comma { text.replace('.', "").replace(',', ".").parse().ok() } else { text.parse().ok() }
    }

    /// A duration in seconds.
    ///
    /// # Errors
    /// What was expected.
    pub fn duration(&self, text: &str) -> Result<f64, String> {
        let seconds = match self.number(text) {
            Some(number) => number * self.durations.unit_s(),
            None => self.duration_in_words(text)?,
        };
        match seconds {
            s if (0.0..=LONGEST_S).contains(&s) => Ok(s),
            s if s < 0.0 => Err(format!("`{text}` is a negative duration")),
            _ => Err(format!("`{text}` is longer than a week")),
        }
    }

    fn duration_in_words(&self, text: &str) -> Result<f64, String> {
        match (text.matches(':').count(), self.durations) {
            (2, _) => {
                if let Some(seconds) = parse_clock(text, self.decimal_comma) {
                    return Ok(seconds);
                }
            }
            (1, DurationFormat::HoursMinutes) => {
                if let Some(seconds) = parse_clock(text, self.decimal_comma) {
                    return Ok(seconds);
                }
            }
            (1, DurationFormat::MinutesSeconds) => {
                if let Some(seconds) = parse_clock(&format!("0:{text}"), self.decimal_comma).or_else(|| long(text)) {
                    return Ok(seconds);
                }
            }
            (1, _) => {
                return Err(format!(
                    "`{text}` may be minutes or hours: write durations = \"m:ss\" or \"h:mm\" into the column mapping"
                ));
            }
            _ => {
                if let Ok(duration) = text.parse::<SignedDuration>() {
                    return Ok(duration.as_secs_f64());
                }
            }
        }
        let comma = text.contains(',') && !self.decimal_comma;
        let hint = if comma { "; write decimal = \"comma\" into the column mapping if that is a comma" } else { "" };
        Err(format!("`{text}` is not a number of seconds, nor a duration like 0:02:23{hint}"))
    }

    /// A moment: a date, a time, or both.
    ///
    /// # Errors
    /// What was expected.
    pub fn moment(&self, text: &str) -> Result<Moment, String> {
        if let Some(clock_s) = plain_clock(text.as_bytes()) {
            return Ok(Moment { date: None, clock_s: Some(clock_s), instant_s: None });
        }
        if let Some(number) = self.number(text).filter(|_| !text.contains('-')) {
            if let Some(moment) = self.counted(number) {
                return Ok(moment);
            }
            // A spreadsheet's time of day.
            if number < 1.0 && text.contains(['.', ',']) {
                return Ok(Moment { date: None, clock_s: Some(whole_ms(number * DAY_S)), instant_s: None });
            }
        }
        let (date, time) = split(text);
        let date = if date.is_empty() { None } else { Some(self.date.parse(date, self.century)?) };
        let Some(time) = time else { return Ok(Moment { date, clock_s: None, instant_s: None }) };
        let (time, offset_s) = offset(time);
        let clock_s = parse_clock(time, true)
            .ok_or_else(|| format!("`{text}` is not a clock time like 14:05:09 or 2:05:09 PM"))?;
        let instant_s =
            offset_s.zip(date).map(|(offset_s, date)| f64::from(date.number()) * DAY_S + clock_s - offset_s);
        match (&self.zone, instant_s) {
            (Some(_), Some(instant_s)) => Ok(self.local(instant_s)),
            _ => Ok(Moment { date, clock_s: Some(clock_s), instant_s }),
        }
    }

    /// A moment that is one number.
    fn counted(&self, number: f64) -> Option<Moment> {
        // Days that a spreadsheet counts from the last but one of 1899; dates of this century have 36,526 and more.
        const SHEET_BEGINS: i32 = -25_569;
        // The year 5138: what is later is no time.
        const LAST_S: f64 = 1e11;
        match self.date {
            DateFormat::Epoch if number < LAST_S => Some(self.local(number)),
            DateFormat::EpochMs if number < 1000.0 * LAST_S => Some(self.local(number / 1000.0)),
            DateFormat::Excel if (1.0..3e6).contains(&number) => {
                let day = libm::floor(number);
                let clock_s = whole_ms((number - day) * DAY_S);
                Some(Moment {
                    date: Some(Date::of_number(SHEET_BEGINS + day as i32)),
                    clock_s: Some(clock_s),
                    instant_s: None,
                })
            }
            _ => None,
        }
    }

    /// What the clock of the center showed; Greenwich's where it is not said where that is.
    fn local(&self, instant_s: f64) -> Moment {
        let offset_s = self.zone.as_ref().map_or(0.0, |zone| ahead_s(zone, instant_s));
        let days = libm::floor((instant_s + offset_s) / DAY_S);
        let clock_s = instant_s + offset_s - days * DAY_S;
        Moment {
            date: Some(Date::of_number(days as i32)),
            clock_s: Some(whole_ms(clock_s)),
            instant_s: Some(instant_s),
        }
    }
}

/// How far a zone's clock is ahead of Greenwich's, s.
fn ahead_s(zone: &TimeZone, instant_s: f64) -> f64 {
    let instant = Timestamp::from_second(libm::floor(instant_s) as i64);
    instant.map_or(0.0, |instant| f64::from(zone.to_offset(instant).seconds()))
}

/// Fractions of days are exact to a hundredth of a millisecond at best.
fn whole_ms(seconds: f64) -> f64 {
    libm::round(seconds * 1000.0) / 1000.0
}

/// How far ahead of Greenwich the clock is of which a text tells, s; `None` where it does not say.
pub(super) fn ahead_of_greenwich_s(text: &str) -> Option<f64> {
    split(text).1.and_then(|time| offset(time).1)
}

/// A text as its date and its time.
fn split(text: &str) -> (&str, Option<&str>) {
    // The bracketed name of a zone that ISO 8601's relatives append adds nothing to an offset.
    let text = text.split('[').next().unwrap_or(text);
    let bytes = text.as_bytes();
    let Some(colon) = text.find(':') else {
        // 20210101T091258, ISO 8601's basic format, has no colon and is not among what is read.
        return (text.trim(), None);
    };
    let mut from = colon;
    while from > 0 && bytes[from - 1].is_ascii_digit() {
        from -= 1;
    }
    let date = text[..from].trim_end();
    let date = date.strip_suffix(['T', 't', ',']).unwrap_or(date);
    (date.trim(), Some(&text[from..]))
}

/// A time as the clock's and how far it is ahead of Greenwich, s.
fn offset(time: &str) -> (&str, Option<f64>) {
    let time = time.trim_end();
    for greenwich in ["Z", "z", "UTC", "GMT"] {
        if let Some(clock) = time.strip_suffix(greenwich) {
            return (clock.trim_end(), Some(0.0));
        }
    }
    let Some(at) = time.rfind(['+', '-', '\u{2212}']) else { return (time, None) };
    let (clock, signed) = time.split_at(at);
    let sign = if signed.starts_with('+') { 1.0 } else { -1.0 };
    let digits: String = signed.chars().skip(1).filter(|c| *c != ':').collect();
    let valid = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    if !valid {
        return (time, None);
    }
    let part = |from: usize| digits.get(from..from + 2).and_then(|d| d.parse::<f64>().ok()).unwrap_or_default();
    (clock.trim_end(), Some(sign * (part(0) * 3600.0 + part(2) * 60.0)))
}

#[cfg(test)]
mod tests {
    use super::super::columns::Columns;
    use super::*;

    fn formats(keys: &str) -> Formats {
        let rest = "[columns]\narrives = \"a\"\nwait = \"w\"\nservice = \"s\"\n";
        Columns::parse(&format!("{keys}\n{rest}")).unwrap().formats
    }

    fn refused(keys: &str) -> String {
        let rest = "[columns]\narrives = \"a\"\nwait = \"w\"\nservice = \"s\"\n";
        Columns::parse(&format!("{keys}\n{rest}")).unwrap_err().to_string()
    }

    /// A moment as date and clock, in ISO 8601.
    fn shown(keys: &str, text: &str) -> String {
        let moment = formats(keys).moment(text).unwrap_or_else(|error| panic!("{keys} {text}: {error}"));
        let clock = moment.clock_s.map(|s| {
            let whole = s as u32;
            format!("{:02}:{:02}:{:06.3}", whole / 3600, whole / 60 % 60, libm::fmod(s, 60.0))
        });
        let date = moment.date.map(|date| date.to_string());
        [date, clock].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn one_moment_in_all_its_spellings() {
        let right = "2026-03-05 14:05:09.000";
        for (keys, text) in [
            ("", "2026-03-05T14:05:09"),
            ("", "2026-03-05 14:05:09"),
            ("", "2026-03-05T14:05:09.000+01:00"),
            ("", "2026-03-05T14:05:09,000+0100"),
            ("", "2026-03-05 14:05:09 +01"),
            ("", "2026-03-05T14:05:09-05:00[America/New_York]"),
            ("", "2026-03-05T14:05:09Z"),
            ("zone = \"Europe/Vienna\"", "2026-03-05T13:05:09Z"),
            ("zone = \"Europe/Vienna\"", "2026-03-05T08:05:09-05:00"),
            ("zone = \"Europe/Vienna\"", "2026-03-05 14:05:09"),
            ("date_format = \"dd.mm.yyyy\"", "5.3.2026 14:05:09"),
            ("date_format = \"dd/mm/yyyy\"", "05-03-2026, 2:05:09 PM"),
            ("date_format = \"dd/mm/yyyy\"", "5 March 2026 02:05:09 p.m."),
            ("date_format = \"dd/mm/yyyy\"", "05-Mär-2026 14:05:09"),
            ("date_format = \"mm/dd/yyyy\"", "3/5/2026 2:05:09PM"),
            ("date_format = \"mm/dd/yyyy\"", "Mar 5, 2026 2:05:09 pm"),
            ("date_format = \"dd/mm/yy\"\ncentury = 2000", "5/3/26 14:05:09"),
            ("date_format = \"yy-mm-dd\"\ncentury = 1950", "26-03-05 14:05:09"),
            ("date_format = \"yyyymmdd\"", "20260305 14:05:09"),
            ("date_format = \"epoch\"", "1772719509"),
            ("date_format = \"epoch\"\nzone = \"Europe/Vienna\"", "1772715909"),
            ("date_format = \"epoch-ms\"\nzone = \"Asia/Kolkata\"", "1772699709000"),
            ("date_format = \"excel\"", "46086.586909722222"),
            ("date_format = \"excel\"\ndecimal = \"comma\"", "46086,586909722222"),
        ] {
            assert_eq!(shown(keys, text), right, "{keys} {text}");
        }
        // Summer time.
        assert_eq!(shown("zone = \"Europe/Vienna\"", "2026-07-05T12:00:00Z"), "2026-07-05 14:00:00.000");
        assert_eq!(shown("zone = \"Europe/Vienna\"", "2026-03-05T23:30:00Z"), "2026-03-06 00:30:00.000");
        for (text, clock) in [
            ("12:00:01 AM", "00:00:01.000"),
            ("12:30 PM", "12:30:00.000"),
            ("0.5", "12:00:00.000"),
            ("0.38400462962963", "09:12:58.000"),
            ("24:10:00.5", "24:10:00.500"),
        ] {
            assert_eq!(shown("", text), clock);
        }
        // Instants tell lengths of time over the end of summer time.
        let vienna = formats("zone = \"Europe/Vienna\"");
        let at = |text: &str| vienna.moment(text).unwrap().instant_s.unwrap();
        assert_eq!(at("2026-10-25T02:01:00+01:00") - at("2026-10-25T02:59:00+02:00"), 120.0);
    }

    #[test]
    fn durations_in_all_their_spellings() {
        for (keys, text, seconds) in [
            ("", "143", 143.0),
            ("", "143.25", 143.25),
            ("decimal = \"comma\"", "143,25", 143.25),
            ("decimal = \"comma\"", "1.143,25", 1143.25),
            ("durations = \"ms\"", "143250", 143.25),
            ("durations = \"min\"", "2.5", 150.0),
            ("durations = \"days\"", "0.0625", 5400.0),
            ("", "00:02:23", 143.0),
            ("", "12:02:23 AM", 143.0),
            ("", "27:02:23", 97_343.0),
            ("durations = \"m:ss\"", "2:23", 143.0),
            ("durations = \"m:ss\"", "75:00", 4500.0),
            ("durations = \"h:mm\"", "2:23", 8580.0),
            ("", "PT2M23S", 143.0),
            ("", "2m23s", 143.0),
        ] {
            let read = formats(keys).duration(text).unwrap_or_else(|error| panic!("{keys} {text}: {error}"));
            assert!((read - seconds).abs() < 1e-9, "{keys} {text}: {read}");
        }
        let wrong = |keys: &str, text: &str| formats(keys).duration(text).unwrap_err();
        assert_eq!(wrong("", "-162.0"), "`-162.0` is a negative duration");
        assert!(wrong("", "143,25").contains("decimal = \"comma\""), "{}", wrong("", "143,25"));
        assert!(wrong("", "2:23").contains("durations = \"m:ss\" or \"h:mm\""));
        assert!(wrong("", "long").contains("not a number of seconds"));
        assert!(wrong("", "9999999").contains("longer than a week"));
    }

    #[test]
    fn what_cannot_be_read_says_what_was_expected() {
        let wrong = |keys: &str, text: &str| formats(keys).moment(text).unwrap_err();
        assert_eq!(
            wrong("date_format = \"dd/mm/yyyy\"", "1/1/21 09:00"),
            "`1/1/21` has a year of two digits: write date_format = \"dd/mm/yy\" and, for 2021, century = 2000"
        );
        assert_eq!(
            wrong("", "31.12.2026"),
            "`31.12.2026` is not a date like 2026-12-31 (date_format = \"yyyy-mm-dd\")"
        );
        assert_eq!(
            wrong("", "2026-13-02"),
            "`2026-13-02` is not a date like 2026-12-31 (date_format = \"yyyy-mm-dd\")"
        );
        assert_eq!(wrong("", "2026-12-02 9:75"), "`2026-12-02 9:75` is not a clock time like 14:05:09 or 2:05:09 PM");
        assert!(refused("date_format = \"dd/mm/yy\"").contains("century = 2000"));
        assert!(refused("date_format = \"ddmmyy\"").contains("is not one of yyyy-mm-dd, "));
        assert!(refused("zone = \"Europe/Wien\"").contains("is not a time zone like \"Europe/Vienna\""));
        assert!(refused("durations = \"hours\"").contains("is not one of s, ms"));
    }
}
