//! Durations, clock times and rates as they are written.

/// The longest duration, s: three thousand years. Sums of many are still numbers.
const LONGEST_S: f64 = 1e11;

/// Seconds of a duration such as `20s`, `3m`, `1h30m`, `1.5d`: parts in falling order of unit, each at most once.
pub fn duration(text: &str) -> Option<f64> {
    let mut rest = text;
    let mut last = f64::INFINITY;
    let mut total = 0.0;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let seconds = unit(rest[end..].chars().next()?)?;
        if seconds >= last {
            return None;
        }
        last = seconds;
        total += decimal(&rest[..end])? * seconds;
        rest = &rest[end + 1..];
    }
    (last.is_finite() && total <= LONGEST_S).then_some(total)
}

/// Seconds after midnight of a clock time `7:30`, `07:30`, `07:30:15.5`, up to `24:00`.
pub fn clock(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next());
    let whole = |s: &str, least: usize| {
        ((least..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit())).then(|| s.parse::<f64>().ok())?
    };
    let (h, m) = (whole(hours, 1)?, whole(minutes, 2)?);
    let s = seconds.map_or(Some(0.0), |s| if s.len() >= 2 { decimal(s) } else { None })?;
    let total = h * 3600.0 + m * 60.0 + s;
    (parts.next().is_none() && m < 60.0 && s < 60.0 && total <= 86_400.0).then_some(total)
}

/// Events per second of a rate such as `120/h`, `2.5/m`.
pub fn rate(text: &str) -> Option<f64> {
    let (number, per) = text.split_once('/')?;
    let mut per = per.chars();
    let seconds = unit(per.next()?)?;
    per.next().is_none().then_some(decimal(number)? / seconds)
}

/// Whether a text is a number that only lacks its unit.
pub fn is_plain_number(text: &str) -> bool {
    decimal(text).is_some()
}

/// A finite number without a negative sign, in a file of numbers: there 1e3 is one. A minus is a mistake even before a
/// zero.
pub fn unsigned(text: &str) -> Option<f64> {
    text.parse().ok().filter(|x: &f64| x.is_finite() && x.is_sign_positive())
}

/// A plain number that is seconds, as in a column of them: no longer than any duration may be.
pub fn seconds(text: &str) -> Option<f64> {
    unsigned(text).filter(|seconds| *seconds <= LONGEST_S)
}

/// A plain decimal number without sign or exponent.
fn decimal(text: &str) -> Option<f64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit() || b == b'.') && text.bytes().any(|b| b.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten().filter(|x: &f64| x.is_finite())
}

fn unit(letter: char) -> Option<f64> {
    match letter {
        's' => Some(1.0),
        'm' => Some(60.0),
        'h' => Some(3600.0),
        'd' => Some(86_400.0),
        _ => None,
    }
}

/// So many of something, in words: `1 agent`, `12 agents`. `number` as it is shown; `one` and `many`: what they are called.
pub fn counted(number: impl std::fmt::Display, one: &str, many: &str) -> String {
    let number = number.to_string();
    let name = if number == "1" { one } else { many };
    format!("{number} {name}")
}

/// An error behind a value, ` ± 1.2`; nothing where one sample cannot give it.
pub fn plus_minus(error: f64, decimals: usize) -> String {
    if error.is_finite() { format!(" ± {error:.decimals$}") } else { String::new() }
}

/// A share in percent with these decimals; a dash where it is a share of nothing.
pub fn percent_of_some(share: f64, decimals: usize) -> String {
    if share.is_finite() { format!("{:.decimals$} %", 100.0 * share) } else { "–".to_string() }
}

/// A clock time for people, `07:30`.
pub fn show_clock(seconds: f64) -> String {
    let minutes = libm::floor(seconds / 60.0);
    let rest = libm::floor(seconds - 60.0 * minutes);
    let shown = format!("{:02}:{:02}", libm::floor(minutes / 60.0), minutes % 60.0);
    if rest == 0.0 { shown } else { format!("{shown}:{rest:02}") }
}

/// A duration for people: `45 s`, `2.5 min`, `10 h`.
pub fn show_duration(seconds: f64) -> String {
    let short = |x: f64| {
        let text = format!("{x:.2}");
        let text = text.trim_end_matches('0').trim_end_matches('.');
        // What rounds to nothing has no sign.
        text.strip_prefix('-').filter(|rest| *rest == "0").unwrap_or(text).to_string()
    };
    if seconds < 600.0 {
        format!("{} s", short(seconds))
    } else if seconds < 7200.0 {
        format!("{} min", short(seconds / 60.0))
    } else {
        format!("{} h", short(seconds / 3600.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        assert_eq!(duration("20s"), Some(20.0));
        assert_eq!(duration("1h30m"), Some(5400.0));
        assert_eq!(duration("1.5d"), Some(129_600.0));
        assert_eq!(duration("0s"), Some(0.0));
        for wrong in [
            "", "20", "s", "20 s", "-20s", "-0s", "-0.0s", "0m-0s", "30m1h", "1m1m", "1e3s", "20x", "1h30", ".s",
            "inf", "ms", "1..5s",
        ] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn seconds_without_a_unit_have_the_bound_of_durations() {
        assert_eq!((seconds("31.5"), seconds("1e3")), (Some(31.5), Some(1000.0)));
        for wrong in ["1e308", "1e15", "-1", "20s"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_minus_is_a_mistake_even_before_a_zero() {
        assert_eq!((unsigned("0"), unsigned("1e3"), unsigned("2.5")), (Some(0.0), Some(1000.0), Some(2.5)));
        for wrong in ["-0", "-0.0", "-1", "inf", "nan", ""] {
            assert_eq!(unsigned(wrong), None, "{wrong}");
        }
        assert_eq!((show_duration(-0.0).as_str(), show_duration(-0.001).as_str()), ("0 s", "0 s"));
    }

    #[test]
    fn what_is_not_known_is_not_a_number() {
        assert_eq!([plus_minus(1.25, 1), plus_minus(f64::NAN, 1), plus_minus(f64::INFINITY, 1)], [" ± 1.2", "", ""]);
        assert_eq!([percent_of_some(0.125, 1), percent_of_some(f64::NAN, 0)], ["12.5 %", "–"]);
    }

    #[test]
    fn one_is_not_many() {
        let words = ["0 people", "1 person", "2 people", "1.0 people"];
        assert_eq!(["0", "1", "2", "1.0"].map(|number| counted(number, "person", "people")), words);
    }

    #[test]
    fn clock_times() {
        assert_eq!(clock("07:30"), Some(27_000.0));
        assert_eq!(clock("7:30"), Some(27_000.0));
        assert_eq!(clock("24:00"), Some(86_400.0));
        assert_eq!(clock("08:00:30.5"), Some(28_830.5));
        for wrong in
            ["24:01", "12:60", "12", "1200", "12:0", "123:00", "12:00:60", "12:00:0", "-1:00", "12:00:00:00", ""]
        {
            assert_eq!(clock(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rates() {
        assert_eq!(rate("120/h"), Some(120.0 / 3600.0));
        assert_eq!(rate("2.5/m"), Some(2.5 / 60.0));
        for wrong in ["120", "120/", "/h", "-1/h", "120/hour", "120 /h", "1/y"] {
            assert_eq!(rate(wrong), None, "{wrong}");
        }
    }
}
