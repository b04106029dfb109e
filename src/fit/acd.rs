//! Agents logged in, as the ACD reports them: a file that says how many were there, in place of what the log suggests.

use std::io::Read;

use thiserror::Error;

use super::calendar::{Date, DateFormat, clock, parse_clock};
use super::day_class::DayClass;
use super::sample::Sample;

/// The columns, for messages.
const COLUMNS: &str = "`from` (a clock time, or date and time), `to` (optional), `date` or `day` (optional), `group` \
                       (optional) and `agents`";
const DAY_S: f64 = 86_400.0;
/// Agents of a group at most, as in a scenario.
const MOST_AGENTS: f64 = 1e6;

/// Why a file of logged-in agents cannot be used.
#[derive(Debug, Error)]
pub enum AgentsError {
    /// It cannot be read as a table.
    #[error("{0}")]
    Csv(#[from] csv::Error),
    /// A column is missing.
    #[error("it has no column `{0}`; the columns are {COLUMNS}")]
    Column(&'static str),
    /// A field does not mean anything.
    #[error("line {line}: `{field}` is not {expected}")]
    Field {
        /// Line, from 1.
        line: u64,
        /// What stands there.
        field: String,
        /// What should.
        expected: &'static str,
    },
    /// A row ends before it begins.
    #[error("line {line}: `to` is not after `from`")]
    Order {
        /// Line, from 1.
        line: u64,
    },
    /// A group that the fit has not found.
    #[error("it has a group `{group}`; those of the log are {known}")]
    Group {
        /// Its name.
        group: String,
        /// Names of the groups found.
        known: String,
    },
    /// No row is about a comparable day.
    #[error("it says nothing about any of the comparable days ({first} to {last})")]
    Days {
        /// The first of them.
        first: Date,
        /// The last.
        last: Date,
    },
    /// Rows that overlap add up to more agents than a group may have.
    #[error("its rows add up to more than 1,000,000 agents at {at}: rows that overlap are added")]
    TooMany {
        /// Start of the interval.
        at: String,
    },
    /// Contacts are answered while nobody is logged in.
    #[error("it has nobody at {at}, when the log has contacts in service")]
    Nobody {
        /// Start of the interval.
        at: String,
    },
}

/// The days a row is about.
#[derive(Clone, Copy, Debug, PartialEq)]
enum When {
    /// Every day.
    Every,
    /// Days of the week.
    Weekdays(DayClass),
    /// One date.
    On(Date),
}

#[derive(Clone, Debug, PartialEq)]
struct Row {
    when: When,
    group: Option<String>,
    from_s: f64,
    /// `None`: until the next row of its days and group.
    to_s: Option<f64>,
    agents: f64,
}

/// Agents logged in, by stretch of time. Rows that overlap add up, so that single log-ins may be rows of one agent.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LoggedIn {
    rows: Vec<Row>,
}

/// Agents logged in on the comparable days.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Levels {
    /// By group asked for, day and interval; `None` for days that the file is silent about.
    pub by_group: Vec<Vec<Option<Vec<f64>>>>,
}

