//! `POST /mandates/{id}/actions/cancel`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::Metadata;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::machines::mandate::CANCELLED_BY_API;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Cancels a mandate at once, with its payments that have not gone out; one that is over cannot be.
///
/// The metadata that may be sent belongs to the event.
pub(crate) async fn cancel_mandate(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.mandates.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let message = format!("Mandate cannot be cancelled: it is {}", record.mandate.status.as_str());
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    let cancelled = organisation.mandate_happens(&id, &CANCELLED_BY_API, metadata, now);
    cancelled.ok_or_else(|| Refusal::state("cancellation_failed", &message))?;
    let record = organisation.mandates.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, serializers::mandate(record.shown(now))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_mandate_is_cancelled_once_whatever_the_form_of_nothing() {
        let sandbox = TestSandbox::new();
        for body in [json!(null), json!({}), json!({"data": {}}), json!({"mandates": {"metadata": {"why": "moved"}}})] {
            let path = format!("/mandates/{}/actions/cancel", sandbox.mandate().await);
            let answer = sandbox.post(&path, body).await;
            assert_eq!((answer.status, &answer.json["mandates"]["status"]), (200, &json!("cancelled")));
            assert_eq!(answer.json["mandates"]["next_possible_charge_date"], json!(null));
            sandbox.post(&path, json!(null)).await.assert_refused(422, "invalid_state", "cancellation_failed");
        }
    }

    #[tokio::test]
    async fn an_unknown_mandate_is_not_found() {
        let answer = TestSandbox::new().post("/mandates/MD123/actions/cancel", json!(null)).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
