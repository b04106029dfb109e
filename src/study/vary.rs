//! `[[vary]]`: the values of one path, and all combinations of several.
//!
//! `values` and `range` blocks are crossed with everything. The `sample` blocks of a study are the coordinates of one
//! Sobol' sequence (Owen-scrambled; Burley, JCGT 9(4), 2020): their points fill the box that they span together, and
//! the set of points is crossed with the rest like a block of its own. One-dimensional samples crossed with each other
//! would be a grid again.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::scenario::Mistake;
use crate::scenario::reader::At;
use crate::scenario::tree::{Item, Node};
use crate::scenario::units;

/// A value at a dotted path of the scenario.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    /// The path.
    pub path: String,
    /// The value.
    pub value: Node,
    /// Where the study gives the value.
    pub span: Option<Range<usize>>,
    /// Where it gives the path.
    pub path_span: Option<Range<usize>>,
}

/// Blocks to be crossed: each is a list of points, a point sets one path or, in a sample, several.
pub(super) type Points = Vec<Vec<Setting>>;

/// Points of a Sobol' sequence that there are at most (the crate's tables end there).
const MOST_POINTS: u64 = 1 << 16;
/// Dimensions of a Sobol' sequence that there are at most.
const MOST_DIMENSIONS: usize = 256;
/// Coordinates of all points of samples together that there are at most.
const MOST_COORDINATES: u64 = 1 << 20;
/// Policies that a study can have at most: each is compiled and kept.
pub(super) const MOST_POLICIES: usize = 20_000;

/// The `[[vary]]` blocks of a study.
pub(super) struct Blocks {
    /// The points of each; empty from the block on with which there are too many combinations.
    pub points: Vec<Points>,
    /// The number of all combinations; at most the largest number there is.
    pub combinations: usize,
}

/// Reads all `[[vary]]` blocks. Mistakes are added to the list; a block with one is left out. Combinations are counted
/// before any point is made: four ranges of forty values are two and a half million policies.
pub(super) fn read(root: &At<'_>, mistakes: &mut Vec<Mistake>) -> Blocks {
    let mut blocks: Vec<Points> = Vec::new();
    let mut number: usize = 1;
    let mut sampled: Option<usize> = None;
    let mut samples: Vec<Sample> = Vec::new();
    for block in root.get("vary").iter().flat_map(At::items) {
        let Some((path, span)) = block.get("path").and_then(|at| Some((at.text().ok()?, at.node.span.clone()))) else {
            continue;
        };
        let point = |value: &Node| {
            let placed = value.span.clone().or(span.clone());
            vec![Setting { path: path.to_string(), value: value.clone(), span: placed, path_span: span.clone() }]
        };
        if let Some(values) = block.get("values") {
            number = number.saturating_mul(values.items().count());
            let made = values.items().take_while(|_| number <= MOST_POLICIES);
            blocks.push(made.map(|at| point(at.node)).collect());
        } else if let Some(at) = block.get("range") {
            match range(&at) {
                Ok(range) => {
                    number = number.saturating_mul(range.steps + 1);
                    let made = (0..=range.steps).take_while(|_| number <= MOST_POLICIES);
                    blocks.push(made.map(|i| point(&range.value(i))).collect());
                }
                Err(mistake) => mistakes.push(mistake),
            }
        } else if let Some(at) = block.get("sample") {
            match Sample::read(path, span, &at) {
                Ok(sample) => samples.push(sample),
                Err(mistake) => mistakes.push(mistake),
            }
            sampled.get_or_insert_with(|| {
                blocks.push(Vec::new());
                blocks.len() - 1
            });
        }
    }
    if let Some(at) = sampled {
        blocks[at] = sobol(&samples, mistakes);
        number = number.saturating_mul(blocks[at].len());
    }
    let combinations = if blocks.is_empty() { 0 } else { number };
    Blocks { points: blocks, combinations }
}

/// All combinations of the blocks' points, the first block changing slowest.
pub(super) fn combinations(blocks: &[Points]) -> Vec<Vec<Setting>> {
    if blocks.is_empty() {
        return Vec::new();
    }
    blocks.iter().fold(vec![Vec::new()], |all, block| {
        let longer = |before: &Vec<Setting>| block.iter().map(|p| [before.as_slice(), p].concat()).collect::<Vec<_>>();
        all.iter().flat_map(longer).collect()
    })
}

/// In what a number is written.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Unit {
    Plain,
    Whole,
    Seconds,
    PerHour,
}

impl Unit {
    /// The number that stands here, and its unit.
    fn read(at: &At<'_>) -> Result<(f64, Unit), Mistake> {
        match &at.node.item {
            Item::Integer(number) => Ok((*number as f64, Unit::Whole)),
            Item::Float(_) => Ok((at.number()?, Unit::Plain)),
            Item::Text(text) => units::duration(text)
                .map(|seconds| (seconds, Unit::Seconds))
                .or_else(|| Some((units::rate(text)? * 3600.0, Unit::PerHour)))
                .ok_or_else(|| at.wrong("a number, a duration such as \"90s\" or a rate such as \"60/h\"")),
            _ => Err(at.wrong("a number, a duration or a rate")),
        }
    }

