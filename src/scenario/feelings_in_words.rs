//! The customer's side and the money, in words, with the standing of contested figures.

use super::compile::Preset;
use crate::model::{Aftermath, Contact, Model, Service};

/// One section for each part that is switched on; one line if none is.
pub fn all(preset: Preset, model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    section(&mut lines, "How waiting feels", model, |c| c.felt.is_on().then(|| wait(c)));
    section(&mut lines, "Service", model, |c| c.service.as_ref().map(service));
    section(&mut lines, "What follows", model, |c| c.aftermath.as_ref().map(aftermath));
    if lines.is_empty() {
        lines.push("Customers feel nothing and nothing follows: textbook queueing".to_string());
    }
    if let Some(value) = &model.value {
        let worth = value.lifetime();
        lines.push("Money".to_string());
        lines.push(format!("  a customer is worth {worth:.2} {}", model.currency).trim_end().to_string());
        for (contact, revenue) in model.contacts.iter().zip(&value.per_contact).filter(|(_, r)| **r != 0.0) {
            lines.push(format!("  an answered contact of {} brings {revenue}", contact.name));
        }
    }
    lines.extend(contested(preset, model));
    lines
}

/// A section with one line for all types where they agree, else one for each.
fn section(lines: &mut Vec<String>, title: &str, model: &Model, words: impl Fn(&Contact) -> Option<String>) {
    let each: Vec<Option<String>> = model.contacts.iter().map(words).collect();
    if each.iter().all(Option::is_none) {
        return;
    }
    lines.push(title.to_string());
    if each.iter().all(|text| *text == each[0]) {
        lines.extend(each[0].iter().map(|text| format!("  {text}")));
        return;
    }
    for (contact, text) in model.contacts.iter().zip(&each) {
        lines.push(format!("  {}: {}", contact.name, text.as_deref().unwrap_or("off")));
    }
}

fn wait(contact: &Contact) -> String {
    let felt = &contact.felt;
    let minute = felt.felt(60.0);
    let longer = felt.felt(300.0);
    let acts = match (&contact.patience, contact.patience.as_ref().map(|p| felt.leaves_after(p.mean()))) {
        (Some(patience), Some(after)) => {
            let mean = patience.mean();
            format!("; a customer willing to wait {mean:.0} felt seconds leaves after {after:.0} s on the wall")
        }
        _ => String::new(),
    };
    format!(
        "the clock in the head runs {:.3} times as fast as the one on the wall: a wait of 60 s feels like \
         {minute:.0} s, 300 s like {longer:.0} s; {:.0} felt \
         seconds are neither good nor bad, every {:.0} more cost a point, giving up scores {}{acts}",
        felt.speed(),
        felt.acceptable_s,
        felt.scale_s,
        felt.abandoned
    )
}

fn service(service: &Service) -> String {
    format!(
        "{:.1} % resolved at first contact by a standard agent; resolved scores {}, not resolved {}; being \
         understood scores {} on average",
        100.0 * service.resolution,
        service.resolved_yes,
        service.resolved_no,
        service.understood.base
    )
}

fn aftermath(after: &Aftermath) -> String {
    let tells = match (after.tells.share, after.tells.from, after.tells.to) {
        (1.0, from, to) if from == to => format!("the others tell {from}"),
        (1.0, from, to) => format!("the others tell {from} to {to}"),
        (share, _, to) => format!("{:.0} % of the others tell {to}", 100.0 * share),
    };
    format!(
        "expectation {}; dissatisfied below -{}, delighted from {}; {:.1} % of the dissatisfied complain, {tells}; the \
         satisfied tell {}; {:.0} % of those told are won or lost; {:.0} % of complaints are resolved, at {} each",
        after.expectation.start,
        after.tolerance,
        after.delight,
        100.0 * after.complains,
        after.tells_good,
        100.0 * after.converts,
        100.0 * after.complaint_resolves,
        after.complaint_costs
    )
}

/// What a reader must know about the standing of the figures in use.
fn contested(preset: Preset, model: &Model) -> Vec<String> {
    let mut notes: Vec<&str> = Vec::new();
    match preset {
        Preset::Textbook => {}
        Preset::Course => notes.push("preset course: the figures of a service-management course"),
        Preset::FiveTen => notes.push(
            "preset five-ten: a satisfied customer tells 5, a dissatisfied one 10; a rule of thumb of the course",
        ),
        Preset::Evidence => notes.push(
            "preset evidence: survey figures (Wharton/Verde 2006); its saturating word of mouth needs [market], \
             which is not supported yet: linear meanwhile",
        ),
        Preset::OneInThree => {
            notes.push("preset one-in-three: at most one in three complains, another figure of the course");
        }
    }
    let after: Vec<&Aftermath> = model.contacts.iter().filter_map(|c| c.aftermath.as_ref()).collect();
    if after.iter().any(|a| a.complains == 0.04) {
        notes.push(
            "4 % complain is contested: TARP's president calls the popular form a misquote, about half of the problems \
             reach the front line (Goodman 2005)",
        );
    }
    if after.iter().any(|a| a.tells.from == 16.0 && a.tells.to == 20.0) {
        notes.push("telling 16 to 20 is contested: the nearest sources are 9 to 10 and 16");
    }
    if !after.is_empty() {
        notes.push(
            "linear word of mouth is per contact: demand shrinks once a good fifth of the contacts is dissatisfied",
        );
    }
    if notes.is_empty() {
        return Vec::new();
    }
    std::iter::once("Standing of the figures".to_string()).chain(notes.iter().map(|n| format!("  {n}"))).collect()
}
