//! Digits, and where a person divided them.

use crate::error::{Error, ErrorKind, Part};
use crate::text::{fold, is_separator};

/// Clearing number with check digit, and Intergiro's account number.
const MOST: usize = 22;

/// The first 22 digits of a text, more than any account has, how many there are in all, and between which of them there is a separator.
///
/// Serves numbers that are written in one go but consist of parts, where a separator tells where a short part ends.
pub(crate) struct Groups {
    digits: [u8; MOST],
    length: usize,
    /// Bit `n`: a separator in front of digit `n`, or at the end of the text where there are only `n` digits.
    breaks: u32,
    comma: Option<usize>,
}

impl Groups {
    /// Fails, saying so of `part`, where something is neither digit nor separator nor comma, or there is no digit.
    pub(crate) fn read(part: Part, text: &str) -> Result<Self, Error> {
        let mut groups = Self { digits: [0; MOST], length: 0, breaks: 0, comma: None };
        let mut after_separator = false;
        for (position, character) in text.chars().enumerate() {
            match fold(character) {
                separator if is_separator(separator) => {
                    after_separator = true;
                    continue;
                }
                ',' => {
                    groups.comma.get_or_insert(groups.length);
                    after_separator = true;
                    continue;
                }
                digit @ '0'..='9' => {
                    if after_separator {
                        groups.divide();
                    }
                    if let Some(place) = groups.digits.get_mut(groups.length) {
                        *place = digit as u8;
                    }
                }
                _ => return Err(part.error(ErrorKind::Character { position })),
            }
            groups.length += 1;
            after_separator = false;
        }
        if after_separator {
            groups.divide();
        }
        if groups.length == 0 { Err(part.error(ErrorKind::Empty)) } else { Ok(groups) }
    }

    fn divide(&mut self) {
        if self.length < 32 {
            self.breaks |= 1 << self.length;
        }
    }

    /// How many digits there are, which may be more than that.
    pub(crate) fn len(&self) -> usize {
        self.length
    }

    /// The digits `from..to`, or as many of them as there are.
    pub(crate) fn digits(&self, from: usize, to: usize) -> &[u8] {
        let end = to.min(self.length).min(MOST);
        self.digits.get(from.min(end)..end).unwrap_or_default()
    }

    /// How many digits there are in front of the first comma.
    pub(crate) fn comma(&self) -> Option<usize> {
        self.comma
    }

    /// Whether a group begins with digit `at`.
    pub(crate) fn begins(&self, at: usize) -> bool {
        at == 0 || (at < 32 && self.breaks >> at & 1 == 1)
    }

    /// Where the group that holds digit `from` ends; none if a digit that is yet to be typed could belong to it.
    pub(crate) fn end(&self, from: usize) -> Option<usize> {
        (from + 1..=self.length.min(31)).find(|at| self.begins(*at))
    }
}
