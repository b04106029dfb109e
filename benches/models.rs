//! The scenarios that are timed.

use onhold::model::Model;
use onhold::scenario::{NoFiles, Scenario};

/// Scenarios without feelings: the plainest, ContactCenters' Big20x35 under its three routings, and a center of the size of a
/// published telephone company's.
pub const NAMES: &[&str] = &["mm100m", "big20x35_qp", "big20x35_fifo", "big20x35_ap", "company65x89"];

/// About a million contacts.
const STEADY: &str = "170h";

fn compile(text: &str, changes: &[(&str, &str)]) -> Model {
    let mut scenario = Scenario::parse(text, "bench.toml").expect("a bench scenario is right");
    for (path, value) in changes {
        scenario.set(path, value).expect("a bench path exists");
    }
    scenario.compile(&NoFiles).expect("a bench scenario is right").model
}

/// The scenario of this name.
pub fn by_name(name: &str) -> Model {
    match name {
        "mm100m" => mm_n(100),
        "big20x35_qp" => big20x35(r#"agent = ["choice"]"#, r#"contact = ["priority"]"#, false),
        "big20x35_fifo" => big20x35(r#"agent = ["choice"]"#, r#"contact = ["longest-wait"]"#, false),
        "big20x35_ap" => big20x35(r#"agent = ["choice", "longest-idle"]"#, r#"contact = ["longest-wait"]"#, true),
        _ => company65x89(),
    }
}

/// M/M/n+M at 100 Erlangs.
pub fn mm_n(agents: u32) -> Model {
    let text = include_str!("scenarios/mm100m.toml");
    compile(text, &[("horizon.steady", STEADY), ("group.all.agents", &agents.to_string())])
}

/// M/M/100+M with felt waits, moments, satisfaction and word of mouth.
pub fn mm100m_feeling() -> Model {
    let text = include_str!("scenarios/mm100m.toml");
    compile(text, &[("horizon.steady", STEADY), ("preset", "course"), ("wait.hold", "music")])
}

/// How much of the customers' side is on, of M/M/100+M lived event by event: nothing, a constant clock with satisfaction
/// and word of mouth, all that a single day uses.
pub const CUSTOMERS: &[&str] = &["off", "constant", "everything"];

/// M/M/100+M with so much of the customers' side.
pub fn customers(name: &str) -> Model {
    let text = include_str!("scenarios/mm100m.toml");
    let constant = [("horizon.steady", STEADY), ("preset", "course"), ("wait.hold", "music")];
    let everything = [
        ("value", "{ margin = 50, purchases_per_year = 52, years = 10 }"),
        ("customer.angry", "{ clock = 1.3, hostility = 2, complains = 0.1 }"),
        ("contact.call.segment", "{ angry = 0.2, standard = 0.8 }"),
        ("wait.announce", "{ estimate = \"queue-length\", leaves_at_once = 0.1 }"),
        ("wait.message", "[{ at = \"20s\", makes = { unexplained = 0.4 } }]"),
        ("wait.order_visible", "0.5"),
        ("service.load", "0.5"),
        ("service.mood", "{ contagion = 0.5 }"),
        ("aftermath.notice", "{ share = 0.2 }"),
    ];
    match name {
        "off" => compile(text, &constant[..1]),
        "constant" => compile(text, &constant),
        _ => compile(text, &[&constant[..], &everything].concat()),
    }
}

/// Twenty days of twenty thousand contacts of a customer base of a million.
pub fn customer_base() -> Model {
    let text = "[horizon]\nopens = \"08:00\"\ncloses = \"20:00\"\ndays = 20\n[contact.call]\n\
                arrivals = { rate = \"1666.7/h\" }\nhandle = { exponential = { mean = \"240s\" } }\n\
                patience = { exponential = { mean = \"180s\" } }\n[group.all]\nagents = 118\nskills.call = {}\n[wait]\n\
                hold = \"music\"\n[service]\n[aftermath]\nconverts = 0.01\n[market]\ncustomers = 1000000\nsize = 3000000\n";
    compile(text, &[])
}

/// Scenarios that ask for a whole center.
pub const CENTERS: &[&str] = &["people", "day", "blend", "sites"];

/// The whole center of this name.
pub fn center(name: &str) -> Model {
    match name {
        "people" => people(),
        "day" => compile(include_str!("scenarios/day.toml"), &[]),
        "blend" => compile(include_str!("scenarios/blend.toml"), &[]),
        _ => sites(),
    }
}

/// M/M/100+M by day, of people on shifts with breaks, and a third of those who give up try again: ten days.
fn people() -> Model {
    let mut text = "[horizon]\nopens = \"08:00\"\ncloses = \"20:00\"\ndays = 10\n[contact.call]\n\
                    arrivals = { rate = \"6000/h\" }\nhandle = { exponential = { mean = \"60s\" } }\n\
                    patience = { exponential = { mean = \"120s\" } }\nservice_level = { within = \"20s\", target = 0.8 }\n\
                    redial = { share = { abandoned = 0.33 }, after = { exponential = { mean = \"15m\" } } }\n\
                    [group.all]\nskills.call = {}\n"
        .to_string();
    for (people, from, to, at, length) in [
        (52, 8, 14, "10:30", "15m"),
        (52, 14, 20, "16:30", "15m"),
        (26, 10, 16, "12:00", "30m"),
        (26, 12, 18, "14:00", "30m"),
    ] {
        text += &format!(
            "[[group.all.shift]]\npeople = {people}\nfrom = \"{from:02}:00\"\nto = \"{to:02}:00\"\n\
             breaks = [{{ at = \"{at}\", for = \"{length}\" }}]\n"
        );
    }
    compile(&text, &[])
}

/// Fifty sites of two hundred agents who each serve their own region first and help two others after 20 s.
fn sites() -> Model {
    let mut text = "[horizon]\nopens = \"08:00\"\ncloses = \"18:00\"\n".to_string();
    for k in 0..50 {
        text += &format!(
            "[contact.r{k}]\narrivals = {{ rate = \"2300/h\" }}\nhandle = {{ lognormal = {{ mean = \"5m\", cv = 1 }} }}\n\
             wrap_up = {{ exponential = {{ mean = \"10s\" }} }}\npatience = {{ exponential = {{ mean = \"3m\" }} }}\n\
             service_level = {{ within = \"20s\", target = 0.8 }}\n\
             redial = {{ share = 0.4, after = {{ exponential = {{ mean = \"15m\" }} }} }}\n"
        );
    }
    for g in 0..50 {
        text += &format!("[group.s{g}]\nagents = 200\nskills.r{g} = {{}}\n");
        for step in [1, 7] {
            let other = (g + step) % 50;
            text += &format!("skills.r{other} = {{ choice = 2, priority = 2, after = \"20s\" }}\n");
        }
    }
    compile(&text, &[])
}

/// ContactCenters' synthetic center of 20 types, 35 groups, 500 agents; `by_skills`: groups of three skills before
/// groups of six, else in the order of their numbers.
fn big20x35(agent: &str, contact: &str, by_skills: bool) -> Model {
    let mut text = format!("[horizon]\nsteady = \"{STEADY}\"\nwarm_up = \"10h\"\n[routing]\n{agent}\n{contact}\n");
    for k in 0..20 {
        let rate = 4.75 * (0.5 + f64::from(k) / 19.0);
        text += &format!(
            "[contact.t{k}]\narrivals = {{ rate = \"{rate}/m\" }}\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\n"
        );
        text += "patience = { exponential = { mean = \"3m\" } }\nservice_level = { within = \"20s\", target = 0.8 }\n";
    }
    for g in 0..35 {
        let (types, agents) = match g {
            0..20 => (vec![g, (g + 1) % 20, (g + 5) % 20], 15),
            _ => ([0, 4, 8, 12, 16, 2].map(|step| (g - 20 + step) % 20).to_vec(), if g < 25 { 14 } else { 13 }),
        };
        text += &format!("[group.g{g}]\nagents = {agents}\n");
        let choice = if !by_skills { g + 1 } else { 1 + usize::from(g >= 20) };
        for (position, k) in types.iter().enumerate() {
            text += &format!("skills.t{k} = {{ choice = {choice}, priority = {} }}\n", position + 1);
        }
    }
    compile(&text, &[])
}

/// 65 types and 89 groups of 8 or 9 agents, the size of a published telephone company's center; rates and skills are ours. A
/// few types are most of the calls; each group knows three to eight types, one of them first.
fn company65x89() -> Model {
    let mut text = format!(
        "[horizon]\nsteady = \"{STEADY}\"\nwarm_up = \"10h\"\n[routing]\nagent = [\"choice\", \"longest-idle\"]\n\
         contact = [\"priority\", \"longest-wait\"]\n"
    );
    let weight = |k: u32| 1.0 / f64::from(k + 1).sqrt();
    let all: f64 = (0..65).map(weight).sum();
    for k in 0..65 {
        text += &format!(
            "[contact.t{k}]\narrivals = {{ rate = \"{}/h\" }}\nhandle = {{ exponential = {{ mean = \"5m\" }} }}\n\
             patience = {{ exponential = {{ mean = \"3m\" }} }}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n",
            8400.0 * weight(k) / all
        );
    }
    for g in 0..89_u32 {
        text += &format!("[group.g{g}]\nagents = {}\n", 8 + g % 2);
        let mut types = vec![g % 65];
        for step in 1..=2 + g % 6 {
            let other = (g * 7 + step * 11) % 65;
            if !types.contains(&other) {
                types.push(other);
            }
        }
        for (position, k) in types.iter().enumerate() {
            text += &format!("skills.t{k} = {{ choice = {0}, priority = {0} }}\n", 1 + position.min(1));
        }
    }
    compile(&text, &[])
}
