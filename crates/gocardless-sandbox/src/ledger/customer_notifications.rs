//! Customer notifications: what a merchant may tell payers instead of GoCardless.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{Organisation, Record};
use crate::clock::written;

/// A customer notification. Source: API reference, "Customer Notifications".
#[derive(Clone, Debug, Serialize)]
pub(crate) struct CustomerNotification {
    pub(crate) id: String,
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) action_taken: Option<&'static str>,
    pub(crate) action_taken_at: Option<String>,
    pub(crate) action_taken_by: Option<String>,
    pub(crate) links: Map<String, Value>,
    /// Until when it may be handled; then GoCardless tells the payer.
    #[serde(skip)]
    pub(crate) deadline: Timestamp,
    #[serde(skip)]
    pub(crate) created_at: String,
}

/// What there is to tell.
pub(crate) const NOTIFICATION_TYPES: [&str; 8] = [
    "payment_created",
    "payment_cancelled",
    "mandate_created",
    "mandate_blocked",
    "subscription_created",
    "subscription_cancelled",
    "instalment_schedule_created",
    "instalment_schedule_cancelled",
];

impl Organisation {
    /// Something to tell a payer, by the merchant until `deadline`.
    pub(crate) fn announce(
        &mut self,
        kind: String,
        links: Map<String, Value>,
        deadline: Timestamp,
        now: Timestamp,
    ) -> CustomerNotification {
        let notification = CustomerNotification {
            id: self.ids.plain("PCN"),
            kind,
            action_taken: None,
            action_taken_at: None,
            action_taken_by: None,
            links,
            deadline,
            created_at: written(now),
        };
        self.customer_notifications.add(notification.clone());
        notification
    }
}

impl CustomerNotification {
    /// Notes that the merchant has told the payer; false when it is too late, or done already.
    pub(crate) fn handle(&mut self, now: Timestamp) -> bool {
        if self.action_taken.is_some() || now > self.deadline {
            return false;
        }
        self.action_taken = Some("handled");
        self.action_taken_at = Some(written(now));
        true
    }
}

impl Record for CustomerNotification {
    fn id(&self) -> &str {
        &self.id
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
