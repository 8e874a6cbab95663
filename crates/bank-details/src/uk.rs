//! The United Kingdom: sort code and account number, as Bacs uses them, and whether they belong together.

mod account;
mod account_number;
mod modulus;
mod sort_code;

pub use account::Account;
pub use account_number::AccountNumber;
pub use sort_code::SortCode;
