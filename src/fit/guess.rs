//! A column mapping proposed for a log that nobody has explained, from the names and the values of its columns.

use std::fmt::Write;
use std::io::Read;

use super::FitError;
use super::calendar::DateFormat;
use super::columns::Columns;
use super::formats::Formats;
use super::read::Understood;
use super::role::Role;
use super::table::{Rows, Seen};
use super::{read, totals};

/// Words of which a column's name is made, by what it tells; the first that fits is taken, whole names before parts.
const WORDS: &[(Role, &[&str])] = &[
    (
        Role::Arrives,
        &[
            "arrives",
            "arrival",
            "arrivaltime",
            "callstarted",
            "starttime",
            "start",
            "calldate",
            "timestamp",
            "datetime",
            "enqueued",
            "queuestart",
            "qstart",
            "received",
            "created",
            "begin",
            "time",
            "anrufzeit",
            "beginn",
        ],
    ),
    (
        Role::ServiceStarts,
        &[
            "servicestarts",
            "answertime",
            "callanswered",
            "answeredat",
            "answer",
            "connected",
            "pickup",
            "servicestart",
            "serstart",
            "answered",
        ],
    ),
    (Role::ServiceEnds, &["serviceends", "serviceend", "serexit"]),
    (Role::Ends, &["ends", "endtime", "callended", "end", "hangup", "disconnected", "ended", "finish", "ende"]),
    (
        Role::Wait,
        &[
            "wait",
            "waitlength",
            "waittime",
            "waits",
            "waittimesec",
            "speedofanswer",
            "queuetime",
            "qtime",
            "timeinqueue",
            "asa",
            "waited",
            "ringtime",
            "wartezeit",
        ],
    ),
    (
        Role::Service,
        &[
            "service",
            "talk",
            "talktime",
            "talks",
            "servicelength",
            "billsec",
            "handletime",
            "servicetime",
            "sertime",
            "durationsec",
            "duration",
            "conversation",
            "aht",
            "talked",
            "dauer",
            "gespraechsdauer",
        ],
    ),
    (Role::WrapUp, &["wrapup", "acw", "aftercallwork", "wrap", "nachbearbeitung"]),
    (Role::Outcome, &["outcome", "disposition", "status", "result", "answered", "callresult", "state", "ergebnis"]),
    (Role::Agent, &["agent", "agentid", "agentname", "operator", "server", "user", "representative", "mitarbeiter"]),
    (Role::Group, &["group", "team", "agentgroup"]),
    (Role::Type, &["type", "queue", "queuename", "calltype", "topic", "skill", "category", "reason", "thema"]),
    (Role::Channel, &["channel", "media", "mediatype", "kanal"]),
    (Role::Date, &["date", "day", "datum", "tag"]),
];

const SERVED: [&str; 14] = [
    "served",
    "answered",
    "completed",
    "agent",
    "yes",
    "y",
    "true",
    "handled",
    "connected",
    "success",
    "1",
    "complete",
    "answer",
    "ja",
];
const ABANDONED: [&str; 18] = [
    "abandoned",
    "abandon",
    "hang",
    "hangup",
    "hung up",
    "no answer",
    "noanswer",
    "busy",
    "failed",
    "no",
    "n",
    "false",
    "missed",
    "unanswered",
    "0",
    "lost",
    "not answered",
    "nein",
];

/// A proposal.
#[derive(Clone, Debug)]
pub enum Guess {
    /// The file holds calls.
    Mapping {
        /// The column mapping, with comments, for `--columns`.
        columns_toml: String,
        /// The first rows as they are understood with it.
        understood: Vec<String>,
    },
    /// The file holds totals by interval: what to write instead.
    Totals(String),
}

/// Proposes a column mapping for a log.
///
/// # Errors
/// The log cannot be read, or nothing in it looks like the time of an arrival.
pub fn guess(log: impl Read) -> Result<Guess, FitError> {
    let rows = Rows::read(log)?;
    if let Some(text) = totals::of_rows(&rows) {
        return Ok(Guess::Totals(text));
    }
    let columns: Vec<Seen> = (0..rows.names.len()).map(|at| rows.column(at)).collect();
    let found = if rows.header { by_name(&rows, &columns) } else { by_content(&columns) };
    if !found.iter().any(|(role, _)| *role == Role::Arrives) {
        return Err(FitError::NothingArrives { header: rows.names.join(", ") });
    }
    let columns_toml = mapping(&rows, &columns, &found);
    // What is proposed can be read; what cannot is the proposer's mistake, and shown as that.
    let understood = match Columns::parse(&columns_toml) {
        Ok(mapping) => read::understood(&rows.names, &rows.rows, usize::from(rows.header), &mapping),
        Err(error) => Understood { shown: vec![format!("not complete: {error}")], ..Understood::default() },
    };
    let columns_toml = with_what_was_met(columns_toml, &understood);
    Ok(Guess::Mapping { columns_toml, understood: understood.shown })
}

