//! Mandates.

use serde::{Deserialize, Serialize};

use crate::redacted::redacted_debug;
use crate::{CreditorId, CustomerBankAccountId, CustomerId, MandateId, Metadata, Scheme};

/// A mandate: the payer's standing authority to be collected from.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Mandates")]
pub struct Mandate {
    pub id: MandateId,
    pub created_at: String,
    /// What the payer sees on the bank statement.
    pub reference: Option<String>,
    pub status: MandateStatus,
    pub scheme: Option<Scheme>,
    /// The earliest date, `YYYY-MM-DD`, on which a new payment can be collected.
    pub next_possible_charge_date: Option<String>,
    #[serde(default)]
    pub payments_require_approval: bool,
    #[serde(default)]
    pub metadata: Metadata,
    pub links: MandateLinks,
    /// How the payer gave it: `web`, `telephone` or `paper`; ACH only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisation_source: Option<String>,
}

/// What a mandate belongs to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct MandateLinks {
    pub customer_bank_account: CustomerBankAccountId,
    pub creditor: CreditorId,
    pub customer: CustomerId,
    /// The mandate that replaced this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_mandate: Option<MandateId>,
}

/// A mandate's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Mandates")]
pub enum MandateStatus {
    Active,
    Blocked,
    Cancelled,
    Consumed,
    Expired,
    Failed,
    PendingCustomerApproval,
    PendingSubmission,
    Submitted,
    SuspendedByPayer,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// What `POST /mandates` takes.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Mandates")]
pub struct NewMandate {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Scheme>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    pub links: NewMandateLinks,
    /// Where the payer gave it from, as an IP address; ACH only, and needed there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer_ip_address: Option<String>,
    /// How the payer gave it: `web`, `telephone` or `paper`; ACH only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub authorisation_source: Option<String>,
}

/// What a new mandate is to belong to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NewMandateLinks {
    /// The account to collect from.
    pub customer_bank_account: CustomerBankAccountId,
    /// Who collects; needed when the organisation has several creditors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
}

redacted_debug!(NewMandate { scheme, links, authorisation_source });

impl MandateStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Blocked => "blocked",
            Self::Cancelled => "cancelled",
            Self::Consumed => "consumed",
            Self::Expired => "expired",
            Self::Failed => "failed",
            Self::PendingCustomerApproval => "pending_customer_approval",
            Self::PendingSubmission => "pending_submission",
            Self::Submitted => "submitted",
            Self::SuspendedByPayer => "suspended_by_payer",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for MandateStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "active" => Self::Active,
            "blocked" => Self::Blocked,
            "cancelled" => Self::Cancelled,
            "consumed" => Self::Consumed,
            "expired" => Self::Expired,
            "failed" => Self::Failed,
            "pending_customer_approval" => Self::PendingCustomerApproval,
            "pending_submission" => Self::PendingSubmission,
            "submitted" => Self::Submitted,
            "suspended_by_payer" => Self::SuspendedByPayer,
            _ => Self::Other(text),
        }
    }
}

impl From<MandateStatus> for String {
    fn from(status: MandateStatus) -> Self {
        status.as_str().to_owned()
    }
}
