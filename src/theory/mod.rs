//! What queueing theory says of a center, without simulating it.
//!
//! One file a subject: [`erlang`] has Erlang B and C, [`general_patience`] Erlang A and M/M/n+G, [`limited_queue`] the
//! birth-and-death queue M/M/n/K+M with balking, [`single_agent`] M/G/1, [`two_phase_service`] M/H2/n+M, [`priority`]
//! the queue with classes, [`staffing`] how many agents a target takes, and [`mod@stationary`] puts the formulas beside
//! a whole scenario, interval by interval. Everything here is a pure function; nothing is random.
//!
//! ```
//! use onhold::theory::{Traffic, erlang, staffing};
//!
//! let traffic = Traffic { rate_per_s: 150.0 / 3600.0, handle_s: 200.0 };
//! let answer = erlang::erlang_c(traffic, 10, Some(20.0)).unwrap();
//! assert!((answer.delayed_share - 0.48761060800593).abs() < 1e-12);
//!
//! let target = staffing::Target::ServiceLevel { share: 0.8 };
//! let least = staffing::least_agents(traffic, target, |n| erlang::erlang_c(traffic, n, Some(20.0)));
//! assert_eq!(least, Some(12));
//! ```

mod answer;
mod beyond;
mod class;
pub mod erlang;
pub mod general_patience;
mod interval;
pub mod limited_queue;
mod patience;
mod pool;
pub mod priority;
mod quadrature;
mod queue;
pub mod several_at_once;
pub mod single_agent;
#[cfg(test)]
mod small_models;
pub mod staffing;
pub mod stationary;
pub mod two_phase_service;

pub use answer::{Answer, QueueModel, Traffic, Unstable};
pub use class::Class;
pub use patience::Patience;
pub use pool::Note;
pub use stationary::stationary;
