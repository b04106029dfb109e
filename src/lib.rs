//! stub
pub mod model;
pub mod scenario;
