//! Files of the machine. What is read is read to a limit that is stated; what is written appears whole or not at all,
//! never in place of a file that the command reads, and in place of another only where that is asked for.

mod begun;
mod beside;
mod inputs;
mod read;
mod write;

use std::io;

pub use begun::remove_unfinished;
pub use beside::Beside;
pub use inputs::{Inputs, same_file};
pub use read::{
    MOST_TEXT, MOST_VALUES, NotText, bytes_of_file, bytes_of_input, open_file, text_of_file, text_of_input,
};
pub use write::{Aside, Existing, Refused, Sink, UNFINISHED, is_standard_output};

/// Why a file could not be read or written, without the number of the error.
pub fn reason(error: &io::Error) -> String {
    // Words of our own.
    if error.get_ref().is_some() {
        return error.to_string();
    }
    if is_out_of_descriptors(error) {
        return "too many files are open".to_string();
    }
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file or folder".to_string(),
        io::ErrorKind::PermissionDenied => "permission denied".to_string(),
        io::ErrorKind::IsADirectory => "it is a folder".to_string(),
        io::ErrorKind::NotADirectory => "a part of the path is not a folder".to_string(),
        io::ErrorKind::StorageFull => "the disk is full".to_string(),
        io::ErrorKind::FileTooLarge => "the file would be larger than is allowed here".to_string(),
        _ => {
            let text = error.to_string();
            text.split(" (os error").next().unwrap_or(&text).to_lowercase()
        }
    }
}

/// Whether the process, or the system, may open no more files.
pub fn is_out_of_descriptors(error: &io::Error) -> bool {
    // EMFILE and ENFILE have these numbers on every Unix; the standard library has no kind for them.
    cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24))
}

/// Whether the place is at fault (there is none, it is closed to us, it is no file), not the machine.
pub fn is_fault_of_the_path(error: &io::Error) -> bool {
    use io::ErrorKind::{
        AlreadyExists, InvalidData, InvalidFilename, InvalidInput, IsADirectory, NotADirectory, NotFound,
        PermissionDenied, ReadOnlyFilesystem,
    };
    let kinds = [
        AlreadyExists,
        InvalidData,
        InvalidFilename,
        InvalidInput,
        IsADirectory,
        NotADirectory,
        NotFound,
        PermissionDenied,
        ReadOnlyFilesystem,
    ];
    // Links in a circle: ELOOP is 40 on Linux and 62 on macOS, without a stable kind.
    kinds.contains(&error.kind()) || (cfg!(unix) && matches!(error.raw_os_error(), Some(40 | 62)))
}
