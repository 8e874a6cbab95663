//! Events: the ledger's memory of what happened.

use std::borrow::Cow;

use gocardless_api::{Event, EventDetails, EventId, EventLinks, Metadata, Scheme};
use jiff::Timestamp;

use super::shelf::packed;
use super::{Organisation, Record};
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
        let telling = news.telling;
        let by_bank = telling.origin == Origin::Bank;
        let word = |word: &'static str| Some(Cow::Borrowed(word));
        let id = self.ids.event();
        let event = Event {
            id: Some(id.clone()),
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
                // Nothing is retried by itself here.
                will_attempt_retry: (news.resource_type == "payments" && news.action == "failed").then_some(false),
                ..EventDetails::default()
            },
            links: news.links,
            resource_metadata: news.resource_metadata,
        };
        self.events.add(event);
        id
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
}
