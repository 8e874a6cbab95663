//! `POST /scenario_simulators/{name}/actions/run`.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::NotPlayed;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::scenarios;
use crate::validation::Problem;

#[derive(Serialize)]
struct Simulator {
    id: String,
}

/// Makes the resource go through a scenario at once.
///
/// How GoCardless refuses a scenario on a resource that does not begin as the scenario does is not known.
pub(crate) async fn run_scenario_simulator(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(name): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let scenario = scenarios::named(&name).ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.action(NAME)?;
    let resource = form.link("resource");
    if resource.is_none() {
        form.problem("links/resource", Problem::Required);
    }
    form.check()?;
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    match organisation.play(scenario, &resource.unwrap_or_default(), now) {
        Ok(()) => Ok(reply::found(NAME, Simulator { id: name })),
        Err(NotPlayed::Precondition) => {
            let message = "The resource is not in the state or scheme that this scenario begins with";
            Err(Refusal::state("scenario_not_possible", message))
        }
        Err(NotPlayed::UnknownResource) => {
            form.problem("links/resource", Problem::Invalid);
            form.check()?;
            Err(Refusal::internal())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    async fn run(sandbox: &TestSandbox, name: &str, resource: &str) -> crate::testing::Answer {
        let body = json!({"data": {"links": {"resource": resource}}});
        sandbox.post(&format!("/scenario_simulators/{name}/actions/run"), body).await
    }

    fn told(sandbox: &TestSandbox, resource: &str) -> Vec<String> {
        let events = sandbox.events().into_iter();
        events.filter(|event| event.resource_type == resource).map(|event| event.action.into_owned()).collect()
    }

    #[tokio::test]
    async fn a_scenario_tells_what_comes_in_between() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let answer = run(&sandbox, "mandate_activated", &mandate).await;
        assert_eq!((answer.status, answer.json), (200, json!({"scenario_simulators": {"id": "mandate_activated"}})));
        assert_eq!(told(&sandbox, "mandates"), ["created", "submitted", "active"]);
        for (name, status, events) in [
            ("payment_submitted", "submitted", &["submitted"][..]),
            ("payment_confirmed", "confirmed", &["submitted", "confirmed"]),
            ("payment_paid_out", "paid_out", &["submitted", "confirmed", "paid_out"]),
            ("payment_failed", "failed", &["submitted", "failed"]),
            ("payment_charged_back", "charged_back", &["submitted", "confirmed", "paid_out", "charged_back"]),
            (
                "payment_chargeback_settled",
                "charged_back",
                &["submitted", "confirmed", "paid_out", "charged_back", "chargeback_settled"],
            ),
            ("payment_late_failure", "failed", &["submitted", "confirmed", "paid_out", "failed"]),
            (
                "payment_late_failure_settled",
                "failed",
                &["submitted", "confirmed", "paid_out", "failed", "late_failure_settled"],
            ),
        ] {
            let payment = sandbox.payment(&mandate, json!({})).await;
            let before = told(&sandbox, "payments").len();
            assert_eq!(run(&sandbox, name, &payment).await.status, 200, "{name}");
            assert_eq!(sandbox.get(&format!("/payments/{payment}")).await.json["payments"]["status"], status);
            assert_eq!(told(&sandbox, "payments")[before..], *events, "{name}");
            run(&sandbox, name, &payment).await.assert_refused(422, "invalid_state", "scenario_not_possible");
        }
    }

    #[tokio::test]
    async fn in_sepa_the_mandate_may_be_pending_and_the_code_is_sepas() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate_on(json!({"iban": "DE89370400440532013000"})).await;
        run(&sandbox, "mandate_activated", &mandate).await.assert_refused(
            422,
            "invalid_state",
            "scenario_not_possible",
        );
        run(&sandbox, "mandate_failed", &mandate).await.assert_refused(422, "invalid_state", "scenario_not_possible");
        let payment = sandbox.payment(&mandate, json!({"currency": "EUR"})).await;
        assert_eq!(run(&sandbox, "payment_failed", &payment).await.status, 200);
        let details = sandbox.events().pop().unwrap().details;
        assert_eq!((details.scheme.as_deref(), details.reason_code.as_deref()), (Some("sepa_core"), Some("AM04")));
    }

    #[tokio::test]
    async fn a_payment_can_fail_after_it_was_paid_out() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.active_mandate().await;
        let payment = sandbox.payment(&mandate, json!({})).await;
        run(&sandbox, "payment_paid_out", &payment).await;
        assert_eq!(run(&sandbox, "payment_late_failure", &payment).await.status, 200);
        assert_eq!(sandbox.payments()[0].status.as_str(), "failed");
    }

    #[tokio::test]
    async fn what_a_scenario_begins_with_is_checked() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let payment = sandbox.payment(&mandate, json!({})).await;
        for (name, resource) in [
            ("payment_confirmed", &payment),
            ("mandate_suspended_by_payer", &mandate),
            ("mandate_customer_approval_granted", &mandate),
        ] {
            let answer = run(&sandbox, name, resource).await;
            answer.assert_refused(422, "invalid_state", "scenario_not_possible");
        }
        assert_eq!(run(&sandbox, "payment_submitted", &payment).await.status, 200);
        assert_eq!(run(&sandbox, "mandate_failed", &mandate).await.status, 200);
        assert_eq!(told(&sandbox, "mandates"), ["created", "submitted", "failed"]);
        run(&sandbox, "mandate_failed", &mandate).await.assert_refused(422, "invalid_state", "scenario_not_possible");
    }

    #[tokio::test]
    async fn a_transferred_mandate_has_another_account_and_may_be_sent_again() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let old = sandbox.mandates()[0].links.customer_bank_account.clone();
        assert_eq!(run(&sandbox, "mandate_transferred_with_resubmission", &mandate).await.status, 200);
        let shown = sandbox.mandates()[0].clone();
        assert_ne!(shown.links.customer_bank_account, old);
        assert_eq!(shown.status.as_str(), "pending_submission");
        let events = sandbox.events();
        let transfer = events.iter().find(|event| event.action == "transferred").unwrap();
        assert_eq!(transfer.links.get("previous_customer_bank_account"), Some(old.as_str()));
        let new = shown.links.customer_bank_account.as_str();
        assert_eq!(transfer.links.get("new_customer_bank_account"), Some(new));
        sandbox.advance(std::time::Duration::from_hours(24 * 5));
        assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
    }

    #[tokio::test]
    async fn a_billing_request_of_which_the_payer_has_but_to_authorise_is_fulfilled() {
        for (name, status) in [
            ("billing_request_fulfilled", "confirmed"),
            ("billing_request_fulfilled_and_payment_failed", "failed"),
            ("billing_request_fulfilled_and_payment_confirmed_to_failed", "failed"),
            ("billing_request_fulfilled_and_payment_paid_out", "paid_out"),
        ] {
            let sandbox = TestSandbox::new();
            let id = sandbox.billing_request(json!({"payment_request": {"amount": 1000}})).await;
            run(&sandbox, name, &id).await.assert_refused(422, "invalid_state", "scenario_not_possible");
            let bank = json!({"country_code": "GB", "institution": "monzo"});
            sandbox.act(&id, "select_institution", bank).await;
            sandbox.act(&id, "collect_customer_details", crate::testing::franks_details()).await;
            sandbox.act(&id, "confirm_payer_details", json!({})).await;
            assert_eq!(run(&sandbox, name, &id).await.status, 200, "{name}");
            let request = sandbox.get(&format!("/billing_requests/{id}")).await.json["billing_requests"].clone();
            let payment = sandbox.payments()[0].clone();
            assert_eq!((&request["status"], payment.status.as_str()), (&json!("fulfilled"), status), "{name}");
            let mandate = &sandbox.mandates()[0];
            assert_eq!((mandate.status.as_str(), &mandate.id), ("consumed", &payment.links.mandate));
            run(&sandbox, name, &id).await.assert_refused(422, "invalid_state", "scenario_not_possible");
        }
    }

    #[tokio::test]
    async fn a_refund_is_paid_settled_bounced_or_returned() {
        for (name, status, actions, refunded) in [
            ("refund_paid", "paid", &["created", "paid"][..], 400),
            ("refund_settled", "paid", &["created", "paid", "refund_settled"], 400),
            ("refund_bounced", "bounced", &["created", "failed"], 0),
            ("refund_returned", "funds_returned", &["created", "failed", "funds_returned"], 0),
        ] {
            let sandbox = TestSandbox::new();
            sandbox.try_refund(&sandbox.paid_out_payment().await, 400).await;
            let refund = sandbox.refunds()[0].id.to_string();
            assert_eq!(run(&sandbox, name, &refund).await.status, 200, "{name}");
            assert_eq!(sandbox.refunds()[0].status.as_str(), status);
            assert_eq!(told(&sandbox, "refunds"), *actions, "{name}");
            assert_eq!(sandbox.payments()[0].amount_refunded, refunded);
            run(&sandbox, name, &refund).await.assert_refused(422, "invalid_state", "scenario_not_possible");
        }
    }

    #[tokio::test]
    async fn a_refund_that_bounces_after_it_was_settled_is_credited() {
        let sandbox = TestSandbox::new();
        sandbox.try_refund(&sandbox.paid_out_payment().await, 400).await;
        let refund = sandbox.refunds()[0].id.to_string();
        run(&sandbox, "refund_settled", &refund).await;
        assert_eq!(sandbox.payouts()[0].amount, 600);
        run(&sandbox, "refund_bounced", &refund).await;
        sandbox.advance(std::time::Duration::from_hours(48));
        assert_eq!(told(&sandbox, "refunds").last().unwrap(), "funds_returned");
        assert_eq!(sandbox.payouts()[1].amount, 400);
    }

    #[tokio::test]
    async fn only_a_payout_that_was_paid_bounces() {
        let sandbox = TestSandbox::new();
        sandbox.paid_out_payment().await;
        let payout = sandbox.payouts()[0].clone();
        let id = payout.id.as_str();
        run(&sandbox, "payout_bounced", id).await.assert_refused(422, "invalid_state", "scenario_not_possible");
        sandbox.advance(std::time::Duration::from_hours(8));
        assert_eq!(run(&sandbox, "payout_bounced", id).await.status, 200);
        assert_eq!(sandbox.payouts()[0].status.as_str(), "bounced");
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("creditors", "bounced_payout"));
        let account = event.details.bank_account_id.as_deref();
        assert_eq!(account, Some(payout.links.creditor_bank_account.as_str()));
    }

    #[tokio::test]
    async fn an_unknown_resource_is_invalid_and_an_unknown_scenario_not_found() {
        let sandbox = TestSandbox::new();
        for name in ["payment_failed", "mandate_failed", "refund_paid", "payout_bounced", "billing_request_fulfilled"] {
            let error = run(&sandbox, name, "XX123").await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/links/resource"), "{name}");
        }
        sandbox.post("/scenario_simulators/payment_failed/actions/run", Value::Null).await.assert_invalid();
        for name in ["payment_lost", "%ff", "a%2Fb"] {
            run(&sandbox, name, "PM1").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
        }
    }

    #[tokio::test]
    async fn a_creditor_is_verified_or_not() {
        let sandbox = TestSandbox::new();
        let creditor = sandbox.get("/creditors").await.json["creditors"][0]["id"].as_str().unwrap().to_owned();
        assert_eq!(run(&sandbox, "creditor_verification_status_in_review", &creditor).await.status, 200);
        let shown = sandbox.get(&format!("/creditors/{creditor}")).await.json;
        assert_eq!(shown["creditors"]["verification_status"], "in_review");
        assert_eq!(sandbox.events()[0].links.get("creditor"), Some(creditor.as_str()));
    }
}
