#![doc = include_str!("../README.md")]

mod attempt;
mod bank_details_lookups;
mod call;
mod client;
mod creditors;
mod customer_bank_accounts;
mod customers;
mod error;
mod idempotency_key;
mod list;
mod mandates;
mod redirect_flows;
mod resource;
mod retry;
mod settings;

pub use client::{Client, ClientError};
pub use error::{Error, Failure, FailureKind};
pub use idempotency_key::{IdempotencyKey, IdempotencyKeyError};
pub use list::ListQuery;
pub use settings::Settings;
