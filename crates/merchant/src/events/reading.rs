//! Reading what GoCardless tells, leniently: whatever it is, it is kept.

use std::borrow::Cow;
use std::fmt;

use axum::body::Bytes;
use bytestring::ByteString;
use gocardless_api::EventId;
use jiff::Timestamp;
use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use crate::store::{EventKey, NewEvent};

#[derive(Deserialize)]
struct Delivery<'a> {
    #[serde(borrow)]
    events: Vec<&'a RawValue>,
}

/// What of an event is looked at before it is kept; none where it is missing or null.
#[derive(Default)]
struct Told<'a> {
    id: Option<Text<'a>>,
    created_at: Option<Text<'a>>,
    resource_type: Option<Text<'a>>,
    action: Option<Text<'a>>,
    links: Option<Links<'a>>,
}

/// The id alone, of an event in which something else is not as expected.
#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow)]
    id: Text<'a>,
}

/// A text that stays where it is read, unless it is written with escapes; serde would copy a bare `Option<Cow<str>>`.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// Ids under their names; few, so that looking through them beats a map.
#[derive(Default)]
struct Links<'a>(Vec<(Text<'a>, Option<Text<'a>>)>);

/// The events of a webhook's body, which they share; none where it is no webhook's.
pub(crate) fn read_delivery(body: Bytes, received_at: Timestamp) -> Option<Vec<NewEvent>> {
    let body = ByteString::try_from(body).ok()?;
    let delivery: Delivery<'_> = serde_json::from_str(&body).ok()?;
    Some(delivery.events.into_iter().map(|event| read_event(&body.slice_ref(event.get()), received_at)).collect())
}

/// An event as it is kept; one that cannot be read is kept without its parts, so that it is parked.
pub(super) fn read_event(content: &ByteString, received_at: Timestamp) -> NewEvent {
    let told = Told::read(content).unwrap_or_else(|| Told {
        id: serde_json::from_str(content).ok().map(|named: Named<'_>| named.id),
        ..Told::default()
    });
    let id = told.id.filter(|id| EventId::is_valid(&id.0));
    let resource_type = told.resource_type.and_then(|text| text.kept(content)).unwrap_or_default();
    // The subject stands under the singular of its kind.
    let subject = resource_type.strip_suffix('s').unwrap_or(&resource_type);
    let resource = told.links.and_then(|links| links.last(subject));
    NewEvent {
        key: id.map_or_else(|| EventKey::of_content(content.as_bytes()), |id| EventKey::from_text(id.shared(content))),
        resource: resource.and_then(|text| text.kept(content)),
        resource_type,
        action: told.action.and_then(|text| text.kept(content)).unwrap_or_default(),
        happened_at: told.created_at.and_then(|text| time(&text.0)),
        received_at,
        content: content.clone(),
    }
}

/// A time as it is kept, to the millisecond; what cannot be read back from there is none.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(text.parse::<Timestamp>().ok()?.as_millisecond()).ok()
}

/// The longest word or id that is looked at, in bytes; GoCardless's ids have up to 128 characters.
const LONGEST: usize = 128;

impl<'a> Told<'a> {
    /// Reads JSON that is known to be well formed, as far as it must: GoCardless writes first what is looked at, and then at
    /// length. None where something is not as expected.
    fn read(content: &'a str) -> Option<Self> {
        let mut told = Self::default();
        let read = serde_json::Deserializer::from_str(content).deserialize_map(Gather(&mut told));
        (read.is_ok() || told.is_complete()).then_some(told)
    }

    fn is_complete(&self) -> bool {
        let Self { id, created_at, resource_type, action, links } = self;
        [id, created_at, resource_type, action].into_iter().all(Option::is_some) && links.is_some()
    }
}

/// Ends at what completes it, which serde takes for an error.
struct Gather<'t, 'a>(&'t mut Told<'a>);