/// More overlapping services than this are no slips of a clock, share of the rows.
const OVERLAPPING: f64 = 0.01;
/// Fewer are, however few rows there are.
const FEWEST_OVERLAPS: usize = 3;

/// The mapping with what reading the first rows by it has shown.
fn with_what_was_met(columns_toml: String, met: &Understood) -> String {
    let Understood { rows, unreadable, overlaps, outbound, .. } = *met;
    let (first, rest) = columns_toml.split_once('\n').unwrap_or((columns_toml.as_str(), ""));
    let mut text = format!("{first}\n");
    // Writing to a String cannot fail.
    if unreadable > 0 {
        let reason = met.reason.as_deref().unwrap_or_default().replace(|c: char| c.is_control(), " ");
        let _ = writeln!(text, "# {unreadable} of the first {rows} rows cannot be read so, and are dropped: {reason}");
    }
    if outbound > 0 {
        let _ = writeln!(
            text,
            "# {outbound} of the first {rows} rows are dropped as outbound by their channel; without `channel` they count."
        );
    }
    if overlaps >= FEWEST_OVERLAPS && overlaps as f64 > OVERLAPPING * rows as f64 {
        let _ = writeln!(
            text,
            "# {overlaps} services of the first {rows} rows begin before the agent's last one ended: each such run of services is\n\
             # taken as one stretch of work. If agents have several in hand, name `channel` and list `chat` or `email` instead.\n\
             overlaps = \"merge\""
        );
    }
    text + rest
}

fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a column can tell this, by what it holds.
fn fits(role: Role, seen: &Seen) -> bool {
    let words = seen.number.is_none() && !seen.has_clock() && !seen.has_date();
    match role {
        Role::Arrives | Role::ServiceStarts | Role::ServiceEnds | Role::Ends | Role::WaitStarts | Role::WaitEnds => {
            seen.has_clock()
        }
        Role::Date => seen.has_date(),
        Role::Wait | Role::Service | Role::WrapUp => (seen.number.is_some() || seen.duration) && !seen.has_date(),
        Role::Outcome => (words || seen.values.len() <= 2) && !seen.many && !seen.values.is_empty(),
        Role::Agent => !seen.has_clock() && !seen.values.is_empty(),
        Role::Type | Role::Channel | Role::Group => words && !seen.many && !seen.values.is_empty(),
        Role::Concurrent | Role::Cause | Role::Connect => false,
    }
}

/// By the names of the columns: whole names first, then names that hold one of the words.
fn by_name(rows: &Rows, columns: &[Seen]) -> Vec<(Role, usize)> {
    let names: Vec<String> = rows.names.iter().map(|name| plain(name)).collect();
    let mut found: Vec<(Role, usize)> = Vec::new();
    for whole in [true, false] {
        for (role, words) in WORDS {
            if found.iter().any(|(r, _)| r == role) {
                continue;
            }
            let free = |at: &usize| !found.iter().any(|(_, taken)| taken == at) && fits(*role, &columns[*at]);
            let is = |name: &str, word: &str| if whole { name == word } else { word.len() > 3 && name.contains(word) };
            let place = words.iter().find_map(|word| (0..names.len()).filter(free).find(|at| is(&names[*at], word)));
            found.extend(place.map(|at| (*role, at)));
        }
    }
    if !found.iter().any(|(role, _)| *role == Role::Arrives) {
        let first = (0..columns.len()).find(|at| columns[*at].has_clock() && !columns[*at].empty);
        found.extend(first.map(|at| (Role::Arrives, at)));
    }
    found.sort_unstable();
    found
}

/// Without names: times in order are arrival, answer (which some lack) and end; words that are known are outcomes.
fn by_content(columns: &[Seen]) -> Vec<(Role, usize)> {
    let clocks: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].has_clock()).collect();
    let mut found = Vec::new();
    for at in clocks {
        let has = |role: Role| found.iter().any(|(r, _)| *r == role);
        let role = match () {
            () if !has(Role::Arrives) && !columns[at].empty => Role::Arrives,
            () if has(Role::Arrives) && columns[at].empty && !has(Role::ServiceStarts) => Role::ServiceStarts,
            () if has(Role::Arrives) && !has(Role::Ends) => Role::Ends,
            () => continue,
        };
        found.push((role, at));
    }
    let outcome = |at: &usize| {
        let seen = &columns[*at];
        fits(Role::Outcome, seen) && seen.values.iter().any(|value| known(value).is_some())
    };
    found.extend((0..columns.len()).find(outcome).map(|at| (Role::Outcome, at)));
    found
}

