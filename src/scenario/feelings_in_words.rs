//! The customer's side and the money, in words, with the standing of contested figures.

use super::compile::Preset;
use super::units::{counted, show_duration};
use crate::model::{Aftermath, ChangingWait, Contact, CustomerKind, Estimate, Model, Notice, PatienceClock, Service};

/// One section for each part that is switched on; one line if none is.
pub fn all(preset: Preset, model: &Model) -> Vec<String> {
    let mut lines = Vec::new();
    section(&mut lines, "How waiting feels", model, |c| c.felt.is_on().then(|| wait(c)));
    section(&mut lines, "What changes while they wait", model, |c| c.changing.as_ref().map(|w| changing(w, model)));
    section(&mut lines, "Waiting for a callback", model, callback);
    section(&mut lines, "Whose contacts", model, |c| (!c.segment.is_empty()).then(|| segment(c, model)));
    kinds(&mut lines, model);
    section(&mut lines, "Service", model, |c| c.service.as_ref().map(service));
    section(&mut lines, "What follows", model, |c| c.aftermath.as_ref().map(aftermath));
    section(&mut lines, "Complaints", model, |c| c.aftermath.as_ref().and_then(|a| complaints(a, model)));
    section(&mut lines, "Proactive notice", model, |c| {
        c.aftermath.as_ref().and_then(|a| a.notice.as_ref()).map(notice)
    });
    around(&mut lines, model);
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
    let acts = contact.patience.as_ref().map_or_else(String::new, |law| leaving(contact, law.mean()));
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

fn callback(contact: &Contact) -> Option<String> {
    let clock = contact.operations.callback.as_ref()?.clock.as_ref()?;
    let speed = clock.kinds[0][0].plain;
    Some(format!(
        "the clock runs {speed:.3} times as fast, past the promise {:.3} times; what was promised is neither good nor bad \
         (but no less than on the line), every two times as much cost a point",
        speed * clock.past_promise
    ))
}

/// How a wait is predicted.
pub(super) fn estimate(estimate: &Estimate) -> String {
    match estimate {
        Estimate::LastToEnter => "the wait of the last of the type who was answered, less what has been waited".to_string(),
        Estimate::HeadOfLine => {
            "how long the first has waited whom the same agents would take before, less what has been waited".to_string()
        }
        Estimate::QueueLength => "everybody, of any type, whom the same agents would take first (of types that always go \
                                  first, those to come as well), and the contact itself, over the rate at which those agents \
                                  finish what they have in hand; those who wait hang up at the rate of their mean patience (not \
                                  known are breaks and shifts to come, who of the same level comes later and is taken first, and \
                                  that an agent with chats in hand takes no call)"
            .to_string(),
        Estimate::Quantile(_, quantile) => format!(
            "the {:.0} % quantile of the wait behind everybody whom the same agents would take first",
            100.0 * quantile
        ),
    }
}

/// When a customer of mean patience leaves.
fn leaving(contact: &Contact, mean_s: f64) -> String {
    let after_s = contact.leaves_after(0, mean_s);
    match contact.patience_clock {
        PatienceClock::Felt => {
            format!("; a customer willing to wait {mean_s:.0} felt seconds leaves after {after_s:.0} s on the wall")
        }
        PatienceClock::Wall if contact.feelings_move_the_queue() => format!(
            "; patience was measured on the wall in other waits: who waited {mean_s:.0} s there leaves after {after_s:.0} s"
        ),
        PatienceClock::Wall => "; patience was measured on the wall in waits like these, and is what it is".to_string(),
    }
}

/// What feelings do to the queue, in a line; nothing where they do nothing to it.
pub fn moved_queue(model: &Model) -> Option<String> {
    const MINUTE_S: f64 = 60.0;
    let mut said: Vec<(String, Vec<&str>)> = Vec::new();
    for contact in model.contacts.iter().filter(|contact| contact.feelings_move_the_queue()) {
        let kinds = || contact.segment.iter().map(|(kind, _)| *kind).chain(contact.segment.is_empty().then_some(0));
        let after = |pick: fn(f64, f64) -> f64| {
            kinds().map(|kind| contact.leaves_after(kind, MINUTE_S)).reduce(pick).unwrap_or(MINUTE_S)
        };
        let (least, most) = (format!("{:.0}", after(f64::min)), format!("{:.0}", after(f64::max)));
        let after = if least == most { least } else { format!("{least} to {most}") };
        let willing = match contact.patience_clock {
            PatienceClock::Felt => "is willing to wait 60 felt seconds",
            PatienceClock::Wall => "would wait 60 s in the waits of the scenario as written",
        };
        let moved = after != "60";
        let announce = contact.changing.as_ref().and_then(|changing| changing.announce.as_ref());
        let at_once = announce.is_some_and(|announce| announce.leaves_at_once > 0.0);
        let text = match (moved, at_once) {
            (true, _) => format!("who {willing} leaves after {after} s"),
            (false, true) => "who is told of a longer wait than that patience may leave at once".to_string(),
            // Less than the second that could be said.
            (false, false) => continue,
        };
        match said.iter_mut().find(|(other, _)| *other == text) {
            Some((_, names)) => names.push(&contact.name),
            None => said.push((text, vec![&contact.name])),
        }
    }
    let all = said.len() == 1 && said[0].1.len() == model.contacts.iter().filter(|c| c.patience.is_some()).count();
    let each = |(text, names): &(String, Vec<&str>)| {
        if all { text.clone() } else { format!("{}: {text}", names.join(", ")) }
    };
    let each: Vec<String> = said.iter().map(each).collect();
    (!each.is_empty()).then(|| format!("feelings move the queue: {}", each.join("; ")))
}

/// What is said, announced and seen during a wait.
fn changing(wait: &ChangingWait, model: &Model) -> String {
    let mut parts = Vec::new();
    for stretch in wait.kinds[0].iter().skip(1) {
        parts.push(format!(
            "after {} the clock runs {:.3} times as fast",
            show_duration(stretch.from_s),
            stretch.plain
        ));
    }
    if let Some(announce) = &wait.announce {
        let estimate = estimate(&announce.estimate);
        let every = announce.every_s.map_or(String::new(), |s| format!(" and every {} after it", show_duration(s)));
        let at = if announce.at_s == 0.0 {
            "at once".to_string()
        } else {
            format!("after {}", show_duration(announce.at_s))
        };
        parts.push(format!(
            "{at}{every} customers are told how long it will take: {estimate}, times {}; the clock then runs {:.3} times \
             as fast, and {} times that past the announced time; of those with less patience {:.0} % leave at once",
            announce.promise,
            wait.kinds[0][0].informed,
            wait.past_promise,
            100.0 * announce.leaves_at_once
        ));
    }
    if wait.order_visible > 0.0 {
        parts.push(format!(
            "{:.0} % of being overtaken is noticed, at most {:.3} times as fast a clock",
            100.0 * wait.order_visible,
            libm::exp(wait.order_visible * wait.unfair)
        ));
    }
    if wait.kinds.len() > model.kinds.len() {
        let alarmed = wait.kinds[model.kinds.len()][0].plain;
        parts.push(format!("during an alarm the clock runs {alarmed:.3} times as fast"));
    }
    if parts.is_empty() { "kinds of customer differ".to_string() } else { parts.join("; ") }
}

fn segment(contact: &Contact, model: &Model) -> String {
    let mut before = 0.0;
    let share = |(kind, until): &(u16, f64)| {
        let share = until - std::mem::replace(&mut before, *until);
        format!("{:.1} % {}", 100.0 * share, model.kinds[usize::from(*kind)].name)
    };
    contact.segment.iter().map(share).collect::<Vec<_>>().join(", ")
}

/// What is special about kinds of customer.
fn kinds(lines: &mut Vec<String>, model: &Model) {
    let standard = CustomerKind::standard();
    let words = |kind: &CustomerKind| {
        let mut parts = Vec::new();
        let mut number = |value: f64, usual: f64, what: &str| {
            if value != usual {
                parts.push(what.replace("{}", &value.to_string()));
            }
        };
        number(kind.clock, standard.clock, "the clock runs {} times as fast");
        number(kind.hostility, standard.hostility, "anger counts {} times");
        number(kind.persuadable, standard.persuadable, "explanations do {} of what they do");
        number(kind.value, standard.value, "is worth {} times as much");
        number(kind.importance, standard.importance, "importance {} more");
        number(100.0 * kind.complains.unwrap_or(-1.0), -100.0, "{} % complain when dissatisfied");
        if let Some(tells) = kind.tells {
            parts.push(format!("tells {} to {}", tells.from, tells.to));
        }
        (!parts.is_empty()).then(|| format!("  {}: {}", kind.name, parts.join(", ")))
    };
    let said: Vec<String> = model.kinds.iter().filter_map(words).collect();
    if !said.is_empty() {
        lines.push("Kinds of customer".to_string());
        lines.extend(said);
    }
}

fn complaints(after: &Aftermath, model: &Model) -> Option<String> {
    let becomes = after.complaint.becomes?;
    let fast = after.complaint.fast_within_s.map_or(String::new(), |s| format!(", fast within {}", show_duration(s)));
    Some(format!(
        "come as {} after {} on average{fast}; who is not helped and stays complains again",
        model.contacts[becomes.index()].name,
        show_duration(libm::round(after.complaint.after.mean()))
    ))
}

fn notice(notice: &Notice) -> String {
    format!(
        "{:.0} % of those who got nothing or to whom a promise was broken are told why before they ask, at {} each: the wait \
         is remembered {:.3} times as long; {:.0} % of them do not try again",
        100.0 * notice.share,
        notice.costs,
        notice.eases.first().copied().unwrap_or(1.0),
        100.0 * notice.spares
    )
}

/// The alarm and the market.
fn around(lines: &mut Vec<String>, model: &Model) {
    if let Some(alarm) = &model.alarm {
        lines.push("Alarm".to_string());
        let called = alarm
            .reserves
            .iter()
            .map(|(g, n)| format!("{} in {}", counted(n, "more agent", "more agents"), model.groups[g.index()].name));
        let called: Vec<String> = called.collect();
        let called = if called.is_empty() { "nobody is called in".to_string() } else { called.join(", ") };
        lines.push(format!(
            "  rings at more than {} within an hour and lasts {}; after {}: {called}",
            counted(alarm.complaints_per_hour, "complaint", "complaints"),
            show_duration(alarm.lasts_s),
            show_duration(alarm.after_s)
        ));
    }
    if let Some(market) = &model.market {
        lines.push("Customer base".to_string());
        let mouth =
            if market.saturating { format!("saturating in a market of {}", market.size) } else { "linear".to_string() };
        let follow = if market.feeds_arrivals { "arrivals follow it" } else { "arrivals do not follow it" };
        lines.push(format!(
            "  {}, each followed from contact to contact; word of mouth is {mouth}; {follow}, up to {}",
            counted(market.customers, "customer", "customers"),
            counted(market.places, "customer", "customers")
        ));
    }
}

fn service(service: &Service) -> String {
    let mut text = scored(service);
    if service.load != 0.0 {
        text += &format!(
            "; each 10 points of an agent's occupancy above 85 % take {} from the log-odds (contested)",
            0.1 * service.load
        );
    }
    if let Some(mood) = service.mood {
        text += &format!(
            "; agents' moods: contagion {} (contested), recovery within {}, {} points of understanding for a unit",
            mood.contagion,
            show_duration(mood.recovery_s),
            service.understood.mood
        );
    }
    text
}

fn scored(service: &Service) -> String {
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
        "expectation {}; dissatisfied below {}, delighted from {}; {} of the dissatisfied complain, {tells}; the \
         satisfied tell {}; {} of those told are won or lost; {} of complaints are resolved, at {} each",
        after.expectation.start,
        if after.tolerance == 0.0 { "0".to_string() } else { format!("-{}", after.tolerance) },
        after.delight,
        percent(after.complains),
        after.tells_good,
        percent(after.converts),
        percent(after.complaint.resolves),
        after.complaint.costs
    )
}

