//! Payouts: what GoCardless sends on to the creditor.

use serde::{Deserialize, Serialize};

use crate::{CreditorId, MandateId, Metadata, PaymentFx, PaymentId, PayoutId, RefundId};

/// A payout: one transfer to a creditor's bank account, of many payments.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payouts")]
pub struct Payout {
    pub id: PayoutId,
    /// In minor units, fees and what went back to payers deducted.
    pub amount: u64,
    /// When it should be in the account, `YYYY-MM-DD`.
    #[serde(default)]
    pub arrival_date: Option<String>,
    pub created_at: String,
    pub currency: String,
    /// In minor units.
    #[serde(default)]
    pub deducted_fees: u64,
    /// `merchant`, or `partner` for the fees of an app.
    #[serde(default)]
    pub payout_type: String,
    /// What the creditor sees on the bank statement.
    #[serde(default)]
    pub reference: String,
    pub status: PayoutStatus,
    #[serde(default)]
    pub fx: PaymentFx,
    #[serde(default)]
    pub tax_currency: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
    pub links: PayoutLinks,
}

/// Whom a payout goes to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct PayoutLinks {
    pub creditor: CreditorId,
    pub creditor_bank_account: String,
}

/// A payout's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Payouts")]
pub enum PayoutStatus {
    Bounced,
    Paid,
    Pending,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// One of the amounts that a payout is the sum of.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Payout Items")]
pub struct PayoutItem {
    /// In minor units with one decimal, such as `1000.0`; negative where it is deducted.
    pub amount: String,
    /// Such as `payment_paid_out`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(default)]
    pub taxes: Vec<serde_json::Value>,
    pub links: PayoutItemLinks,
}

/// What an item is for.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct PayoutItemLinks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<RefundId>,
}

impl PayoutStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Bounced => "bounced",
            Self::Paid => "paid",
            Self::Pending => "pending",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for PayoutStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "bounced" => Self::Bounced,
            "paid" => Self::Paid,
            "pending" => Self::Pending,
            _ => Self::Other(text),
        }
    }
}

impl From<PayoutStatus> for String {
    fn from(status: PayoutStatus) -> Self {
        status.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for text in ["pending", "paid", "bounced", "asleep"] {
            let status = PayoutStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, PayoutStatus::Other(_)), text == "asleep");
        }
    }
}