impl<'de> Visitor<'de> for Gather<'_, 'de> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an event")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while !self.0.is_complete()
            && let Some(Text(name)) = map.next_key()?
        {
            let text = match &*name {
                "id" => &mut self.0.id,
                "created_at" => &mut self.0.created_at,
                "resource_type" => &mut self.0.resource_type,
                "action" => &mut self.0.action,
                "links" if self.0.links.is_none() => {
                    self.0.links = Some(map.next_value()?);
                    continue;
                }
                "links" => return Err(Error::duplicate_field("links")),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            let told = map.next_value::<Option<_>>()?;
            if told.is_some() && std::mem::replace(text, told).is_some() {
                return Err(Error::custom("a part stands twice"));
            }
        }
        Ok(())
    }
}

impl Text<'_> {
    /// The text as a part of what it was read from, or on its own where it was written with escapes.
    fn shared(self, from: &ByteString) -> ByteString {
        match self.0 {
            Cow::Borrowed(text) => from.slice_ref(text),
            Cow::Owned(text) => text.into(),
        }
    }

    /// A text that every engine can keep and index: PostgreSQL takes no NUL, and GoCardless has none.
    fn kept(self, from: &ByteString) -> Option<ByteString> {
        (self.0.len() <= LONGEST && !self.0.contains('\0')).then(|| self.shared(from))
    }
}

impl<'a> Links<'a> {
    /// The id under this name; the last, where there are several.
    fn last(self, name: &str) -> Option<Text<'a>> {
        self.0.into_iter().rfind(|(of, _)| of.0 == name)?.1
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Links<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;

        impl<'de> Visitor<'de> for Pairs {
            type Value = Links<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("ids under their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Links<'de>, A::Error> {
                let mut links = Vec::new();
                while let Some(link) = map.next_entry()? {
                    links.push(link);
                }
                Ok(Links(links))
            }
        }

        deserializer.deserialize_map(Pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Option<Vec<NewEvent>> {
        read_delivery(Bytes::copy_from_slice(body.as_bytes()), Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn an_event_is_kept_to_the_letter() {
        let event = r#"{"id":"EV1", "created_at":"2026-03-02T09:00:00.123Z","resource_type":"mandates",
            "action":"active","links":{"mandate":"MD1","organisation":null},"novel":[{"deep":1e400}]}"#;
        let events = read(&format!(r#"{{"meta":{{}},"events":[{event}]}}"#)).unwrap();
        let [event_read] = &events[..] else { panic!("one event") };
        assert_eq!(&*event_read.content, event);
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
    fn an_event_is_read_in_whichever_order_it_is_written() {
        let parts = [
            r#""id":"EV1""#,
            r#""created_at":"2026-03-02T09:00:00Z""#,
            r#""resource_type":"mandates""#,
            r#""action":"\u0061ctive""#,
            r#""\u006cinks":{"mandate":"MD0","mandate":"MD1"}"#,
            r#""metadata":{"id":"EV2","links":[null]}"#,
            r#""details":{"cause":null}"#,
        ];
        for turn in 0..parts.len() {
            let mut parts = parts;
            parts.rotate_left(turn);
            let events = read(&format!(r#"{{"events":[{{{}}}]}}"#, parts.join(","))).unwrap();
            let NewEvent { key, resource_type, action, resource, happened_at, .. } = &events[0];
            assert_eq!((key.id(), &**resource_type, &**action), (Some("EV1"), "mandates", "active"), "{turn}");
            assert_eq!(resource.as_deref(), Some("MD1"), "{turn}");
            assert_eq!(*happened_at, "2026-03-02T09:00:00Z".parse().ok(), "{turn}");
        }
        for twice in [r#""id":"EV2","id":"EV1""#, r#""id":"EV1","links":{},"links":{}"#, r#""id":"EV1","action":1"#] {
            let event = format!(r#"{{{twice},"resource_type":"mandates","created_at":"2026-03-02T09:00:00Z"}}"#);
            let events = read(&format!(r#"{{"events":[{event}]}}"#)).unwrap();
            assert_eq!((&*events[0].resource_type, &*events[0].content), ("", &*event));
        }
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
