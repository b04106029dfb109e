//! Ctrl-C: the first time asks to stop at the next block, the second time kills.

use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// The exit code of a process killed by Ctrl-C.
const KILLED: i32 = 130;

/// From now on Ctrl-C (and being asked to terminate) sets the flag that is given back. Where whoever started us has
/// decided what signals do (`nohup`), that stays: a killed sweep can be resumed all the same.
pub(super) fn listen() -> &'static AtomicBool {
    let _ = ctrlc::try_set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(KILLED);
        }
        // Where standard error cannot be written there is nobody left to tell.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), b"\nstopping; once more to stop at once\n");
    });
    &STOP
}
