//! Figures beside what is known of them.

use onhold::measure::{Moments, Totals, student_quantile};

use super::bias;
use super::sums::Sums;

/// Two sums whose ratio is a figure.
pub type Pair = (f64, f64);

/// How a figure is made of a shard's sums.
pub type Figure = Box<dyn Fn(&Sums) -> Pair>;

/// One figure beside what is known of it.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub known: f64,
    pub known_error: f64,
    pub mean: f64,
    pub half_width: f64,
    /// Difference in standard errors of both sides.
    pub z: f64,
    /// What each shard contributes to our side of `z`: their scalar products are the correlations of figures.
    pub parts: Vec<f64>,
    /// The error of what is known, in standard errors of both sides.
    pub known_part: f64,
}

impl Row {
    /// Whether anything in the figure is left to chance.
    pub fn has_spread(&self) -> bool {
        self.known_part != 0.0 || self.parts.iter().any(|part| *part != 0.0)
    }

    /// Half-width of the 95 % interval, relative to what is known.
    pub fn precision(&self) -> f64 {
        if self.known == 0.0 { self.half_width } else { self.half_width / self.known.abs() }
    }
}

/// All figures of a case beside what is known of them.
pub struct Comparison {
    pub case: String,
    pub rows: Vec<Row>,
    shards: Vec<Sums>,
}

impl Comparison {
    /// Of these shards.
    pub fn new(case: &str, shards: Vec<Sums>) -> Comparison {
        Comparison { case: case.to_string(), rows: Vec::new(), shards }
    }

    /// Compares a figure with an exact value.
    pub fn exact(&mut self, name: impl Into<String>, known: f64, figure: impl Fn(&Sums) -> Pair) {
        self.estimate(name, known, 0.0, figure);
    }

    /// The two sums of a figure over all shards.
    pub fn sums(&self, figure: impl Fn(&Sums) -> Pair) -> Pair {
        self.shards.iter().map(figure).fold((0.0, 0.0), |all, one| (all.0 + one.0, all.1 + one.1))
    }

    /// Compares a figure with an estimate of this 95 % half-width.
    pub fn estimate(
        &mut self,
        name: impl Into<String>,
        known: f64,
        known_half_width: f64,
        figure: impl Fn(&Sums) -> Pair,
    ) {
        let pairs: Vec<Pair> = self.shards.iter().map(figure).collect();
        self.compare(name.into(), known, known_half_width / 1.96, &pairs);
    }

    /// Compares the ratio of sums over shards with what is known, up to a standard error.
    pub fn compare(&mut self, name: String, known: f64, known_error: f64, pairs: &[Pair]) {
        let mut moments = Moments::default();
        pairs.iter().for_each(|(above, below)| moments.push(*above, *below));
        let ours = moments.ratio(0.95).unwrap_or_else(|| panic!("{} {name}: no denominator", self.case));
        let n = pairs.len() as f64;
        let error = (ours.half_width / student_quantile(0.975, n - 1.0)).hypot(known_error);
        let difference = ours.mean - known;
        // A figure without spread is right to the rounding of sums, or wrong.
        let rounding = 1e-9 * known.abs();
        let z = if difference.abs() <= rounding { 0.0 } else { difference / error };
        let mean_below = pairs.iter().map(|pair| pair.1).sum::<f64>() / n;
        let unit = if error > 0.0 { mean_below * (n * (n - 1.0)).sqrt() * error } else { f64::INFINITY };
        let parts = pairs.iter().map(|(above, below)| (above - ours.mean * below) / unit).collect();
        let known_part = if error > 0.0 { known_error / error } else { 0.0 };
        self.rows.push(Row {
            name,
            known,
            known_error,
            mean: ours.mean,
            half_width: ours.half_width,
            z,
            parts,
            known_part,
        });
    }

    /// Prints the table and asserts that no figure is off by more than 4 standard errors, and that every figure is as
    /// precise as this, except those that `exempt` names.
    pub fn check(&self, precision: f64, exempt: impl Fn(&str) -> bool) {
        self.print();
        assert!(!self.rows.is_empty(), "{}: nothing compared", self.case);
        let off: Vec<&Row> = self.rows.iter().filter(|row| row.z.is_nan() || row.z.abs() > 4.0).collect();
        assert!(off.is_empty(), "{}: off by more than 4 standard errors: {off:#?}", self.case);
        let vague: Vec<&Row> =
            self.rows.iter().filter(|row| row.precision() > precision && !exempt(&row.name)).collect();
        assert!(vague.is_empty(), "{}: less precise than {precision}: {vague:#?}", self.case);
    }

