#![doc = include_str!("../README.md")]
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod account;
pub mod ach;
pub mod autogiro;
pub mod becs;
pub mod becs_nz;
pub mod betalingsservice;
mod error;
mod groups;
mod iban;
pub mod identity;
mod luhn;
mod number;
mod packed;
pub mod pad;
mod scheme;
mod text;
pub mod typing;
pub mod uk;
mod verdict;

pub use account::{Account, Details};
pub use error::{Error, ErrorKind, Part};
pub use iban::{Country, Iban};
pub use scheme::{Scheme, SchemeError};
pub use verdict::{Unchecked, Verdict};
