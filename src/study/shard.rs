//! A shard: some policies through one block of replications, in one file.
//!
//! ```text
//!   header    magic, identity of the study, number of the shard, where each policy's part begins
//!   part      one per policy: sections, scopes, units
//!     section   waits by contact type, sparse            (one; 32 of a steady stretch in batches)
//!     unit      the sums of one replication (or batch) in every scope, without the zeros
//!   checksum  SHA-256 of all before
//! ```
//! Numbers are little-endian and exact. The file is a pure function of the study and the shard's number.

use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::files::open_file;
use crate::measure::Totals;

use super::error::Error;

const MAGIC: &[u8; 8] = b"onhold-3";
/// Magic, identity, number of the shard, number of policies.
const HEAD: usize = 8 + 32 + 8 + 8;
const CHECKSUM: usize = 32;
const SUMS: usize = Totals::NAMES.len();
// The mask of non-zero sums is 128 bits.
const _: () = assert!(SUMS <= 128);

/// Waits of a contact type: the buckets of a [`Histogram`](crate::measure::Histogram) that are not empty.
pub(super) type Waits = Vec<(usize, u64)>;

/// What a shard knows of one policy.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Part {
    /// For each replication (or batch), the sums in every scope: the whole, contact types, groups.
    pub units: Vec<Vec<Totals>>,
    /// Waits by contact type, in one section or one for each batch.
    pub sections: Vec<Vec<Waits>>,
}

/// The bytes of a shard's file.
pub(super) fn encode(identity: &[u8; 32], number: u64, parts: &[Part]) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes.extend(MAGIC);
    bytes.extend(identity);
    bytes.extend(number.to_le_bytes());
    bytes.extend((parts.len() as u64).to_le_bytes());
    let table = bytes.len();
    bytes.resize(table + 8 * (parts.len() + 1), 0);
    for (i, part) in parts.iter().enumerate() {
        note_offset(&mut bytes, table + 8 * i);
        part.write(&mut bytes);
    }
    note_offset(&mut bytes, table + 8 * parts.len());
    let checksum = Sha256::digest(&bytes);
    bytes.extend(checksum.as_slice());
    bytes
}

fn note_offset(bytes: &mut [u8], at: usize) {
    let here = (bytes.len() as u64).to_le_bytes();
    bytes[at..at + 8].copy_from_slice(&here);
}

/// Whether a file is this shard, whole and unharmed. A file that is not there is not.
pub(super) fn is_whole(path: &Path, identity: &[u8; 32], number: u64) -> bool {
    let mut bytes = Vec::new();
    if open_file(path).and_then(|mut file| file.read_to_end(&mut bytes)).is_err() {
        return false;
    }
    let Some(at) = bytes.len().checked_sub(CHECKSUM).filter(|at| *at >= HEAD) else { return false };
    let (body, checksum) = bytes.split_at(at);
    body[..8] == *MAGIC
        && body[8..40] == *identity
        && body[40..48] == number.to_le_bytes()
        && Sha256::digest(body).as_slice() == checksum
}

/// Reads one policy's part of a shard that [is whole](is_whole).
pub(super) fn read_part(path: &Path, policy: usize) -> Result<Part, Error> {
    let mut file = open_file(path).map_err(Error::read(path))?;
    let mut read = |from: u64, bytes: &mut [u8]| -> Result<(), Error> {
        file.seek(SeekFrom::Start(from)).map_err(Error::read(path))?;
        file.read_exact(bytes).map_err(Error::read(path))
    };
    let mut ends = [0; 16];
    read((HEAD + 8 * policy) as u64, &mut ends)?;
    let mut ends = Reader { rest: &ends };
    let damaged = || Error::damaged(path, "its parts are not where they should be");
    let (from, to) = (ends.number().ok_or_else(damaged)?, ends.number().ok_or_else(damaged)?);
    let length = to.checked_sub(from).and_then(|n| usize::try_from(n).ok()).ok_or_else(damaged)?;
    let mut bytes = vec![0; length];
    read(from, &mut bytes)?;
    Reader { rest: &bytes }.part().ok_or_else(damaged)
}

impl Part {
    fn write(&self, bytes: &mut Vec<u8>) {
        let number = |bytes: &mut Vec<u8>, n: usize| bytes.extend((n as u64).to_le_bytes());
        number(bytes, self.sections.len());
        number(bytes, self.sections.first().map_or(0, Vec::len));
        for waits in self.sections.iter().flatten() {
            number(bytes, waits.len());
            for &(bucket, count) in waits {
                number(bytes, bucket);
                bytes.extend(count.to_le_bytes());
            }
        }
        number(bytes, self.units.len());
        number(bytes, self.units.first().map_or(0, Vec::len));
        for totals in self.units.iter().flatten() {
            let values = totals.values();
            // By bits: −0 is not 0 here, so that what is read is what was written.
            let mask = (0..SUMS).filter(|&i| values[i].to_bits() != 0).fold(0u128, |mask, i| mask | 1 << i);
            bytes.extend(mask.to_le_bytes());
            values.iter().filter(|v| v.to_bits() != 0).for_each(|v| bytes.extend(v.to_le_bytes()));
        }
    }
}

struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn number(&mut self) -> Option<u64> {
        let (bytes, rest) = self.rest.split_first_chunk::<8>()?;
        self.rest = rest;
        Some(u64::from_le_bytes(*bytes))
    }

    /// A number of things, each of which takes up at least 8 bytes.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.rest.len()).then_some(count)
    }

    fn part(&mut self) -> Option<Part> {
        let (sections, types) = (self.count()?, self.count()?);
        let sections = (0..sections).map(|_| (0..types).map(|_| self.waits()).collect()).collect::<Option<_>>()?;
        let (units, scopes) = (self.count()?, self.count()?);
        let units = (0..units).map(|_| (0..scopes).map(|_| self.totals()).collect()).collect::<Option<_>>()?;
        self.rest.is_empty().then_some(Part { units, sections })
    }

    fn waits(&mut self) -> Option<Waits> {
        let length = self.count()?;
        let mut counts = Vec::with_capacity(length);
        for _ in 0..length {
            counts.push((usize::try_from(self.number()?).ok()?, self.number()?));
        }
        Some(counts)
    }

    fn totals(&mut self) -> Option<Totals> {
        let (low, high) = (self.number()?, self.number()?);
        let mask = u128::from(low) | u128::from(high) << 64;
        let mut values = [0.0; SUMS];
        for (i, value) in values.iter_mut().enumerate() {
            if mask & (1 << i) != 0 {
                *value = f64::from_bits(self.number()?);
            }
        }
        Some(Totals::from_values(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts() -> Vec<Part> {
        let waits = vec![(0, 1), (1054, 1), (1800, 2)];
        let totals = Totals { offered: 4.0, wait_s: 0.1 + 0.2, net_value: -0.0, ..Totals::default() };
        let full = Part { units: vec![vec![totals, Totals::default()]; 3], sections: vec![vec![waits]] };
        vec![full, Part::default(), Part { units: vec![vec![totals]], sections: vec![vec![Waits::new()]; 2] }]
    }

    #[test]
    fn what_is_written_is_read_to_the_bit() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("7.shard");
        std::fs::write(&path, encode(&[3; 32], 7, &parts())).unwrap();
        assert!(is_whole(&path, &[3; 32], 7));
        for (i, part) in parts().iter().enumerate() {
            let read = read_part(&path, i).unwrap();
            assert_eq!(read, *part);
            let bits =
                |p: &Part| p.units.iter().flatten().flat_map(|t| t.values()).map(f64::to_bits).collect::<Vec<_>>();
            assert_eq!(bits(&read), bits(part));
        }
    }

    #[test]
    fn torn_changed_and_foreign_files_are_recognised() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("7.shard");
        let bytes = encode(&[3; 32], 7, &parts());
        assert!(!is_whole(&path, &[3; 32], 7), "a missing file");
        std::fs::write(&path, &bytes).unwrap();
        assert!(!is_whole(&path, &[4; 32], 7), "another study's");
        assert!(!is_whole(&path, &[3; 32], 8), "another shard");
        for length in [0, 10, 60, bytes.len() - 1] {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(!is_whole(&path, &[3; 32], 7), "torn at {length}");
        }
        for at in [HEAD + 3, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            std::fs::write(&path, &changed).unwrap();
            assert!(!is_whole(&path, &[3; 32], 7), "changed at {at}");
        }
    }

    /// A checksum is no proof of good will: whoever writes one over a body of any bytes gets a message, and neither a panic
    /// nor more memory than the file has.
    #[test]
    fn whatever_stands_in_a_body_is_read_or_refused() {
        use crate::model::random::{DaySeed, Purpose, below};
        let mut rng = DaySeed::new(2026, 0).stream(Purpose::Work, "shards");
        let mut bodies: Vec<Vec<u8>> = parts()
            .iter()
            .map(|part| {
                let mut bytes = Vec::new();
                part.write(&mut bytes);
                bytes
            })
            .collect();
        bodies.push(Vec::new());
        let (mut read, mut refused) = (0, 0);
        for _ in 0..200_000 {
            let mut bytes = bodies[below(&mut rng, bodies.len())].clone();
            for _ in 0..=below(&mut rng, 4) {
                let at = below(&mut rng, bytes.len() + 1);
                match below(&mut rng, 4) {
                    0 => bytes.truncate(at),
                    1 => bytes.insert(at, below(&mut rng, 256) as u8),
                    2 => bytes.splice(at..at, u64::MAX.to_le_bytes()).for_each(drop),
                    _ => bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = below(&mut rng, 256) as u8),
                }
            }
            match (Reader { rest: &bytes }).part() {
                Some(_) => read += 1,
                None => refused += 1,
            }
        }
        assert!(read > 1000 && refused > 100_000, "{read} read, {refused} refused");
    }
}
