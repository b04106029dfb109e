//! Stationary cases in which contacts are more than calls that wait: retrials, callbacks, chats.

use onhold::measure::Totals;
use serde_json::Value;

use crate::common::comparison::{Comparison, Pair, of_agents, of_contacts};
use crate::common::{compile, entries, hours, items, number, reference, simulate};
use crate::seed;
use crate::steady::{WARM_UP_H, exponential};

/// Warm-up of a case of retrials: one agent who is half busy needs long.
const RETRIAL_WARM_UP_H: f64 = 60.0;

/// One queue whose customers try again. In `two_types` every further attempt is of a type of its own, in the same line
/// and on the same lines: first and further attempts can then be told apart.
fn retrial(p: &Value, steady_h: f64, two_types: bool) -> String {
    let share = |name: &str| number(&p[name]);
    let (first, later) = (share("p_retry_after_block_fresh"), share("p_retry_after_block_retry"));
    let abandoned = share("p_redial_after_abandon");
    let redial = |blocked: f64, becomes: &str| {
        format!(
            "redial = {{ share = {{ abandoned = {abandoned}, blocked = {blocked} }}, after = {}{becomes} }}\n",
            exponential(&p["retry_delay_mean_s"])
        )
    };
    let common = format!(
        "handle = {}\nservice_level = {{ within = \"{}s\", target = 0.8 }}\n{}",
        exponential(&p["service_mean_s"]),
        p["T_s"],
        if p["patience_mean_s"].is_null() {
            String::new()
        } else {
            format!("patience = {}\n", exponential(&p["patience_mean_s"]))
        }
    );
    assert_eq!(first, later, "the same share at every attempt");
    let mut text = format!(
        "[horizon]\nsteady = \"{}h\"\nwarm_up = \"{RETRIAL_WARM_UP_H}h\"\n[routing]\ncontact = [\"longest-wait\"]\n\
         [contact.call]\narrivals = {{ rate = \"{}/h\" }}\n{common}{}",
        steady_h + RETRIAL_WARM_UP_H,
        p["arrival_rate_per_h"],
        redial(first, if two_types { ", becomes = \"again\"" } else { "" })
    );
    if two_types {
        text += &format!("[contact.again]\n{common}{}", redial(later, ""));
    }
    if !p["places_total"].is_null() {
        let types = if two_types { "\"call\", \"again\"" } else { "\"call\"" };
        text += &format!("[lines.main]\ncapacity = {}\ncontacts = [{types}]\n", p["places_total"]);
    }
    text += &format!("[group.all]\nagents = {}\nskills.call = {{}}\n", p["agents"]);
    text + if two_types { "skills.again = {}\n" } else { "" }
}

/// Customers who try again: all attempts in one run, first and further ones in another.
pub fn retrial_case(id: &str, contacts: f64) -> [Comparison; 2] {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let steady_h = hours(contacts, number(&p["arrival_rate_per_h"]));
    let run = |two: bool| simulate(&compile(&retrial(p, steady_h, two)), seed(id) + u64::from(two), 1, false);
    let mut all = Comparison::new(id, run(false));
    let mut apart = Comparison::new(&format!("{id}, first and further attempts apart"), run(true));
    let delay_s = number(&p["retry_delay_mean_s"]);
    let fresh = |t: &Totals| t.offered - t.redials;
    for (name, value) in entries(&case["measures"]) {
        match (name, value) {
            // Its value is 0 up to rounding, and it is 1 less what is served.
            ("P_lost", lost) if number(lost).abs() < 1e-9 => {}
            ("fresh_attempts" | "retry_attempts" | "all_attempts", rows) => {
                for (row, value) in entries(rows) {
                    let figure = |t: &Totals| of_contacts(row, t).unwrap();
                    let title = format!("{name} {row}");
                    match name {
                        "all_attempts" => all.exact(title, number(value), |sums| figure(&sums.all.whole)),
                        "fresh_attempts" => apart.exact(title, number(value), |sums| figure(&sums.all.types[0])),
                        _ => apart.exact(title, number(value), |sums| figure(&sums.all.types[1])),
                    }
                }
            }
            ("P_block_fresh", value) => {
                apart.exact(name, number(value), |sums| (sums.all.types[0].blocked, sums.all.types[0].offered));
            }
            ("P_block_retry", value) => {
                apart.exact(name, number(value), |sums| (sums.all.types[1].blocked, sums.all.types[1].offered));
            }
            (name, value) => all.exact(name, number(value), |sums| {
                let t = &sums.all.whole;
                let ours = of_contacts(name, t).or_else(|| of_agents(name, t));
                ours.unwrap_or_else(|| match name {
                    // Little's law: each attempt that is a redial was between attempts for the mean delay.
                    "E_orbit" => (t.redials * delay_s, t.open_s),
                    "P_served_eventually" => (t.answered, fresh(t)),
                    "P_lost" => (fresh(t) - t.answered, fresh(t)),
                    "attempts_per_fresh_call" => (t.offered, fresh(t)),
                    "P_block_any_attempt" => (t.blocked, t.offered),
                    other => panic!("unknown measure {other}"),
                })
            }),
        }
    }
    if apart.rows.is_empty() {
        panic!("{id}: nothing to tell apart");
    }
    [all, apart]
}

