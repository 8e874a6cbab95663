//! `POST /billing_requests/{id}/actions/cancel`.

use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Unready;
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use axum::extract::State;
use axum::response::Response;
use gocardless_api::EventLinks;

/// Cancels a billing request that is not fulfilled yet: nothing more can be done to it.
pub(crate) async fn cancel_billing_request(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let metadata = read_metadata(&mut form);
    form.check()?;
    let links = EventLinks::default();
    let cancelled = organisation.billing_request_happens(&id, Action::Cancelled, Origin::Api, metadata, &links, now);
    cancelled.map_err(|unready| match unready {
        Unready::Status => Refusal::state("cancellation_failed", "Billing request cannot be cancelled"),
        unready => refusal(unready),
    })?;
    shown(organisation, &id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_cancelled_is_over() {
        let sandbox = TestSandbox::new();
        let id = sandbox.ready_billing_request().await;
        let answer = sandbox.act(&id, "cancel", json!({})).await.json["billing_requests"].clone();
        assert_eq!((&answer["status"], &answer["actions"]), (&json!("cancelled"), &json!([])));
        sandbox.act(&id, "cancel", json!({})).await.assert_refused(422, "invalid_state", "cancellation_failed");
        for action in ["fulfil", "notify"] {
            let answer = sandbox.act(&id, action, json!({"notification_type": "email"})).await;
            answer.assert_refused(422, "invalid_state", "billing_request_invalid_state");
        }
        let flow = json!({"billing_request_flows": {"links": {"billing_request": id}}});
        let answer = sandbox.post("/billing_request_flows", flow).await;
        answer.assert_refused(422, "invalid_state", "billing_request_invalid_state");
    }

    #[tokio::test]
    async fn an_unknown_billing_request_is_not_found() {
        let sandbox = TestSandbox::new();
        for action in [
            "cancel",
            "choose_currency",
            "collect_bank_account",
            "collect_customer_details",
            "confirm_payer_details",
            "fallback",
            "fulfil",
            "notify",
            "select_institution",
        ] {
            let answer = sandbox.act("BRQ1", action, json!({})).await;
            answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
        }
        for path in ["/billing_requests/BRQ1", "/billing_requests/BRQ1/institutions?country_code=GB"] {
            sandbox.get(path).await.assert_refused(404, "invalid_api_usage", "resource_not_found");
        }
    }
}