    fn print(&self) {
        let head = ["measure", "known", "simulated", "half-width", "precision", "z"];
        println!("\n{:48} {:>13} {:>13} {:>12} {:>9} {:>6}", self.case, head[1], head[2], head[3], head[4], head[5]);
        for row in &self.rows {
            println!(
                "  {:46} {:13.8} {:13.8} {:12.8} {:8.3}% {:6.2}",
                row.name,
                row.known,
                row.mean,
                row.half_width,
                100.0 * row.precision(),
                row.z
            );
        }
        let n = self.rows.len() as f64;
        let worst = self.rows.iter().map(Row::precision).fold(0.0, f64::max);
        let squares: f64 = self.rows.iter().map(|row| row.z * row.z).sum();
        println!(
            "= {}: {} figures, least precise {:.3}%, largest |z| {:.2}, root mean square of z {:.2}",
            self.case,
            self.rows.len(),
            100.0 * worst,
            self.rows.iter().map(|row| row.z.abs()).fold(0.0, f64::max),
            (squares / n).sqrt()
        );
    }
}

/// The standardised differences of many figures are spread as a standard normal: their root mean square is near 1
/// (figures of one case depend on one another, hence not nearer), and no bias shows in them together that no single
/// figure shows.
pub fn conclude(kind: &str, cases: &[Comparison]) {
    let rows: Vec<&Row> = cases.iter().flat_map(|case| &case.rows).collect();
    let squares: f64 = rows.iter().map(|row| row.z * row.z).sum();
    let spread = (squares / rows.len() as f64).sqrt();
    println!("\n== {kind}: {} figures, z has root mean square {spread:.2}", rows.len());
    for statistic in bias::statistics(cases) {
        println!(
            "   sum of z of {}: {:.2} standard deviations; a bias of one standard error moves it by {:.2}",
            statistic.of, statistic.value, statistic.power
        );
    }
    assert!((0.5..1.5).contains(&spread), "{kind}: standardised differences have root mean square {spread}");
    let biased = bias::found(cases, 0.0);
    assert!(biased.is_empty(), "{kind}: biased: {biased:#?}");
    // Where there are enough figures, a bias of one standard error is found, whatever chance has done to these.
    if bias::statistics(cases).first().is_some_and(|all| all.power > ENOUGH) {
        for injected in [-1.0, 1.0] {
            assert!(!bias::found(cases, injected).is_empty(), "{kind}: a bias of {injected} would pass");
        }
    }
}

/// Standard deviations by which a bias moves the sum of figures that is found against a chance deviation of three.
const ENOUGH: f64 = 6.0;

/// A figure of contacts under the references' name. They leave blocked and balked contacts out of mean waits.
pub fn of_contacts(name: &str, t: &Totals) -> Option<Pair> {
    let entered = t.answered + t.abandoned;
    Some(match name {
        "P_all_busy" => (t.delayed + t.balked + t.blocked, t.offered),
        "P_wait" | "P_wait_of_arrivals" => (t.delayed, t.offered),
        "P_block" => (t.blocked, t.offered),
        "P_balk" => (t.balked, t.offered),
        "P_abandon" | "P_abandon_of_arrivals" => (t.abandoned, t.offered),
        "P_served" => (t.answered, t.offered),
        "E_W_s" => (t.wait_s, entered),
        "E_W_served_s" => (t.wait_answered_s, t.answered),
        "E_W_abandoned_s" => (t.wait_s - t.wait_answered_s, t.abandoned),
        "E_W_given_wait_s" => (t.wait_s, t.delayed),
        "SL_offered" | "SL_offered_of_arrivals" => (t.in_time, t.targeted),
        "SL_excl_short_abandons" => (t.in_time, t.targeted - t.gone_in_time),
        "SL_served" => (t.in_time, t.answered),
        "P_abandon_within_T" => (t.gone_in_time, t.targeted),
        "P_W_gt_T_given_joined" => (t.targeted - t.balked - t.in_time - t.gone_in_time, t.targeted - t.balked),
        "E_Q" | "mean_queue" => (t.queue_s, t.open_s),
        _ => return None,
    })
}

/// A figure of agents under the references' name.
pub fn of_agents(name: &str, t: &Totals) -> Option<Pair> {
    Some(match name {
        "E_busy" | "mean_busy" => (t.busy_open_s, t.open_s),
        "occupancy" => (t.busy_open_s, t.scheduled_s),
        _ => return None,
    })
}
