//! `POST /payments/{id}/actions/retry`.

use axum::extract::State;
use axum::response::Response;
use gocardless_api::{MandateStatus, Metadata, PaymentStatus};

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::MOST_RETRIES;
use crate::machines::payment::RETRIED;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::check_charge_date;

/// Collects a failed payment once more, on `charge_date` or as soon as can be, at the banks' pace. The metadata that may
/// be sent belongs to the event.
pub(crate) async fn retry_payment(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.payments.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let mandate = organisation.mandates.get(record.payment.links.mandate.as_str()).ok_or_else(Refusal::internal)?;
    let mut form = document.action(NAME)?;
    let mut metadata = Metadata::new();
    form.change_metadata(&mut metadata);
    let wanted = form.date("charge_date");
    let is_failed = record.payment.status == PaymentStatus::Failed;
    if !is_failed || record.retries >= MOST_RETRIES || mandate.mandate.status != MandateStatus::Active {
        form.check()?;
        return Err(Refusal::state("retry_failed", "Payment cannot be retried"));
    }
    let charge_date = match check_charge_date(record.scheme(), wanted, mandate.next_charge_date(now)) {
        Ok(date) => Some(date),
        Err(problem) => {
            form.problem("charge_date", problem);
            None
        }
    };
    form.check()?;
    let charge_date = charge_date.ok_or_else(Refusal::internal)?;
    let id = record.payment.id.clone();
    organisation.retry_payment(&id, &RETRIED, charge_date, metadata, now).ok_or_else(Refusal::internal)?;
    let record = organisation.payments.get(id.as_str()).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.payment))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    async fn failed(sandbox: &TestSandbox) -> (String, String) {
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({})).await;
        fail(sandbox, &payment).await;
        (mandate, payment)
    }

    async fn fail(sandbox: &TestSandbox, payment: &str) {
        let body = json!({"data": {"links": {"resource": payment}}});
        assert_eq!(sandbox.post("/scenario_simulators/payment_failed/actions/run", body).await.status, 200);
    }

    #[tokio::test]
    async fn a_failed_payment_goes_out_again_at_most_three_times() {
        let sandbox = TestSandbox::new();
        let (_, payment) = failed(&sandbox).await;
        let path = format!("/payments/{payment}/actions/retry");
        let wanted = json!({"data": {"charge_date": "2026-03-14", "metadata": {"try": "2"}}});
        let answer = sandbox.post(&path, wanted).await;
        assert_eq!(answer.json["payments"]["status"], "pending_submission");
        assert_eq!(answer.json["payments"]["charge_date"], "2026-03-16");
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.action, event.metadata["try"].as_str()), ("resubmission_requested", "2"));
        for _ in 0..2 {
            fail(&sandbox, &payment).await;
            assert_eq!(sandbox.post(&path, Value::Null).await.status, 200);
        }
        sandbox.advance(Duration::from_hours(24 * 14));
        assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
        let (_, payment) = failed(&sandbox).await;
        let path = format!("/payments/{payment}/actions/retry");
        for status in [200, 200, 200, 422] {
            assert_eq!(sandbox.post(&path, Value::Null).await.status, status);
            if status == 200 {
                fail(&sandbox, &payment).await;
            }
        }
        sandbox.post(&path, Value::Null).await.assert_refused(422, "invalid_state", "retry_failed");
    }

    #[tokio::test]
    async fn only_a_failed_payment_of_an_active_mandate_is_retried() {
        let sandbox = TestSandbox::new();
        let (mandate, payment) = failed(&sandbox).await;
        let path = format!("/payments/{payment}/actions/retry");
        let error = sandbox.post(&path, json!({"data": {"charge_date": "2026-03-03"}})).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/charge_date"));
        sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
        sandbox.post(&path, Value::Null).await.assert_refused(422, "invalid_state", "retry_failed");
        let pending = sandbox.payment(&sandbox.mandate().await, json!({})).await;
        let answer = sandbox.post(&format!("/payments/{pending}/actions/retry"), Value::Null).await;
        answer.assert_refused(422, "invalid_state", "retry_failed");
    }

    #[tokio::test]
    async fn a_payment_that_asks_for_it_is_retried_by_itself_three_times_at_most() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({"retry_if_possible": true})).await;
        for round in 0..4 {
            fail(&sandbox, &payment).await;
            let details = sandbox.events().pop().unwrap().details;
            let will_be = round < 3;
            let reason = if will_be { None } else { Some("other") };
            assert_eq!((details.will_attempt_retry, details.not_retried_reason.as_deref()), (Some(will_be), reason));
            sandbox.advance(Duration::from_hours(24));
            let status = if will_be { "pending_submission" } else { "failed" };
            assert_eq!(sandbox.payments()[0].status.as_str(), status, "{round}");
        }
        let events = sandbox.events();
        let event = events.iter().rfind(|event| event.action == "resubmission_requested").unwrap();
        let told = (event.details.origin.as_deref(), event.details.cause.as_deref());
        assert_eq!(told, (Some("gocardless"), Some("payment_autoretried")));
    }

    #[tokio::test]
    async fn a_payment_that_is_not_to_be_retried_any_more_stays_failed() {
        let sandbox = TestSandbox::new();
        let payment = sandbox.payment(&sandbox.mandate_of("Penniless").await, json!({"retry_if_possible": true})).await;
        sandbox.get("/payments").await;
        assert_eq!(sandbox.payments()[0].status.as_str(), "failed");
        let body = json!({"payments": {"retry_if_possible": false}});
        sandbox.put(&format!("/payments/{payment}"), body).await;
        sandbox.advance(Duration::from_hours(24 * 14));
        assert_eq!(sandbox.payments()[0].status.as_str(), "failed");
    }
}
