#![doc = include_str!("../README.md")]
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod account_number;
mod iban;
mod normalise;
mod sort_code;

pub use account_number::{AccountNumber, AccountNumberError};
pub use iban::{Iban, IbanError};
pub use sort_code::{SortCode, SortCodeError};