/// What an outcome seems to mean.
fn known(value: &str) -> Option<&'static str> {
    let value = value.to_lowercase().replace(['_', '-'], " ");
    let is = |list: &[&str]| list.contains(&value.as_str());
    match () {
        () if is(&SERVED) => Some("served"),
        () if is(&ABANDONED) => Some("abandoned"),
        () => None,
    }
}

fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if c.is_control() => format!("\\u{:04X}", c as u32),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}

fn mapping(rows: &Rows, columns: &[Seen], found: &[(Role, usize)]) -> String {
    let mut text = String::from(
        "# Proposed by `onhold fit --guess` from the names and values of the columns; look at every line.\n",
    );
    // Writing to a String cannot fail.
    let _ = how_written(&mut text, rows, columns, found);
    let _ = writeln!(text, "\n[columns]");
    for (role, at) in found {
        let column = if rows.header { quoted(&rows.names[*at]) } else { (at + 1).to_string() };
        let _ = writeln!(text, "{} = {column}", role.key());
    }
    let left: Vec<&str> = (0..rows.names.len())
        .filter(|at| !found.iter().any(|(_, f)| f == at))
        .map(|at| rows.names[at].as_str())
        .collect();
    if !left.is_empty() {
        let _ = writeln!(text, "# not used: {}", left.join(", ").replace(|c: char| c.is_control(), " "));
    }
    if let Some((_, at)) = found.iter().find(|(role, _)| *role == Role::Outcome) {
        let _ = writeln!(text, "\n[values]");
        for list in ["served", "abandoned"] {
            let values: Vec<String> =
                columns[*at].values.iter().filter(|v| known(v) == Some(list)).map(|v| quoted(v)).collect();
            let _ = writeln!(text, "{list} = [{}]", values.join(", "));
        }
        let unknown: Vec<String> =
            columns[*at].values.iter().filter(|v| known(v).is_none()).map(|v| quoted(v)).collect();
        if !unknown.is_empty() {
            let _ = writeln!(
                text,
                "# not known: {}; served, abandoned, cut_off (by the center), callback, left_out or phantom?",
                unknown.join(", ")
            );
        }
    }
    text
}

/// The keys that say how things are written.
fn how_written(
    text: &mut String,
    rows: &Rows,
    columns: &[Seen],
    found: &[(Role, usize)],
) -> Result<(), std::fmt::Error> {
    let at = |role: Role| found.iter().find(|(r, _)| *r == role).map(|(_, at)| *at);
    let dated = at(Role::Date).or(at(Role::Arrives));
    let formats: Vec<&Formats> = dated.map_or(Vec::new(), |at| columns[at].formats.iter().collect());
    if let Some(best) = formats.iter().min_by_key(|formats| span(formats, rows, dated)) {
        writeln!(text, "date_format = \"{}\"", best.date.name())?;
        if let Some(century) = best.century {
            writeln!(text, "century = {century}   # what years of two digits follow on")?;
        }
        let day_first = |d: DateFormat| matches!(d, DateFormat::DayFirst | DateFormat::DayFirstShort);
        let month_first = |d: DateFormat| matches!(d, DateFormat::MonthFirst | DateFormat::MonthFirstShort);
        if formats.iter().any(|f| day_first(f.date)) && formats.iter().any(|f| month_first(f.date)) {
            writeln!(text, "# The day or the month may come first: this is the one with fewer days between the rows.")?;
        }
        if matches!(best.date, DateFormat::Epoch | DateFormat::EpochMs) {
            writeln!(text, "zone = \"UTC\"   # where the center is: \"Europe/Vienna\", \"America/New_York\"")?;
        }
    }
    let durations = [Role::Wait, Role::Service, Role::WrapUp].into_iter().filter_map(at);
    let comma = durations.clone().any(|at| columns[at].number.as_ref().is_some_and(|formats| formats.decimal_comma));
    if comma {
        writeln!(text, "decimal = \"comma\"")?;
    }
    if durations.clone().any(|at| columns[at].values.iter().any(|text| text.matches(':').count() == 1)) {
        writeln!(text, "durations = \"m:ss\"   # or \"h:mm\"")?;
    }
    if !rows.header {
        writeln!(text, "header = false")?;
    }
    Ok(())
}

/// Days between the first and the last row as read in a format.
fn span(formats: &Formats, rows: &Rows, at: Option<usize>) -> i32 {
    let dates = rows.rows.iter().filter_map(|row| formats.moment(row.get(at?)?).ok()?.date).map(|d| d.number());
    let (least, most) = dates.fold((i32::MAX, i32::MIN), |(least, most), d| (least.min(d), most.max(d)));
    most.saturating_sub(least)
}
