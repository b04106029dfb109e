//! A column mapping proposed for a log that nobody has explained, from the names and the values of its columns.

use std::fmt::Write;
use std::io::Read;

use super::FitError;
use super::calendar::DateFormat;
use super::columns::Columns;
use super::formats::Formats;
use super::guess_words::{OF_COLUMNS, known, of_channel};
use super::guess_zone::{offsets, zone_of_offsets};
use super::read::Understood;
use super::role::Role;
use super::table::{Rows, Seen};
use super::{are_no_slips, read, totals};

/// A proposal.
#[derive(Clone, Debug)]
pub enum Guess {
    /// The file holds calls.
    Mapping {
        /// The column mapping, with comments, for `--columns`.
        columns_toml: String,
        /// The first rows as they are understood with it.
        understood: Vec<String>,
        /// What only whoever knows the log can say, and the mapping leaves open.
        question: Option<String>,
        /// What has to be added or mended before a log can be read by the mapping.
        missing: Option<String>,
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
    let parsed = Columns::parse(&columns_toml);
    let understood = match &parsed {
        Ok(mapping) => read::understood(&rows.names, &rows.rows, usize::from(rows.header), mapping),
        Err(_) => Understood::default(),
    };
    let missing = match &parsed {
        Ok(_) => mostly_unreadable(&understood),
        Err(error) => Some(with_those_not_used(&error.problem, &rows, &found)),
    };
    // Where a channel says of which contacts agents have several in hand, what else overlaps is for the fit to ask about.
    let said = parsed.is_ok_and(|mapping| !mapping.chat.is_empty() || !mapping.email.is_empty());
    let asks = !said && are_no_slips(understood.overlaps, understood.rows);
    let columns_toml = with_what_was_met(columns_toml, &understood, asks, missing.as_deref());
    let question = asks.then(|| {
        format!(
            "{} services of the first {} rows begin before the agent's last one ended: do agents have several in hand? \
             The mapping's comments say how to answer",
            understood.overlaps, understood.rows
        )
    });
    Ok(Guess::Mapping { columns_toml, understood: understood.shown, question, missing })
}

/// That a fit would refuse a log of which half cannot be read.
fn mostly_unreadable(met: &Understood) -> Option<String> {
    let Understood { rows, unreadable, .. } = *met;
    let reason = met.reason.as_deref().unwrap_or_default();
    (unreadable > 0 && unreadable * 2 >= rows)
        .then(|| format!("{unreadable} of the first {rows} rows cannot be read so: {reason}"))
}

/// A problem of the proposal, with the columns that nothing was found for.
fn with_those_not_used(problem: &str, rows: &Rows, found: &[(Role, usize)]) -> String {
    match not_used(rows, found) {
        left if left.is_empty() => format!("{problem}; there is no column left that could tell it"),
        left => format!("{problem}; is it one of the columns that are not used: {left}?"),
    }
}

/// The columns that a proposal does not use.
fn not_used(rows: &Rows, found: &[(Role, usize)]) -> String {
    let left = (0..rows.names.len()).filter(|at| !found.iter().any(|(_, f)| f == at));
    left.map(|at| rows.names[at].replace(|c: char| c.is_control(), " ")).collect::<Vec<_>>().join(", ")
}

/// The mapping with what reading the first rows by it has shown.
fn with_what_was_met(columns_toml: String, met: &Understood, asks: bool, missing: Option<&str>) -> String {
    let Understood { rows, unreadable, overlaps, outbound, .. } = *met;
    let (first, rest) = columns_toml.split_once('\n').unwrap_or((columns_toml.as_str(), ""));
    let mut text = format!("{first}\n");
    // Writing to a String cannot fail.
    if let Some(missing) = missing {
        let _ = writeln!(text, "# Not complete: {}", missing.replace(|c: char| c.is_control(), " "));
    }
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
    if asks {
        let _ = writeln!(
            text,
            "# {overlaps} services of the first {rows} rows begin before the agent's last one ended, and nothing says that agents have\n\
             # several in hand: `onhold fit` stops and asks until one of two things is said here.\n\
             # - They have, in chats or e-mail: `channel = \"COLUMN\"` under [columns], and under [values] what that column holds for\n\
             #   them, `chat = [...]` or `email = [...]`.\n\
             # - They have not, and such a run of services is one stretch of work: the next line without its #.\n\
             # overlaps = \"merge\""
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
        for (role, words) in OF_COLUMNS {
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
    with_the_outcome_that_is_told(&mut found, columns);
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
    let outcome = best_outcome(columns, |_| true).filter(|at| told(&columns[*at]) > Told::Number);
    found.extend(outcome.map(|at| (Role::Outcome, at)));
    found
}

/// How well the values of a column tell outcomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    /// None is known.
    Nothing,
    /// There is one for all rows, a number.
    Number,
    /// Some are known.
    Some,
    /// They tell those served from those who hung up, but by numbers, as many a column has them.
    BothByNumber,
    /// They tell those served from those who hung up by words.
    Both,
}

fn told(seen: &Seen) -> Told {
    let numbers = seen.values.iter().all(|value| value.bytes().all(|b| b.is_ascii_digit()));
    let is = |list: &str| seen.values.iter().any(|value| known(value) == Some(list));
    match (is("served"), is("abandoned")) {
        (true, true) if numbers => Told::BothByNumber,
        (true, true) => Told::Both,
        (false, false) => Told::Nothing,
        _ if numbers && seen.values.len() == 1 => Told::Number,
        _ => Told::Some,
    }
}

/// The first of the columns whose values tell outcomes best.
fn best_outcome(columns: &[Seen], free: impl Fn(&usize) -> bool) -> Option<usize> {
    let those = (0..columns.len()).rev().filter(|at| free(at) && fits(Role::Outcome, &columns[*at]));
    those.max_by_key(|at| told(&columns[*at]))
}

/// A column of one value is no outcome where another one's values tell those served from those who hung up.
fn with_the_outcome_that_is_told(found: &mut [(Role, usize)], columns: &[Seen]) {
    let taken: Vec<usize> = found.iter().map(|(_, at)| *at).collect();
    let Some((_, at)) = found.iter_mut().find(|(role, _)| *role == Role::Outcome) else { return };
    let better = best_outcome(columns, |at| !taken.contains(at));
    if columns[*at].values.len() == 1
        && let Some(better) = better.filter(|better| told(&columns[*better]) == Told::Both)
    {
        *at = better;
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
    let left = not_used(rows, found);
    if !left.is_empty() {
        let _ = writeln!(text, "# not used: {left}");
    }
    let column_of = |role: Role| found.iter().find(|(r, _)| *r == role).map(|(_, at)| &columns[*at]);
    let (outcome, channel) = (column_of(Role::Outcome), column_of(Role::Channel));
    if outcome.is_some() || channel.is_some() {
        let _ = writeln!(text, "\n[values]");
    }
    let _ = channel.map_or(Ok(()), |seen| values_of_channels(&mut text, seen));
    let _ = outcome.map_or(Ok(()), |seen| values_of_outcomes(&mut text, seen));
    text
}

/// Which values are chats and e-mail. All others are calls.
fn values_of_channels(text: &mut String, seen: &Seen) -> Result<(), std::fmt::Error> {
    for list in ["chat", "email"] {
        let values = values(seen, |value| of_channel(value) == Some(list));
        if !values.is_empty() {
            writeln!(text, "{list} = [{values}]")?;
        }
    }
    match values(seen, |value| of_channel(value).is_none()) {
        others if others.is_empty() => Ok(()),
        others => writeln!(text, "# taken as channels of calls: {others}; or are some of them chat or email?"),
    }
}

/// What the values of outcomes mean.
fn values_of_outcomes(text: &mut String, seen: &Seen) -> Result<(), std::fmt::Error> {
    for list in ["served", "abandoned"] {
        writeln!(text, "{list} = [{}]", values(seen, |value| known(value) == Some(list)))?;
    }
    match values(seen, |value| known(value).is_none()) {
        unknown if unknown.is_empty() => Ok(()),
        unknown => writeln!(
            text,
            "# not known: {unknown}; served, abandoned, cut_off (by the center), callback, left_out or phantom?"
        ),
    }
}

/// Some of the values of a column, as a list has them.
fn values(seen: &Seen, which: impl Fn(&str) -> bool) -> String {
    seen.values.iter().filter(|value| which(value)).map(|value| quoted(value)).collect::<Vec<_>>().join(", ")
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
        zone_of_offsets(text, &offsets(rows, dated))?;
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
