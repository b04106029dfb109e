//! Random small centers, as text: a throw of dice for each thing that a scenario can say. Where all show 0 the scenario
//! is the simplest.

use std::fmt::Write;

/// Numbers that decide what a scenario says, in order; 0 where they are used up.
pub struct Dice<'a>(pub &'a [u32]);

impl Dice<'_> {
    /// One of `sides` numbers, from 0.
    pub fn of(&mut self, sides: u32) -> u32 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first % sides
    }

    fn pick<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        // Lists here are short.
        texts[self.of(texts.len() as u32) as usize]
    }

    /// Whether something is on that is on once in so many scenarios.
    fn once_in(&mut self, sides: u32) -> bool {
        self.of(sides) == 1
    }
}

/// What a scenario is to be free of, so that a rule can be checked that holds only then.
#[derive(Clone, Copy, Debug, Default)]
pub struct Without {
    /// Anything but the longest wait decides: one group, no head starts, no overflow, no reserves.
    pub jumping: bool,
    /// Paces change while somebody learns.
    pub learning: bool,
}

const SPOKEN: u32 = 0;
const CHAT: u32 = 1;
const EMAIL: u32 = 2;
const OUTBOUND: u32 = 3;

/// A scenario: one to three types, one to three groups, from 08:00 to 10:00.
pub fn scenario(dice: &mut Dice<'_>, without: Without) -> String {
    let types = 1 + dice.of(3);
    let groups = if without.jumping { 1 } else { 1 + dice.of(3) };
    let days = [1, 1, 2, 3][dice.of(4) as usize];
    let closing = dice.pick(&["serve-out", "hang-up"]);
    let mut text = format!(
        "[horizon]\nopens = \"08:00\"\ncloses = \"10:00\"\ndays = {days}\nclosing = \"{closing}\"\n\
         [service]\nresolution = 0.6\n"
    );
    routing(&mut text, dice, types, without);
    if dice.once_in(4) {
        let shared = if types > 1 { "\"k0\", \"k1\"" } else { "\"k0\"" };
        let _ = write!(text, "[lines.main]\ncapacity = {}\ncontacts = [{shared}]\n", 2 + dice.of(6));
    }
    let channels: Vec<u32> = (0..types).map(|_| [SPOKEN, CHAT, EMAIL, OUTBOUND, SPOKEN][dice.of(5) as usize]).collect();
    for k in 0..types {
        contact(&mut text, dice, k, &channels, without);
    }
    for g in 0..groups {
        group(&mut text, dice, g, &channels, without);
    }
    text
}

fn routing(text: &mut String, dice: &mut Dice<'_>, types: u32, without: Without) {
    let agent = dice.pick(&[
        "\"choice\", \"longest-idle\"",
        "\"longest-idle\"",
        "\"least-loaded\"",
        "\"most-loaded\", \"longest-idle\"",
        "\"least-occupied\"",
        "\"fastest\", \"random\"",
        "\"best-resolver\"",
        "\"fewest-skills\", \"least-loaded\", \"random\"",
        "\"random\"",
    ]);
    let contact = dice.pick(&[
        "\"priority\", \"longest-wait\"",
        "\"longest-wait\"",
        "\"longest-felt-wait\"",
        "\"score\"",
        "\"most-behind-target\", \"longest-wait\"",
        "\"c-mu\"",
        "\"shortest-expected\", \"longest-wait\"",
        "\"importance\", \"random\"",
        "\"random\"",
    ]);
    let contact = if without.jumping { "\"longest-wait\"" } else { contact };
    let _ = write!(text, "[routing]\nagent = [{agent}]\ncontact = [{contact}]\n");
    if contact.contains("score") {
        for k in 0..types {
            let _ = writeln!(text, "score.k{k} = {{ base = {}, transferred = {} }}", dice.of(3) * 20, dice.of(2) * 50);
        }
    }
}

fn law(dice: &mut Dice<'_>, mean_s: u32) -> String {
    match dice.of(4) {
        0 => format!("{{ exponential = {{ mean = \"{mean_s}s\" }} }}"),
        1 => format!("{{ constant = \"{mean_s}s\" }}"),
        2 => format!("{{ uniform = {{ from = \"0s\", to = \"{}s\" }} }}", 2 * mean_s),
        _ => {
            format!("{{ exponential = {{ mean = {{ \"08:00\" = \"{mean_s}s\", \"09:00\" = \"{}s\" }} }} }}", 2 * mean_s)
        }
    }
}

