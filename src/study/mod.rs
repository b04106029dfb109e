//! Studies: many days, many policies, and which one is best.
//!
//! [`run()`] lives through replications of one policy, [`listen()`] tells every event of one replication; [`Study::open`] reads a study, [`sweep()`] runs all of its policies
//! through the same days into a result folder and ranks them, [`verify()`] says whether a result folder reproduces.
//!
//! ```text
//!   study.toml ─ form ─ vary ─▶ policies ─ work ─▶ shards ─ gather ─▶ tables
//!                                 │  live             │         └────▶ ranking
//!                                 └─ (model)          └ claim, folder, manifest ─ verify
//! ```
//! Results do not depend on threads, on the order in which shards end, or on interruptions.

mod causing;
pub(crate) mod cell;
mod claim;
mod cost;
mod error;
mod explain;
mod figure;
mod folder;
mod form;
mod gather;
mod hash;
mod inputs;
mod limits;
mod listen;
mod live;
mod manifest;
mod naming;
mod policies;
mod ranking;
mod run;
mod schedule;
mod sensitivity;
mod shard;
mod sweep;
mod tables;
mod unjudged;
mod vary;
mod verify;
mod waits;
mod work;

pub use cost::{Cost, TooMuch};
pub use error::Error;
pub use explain::{Explained, Part, explain};
pub use figure::{Figure, Place, Relation, Requirement};
pub use form::{Effort, Overrides, Rank};
pub use limits::{Excess, Limits};
pub use listen::{listen, listen_until};
pub use live::Progress;
pub use manifest::{Input, Manifest, Output, State, Timing};
pub use policies::{Policy, Study};
pub use ranking::{Known, Meets, Met, Ranked, Ranking};
pub(crate) use run::run_each;
pub use run::{RunOptions, run};
pub use sensitivity::{Sensitivity, Swing};
pub use sweep::{Outcome, SweepOptions, sweep};
pub use unjudged::unjudged;
pub use verify::{Difference, Verdict, verify, verify_within};
pub use waits::{one_sided_waits, unsaid_waits};
