//! `/payouts` and `/payout_items`. Source: API reference, "Payouts" and "Payout Items".

use bytes::Bytes;
use gocardless_api::{Metadata, Page, Payout, PayoutId, PayoutItem};
use serde_json::json;

use crate::call::{Call, CallKind};
use crate::resource::{Resource, page};
use crate::{Client, Error, ListQuery};

impl Resource for Payout {
    type Id = PayoutId;
    const PLURAL: &'static str = "payouts";
    const PATH: &'static str = "/payouts";
    const TEMPLATE: &'static str = "/payouts/{id}";
}

/// Items have no ids: they are listed by their payout's.
impl Resource for PayoutItem {
    type Id = PayoutId;
    const PLURAL: &'static str = "payout_items";
    const PATH: &'static str = "/payout_items";
    const TEMPLATE: &'static str = "/payout_items";
}

impl Client {
    /// Gets a payout.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn payout(&self, id: &PayoutId) -> Result<Payout, Error> {
        self.get(id).await
    }

    /// Gets one page of the payouts, newest first.
    ///
    /// # Errors
    ///
    /// [`Error::Unavailable`] and its like; a read changes nothing.
    pub async fn payouts(&self, query: &ListQuery) -> Result<Page<Payout>, Error> {
        self.list(query).await
    }

    /// Replaces a payout's metadata, the one thing that can be changed of it.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating.
    pub async fn update_payout(&self, id: &PayoutId, metadata: &Metadata) -> Result<Payout, Error> {
        self.update(id, &json!({ "metadata": metadata })).await
    }

    /// Gets one page of what a payout is the sum of.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is no such payout.
    pub async fn payout_items(&self, id: &PayoutId, query: &ListQuery) -> Result<Page<PayoutItem>, Error> {
        let path = format!("/payout_items?payout={id}{}", query.to_string().replacen('?', "&", 1));
        let call = Call { kind: CallKind::Read, path, template: PayoutItem::PATH, key: None, body: Bytes::new() };
        self.send(&call, page).await
    }
}
