//! Instalment schedules.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CustomerId, InstalmentScheduleId, IntervalUnit, MandateId, Metadata, PaymentId};

/// An instalment schedule: one sum, collected in several payments.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Instalment Schedules")]
pub struct InstalmentSchedule {
    pub id: InstalmentScheduleId,
    pub name: String,
    pub currency: String,
    /// The sum of all instalments, in minor units.
    pub total_amount: u64,
    pub created_at: String,
    pub status: InstalmentScheduleStatus,
    #[serde(default)]
    pub metadata: Metadata,
    /// What is wrong with instalments, by their place from `0` on; empty unless their creation failed.
    #[serde(default)]
    pub payment_errors: PaymentErrors,
    pub links: InstalmentScheduleLinks,
}

/// What is wrong with instalments, by their place in the schedule, from `0` on.
pub type PaymentErrors = BTreeMap<String, Vec<PaymentError>>;

/// One thing that is wrong with an instalment.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Instalment Schedules")]
pub struct PaymentError {
    pub field: String,
    pub message: String,
}

/// What an instalment schedule belongs to, and what belongs to it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct InstalmentScheduleLinks {
    pub mandate: MandateId,
    pub customer: CustomerId,
    /// Empty until they are made.
    #[serde(default)]
    pub payments: Vec<PaymentId>,
}

/// What `POST /instalment_schedules/create_with_dates` takes (`I` is a list of [`Instalment`]s), and
/// `…/create_with_schedule` (`I` is [`RegularInstalments`]).
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Instalment Schedules")]
pub struct NewInstalmentSchedule<I> {
    pub name: String,
    pub currency: String,
    /// The sum of all instalments, in minor units.
    pub total_amount: u64,
    pub instalments: I,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_if_possible: Option<bool>,
    #[serde(default, skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
    pub links: NewInstalmentScheduleLinks,
}

/// An instalment on a date of its own.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Instalment Schedules")]
pub struct Instalment {
    /// In minor units.
    pub amount: u64,
    /// `YYYY-MM-DD`.
    pub charge_date: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// Instalments at regular intervals.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Instalment Schedules")]
pub struct RegularInstalments {
    /// Each in minor units.
    pub amounts: Vec<u64>,
    pub interval: u32,
    pub interval_unit: IntervalUnit,
    /// `YYYY-MM-DD`; as soon as can be where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_date: Option<String>,
}

/// What a new instalment schedule is to belong to.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct NewInstalmentScheduleLinks {
    /// The authority to collect.
    pub mandate: MandateId,
}

/// An instalment schedule's state.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(from = "String", into = "String")]
#[expect(missing_docs, reason = "the variants are named as in the API reference, Instalment Schedules")]
pub enum InstalmentScheduleStatus {
    Active,
    Cancelled,
    Completed,
    CreationFailed,
    Errored,
    Pending,
    /// A status that these types do not know, as it came.
    Other(String),
}

impl InstalmentScheduleStatus {
    /// The status as the API writes it.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Active => "active",
            Self::Cancelled => "cancelled",
            Self::Completed => "completed",
            Self::CreationFailed => "creation_failed",
            Self::Errored => "errored",
            Self::Pending => "pending",
            Self::Other(text) => text,
        }
    }
}

impl From<String> for InstalmentScheduleStatus {
    fn from(text: String) -> Self {
        match text.as_str() {
            "active" => Self::Active,
            "cancelled" => Self::Cancelled,
            "completed" => Self::Completed,
            "creation_failed" => Self::CreationFailed,
            "errored" => Self::Errored,
            "pending" => Self::Pending,
            _ => Self::Other(text),
        }
    }
}

impl From<InstalmentScheduleStatus> for String {
    fn from(status: InstalmentScheduleStatus) -> Self {
        status.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_reads_as_it_is_written() {
        for text in ["pending", "active", "creation_failed", "completed", "cancelled", "errored", "asleep"] {
            let status = InstalmentScheduleStatus::from(text.to_owned());
            assert_eq!(status.as_str(), text);
            assert_eq!(matches!(status, InstalmentScheduleStatus::Other(_)), text == "asleep");
        }
    }
}
