//! Reading what GoCardless tells, leniently: whatever it is, it is kept.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

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

/// What GoCardless writes after the events, its own id of the webhook, is shorter; in bytes.
const LONGEST_END: usize = 1024;

/// The events of a webhook's body, which they share; none where it is no webhook's.
pub(crate) fn read_delivery(body: &ByteString, received_at: Timestamp) -> Option<Vec<NewEvent>> {
    read_as_written(body, received_at).or_else(|| read_leniently(body, received_at))
}

/// The events of a body in which everything is as GoCardless writes it, in one pass; none where anything is not.
fn read_as_written(body: &ByteString, received_at: Timestamp) -> Option<Vec<NewEvent>> {
    let mut rest = body.strip_prefix(r#"{"events":["#)?;
    let mut events = Vec::new();
    loop {
        if !rest.starts_with('{') {
            return None;
        }
        let mut values = serde_json::Deserializer::from_str(rest).into_iter();
        let told = values.next()?.ok()?;
        let (content, others) = rest.split_at_checked(values.byte_offset())?;
        events.push(event(body.slice_ref(content), told, received_at));
        rest = match others.strip_prefix(',') {
            Some(others) => others,
            None => break is_end(others.strip_prefix(']')?).then_some(events),
        };
    }
}

/// Whether this is all that may follow the events: what is not looked at, and the body's end.
fn is_end(rest: &str) -> bool {
    let Some(others) = rest.strip_prefix(',') else { return rest == "}" };
    if others.len() > LONGEST_END {
        return false;
    }
    let others: Result<HashMap<String, Box<RawValue>>, _> = serde_json::from_str(&format!("{{{others}"));
    others.is_ok_and(|others| !others.is_empty() && !others.contains_key("events"))
}

/// The events of a body, whatever each of them is.
pub(crate) fn read_leniently(body: &ByteString, received_at: Timestamp) -> Option<Vec<NewEvent>> {
    let delivery: Delivery<'_> = serde_json::from_str(body).ok()?;
    Some(delivery.events.into_iter().map(|event| read_event(body.slice_ref(event.get()), received_at)).collect())
}

/// An event as it is kept; one that cannot be read is kept without its parts, so that it is parked.
pub(super) fn read_event(content: ByteString, received_at: Timestamp) -> NewEvent {
    let shared = content.clone();
    let told = serde_json::from_str(&shared).unwrap_or_else(|_| Told {
        id: serde_json::from_str(&shared).ok().map(|named: Named<'_>| named.id),
        ..Told::default()
    });
    event(content, told, received_at)
}

/// The event of which so much was told in its content.
fn event(content: ByteString, told: Told<'_>, received_at: Timestamp) -> NewEvent {
    let id = told.id.filter(|id| EventId::is_valid(&id.0));
    let resource_type = told.resource_type.and_then(|text| text.kept(&content)).unwrap_or_default();
    // The subject stands under the singular of its kind.
    let subject = resource_type.strip_suffix('s').unwrap_or(&resource_type);
    let resource = told.links.and_then(|links| links.last(subject));
    NewEvent {
        key: id.map_or_else(|| EventKey::of_content(content.as_bytes()), |id| EventKey::from_text(id.shared(&content))),
        resource: resource.and_then(|text| text.kept(&content)),
        resource_type,
        action: told.action.and_then(|text| text.kept(&content)).unwrap_or_default(),
        happened_at: told.created_at.and_then(|text| time(&text.0)),
        received_at,
        content,
    }
}

/// A time as it is kept, to the millisecond; what cannot be read back from there is none.
fn time(text: &str) -> Option<Timestamp> {
    Timestamp::from_millisecond(text.parse::<Timestamp>().ok()?.as_millisecond()).ok()
}

/// The longest word or id that is looked at, in bytes; GoCardless's ids have up to 128 characters.
const LONGEST: usize = 128;

impl<'de: 'a, 'a> Deserialize<'de> for Told<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Parts;

        impl<'de> Visitor<'de> for Parts {
            type Value = Told<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an event")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Told<'de>, A::Error> {
                let mut told = Told::default();
                while let Some(Text(name)) = map.next_key()? {
                    match &*name {
                        "id" => once(&mut told.id, map.next_value()?)?,
                        "created_at" => once(&mut told.created_at, map.next_value()?)?,
                        "resource_type" => once(&mut told.resource_type, map.next_value()?)?,
                        "action" => once(&mut told.action, map.next_value()?)?,
                        "links" => once(&mut told.links, map.next_value()?)?,
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(told)
            }
        }

        deserializer.deserialize_map(Parts)
    }
}

fn once<T, E: Error>(part: &mut Option<T>, told: Option<T>) -> Result<(), E> {
    if told.is_some() && std::mem::replace(part, told).is_some() {
        return Err(E::custom("a part stands twice"));
    }
    Ok(())
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
        read_delivery(&body.into(), Timestamp::UNIX_EPOCH)
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
    fn what_is_as_written_is_read_as_what_is_not() {
        let one = r#"{"id":"EV1","created_at":"2026-03-02T09:00:00.123Z","resource_type":"payments","action":"paid_out",
            "links":{"payment":"PM1","payout":"PO1"},"details":{"description":"a \"}],{\\"},"metadata":{}}"#;
        for (is_as_written, body) in [
            (true, format!(r#"{{"events":[{one}]}}"#)),
            (true, format!(r#"{{"events":[{one},{one}],"meta":{{"webhook_id":"WB1"}}}}"#)),
            (true, r#"{"events":[{}]}"#.to_owned()),
            (true, r#"{"events":[{"links":null,"id":null}]}"#.to_owned()),
            (false, r#"{"events":[]}"#.to_owned()),
            (false, format!(r#"{{"events":[{one}, {one}]}}"#)),
            (false, format!(r#"{{"events":[{one},]}}"#)),
            (false, format!(r#"{{"events":[{one},7]}}"#)),
            (false, format!(r#"{{"events":[{one},{{"id":7}}]}}"#)),
            (false, format!(r#"{{"events":[{one}],"events":[]}}"#)),
            (false, format!(r#"{{"events":[{one}],"\u0065vents":[]}}"#)),
            (false, format!(r#"{{"events":[{one}],}}"#)),
            (false, format!(r#"{{"events":[{one}]}}}}"#)),
            (false, format!(r#"{{"events":[{one}]"#)),
            (false, format!(r#"{{"meta":{{}},"events":[{one}]}}"#)),
        ] {
            let read = read_as_written(&body.clone().into(), Timestamp::UNIX_EPOCH);
            assert_eq!(read.is_some(), is_as_written, "{body}");
            let leniently = read_leniently(&body.clone().into(), Timestamp::UNIX_EPOCH);
            assert!(read.is_none() || read == leniently, "{body}");
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
