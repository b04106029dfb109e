//! The program as its users meet it: texts, exit codes, bad input, pipes.

mod commands;
mod desk;
mod input;
mod record;
mod results;
mod streams;
