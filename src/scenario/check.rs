//! Whether what was written is what the key table allows: keys, types, units, ranges. What depends on other values
//! (names, lengths of lists) is checked where the model is built.

use super::mistake::{Mistake, nearest, suggestion};
use super::reader::At;
use super::shape::{Key, Kind, Need, OneOf, Shape, Word, quoted};
use super::tree::Item;
use super::units::counted;

/// Mistakes reported of one list: a column of numbers without units need not be told a thousand times.
const MOST_OF_A_LIST: usize = 3;

/// Checks a table against its shape.
pub fn table(at: &At<'_>, shape: &'static Shape, mistakes: &mut Vec<Mistake>) {
    if at.table().is_none() {
        return mistakes.push(at.wrong(&Kind::Table(shape).expected()));
    }
    for (name, below) in at.entries() {
        match shape.key(name) {
            Some(key) => value(&below, &key.kind, mistakes),
            None => mistakes.push(unknown(&below, name, &at.path, shape)),
        }
    }
    let meant = meant(at, shape);
    let missing = |k: &&Key| k.need == Need::Required && at.get(k.name).is_none() && !meant.contains(&k.name);
    for key in shape.keys.iter().filter(missing) {
        let help = format!("{}: {}", key.doc, key.kind.expected());
        mistakes.push(at.missing(key.name).help(help));
    }
    exclusive(at, shape, &meant, mistakes);
}

/// The keys that were probably meant by unknown ones: that they are missing need not be said as well.
pub fn meant(at: &At<'_>, shape: &'static Shape) -> Vec<&'static str> {
    let unknown = at.entries().map(|e| e.0).filter(|name| shape.key(name).is_none());
    unknown.filter_map(|name| nearest(name, shape.keys.iter().map(|k| k.name))).collect()
}

/// Checks a value against its kind.
pub fn value(at: &At<'_>, kind: &'static Kind, mistakes: &mut Vec<Mistake>) {
    match kind {
        Kind::Table(shape) => table(at, shape, mistakes),
        Kind::Names(of) => names(at, of, mistakes),
        Kind::List(of, least) => list(at, of, *least, mistakes),
        Kind::Profile(of) => profile(at, of, mistakes),
        Kind::Either(plain, table) => {
            let table_like = matches!(at.node.item, Item::Table(_));
            let plain_wrong = !table_like && matches!(at.node.item, Item::List(_) | Item::Flag(_) | Item::Moment(_));
            match (table_like, plain_wrong) {
                (true, _) => value(at, table, mistakes),
                (false, true) => mistakes.push(at.wrong(&kind.expected())),
                (false, false) => value(at, plain, mistakes),
            }
        }
        leaf => mistakes.extend(check_leaf(at, leaf).err()),
    }
}

/// Whether a value is written as a profile: steps by the clock, or a list.
fn looks_like_a_profile(at: &At<'_>) -> bool {
    let by_clock = |name: &str| name.starts_with(|c: char| c.is_ascii_digit());
    match at.node.item {
        Item::List(_) => true,
        Item::Table(_) => at.entries().next().is_some() && at.entries().all(|(name, _)| by_clock(name)),
        _ => false,
    }
}

fn check_leaf(at: &At<'_>, kind: &'static Kind) -> Result<(), Mistake> {
    match kind {
        Kind::Number(_) | Kind::Duration { .. } if looks_like_a_profile(at) => {
            let message = "this value cannot vary over the day";
            Err(at.mistake(message).help(format!("expected {}", kind.expected())))
        }
        Kind::Text | Kind::File => at.text().map(|_| ()),
        Kind::Number(bounds) => {
            let inside = bounds.hold(at.number()?);
            if inside { Ok(()) } else { Err(at.wrong(bounds.words)) }
        }
        Kind::Whole(least, most) => {
            let number = at.whole().map_err(|_| at.wrong(&kind.expected()))?;
            if number < *least {
                return Err(at.wrong(&kind.expected()));
            }
            if number > *most { Err(at.wrong(&format!("at most {most}"))) } else { Ok(()) }
        }
        Kind::Duration { positive } => {
            let seconds = at.duration()?;
            if *positive && seconds == 0.0 { Err(at.wrong("a duration longer than 0")) } else { Ok(()) }
        }
        Kind::Clock => at.clock().map(|_| ()),
        Kind::Flag => at.flag().map(|_| ()),
        Kind::Rate => at.rate().map(|_| ()),
        Kind::Word(words) => check_word(at, words, kind),
        Kind::Paths if at.table().is_none() => Err(at.wrong(&kind.expected())),
        Kind::Scalar if !matches!(at.node.item, Item::Text(_) | Item::Integer(_) | Item::Float(_)) => {
            Err(at.wrong(&kind.expected()))
        }
        _ => Ok(()),
    }
}

