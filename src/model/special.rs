//! The few special functions that laws need: of the `libm` crate, and of `statrs`, which takes its logarithms from there.

use core::f64::consts::{FRAC_1_SQRT_2, SQRT_2};

use statrs::function::{erf::erfc_inv, gamma::checked_gamma_lr};

/// P(Z ≤ z) of a standard normal Z.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * FRAC_1_SQRT_2)
}

/// z with P(Z ≤ z) = `p`: minus infinity up to 0, infinity from 1.
pub fn normal_quantile(p: f64) -> f64 {
    -SQRT_2 * erfc_inv(2.0 * p)
}

/// Beyond this shape the series of [`gamma_lower`] takes a number of terms that grows with its root, and its logarithms
/// have lost eight digits: Wilson and Hilferty's cube root, whose error falls with 1/a, is as good there.
const LARGE: f64 = 1e7;

/// Regularised lower incomplete gamma function P(a, x) for positive `a`; 0 for `x` up to 0, 1 at infinity.
pub fn gamma_lower(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if a > LARGE {
        let nth = 1.0 / (9.0 * a);
        return normal_cdf((libm::cbrt(x / a) - (1.0 - nth)) / libm::sqrt(nth));
    }
    checked_gamma_lr(a, x).unwrap_or(if x == f64::INFINITY { 1.0 } else { f64::NAN })
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
    fn special_values_lie_at_the_ends() {
        assert_eq!((normal_quantile(0.0), normal_quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
        assert_eq!((gamma_lower(2.0, 0.0), gamma_lower(2.0, f64::INFINITY)), (0.0, 1.0));
    }

    #[test]
    fn shapes_beyond_the_series_go_on_where_it_ends() {
        for deviations in [-3.0, -0.5, 0.0, 1.0, 4.0] {
            let at = |a: f64| gamma_lower(a, a + deviations * libm::sqrt(a));
            assert!((at(LARGE) - at(1.000_001 * LARGE)).abs() < 1e-7, "{deviations}");
        }
        assert!((gamma_lower(1e300, 1e300) - 0.5).abs() < 1e-9);
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
