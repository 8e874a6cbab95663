//! The API: one file per resource and verb.

pub(crate) mod bank_details_lookups;
pub(crate) mod billing_request_templates;
pub(crate) mod blocks;
pub(crate) mod creditor_bank_accounts;
pub(crate) mod creditors;
pub(crate) mod customer_bank_accounts;
pub(crate) mod customer_notifications;
pub(crate) mod customers;
pub(crate) mod events;
pub(crate) mod institutions;
pub(crate) mod mandate_import_entries;
pub(crate) mod mandate_imports;
pub(crate) mod mandates;
pub(crate) mod payer_authorisations;
pub(crate) mod payments;
pub(crate) mod redirect_flows;
pub(crate) mod scenario_simulators;
pub(crate) mod scheme_identifiers;
