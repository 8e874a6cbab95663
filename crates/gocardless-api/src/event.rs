//! Events: what happened to a resource, when and why.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{EventId, Metadata};

/// One of a few words: nothing is allocated where the program has it already.
type Word = Cow<'static, str>;

/// An event. Keys and their order are as recorded from GoCardless's sandbox.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[expect(missing_docs, reason = "the fields are named as in the API reference, Events")]
pub struct Event {
    /// None, and written as `null`, of the one event that is in no list: `organisations.disconnected`.
    pub id: Option<EventId>,
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
    /// The creditor's account that a payout bounced from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bank_account_id: Option<Word>,
}

/// What an event is about: ids by the name of their kind, such as `mandate`, in the order in which they came.
///
/// A kind that these types do not know is kept like any other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct EventLinks(Vec<(Word, Box<str>)>);

impl EventLinks {
    /// With one link more, in the place of one of the same name.
    #[must_use]
    pub fn with(mut self, name: impl Into<Word>, id: impl fmt::Display) -> Self {
        let (name, id) = (name.into(), id.to_string().into_boxed_str());
        match self.0.iter_mut().find(|(known, _)| *known == name) {
            Some(link) => link.1 = id,
            None => self.0.push((name, id)),
        }
        self
    }

    /// The id linked under `name`, such as `mandate`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, id)| id.as_ref())
    }

    /// Every link: its name, and the id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, id)| (name.as_ref(), id.as_ref()))
    }
}

impl Serialize for EventLinks {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for EventLinks {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Links;

        impl<'de> Visitor<'de> for Links {
            type Value = EventLinks;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("ids by the name of their kind")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EventLinks, A::Error> {
                let mut links = EventLinks::default();
                while let Some((name, id)) = map.next_entry::<String, Option<String>>()? {
                    if let Some(id) = id {
                        links = links.with(name, id);
                    }
                }
                Ok(links)
            }
        }

        deserializer.deserialize_map(Links)
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
        let event =
            r#"{"id":"EV1","created_at":"","resource_type":"moons","action":"rose","links":{"moon":"MO1","sun":null}}"#;
        let event: Event = serde_json::from_str(event).unwrap();
        assert_eq!((event.details.origin, event.links), (None, EventLinks::default().with("moon", "MO1")));
    }

    /// GoCardless's documentation, "Partner apps": a disconnection.
    #[test]
    fn the_event_without_an_id_is_read_and_written_the_same() {
        let text = r#"{"id":null,"created_at":"2018-07-05T09:13:51.404Z","resource_type":"organisations","action":"disconnected","metadata":{},"details":{"origin":"gocardless","cause":"app_disconnected"},"links":{"organisation":"OR1"},"resource_metadata":{}}"#;
        let event: Event = serde_json::from_str(text).unwrap();
        assert_eq!((&event.id, event.links.get("organisation")), (&None, Some("OR1")));
        assert_eq!(serde_json::to_string(&event).unwrap(), text);
    }

    #[test]
    fn a_link_stands_once() {
        let links = EventLinks::default().with("mandate", "MD1").with("payment", "PM1").with("mandate", "MD2");
        assert_eq!(links.iter().collect::<Vec<_>>(), [("mandate", "MD2"), ("payment", "PM1")]);
    }
}
