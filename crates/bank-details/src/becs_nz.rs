//! BECS NZ (New Zealand): one number for bank, branch, account and suffix.

mod account;
mod check;
mod table;

pub use account::Account;
