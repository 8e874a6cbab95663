//! `POST /payments/{id}/actions/cancel`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Metadata;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::machines::payment::CANCELLED_BY_API;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Cancels a payment that has not gone to the bank. The metadata that may be sent belongs to the event.
pub(crate) async fn cancel_payment(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.payments.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    let cancelled = organisation.payment_happens(&id, &CANCELLED_BY_API, metadata, None, now);
    cancelled.ok_or_else(|| Refusal::state("cancellation_failed", "Payment cannot be cancelled"))?;
    let record = organisation.payments.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.payment))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_payment_is_cancelled_once_and_never_goes_out() {
        let sandbox = TestSandbox::new();
        let id = sandbox.payment(&sandbox.mandate().await, json!({"metadata": {"order": "1"}})).await;
        let path = format!("/payments/{id}/actions/cancel");
        let answer = sandbox.post(&path, json!({"data": {"metadata": {"why": "moved"}}})).await;
        assert_eq!((answer.status, &answer.json["payments"]["status"]), (200, &json!("cancelled")));
        assert_eq!(answer.json["payments"]["metadata"], json!({"order": "1"}));
        let event = sandbox.events().pop().unwrap();
        assert_eq!((event.metadata["why"].as_str(), event.resource_metadata["order"].as_str()), ("moved", "1"));
        let details = (event.details.origin.as_deref(), event.details.cause.as_deref());
        assert_eq!(details, (Some("api"), Some("payment_cancelled")));
        let error = sandbox.post(&path, json!(null)).await;
        let error = error.assert_refused(422, "invalid_state", "cancellation_failed");
        assert_eq!(error.message, "Payment cannot be cancelled");
        sandbox.advance(std::time::Duration::from_hours(24 * 30));
        assert_eq!(sandbox.payments()[0].status.as_str(), "cancelled");
        sandbox.post("/payments/PM1/actions/cancel", json!(null)).await.assert_refused(
            404,
            "invalid_api_usage",
            "resource_not_found",
        );
    }
}
