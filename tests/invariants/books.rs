//! The ledger's sums beside the contacts'.

use onhold::measure::{Totals, Window, cell_ends};
use onhold::model::{HorizonKind, Model};

use crate::common::witness::{Fate, Lived};
use crate::world::{Contact, LENGTH_S, busy, head_count};

pub fn overlap(from_s: f64, to_s: f64, window: (f64, f64)) -> f64 {
    (to_s.min(window.1) - from_s.max(window.0)).max(0.0)
}

/// Time in which more agents of a group were there than its head-count.
pub fn overrun(model: &Model, all: &[Contact], g: usize, window: (f64, f64)) -> f64 {
    let mut moments: Vec<f64> = vec![window.0, window.1];
    moments.extend(model.groups[g].staffing.iter().map(|step| step.0));
    moments.extend(all.iter().filter_map(|c| c.served).filter(|s| s.0 == g).flat_map(|s| [s.1, s.2]));
    moments.retain(|m| *m >= window.0 && *m <= window.1);
    moments.sort_by(f64::total_cmp);
    let beyond = |pair: &[f64]| {
        let middle = 0.5 * (pair[0] + pair[1]);
        f64::from(busy(all, g, middle).saturating_sub(head_count(model, g, middle))) * (pair[1] - pair[0])
    };
    moments.windows(2).map(beyond).sum()
}

/// The ledger's sums are those of the contacts.
pub fn books_are_right(model: &Model, lived: &Lived, all: &[Contact]) {
    let near = |what: &str, ours: f64, theirs: f64| {
        assert!((ours - theirs).abs() <= 1e-4 + 1e-9 * theirs.abs(), "{what}: {ours} in the books, {theirs} in fact");
    };
    let ends_s = cell_ends(model);
    let whole = Window::whole_time(model, &lived.section, &ends_s);
    let HorizonKind::Day { interval_s } = model.horizon.kind else { panic!("a day") };
    let windows = (0..model.intervals()).map(|i| (whole.only(i), (i as f64 * interval_s, (i + 1) as f64 * interval_s)));
    let windows = windows.chain([(whole.clone(), (0.0, LENGTH_S))]);
    for (i, (window, span)) in windows.enumerate() {
        let day = i == model.intervals();
        for k in 0..model.contacts.len() {
            let t: Totals = window.of_type(k);
            let came = |c: &&Contact| c.drawn.kind == k && c.drawn.arrival_s >= span.0 && c.drawn.arrival_s < span.1;
            let mine: Vec<&Contact> = all.iter().filter(came).collect();
            let count = |is: &dyn Fn(&Contact) -> bool| mine.iter().filter(|c| is(c)).count() as f64;
            let wait = |c: &Contact| c.waits_until_s.map_or(0.0, |u| u - c.drawn.arrival_s);
            near("offered", t.offered, mine.len() as f64);
            near("blocked", t.blocked, count(&|c| c.fate == Fate::Blocked));
            near("balked", t.balked, count(&|c| c.fate == Fate::Balked));
            near("answered", t.answered, count(&|c| c.fate.answer().is_some()));
            near("cut off", t.cut_off, count(&|c| matches!(c.fate, Fate::CutOff { .. })));
            near("abandoned", t.abandoned, count(&|c| matches!(c.fate, Fate::Abandoned { .. })));
            near("delayed", t.delayed, count(&|c| c.waits_until_s.is_some()));
            near("in time", t.in_time, count(&|c| c.fate.answer().is_some() && wait(c) <= 20.0));
            near("wait", t.wait_s, mine.iter().map(|c| wait(c)).sum());
            near("longest", t.longest_wait_s, mine.iter().map(|c| wait(c)).fold(0.0, f64::max));
            let handled = |c: &&Contact| c.served.map(|s| s.2 - s.1);
            near("handle", t.handle_s, mine.iter().filter_map(handled).sum());
            let queued = |c: &Contact| c.waits_until_s.map(|u| overlap(c.drawn.arrival_s, u, span));
            let of_kind = all.iter().filter(|c| c.drawn.kind == k);
            near("queue", t.queue_s, of_kind.filter_map(queued).sum());
        }
        for g in 0..model.groups.len() {
            let t = window.of_group(g);
            let served: Vec<(usize, f64, f64)> = all.iter().filter_map(|c| c.served).filter(|s| s.0 == g).collect();
            let open_s = served.iter().map(|s| overlap(s.1, s.2, span)).sum();
            near("busy", t.busy_open_s, open_s);
            let late_s =
                if day { served.iter().map(|s| overlap(s.1, s.2, (LENGTH_S, f64::INFINITY))).sum() } else { 0.0 };
            near("busy with work past closing", t.busy_s, open_s + late_s);
            near("on the phones", t.phone_s, t.scheduled_s + overrun(model, all, g, span) + late_s);
        }
    }
}
