//! `bank-details` in batches, as JavaScript calls it: one text with a case a line in, one byte a verdict out.
//!
//! One call a batch, because each call across the border costs more than a check. The text is written straight into
//! this module's memory: wasm-bindgen would copy it, and a string character by character.

pub mod case;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// This module's memory, in which the addresses of a [`Batch`] are.
#[wasm_bindgen]
pub fn own_memory() -> JsValue {
    wasm_bindgen::memory()
}

/// A batch: room for a text, then checked as a whole.
#[wasm_bindgen]
#[derive(Default)]
pub struct Batch {
    text: Vec<u8>,
    verdicts: Vec<u8>,
}

#[wasm_bindgen]
impl Batch {
    /// A batch without any cases.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes room for a text of so many bytes in UTF-8; where it begins in this module's memory.
    pub fn room(&mut self, bytes: usize) -> *const u8 {
        self.text.resize(bytes, b'\n');
        self.text.as_ptr()
    }

    /// Checks one IBAN a line of the first `bytes` of the text; where the verdicts begin, one byte each.
    pub fn check_ibans(&mut self, bytes: usize) -> *const u8 {
        self.check(bytes, case::iban)
    }

    /// Checks one IBAN a line, national check digits included.
    pub fn check_ibans_nationally(&mut self, bytes: usize) -> *const u8 {
        self.check(bytes, case::iban_nationally)
    }

    /// Checks one `SORT_CODE,ACCOUNT_NUMBER` a line.
    pub fn check_uk_accounts(&mut self, bytes: usize) -> *const u8 {
        self.check(bytes, |line| line.split_once(',').map_or(case::INVALID, |(sort, number)| case::uk(sort, number)))
    }

    fn check(&mut self, bytes: usize, check: impl Fn(&str) -> u8) -> *const u8 {
        let text = self.text.get(..bytes).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default();
        self.verdicts.clear();
        self.verdicts.extend(lines(text).map(check));
        self.verdicts.as_ptr()
    }
}

/// As `split('\n')`, which is slower for lines as short as these.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let end = text.bytes().position(|byte| byte == b'\n');
        let (line, more) = match end {
            Some(end) => (text.get(..end)?, text.get(end + 1..)),
            None => (text, None),
        };
        rest = more;
        Some(line)
    })
}
