//! Where a customer base comes to rest.

use crate::model::Market;

/// What happens to a customer base per customer and day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rates {
    /// Share of those told that is lost, times people told badly.
    pub bad: f64,
    /// Share of those told that is won, times people told well.
    pub good: f64,
    /// Customers who leave, for whatever reason.
    pub leave: f64,
}

/// Where a customer base ends if days go on like this.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Rest {
    /// At this number of customers: `G(C) = L(C) + leavers`.
    At(f64),
    /// With nobody left.
    Nobody,
    /// With the whole market.
    Everybody,
    /// Nowhere: linear word of mouth grows, or shrinks, for ever by this share a day.
    Never(f64),
}

/// The equilibrium of a market at constant rates per customer: the root of
/// `(N − C)(1 − exp(−g C / N)) exp(−b C / N) − C (1 − exp(−b C / N)) − l C`, by bisection; the left side divided by C falls
/// as C grows, so that there is one at most.
pub fn equilibrium(market: &Market, rates: &Rates) -> Rest {
    if !market.saturating {
        return Rest::Never(rates.good - rates.bad - rates.leave);
    }
    let n = market.size;
    let growth = |c: f64| {
        let (bad, good) = (libm::exp(-rates.bad * c / n), libm::exp(-rates.good * c / n));
        (n - c) * (1.0 - good) * bad - c * (1.0 - bad) - rates.leave * c
    };
    let (mut low, mut high) = (n * 1e-9, n);
    if growth(low) <= 0.0 {
        return Rest::Nobody;
    }
    if growth(high) >= 0.0 {
        return Rest::Everybody;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if growth(middle) > 0.0 { low = middle } else { high = middle }
    }
    Rest::At(0.5 * (low + high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn market(saturating: bool) -> Market {
        Market { size: 1000.0, customers: 100, saturating, feeds_arrivals: true, places: 400 }
    }

    /// With g, b and l small the condition is g (1 − C/N) = b C/N + l, whose root is N (g − l)/(g + b).
    #[test]
    fn a_market_rests_where_as_many_are_won_as_lost() {
        let rates = Rates { bad: 1e-6, good: 3e-6, leave: 1e-6 };
        let Rest::At(customers) = equilibrium(&market(true), &rates) else { panic!("there is one") };
        assert!((customers - 500.0).abs() < 0.01, "{customers}");
    }

    #[test]
    fn a_market_may_die_fill_up_or_never_rest() {
        let rates = Rates { bad: 0.01, good: 0.02, leave: 0.03 };
        assert_eq!(equilibrium(&market(true), &rates), Rest::Nobody);
        let rates = Rates { bad: 0.0, good: 0.02, leave: 0.0 };
        assert_eq!(equilibrium(&market(true), &rates), Rest::Everybody);
        let rates = Rates { bad: 0.01, good: 0.02, leave: 0.0 };
        assert_eq!(equilibrium(&market(false), &rates), Rest::Never(0.01));
    }
}
