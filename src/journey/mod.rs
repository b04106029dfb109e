//! The contact's side: what a wait felt like, the moments of truth on −3..+3, what is remembered of them, whether it was
//! more or less than expected, and what follows.
//!
//! ```text
//!   wait ─▶ felt wait ─▶ y_wait ──┐                                                     ┌▶ complains ─▶ a contact again
//!   agent ─▶ understood y ────────┼─▶ P = weights · (max, min, last, mean) ─▶ S = P − E ─▶ class ─▶ tells ─▶ market
//!        ├─▶ resolved?  y ────────┤                                             ▲   │     └▶ leaves ─▶ customer base
//!        └─▶ mood  promise y ─────┘                                             └─ E ◀┘
//! ```
//!
//! What follows from the class is linear in the counts of the classes, and is computed from them, see
//! [`consequences()`], unless it acts back on the center: then it is drawn contact by contact
//! ([`Model::draws_aftermath`](crate::model::Model::draws_aftermath)).

mod blame;
mod causing;
mod chances;
mod consequences;
mod customers;
mod following;
mod market;
mod moments;
mod moods;
mod voice;

pub use crate::floor::{Blame, Class, Experience};
pub use consequences::{Consequences, consequences};
pub use following::Journey;
use following::kind_of;
pub use market::{Rates, Rest, equilibrium};
pub use moments::{Card, Circumstances};
