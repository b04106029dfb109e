//! A contact-center simulator that answers one question: *which staffing policy should we run?*
//!
//! It simulates arrivals, queues, skills, routing and shifts; what a wait feels like; satisfaction as perception minus
//! expectation over moments of truth; and what follows: complaints, silence and stories told, customers lost and won.
//! It sweeps policies in parallel and ranks them by what they are worth, with a stated certainty.
//!
//! # The life of the data
//! ```text
//! scenario ─▶ model ─▶ demand ─▶ floor ─▶ journey ─▶ measure ─▶ study ─▶ report
//! what the    what the   the day   the day   what the   numbers    many     what people
//! planner     engine     is drawn  is lived  customers  with       days,    look at
//! wrote       runs on                        felt, did  errors     policies
//! ```
//! Each module knows only those to its left. [`scenario`] to [`measure`], with [`theory`] beside them, are the core:
//! they use no files, no threads, no clock and no terminal, and build without default features for any target. Files,
//! threads and the terminal belong to `files`, `study`, `fit`, `report` and `cli`, behind the default feature `cli`.
//!
//! # A day, by hand
//! ```
//! use onhold::demand::{Block, Day};
//! use onhold::floor::Floor;
//! use onhold::measure::{Ledger, Scope, SummaryBuilder};
//! use onhold::scenario::{NoFiles, Scenario};
//!
//! let scenario = Scenario::parse(
//!     r#"
//!     [horizon]
//!     opens  = "08:00"
//!     closes = "20:00"
//!     [contact.sales]
//!     arrivals = { rate = { "08:00" = "60/h", "12:00" = "90/h", "16:00" = "45/h" } }
//!     handle   = { lognormal = { mean = "172s", cv = 1.2 } }
//!     patience = { exponential = { mean = "3m" } }
//!     service_level = { within = "20s", target = 0.80 }
//!     [group.everybody]
//!     agents = { "08:00" = 4, "12:00" = 6, "16:00" = 3 }
//!     skills.sales = {}
//!     "#,
//!     "sales.toml",
//! )?;
//! let model = scenario.compile(&NoFiles)?.model;
//!
//! // Fifty days, each drawn once and then lived; every policy of a study would live the same fifty.
//! let mut summary = SummaryBuilder::new(&model, true);
//! let mut ledger = Ledger::<false>::new(&model);
//! for replication in 0..50 {
//!     let mut day = Day::new(&model, 1999, replication);
//!     let mut floor = Floor::new(&model, ledger);
//!     let mut block = Block::default();
//!     while day.fill(&mut block) {
//!         floor.live(&block);
//!     }
//!     ledger = floor.close();
//!     summary.push(&ledger.take_section());
//! }
//! let summary = summary.finish(0.95);
//!
//! // No bare mean leaves the library: a figure comes with its half-width.
//! let level = summary.get(Scope::Whole, "service_level").ok_or("no target")?;
//! assert!(level.mean > 0.5 && level.half_width < 0.03);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Everything a center can be
//! The [guide] goes through shifts and breaks, skills and routing, customers who come back, transfers, callbacks, chat,
//! e-mail, outbound and several days, with the exact rules of each.
//!
//! # What customers feel
//! [moments] has the model of the customer's side: equations, defaults with their standing and sources, a day by hand.
//!
//! # What it promises
//! - **The day is drawn once and lived under every policy.** All chance that does not depend on decisions is drawn
//!   before the floor opens; what a decision provokes is drawn from the key of the contact that caused it. Policies are
//!   compared under common random numbers by construction.
//! - **The same scenario, seed and version give the same bytes**, on any number of threads and any machine:
//!   transcendental functions come from the `libm` crate, sums are made in a fixed order, nothing iterates over a hash.
//! - **With every optional part off the answer is the textbook one**, and the tests hold it to that: exact answers of
//!   queueing theory within four standard errors at half a percent.

#[cfg(feature = "cli")]
pub mod cli;
pub mod demand;
#[cfg(feature = "cli")]
pub mod files;
#[cfg(feature = "cli")]
pub mod fit;
pub mod floor;
pub mod guide;
pub mod journey;
pub mod measure;
pub mod model;
pub mod moments;
#[cfg(feature = "cli")]
pub mod report;
pub mod scenario;
#[cfg(feature = "cli")]
pub mod study;
pub mod theory;