impl LoggedIn {
    /// Reads a table with a header: comma, semicolon or tab between the fields. `from` and `to` are clock times, or
    /// dates with clock times; `date` (yyyy-mm-dd) or `day` (mon, tue, ...) says which days a row is about, without
    /// either all; a row without `to` holds until the next one of its days and group, or to the end of the day.
    ///
    /// # Errors
    /// A column is missing, or a field cannot be read.
    pub fn read(mut file: impl Read) -> Result<LoggedIn, AgentsError> {
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(csv::Error::from)?;
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&bytes);
        let first = text.split(|b| *b == b'\n').next().unwrap_or_default();
        let often = |separator: &u8| first.iter().filter(|b| *b == separator).count();
        let separator = *b",;\t".iter().rev().max_by_key(|s| often(s)).unwrap_or(&b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).trim(csv::Trim::All).flexible(true).from_reader(text);
        let header: Vec<String> = reader.headers()?.iter().map(str::to_lowercase).collect();
        let place = |name: &str| header.iter().position(|column| column == name);
        let from = place("from").or(place("interval")).or(place("time")).ok_or(AgentsError::Column("from"))?;
        let agents = place("agents").ok_or(AgentsError::Column("agents"))?;
        let (to, date, day, group) = (place("to"), place("date"), place("day"), place("group"));
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = record?;
            let line = record.position().map_or(0, csv::Position::line);
            let field = |at: usize| record.get(at).unwrap_or_default();
            let wrong = |at: usize, expected| AgentsError::Field { line, field: field(at).to_owned(), expected };
            let some = |at: Option<usize>| at.filter(|at| !field(*at).is_empty());
            let moment = |at: usize| moment(field(at)).ok_or_else(|| wrong(at, "a clock time, or date and time"));
            let (dated, from_s) = moment(from)?;
            let when = match (dated, some(date), some(day)) {
                (Some(date), ..) => When::On(date),
                (None, Some(at), _) => {
                    When::On(DateFormat::Iso.parse(field(at), None).map_err(|_| wrong(at, "a date yyyy-mm-dd"))?)
                }
                (None, None, Some(at)) => {
                    let days = DayClass::parse(field(at)).map_err(|_| wrong(at, "a day or days: mon, mon-fri"))?;
                    When::Weekdays(days)
                }
                (None, None, None) => When::Every,
            };
            let to_s = some(to).map(moment).transpose()?.map(|(_, to_s)| if to_s == 0.0 { DAY_S } else { to_s });
            if to_s.is_some_and(|to_s| to_s <= from_s) {
                return Err(AgentsError::Order { line });
            }
            let number = field(agents).replace(',', ".").parse().ok().filter(|n: &f64| (0.0..=MOST_AGENTS).contains(n));
            let agents = number.ok_or_else(|| wrong(agents, "a number of agents, 0 to 1,000,000"))?;
            rows.push(Row { when, group: some(group).map(|at| field(at).to_owned()), from_s, to_s, agents });
        }
        Ok(LoggedIn { rows })
    }

    /// Whether its rows name groups.
    pub(super) fn has_groups(&self) -> bool {
        self.rows.iter().any(|row| row.group.is_some())
    }

    /// Agents of each of these groups (`None`: of the whole center) on each day and interval of the sample.
    pub(super) fn levels(&self, sample: &Sample, groups: &[Option<&str>]) -> Result<Levels, AgentsError> {
        let known = || groups.iter().flatten().map(|g| format!("`{g}`")).collect::<Vec<_>>().join(", ");
        let stranger = |row: &&Row| self.has_groups() && !groups.contains(&row.group.as_deref());
        if let Some(row) = self.rows.iter().find(stranger) {
            let group = row.group.clone().unwrap_or_default();
            return Err(AgentsError::Group { group, known: known() });
        }
        let by_group: Vec<Vec<Option<Vec<f64>>>> = groups
            .iter()
            .map(|group| sample.days.iter().map(|date| self.on(*date, *group, sample)).collect())
            .collect();
        let too_many = |levels: &Vec<f64>| levels.iter().position(|level| *level > MOST_AGENTS);
        if let Some(i) = by_group.iter().flatten().flatten().find_map(too_many) {
            return Err(AgentsError::TooMany { at: clock(sample.opens_s + i as f64 * sample.interval_s) });
        }
        let said = by_group.iter().flatten().any(Option::is_some);
        match (sample.days.first(), sample.days.last()) {
            (Some(&first), Some(&last)) if !said => Err(AgentsError::Days { first, last }),
            _ => Ok(Levels { by_group }),
        }
    }

    /// Agents of a group on a date, by interval: what is said of the date, else of its weekday, else of every day.
    fn on(&self, date: Date, group: Option<&str>, sample: &Sample) -> Option<Vec<f64>> {
        let rank = |row: &Row| match row.when {
            When::On(on) => (on == date).then_some(0),
            When::Weekdays(days) => days.contains(date).then_some(1),
            When::Every => Some(2),
        };
        let first = self.rows.iter().filter_map(rank).min()?;
        let about = |row: &&Row| rank(row) == Some(first) && row.group.as_deref() == group;
        let mut rows: Vec<&Row> = self.rows.iter().filter(about).collect();
        rows.sort_by(|a, b| a.from_s.total_cmp(&b.from_s));
        let mut levels = vec![0.0; sample.intervals];
        for row in &rows {
            let next = || rows.get(rows.partition_point(|r| r.from_s <= row.from_s)).map(|r| r.from_s);
            let to_s = row.to_s.or_else(next).unwrap_or(f64::INFINITY);
            for (i, level) in levels.iter_mut().enumerate() {
                let from = sample.opens_s + i as f64 * sample.interval_s;
                let overlap = to_s.min(from + sample.interval_s) - row.from_s.max(from);
                *level += row.agents * overlap.max(0.0) / sample.interval_s;
            }
        }
        Some(levels)
    }
}

