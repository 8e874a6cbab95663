//! `/events`. Source: API reference, "Events".

use gocardless_api::{Event, EventId, Page};

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
}
