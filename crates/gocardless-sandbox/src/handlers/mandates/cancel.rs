//! `POST /mandates/{id}/actions/cancel`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{MandateStatus, Metadata};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::is_open;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Cancels a mandate at once; one that is over cannot be.
///
/// The metadata that may be sent belongs to the event, of which there is none yet: it is checked and dropped.
pub(crate) async fn cancel_mandate(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let mandates = &mut ledger.organisation(caller.organisation).mandates;
    let mandate = mandates.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.action(NAME)?;
    form.change_metadata(&mut Metadata::new());
    form.check()?;
    if !is_open(&mandate.status) {
        let message = format!("Mandate cannot be cancelled: it is {}", mandate.status.as_str());
        return Err(Refusal::state("cancellation_failed", &message));
    }
    mandate.status = MandateStatus::Cancelled;
    mandate.next_possible_charge_date = None;
    Ok(reply::found(NAME, serializers::mandate(mandate)))
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
