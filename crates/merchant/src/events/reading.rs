//! Reading what GoCardless tells, leniently: whatever it is, it is kept.

use std::borrow::Cow;
use std::collections::BTreeMap;

use gocardless_api::EventId;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::store::{EventKey, NewEvent};

#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

/// What of an event is looked at before it is kept.
#[derive(Default, Deserialize)]
struct Told<'a> {
    #[serde(borrow, default)]
    id: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    created_at: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    resource_type: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    action: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    links: BTreeMap<Cow<'a, str>, Option<Cow<'a, str>>>,
}

/// The id alone, of an event in which something else is not as expected.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
}

/// The events of a webhook's body; none where it is no webhook's.
pub(crate) fn read_delivery(body: &[u8], received_at: Timestamp) -> Option<Vec<NewEvent>> {
    let delivery: Delivery<'_> = serde_json::from_slice(body).ok()?;
    Some(delivery.events.into_iter().map(|event| read_event(event.get(), received_at)).collect())
}

/// An event as it is kept; one that cannot be read is kept without its parts, so that it is parked.
pub(super) fn read_event(content: &str, received_at: Timestamp) -> NewEvent {
    let told: Told<'_> = serde_json::from_str(content).unwrap_or_else(|_| Told {
        id: serde_json::from_str(content).ok().map(|named: Named<'_>| named.id),
        ..Told::default()
    });
    let id = told.id.as_deref().and_then(|id| id.parse::<EventId>().ok());
    let resource_type = text(told.resource_type).unwrap_or_default();
    // The subject stands under the singular of its kind.
    let resource = told.links.get(resource_type.strip_suffix('s').unwrap_or(&resource_type)).cloned().flatten();
    NewEvent {
        key: id.map_or_else(|| EventKey::of_content(content.as_bytes()), |id| EventKey::of_id(&id)),
        resource: text(resource),
        resource_type,
        action: text(told.action).unwrap_or_default(),
        happened_at: told.created_at.as_deref().and_then(time),
        received_at,
        content: content.to_owned(),
    }
}

/// A time as it is kept, to the millisecond; what cannot be read back from there is none.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(text.parse::<Timestamp>().ok()?.as_millisecond()).ok()
}

/// The longest word or id that is looked at, in bytes; GoCardless's ids have up to 128 characters.
const LONGEST: usize = 128;

/// A text that every engine can keep and index: PostgreSQL takes no NUL, and GoCardless has none.
fn text(text: Option<Cow<'_, str>>) -> Option<String> {
    text.filter(|text| text.len() <= LONGEST && !text.contains('\0')).map(Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Vec<NewEvent>> {
        read_delivery(body.as_bytes(), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_event_is_kept_to_the_letter() {
        let event = r#"{"id":"EV1", "created_at":"2026-03-02T09:00:00.123Z","resource_type":"mandates",
            "action":"active","links":{"mandate":"MD1","organisation":null},"novel":[{"deep":1e400}]}"#;
        let events = read(&format!(r#"{{"meta":{{}},"events":[{event}]}}"#)).unwrap();
        let [event_read] = &events[..] else { panic!("one event") };
        assert_eq!(event_read.content, event);
        assert_eq!((event_read.key.as_str(), event_read.resource.as_deref()), ("EV1", Some("MD1")));
        assert_eq!((&*event_read.resource_type, &*event_read.action), ("mandates", "active"));
        assert_eq!(event_read.happened_at, "2026-03-02T09:00:00.123Z".parse().ok());
    }

    #[test]
    fn whatever_is_no_event_is_kept_under_a_key() {
        for (event, key, kind) in [
            (r#"{"id":"EV1","created_at":5,"resource_type":"mandates"}"#, Some("EV1"), ""),
            (r#"{"id":"EV1","resource_type":"moons","action":"rose"}"#, Some("EV1"), "moons"),
            (r#"{"id":"E/../V","resource_type":"mandates"}"#, None, "mandates"),
            (r#"{"id":"EV1","resource_type":"man\u0000dates"}"#, Some("EV1"), ""),
            (r#"{"id":null,"resource_type":"organisations"}"#, None, "organisations"),
            (&format!(r#"{{"id":"EV1","resource_type":"{}"}}"#, "m".repeat(129)), Some("EV1"), ""),
            (r#"{"id":7}"#, None, ""),
            (r#"{"id":"EV1","created_at":"9999-12-30T22:00:00.999999999Z"}"#, Some("EV1"), ""),
            ("null", None, ""),
            ("[[1]]", None, ""),
        ] {
            let events = read(&format!(r#"{{"events":[{event}]}}"#)).unwrap();
            assert_eq!((events[0].key.id(), &*events[0].resource_type), (key, kind), "{event}");
            assert_eq!((events[0].happened_at, &*events[0].content), (None, event));
        }
        let deep = format!(r#"{{"events":[{}{}]}}"#, "[".repeat(50_000), "]".repeat(50_000));
        assert_eq!(read(&deep).map(|events| events.len()), Some(1));
    }

    #[test]
    fn an_event_without_an_id_is_known_by_its_content() {
        let gone = |at: &str| format!(r#"{{"events":[{{"id":null,"created_at":"{at}"}}]}}"#);
        let key = |at: &str| read(&gone(at)).unwrap()[0].key.clone();
        assert_eq!(key("2026-03-02T09:00:00Z"), key("2026-03-02T09:00:00Z"));
        assert_ne!(key("2026-03-02T09:00:00Z"), key("2026-03-02T09:00:01Z"));
    }

    #[test]
    fn what_is_no_delivery_is_none() {
        assert_eq!(read(r#"{"events":[]}"#), Some(Vec::new()));
        for body in ["", "{}", "[]", r#"{"events":null}"#, r#"{"events":[}"#, r#"{"events":{}}"#, "\u{feff}{}"] {
            assert_eq!(read(body), None, "{body}");
        }
    }
}
