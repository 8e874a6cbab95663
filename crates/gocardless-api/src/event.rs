//! Events: what happened to a resource, when and why.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{CreditorId, CustomerBankAccountId, EventId, MandateId, Metadata, PaymentId};

/// One of a few words: nothing is allocated where the program has it already.
type Word = Cow<'static, str>;

/// An event. Keys and their order are as recorded from GoCardless's sandbox.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Events")]
pub struct Event {
    pub id: EventId,
    pub created_at: String,
    /// The kind of the resource it happened to, in the plural, such as `mandates`.
    pub resource_type: Word,
    /// What happened to it, such as `submitted`.
    pub action: Word,
    /// What the caller sent along, where a call made it happen.
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default)]
    pub details: EventDetails,
    #[serde(default)]
    pub links: EventLinks,
    /// The metadata of the resource it happened to.
    #[serde(default)]
    pub resource_metadata: Metadata,
}

/// Who made it happen, and why; absent is what an event of its kind has not.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Events")]
pub struct EventDetails {
    /// `api`, `bank`, `customer`, `gocardless` or `payer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub origin: Option<Word>,
    /// A stable word, such as `bank_account_closed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Word>,
    /// The cause for people, in English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scheme: Option<Word>,
    /// The bank's own code, such as `ARUDD-0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<Word>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub will_attempt_retry: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_retried_reason: Option<Word>,
    /// What of the resource changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub property: Option<Word>,
}

/// What an event is about: the resource under its own name, and its relatives.
#[derive(Clone, Debug, Default, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "each is the id of the resource it is named after")]
pub struct EventLinks {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creditor: Option<CreditorId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mandate: Option<MandateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment: Option<PaymentId>,
    /// The event that made this one happen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent_event: Option<EventId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_mandate: Option<MandateId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_customer_bank_account: Option<CustomerBankAccountId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_customer_bank_account: Option<CustomerBankAccountId>,
}

impl EventLinks {
    /// The id linked under `name`, such as `mandate`.
    pub fn get(&self, name: &str) -> Option<&str> {
        match name {
            "creditor" => self.creditor.as_ref().map(CreditorId::as_str),
            "mandate" => self.mandate.as_ref().map(MandateId::as_str),
            "payment" => self.payment.as_ref().map(PaymentId::as_str),
            "parent_event" => self.parent_event.as_ref().map(EventId::as_str),
            "new_mandate" => self.new_mandate.as_ref().map(MandateId::as_str),
            "previous_customer_bank_account" => {
                self.previous_customer_bank_account.as_ref().map(CustomerBankAccountId::as_str)
            }
            "new_customer_bank_account" => self.new_customer_bank_account.as_ref().map(CustomerBankAccountId::as_str),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The webhook body of the API reference, "Webhooks".
    const RECORDED: &str = r#"{"id":"EV00BD05S5VM2T","created_at":"2018-07-05T09:13:51.404Z","resource_type":"mandates","action":"created","metadata":{},"details":{"origin":"api","cause":"mandate_created","description":"Mandate created via the API."},"links":{"mandate":"MD0003QKNQR1J5"},"resource_metadata":{}}"#;

    #[test]
    fn a_recorded_event_is_read_and_written_the_same() {
        let event: Event = serde_json::from_str(RECORDED).unwrap();
        assert_eq!(event.links.get("mandate"), Some("MD0003QKNQR1J5"));
        assert_eq!(event.links.get("payment"), None);
        assert_eq!(serde_json::to_string(&event).unwrap(), RECORDED);
    }

    #[test]
    fn what_is_unknown_or_absent_is_no_obstacle() {
        let event = r#"{"id":"EV1","created_at":"","resource_type":"moons","action":"rose","links":{"moon":"MO1"}}"#;
        let event: Event = serde_json::from_str(event).unwrap();
        assert_eq!((event.details.origin, event.links), (None, EventLinks::default()));
    }
}