fn contact(text: &mut String, dice: &mut Dice<'_>, k: u32, channels: &[u32], without: Without) {
    let channel = channels[k as usize];
    let name = ["voice", "chat", "email", "outbound"][channel as usize];
    let _ = write!(text, "[contact.k{k}]\nchannel = \"{name}\"\n");
    if channel != OUTBOUND {
        let _ = writeln!(text, "arrivals = {{ rate = \"{}/h\" }}", 4 + dice.of(40));
    }
    let mean_s = [120, 30, 400, 1500][dice.of(4) as usize];
    let _ = writeln!(text, "handle = {}", law(dice, mean_s));
    let mut patience = false;
    if dice.of(3) > 0 {
        patience = true;
        let mean_s = 20 + dice.of(300);
        let _ = writeln!(text, "patience = {}", law(dice, mean_s));
    }
    text.push_str(dice.pick(&[
        "",
        "",
        "wrap_up = { constant = \"30s\" }\n",
        "wrap_up = { exponential = { mean = \"40s\" } }\n",
    ]));
    text.push_str(dice.pick(&["", "", "", "balks = 0.3\n", "balks = { by_queue = [0.0, 0.2, 0.9] }\n"]));
    text.push_str(dice.pick(&["", "", "lines = 3\n", "lines = 6\n"]));
    if !without.jumping {
        let starts = ["", "", "head_start = \"30s\"\n", "head_start = { \"08:00\" = \"0s\", \"09:00\" = \"2m\" }\n"];
        text.push_str(dice.pick(&starts));
    }
    let _ = write!(text, "importance = {}\nservice_level = {{ within = \"20s\", target = 0.8 }}\n", dice.of(3));
    caused(text, dice, k, channels);
    if patience && dice.once_in(3) {
        let takes = law(dice, 20);
        let _ = write!(text, "[contact.k{k}.silent_abandonment]\nshare = 0.7\ntakes = {takes}\n");
    }
    if channel == OUTBOUND {
        dialer(text, dice, k);
    } else if dice.once_in(3) {
        callback(text, dice, k);
    }
}

/// Redials, repeats, transfers.
fn caused(text: &mut String, dice: &mut Dice<'_>, k: u32, channels: &[u32]) {
    let types = channels.len() as u32;
    if dice.once_in(3) {
        let after = ["\"3m\"", "\"40m\"", "\"3h\""][dice.of(3) as usize];
        let limit = ["limit = 3\n", "limit = 2\nagain = 0.9\n"][dice.of(2) as usize];
        let _ = write!(
            text,
            "[contact.k{k}.redial]\nshare = {{ abandoned = 0.8, balked = 0.5, blocked = 1.0 }}\n\
             after = {{ exponential = {{ mean = {after} }} }}\n{limit}"
        );
        if dice.once_in(3) {
            let _ = writeln!(text, "becomes = \"k{}\"", (k + 1) % types);
        }
    }
    if dice.once_in(4) {
        let _ = write!(text, "[contact.k{k}.repeat]\nshare = 0.6\nafter = {{ exponential = {{ mean = \"1h\" }} }}\n");
    }
    if dice.once_in(3) {
        let style = dice.pick(&["cold", "warm", "warm"]);
        let _ = write!(text, "[contact.k{k}.transfer]\nto = {{ k{} = 0.4 }}\nstyle = \"{style}\"\n", (k + 1) % types);
        text.push_str(dice.pick(&["", "fresh_patience = false\n"]));
        if style == "warm" {
            text.push_str(dice.pick(&["", "conference = { constant = \"25s\" }\n"]));
        }
    }
}

fn callback(text: &mut String, dice: &mut Dice<'_>, k: u32) {
    let offer = dice.pick(&["{ queue = 0 }", "{ queue = 2 }", "{ predicted_wait = \"2m\" }"]);
    let served =
        dice.pick(&["served = \"in-turn\"\n", "served = \"when-quiet\"\n", "served = \"when-quiet\"\nidle = 1\n"]);
    let _ = write!(text, "[contact.k{k}.callback]\noffer_when = {offer}\naccepts = 0.7\nreach = 0.7\n{served}");
    text.push_str(dice.pick(&["", "promise = 0.5\n"]));
    text.push_str(dice.pick(&["", "handle = { constant = \"70s\" }\n"]));
}

