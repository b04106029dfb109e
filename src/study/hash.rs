//! Hashes of files.

use std::io;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::files::open_file;

/// SHA-256 in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

/// The same of a regular file, however large.
pub(super) fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut hash = Hashing { to: io::sink(), hash: Sha256::new() };
    io::copy(&mut open_file(path)?, &mut hash)?;
    Ok(hash.finish().1)
}

/// Passes bytes on and hashes them.
pub(super) struct Hashing<W> {
    to: W,
    hash: Sha256,
}

impl<W: io::Write> Hashing<W> {
    pub fn new(to: W) -> Hashing<W> {
        Hashing { to, hash: Sha256::new() }
    }

    /// Whom the bytes were passed to, and their hash.
    pub fn finish(self) -> (W, String) {
        (self.to, hexadecimal(&self.hash.finalize()))
    }
}

impl<W: io::Write> io::Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Bytes as two digits each.
fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
