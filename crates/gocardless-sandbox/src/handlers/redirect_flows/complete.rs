//! `POST /redirect_flows/{id}/actions/complete`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use signup_api::HostedFlowStatus;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Makes customer, bank account and mandate of what the payer confirmed: all of it or nothing, and once.
///
/// The session token is judged before the flow's state, so that a stranger learns nothing of that.
pub(crate) async fn complete_redirect_flow(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.redirect_flows.get(&id).ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.action(NAME)?;
    let session_token = form.required_text("session_token");
    form.check()?;
    if session_token != record.flow.session_token {
        let message = "The session_token is not the one that the redirect flow was created with";
        return Err(Refusal::usage(StatusCode::BAD_REQUEST, "bad_request", message));
    }
    match record.status(now) {
        HostedFlowStatus::Completed => Err(already_completed()),
        HostedFlowStatus::Expired => Err(expired()),
        HostedFlowStatus::Open => {
            let message = "Customer has not yet completed the Billing Request Flow payment pages";
            Err(Refusal::state("redirect_flow_incomplete", message))
        }
        HostedFlowStatus::Submitted => {
            let confirmation_url = sandbox.address_of(&format!("/flow/{id}/success"));
            let flow = organisation.complete_flow(&id, confirmation_url, now).ok_or_else(Refusal::internal)?;
            Ok(reply::found(NAME, &flow))
        }
    }
}

/// Also what the hosted page is told that comes too late.
pub(crate) fn already_completed() -> Refusal {
    Refusal::state("redirect_flow_already_completed", "Redirect flow has already been completed")
}

