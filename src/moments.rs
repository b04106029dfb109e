#![doc = include_str!("../docs/moments.md")]
//!
//! # The picture
#![doc = include_str!("../docs/felt-time.svg")]
