//! stub
pub mod demand;
#[cfg(feature = "cli")]
pub mod fit;
pub mod floor;
pub mod journey;
pub mod measure;
pub mod model;
pub mod scenario;
#[cfg(feature = "cli")]
pub mod study;
pub mod theory;
