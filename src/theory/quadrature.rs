//! Integrals of several functions at once, to nearly all digits of a double.

/// Nodes of the 15-point Kronrod rule on [−1, 1], the positive ones from the outside in, and the middle.
const NODES: [f64; 8] = [
    0.991_455_371_120_812_6,
    0.949_107_912_342_758_5,
    0.864_864_423_359_769_1,
    0.741_531_185_599_394_4,
    0.586_087_235_467_691_1,
    0.405_845_151_377_397_2,
    0.207_784_955_007_898_47,
    0.0,
];
/// Their weights.
const KRONROD: [f64; 8] = [
    0.022_935_322_010_529_224,
    0.063_092_092_629_978_55,
    0.104_790_010_322_250_18,
    0.140_653_259_715_525_92,
    0.169_004_726_639_267_9,
    0.190_350_578_064_785_4,
    0.204_432_940_075_298_9,
    0.209_482_141_084_727_82,
];
/// Weights of the 7-point Gauss rule on every second node.
const GAUSS: [f64; 4] =
    [0.129_484_966_168_869_7, 0.279_705_391_489_276_64, 0.381_830_050_505_118_9, 0.417_959_183_673_469_4];
/// Panels of an integral at most, hundreds of times what a smooth function takes: rounding errors that look like a
/// rough function must not be chased for ever.
const MOST_PANELS: usize = 20_000;
/// An error that is none: below it the numbers of a panel lose their digits.
const NOTHING: f64 = 1e-250;

/// Kronrod's estimate on [a, b] and its distance from Gauss's.
fn panel<const N: usize>(f: &impl Fn(f64) -> [f64; N], a: f64, b: f64) -> ([f64; N], [f64; N]) {
    let (middle, half) = (0.5 * (a + b), 0.5 * (b - a));
    let (mut fine, mut coarse) = ([0.0; N], [0.0; N]);
    for (i, (&node, &weight)) in NODES.iter().zip(&KRONROD).enumerate() {
        let left = f(middle - half * node);
        let right = if node == 0.0 { [0.0; N] } else { f(middle + half * node) };
        for c in 0..N {
            let both = left[c] + right[c];
            fine[c] += weight * both;
            if i % 2 == 1 {
                coarse[c] += GAUSS[i / 2] * both;
            }
        }
    }
    let fine = fine.map(|x| x * half);
    (fine, core::array::from_fn(|c| libm::fabs(fine[c] - coarse[c] * half)))
}

/// ∫ f over [a, b], each of its components to about 1e-13 relative, by halving (Gauss–Kronrod 7/15). `f` must be smooth
/// inside (cut the interval where it is not) and of order 1. The distance of the two rules overstates the error of the
/// better one by orders of magnitude, so a little of it may stay.
pub(crate) fn integrate<const N: usize>(f: &impl Fn(f64) -> [f64; N], a: f64, b: f64) -> [f64; N] {
    let mut sum = [0.0; N];
    let mut open = vec![(a, b, panel(f, a, b))];
    let mut largest = open[0].2.0.map(libm::fabs);
    let mut panels = 1;
    while let Some((a, b, (estimate, error))) = open.pop() {
        let middle = 0.5 * (a + b);
        let good = (0..N).all(|c| error[c] <= (1e-11 * libm::fabs(estimate[c])).max(1e-14 * largest[c]).max(NOTHING));
        if good || panels >= MOST_PANELS || middle <= a || middle >= b {
            sum = core::array::from_fn(|c| sum[c] + estimate[c]);
            largest = core::array::from_fn(|c| largest[c].max(libm::fabs(sum[c])));
        } else {
            panels += 2;
            open.push((middle, b, panel(f, middle, b)));
            open.push((a, middle, panel(f, a, middle)));
        }
    }
    sum
}

/// Nodes and weights of the `N`-point Gauss–Legendre rule on [0, 1], ascending (Newton's method on the polynomial).
pub(crate) fn gauss_legendre<const N: usize>() -> ([f64; N], [f64; N]) {
    let (mut nodes, mut weights) = ([0.0; N], [0.0; N]);
    for i in 0..N {
        let mut x = -libm::cos(core::f64::consts::PI * (i as f64 + 0.75) / (N as f64 + 0.5));
        let mut slope = 1.0;
        for _ in 0..20 {
            let (mut p, mut before) = (x, 1.0);
            for k in 2..=N {
                let k = k as f64;
                (p, before) = (((2.0 * k - 1.0) * x * p - (k - 1.0) * before) / k, p);
            }
            slope = N as f64 * (x * p - before) / (x * x - 1.0);
            x -= p / slope;
        }
        nodes[i] = 0.5 * (1.0 + x);
        weights[i] = 1.0 / ((1.0 - x * x) * slope * slope);
    }
    (nodes, weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kronrod_is_exact_for_polynomials_of_degree_22() {
        let (value, _) = panel(&|x: f64| [libm::pow(x, 22.0), libm::pow(x, 13.0)], 0.0, 2.0);
        assert!((value[0] / (libm::pow(2.0, 23.0) / 23.0) - 1.0).abs() < 1e-14);
        let (_, error) = panel(&|x: f64| [libm::pow(x, 12.0)], 0.0, 2.0);
        assert!(error[0] / (libm::pow(2.0, 13.0) / 13.0) < 1e-14);
    }

    #[test]
    fn a_root_at_the_end_is_no_obstacle() {
        let [root, log] = integrate(&|x: f64| [libm::pow(x, 0.3), -libm::log(x)], 0.0, 1.0);
        assert!((root - 1.0 / 1.3).abs() < 1e-13, "{root}");
        assert!((log - 1.0).abs() < 1e-12, "{log}");
    }

    /// Far out this function is made of denormal numbers, whose few digits never agree.
    #[test]
    fn a_peak_in_a_corner_is_found_and_the_empty_rest_is_not_searched() {
        let [narrow] = integrate(&|x: f64| [libm::exp(-1e3 * x)], 0.0, 20.0);
        assert!((narrow / 1e-3 - 1.0).abs() < 1e-13, "{narrow}");
    }

    #[test]
    fn gauss_legendre_is_exact_up_to_twice_its_nodes() {
        let (nodes, weights) = gauss_legendre::<16>();
        for degree in [0, 1, 7, 31] {
            let sum: f64 = nodes.iter().zip(&weights).map(|(x, w)| w * libm::pow(*x, f64::from(degree))).sum();
            assert!((sum * f64::from(degree + 1) - 1.0).abs() < 1e-14, "{degree}");
        }
    }
}
