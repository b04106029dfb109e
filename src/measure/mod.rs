//! Tallies, the measures made of them, and their errors.
//!
//! Counting, summing and functions of means are kept apart: the [`Ledger`] counts while a day is lived; [`Totals`] are
//! the sums of one replication in one scope (the whole center, a contact type, a group, an interval); a [`Measure`] is
//! a mean of one sum or a ratio of two; an [`Estimate`] is its value with its error. Ratios are estimated as ratio of
//! means over replications, with a delta-method interval, never as a mean of ratios.

mod booked;
mod definition;
mod estimate;
mod estimator;
mod histogram;
mod ledger;
mod measures;
mod needs;
pub mod size;
mod summary;
#[cfg(test)]
mod tests;
mod totals;
mod window;

pub use definition::{Bounds, Kind, Measure};
pub use estimate::{Estimate, Moments, linearised, student_quantile};
#[cfg(feature = "cli")]
pub(crate) use estimator::{Estimator, SECTIONS, linearised_quantile};
pub use histogram::Histogram;
pub use ledger::{Ledger, Section, cell_ends};
pub use measures::{MEASURES, measure};
pub use needs::Needs;
#[cfg(feature = "cli")]
pub(crate) use summary::applies;
pub use summary::{Scope, Summary, SummaryBuilder};
pub use totals::{NET_VALUE_PARTS, NetValuePart, Totals};
pub use window::Window;
