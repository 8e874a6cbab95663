//! Subscriptions.

use serde::{Deserialize, Serialize};

use crate::{MandateId, Metadata, SubscriptionId};

/// A subscription: payments of one amount at regular intervals.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Subscriptions")]
pub struct Subscription {
    pub id: SubscriptionId,
    pub created_at: String,
    /// Of each payment, in minor units.
    pub amount: u64,
    pub currency: String,
    pub status: SubscriptionStatus,
    /// The description of each payment.
    #[serde(default)]
    pub name: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub start_date: Option<String>,
    /// `YYYY-MM-DD`, from when on nothing is collected.
    #[serde(default)]
    pub end_date: Option<String>,
    /// How many of its unit lie between two charges.
    pub interval: u32,
    pub interval_unit: IntervalUnit,
    /// 1 to 28, or -1 for the last one.
    #[serde(default)]
    pub day_of_month: Option<i8>,
    /// In small letters, of yearly subscriptions only.
    #[serde(default)]
    pub month: Option<String>,
    /// How many payments there will be, if there is an end.
    #[serde(default)]
    pub count: Option<u32>,
    /// The reference of each payment.
    #[serde(default)]
    pub payment_reference: Option<String>,
    /// The next ten at most.
    #[serde(default)]
    pub upcoming_payments: Vec<UpcomingPayment>,
    #[serde(default)]
    pub app_fee: Option<u64>,
    #[serde(default)]
    pub retry_if_possible: bool,
    /// `YYYY-MM-DD`, while it is paused.
    #[serde(default)]
    pub earliest_charge_date_after_resume: Option<String>,
    #[serde(default)]
    pub parent_plan_paused: bool,
    #[serde(default)]
    pub metadata: Metadata,
    pub links: SubscriptionLinks,
}

/// A payment that a subscription is going to make.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct UpcomingPayment {
    /// When it is collected, `YYYY-MM-DD`.
    pub charge_date: String,
    /// In minor units.
    pub amount: u64,
}

/// What a subscription belongs to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct SubscriptionLinks {
    /// The authority to collect.
    pub mandate: MandateId,
}

/// What `POST /subscriptions` takes.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Subscriptions")]
pub struct NewSubscription {
    /// Of each payment, in minor units.
    pub amount: u64,
    pub currency: String,
    pub interval_unit: IntervalUnit,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day_of_month: Option<i8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub month: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_if_possible: Option<bool>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    pub links: SubscriptionLinks,
}

/// What `PUT /subscriptions/{id}` takes; what is absent stays as it is.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Subscriptions")]
pub struct SubscriptionUpdate {
    /// Of each payment to come, in minor units; it can be changed ten times.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_if_possible: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
}

/// A subscription's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Subscriptions")]
pub enum SubscriptionStatus {
    Active,
    Cancelled,
    CustomerApprovalDenied,
    Finished,
    Paused,
    PendingCustomerApproval,
    /// A status that these types do not know, as it came.
    Other(String),
}

/// What intervals between charges are counted in.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Subscriptions")]
pub enum IntervalUnit {
    Monthly,
    Weekly,
    Yearly,
    /// A unit that these types do not know, as it came.
    Other(String),
}

impl SubscriptionStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Cancelled => "cancelled",
            Self::CustomerApprovalDenied => "customer_approval_denied",
            Self::Finished => "finished",
            Self::Paused => "paused",
            Self::PendingCustomerApproval => "pending_customer_approval",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for SubscriptionStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "active" => Self::Active,
            "cancelled" => Self::Cancelled,
            "customer_approval_denied" => Self::CustomerApprovalDenied,
            "finished" => Self::Finished,
            "paused" => Self::Paused,
            "pending_customer_approval" => Self::PendingCustomerApproval,
            _ => Self::Other(text),
        }
    }
}

impl From<SubscriptionStatus> for String {
    fn from(status: SubscriptionStatus) -> Self {
        status.as_str().to_owned()
    }
}

impl IntervalUnit {
    /// The unit as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Monthly => "monthly",
            Self::Weekly => "weekly",
            Self::Yearly => "yearly",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for IntervalUnit {
    fn from(text: String) -> Self {
        match text.as_str() {
            "monthly" => Self::Monthly,
            "weekly" => Self::Weekly,
            "yearly" => Self::Yearly,
            _ => Self::Other(text),
        }
    }
}

impl From<IntervalUnit> for String {
    fn from(unit: IntervalUnit) -> Self {
        unit.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_a_unit_read_as_they_are_written() {
        for text in ["active", "cancelled", "customer_approval_denied", "finished", "paused", "asleep"] {
            let status = SubscriptionStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, SubscriptionStatus::Other(_)), text == "asleep");
        }
        for text in ["weekly", "monthly", "yearly", "daily"] {
            let unit = IntervalUnit::from(text.to_owned());
            assert_eq!(unit.as_str(), text);
            assert_eq!(matches!(unit, IntervalUnit::Other(_)), text == "daily");
        }
    }
}
