//! Billing request flows.

use serde::{Deserialize, Serialize};

use crate::redacted::redacted_debug;
use crate::{BillingRequestFlowId, BillingRequestId, PrefilledCustomer};

/// A billing request flow: a payer's visit to GoCardless's hosted pages, 7 days long.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Request Flows")]
#[expect(clippy::struct_excessive_bools, reason = "the API has them so")]
pub struct BillingRequestFlow {
    pub id: BillingRequestFlowId,
    pub auto_fulfil: bool,
    pub redirect_uri: Option<String>,
    pub exit_uri: Option<String>,
    /// Where to send the payer.
    pub authorisation_url: String,
    pub lock_customer_details: bool,
    pub lock_bank_account: bool,
    pub lock_currency: bool,
    /// For GoCardless's own page; there once the flow is initialised.
    pub session_token: Option<String>,
    pub expires_at: String,
    pub created_at: String,
    pub language: Option<String>,
    pub prefilled_customer: Option<BillingRequestFlowPrefilledCustomer>,
    pub prefilled_bank_account: Option<PrefilledBankAccount>,
    pub customer_details_captured: bool,
    pub show_redirect_buttons: bool,
    pub show_success_redirect_button: bool,
    pub skip_success_screen: bool,
    pub links: BillingRequestFlowLinks,
}

/// What a billing request flow belongs to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct BillingRequestFlowLinks {
    /// What the payer is asked to agree to.
    pub billing_request: BillingRequestId,
}

/// What the hosted page shows filled in, as it is answered: every key, `null` where nothing was given.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[serde(default)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Request Flows")]
pub struct BillingRequestFlowPrefilledCustomer {
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub company_name: Option<String>,
    pub email: Option<String>,
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub address_line3: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country_code: Option<String>,
    pub swedish_identity_number: Option<String>,
    pub danish_identity_number: Option<String>,
}

/// What the hosted page shows chosen.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct PrefilledBankAccount {
    /// `checking` or `savings`, in the United States.
    pub account_type: Option<String>,
}

/// What `POST /billing_request_flows` takes.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Request Flows")]
pub struct NewBillingRequestFlow {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit_uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto_fulfil: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_customer_details: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_bank_account: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_currency: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefilled_customer: Option<PrefilledCustomer>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skip_success_screen: Option<bool>,
    pub links: BillingRequestFlowLinks,
}

redacted_debug!(BillingRequestFlowPrefilledCustomer { country_code });
redacted_debug!(BillingRequestFlow { id, auto_fulfil, created_at, expires_at, links });
redacted_debug!(NewBillingRequestFlow { auto_fulfil, links });
