//! `/redirect_flows`. Source: API reference, "Redirect Flows".

use gocardless_api::{CompleteRedirectFlow, NewRedirectFlow, RedirectFlow, RedirectFlowId};
use secrecy::{ExposeSecret, SecretString};

use crate::call::{Call, CallKind};
use crate::resource::{Resource, body, one};
use crate::{Client, Error, IdempotencyKey};

impl Resource for RedirectFlow {
    type Id = RedirectFlowId;
    const PLURAL: &'static str = "redirect_flows";
    const PATH: &'static str = "/redirect_flows";
    const TEMPLATE: &'static str = "/redirect_flows/{id}";
}

impl Client {
    /// Makes a redirect flow, or gets the one already made under `key`.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeUnknown`] is cured by repeating the call with the same key.
    pub async fn create_redirect_flow(
        &self,
        new: &NewRedirectFlow,
        key: &IdempotencyKey,
    ) -> Result<RedirectFlow, Error> {
        self.create(new, key).await
    }

    /// Gets a redirect flow; its links name the mandate once it is completed.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `resource_not_found` where there is none.
    pub async fn redirect_flow(&self, id: &RedirectFlowId) -> Result<RedirectFlow, Error> {
        self.get(id).await
    }

    /// Completes a redirect flow: this makes customer, bank account and mandate.
    ///
    /// # Errors
    ///
    /// [`Error::Refused`] with `redirect_flow_incomplete` (the payer is not done), `redirect_flow_already_completed`
    /// (get the flow: it names the mandate) or `bad_request` (another session token). After
    /// [`Error::OutcomeUnknown`] get the flow: no replay under `key` is documented for this action, so it is not sent
    /// again here once it may have arrived.
    pub async fn complete_redirect_flow(
        &self,
        id: &RedirectFlowId,
        session_token: &SecretString,
        key: &IdempotencyKey,
    ) -> Result<RedirectFlow, Error> {
        let call = Call {
            kind: CallKind::Action,
            path: format!("/redirect_flows/{id}/actions/complete"),
            template: "/redirect_flows/{id}/actions/complete",
            key: Some(key),
            body: body("data", &CompleteRedirectFlow { session_token: session_token.expose_secret().to_owned() }),
        };
        self.send(&call, one).await
    }
}
