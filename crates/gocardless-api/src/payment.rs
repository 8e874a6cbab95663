//! Payments.

use serde::{Deserialize, Serialize};

use crate::{CreditorId, InstalmentScheduleId, MandateId, Metadata, PaymentId, PayoutId, Scheme, SubscriptionId};

/// A payment: one collection from a payer's bank account. Keys are in the order recorded from GoCardless's sandbox.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payments")]
pub struct Payment {
    pub id: PaymentId,
    pub created_at: String,
    /// When it is collected, `YYYY-MM-DD`.
    pub charge_date: Option<String>,
    /// In minor units.
    pub amount: u64,
    #[serde(default)]
    pub description: Option<String>,
    pub currency: String,
    pub status: PaymentStatus,
    /// In minor units.
    #[serde(default)]
    pub amount_refunded: u64,
    /// What the payer sees on the bank statement.
    #[serde(default)]
    pub reference: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub fx: PaymentFx,
    pub links: PaymentLinks,
    #[serde(default)]
    pub retry_if_possible: bool,
    #[serde(default)]
    pub scheme: Option<Scheme>,
    #[serde(default)]
    pub faster_ach: Option<bool>,
    /// What a partner's app takes of it, in minor units; absent unless an app said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_fee: Option<u64>,
}

/// What is known of the exchange into another currency; empty where there is none.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payments")]
pub struct PaymentFx {
    pub fx_currency: Option<String>,
    pub fx_amount: Option<u64>,
    pub exchange_rate: Option<String>,
    pub estimated_exchange_rate: Option<String>,
}

/// What a payment belongs to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct PaymentLinks {
    pub mandate: MandateId,
    pub creditor: CreditorId,
    /// The subscription that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
    /// The schedule that it is an instalment of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment_schedule: Option<InstalmentScheduleId>,
    /// The one that it was paid out with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payout: Option<PayoutId>,
}

/// A payment's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Payments")]
pub enum PaymentStatus {
    Cancelled,
    ChargedBack,
    Confirmed,
    CustomerApprovalDenied,
    Failed,
    PaidOut,
    PendingCustomerApproval,
    PendingSubmission,
    Submitted,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// What `POST /payments` takes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payments")]
pub struct NewPayment {
    /// In minor units.
    pub amount: u64,
    pub currency: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_if_possible: Option<bool>,
    /// What the partner's app that asks for the payment takes of it, in minor units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_fee: Option<u64>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    pub links: NewPaymentLinks,
}

/// What a new payment is to belong to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NewPaymentLinks {
    /// The authority to collect.
    pub mandate: MandateId,
}

/// What `PUT /payments/{id}` takes; what is not said stays.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payments")]
pub struct PaymentUpdate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_if_possible: Option<bool>,
}

/// What retrying a payment takes.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct PaymentRetry {
    /// When it is to be collected, `YYYY-MM-DD`; as soon as can be without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_date: Option<String>,
    /// Kept with the event.
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

impl PaymentStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Cancelled => "cancelled",
            Self::ChargedBack => "charged_back",
            Self::Confirmed => "confirmed",
            Self::CustomerApprovalDenied => "customer_approval_denied",
            Self::Failed => "failed",
            Self::PaidOut => "paid_out",
            Self::PendingCustomerApproval => "pending_customer_approval",
            Self::PendingSubmission => "pending_submission",
            Self::Submitted => "submitted",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for PaymentStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "cancelled" => Self::Cancelled,
            "charged_back" => Self::ChargedBack,
            "confirmed" => Self::Confirmed,
            "customer_approval_denied" => Self::CustomerApprovalDenied,
            "failed" => Self::Failed,
            "paid_out" => Self::PaidOut,
            "pending_customer_approval" => Self::PendingCustomerApproval,
            "pending_submission" => Self::PendingSubmission,
            "submitted" => Self::Submitted,
            _ => Self::Other(text),
        }
    }
}

impl From<PaymentStatus> for String {
    fn from(status: PaymentStatus) -> Self {
        status.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for text in ["pending_submission", "paid_out", "charged_back", "customer_approval_denied", "asleep"] {
            let status = PaymentStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, PaymentStatus::Other(_)), text == "asleep");
        }
    }
}
