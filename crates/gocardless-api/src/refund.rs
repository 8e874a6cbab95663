//! Refunds.

use serde::{Deserialize, Serialize};

use crate::{MandateId, Metadata, PaymentFx, PaymentId, RefundId};

/// A refund: money of a payment, or of a mandate's payments, that goes back to the payer.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Refunds")]
pub struct Refund {
    pub id: RefundId,
    pub created_at: String,
    /// In minor units.
    pub amount: u64,
    pub currency: String,
    /// What the payer sees on the bank statement.
    #[serde(default)]
    pub reference: Option<String>,
    pub status: RefundStatus,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub fx: PaymentFx,
    pub links: RefundLinks,
}

/// What a refund belongs to.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct RefundLinks {
    /// None where the refund is of a mandate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
}

/// A refund's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Refunds")]
pub enum RefundStatus {
    Bounced,
    Cancelled,
    Created,
    FundsReturned,
    Paid,
    PendingSubmission,
    Submitted,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// What `POST /refunds` takes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Refunds")]
pub struct NewRefund {
    /// In minor units.
    pub amount: u64,
    /// The payment's refunds so far and this one, in minor units: needed where it is of a payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total_amount_confirmation: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    /// One of the two.
    pub links: RefundLinks,
}

impl RefundStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Bounced => "bounced",
            Self::Cancelled => "cancelled",
            Self::Created => "created",
            Self::FundsReturned => "funds_returned",
            Self::Paid => "paid",
            Self::PendingSubmission => "pending_submission",
            Self::Submitted => "submitted",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for RefundStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "bounced" => Self::Bounced,
            "cancelled" => Self::Cancelled,
            "created" => Self::Created,
            "funds_returned" => Self::FundsReturned,
            "paid" => Self::Paid,
            "pending_submission" => Self::PendingSubmission,
            "submitted" => Self::Submitted,
            _ => Self::Other(text),
        }
    }
}

impl From<RefundStatus> for String {
    fn from(status: RefundStatus) -> Self {
        status.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for text in
            ["created", "pending_submission", "submitted", "paid", "cancelled", "bounced", "funds_returned", "asleep"]
        {
            let status = RefundStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, RefundStatus::Other(_)), text == "asleep");
        }
    }
}
