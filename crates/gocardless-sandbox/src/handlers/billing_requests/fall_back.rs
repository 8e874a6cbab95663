//! `POST /billing_requests/{id}/actions/fallback`.

use axum::extract::State;
use axum::response::Response;

use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;

use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// The payment is to be collected by Direct Debit instead of being authorised at the bank, where that is enabled.
pub(crate) async fn fall_back(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let _ = read_metadata(&mut form);
    form.check()?;
    let record = organisation.billing_requests.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    record.fall_back().map_err(refusal)?;
    shown(organisation, &id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, frank, franks_details};

    #[tokio::test]
    async fn a_payment_that_fell_back_is_collected_by_direct_debit() {
        let sandbox = TestSandbox::new();
        let asked = json!({"payment_request": {"amount": 1000}, "fallback_enabled": true});
        let id = sandbox.billing_request(asked).await;
        let answer = sandbox.act(&id, "fallback", json!({})).await.json;
        assert_eq!(answer["billing_requests"]["fallback_occurred"], true);
        let again = sandbox.act(&id, "fallback", json!({})).await;
        again.assert_refused(422, "invalid_state", "billing_request_fallback_not_possible");
        sandbox.act(&id, "collect_customer_details", franks_details()).await;
        sandbox.act(&id, "collect_bank_account", frank()["bank_account"].clone()).await;
        sandbox.act(&id, "confirm_payer_details", json!({})).await;
        let done = sandbox.act(&id, "fulfil", json!({})).await.json;
        let payment = &sandbox.payments()[0];
        assert_eq!(done["billing_requests"]["links"]["payment_request_payment"], payment.id.as_str());
        assert_eq!(payment.scheme.as_ref().map(ToString::to_string).as_deref(), Some("bacs"));
        assert_eq!(payment.charge_date.as_deref(), Some("2026-03-06"));
        assert_eq!(payment.links.mandate, sandbox.mandates()[0].id);
    }

    #[tokio::test]
    async fn fallback_has_to_be_enabled() {
        let sandbox = TestSandbox::new();
        for asked in
            [json!({"payment_request": {"amount": 1000}}), json!({"mandate_request": {}, "fallback_enabled": true})]
        {
            let id = sandbox.billing_request(asked).await;
            let answer = sandbox.act(&id, "fallback", json!({})).await;
            answer.assert_refused(422, "invalid_state", "billing_request_fallback_not_possible");
        }
    }
}
