//! stub
pub mod demand;
#[cfg(feature = "cli")]
pub mod fit;
pub mod floor;
pub mod journey;
pub mod measure;
pub mod model;
pub mod scenario;
pub mod theory;
