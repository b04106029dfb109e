//! What a document may contain: the vocabulary in which the key tables are written. One table serves the check of what
//! was written, suggestions, dotted paths and the JSON Schema, so that they cannot drift apart.

/// What a table may contain.
#[derive(Debug)]
pub struct Shape {
    /// Its name, for the schema.
    pub name: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Keys that exclude one another.
    pub one_of: OneOf,
}

/// Keys of a table that exclude one another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum OneOf {
    /// None do.
    Free,
    /// Exactly one of these must be there.
    Exactly(&'static [&'static str]),
    /// At most one of these may be there.
    AtMost(&'static [&'static str]),
}

impl OneOf {
    /// The keys that exclude one another.
    pub fn names(self) -> &'static [&'static str] {
        match self {
            OneOf::Free => &[],
            OneOf::Exactly(names) | OneOf::AtMost(names) => names,
        }
    }
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What may be written there.
    pub kind: Kind,
    /// Whether it must be there or may be.
    pub need: Need,
    /// What it means, in one line.
    pub doc: &'static str,
}

/// Whether a key must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may be absent.
    Optional,
    /// The table makes no sense without it.
    Required,
}

/// What may be written in a place.
#[derive(Debug)]
pub enum Kind {
    /// Any string.
    Text,
    /// Name of a file, relative to the document.
    File,
    /// A number.
    Number(Bounds),
    /// A whole number from the first to the second.
    Whole(u64, u64),
    /// A duration with units; more than zero if `positive`.
    Duration {
        /// Zero is refused.
        positive: bool,
    },
    /// A clock time.
    Clock,
    /// `true` or `false`.
    Flag,
    /// A rate with its unit.
    Rate,
    /// One of these words.
    Word(&'static [Word]),
    /// A list; of at least so many values.
    List(&'static Kind, usize),
    /// A single value, a list with one for each interval, or steps by the clock.
    Profile(&'static Kind),
    /// A table with these keys.
    Table(&'static Shape),
    /// A table whose keys are names that the planner gives, or refers to.
    Names(&'static Kind),
    /// A table from dotted paths of another document to any values.
    Paths,
    /// The first without, the second with a table.
    Either(&'static Kind, &'static Kind),
    /// Any single value: number or string.
    Scalar,
    /// Anything.
    Any,
}

/// A word that can be chosen.
#[derive(Debug)]
pub struct Word {
    /// As it is written.
    pub name: &'static str,
}

/// Where a number may lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Smallest.
    pub low: f64,
    /// Whether the smallest itself is refused.
    pub above_low: bool,
    /// Largest.
    pub high: f64,
    /// Whether the largest itself is refused.
    pub below_high: bool,
    /// In words, "a share from 0 to 1".
    pub words: &'static str,
}

/// Any finite number.
pub const ANY: Bounds = Bounds {
    low: f64::NEG_INFINITY,
    above_low: false,
    high: f64::INFINITY,
    below_high: false,
    words: "a finite number",
};
/// 0 or more.
pub const NOT_NEGATIVE: Bounds = Bounds {
    low: 0.0,
    above_low: false,
    high: f64::INFINITY,
    below_high: false,
    words: "a number that is not negative",
};
/// More than 0.
pub const POSITIVE: Bounds =
    Bounds { low: 0.0, above_low: true, high: f64::INFINITY, below_high: false, words: "a number greater than 0" };
/// Of a factor on speed: beyond it a service takes no time, or all time.
pub const SPEED: Bounds =
    Bounds { low: 0.001, above_low: false, high: 1000.0, below_high: false, words: "a number from 0.001 to 1000" };
/// From 0 to 1.
pub const SHARE: Bounds =
    Bounds { low: 0.0, above_low: false, high: 1.0, below_high: false, words: "a share from 0 to 1" };
/// From 0 to 1, but not 1.
pub const SHARE_BELOW_1: Bounds = Bounds { below_high: true, words: "a share from 0 to less than 1", ..SHARE };
/// Between 0 and 1, neither of them.
pub const SHARE_INSIDE: Bounds =
    Bounds { above_low: true, below_high: true, words: "a share between 0 and 1, neither of them", ..SHARE };
/// A score of a moment of truth.
pub const SCORE: Bounds =
    Bounds { low: -3.0, above_low: false, high: 3.0, below_high: false, words: "a score from -3 to 3" };

impl Bounds {
    /// Whether a number lies inside. NaN and the infinities never do.
    pub fn hold(&self, x: f64) -> bool {
        let low = if self.above_low { x > self.low } else { x >= self.low };
        let high = if self.below_high { x < self.high } else { x <= self.high };
        x.is_finite() && low && high
    }
}

/// An optional key.
pub const fn key(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, need: Need::Optional, doc }
}

/// A key that must be there.
pub const fn required(name: &'static str, kind: Kind, doc: &'static str) -> Key {
    Key { name, kind, need: Need::Required, doc }
}

/// A word that can be chosen.
pub const fn word(name: &'static str) -> Word {
    Word { name }
}

impl Shape {
    /// The key of this name.
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }
}

impl Kind {
    /// What is expected here, in words.
    pub fn expected(&self) -> String {
        match self {
            Kind::Text => "text in quotes".to_string(),
            Kind::File => "the name of a file in quotes".to_string(),
            Kind::Number(bounds) => bounds.words.to_string(),
            Kind::Whole(0, _) => "a whole number, 0 or more".to_string(),
            Kind::Whole(least, _) => format!("a whole number, {least} or more"),
            Kind::Duration { .. } => "a duration with its unit, such as \"20s\", \"3m\" or \"1h30m\"".to_string(),
            Kind::Clock => "a clock time in quotes, such as \"07:30\"".to_string(),
            Kind::Flag => "true or false".to_string(),
            Kind::Rate => "a rate with its unit, such as \"120/h\" or \"2.5/m\"".to_string(),
            Kind::Word(words) => {
                let names: Vec<String> = words.iter().map(|w| format!("\"{}\"", w.name)).collect();
                match names.as_slice() {
                    [only] => only.clone(),
                    _ => format!("one of {}", names.join(", ")),
                }
            }
            Kind::List(of, _) => format!("a list of values, each {}", of.expected()),
            Kind::Profile(of) => {
                format!("{}, a list with one value per interval, or steps by the clock", of.expected())
            }
            Kind::Table(shape) => match shape.one_of {
                OneOf::Exactly(names) => format!("a table {{ ... }} with one of {}", quoted(names)),
                _ => "a table".to_string(),
            },
            Kind::Names(_) | Kind::Paths => "a table".to_string(),
            Kind::Either(plain, table) => format!("{}, or {}", plain.expected(), table.expected()),
            Kind::Scalar => "a number or text".to_string(),
            Kind::Any => "a value".to_string(),
        }
    }

    /// The kind that a table written here would have.
    pub fn as_table(&self) -> Option<&Kind> {
        match self {
            Kind::Table(_) | Kind::Names(_) | Kind::Paths | Kind::Profile(_) | Kind::Any => Some(self),
            Kind::Either(plain, table) => plain.as_table().or_else(|| table.as_table()),
            _ => None,
        }
    }
}

/// `a`, `b`, `c`
pub fn quoted(names: &[&str]) -> String {
    names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ")
}