fn check_word(at: &At<'_>, words: &'static [Word], kind: &'static Kind) -> Result<(), Mistake> {
    let Ok(text) = at.text() else { return Err(at.wrong(&kind.expected())) };
    match words.iter().find(|w| w.name == text) {
        Some(_) => Ok(()),
        None => {
            let near = nearest(text, words.iter().map(|w| w.name));
            let help = near.map(|n| format!("did you mean \"{n}\"?"));
            Err(Mistake { help, ..at.wrong(&kind.expected()) })
        }
    }
}

fn names(at: &At<'_>, of: &'static Kind, mistakes: &mut Vec<Mistake>) {
    if at.table().is_none() {
        return mistakes.push(at.wrong(&Kind::Names(of).expected()));
    }
    for (name, below) in at.entries() {
        let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
        if name.trim() != name || name.is_empty() || !name.chars().all(fits) {
            let message = format!("{name:?} cannot be a name");
            mistakes.push(below.key_mistake(message).help("names are of letters, digits, `-`, `_` and spaces within"));
        }
        value(&below, of, mistakes);
    }
}

fn list(at: &At<'_>, of: &'static Kind, least: usize, mistakes: &mut Vec<Mistake>) {
    let Item::List(nodes) = &at.node.item else {
        return mistakes.push(at.wrong(&Kind::List(of, least).expected()));
    };
    if nodes.len() < least {
        let message = format!(
            "the list has {}, at least {least} {} needed",
            counted(nodes.len(), "value", "values"),
            if least == 1 { "is" } else { "are" }
        );
        mistakes.push(at.mistake(message));
    }
    let mut found = Vec::new();
    for item in at.items() {
        if found.len() >= MOST_OF_A_LIST {
            break;
        }
        value(&item, of, &mut found);
    }
    mistakes.append(&mut found);
}

fn profile(at: &At<'_>, of: &'static Kind, mistakes: &mut Vec<Mistake>) {
    match &at.node.item {
        Item::List(_) => list(at, of, 1, mistakes),
        Item::Table(steps) if steps.entries.is_empty() => {
            mistakes.push(at.mistake("no steps").help("write { \"07:00\" = ..., \"09:30\" = ... }"));
        }
        Item::Table(_) => {
            for (time, below) in at.entries() {
                if super::units::clock(time).is_none() {
                    let message = format!("expected steps by the clock, {{ \"07:00\" = ... }}, found {time:?}");
                    mistakes.push(below.key_mistake(message));
                }
                value(&below, of, mistakes);
            }
        }
        _ => value(at, of, mistakes),
    }
}

fn unknown(below: &At<'_>, name: &str, path: &str, shape: &'static Shape) -> Mistake {
    let place = if path.is_empty() { "at the top level".to_string() } else { format!("in `{path}`") };
    below.key_mistake(format!("unknown key `{name}` {place}")).help(advice(name, shape))
}

/// What to write instead of an unknown key.
pub fn advice(name: &str, shape: &'static Shape) -> String {
    suggestion(name, shape.keys.iter().map(|k| k.name))
}

fn exclusive(at: &At<'_>, shape: &'static Shape, meant: &[&str], mistakes: &mut Vec<Mistake>) {
    let alternatives = shape.one_of.names();
    let slip = meant.iter().any(|name| alternatives.contains(name));
    let mut present = at.entries().filter(|(name, _)| alternatives.contains(name));
    let first = present.next();
    if first.is_none() && !slip && matches!(shape.one_of, OneOf::Exactly(_)) {
        let what = if at.path.is_empty() { "here".to_string() } else { format!("in `{}`", at.path) };
        mistakes.push(at.mistake(format!("one of {} is needed {what}", quoted(alternatives))));
    }
    for (name, second) in present {
        let other = first.as_ref().map_or("", |f| f.0);
        mistakes.push(second.key_mistake(format!("`{name}` and `{other}` exclude one another")));
    }
}
