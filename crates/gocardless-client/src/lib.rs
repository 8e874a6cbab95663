#![doc = include_str!("../README.md")]

mod attempt;
mod bank_details_lookups;
mod billing_request_flows;
mod billing_requests;
mod call;
mod client;
mod creditors;
mod customer_bank_accounts;
mod customers;
mod error;
mod events;
mod exchange;
mod idempotency_key;
mod instalment_schedules;
mod list;
mod mandate_pdfs;
mod mandates;
mod oauth;
mod payments;
mod payouts;
mod redirect_flows;
mod refunds;
mod resource;
mod retry;
mod scenario_simulators;
mod settings;
mod subscriptions;
mod webhooks;

pub use client::{Client, ClientError};
pub use error::{Error, Failure, FailureKind};
pub use exchange::{Exchange, Outcome};
pub use idempotency_key::{IdempotencyKey, IdempotencyKeyError};
pub use list::ListQuery;
pub use oauth::{Authorization, InitialView, MerchantAccess, OAuthError, PartnerApp, Prefill};
pub use settings::Settings;
