//! What is written becomes what is meant.

use super::*;
use crate::model::*;

fn patience(law: &str) -> Distribution {
    model(&day("{ exponential = { mean = \"5m\" } }", law)).contacts.remove(0).patience.unwrap()
}

fn arrivals(form: &str) -> Arrivals {
    model(&day("{ rate = \"60/h\" }", form)).contacts.remove(0).arrivals
}

fn with(section: &str) -> Model {
    model(&day("[group.tier1]", &format!("{section}\n[group.tier1]")))
}

#[test]
fn the_plain_day() {
    let model = model(DAY);
    assert_eq!(model.name, "day");
    assert_eq!(model.horizon.opens_s, 28_800.0);
    assert_eq!(model.horizon.length_s, 7200.0);
    assert_eq!(model.horizon.kind, HorizonKind::Day { interval_s: 1800.0 });
    assert_eq!(model.horizon.closing, Closing::ServeOut);
    let contact = &model.contacts[0];
    assert_eq!(contact.arrivals.expected(), 120.0);
    assert_eq!(contact.handle, Distribution::Exponential { mean: 180.0 });
    assert_eq!(contact.service_level, Some(ServiceLevel { within_s: 20.0, target: 0.8 }));
    assert_eq!((contact.balks.clone(), contact.lines, contact.wrap_up.clone()), (Balks::Never, None, None));
    assert_eq!(contact.felt, FeltClock::off());
    assert!(contact.service.is_none() && contact.aftermath.is_none() && model.value.is_none());
    let skill = &model.groups[0].skills[0];
    assert_eq!((skill.choice, skill.priority, skill.reserve, skill.after_s), (1, 1, 0, 0.0));
    assert_eq!(skill.pace, Pace::Speed(1.0));
    assert_eq!(model.routing.agent, [AgentCriterion::Choice, AgentCriterion::LongestIdle]);
    assert_eq!(model.routing.contact, [ContactCriterion::Priority, ContactCriterion::LongestWait]);
    assert_eq!(model.routing.score, [Score { base: 0.0, per_second: 1.0, transferred: 0.0 }]);
}

#[test]
fn a_scenario_without_a_name_has_the_files() {
    let scenario = Scenario::parse(&day("name = \"day\"\n", ""), "folder/bank.toml").unwrap();
    assert_eq!(scenario.compile(&NoFiles).unwrap().model.name, "bank");
}

#[test]
fn types_and_groups_keep_the_order_of_the_file() {
    let more = "[contact.alpha]\narrivals = { rate = \"6/h\" }\nhandle = { constant = \"1m\" }\n[group.tier1]\nskills.alpha = {}";
    let model = model(&day("[group.tier1]", more));
    assert_eq!(model.contacts.iter().map(|c| c.name.as_str()).collect::<Vec<_>>(), ["sales", "alpha"]);
    assert_eq!(model.groups[0].skills.iter().map(|s| s.contact.0).collect::<Vec<_>>(), [1, 0]);
}

#[test]
fn every_family_of_distributions() {
    use Distribution::*;
    assert_eq!(patience("{ constant = \"90s\" }"), Constant(90.0));
    assert_eq!(patience("{ erlang = { mean = \"3m\", stages = 3 } }"), Gamma { shape: 3.0, scale: 60.0 });
    assert_eq!(patience("{ gamma = { mean = \"3m\", cv = 0.5 } }"), Distribution::gamma(180.0, 0.5));
    assert_eq!(patience("{ lognormal = { mean = \"3m\", cv = 1.5 } }"), Distribution::lognormal(180.0, 1.5));
    assert_eq!(patience("{ lognormal = { mean = \"3m\", cv = 0 } }"), Constant(180.0));
    assert_eq!(patience("{ weibull = { mean = \"3m\", shape = 2 } }"), Distribution::weibull(180.0, 2.0));
    assert_eq!(
        patience("{ hyperexponential = { means = [\"1m\", \"5m\"], shares = [0.25, 0.75] } }"),
        Hyperexponential { shares: vec![0.25, 0.75], means: vec![60.0, 300.0] }
    );
    assert_eq!(patience("{ uniform = { from = \"0s\", to = \"1m\" } }"), Uniform { from: 0.0, to: 60.0 });
    assert_eq!(
        patience("{ triangular = { low = \"0s\", mode = \"1m\", high = \"2m\" } }"),
        Triangular { low: 0.0, mode: 60.0, high: 120.0 }
    );
    assert_eq!(patience("{ empirical = { values = [\"9s\", \"3s\"] } }"), Values(vec![3.0, 9.0]));
    assert_eq!(patience("{ empirical = { quantiles = [\"3s\", \"9s\"] } }"), Quantiles(vec![3.0, 9.0]));
    assert_eq!(
        patience(
            "{ mixture = { shares = [0.1, 0.9], of = [{ constant = \"2s\" }, { exponential = { mean = \"4m\" } }] } }"
        ),
        Mixture { shares: vec![0.1, 0.9], of: vec![Constant(2.0), Exponential { mean: 240.0 }] }
    );
    assert_eq!(
        patience("{ shifted = { by = \"8s\", of = { constant = \"2s\" } } }"),
        Shifted { by: 8.0, of: Box::new(Constant(2.0)) }
    );
}

