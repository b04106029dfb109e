//! The program as its users meet it: texts, exit codes, bad input, pipes.

mod commands;
mod costs;
mod desk;
mod documented;
mod fit;
mod folders;
mod input;
mod interrupts;
mod kills;
mod limits;
mod names;
mod places;
mod quoted;
mod record;
mod results;
mod small_words;
mod streams;
mod verify;
