//! `/creditors`. Source: API reference, "Creditors".

use gocardless_api::{Creditor, CreditorId, Page};

use crate::resource::Resource;
use crate::{Client, Error, ListQuery};

impl Resource for Creditor {
    type Id = CreditorId;
    const PLURAL: &'static str = "creditors";
    const PATH: &'static str = "/creditors";
    const TEMPLATE: &'static str = "/creditors/{id}";
}

impl Client {
    /// Gets a creditor.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn creditor(&self, id: &CreditorId) -> Result<Creditor, Error> {
        self.get(id).await
    }

    /// Gets one page of the creditors, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn creditors(&self, query: &ListQuery) -> Result<Page<Creditor>, Error> {
        self.list(query).await
    }
}
