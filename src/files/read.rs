//! Reading to a limit: a device or a pipe that never ends is given up, not read for ever.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes of a scenario, a study, a mapping of columns, a manifest at most.
pub const MOST_TEXT: u64 = 64 << 20;
/// Bytes of a file of values that a scenario names at most.
pub const MOST_VALUES: u64 = 256 << 20;

/// Where a file is not text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it is not UTF-8 text: byte 0x{byte:02x} in line {line}")]
pub struct NotText {
    /// Line, from 1.
    pub line: usize,
    /// The first byte that no text has there.
    pub byte: u8,
    /// It begins as texts of two bytes a letter do.
    pub looks_like_utf16: bool,
}

/// The bytes of what the user names: a file, a pipe, a device; `-` is standard input.
///
/// # Errors
/// What the system says; that there is more than `most`.
pub fn bytes_of_input(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if path == Path::new("-") {
        return to_the_limit(io::stdin().lock(), most);
    }
    to_the_limit(File::open(path)?, most)
}

/// The bytes of what another file names, which has to be a regular file: a pipe would be waited for.
///
/// # Errors
/// What the system says; that it is no regular file; that it is larger than `most`.
pub fn bytes_of_file(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    to_the_limit(open_file(path)?, most)
}

/// Opens a regular file for reading.
///
/// # Errors
/// What the system says; that it is no regular file.
pub fn open_file(path: &Path) -> io::Result<File> {
    // Asked before it is opened, because opening a pipe waits, and after, because it may have become another.
    is_regular(&std::fs::metadata(path)?)?;
    let file = File::open(path)?;
    is_regular(&file.metadata()?)?;
    Ok(file)
}

/// [`bytes_of_input`] as text.
///
/// # Errors
/// The same, and [`NotText`].
pub fn text_of_input(path: &Path, most: u64) -> io::Result<String> {
    text(bytes_of_input(path, most)?)
}

/// [`bytes_of_file`] as text.
///
/// # Errors
/// The same, and [`NotText`].
pub fn text_of_file(path: &Path, most: u64) -> io::Result<String> {
    text(bytes_of_file(path, most)?)
}

fn is_regular(metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if metadata.is_file() {
        return Ok(());
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device, not a regular file"))
}

fn to_the_limit(from: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        let problem = format!("it is larger than {} MiB, more than is read", most >> 20);
        return Err(io::Error::new(io::ErrorKind::InvalidInput, problem));
    }
    Ok(bytes)
}

fn text(bytes: Vec<u8>) -> io::Result<String> {
    let text =
        String::from_utf8(bytes).map_err(|error| not_text(error.as_bytes(), error.utf8_error().valid_up_to()))?;
    // Editors of one system put an invisible mark before the text.
    Ok(text.strip_prefix('\u{feff}').map(str::to_string).unwrap_or(text))
}

fn not_text(bytes: &[u8], valid: usize) -> io::Error {
    let line = bytes.iter().take(valid).filter(|byte| **byte == b'\n').count() + 1;
    let looks_like_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let byte = bytes.get(valid).copied().unwrap_or_default();
    io::Error::new(io::ErrorKind::InvalidData, NotText { line, byte, looks_like_utf16 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_the_limit_is_not_read() {
        assert_eq!(to_the_limit(&b"abc"[..], 3).unwrap(), b"abc");
        assert!(to_the_limit(io::repeat(0), 1 << 20).unwrap_err().to_string().contains("larger than 1 MiB"));
    }

    #[test]
    fn what_is_no_text_says_where() {
        let error = text(b"a\nb\xe9".to_vec()).unwrap_err();
        assert_eq!(error.to_string(), "it is not UTF-8 text: byte 0xe9 in line 2");
        assert_eq!(text("\u{feff}x".as_bytes().to_vec()).unwrap(), "x");
    }

    #[cfg(unix)]
    #[test]
    fn devices_and_folders_are_no_files() {
        for path in ["/dev/zero", "/dev/null", "/dev"] {
            assert!(bytes_of_file(Path::new(path), 10).is_err(), "{path}");
        }
    }
}
