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
/// Halvings of an interval at most: enough for a root singularity at an end.
const DEEPEST: u32 = 60;

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

/// ∫ f over [a, b], each of its components to about 1e-13 relative, by halving (Gauss–Kronrod 7/15). `f` must be smooth inside;
/// cut the interval where it is not. The distance of the two rules overstates the error of the better one by orders of
/// magnitude, so 1e-11 of it is enough.
pub(crate) fn integrate<const N: usize>(f: &impl Fn(f64) -> [f64; N], a: f64, b: f64) -> [f64; N] {
    let first = panel(f, a, b);
    let floor = first.0.map(|x| 1e-14 * libm::fabs(x));
    refine(f, (a, b), first, &floor, DEEPEST)
}

fn refine<const N: usize>(
    f: &impl Fn(f64) -> [f64; N],
    (a, b): (f64, f64),
    (estimate, error): ([f64; N], [f64; N]),
    floor: &[f64; N],
    depth: u32,
) -> [f64; N] {
    let good = (0..N).all(|c| error[c] <= (1e-11 * libm::fabs(estimate[c])).max(floor[c]));
    let middle = 0.5 * (a + b);
    if good || depth == 0 || middle <= a || middle >= b {
        return estimate;
    }
    let left = refine(f, (a, middle), panel(f, a, middle), floor, depth - 1);
    let right = refine(f, (middle, b), panel(f, middle, b), floor, depth - 1);
    core::array::from_fn(|c| left[c] + right[c])
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

    #[test]
    fn gauss_legendre_is_exact_up_to_twice_its_nodes() {
        let (nodes, weights) = gauss_legendre::<16>();
        for degree in [0, 1, 7, 31] {
            let sum: f64 = nodes.iter().zip(&weights).map(|(x, w)| w * libm::pow(*x, f64::from(degree))).sum();
            assert!((sum * f64::from(degree + 1) - 1.0).abs() < 1e-14, "{degree}");
        }
    }
}
