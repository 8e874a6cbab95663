//! Autogiro (Sweden): clearing number and account number.
//!
//! The check digit is advice, never a refusal: Swedish banks have accounts whose number carries none. Ranges, lengths
//! and kinds of check: `data/sweden-clearing.csv`; sources in `data/README.md`.

mod account;
mod check;
mod clearing_number;
mod table;

pub use account::Account;
pub use clearing_number::ClearingNumber;