#[test]
fn every_form_of_arrivals() {
    let poisson = |rate| Arrivals::Poisson { rate, busyness: None };
    let steps = |steps: &[(f64, f64)]| poisson(Rate::steps(steps, 7200.0));
    assert_eq!(arrivals("{ rate = \"60/m\" }"), steps(&[(0.0, 1.0)]));
    assert_eq!(
        arrivals("{ rate = { \"07:00\" = \"3600/h\", \"09:10\" = \"2/s\" } }"),
        steps(&[(0.0, 1.0), (4200.0, 2.0)])
    );
    let four = [1.0, 2.0, 3.0, 4.0];
    let listed = "{ rate = [\"1/s\", \"2/s\", \"3/s\", \"4/s\"] }";
    assert_eq!(arrivals(listed), steps(&[(0.0, 1.0), (1800.0, 2.0), (3600.0, 3.0), (5400.0, 4.0)]));
    assert_eq!(arrivals("{ expected = [1800, 3600, 5400, 7200] }"), arrivals(listed));
    let linear = "{ expected = [1800, 3600, 5400, 7200], shape = \"linear\" }";
    assert_eq!(arrivals(linear), poisson(Rate::linear(&four, 1800.0)));
    assert_eq!(
        arrivals("{ exactly = { \"08:00\" = 5, \"09:30\" = 7 } }"),
        Arrivals::Exactly { interval_s: 1800.0, counts: vec![5, 5, 5, 7] }
    );
    let busy = arrivals("{ rate = \"1/s\", busyness = { gamma = { mean = 1, cv = 0.12 } }, common = 0.6 }");
    let busyness = Some(Busyness { factor: Distribution::gamma(1.0, 0.12), common: 0.6 });
    assert_eq!(busy, Arrivals::Poisson { rate: Rate::steps(&[(0.0, 1.0)], 7200.0), busyness });
}

#[test]
fn files_beside_the_scenario() {
    let text = day("rate = \"60/h\"", "times = \"t.csv\"")
        .replace("exponential = { mean = \"3m\" }", "empirical = { file = \"h.csv\" }");
    let scenario = Scenario::parse(&text, "x.toml").unwrap();
    let folder = Folder(&[("t.csv", "# trace\narrival\n09:00:00.5\n\n08:00\n15s\n"), ("h.csv", "handle_s\n20\n10\n")]);
    let model = scenario.compile(&folder).unwrap().model;
    assert_eq!(model.contacts[0].arrivals, Arrivals::Times(vec![0.0, 15.0, 3600.5]));
    assert_eq!(model.contacts[0].handle, Distribution::Values(vec![10.0, 20.0]));
}

#[test]
fn a_steady_stretch() {
    let hours = "opens = \"08:00\"\ncloses = \"10:00\"";
    let model = model(&day(hours, "steady = \"10h\"\nwarm_up = \"1h\""));
    assert_eq!(model.horizon.kind, HorizonKind::Steady);
    assert_eq!((model.horizon.length_s, model.horizon.warm_up_s, model.horizon.opens_s), (36_000.0, 3600.0, 0.0));
    assert_eq!(model.horizon.closing, Closing::ServeOut);
    assert_eq!(model.contacts[0].arrivals.expected(), 600.0);
}

#[test]
fn an_own_handle_time_that_is_the_types_stretched_is_a_speed() {
    let pace = |skill: &str| model(&day("skills.sales = {}", skill)).groups.remove(0).skills.remove(0).pace;
    assert_eq!(pace("skills.sales = { handle = { exponential = { mean = \"6m\" } } }"), Pace::Speed(0.5));
    assert_eq!(pace("skills.sales = { speed = 0.8 }"), Pace::Speed(0.8));
    assert_eq!(pace("skills.sales = { handle = { constant = \"6m\" } }"), Pace::Own(Distribution::Constant(360.0)));
}

#[test]
fn a_type_without_a_handle_time_has_the_first_groups() {
    let text = day("handle = { exponential = { mean = \"3m\" } }\n", "");
    let text = text.replace("skills.sales = {}", "skills.sales = { handle = { exponential = { mean = \"2m\" } } }");
    let model = model(&format!(
        "{text}[group.second]\nagents = 1\nskills.sales = {{ handle = {{ exponential = {{ mean = \"4m\" }} }} }}\n"
    ));
    assert_eq!(model.contacts[0].handle, Distribution::Exponential { mean: 120.0 });
    assert_eq!(model.groups[0].skills[0].pace, Pace::Speed(1.0));
    assert_eq!(model.groups[1].skills[0].pace, Pace::Speed(0.5));
}

