use super::*;
use crate::model::{Arrivals, Busyness, Distribution, Rate};
use crate::scenario::{NoFiles, Scenario};

fn model(arrivals: &str) -> Model {
    let text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\n[contact.a]\narrivals = {arrivals}\n\
         handle = {{ exponential = {{ mean = \"3m\" }} }}\n[group.all]\nagents = 4\nskills.a = {{}}\n"
    );
    Scenario::parse(&text, "test.toml").unwrap().compile(&NoFiles).unwrap().model
}

fn arrivals(model: &Model, replication: u64) -> Vec<f64> {
    let mut day = Day::new(model, 7, replication);
    let (mut block, mut times) = (Block::default(), Vec::new());
    while day.fill(&mut block) {
        times.extend(&block.time_s);
    }
    times
}

/// Mean and variance of the number of arrivals, and the mean by quarter of the day.
fn counts(model: &Model, days: u64) -> (f64, f64, [f64; 4]) {
    let (mut sum, mut squares, mut quarters) = (0.0, 0.0, [0.0; 4]);
    for day in 0..days {
        let times = arrivals(model, day);
        assert!(times.is_sorted() && times.iter().all(|t| (0.0..7200.0).contains(t)));
        let n = times.len() as f64;
        sum += n;
        squares += n * n;
        for time in times {
            quarters[(time / 1800.0) as usize] += 1.0;
        }
    }
    let days = days as f64;
    let mean = sum / days;
    (mean, squares / days - mean * mean, quarters.map(|q| q / days))
}

#[test]
fn a_stepped_rate_gives_poisson_counts_in_its_steps() {
    // 4,000 days: four standard errors of the mean are 1 % of it, of the variance 9 %.
    let (mean, variance, quarters) = counts(&model(r#"{ expected = [10, 0, 40, 15] }"#), 4000);
    assert!((mean / 65.0 - 1.0).abs() < 0.01, "{mean}");
    assert!((variance / 65.0 - 1.0).abs() < 0.09, "{variance}");
    assert_eq!(quarters[1], 0.0);
    assert!((quarters[0] / 10.0 - 1.0).abs() < 0.02 && (quarters[2] / 40.0 - 1.0).abs() < 0.01, "{quarters:?}");
}

#[test]
fn a_linear_rate_joins_the_middles_of_the_intervals() {
    let linear = model(r#"{ expected = [0, 20, 40, 20], shape = "linear" }"#);
    let Arrivals::Poisson { rate, .. } = &linear.contacts[0].arrivals else { panic!("a rate") };
    let (mean, _, quarters) = counts(&linear, 4000);
    assert!((mean / rate.total() - 1.0).abs() < 0.012, "{mean} {}", rate.total());
    // From 0 in the first middle to 20 in the second: the first quarter has (0 + 10)/2 × 1/2.
    assert!((quarters[0] - 2.5).abs() < 0.1 && (quarters[2] - 35.0).abs() < 0.4, "{quarters:?}");
}

#[test]
fn exact_counts_are_exact() {
    let (mean, variance, quarters) = counts(&model("{ exactly = [3, 0, 7, 1] }"), 50);
    assert_eq!((mean, quarters), (11.0, [3.0, 0.0, 7.0, 1.0]));
    assert!(variance.abs() < 1e-9);
}

#[test]
fn busy_days_spread_and_go_together() {
    let busy = |common: f64| {
        let mut model = model(r#"{ rate = "600/h" }"#);
        model.contacts.push(crate::model::Contact { name: "b".into(), ..model.contacts[0].clone() });
        for contact in &mut model.contacts {
            contact.arrivals = Arrivals::Poisson {
                rate: Rate::steps(&[(0.0, 600.0 / 3600.0)], 7200.0),
                busyness: Some(Busyness { factor: Distribution::gamma(1.0, 0.2), common }),
            };
        }
        let (mut x, mut y) = (Vec::new(), Vec::new());
        for replication in 0..2000 {
            let (mut day, mut block, mut n) = (Day::new(&model, 3, replication), Block::default(), [0.0; 2]);
            while day.fill(&mut block) {
                block.contact.iter().for_each(|c| n[c.index()] += 1.0);
            }
            x.push(n[0]);
            y.push(n[1]);
        }
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len() as f64;
        let (mx, my) = (mean(&x), mean(&y));
        let cov = |a: &[f64], b: &[f64], ma: f64, mb: f64| {
            a.iter().zip(b).map(|(a, b)| (a - ma) * (b - mb)).sum::<f64>() / a.len() as f64
        };
        (mx, cov(&x, &x, mx, mx), cov(&x, &y, mx, my) / (cov(&x, &x, mx, mx) * cov(&y, &y, my, my)).sqrt())
    };
    // Variance 1200 + (0.2 × 1200)²; of the correlation, the Poisson part takes 1200 / 58,800. 2,000 days: standard
    // errors of 5, 3 % and 0.022.
    let (mean, variance, correlation) = busy(1.0);
    assert!((mean - 1200.0).abs() < 22.0, "{mean}");
    assert!((variance / 58_800.0 - 1.0).abs() < 0.13, "{variance}");
    assert!((correlation - 0.98).abs() < 0.01, "{correlation}");
    assert!(busy(0.0).2.abs() < 0.09);
    assert!((busy(0.5).2 - 0.49).abs() < 0.08);
}

#[test]
fn a_type_draws_the_same_whoever_else_is_there() {
    let alone = model(r#"{ rate = "600/h" }"#);
    let mut together = alone.clone();
    together.contacts.insert(0, crate::model::Contact { name: "first".into(), ..alone.contacts[0].clone() });
    let of_a = |model: &Model, id: u16| {
        let (mut day, mut block, mut all) = (Day::new(model, 7, 0), Block::default(), Vec::new());
        while day.fill(&mut block) {
            for i in (0..block.len()).filter(|i| block.contact[*i].0 == id) {
                all.push((block.time_s[i], block.work_s[i], block.key[i]));
            }
        }
        all
    };
    assert_eq!(of_a(&alone, 0), of_a(&together, 1));
}

#[test]
fn replications_differ_and_repeat() {
    let model = model(r#"{ rate = "600/h" }"#);
    assert_eq!(arrivals(&model, 4), arrivals(&model, 4));
    assert_ne!(arrivals(&model, 4), arrivals(&model, 5));
}

#[test]
fn the_first_of_several_days_is_the_day_alone_and_each_has_numbers_of_its_own() {
    let alone = model(r#"{ rate = "200/h", busyness = { gamma = { mean = 1, cv = 0.3 } } }"#);
    let mut several = alone.clone();
    several.horizon.days = 3;
    let (one, all) = (arrivals(&alone, 5), arrivals(&several, 5));
    assert!(all.is_sorted());
    let of_day = |day: f64| -> Vec<f64> {
        all.iter().map(|time| time - day * 86_400.0).filter(|time| (0.0..86_400.0).contains(time)).collect()
    };
    assert_eq!(of_day(0.0), one);
    for day in [1.0, 2.0] {
        let times = of_day(day);
        assert!(!times.is_empty() && times.iter().all(|time| *time < 7200.0), "only while the center is open");
        assert_ne!(times.len(), one.len());
    }
}

#[test]
fn a_law_that_varies_over_the_day_is_that_of_the_arrival() {
    let mut varying = model(r#"{ rate = "300/h" }"#);
    let steps = vec![(0.0, Distribution::Constant(60.0)), (3600.0, Distribution::Constant(90.0))];
    let by_time = Distribution::ByTime(crate::model::ByTime { steps, shares: vec![0.5, 0.5] });
    assert_eq!((by_time.mean(), by_time.at(3600.0).mean()), (75.0, 90.0));
    varying.contacts[0].handle = by_time;
    varying.horizon.days = 2;
    let mut day = Day::new(&varying, 7, 0);
    let mut block = Block::default();
    let mut seen = [0; 2];
    while day.fill(&mut block) {
        for (time, work) in block.time_s.iter().zip(&block.work_s) {
            let late = time % 86_400.0 >= 3600.0;
            assert_eq!(*work, if late { 90.0 } else { 60.0 });
            seen[usize::from(late)] += 1;
        }
    }
    assert!(seen.iter().all(|n| *n > 300), "{seen:?}");
}
