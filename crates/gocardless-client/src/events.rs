//! `/events`. Source: API reference, "Events".

use gocardless_api::{Event, EventId, Page};
use serde::Deserialize;
use serde_json::Value;

use crate::resource::Resource;
use crate::{Client, Error, ListQuery};

impl Resource for Event {
    type Id = EventId;
    const PLURAL: &'static str = "events";
    const PATH: &'static str = "/events";
    const TEMPLATE: &'static str = "/events/{id}";
}

impl Client {
    /// Gets an event.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn event(&self, id: &EventId) -> Result<Event, Error> {
        self.get(id).await
    }

    /// Gets one page of the events, newest first: what a webhook that was missed would have told.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn events(&self, query: &ListQuery) -> Result<Page<Event>, Error> {
        self.list(query).await
    }

    /// Gets one page of the events exactly as they are told, newest first: one that no type describes is there too.
    ///
    /// # Errors
    ///
    /// As of [`Client::events`].
    pub async fn events_as_told(&self, query: &ListQuery) -> Result<Page<Value>, Error> {
        let Page { items, meta } = self.list::<AsTold>(query).await?;
        Ok(Page { items: items.into_iter().map(|AsTold(event)| event).collect(), meta })
    }
}

/// An event that is not looked into.
#[derive(Deserialize)]
struct AsTold(Value);

impl Resource for AsTold {
    type Id = EventId;
    const PLURAL: &'static str = "events";
    const PATH: &'static str = "/events";
    const TEMPLATE: &'static str = "/events/{id}";
}
