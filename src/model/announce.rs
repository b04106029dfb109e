//! Waits that are told to those who wait: how they are estimated, and what is announced.

/// How a wait is estimated that is announced, or for which a callback is offered. Each is the remaining wait of the
/// customer; who is in front, and how fast those agents finish, is of all types that they serve.
#[derive(Clone, Debug, PartialEq)]
pub enum Estimate {
    /// The wait of the last customer of the type who entered service (Ibrahim & Whitt, M&SOM 11(3), 2009), less what
    /// the customer has already waited.
    LastToEnter,
    /// How long the first of those has waited who would be taken before the customer, less what the customer has already
    /// waited.
    HeadOfLine,
    /// Those of all types whom the agents able to serve the customer would take first, and the customer, over the rate at
    /// which those agents finish; see `floor::center::predicting`.
    QueueLength,
    /// A quantile of the wait behind so many: what the queue-length estimate is the mean of, if service is
    /// exponential, is an Erlang variable with one stage for each contact in front and one for the customer.
    /// The n-th number is the quantile of an Erlang variable of n stages and mean 1 each; beyond the last, Wilson
    /// and Hilferty's approximation.
    Quantile(Vec<f64>, f64),
}

/// What customers who wait are told about how long it will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Announce {
    /// How it is estimated.
    pub estimate: Estimate,
    /// Announced is the estimate times this.
    pub promise: f64,
    /// When it is announced first, s since the wait began.
    pub at_s: f64,
    /// And again, each so many seconds; `None`: once.
    pub every_s: Option<f64>,
    /// Share of those with less patience than what is announced that leave at once.
    pub leaves_at_once: f64,
}

/// Quantile of an Erlang variable of so many stages, each of mean 1. Up to 256 stages by bisection of the incomplete gamma
/// function; beyond, by Wilson and Hilferty's cube (PNAS 17(12), 1931), there right to five digits.
pub fn erlang_quantile(stages: usize, quantile: f64) -> f64 {
    let n = stages.max(1) as f64;
    if stages > 256 {
        let z = super::special::normal_quantile(quantile);
        let cube = 1.0 - 1.0 / (9.0 * n) + z / (3.0 * libm::sqrt(n));
        return n * cube * cube * cube;
    }
    let (mut low, mut high) = (0.0, n + 40.0 * libm::sqrt(n) + 40.0);
    while high - low > 1e-12 * high {
        let middle = 0.5 * (low + high);
        if super::special::gamma_lower(n, middle) < quantile { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn erlang_quantiles_are_those_of_the_exponential_and_of_tables() {
        assert!((erlang_quantile(1, 0.5) - libm::log(2.0)).abs() < 1e-10);
        // Chi-square with 10 degrees at 95 %: 18.3070.
        assert!((2.0 * erlang_quantile(5, 0.95) - 18.307_038_053).abs() < 1e-6);
        let (below, above) = (erlang_quantile(256, 0.9) / 256.0, erlang_quantile(257, 0.9) / 257.0);
        assert!((below - above).abs() < 2e-3 && above < below);
    }
}
