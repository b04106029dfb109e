use onhold::demand::{Block, Day};
use onhold::floor::Floor;
use onhold::measure::*;
use onhold::model::*;
fn exp(mean: f64) -> Distribution {
    Distribution::Exponential { mean }
}
fn contact(name: &str, rate: f64, len: f64, handle: f64, patience: f64) -> Contact {
    Contact {
        name: name.into(),
        arrivals: Arrivals::Poisson { rate: Rate::steps(&[(0.0, rate)], len), busyness: None },
        patience: Some(exp(patience)),
        balks: Balks::Never,
        handle: exp(handle),
        wrap_up: None,
        service_level: Some(ServiceLevel { within_s: 20.0, target: 0.8 }),
        head_start_s: 0.0,
        importance: 0.0,
        lines: None,
        felt: FeltClock::off(),
        service: None,
        aftermath: None,
    }
}
fn mm100(len: f64) -> Model {
    Model {
        name: "mm100m".into(),
        currency: String::new(),
        horizon: Horizon {
            opens_s: 0.0,
            length_s: len,
            kind: HorizonKind::Steady,
            closing: Closing::ServeOut,
            warm_up_s: 6000.0,
        },
        contacts: vec![contact("call", 100.0 / 60.0, len, 60.0, 120.0)],
        groups: vec![Group {
            name: "all".into(),
            staffing: vec![(0.0, 100)],
            cost_per_hour: 0.0,
            skills: vec![Skill {
                contact: ContactId(0),
                choice: 1,
                priority: 1,
                pace: Pace::Speed(1.0),
                after_s: 0.0,
                reserve: 0,
                resolve: None,
                quality: 0.0,
            }],
        }],
        routing: Routing {
            agent: vec![AgentCriterion::Choice, AgentCriterion::LongestIdle],
            contact: vec![ContactCriterion::Priority, ContactCriterion::LongestWait],
            score: vec![],
        },
        value: None,
    }
}
fn big(len: f64, fifo: bool) -> Model {
    let contacts =
        (0..20).map(|k| contact(&format!("t{k}"), 4.75 * (0.5 + k as f64 / 19.0) / 60.0, len, 300.0, 180.0)).collect();
    let groups = (0..35usize)
        .map(|i| {
            let (types, agents) = if i < 20 {
                (vec![i, (i + 1) % 20, (i + 5) % 20], 15)
            } else {
                let b = i - 20;
                ([0, 4, 8, 12, 16, 2].iter().map(|d| (b + d) % 20).collect(), if i < 25 { 14 } else { 13 })
            };
            Group {
                name: format!("g{i}"),
                staffing: vec![(0.0, agents)],
                cost_per_hour: 0.0,
                skills: types
                    .iter()
                    .enumerate()
                    .map(|(p, &t)| Skill {
                        contact: ContactId(t as u8),
                        choice: i as u32 + 1,
                        priority: p as u32 + 1,
                        pace: Pace::Speed(1.0),
                        after_s: 0.0,
                        reserve: 0,
                        resolve: None,
                        quality: 0.0,
                    })
                    .collect(),
            }
        })
        .collect();
    Model {
        contacts,
        groups,
        routing: Routing {
            agent: vec![AgentCriterion::Choice, AgentCriterion::LongestIdle],
            contact: if fifo {
                vec![ContactCriterion::LongestWait]
            } else {
                vec![ContactCriterion::Priority, ContactCriterion::LongestWait]
            },
            score: vec![],
        },
        ..mm100(len)
    }
}
fn drawing(model: &Model) -> (usize, f64) {
    let t = std::time::Instant::now();
    let mut day = Day::new(model, 1, 0);
    let mut block = Block::default();
    let mut n = 0;
    let mut s = 0.0;
    while day.fill(&mut block) {
        n += block.len();
        s += block.work_s[0];
    }
    std::hint::black_box(s);
    (n, t.elapsed().as_secs_f64())
}
fn run(model: &Model, policies: usize) -> (usize, f64) {
    let t = std::time::Instant::now();
    let mut day = Day::new(model, 1, 0);
    let mut block = Block::default();
    let mut n = 0;
    let mut floors: Vec<_> = (0..policies).map(|_| Floor::new(model, Ledger::<false>::new(model))).collect();
    while day.fill(&mut block) {
        n += block.len();
        for f in &mut floors {
            f.live(&block);
        }
    }
    for (i, f) in floors.into_iter().enumerate() {
        let mut l = f.close();
        if i == 0 {
            let s = l.take_section();
            let mut b = SummaryBuilder::new(model, false);
            b.push_batches(&s, &l.take_batch_histograms());
            for (n, e) in &b.finish(0.95).scopes[0].1 {
                if policies == 0 {
                    println!("  {n:22} {:.6} ± {:.6}", e.mean, e.half_width);
                }
            }
        }
    }
    (n * policies, t.elapsed().as_secs_f64())
}
fn main() {
    let only = std::env::args().nth(1);
    if let Some(len) = std::env::args().nth(2) {
        let (n, _) = run(&mm100(len.parse().unwrap()), 1);
        println!("{n}");
        return;
    }
    for (name, m) in [("mm100", mm100(6e6)), ("bigQP", big(2e6, false)), ("bigFIFO", big(2e6, true))] {
        if only.as_ref().is_some_and(|o| o != name) {
            continue;
        }
        let (n, s) = drawing(&m);
        println!("{name} draw {:.1} M/s", n as f64 / s / 1e6);
        for p in [1, 16] {
            let mut v: Vec<f64> = (0..3)
                .map(|_| {
                    let (n, s) = run(&m, p);
                    s / n as f64 * 1e9
                })
                .collect();
            v.sort_by(f64::total_cmp);
            println!("{name} {p} policies {:.1} M/s {:.1} ns", 1e3 / v[1], v[1]);
        }
    }
}
