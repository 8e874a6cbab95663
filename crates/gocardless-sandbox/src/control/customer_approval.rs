//! `/_sandbox/customer_approval`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

/// Whether payers have to approve.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    required: bool,
}

/// `POST`: from now on payers have to approve of their mandates in Bacs and SEPA, as where two have to sign, or no longer.
///
/// The simulators `mandate_customer_approval_granted` and `mandate_customer_approval_skipped` approve.
pub(crate) async fn require_customer_approval(
    State(sandbox): State<Sandbox>,
    document: Document,
) -> Result<Response, Refusal> {
    let approval: Approval = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("This says nothing of approval: {error}")))?;
    sandbox.ledger().first_organisation().asks_for_approval = approval.required;
    Ok(exchange::json(StatusCode::OK, &json!({ "required": approval.required })))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_mandate_waits_with_its_payments_for_the_payers_approval() {
        for scenario in ["mandate_customer_approval_granted", "mandate_customer_approval_skipped"] {
            let sandbox = TestSandbox::new();
            let answer = sandbox.post("/_sandbox/customer_approval", json!({"required": true})).await;
            assert_eq!((answer.status, answer.json), (200, json!({"required": true})));
            let mandate = sandbox.mandate().await;
            sandbox.payment(&mandate, json!({})).await;
            sandbox.advance(Duration::from_hours(24 * 30));
            assert_eq!(sandbox.mandates()[0].status.as_str(), "pending_customer_approval");
            assert_eq!(sandbox.payments()[0].status.as_str(), "pending_customer_approval");
            assert_eq!(sandbox.simulate(scenario, &mandate).await.status, 200);
            assert_eq!(sandbox.mandates()[0].status.as_str(), "pending_submission");
            assert_eq!(sandbox.payments()[0].status.as_str(), "pending_submission");
            // On Wednesday the 1st of April, with Easter in between.
            assert_eq!(sandbox.payments()[0].charge_date.as_deref(), Some("2026-04-09"));
            sandbox.advance(Duration::from_hours(24 * 14));
            assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
            assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
        }
    }

    #[tokio::test]
    async fn what_waits_for_approval_ends_with_the_mandate() {
        let sandbox = TestSandbox::new();
        sandbox.post("/_sandbox/customer_approval", json!({"required": true})).await;
        let mandate = sandbox.mandate().await;
        sandbox.payment(&mandate, json!({})).await;
        sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), json!(null)).await;
        assert_eq!(sandbox.payments()[0].status.as_str(), "cancelled");
        sandbox.post("/_sandbox/customer_approval", json!({"required": false})).await;
        sandbox.mandate().await;
        assert_eq!(sandbox.mandates()[1].status.as_str(), "pending_submission");
        assert_eq!(sandbox.post("/_sandbox/customer_approval", json!({})).await.status, 422);
    }
}