/// Callbacks for quiet moments.
pub fn callback_case(id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let steady_h = hours(contacts, number(&p["arrival_rate_per_h"]));
    let text = format!(
        "[horizon]\nsteady = \"{}h\"\nwarm_up = \"{WARM_UP_H}h\"\n[contact.call]\narrivals = {{ rate = \"{}/h\" }}\n\
         handle = {}\npatience = {}\nservice_level = {{ within = \"{}s\", target = 0.8 }}\n[contact.call.callback]\n\
         offer_when = {{ queue = {} }}\naccepts = {}\nserved = \"when-quiet\"\nidle = {}\nhandle = {}\n\
         [group.all]\nagents = {}\nskills.call = {{}}\n",
        steady_h + WARM_UP_H,
        p["arrival_rate_per_h"],
        exponential(&p["service_mean_s"]),
        exponential(&p["patience_mean_s"]),
        p["T_s"],
        p["queue_threshold_K"],
        p["p_accept_callback"],
        p["idle_threshold_r"],
        exponential(&p["callback_service_mean_s"]),
        p["agents"]
    );
    let soon_s = number(&p["T_callback_s"]);
    let mut comparison = Comparison::new(id, simulate(&compile(&text), seed(id), 1, false));
    for (name, value) in entries(&case["measures"]) {
        comparison.exact(name, number(value), |sums| -> Pair {
            let t = &sums.all.whole;
            let online = t.offered - t.callbacks;
            match name {
                "P_callback" => (t.callbacks, t.offered),
                // Little's law.
                "E_callback_queue" => (t.callback_wait_s, t.open_s),
                "E_W_online_s" => (t.wait_s, online),
                "mean_callback_wait_s" => (t.callback_wait_s, t.called_back + t.not_reached),
                "SL_online" => (t.in_time, online),
                "E_W_served_online_s" => (t.wait_answered_s, t.answered),
                "P_callback_wait_le_Tcb" => {
                    let soon = sums.callback_waits_s.iter().filter(|wait_s| **wait_s <= soon_s).count();
                    (soon as f64, sums.callback_waits_s.len() as f64)
                }
                name => of_contacts(name, t).or_else(|| of_agents(name, t)).unwrap(),
            }
        });
    }
    comparison
}

/// Several chats at once.
pub fn chat_case(id: &str, contacts: f64) -> Comparison {
    let case = reference(&format!("exact/{id}.json"));
    let p = &case["parameters"];
    let steady_h = hours(contacts, number(&p["arrival_rate_per_h"]));
    let means: Vec<f64> = items(&p["mean_chat_s_when_k"]).iter().map(number).collect();
    let stretch: Vec<String> = means.iter().map(|mean| format!("{:.15}", mean / means[0])).collect();
    assert_eq!(p["assignment"], "least");
    let text = format!(
        "[horizon]\nsteady = \"{}h\"\nwarm_up = \"{WARM_UP_H}h\"\n[routing]\nagent = [\"least-loaded\"]\n[contact.chat]\n\
         channel = \"chat\"\narrivals = {{ rate = \"{}/h\" }}\nhandle = {{ exponential = {{ mean = \"{}s\" }} }}\n\
         patience = {}\nservice_level = {{ within = \"{}s\", target = 0.8 }}\n[group.all]\nagents = {}\n\
         skills.chat = {{ concurrent = {}, stretch = [{}] }}\n",
        steady_h + WARM_UP_H,
        p["arrival_rate_per_h"],
        means[0],
        exponential(&p["patience_mean_s"]),
        p["T_s"],
        p["agents"],
        means.len(),
        stretch.join(", ")
    );
    let slots = means.len() as f64;
    let mut comparison = Comparison::new(id, simulate(&compile(&text), seed(id), 1, false));
    for (name, value) in entries(&case["measures"]) {
        if name == "fraction_of_agents_with_k_chats" {
            for (k, fraction) in items(value).iter().enumerate() {
                comparison.exact(format!("agents with {k} chats"), number(fraction), |sums| {
                    (sums.by_number_s.get(k).copied().unwrap_or(0.0), sums.by_number_s.iter().sum())
                });
            }
            continue;
        }
        comparison.exact(name, number(value), |sums| -> Pair {
            let t = &sums.all.whole;
            let chats_s: f64 = sums.by_number_s.iter().enumerate().map(|(k, s)| k as f64 * s).sum();
            let agents_s: f64 = sums.by_number_s.iter().sum();
            match name {
                "E_chats_in_progress" => (chats_s * number(&p["agents"]), agents_s),
                "mean_chats_per_busy_agent" => (chats_s, t.busy_open_s),
                "agent_busy_fraction" => (t.busy_open_s, t.scheduled_s),
                "slot_utilisation" => (chats_s, slots * agents_s),
                "mean_chat_duration_s" => (t.handle_s, t.handled),
                name => of_contacts(name, t).unwrap(),
            }
        });
    }
    comparison
}
