//! Days of the week that are comparable.

use std::fmt;

use thiserror::Error;

use super::calendar::{Date, NAMES};

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
