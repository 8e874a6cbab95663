//! `/billing_request_flows`. Source: API reference, "Billing Request Flows".

use gocardless_api::{BillingRequestFlow, BillingRequestFlowId, NewBillingRequestFlow};
use serde_json::{Map, Value};

use crate::call::{Call, CallKind};
use crate::resource::{body, named};
use crate::{Client, Error, IdempotencyKey};

const PLURAL: &str = "billing_request_flows";

impl Client {
    /// Makes a way through GoCardless's hosted pages for a billing request.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `idempotent_creation_conflict` where `key` has made one: no flow can be got again, so a
    /// new one needs a new key.
    pub async fn create_billing_request_flow(
        &self,
        new: &NewBillingRequestFlow,
        key: &IdempotencyKey,
    ) -> Result<BillingRequestFlow, Error> {
        let path = "/billing_request_flows";
        let call = Call {
            kind: CallKind::Create,
            path: path.to_owned(),
            template: path,
            key: Some(key),
            body: body(PLURAL, new),
        };
        self.send(&call, |answer| named(answer, PLURAL)).await
    }

    /// Gives a flow a new session token, for pages of GoCardless's in another page.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] where it has expired.
    pub async fn initialise_billing_request_flow(
        &self,
        id: &BillingRequestFlowId,
        key: &IdempotencyKey,
    ) -> Result<BillingRequestFlow, Error> {
        let call = Call {
            kind: CallKind::Action,
            path: format!("/billing_request_flows/{id}/actions/initialise"),
            template: "/billing_request_flows/{id}/actions/initialise",
            key: Some(key),
            body: body("data", &Map::<String, Value>::new()),
        };
        self.send(&call, |answer| named(answer, PLURAL)).await
    }
}
