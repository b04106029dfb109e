//! The program as its users meet it: texts, exit codes, bad input, pipes.

mod commands;
mod desk;
mod folders;
mod input;
mod limits;
mod places;
mod quoted;
mod record;
mod results;
mod streams;
mod verify;
