//! Amounts that add up to another, step by step, with a bar for each from where the sum stands before it to where it stands
//! after.

use super::number::{Shown, Unit};
use super::table::{Cell, Column, Table, Tone};
use crate::measure::Estimate;

/// Characters of the bars.
const WIDTH: f64 = 30.0;

/// A step: its name, its amount (signed), its bar.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// What it is called.
    pub label: &'a str,
    /// By how much it changes the sum.
    pub amount: Estimate,
}

/// The steps and their sum, as a table with bars. Steps of nothing are left out.
pub fn waterfall(steps: &[Step<'_>], total: Step<'_>, currency: &str) -> Table {
    let mut table =
        Table::new(vec![Column::names(""), Column::numbers(currency, 0), Column::words("", 0), Column::words("", 1)]);
    let steps: Vec<&Step<'_>> = steps.iter().filter(|step| step.amount.mean != 0.0).collect();
    let mut sums = vec![0.0];
    for step in &steps {
        sums.push(sums[sums.len() - 1] + step.amount.mean);
    }
    let low = sums.iter().copied().fold(0.0, f64::min);
    let high = sums.iter().copied().fold(0.0, f64::max);
    let scale = if high > low { WIDTH / (high - low) } else { 0.0 };
    let bar = |from: f64, to: f64| {
        let place = |at: f64| libm::round((at - low) * scale) as usize;
        let (begins, ends) = (place(from.min(to)), place(from.max(to)));
        let length = (ends - begins).max(usize::from(from != to));
        let tone = if to < from { Tone::Bad } else { Tone::Good };
        Cell::toned(format!("{}{}", " ".repeat(begins), "█".repeat(length)), tone)
    };
    let row = |step: &Step<'_>, from: f64, to: f64| {
        let shown = Shown::new(Unit::Money, step.amount);
        let value = shown.value_signed();
        vec![step.label.into(), value.into(), shown.error().into(), bar(from, to)]
    };
    for (i, step) in steps.iter().enumerate() {
        table.row(row(step, sums[i], sums[i + 1]));
    }
    table.row(row(&total, 0.0, total.amount.mean));
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::terminal::Terminal;

    fn step(label: &str, mean: f64) -> Step<'_> {
        Step { label, amount: Estimate { mean, half_width: 1.0, sd: 1.0 } }
    }

    #[test]
    fn bars_begin_where_the_sum_stands() {
        let steps = [step("brings", 300.0), step("costs", -100.0), step("nothing", 0.0), step("costs more", -150.0)];
        let text = waterfall(&steps, step("is left", 50.0), "ILS").render(Terminal { width: 80, colour: false });
        insta::assert_snapshot!(text, @r#"
                       ILS
        ─────────────────────────────────────────────────────────
        brings      +300.0  ± 1.0  ██████████████████████████████
        costs       -100.0  ± 1.0                      ██████████
        costs more  -150.0  ± 1.0       ███████████████
        is left      +50.0  ± 1.0  █████
        "#);
    }
}
