//! Redirect flows.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::redacted::redacted_debug;
use crate::{
    BillingRequestId, CreditorId, CustomerBankAccountId, CustomerId, MandateId, Metadata, RedirectFlowId, Scheme,
};

/// A redirect flow: one visit of a payer to GoCardless's hosted pages, 30 minutes long.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Redirect Flows")]
pub struct RedirectFlow {
    pub id: RedirectFlowId,
    pub description: Option<String>,
    /// A secret between GoCardless and the merchant's backend.
    pub session_token: String,
    pub scheme: Option<Scheme>,
    pub success_redirect_url: String,
    pub created_at: String,
    pub links: RedirectFlowLinks,
    #[serde(default)]
    pub metadata: Metadata,
    /// Where to send the payer; gone once the flow is completed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub redirect_url: Option<String>,
    /// GoCardless's own confirmation page, for 15 minutes after completion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confirmation_url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_reference: Option<String>,
}

/// What a redirect flow belongs to and, once completed, what it made.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct RedirectFlowLinks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billing_request: Option<BillingRequestId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_bank_account: Option<CustomerBankAccountId>,
}

/// What `POST /redirect_flows` takes.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Redirect Flows")]
pub struct NewRedirectFlow {
    pub session_token: String,
    pub success_redirect_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prefilled_customer: Option<PrefilledCustomer>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    #[serde(default, skip_serializing_if = "NewRedirectFlowLinks::is_empty")]
    pub links: NewRedirectFlowLinks,
}

/// What a new redirect flow is to belong to.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct NewRedirectFlowLinks {
    /// Who collects; needed when the organisation has several creditors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
}

impl NewRedirectFlowLinks {
    fn is_empty(&self) -> bool {
        self.creditor.is_none()
    }
}

/// What the hosted page shows filled in; not validated, and the payer may change it.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Redirect Flows")]
pub struct PrefilledCustomer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line1: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line3: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country_code: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub swedish_identity_number: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub danish_identity_number: Option<String>,
}

/// What `POST /redirect_flows/{id}/actions/complete` takes.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct CompleteRedirectFlow {
    /// The session token that the flow was created with.
    pub session_token: String,
}

impl fmt::Debug for CompleteRedirectFlow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CompleteRedirectFlow { .. }")
    }
}

redacted_debug!(RedirectFlow { id, scheme, created_at, links, mandate_reference });
redacted_debug!(NewRedirectFlow { scheme, links });
redacted_debug!(PrefilledCustomer { country_code, language });
