//! Mandates on paper: a one-page PDF that a payer can fill in, sign or keep.
//!
//! It is made of a [`Paper`] and nothing else: no clock, no ledger, no request. The same paper is the same bytes.

mod account;
mod boxes;
mod language;
mod layout;
mod letters;
mod metrics;
mod page;
mod paper;
mod parts;
mod text;
mod words;

pub(crate) use self::language::Language;
pub(crate) use self::layout::draw;
pub(crate) use self::paper::{Frequency, Numbers, Paper, PaperAccount, PaperCreditor, PaperPayer};
