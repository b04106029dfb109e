//! stub
pub mod demand;
pub mod floor;
pub mod journey;
pub mod measure;
pub mod model;
pub mod scenario;
#[cfg(feature = "cli")]
pub mod study;
