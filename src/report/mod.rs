//! What people look at: results as tables, JSON and CSV; mistakes in their places.

mod by_time;
pub mod diagnostic;
pub mod fit;
pub mod machine;
pub mod number;
pub mod ranking;
pub mod run;
pub mod study;
pub mod table;
pub mod terminal;
pub mod theory;
pub mod theory_machine;
pub mod verdict;
pub mod verification;