    /// The unit of several numbers together.
    fn common(at: &At<'_>, units: &[Unit]) -> Result<Unit, Mistake> {
        let first = units.first().copied().unwrap_or(Unit::Plain);
        if units.iter().all(|u| *u == first) {
            return Ok(first);
        }
        let plain = units.iter().all(|u| matches!(u, Unit::Plain | Unit::Whole));
        if plain { Ok(Unit::Plain) } else { Err(at.mistake("these values are not of the same unit")) }
    }

    /// The number as the scenario would write it, without the last digits that stem from adding up steps.
    fn write(self, value: f64) -> Node {
        // A decimal number of 12 digits is always a number.
        let value: f64 = format!("{value:.11e}").parse().unwrap_or(value);
        let item = match self {
            Unit::Whole => Item::Integer(value as i64),
            Unit::Plain => Item::Float(value),
            Unit::Seconds => Item::Text(format!("{value}s")),
            Unit::PerHour => Item::Text(format!("{value}/h")),
        };
        Node { item, span: None }
    }
}

fn numbers(at: &At<'_>, keys: &[&str]) -> Result<(Vec<f64>, Unit), Mistake> {
    let mut values = Vec::new();
    let mut units = Vec::new();
    for key in keys {
        let place = at.get(key).ok_or_else(|| at.mistake(format!("`{key}` is missing")))?;
        let (value, unit) = Unit::read(&place)?;
        values.push(value);
        units.push(unit);
    }
    Ok((values, Unit::common(at, &units)?))
}

/// Equally spaced values.
struct Spaced {
    from: f64,
    step: f64,
    steps: usize,
    unit: Unit,
}

impl Spaced {
    fn value(&self, i: usize) -> Node {
        self.unit.write(self.from + i as f64 * self.step)
    }
}

/// `from`, `from + step`, ... up to `to`, which is hit if the steps lead there but for rounding.
fn range(at: &At<'_>) -> Result<Spaced, Mistake> {
    let (values, unit) = numbers(at, &["from", "to", "step"])?;
    let [from, to, step] = values[..] else { return Err(at.mistake("`from`, `to` and `step` are needed")) };
    if step <= 0.0 || to < from {
        return Err(at.mistake("the range is empty").help("`step` is more than 0, and `to` is not below `from`"));
    }
    let steps = libm::floor((to - from) / step + 1e-9);
    if steps.is_nan() || steps >= MOST_POLICIES as f64 {
        return Err(at.mistake(format!("the range has {steps} values, at most {MOST_POLICIES} are possible")));
    }
    // Not negative, and at most as many as there may be policies.
    Ok(Spaced { from, step, steps: steps as usize, unit })
}

/// One coordinate of the Sobol' sequence.
struct Sample {
    path: String,
    span: Option<Range<usize>>,
    from: f64,
    to: f64,
    unit: Unit,
    count: u64,
}

impl Sample {
    fn read(path: &str, span: Option<Range<usize>>, at: &At<'_>) -> Result<Sample, Mistake> {
        let (values, unit) = numbers(at, &["from", "to"])?;
        let [from, to] = values[..] else { return Err(at.mistake("`from` and `to` are needed")) };
        let count = at.get("count").map_or(Err(at.mistake("`count` is missing")), |c| c.whole())?;
        if to < from {
            return Err(at.mistake("the sample is empty").help("`to` is not below `from`"));
        }
        if count > MOST_POINTS {
            return Err(at.mistake(format!("{count} points: at most {MOST_POINTS} are possible")));
        }
        Ok(Sample { path: path.to_string(), span, from, to, unit, count })
    }

    /// The value of a coordinate in [0, 1), to six digits of the span; whole numbers have equal shares of it.
    fn value(&self, u: f64) -> Node {
        match self.unit {
            Unit::Whole => self.unit.write(libm::floor(self.from + u * (self.to - self.from + 1.0)).min(self.to)),
            unit => unit.write(self.from + libm::round(u * 1e6) * 1e-6 * (self.to - self.from)),
        }
    }
}

