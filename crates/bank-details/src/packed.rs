//! Short texts without separators, kept in place.

use core::str;

use crate::error::{Error, ErrorKind, Part};
use crate::text::significant;

/// What a number looks like.
#[derive(Clone, Copy)]
pub(crate) struct Shape {
    least: usize,
    most: usize,
    letters: bool,
    zeros: bool,
}

impl Shape {
    /// So many digits.
    pub(crate) const fn digits(least: usize, most: usize) -> Self {
        Self { least, most, letters: false, zeros: true }
    }

    /// Letters as well as digits.
    pub(crate) const fn or_letters(self) -> Self {
        Self { letters: true, ..self }
    }

    /// Not zeros only.
    pub(crate) const fn not_zeros(self) -> Self {
        Self { zeros: false, ..self }
    }
}

/// Room for every local number but the UK's: of one length, so that reading them is compiled once.
pub(crate) type Local = Packed<17>;

/// At most `N` capital letters and digits; no allocation.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub(crate) struct Packed<const N: usize> {
    bytes: [u8; N],
    length: u8,
}

impl<const N: usize> Packed<N> {
    /// The digits in `text`, `least` to `N` of them.
    #[inline]
    pub(crate) fn digits(part: Part, text: &str, least: usize) -> Result<Self, Error> {
        // Most texts come without separators: lists, and whatever was parsed before.
        let plain = text.as_bytes();
        if let Some(bytes) = plain.first_chunk::<N>()
            && plain.len() == N
            && bytes.iter().fold(true, |so_far, byte| so_far & byte.is_ascii_digit())
        {
            return Ok(Self::full(*bytes));
        }
        Self::shaped(part, text, Shape::digits(least, N))
    }

    /// What counts in `text`, if it has the `shape`; letters become capitals.
    #[inline(never)]
    pub(crate) fn shaped(part: Part, text: &str, shape: Shape) -> Result<Self, Error> {
        let mut bytes = [0; N];
        let places = bytes.get_mut(..shape.most).unwrap_or_default();
        let length = collect(places, text, &shape).map_err(|kind| part.error(kind))?;
        Ok(Self { bytes, length })
    }

    /// All `N` of `bytes`, which are capital letters and digits.
    pub(crate) fn full(bytes: [u8; N]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "no number has more than 34 characters")]
        let length = N as u8;
        Self { bytes, length }
    }

    /// All places; those beyond the end are 0.
    pub(crate) fn places(&self) -> [u8; N] {
        self.bytes
    }

    /// The first `N` of `bytes`, which are capital letters and digits.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let mut packed = [0; N];
        let length = bytes.len().min(N);
        copy(&mut packed[..length], &bytes[..length]);
        #[expect(clippy::cast_possible_truncation, reason = "no number has more than 34 characters")]
        let length = length as u8;
        Self { bytes: packed, length }
    }

    /// With zeros in front up to `width` characters, at most `N`.
    pub(crate) fn zero_filled(self, width: usize) -> Self {
        let (length, width) = (usize::from(self.length), width.min(N));
        if length >= width {
            return self;
        }
        let mut bytes = [b'0'; N];
        bytes[width - length..width].copy_from_slice(self.as_bytes());
        Self::from_bytes(&bytes[..width])
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(self.as_bytes()).unwrap_or_default()
    }

    /// The last two characters: all that may be shown once a number has been handed in.
    pub(crate) fn ending(&self) -> &str {
        let text = self.as_str();
        &text[text.len().saturating_sub(2)..]
    }
}

/// Fills `places` with the characters of `text` that count; how many there are. Compiled once, not for each length.
fn collect(places: &mut [u8], text: &str, shape: &Shape) -> Result<u8, ErrorKind> {
    let (most, mut length) = (places.len(), 0);
    let mut zeros_only = !shape.zeros;
    for (position, character) in significant(text) {
        let belongs = character.is_ascii_digit() || shape.letters && character.is_ascii_alphabetic();
        if !belongs {
            return Err(ErrorKind::Character { position });
        }
        let Some(place) = places.get_mut(usize::from(length)) else {
            return Err(ErrorKind::Long { most });
        };
        *place = character.to_ascii_uppercase() as u8;
        zeros_only &= character == '0';
        length += 1;
    }
    match usize::from(length) {
        0 => Err(ErrorKind::Empty),
        found if found < shape.least => Err(ErrorKind::Short { found, least: shape.least }),
        _ if zeros_only => Err(ErrorKind::Zeros),
        _ => Ok(length),
    }
}

/// Copies as many bytes as there are places, by eight: for so few, WebAssembly's own instruction takes longer.
fn copy(places: &mut [u8], bytes: &[u8]) {
    let (Some(last), Some(end)) = (places.last_chunk_mut::<8>(), bytes.last_chunk()) else {
        places.copy_from_slice(bytes);
        return;
    };
    *last = *end;
    for (eight, from) in places.as_chunks_mut::<8>().0.iter_mut().zip(bytes.as_chunks().0) {
        *eight = *from;
    }
}
