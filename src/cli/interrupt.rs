//! Signals. Ctrl-C, and being asked to terminate: work stops at the next opportunity, and the program ends within half
//! a second whatever it is doing. What the system refuses in the middle of it is a message and an exit code, no signal.

use std::io::Write;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::failure::NOT_COMPLETED;

static STOP: AtomicBool = AtomicBool::new(false);

/// The exit code of a process killed by Ctrl-C.
const KILLED: i32 = 130;

/// How long work has to stop of its own accord and to say what was done. All loops look at the flag every so many
/// events; what cannot look (sorting a large file, a hard integral) is given up. That does no harm: files are written
/// aside and renamed when they are whole, and those that are not are removed. What is left of half a second is the system's, to take a large memory back.
const GRACE: Duration = Duration::from_millis(300);

/// From now on Ctrl-C (and being asked to terminate) sets the flag that is given back. Where whoever started us has
/// decided what some of these signals do (`nohup`, a command that a script puts in the background), that stays; being
/// asked to terminate is listened to all the same.
pub(super) fn listen() -> &'static AtomicBool {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        if ctrlc::try_set_handler(stop).is_err() {
            #[cfg(unix)]
            listen_to_termination();
        }
    });
    &STOP
}

/// Where the system gives neither the handler nor a thread for it, the signal ends the process as it would have anyway.
#[cfg(unix)]
fn listen_to_termination() {
    let Ok(mut asked) = signal_hook::iterator::Signals::new([signal_hook::consts::SIGTERM]) else { return };
    let _ = std::thread::Builder::new().spawn(move || asked.forever().for_each(|_| stop()));
}

/// A signal has come: the flag is set, and what does not look at it in time is given up.
fn stop() {
    if STOP.swap(true, Ordering::Relaxed) {
        std::process::exit(KILLED);
    }
    // Where standard error cannot be written there is nobody left to tell.
    let _ = std::io::stderr().write_all(b"\nstopping\n");
    let give_up = || {
        std::thread::sleep(GRACE);
        crate::files::remove_unfinished();
        let _ = std::io::stderr().write_all(b"error: interrupted\n");
        std::process::exit(i32::from(NOT_COMPLETED));
    };
    if std::thread::Builder::new().spawn(give_up).is_err() {
        std::process::exit(i32::from(NOT_COMPLETED));
    }
}

/// From now on the standard library's way to give up (no memory for an allocation, no stack, a panic within a panic) ends
/// the program as one that could not complete its run, and not by a signal with a core dump. Why has been written by then,
/// `memory allocation of 402653184 bytes failed`; within the handler itself nothing may be written or tidied up, so files
/// that were begun stay behind under the names of unfinished ones, as after a kill.
pub(super) fn end_in_order_where_aborted() {
    // Where it cannot be had the process ends as it would have ended anyway.
    #[cfg(unix)]
    let _ = signal_hook::flag::register_conditional_shutdown(
        signal_hook::consts::SIGABRT,
        i32::from(NOT_COMPLETED),
        std::sync::Arc::new(AtomicBool::new(true)),
    );
}

/// From now on a file that would become larger than the user's limit (`ulimit -f`) is an error of writing, as a full
/// disk is, and not the end of the process.
pub(super) fn outlive_file_size_limit() {
    // Where it cannot be had the process ends as it would have ended anyway.
    #[cfg(unix)]
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, std::sync::Arc::default());
}