fn dialer(text: &mut String, dice: &mut Dice<'_>, k: u32) {
    let pace = dice.pick(&[
        "{ preview = {} }",
        "{ progressive = { per_free_agent = 1.5, keep_free = 1 } }",
        "{ progressive = { per_free_agent = { \"08:00\" = 0, \"09:00\" = 2 } } }",
        "{ predictive = { abandon_target = 0.1 } }",
    ]);
    let _ = write!(text, "[contact.k{k}.dialer]\nlist = {}\npace = {pace}\nreach = 0.5\n", 5 + dice.of(60));
    text.push_str(dice.pick(&[
        "ring = { uniform = { from = \"5s\", to = \"20s\" } }\n",
        "",
        "ring = { constant = \"9s\" }\n",
    ]));
    text.push_str(dice.pick(&["", "wrong_party = { share = 0.3, takes = { constant = \"12s\" } }\n"]));
}

fn group(text: &mut String, dice: &mut Dice<'_>, g: u32, channels: &[u32], without: Without) {
    let _ = writeln!(text, "[group.g{g}]");
    let shifts = dice.once_in(2);
    if !shifts {
        let counts = match dice.of(3) {
            0 => format!("{}", 1 + dice.of(3)),
            _ => format!("[{}, {}, {}, {}]", dice.of(5), dice.of(5), dice.of(5), 1 + dice.of(4)),
        };
        let _ = writeln!(text, "agents = {counts}");
    }
    text.push_str(dice.pick(&["", "", "connect = \"4s\"\n", "connect = \"30s\"\n"]));
    text.push_str(dice.pick(&["", "", "", "shrinkage = 0.2\n"]));
    text.push_str(dice.pick(&["", "", "", "absence = 0.2\n"]));
    if !without.learning {
        text.push_str(dice.pick(&["", "", "", "learning = { half_life = \"1d\", from = 0.7 }\n"]));
    }
    for (k, channel) in channels.iter().enumerate() {
        if g == 0 || dice.of(2) == 0 || (k == 0 && channels.len() == 1) {
            skill(text, dice, k, *channel, without);
        } else if k + 1 == channels.len() {
            skill(text, dice, 0, channels[0], Without { jumping: true, ..without });
            break;
        }
    }
    if shifts {
        for _ in 0..=dice.of(2) {
            shift(text, dice, g);
        }
    }
}

fn skill(text: &mut String, dice: &mut Dice<'_>, k: usize, channel: u32, without: Without) {
    if text.rsplit("[group.").next().is_some_and(|own| own.contains(&format!("skills.k{k} "))) {
        return;
    }
    let mut keys = Vec::new();
    if !without.jumping {
        keys.push(format!("choice = {}, priority = {}", 1 + dice.of(2), 1 + dice.of(2)));
        keys.extend(["", "", "after = \"20s\"", "after = \"2m\""].get(dice.of(4) as usize).map(|s| s.to_string()));
        keys.extend(["", "", "reserve = 1"].get(dice.of(3) as usize).map(|s| s.to_string()));
    }
    let paces = ["", "speed = 0.7", "handle = { exponential = { mean = \"80s\" } }"];
    keys.push(dice.pick(&paces).to_string());
    keys.push(dice.pick(&["", "", "wrap_up = { constant = \"11s\" }"]).to_string());
    if channel == CHAT || channel == EMAIL {
        let several =
            ["", "concurrent = 2, stretch = [1.0, 1.5]", "concurrent = 3, stretch = [1.0, 1.4, 1.6]", "concurrent = 2"];
        keys.push(dice.pick(&several).to_string());
    }
    keys.retain(|key| !key.is_empty());
    let _ = writeln!(text, "skills.k{k} = {{ {} }}", keys.join(", "));
}

fn shift(text: &mut String, dice: &mut Dice<'_>, g: u32) {
    let (from, to) =
        [("08:00", "10:00"), ("07:45", "09:20"), ("08:40", "10:15"), ("08:00", "10:40")][dice.of(4) as usize];
    let breaks = dice.pick(&[
        "",
        "breaks = [{ at = \"08:50\", for = \"10m\" }]\n",
        "breaks = [{ at = \"08:45\", for = \"10m\", flexible = \"10m\" }]\n",
        "breaks = [{ at = \"08:40\", for = \"5m\" }, { at = \"09:00\", for = \"8m\", flexible = \"5m\" }]\n",
    ]);
    let end = dice.pick(&["finish", "hand-over"]);
    let people = 1 + dice.of(3);
    let _ = write!(
        text,
        "[[group.g{g}.shift]]\npeople = {people}\nfrom = \"{from}\"\nto = \"{to}\"\n{breaks}end = \"{end}\"\n"
    );
}
