//! The API: one file per resource and verb.

pub(crate) mod bank_details_lookups;
pub(crate) mod creditors;
pub(crate) mod customer_bank_accounts;
pub(crate) mod customers;
pub(crate) mod mandates;
pub(crate) mod redirect_flows;