#[test]
fn an_empty_section_has_the_models_defaults() {
    let contact = with("[wait]\n[service]\n[aftermath]\n").contacts.remove(0);
    assert_eq!(contact.felt, FeltClock::new(1.0, 1.0, 1.0));
    let service = contact.service.unwrap();
    assert_eq!((service.resolution, service.skill, service.anger), (0.72, 0.35, 0.2));
    assert_eq!(service.understood, Understood { base: 1.0, quality: 0.3, mood: 0.4, noise: 0.8 });
    assert_eq!((service.resolved_yes, service.resolved_no), (1.2, -0.5));
    let after = contact.aftermath.unwrap();
    assert_eq!((after.complains, after.tells_good, after.converts), (0.04, 5.0, 0.2));
    assert_eq!((after.tolerance, after.delight, after.tells.mean()), (0.75, 0.4, 18.0));
    assert_eq!(after.expectation, Expectation { start: 0.6, learns: 0.15 });
    assert_eq!((after.leaves.silent, after.leaves.scale), (0.63, 0.1));
    assert_eq!((after.complaint.resolves, after.complaint.costs), (0.6, 0.0));
}

#[test]
fn what_is_played_sets_hardnesses_that_can_be_overridden_by_hand() {
    let speed = |wait: &str| with(&format!("[wait]\n{wait}")).contacts[0].felt.speed();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
    near(speed("hold = \"silence\""), 1.36 * 1.30 * 1.15);
    near(speed("hold = \"silence\"\nidle = 0"), 1.30 * 1.15);
    near(speed("hold = \"silence\"\nstretch = { idle = 2 }"), 2.0 * 1.30 * 1.15);
    near(speed("alone = 0.5\nlow_value = 1"), 1.10f64.sqrt() * 1.25);
}

#[test]
fn sections_are_refined_by_contact_type_key_by_key() {
    let text = "[wait]\nhold = \"silence\"\nacceptable = \"30s\"\n[contact.sales.wait]\nidle = 0.0\nscale = \"60s\"\n\
                [contact.sales.aftermath]\ntells = { to = 30 }\n";
    let contact = with(text).contacts.remove(0);
    assert!((contact.felt.speed() - 1.30 * 1.15).abs() < 1e-12);
    assert_eq!((contact.felt.acceptable_s, contact.felt.scale_s), (30.0, 60.0));
    assert_eq!(contact.aftermath.unwrap().tells, Tells { share: 1.0, from: 16.0, to: 30.0 });
    assert!(contact.service.is_none());
}

#[test]
fn presets_fill_the_sections_and_give_way_to_what_is_written() {
    let of = |preset: &str, more: &str| {
        let text = day("name =", &format!("preset = \"{preset}\"\nname ="));
        model(&format!("{text}{more}")).contacts.remove(0)
    };
    let after = |preset: &str| of(preset, "").aftermath.unwrap();
    assert!(of("textbook", "").aftermath.is_none());
    for preset in ["course", "five-ten", "evidence", "one-in-three"] {
        let contact = of(preset, "");
        assert!(contact.felt.is_on() && contact.service.is_some() && contact.aftermath.is_some(), "{preset}");
    }
    assert_eq!((after("course").tolerance, after("course").tells.mean()), (0.0, 18.0));
    assert_eq!((after("five-ten").tells.mean(), after("five-ten").tells_good), (10.0, 5.0));
    let evidence = after("evidence");
    assert_eq!((evidence.complains, evidence.converts), (0.06, 0.27));
    assert_eq!(evidence.tells, Tells { share: 0.31, from: 4.0, to: 4.0 });
    assert_eq!(after("one-in-three").complains, 1.0 / 3.0);
    let own = of("evidence", "[aftermath]\ncomplains = 0.5\ntells = { from = 1, to = 3 }\n").aftermath.unwrap();
    assert_eq!((own.complains, own.tells.mean(), own.converts), (0.5, 2.0, 0.27));
}

#[test]
fn a_customers_worth_and_contacts_revenue() {
    let value =
        with("[value]\nper_contact = { sales = 2.5 }\nmargin = 50\npurchases_per_year = 52\nyears = 10").value.unwrap();
    assert_eq!(value.per_contact, [2.5]);
    assert_eq!(value.lifetime(), 26_000.0);
    assert_eq!(with("[value]\nper_contact = 3").value.unwrap().per_contact, [3.0]);
    assert_eq!(with("[value]").value.unwrap().lifetime(), 0.0);
}
