//! What people look at: results as tables, JSON and CSV; mistakes in their places; everything that happened.

mod by_time;
pub mod channels;
mod dates;
pub mod diagnostic;
pub mod explanation;
pub mod fit;
pub mod log;
pub mod machine;
mod market;
mod noise;
pub mod number;
mod predictions;
pub mod ranking;
pub mod run;
pub mod story;
pub mod study;
pub mod table;
pub mod terminal;
pub mod theory;
pub mod theory_machine;
pub mod tornado;
pub mod trace;
pub mod verdict;
pub mod verification;
pub mod waterfall;

#[cfg(test)]
mod tests;
