//! Billing requests.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::redacted::redacted_debug;
use crate::{
    BillingRequestId, CreditorId, CustomerBankAccount, CustomerBankAccountId, CustomerId, InstalmentScheduleId,
    InstalmentScheduleRequest, MandateId, Metadata, OrganisationId, PaymentId, Scheme, SubscriptionId,
    SubscriptionRequest,
};

/// A billing request: what a payer is asked to agree to, a mandate, a payment or both, and how far that is.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct BillingRequest {
    pub id: BillingRequestId,
    pub created_at: String,
    pub status: BillingRequestStatus,
    #[serde(default)]
    pub mandate_request: Option<MandateRequest>,
    #[serde(default)]
    pub payment_request: Option<PaymentRequest>,
    #[serde(default)]
    pub subscription_request: Option<SubscriptionRequest>,
    #[serde(default)]
    pub instalment_schedule_request: Option<InstalmentScheduleRequest>,
    #[serde(default)]
    pub metadata: Option<Metadata>,
    pub links: BillingRequestLinks,
    #[serde(default)]
    pub fallback_enabled: bool,
    #[serde(default)]
    pub fallback_occurred: bool,
    #[serde(default)]
    pub purpose_code: Option<String>,
    #[serde(default)]
    pub payment_context_code: Option<String>,
    #[serde(default)]
    pub payment_purpose_code: Option<String>,
    /// What has to be done before it can be fulfilled; nothing once it is over.
    #[serde(default)]
    pub actions: Vec<BillingRequestAction>,
    #[serde(default)]
    pub resources: BillingRequestResources,
}

/// A billing request's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Billing Requests")]
pub enum BillingRequestStatus {
    Cancelled,
    Fulfilled,
    Fulfilling,
    Pending,
    ReadyToFulfil,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// The mandate that is asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct MandateRequest {
    pub currency: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub scheme: Option<Scheme>,
    #[serde(default)]
    pub verify: Option<String>,
    /// As it came: bounds on payments, in schemes that know some.
    #[serde(default)]
    pub constraints: Option<Value>,
    #[serde(default)]
    pub sweeping: bool,
    #[serde(default)]
    pub authorisation_source: Option<String>,
    #[serde(default)]
    pub consent_type: Option<String>,
    #[serde(default)]
    pub funds_settlement: Option<String>,
    /// Whether the payer has said that others must sign too.
    #[serde(default)]
    pub payer_requested_dual_signature: bool,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub links: MandateRequestLinks,
}

/// What a mandate request has become.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct MandateRequestLinks {
    /// The mandate, once the billing request is fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
}

/// The payment that is asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct PaymentRequest {
    /// In minor units.
    pub amount: u64,
    pub currency: String,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub scheme: Option<Scheme>,
    /// In minor units.
    #[serde(default)]
    pub app_fee: Option<u64>,
    #[serde(default)]
    pub funds_settlement: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub links: PaymentRequestLinks,
}

/// What a payment request has become.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct PaymentRequestLinks {
    /// The payment, once the billing request is fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
}

/// What a billing request belongs to and what it made.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct BillingRequestLinks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_billing_detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_bank_account: Option<CustomerBankAccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_authorisation: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_request_mandate: Option<MandateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_request_payment: Option<PaymentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription_request_subscription: Option<SubscriptionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment_schedule_request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment_schedule_request_instalment_schedule: Option<InstalmentScheduleId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation: Option<OrganisationId>,
}

/// One thing to be done before a billing request can be fulfilled.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct BillingRequestAction {
    #[serde(rename = "type")]
    pub kind: String,
    pub required: bool,
    #[serde(default)]
    pub completes_actions: Vec<String>,
    #[serde(default)]
    pub requires_actions: Vec<String>,
    /// `pending` or `completed`.
    pub status: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub available_currencies: Option<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_authorisation: Option<BankAuthorisationNeeds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collect_customer_details: Option<CustomerDetailsNeeds>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution_guess_status: Option<String>,
}

/// How the payer is to authorise at the bank.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct BankAuthorisationNeeds {
    pub authorisation_type: String,
    pub adapter: String,
}

/// What is still to be told of the payer.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct CustomerDetailsNeeds {
    pub default_country_code: Option<String>,
    pub incomplete_fields: IncompleteFields,
}

/// The names of the fields that are missing.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct IncompleteFields {
    pub customer: Vec<String>,
    pub customer_billing_detail: Vec<String>,
}

/// What has been collected of the payer so far.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct BillingRequestResources {
    pub customer: Option<BillingRequestCustomer>,
    pub customer_billing_detail: Option<CustomerBillingDetail>,
    pub customer_bank_account: Option<CustomerBankAccount>,
}

/// The payer, without the address.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct BillingRequestCustomer {
    pub id: CustomerId,
    pub created_at: String,
    pub email: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub company_name: Option<String>,
    pub language: Option<String>,
    pub phone_number: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

/// The payer's address.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct CustomerBillingDetail {
    pub id: String,
    pub created_at: String,
    #[serde(default)]
    pub schemes: Vec<String>,
    pub address_line1: Option<String>,
    pub address_line2: Option<String>,
    pub address_line3: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country_code: Option<String>,
    pub swedish_identity_number: Option<String>,
    pub danish_identity_number: Option<String>,
    pub ip_address: Option<String>,
}

/// What `POST /billing_requests` takes: a mandate request, a payment request or both.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct NewBillingRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate_request: Option<NewMandateRequest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_request: Option<NewPaymentRequest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_enabled: Option<bool>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    #[serde(default)]
    pub links: NewBillingRequestLinks,
}

/// The mandate to ask for.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct NewMandateRequest {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verify: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// The payment to ask for.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct NewPaymentRequest {
    /// In minor units.
    pub amount: u64,
    pub currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

/// What a new billing request is to belong to.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct NewBillingRequestLinks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_bank_account: Option<CustomerBankAccountId>,
}

impl BillingRequestStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cancelled => "cancelled",
            Self::Fulfilled => "fulfilled",
            Self::Fulfilling => "fulfilling",
            Self::Pending => "pending",
            Self::ReadyToFulfil => "ready_to_fulfil",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for BillingRequestStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "cancelled" => Self::Cancelled,
            "fulfilled" => Self::Fulfilled,
            "fulfilling" => Self::Fulfilling,
            "pending" => Self::Pending,
            "ready_to_fulfil" => Self::ReadyToFulfil,
            _ => Self::Other(text),
        }
    }
}

impl From<BillingRequestStatus> for String {
    fn from(status: BillingRequestStatus) -> Self {
        status.as_str().to_owned()
    }
}

redacted_debug!(BillingRequestCustomer { id, created_at });
redacted_debug!(CustomerBillingDetail { id, created_at, country_code });

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for text in ["pending", "ready_to_fulfil", "fulfilling", "fulfilled", "cancelled", "asleep"] {
            let status = BillingRequestStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, BillingRequestStatus::Other(_)), text == "asleep");
        }
    }
}
