//! A log as records of fields, read as it comes: from a file or a pipe, never whole, never without end.

use std::cell::Cell;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

use csv::ByteRecord;

use super::FitError;
use super::columns::Separator;

/// A record of more bytes than this is none: a quotation mark does not close, or the file is no text.
const LONGEST: u64 = 1 << 20;
/// Bytes read at once.
const BLOCK: usize = 1 << 16;

/// The records of a log, with the lines they begin in.
pub(super) struct Records<R: Read> {
    reader: csv::Reader<Text<BufReader<R>>>,
    /// Bytes up to the end of the last record.
    taken: Rc<Cell<u64>>,
    last_line: usize,
}

impl<R: Read> Records<R> {
    /// # Errors
    /// The log cannot be read, or is empty.
    pub fn new(log: R, separator: Separator) -> Result<Records<R>, FitError> {
        let mut log = BufReader::with_capacity(BLOCK, log);
        let start = fill(&mut log)?;
        if start.is_empty() {
            return Err(FitError::Empty);
        }
        let bom = start.starts_with(b"\xef\xbb\xbf");
        if start.starts_with(b"\xff\xfe") || start.starts_with(b"\xfe\xff") {
            return Err(FitError::NotText);
        }
        let separator = match separator {
            Separator::Byte(byte) => byte,
            Separator::Guess => guess_separator(start),
        };
        if bom {
            log.consume(3);
        }
        let taken = Rc::new(Cell::new(0));
        let text = Text { log, given: 0, taken: taken.clone(), last: b'\n', ended: false };
        // In a tab-separated file a quotation mark is an ordinary letter: one stray mark would swallow lines.
        let reader = csv::ReaderBuilder::new()
            .delimiter(separator)
            .quoting(separator != b'\t')
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BLOCK)
            .from_reader(text);
        Ok(Records { reader, taken, last_line: 0 })
    }

    /// Reads the next record; `None` at the end, else the line it begins in, from 1.
    ///
    /// # Errors
    /// The log cannot be read, or the record does not end.
    pub fn next(&mut self, record: &mut ByteRecord) -> Result<Option<usize>, FitError> {
        let more = self.reader.read_byte_record(record).map_err(|error| self.failed(error))?;
        if !more {
            return Ok(None);
        }
        let position = self.reader.position();
        self.taken.set(position.byte());
        // Every record ends with a line of its own, so the line it begins in is as many before as it has line feeds.
        let inside = record.as_slice().iter().filter(|&&byte| byte == b'\n').count();
        self.last_line = position.line() as usize - 1;
        Ok(Some(self.last_line - inside))
    }

    fn failed(&self, error: csv::Error) -> FitError {
        match error.into_kind() {
            csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
                FitError::NoEnd { line: self.last_line + 1 }
            }
            csv::ErrorKind::Io(error) => FitError::Input(error),
            // The reader is flexible and the record is of bytes: nothing else can fail.
            other => FitError::Input(io::Error::other(format!("{other:?}"))),
        }
    }
}

/// The first bytes: at least a line, where there is one in a block.
fn fill<R: Read>(log: &mut BufReader<R>) -> io::Result<&[u8]> {
    log.fill_buf()
}

/// The most frequent in the first line; the first of equals.
fn guess_separator(bytes: &[u8]) -> u8 {
    let header = bytes.split(|&b| b == b'\n' || b == b'\r').next().unwrap_or_default();
    let count = |separator: u8| header.iter().filter(|&&b| b == separator).count();
    // The first of equals: `max_by_key` would take the last.
    [b'\t', b',', b';', b'|'].into_iter().rev().max_by_key(|&s| count(s)).unwrap_or(b'\t')
}

/// A text whose lines all end with one line feed, whatever they ended with.
struct Text<B> {
    log: B,
    given: u64,
    taken: Rc<Cell<u64>>,
    last: u8,
    ended: bool,
}

impl<B: BufRead> Read for Text<B> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given - self.taken.get() > LONGEST + 2 * BLOCK as u64 {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        loop {
            let block = self.log.fill_buf()?;
            if block.is_empty() {
                // The last line may lack its end.
                let missing = !self.ended && self.last != b'\n' && !buffer.is_empty();
                self.ended = true;
                if missing {
                    buffer[0] = b'\n';
                }
                self.given += u64::from(missing);
                return Ok(usize::from(missing));
            }
            let length = block.len().min(buffer.len());
            let block = &block[..length];
            let mut written = 0;
            if block.contains(&b'\r') || self.last == b'\r' {
                for &byte in block {
                    let follows = byte == b'\n' && self.last == b'\r';
                    self.last = byte;
                    if !follows {
                        buffer[written] = if byte == b'\r' { b'\n' } else { byte };
                        written += 1;
                    }
                }
            } else {
                buffer[..length].copy_from_slice(block);
                written = length;
                self.last = block[length - 1];
            }
            self.log.consume(length);
            if written > 0 {
                self.given += written as u64;
                return Ok(written);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines and fields.
    fn read(log: &[u8]) -> Vec<(usize, Vec<String>)> {
        let mut records = Records::new(log, Separator::Guess).unwrap();
        let (mut record, mut all) = (ByteRecord::new(), Vec::new());
        while let Some(line) = records.next(&mut record).unwrap() {
            all.push((line, record.iter().map(|f| String::from_utf8_lossy(f).into_owned()).collect()));
        }
        all
    }

    #[test]
    fn lines_are_numbered_whatever_they_end_with() {
        let right = [(1, vec!["a", "b"]), (2, vec!["1", "2"]), (4, vec!["x\ny", "3"]), (6, vec!["4", "5"])];
        let right = right.map(|(line, fields)| (line, fields.into_iter().map(str::to_owned).collect::<Vec<_>>()));
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "\"x\ny\",3", "4,5"].join(end);
            assert_eq!(read(text.as_bytes()), right, "{end:?}");
            assert_eq!(read(format!("\u{feff}{text}{end}").as_bytes()), right, "{end:?}");
        }
    }

    #[test]
    fn what_does_not_end_is_refused_and_not_held() {
        let first_error = |log: &mut dyn Read| {
            let mut records = Records::new(log, Separator::Byte(b',')).ok().unwrap();
            let mut record = ByteRecord::new();
            loop {
                if let Err(error) = records.next(&mut record) {
                    return error.to_string();
                }
            }
        };
        let error = first_error(&mut io::repeat(0));
        assert!(error.contains("what begins in line 1 does not end"), "{error}");
        let open = b"a,b\n1,2\n3,\"4\n".chain(io::repeat(b'\n'));
        let error = first_error(&mut { open });
        assert!(error.contains("what begins in line 3 does not end"), "{error}");
        assert!(matches!(Records::new(&b""[..], Separator::Guess), Err(FitError::Empty)));
        assert!(matches!(Records::new(&b"\xff\xfea\0"[..], Separator::Guess), Err(FitError::NotText)));
    }
}
