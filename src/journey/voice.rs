//! What a customer does after a contact, drawn: complains or says nothing, tells others, leaves.

use crate::floor::{Caused, Class, Drawn, Ended, Ending};
use crate::model::random::{Keyed, Purpose, below, uniform};
use crate::model::{Aftermath, CustomerKind};

/// For each customer who leaves because of indifference, so many leave for reasons beyond the center's control: the
/// course's 32 to 68 (die 1, move 3, drift 4, friends 5, cheaper 9, the product 10).
pub(super) const BEYOND_CONTROL: f64 = 32.0 / 68.0;

/// What a customer does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    pub drawn: Drawn,
    /// A complaint comes as a contact, for the first time or again.
    pub comes_back: bool,
}

/// After a contact of this class. What is off is not drawn: complaints without a type to come as are handled off stage.
pub(super) fn of_contact(aftermath: &Aftermath, kind: &CustomerKind, ended: &Ended, class: Class) -> Voice {
    let mut source = Keyed::new(ended.key, Purpose::Voice);
    let (speaks, leaves, handled) = (uniform(&mut source), uniform(&mut source), uniform(&mut source));
    let rates = &aftermath.leaves;
    let mut drawn = Drawn { worth: kind.value, ..Drawn::default() };
    let mut comes_back = false;
    let rate = match class {
        Class::Delighted | Class::Satisfied => {
            drawn.told_good = aftermath.tells_good * aftermath.listeners();
            if class == Class::Delighted { rates.delighted } else { rates.satisfied }
        }
        Class::Indifferent => rates.indifferent,
        Class::Dissatisfied if speaks < kind.complains.unwrap_or(aftermath.complains) => {
            drawn.complains = true;
            drawn.costs = aftermath.complaint.costs;
            comes_back = aftermath.complaint.becomes.is_some();
            drawn.recovered = !comes_back && handled < aftermath.complaint.resolves;
            match (comes_back, drawn.recovered) {
                // Whether such a customer stays is seen when the complaint has been handled.
                (true, _) => 0.0,
                (false, true) => rates.resolved,
                (false, false) => rates.unresolved,
            }
        }
        Class::Dissatisfied => {
            drawn.silent = true;
            let tells = kind.tells.unwrap_or(aftermath.tells);
            if uniform(&mut source) < tells.share {
                // Whole numbers of at most a million.
                let more = below(&mut source, (tells.to - tells.from) as usize + 1) as f64;
                drawn.told = (tells.from + more) * aftermath.listeners();
            }
            rates.silent
        }
    };
    drawn.leaves = leaves < rates.scale * rate;
    Voice { drawn, comes_back }
}

/// After the handling of a complaint about a contact of this aftermath; nothing yet where it goes on elsewhere.
pub(super) fn of_complaint(aftermath: &Aftermath, kind: &CustomerKind, ended: &Ended, next: Option<&Caused>) -> Voice {
    let mut drawn = Drawn { worth: kind.value, ..Drawn::default() };
    if next.is_some() {
        return Voice { drawn, comes_back: false };
    }
    let mut source = Keyed::new(ended.key, Purpose::Voice);
    let (leaves, handled) = (uniform(&mut source), uniform(&mut source));
    let rates = &aftermath.leaves;
    drawn.recovered = matches!(ended.ending, Ending::Served(_)) && handled < aftermath.complaint.resolves;
    let in_time = |within_s: f64| ended.at_s - ended.arrival_s <= within_s;
    let rate = match (drawn.recovered, aftermath.complaint.fast_within_s.is_some_and(in_time)) {
        (true, true) => rates.resolved_fast,
        (true, false) => rates.resolved,
        (false, _) => rates.unresolved,
    };
    drawn.leaves = leaves < rates.scale * rate;
    // Who is not helped and stays, complains again.
    Voice { drawn, comes_back: !drawn.recovered && !drawn.leaves }
}
