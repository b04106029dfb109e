//! A contact packed to half a hundred bytes, as memory or a file holds it.

use super::calendar::Date;
use super::call::{Call, End, Notes};

/// Says that a duration or time was not recorded.
const NONE: i32 = i32::MIN;
/// Says that no agent was recorded.
const NOBODY: u32 = u32::MAX;
/// Ends from this on are outcomes that the mapping does not list.
const UNKNOWN: u8 = 5;
/// Bytes of a contact in the file.
pub(super) const WIDTH: usize = 52;

/// A contact as it is held: times and durations in milliseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Packed {
    pub date: i32,
    pub line: u32,
    pub arrival_ms: i32,
    wait_ms: i32,
    connect_ms: i32,
    starts_ms: i32,
    service_ms: i32,
    wrap_up_ms: i32,
    kind: u16,
    end: u8,
    class: u8,
    agent: u32,
    notes: u32,
    pub fingerprint: u64,
}

/// The whole number of milliseconds; what is not 0 is not made 0.
fn milliseconds(seconds: f64) -> i32 {
    let ms = libm::round(seconds * 1000.0);
    debug_assert!(ms.abs() < f64::from(i32::MAX), "{seconds} s");
    if seconds > 0.0 { (ms as i32).max(1) } else { ms as i32 }
}

fn optional(seconds: Option<f64>) -> i32 {
    seconds.map_or(NONE, milliseconds)
}

fn seconds(ms: i32) -> f64 {
    f64::from(ms) / 1000.0
}

fn known(ms: i32) -> Option<f64> {
    (ms != NONE).then(|| seconds(ms))
}

impl Packed {
    pub fn new(call: &Call) -> Packed {
        Packed {
            date: call.date.number(),
            line: u32::try_from(call.line).unwrap_or(u32::MAX),
            arrival_ms: milliseconds(call.arrival_s),
            wait_ms: optional(call.wait_s),
            connect_ms: optional(call.connect_s),
            starts_ms: optional(call.service.map(|(starts_s, _)| starts_s)),
            service_ms: optional(call.service.map(|(_, length_s)| length_s)),
            wrap_up_ms: optional(call.wrap_up_s),
            kind: u16::try_from(call.kind).unwrap_or(u16::MAX),
            end: match call.end {
                End::Served => 0,
                End::Abandoned => 1,
                End::CutOff => 2,
                End::Callback => 3,
                End::Blocked => 4,
                // There are few: `rows::OUTCOMES` and others.
                End::Unknown(which) => UNKNOWN.saturating_add(which),
            },
            class: call.class.map_or(2, u8::from),
            agent: call.agent.and_then(|agent| u32::try_from(agent).ok()).unwrap_or(NOBODY),
            notes: call.notes.0,
            fingerprint: call.fingerprint,
        }
    }

    pub fn call(&self) -> Call {
        Call {
            line: self.line as usize,
            date: Date::of_number(self.date),
            arrival_s: seconds(self.arrival_ms),
            kind: usize::from(self.kind),
            class: (self.class < 2).then_some(self.class == 1),
            wait_s: known(self.wait_ms),
            connect_s: known(self.connect_ms),
            end: match self.end {
                0 => End::Served,
                1 => End::Abandoned,
                2 => End::CutOff,
                3 => End::Callback,
                4 => End::Blocked,
                which => End::Unknown(which - UNKNOWN),
            },
            service: known(self.starts_ms).zip(known(self.service_ms)),
            wrap_up_s: known(self.wrap_up_ms),
            agent: (self.agent != NOBODY).then_some(self.agent as usize),
            notes: Notes(self.notes),
            fingerprint: self.fingerprint,
        }
    }

    /// The order of the store: by day, then by arrival, contacts of the same moment as in the log.
    pub fn order(&self) -> (i32, i32, u32) {
        (self.date, self.arrival_ms, self.line)
    }

    pub fn bytes(&self) -> [u8; WIDTH] {
        let mut bytes = [0; WIDTH];
        let words = [
            self.date.to_le_bytes(),
            self.line.to_le_bytes(),
            self.arrival_ms.to_le_bytes(),
            self.wait_ms.to_le_bytes(),
            self.starts_ms.to_le_bytes(),
            self.service_ms.to_le_bytes(),
            self.wrap_up_ms.to_le_bytes(),
            (u32::from(self.kind) | u32::from(self.end) << 16 | u32::from(self.class) << 24).to_le_bytes(),
            self.agent.to_le_bytes(),
            self.notes.to_le_bytes(),
            self.connect_ms.to_le_bytes(),
        ];
        bytes[..44].copy_from_slice(words.as_flattened());
        bytes[44..].copy_from_slice(&self.fingerprint.to_le_bytes());
        bytes
    }

    pub fn of_bytes(bytes: &[u8; WIDTH]) -> Packed {
        let word = |i: usize| i32::from_le_bytes([bytes[4 * i], bytes[4 * i + 1], bytes[4 * i + 2], bytes[4 * i + 3]]);
        let flags = word(7) as u32;
        Packed {
            date: word(0),
            line: word(1) as u32,
            arrival_ms: word(2),
            wait_ms: word(3),
            starts_ms: word(4),
            service_ms: word(5),
            wrap_up_ms: word(6),
            kind: flags as u16,
            end: (flags >> 16) as u8,
            class: (flags >> 24) as u8,
            agent: word(8) as u32,
            notes: word(9) as u32,
            connect_ms: word(10),
            fingerprint: u64::from(word(11) as u32) | u64::from(word(12) as u32) << 32,
        }
    }
}