/// A share in percent, with as many decimals as it has, three at most.
fn percent(share: f64) -> String {
    let text = format!("{:.3}", 100.0 * share);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

/// What a reader must know about the standing of the figures in use.
fn contested(preset: Preset, model: &Model) -> Vec<String> {
    let mut notes: Vec<String> = Vec::new();
    match preset {
        Preset::Textbook => {}
        Preset::Course => notes.push("preset course: the figures of a service-management course".to_string()),
        Preset::FiveTen => notes.push("preset five-ten: a satisfied customer tells 5, a dissatisfied one 10; a rule of thumb of the course".to_string()),
        Preset::Evidence => notes.push("preset evidence: survey figures (Wharton/Verde 2006); its saturating word of mouth needs [market], without \
             one it is linear".to_string()),
        Preset::OneInThree => {
            notes.push("preset one-in-three: at most one in three complains, another figure of the course".to_string());
        }
    }
    let after: Vec<&Aftermath> = model.contacts.iter().filter_map(|c| c.aftermath.as_ref()).collect();
    if after.iter().any(|a| a.complains == 0.04) {
        notes.push("4 % complain is contested: TARP's president calls the popular form a misquote, about half of the problems \
             reach the front line (Goodman 2005)".to_string());
    }
    if after.iter().any(|a| a.tells.from == 16.0 && a.tells.to == 20.0) {
        notes.push("telling 16 to 20 is contested: the nearest sources are 9 to 10 and 16".to_string());
    }
    if let Some(tipping) = after.iter().filter_map(|a| a.tipping_share()).reduce(f64::min) {
        let mouth = if model.market.is_some() { "word of mouth" } else { "linear word of mouth, per contact," };
        notes.push(format!(
            "{mouth} costs more customers than it wins from {:.1} % of dissatisfied contacts on",
            100.0 * tipping
        ));
    }
    if notes.is_empty() {
        return Vec::new();
    }
    std::iter::once("Standing of the figures".to_string()).chain(notes.iter().map(|n| format!("  {n}"))).collect()
}
