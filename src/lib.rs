//! stub
#[cfg(feature = "cli")]
pub mod fit;
pub mod model;
