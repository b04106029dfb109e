//! The contact's side: what a wait felt like, the moments of truth on −3..+3, what is remembered of them, and whether
//! it was more or less than expected. What follows from the class of satisfaction (complaints, people told, customers
//! lost and won) is linear in the counts of the classes, so it is not drawn but computed from them, see
//! [`consequences()`].
//!
//! ```text
//!   wait ─▶ felt wait ─▶ y_wait ──┐
//!   agent ─▶ understood y ────────┼─▶ P = weights · (max, min, last, mean) ─▶ S = P − E ─▶ class
//!        └─▶ resolved?  y ────────┘
//! ```

mod causes;
mod consequences;
mod moments;

pub use causes::Following;
pub use consequences::{Consequences, consequences};
pub use moments::{Card, Class, Experience};