/// Also what the hosted page is told that comes too late.
pub(crate) fn expired() -> Refusal {
    Refusal::state("redirect_flow_expired", "Redirect flow has expired: it was created more than 30 minutes ago")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use gocardless_api::Customer;
    use serde_json::{Value, json};

    use crate::testing::TestSandbox;

    fn path(id: &str) -> String {
        format!("/redirect_flows/{id}/actions/complete")
    }

    fn token(token: &str) -> Value {
        json!({"data": {"session_token": token}})
    }

    #[tokio::test]
    async fn completing_makes_customer_account_and_mandate() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        assert!(sandbox.customers().is_empty());
        let answer = sandbox.post(&path(&id), token("s1")).await;
        assert_eq!(answer.status, 200);
        let flow = &answer.json["redirect_flows"];
        let mandate = &sandbox.mandates()[0];
        let account = &sandbox.customer_bank_accounts()[0];
        let customer = &sandbox.customers()[0];
        assert_eq!(
            answer.text,
            format!(
                "{{\"redirect_flows\":{{\"id\":\"{id}\",\"description\":\"Club fee\",\"session_token\":\"s1\",\
                 \"scheme\":\"bacs\",\"success_redirect_url\":\"https://shop.example/ok?basket=7#done\",\
                 \"created_at\":\"2026-03-02T09:00:00.000Z\",\"links\":{{\"creditor\":{},\"mandate\":\"{}\",\
                 \"customer\":\"{}\",\"customer_bank_account\":\"{}\"}},\"metadata\":{{}},\
                 \"confirmation_url\":\"http://127.0.0.1:8081/flow/{id}/success\",\"mandate_reference\":\"{}\"}}}}",
                flow["links"]["creditor"],
                mandate.id,
                customer.id,
                account.id,
                mandate.reference.as_deref().unwrap()
            )
        );
        assert_eq!((customer.given_name.as_deref(), customer.language.as_deref()), (Some("Frank"), Some("en")));
        assert_eq!((account.account_holder_name.as_str(), account.bank_name.is_some()), ("FRANK OSBORNE", true));
        assert_eq!(mandate.next_possible_charge_date.as_deref(), Some("2026-03-06"));
        assert_eq!((&mandate.links.customer, &account.links.customer), (&customer.id, &customer.id));
        assert_eq!(sandbox.get(&format!("/redirect_flows/{id}")).await.text, answer.text);
    }

    #[tokio::test]
    async fn a_flow_is_completed_once() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        sandbox.post(&path(&id), token("s1")).await;
        sandbox.advance(Duration::from_hours(1));
        let again = sandbox.post(&path(&id), token("s1")).await;
        again.assert_refused(422, "invalid_state", "redirect_flow_already_completed");
        assert_eq!(sandbox.mandates().len(), 1);
    }

    #[tokio::test]
    async fn of_many_at_once_one_wins() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        let calls: Vec<_> = (0..16)
            .map(|_| {
                let (sandbox, path) = (sandbox.clone(), path(&id));
                tokio::spawn(async move { sandbox.post(&path, token("s1")).await })
            })
            .collect();
        let mut statuses = Vec::new();
        for call in calls {
            statuses.push(call.await.unwrap().status);
        }
        statuses.sort_unstable();
        assert_eq!(statuses[0], 200);
        assert!(statuses[1..].iter().all(|status| *status == 422));
        assert_eq!((sandbox.mandates().len(), sandbox.customers().len()), (1, 1));
    }

    #[tokio::test]
    async fn a_flow_that_the_payer_has_not_finished_is_incomplete() {
        let sandbox = TestSandbox::new();
        let answer = sandbox.post(&path(&sandbox.flow().await), token("s1")).await;
        let error = answer.assert_refused(422, "invalid_state", "redirect_flow_incomplete");
        assert_eq!(error.message, "Customer has not yet completed the Billing Request Flow payment pages");
    }

    #[tokio::test]
    async fn another_session_token_is_refused_in_any_state_and_changes_nothing() {
        let sandbox = TestSandbox::new();
        for id in [sandbox.flow().await, sandbox.submitted_flow().await] {
            let answer = sandbox.post(&path(&id), token("S1")).await;
            answer.assert_refused(400, "invalid_api_usage", "bad_request");
            assert!(!answer.text.contains("s1"));
            let error = sandbox.post(&path(&id), json!(null)).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/data/session_token"));
        }
        assert!(sandbox.mandates().is_empty());
    }

    #[tokio::test]
    async fn after_thirty_minutes_a_flow_has_expired() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        sandbox.advance(Duration::from_mins(30));
        let answer = sandbox.post(&path(&id), token("s1")).await;
        answer.assert_refused(422, "invalid_state", "redirect_flow_expired");
        assert!(sandbox.mandates().is_empty());
        let id = sandbox.submitted_flow().await;
        sandbox.advance(Duration::from_secs(30 * 60 - 1));
        assert_eq!(sandbox.post(&path(&id), token("s1")).await.status, 200);
    }

    #[tokio::test]
    async fn an_unknown_flow_is_not_found() {
        let answer = TestSandbox::new().post(&path("RE123"), token("s1")).await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }

    const PREFILLED: &str = r#"{
        "given_name": "Francis", "family_name": "Osborne", "email": "f@example.com", "address_line1": " 27 Acer Road",
        "address_line2": "Flat 2", "address_line3": "Hackney", "city": "London", "region": "Greater London",
        "postal_code": "E8 3GX", "country_code": "GB", "language": "fr", "phone_number": "+6421123456",
        "danish_identity_number": "010190-1231"
    }"#;

    async fn signed_up(scheme: &str, payer: Value, account: Value) -> Customer {
        let sandbox = TestSandbox::new();
        let prefilled: Value = serde_json::from_str(PREFILLED).unwrap();
        let id = sandbox.flow_with(json!({"scheme": scheme, "prefilled_customer": prefilled})).await;
        let submission = json!({"payer": payer, "bank_account": account, "authority": true});
        let answer = sandbox.submit(&id, submission).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        assert_eq!(sandbox.post(&path(&id), token("s1")).await.status, 200);
        sandbox.customers().remove(0)
    }

    #[tokio::test]
    async fn what_the_payer_is_not_asked_for_stays_as_the_merchant_filled_it_in() {
        let payer = json!({"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com"});
        let account = json!({"account_holder_name": "F", "country_code": "NZ", "account_number": "01-0902-0068389-00"});
        let customer = signed_up("becs_nz", payer, account).await;
        let shown = serde_json::to_value(&customer).unwrap();
        for (field, value) in [
            ("given_name", "Frank"),
            ("email", "frank@example.com"),
            ("address_line1", "27 Acer Road"),
            ("address_line2", "Flat 2"),
            ("address_line3", "Hackney"),
            ("city", "London"),
            ("region", "Greater London"),
            ("postal_code", "E8 3GX"),
            ("country_code", "GB"),
            ("language", "fr"),
            ("phone_number", "+6421123456"),
            ("danish_identity_number", "010190-1231"),
        ] {
            assert_eq!(shown[field], value, "{field}");
        }
    }

    #[tokio::test]
    async fn an_address_in_a_country_that_the_payer_has_changed_is_gone() {
        let payer = json!({
            "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com", "country_code": "DE"
        });
        let account = json!({"account_holder_name": "F", "iban": "DE89370400440532013000"});
        let customer = signed_up("sepa_core", payer, account).await;
        assert_eq!((customer.country_code.as_deref(), customer.phone_number.is_some()), (Some("DE"), true));
        let of_address = [customer.address_line1, customer.address_line3, customer.city, customer.postal_code];
        assert_eq!(of_address, [const { None }; 4]);
    }

    #[tokio::test]
    async fn what_no_page_asks_for_of_an_address_goes_with_it() {
        let payer = |line2: Value, city: &str| {
            json!({
                "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
                "address_line1": "27 Acer Road", "address_line2": line2, "city": city, "postal_code": "E8 3GX",
                "country_code": "GB"
            })
        };
        let (kept, gone) = ((Some("Hackney"), Some("Greater London")), (None, None));
        for (line2, city, rest) in
            [(json!("Flat 2"), "London", kept), (json!("Flat 2"), "Leeds", gone), (json!(null), "London", gone)]
        {
            let account = crate::testing::frank()["bank_account"].clone();
            let customer = signed_up("bacs", payer(line2.clone(), city), account).await;
            assert_eq!((customer.address_line3.as_deref(), customer.region.as_deref()), rest, "{line2} {city}");
            assert_eq!(customer.address_line2.as_deref(), line2.as_str());
            assert_eq!(customer.phone_number.as_deref(), Some("+6421123456"));
        }
    }
}
