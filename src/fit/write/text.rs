//! Laws, durations, probabilities and texts as a fit writes them.

use crate::model::Distribution;

/// A law as the scenario writes it.
pub(super) fn law(law: &Distribution) -> String {
    let mean = || parameter(law.mean());
    match law {
        Distribution::Exponential { mean } => format!("{{ exponential = {{ mean = \"{}\" }} }}", parameter(*mean)),
        Distribution::Gamma { .. } => format!("{{ gamma = {{ mean = \"{}\", cv = {:.4} }} }}", mean(), law.cv()),
        Distribution::LogNormal { .. } => {
            format!("{{ lognormal = {{ mean = \"{}\", cv = {:.4} }} }}", mean(), law.cv())
        }
        Distribution::Weibull { shape, .. } => {
            format!("{{ weibull = {{ mean = \"{}\", shape = {shape:.4} }} }}", mean())
        }
        Distribution::Uniform { from, to } => {
            format!("{{ uniform = {{ from = \"{}\", to = \"{}\" }} }}", seconds(*from), seconds(*to))
        }
        Distribution::Mixture { shares, of } => {
            // The last share is what the rounded others leave, so that they sum to 1 as written.
            let rounded = |share: &f64| libm::round(share * 1e6) / 1e6;
            let others: f64 = shares[..shares.len() - 1].iter().map(rounded).sum();
            let written = shares[..shares.len() - 1].iter().map(rounded).chain([1.0 - others]);
            let shares: Vec<String> = written.map(|share| format!("{share:.6}")).collect();
            let laws: Vec<String> = of.iter().map(self::law).collect();
            format!("{{ mixture = {{ shares = [{}], of = [\n  {},\n] }} }}", shares.join(", "), laws.join(",\n  "))
        }
        // A fit makes no other laws.
        other => format!("{{ constant = \"{}\" }}", parameter(other.mean())),
    }
}

/// A law's own duration: to the millisecond, so that the mean stays what it is.
pub(super) fn parameter(s: f64) -> String {
    let text = format!("{s:.3}");
    format!("{}s", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A probability as far as it is worth reading.
pub(in crate::fit) fn p_value(p: f64) -> String {
    if p < 1e-4 { "p < 0.0001".to_owned() } else { format!("p = {p:.4}") }
}

/// A duration: whole minutes or hours where it is one, else seconds to a tenth.
pub(in crate::fit) fn seconds(s: f64) -> String {
    if s >= 3600.0 && s % 3600.0 == 0.0 {
        return format!("{}h", s / 3600.0);
    }
    if s >= 600.0 && s % 60.0 == 0.0 {
        return format!("{}m", s / 60.0);
    }
    // Short durations to a thousandth of themselves, or the mean of a short law would be 0.
    let places = if s >= 10.0 || s == 0.0 { 1 } else { (3.0 - libm::floor(libm::log10(s))).clamp(1.0, 9.0) as usize };
    let text = format!("{s:.places$}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{}s", if text.is_empty() { "0" } else { text })
}

/// A basic TOML string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_laws_and_texts() {
        for (s, written) in [(1800.0, "30m"), (3600.0, "1h"), (90.0, "90s"), (172.34, "172.3s"), (0.0, "0s")] {
            assert_eq!(seconds(s), written);
        }
        assert_eq!(quoted("a \"b\" \\ \n"), "\"a \\\"b\\\" \\\\  \"");
        let mixture = Distribution::Mixture {
            shares: vec![1.0 / 3.0, 2.0 / 3.0],
            of: vec![Distribution::Uniform { from: 0.0, to: 5.0 }, Distribution::lognormal(180.0, 1.2)],
        };
        let expected = "{ mixture = { shares = [0.333333, 0.666667], of = [\n  { uniform = { from = \"0s\", to = \"5s\" } },\n  \
                        { lognormal = { mean = \"180s\", cv = 1.2000 } },\n] } }";
        assert_eq!(law(&mixture), expected);
    }
}
