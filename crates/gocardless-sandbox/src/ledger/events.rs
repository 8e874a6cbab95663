//! Events: the ledger's memory of what happened.

use std::borrow::Cow;
use std::sync::atomic::Ordering;

use gocardless_api::{Event, EventDetails, EventId, EventLinks, Metadata, Scheme};
use jiff::Timestamp;

use super::shelf::packed;
use super::{Connection, Organisation, Record};
use crate::clock::written;
use crate::machines::{Origin, Telling};

/// What is to be told.
#[derive(Debug)]
pub(super) struct News<'a> {
    /// The kind of the resource, in the plural.
    pub(super) resource_type: &'static str,
    pub(super) action: &'static str,
    pub(super) telling: Telling,
    pub(super) scheme: Option<&'a Scheme>,
    /// What the caller sent along; kept only where the caller made it happen.
    pub(super) metadata: Metadata,
    pub(super) resource_metadata: Metadata,
    pub(super) links: EventLinks,
}

impl Organisation {
    /// Writes an event: the one place where events come from.
    ///
    /// Scheme and code are told of what banks do, as in the API reference's examples.
    pub(super) fn tell(&mut self, news: News<'_>, at: Timestamp) -> EventId {
        self.tell_with(news, EventDetails::default(), at)
    }

    /// Writes an event with further details.
    pub(super) fn tell_with(&mut self, news: News<'_>, details: EventDetails, at: Timestamp) -> EventId {
        let id = self.ids.event();
        self.write(Some(id.clone()), news, details, at);
        id
    }

    /// Writes an event on the shelf, with the organisation where an app has to know which of its merchants it is about.
    pub(super) fn write(&mut self, id: Option<EventId>, news: News<'_>, details: EventDetails, at: Timestamp) {
        let telling = news.telling;
        let by_bank = telling.origin == Origin::Bank;
        let word = |word: &'static str| Some(Cow::Borrowed(word));
        let is_connected = self.connections.iter().any(Connection::is_open);
        let event = Event {
            id,
            created_at: written(at),
            resource_type: Cow::Borrowed(news.resource_type),
            action: Cow::Borrowed(news.action),
            metadata: if telling.origin == Origin::Api { news.metadata } else { Metadata::new() },
            details: EventDetails {
                origin: word(telling.origin.as_str()),
                cause: word(telling.cause),
                description: word(telling.description),
                scheme: news.scheme.filter(|_| by_bank).map(|scheme| Cow::Owned(scheme.to_string())),
                reason_code: news.scheme.and_then(|scheme| telling.code_in(scheme)).map(Cow::Borrowed),
                ..details
            },
            links: if is_connected { news.links.with("organisation", &self.id) } else { news.links },
            resource_metadata: news.resource_metadata,
        };
        self.add_event(event);
    }

    /// Puts an event on the shelf, with its place among those of all organisations.
    pub(crate) fn add_event(&mut self, event: Event) {
        self.event_places.push(self.event_count.fetch_add(1, Ordering::Relaxed));
        self.events.add(event);
    }
}

impl Record for Event {
    const CAN_BE_PACKED: bool = true;

    /// Empty, which no path can ask for, of the one event without an id.
    fn id(&self) -> &str {
        self.id.as_ref().map_or("", EventId::as_str)
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }

    fn pack(&self) -> Option<Box<[u8]>> {
        packed::pack(self)
    }

    fn unpack(bytes: &[u8]) -> Option<Self> {
        packed::unpack(bytes)
    }

    /// The one event without an id is in no list: it comes in a webhook alone.
    fn is_shown(&self) -> bool {
        self.id.is_some()
    }
}
