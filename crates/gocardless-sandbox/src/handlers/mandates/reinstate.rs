//! `POST /mandates/{id}/actions/reinstate`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{MandateStatus, Metadata};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::machines::mandate::REINSTATEMENT_REQUESTED;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// How often a mandate can be reinstated. Source: API reference, "Reinstate a mandate".
const MOST_REINSTATEMENTS: u8 = 10;

/// Sends a cancelled or expired mandate to the bank again, ten times at most. The metadata that may be sent belongs to the event.
pub(crate) async fn reinstate_mandate(
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
    let links = record.mandate.links.clone();
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    form.check()?;
    if !matches!(record.mandate.status, MandateStatus::Cancelled | MandateStatus::Expired) {
        return Err(Refusal::state("mandate_not_inactive", "Mandate is already active or being submitted"));
    }
    if record.reinstatements >= MOST_REINSTATEMENTS {
        return Err(Refusal::state("reinstate_failed", "Mandate has been reinstated as often as it can be"));
    }
    if !organisation.is_enabled(&links.customer_bank_account) {
        return Err(Refusal::state("bank_account_disabled", "Customer bank account is disabled"));
    }
    if organisation.customer(links.customer.as_str()).is_none() {
        return Err(Refusal::state("customer_data_removed", "Customer's data has been removed"));
    }
    organisation.mandate_happens(&id, &REINSTATEMENT_REQUESTED, metadata, now).ok_or_else(Refusal::internal)?;
    let record = organisation.mandates.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, serializers::mandate(record.shown(now))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_cancelled_mandate_is_sent_again_and_an_open_one_is_not() {
        let sandbox = TestSandbox::new();
        let id = sandbox.mandate().await;
        let action = |verb: &str| format!("/mandates/{id}/actions/{verb}");
        let refused = sandbox.post(&action("reinstate"), json!(null)).await;
        refused.assert_refused(422, "invalid_state", "mandate_not_inactive");
        sandbox.post(&action("cancel"), json!(null)).await;
        let answer = sandbox.post(&action("reinstate"), json!({"data": {}})).await;
        assert_eq!(answer.json["mandates"]["status"], "pending_submission");
        assert_eq!(answer.json["mandates"]["next_possible_charge_date"], "2026-03-06");
    }

    #[tokio::test]
    async fn a_mandate_of_a_disabled_account_is_not_sent_again() {
        let sandbox = TestSandbox::new();
        let id = sandbox.mandate().await;
        let account = sandbox.mandates()[0].links.customer_bank_account.clone();
        sandbox.post(&format!("/customer_bank_accounts/{account}/actions/disable"), json!(null)).await;
        let answer = sandbox.post(&format!("/mandates/{id}/actions/reinstate"), json!(null)).await;
        answer.assert_refused(422, "invalid_state", "bank_account_disabled");
    }

    #[tokio::test]
    async fn a_mandate_is_reinstated_ten_times_at_most() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        for round in 0..=10 {
            sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), json!(null)).await;
            let answer = sandbox.post(&format!("/mandates/{mandate}/actions/reinstate"), json!(null)).await;
            if round == 10 {
                answer.assert_refused(422, "invalid_state", "reinstate_failed");
            } else {
                assert_eq!(answer.status, 200, "{round}");
            }
        }
    }
}
