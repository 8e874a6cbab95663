//! Where a panic happened: the module has file, line and column of every place, and nobody gets to read them.
//!
//! A panic ends the module with a trap; what it would say goes to a standard error that browsers do not have.

use std::ops::Range;

use anyhow::{Context, Result, ensure};

/// The section of a module that holds its data.
const DATA: u8 = 11;
/// File (address and length), line, column: four little-endian numbers of 32 bits.
const LOCATION: usize = 16;
/// A location that says nothing: an empty text at an address that is none.
const NOWHERE: [u8; LOCATION] = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

/// Blanks every location, and the names of files that they point to; returns how many there were.
///
/// # Errors
///
/// `module` is no module that wasm-opt writes.
pub(crate) fn forget(module: &mut [u8]) -> Result<usize> {
    let segments = segments(module).context("the module's data cannot be read")?;
    let found: Vec<_> = segments.iter().flat_map(|segment| locations(module, &segments, segment)).collect();
    for (location, file) in &found {
        module[location.clone()].copy_from_slice(&NOWHERE);
        module[file.clone()].fill(0);
    }
    Ok(found.len())
}

/// Data that lies at an address from the start.
struct Segment {
    address: usize,
    bytes: Range<usize>,
}

impl Segment {
    /// Where in the module the `length` bytes at `address` are, if they are in this segment.
    fn find(&self, address: usize, length: usize) -> Option<Range<usize>> {
        let start = self.bytes.start + address.checked_sub(self.address)?;
        (start + length <= self.bytes.end).then(|| start..start + length)
    }
}

/// The locations in a segment, each with its file's name: both as ranges of the module.
fn locations(module: &[u8], segments: &[Segment], segment: &Segment) -> Vec<(Range<usize>, Range<usize>)> {
    let first = segment.bytes.start + segment.address.wrapping_neg() % 4;
    let places = (first..segment.bytes.end.saturating_sub(LOCATION - 1)).step_by(4);
    let at = |place: usize| {
        let [address, length, line, column] =
            [0, 4, 8, 12].map(|offset| module[place + offset..].first_chunk().map_or(0, |it| u32::from_le_bytes(*it)));
        let (address, length) = (usize::try_from(address).ok()?, usize::try_from(length).ok()?);
        let is_place = (1..100_000).contains(&line) && (1..1_000).contains(&column) && (4..300).contains(&length);
        let file = segments.iter().find_map(|segment| segment.find(address, length)).filter(|_| is_place)?;
        is_source_file(&module[file.clone()]).then_some((place..place + LOCATION, file))
    };
    places.filter_map(at).collect()
}

fn is_source_file(name: &[u8]) -> bool {
    name.ends_with(b".rs") && name.iter().all(u8::is_ascii_graphic)
}

/// The segments of the data section.
fn segments(module: &[u8]) -> Result<Vec<Segment>> {
    ensure!(module.starts_with(b"\0asm\x01\0\0\0"), "it is no module");
    let mut reader = Reader { module, place: 8 };
    while reader.place < module.len() {
        let (section, length) = (reader.byte()?, reader.number()?);
        if section == DATA {
            let count = reader.number()?;
            return (0..count).map(|_| reader.segment()).collect();
        }
        reader.place += length;
    }
    Ok(Vec::new())
}

struct Reader<'a> {
    module: &'a [u8],
    place: usize,
}

impl Reader<'_> {
    fn byte(&mut self) -> Result<u8> {
        self.place += 1;
        self.module.get(self.place - 1).copied().context("it ends early")
    }

    /// A number in the variable length of seven bits a byte; the addresses of data are below 2^31, and not negative.
    fn number(&mut self) -> Result<usize> {
        let mut number = 0;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            number |= usize::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        anyhow::bail!("a number is too long")
    }

    /// An active segment at a constant address.
    fn segment(&mut self) -> Result<Segment> {
        let (kind, constant) = (self.byte()?, self.byte()?);
        let address = self.number()?;
        ensure!((kind, constant, self.byte()?) == (0, 0x41, 0x0b), "a segment has no constant address");
        let length = self.number()?;
        let bytes = self.place..self.place + length;
        ensure!(bytes.end <= self.module.len(), "it ends early");
        self.place = bytes.end;
        Ok(Segment { address, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A module of nothing but data, at address 1,025.
    fn module(data: &[u8]) -> Vec<u8> {
        let length = u8::try_from(data.len()).unwrap();
        let segment = [&[1, 0, 0x41, 0x81, 0x08, 0x0b, length], data].concat();
        [b"\0asm\x01\0\0\0", [0, 1, b'x', DATA, u8::try_from(segment.len()).unwrap()].as_slice(), &segment].concat()
    }

    fn numbers(numbers: [u32; 4]) -> Vec<u8> {
        numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
    }

    #[test]
    fn locations_and_their_files_are_blank_and_everything_else_stays() {
        let texts = b"text a.rs/b/lib.rs of main.rs..".as_slice();
        // At 1,056: the place 7:3 in `/b/lib.rs`, then what only looks so: another text, no line, no such address.
        let others = [[1025, 4, 7, 3], [1034, 9, 0, 3], [90_000, 9, 7, 3]].map(numbers).concat();
        let mut changed = module(&[texts, &numbers([1034, 9, 7, 3]), &others].concat());
        assert_eq!(forget(&mut changed).unwrap(), 1);
        let blank = b"text a.rs\0\0\0\0\0\0\0\0\0 of main.rs..".as_slice();
        assert_eq!(changed, module(&[blank, &NOWHERE, &others].concat()));
    }

    #[test]
    fn what_is_no_module_is_refused() {
        let whole = module(b"data");
        for wrong in [b"<html>".as_slice(), &whole[..whole.len() - 1], &whole[..14]] {
            assert!(forget(&mut wrong.to_vec()).is_err(), "{wrong:?}");
        }
    }
}