impl AgentsError {
    /// Somebody is in service in an interval that has nobody logged in.
    pub(super) fn nobody(at_s: f64) -> AgentsError {
        AgentsError::Nobody { at: clock(at_s) }
    }
}

/// A clock time, or a date and a clock time.
fn moment(text: &str) -> Option<(Option<Date>, f64)> {
    if let Some(time) = parse_clock(text, true) {
        return Some((None, time));
    }
    let (date, time) = text.split_once(['T', ' '])?;
    Some((Some(DateFormat::Iso.parse(date, None).ok()?), parse_clock(time.trim(), true)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Sample {
        // Two weekdays and a Saturday, 8 to 10.
        let days: Vec<Date> = [0, 1, 5].map(|d| Date::FIRST_MONDAY_OF_2024.later(d)).to_vec();
        Sample::empty(days, 28_800.0, 1800.0, 4)
    }

    fn read(text: &str) -> LoggedIn {
        LoggedIn::read(text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
    }

    fn levels(text: &str, group: Option<&str>) -> Vec<Option<Vec<f64>>> {
        read(text).levels(&sample(), &[group]).unwrap().by_group[0].clone()
    }

    #[test]
    fn rows_hold_until_the_next_or_as_long_as_they_say() {
        let steps = levels("time;agents\n08:00;3\n09:00;4,5\n", None);
        assert_eq!(steps, vec![Some(vec![3.0, 3.0, 4.5, 4.5]); 3]);
        let log_ins = levels("from,to,agents\n8:00,9:15,1\n08:30,09:30,1\n", None);
        assert_eq!(log_ins[0], Some(vec![1.0, 2.0, 1.5, 0.0]));
    }

    #[test]
    fn a_date_beats_a_weekday_and_a_weekday_every_day() {
        let text = "date,day,from,agents\n,,08:00,2\n,mon-fri,08:00,3\n2024-01-02,,08:00,4\n";
        let found: Vec<f64> = levels(text, None).into_iter().map(|day| day.unwrap()[0]).collect();
        assert_eq!(found, [3.0, 4.0, 2.0]);
        let dated = levels("from,agents\n2024-01-02T08:00,4\n2024-01-02 09:00,5\n", None);
        assert_eq!(dated, [None, Some(vec![4.0, 4.0, 5.0, 5.0]), None]);
        let groups =
            read("group,from,agents\na,08:00,4\nb,08:00,9\n").levels(&sample(), &[Some("a"), Some("b")]).unwrap();
        assert_eq!(groups.by_group[1][0], Some(vec![9.0; 4]));
    }

    #[test]
    fn what_cannot_be_meant_is_said() {
        let refused = |text: &str| LoggedIn::read(text.as_bytes()).unwrap_err().to_string();
        insta::assert_snapshot!(refused("from,people\n"), @"it has no column `agents`; the columns are `from` (a clock time, or date and time), `to` (optional), `date` or `day` (optional), `group` (optional) and `agents`");
        insta::assert_snapshot!(refused("from,agents\nnoon,3\n"), @"line 2: `noon` is not a clock time, or date and time");
        insta::assert_snapshot!(refused("from,to,agents\n09:00,08:00,3\n"), @"line 2: `to` is not after `from`");
        insta::assert_snapshot!(refused("from,agents\n09:00,-3\n"), @"line 2: `-3` is not a number of agents, 0 to 1,000,000");
        insta::assert_snapshot!(refused("from,agents\n09:00,1e300\n"), @"line 2: `1e300` is not a number of agents, 0 to 1,000,000");
        let used = |text: &str, groups: &[Option<&str>]| read(text).levels(&sample(), groups).unwrap_err().to_string();
        insta::assert_snapshot!(used("from,group,agents\n09:00,x,3\n", &[Some("a"), Some("b")]), @"it has a group `x`; those of the log are `a`, `b`");
        insta::assert_snapshot!(used("from,agents\n09:00,600000\n09:00,600000\n", &[None]), @"its rows add up to more than 1,000,000 agents at 09:00: rows that overlap are added");
        insta::assert_snapshot!(used("date,from,agents\n2023-01-01,09:00,3\n", &[None]), @"it says nothing about any of the comparable days (2024-01-01 to 2024-01-06)");
    }
}
