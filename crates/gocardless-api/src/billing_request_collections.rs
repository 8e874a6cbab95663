//! What a billing request asks to collect, beyond one payment, under its mandate.

use serde::{Deserialize, Serialize};

use crate::{InstalmentScheduleId, IntervalUnit, Metadata, SubscriptionId};

/// The subscription that is asked for; in US and Canadian dollars only.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct SubscriptionRequest {
    /// In minor units.
    pub amount: u64,
    pub currency: String,
    #[serde(default)]
    pub name: Option<String>,
    pub interval: u32,
    pub interval_unit: IntervalUnit,
    /// 1 to 28, or -1 for the last day.
    #[serde(default)]
    pub day_of_month: Option<i8>,
    #[serde(default)]
    pub month: Option<String>,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub start_date: Option<String>,
    #[serde(default)]
    pub count: Option<u32>,
    #[serde(default)]
    pub payment_reference: Option<String>,
    #[serde(default)]
    pub retry_if_possible: bool,
    /// In minor units.
    #[serde(default)]
    pub app_fee: Option<u64>,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub links: SubscriptionRequestLinks,
}

/// What a subscription request has become.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct SubscriptionRequestLinks {
    /// The subscription, once the billing request is fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<SubscriptionId>,
}

/// The instalment schedule that is asked for, with one of both kinds of instalments; in US and Canadian dollars only.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct InstalmentScheduleRequest {
    pub name: String,
    pub currency: String,
    /// The sum of all instalments, in minor units.
    pub total_amount: u64,
    #[serde(default)]
    pub instalments_with_dates: Option<Vec<RequestedInstalment>>,
    #[serde(default)]
    pub instalments_with_schedule: Option<RequestedInstalments>,
    #[serde(default)]
    pub payment_reference: Option<String>,
    #[serde(default)]
    pub retry_if_possible: bool,
    /// In minor units.
    #[serde(default)]
    pub app_fee: Option<u64>,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub links: InstalmentScheduleRequestLinks,
}

/// An instalment on a date of its own, or without one as soon as can be.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct RequestedInstalment {
    /// In minor units.
    pub amount: u64,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub charge_date: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
}

/// Instalments at regular intervals.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Billing Requests")]
pub struct RequestedInstalments {
    /// In minor units.
    pub amounts: Vec<u64>,
    pub interval: u32,
    pub interval_unit: IntervalUnit,
    /// `YYYY-MM-DD`.
    #[serde(default)]
    pub start_date: Option<String>,
}

/// What an instalment schedule request has become.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct InstalmentScheduleRequestLinks {
    /// The instalment schedule, once the billing request is fulfilled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instalment_schedule: Option<InstalmentScheduleId>,
}
