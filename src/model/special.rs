//! The few special functions that laws need, on the `libm` crate alone.

/// P(Z ≤ z) of a standard normal Z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * core::f64::consts::FRAC_1_SQRT_2)
}

/// z with P(Z ≤ z) = `p`, 0 < p < 1: Acklam's rational start, two steps of Halley's method on `erfc`.
pub fn normal_quantile(p: f64) -> f64 {
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let mut z = acklam_lower(p);
    for _ in 0..2 {
        let error = normal_cdf(z) - p;
        let density = libm::exp(-0.5 * z * z) / 2.506_628_274_631_000_7;
        let step = error / density;
        z -= step / (1.0 + 0.5 * z * step);
    }
    z
}

/// Starting value for `p` ≤ 1/2, relative error 1.2e-9 (P. J. Acklam, "An algorithm for computing the inverse normal
/// cumulative distribution function").
fn acklam_lower(p: f64) -> f64 {
    const C: [f64; 6] = [
        -7.784894002430293e-03,
        -3.223964580411365e-01,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    const D: [f64; 4] = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996, 3.754408661907416];
    const A: [f64; 6] = [
        -3.969683028665376e+01,
        2.209460984245205e+02,
        -2.759285104469687e+02,
        1.383_577_518_672_69e2,
        -3.066479806614716e+01,
        2.506628277459239,
    ];
    const B: [f64; 5] = [
        -5.447609879822406e+01,
        1.615858368580409e+02,
        -1.556989798598866e+02,
        6.680131188771972e+01,
        -1.328068155288572e+01,
    ];
    let horner = |c: &[f64], x: f64| c.iter().fold(0.0, |sum, c| sum * x + c);
    if p < 0.02425 {
        let q = libm::sqrt(-2.0 * libm::log(p));
        horner(&C, q) / (horner(&D, q) * q + 1.0)
    } else {
        let q = p - 0.5;
        let r = q * q;
        horner(&A, r) * q / (horner(&B, r) * r + 1.0)
    }
}

/// Regularised lower incomplete gamma function P(a, x): series below a + 1, Lentz's continued fraction above
/// (Numerical Recipes §6.2).
pub fn gamma_lower(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(a * libm::log(x) - x - libm::lgamma(a));
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        for _ in 0..100_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return (front * sum).min(1.0);
    }
    let tiny = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / tiny;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for i in 1..100_000 {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = if libm::fabs(d) < tiny { tiny } else { d };
        c = b + an / c;
        c = if libm::fabs(c) < tiny { tiny } else { c };
        d = 1.0 / d;
        let factor = d * c;
        fraction *= factor;
        if libm::fabs(factor - 1.0) < 1e-16 {
            break;
        }
    }
    1.0 - front * fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_quantile_inverts_the_cdf() {
        for p in [1e-12, 1e-4, 0.01, 0.3, 0.5, 0.9, 0.999_999] {
            assert!((normal_cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-13, "{p}");
        }
    }

    #[test]
    fn gamma_lower_of_whole_shapes_is_a_poisson_tail() {
        for (a, x) in [(1.0, 0.3), (3.0, 2.0), (3.0, 9.0), (40.0, 35.0), (40.0, 60.0)] {
            let mut term: f64 = libm::exp(-x);
            let mut tail = 1.0;
            for k in 0..a as u32 {
                tail -= term;
                term *= x / f64::from(k + 1);
            }
            assert!((gamma_lower(a, x) - tail).abs() < 1e-13, "{a} {x}");
        }
    }
}