/// The points of the samples together; points that whole numbers make equal are kept once.
fn sobol(samples: &[Sample], mistakes: &mut Vec<Mistake>) -> Points {
    let Some(first) = samples.first() else { return Vec::new() };
    if let Some(other) = samples.iter().find(|s| s.count != first.count) {
        let message = "all samples of a study are coordinates of the same points, so their counts must be the same";
        mistakes.push(Mistake { span: other.span.clone(), ..Mistake::of_path(&other.path, message) });
        return Vec::new();
    }
    if samples.len() > MOST_DIMENSIONS {
        mistakes.push(Mistake::of_file(format!("at most {MOST_DIMENSIONS} samples are possible")));
        return Vec::new();
    }
    if first.count.saturating_mul(samples.len() as u64) > MOST_COORDINATES {
        let message = format!("{} samples of {} points are too many", samples.len(), first.count);
        mistakes.push(Mistake { span: first.span.clone(), ..Mistake::of_path(&first.path, message) });
        return Vec::new();
    }
    let rounded = samples.iter().any(|s| s.unit == Unit::Whole);
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut points: Points = Vec::new();
    for i in 0..first.count {
        let coordinate = |(dimension, sample): (usize, &Sample)| {
            // Both are below 2^16.
            let u = f64::from(sobol_burley::sample(i as u32, dimension as u32, 0));
            let (span, path_span) = (sample.span.clone(), sample.span.clone());
            Setting { path: sample.path.clone(), value: sample.value(u), span, path_span }
        };
        let point: Vec<Setting> = samples.iter().enumerate().map(coordinate).collect();
        let values = || point.iter().map(|s| s.value.inline()).collect::<Vec<_>>().join(" ");
        if !rounded || seen.insert(values()) {
            points.push(point);
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::reader::Document;

    fn read_text(text: &str) -> (Vec<Points>, Vec<Mistake>) {
        let document = Document::parse(text, "study.toml").unwrap();
        let mut mistakes = Vec::new();
        let blocks = read(&document.root(), &mut mistakes).points;
        (blocks, mistakes)
    }

    fn show(blocks: &[Points]) -> Vec<String> {
        let point = |p: &Vec<Setting>| p.iter().map(|s| s.value.inline()).collect::<Vec<_>>().join(" ");
        combinations(blocks).iter().map(point).collect()
    }

    #[test]
    fn all_combinations_the_first_changing_slowest() {
        let (blocks, mistakes) = read_text(
            "[[vary]]\npath = \"a\"\nvalues = [1, \"x\"]\n[[vary]]\npath = \"b\"\nrange = { from = 0.1, to = 0.3, step = 0.1 }",
        );
        assert!(mistakes.is_empty());
        assert_eq!(show(&blocks), ["1 0.1", "1 0.2", "1 0.3", "\"x\" 0.1", "\"x\" 0.2", "\"x\" 0.3"]);
    }

    #[test]
    fn ranges_keep_their_units() {
        let range = |text: &str| show(&read_text(&format!("[[vary]]\npath = \"a\"\nrange = {text}")).0);
        assert_eq!(range("{ from = 8, to = 12, step = 2 }"), ["8", "10", "12"]);
        assert_eq!(range("{ from = \"1m\", to = \"2m\", step = \"30s\" }"), ["\"60s\"", "\"90s\"", "\"120s\""]);
        assert_eq!(range("{ from = \"60/h\", to = \"2/m\", step = \"60/h\" }"), ["\"60/h\"", "\"120/h\""]);
        for wrong in
            ["{ from = 1, to = 0, step = 1 }", "{ from = 1, to = 2, step = 0 }", "{ from = 1, to = \"2s\", step = 1 }"]
        {
            assert_eq!(read_text(&format!("[[vary]]\npath = \"a\"\nrange = {wrong}")).1.len(), 1, "{wrong}");
        }
    }

    #[test]
    fn samples_fill_the_box_together() {
        let sample = "sample = { from = 0.0, to = 1.0, count = 16 }";
        let (blocks, _) = read_text(&format!("[[vary]]\npath = \"a\"\n{sample}\n[[vary]]\npath = \"b\"\n{sample}"));
        let points = combinations(&blocks);
        assert_eq!(points.len(), 16);
        // A Sobol' sequence of 16 points in base 2 puts one point into each of 4 x 4 cells.
        let cell = |s: &Setting| match s.value.item {
            Item::Float(x) => (x * 4.0) as usize,
            _ => panic!("a float was asked for"),
        };
        let mut cells: Vec<usize> = points.iter().map(|p| 4 * cell(&p[0]) + cell(&p[1])).collect();
        cells.sort_unstable();
        assert_eq!(cells, (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn whole_samples_are_whole_and_distinct() {
        let (blocks, _) = read_text("[[vary]]\npath = \"a\"\nsample = { from = 3, to = 5, count = 64 }");
        let mut values = show(&blocks);
        values.sort();
        assert_eq!(values, ["3", "4", "5"]);
    }

    #[test]
    fn samples_of_different_counts_are_refused() {
        let sample = |n: u32| format!("[[vary]]\npath = \"a{n}\"\nsample = {{ from = 0, to = 9, count = {n} }}\n");
        assert_eq!(read_text(&(sample(4) + &sample(8))).1.len(), 1);
    }
}
