//! Damages texts: what a slip of the hand, a merge gone wrong or ill will makes of a file.

use onhold::model::random::{DaySeed, Purpose, Stream, below};

/// What is tried in the place of a number.
const NUMBERS: [&str; 20] = [
    "0",
    "-0.0",
    "1",
    "-1",
    "0.5",
    "1e-308",
    "1e308",
    "-1e308",
    "inf",
    "nan",
    "9007199254740993",
    "18446744073709551616",
    "2147483648",
    "4294967296",
    "1e9",
    "0.1e-9",
    "00",
    "1_000",
    "0x10",
    "99999999999999999999999999999999",
];

/// What is put in anywhere.
const PIECES: [&str; 20] = [
    "\"",
    "'",
    "[",
    "]",
    "{",
    "}",
    "=",
    ",",
    ".",
    "\n",
    "\r\n",
    "\t",
    "#",
    "\u{1b}[31m",
    "\u{0}",
    "\u{feff}",
    "é",
    "24:00",
    "0s",
    "\"\"\"",
];

/// A source of damaged texts: the same for the same seed.
pub struct Mutator {
    rng: Stream,
    texts: Vec<String>,
    words: Vec<String>,
}

impl Mutator {
    /// Of these texts, whose words it puts in each other's place.
    pub fn new(name: &str, seed: u64, texts: Vec<String>) -> Mutator {
        assert!(!texts.is_empty(), "{name}: nothing to begin with");
        let is_word = |c: char| c.is_alphanumeric() || "-_.:/\"".contains(c);
        let mut words: Vec<String> = texts
            .iter()
            .flat_map(|text| text.split(|c| !is_word(c)))
            .filter(|w| !w.is_empty())
            .map(String::from)
            .collect();
        words.sort_unstable();
        words.dedup();
        Mutator { rng: DaySeed::new(seed, 0).stream(Purpose::Work, name), texts, words }
    }

    fn one<'a>(&mut self, of: &'a [String]) -> &'a str {
        &of[below(&mut self.rng, of.len())]
    }

    /// A text with one to eight injuries.
    pub fn next_text(&mut self) -> String {
        let texts = std::mem::take(&mut self.texts);
        let mut text = self.one(&texts).as_bytes().to_vec();
        for _ in 0..=below(&mut self.rng, 8) {
            self.injure(&mut text, &texts);
        }
        self.texts = texts;
        String::from_utf8_lossy(&text).into_owned()
    }

    fn injure(&mut self, text: &mut Vec<u8>, texts: &[String]) {
        let at = below(&mut self.rng, text.len() + 1);
        let long = [2, 12, 80, 600][below(&mut self.rng, 4)];
        let to = (at + 1 + below(&mut self.rng, long)).min(text.len());
        match below(&mut self.rng, 9) {
            0 => drop(text.drain(at.min(to)..to)),
            1 => text.truncate(at),
            2 => {
                let piece = text[at.min(to)..to].to_vec();
                let place = below(&mut self.rng, text.len() + 1);
                text.splice(place..place, piece);
            }
            3 => {
                let other = self.one(texts).as_bytes();
                let from = below(&mut self.rng, other.len());
                let until = (from + 1 + below(&mut self.rng, long)).min(other.len());
                text.splice(at..at, other[from..until].iter().copied());
            }
            4 => {
                let byte = below(&mut self.rng, 256) as u8;
                if let Some(place) = text.get_mut(at) {
                    *place = byte;
                }
            }
            5 => {
                let piece = PIECES[below(&mut self.rng, PIECES.len())];
                text.splice(at..at, piece.bytes());
            }
            6 | 7 => {
                let number = NUMBERS[below(&mut self.rng, NUMBERS.len())];
                replace_word(text, at, number, |b| b.is_ascii_digit() || b == b'.');
            }
            _ => {
                let words = std::mem::take(&mut self.words);
                let word = self.one(&words).to_string();
                self.words = words;
                replace_word(text, at, &word, |b| b.is_ascii_alphanumeric() || b"-_.:/\"".contains(&b));
            }
        }
    }
}

/// Puts a word in the place of the next one from here on.
fn replace_word(text: &mut Vec<u8>, at: usize, by: &str, is_part: impl Fn(u8) -> bool) {
    let Some(from) = (at..text.len()).find(|i| is_part(text[*i])) else { return };
    let to = (from..text.len()).find(|i| !is_part(text[*i])).unwrap_or(text.len());
    text.splice(from..to, by.bytes());
}
