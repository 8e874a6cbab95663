//! The payer's confirmation of a billing request flow, from the plain form.

use axum::response::{IntoResponse, Redirect, Response};
use signup_api::HostedFlowStatus;

use super::visit::BillingVisit;
use crate::ledger::{Answers, Onward, Unready};
use crate::sandbox::Sandbox;

/// Collects what was reviewed and leads to the bank or to the end; a second time, it only leads there.
pub(crate) fn confirm(sandbox: &Sandbox, visit: &BillingVisit) -> Response {
    let answers = match (&visit.draft, visit.status) {
        (Some(draft), HostedFlowStatus::Open) => draft.clone(),
        (None, HostedFlowStatus::Open) if visit.asks_nothing() => Answers::default(),
        (_, HostedFlowStatus::Completed | HostedFlowStatus::Submitted) => {
            return Redirect::to(&visit.end()).into_response();
        }
        _ => return Redirect::to(&visit.path()).into_response(),
    };
    match hand_in(sandbox, visit, answers) {
        Ok(Onward::Bank(id)) => Redirect::to(&format!("/bank/{id}")).into_response(),
        Ok(Onward::Done) => Redirect::to(&visit.end()).into_response(),
        // Something has changed in the meantime: the flow's page knows what.
        Err(_) => Redirect::to(&visit.path()).into_response(),
    }
}

/// Collects what the payer confirmed.
pub(super) fn hand_in(sandbox: &Sandbox, visit: &BillingVisit, answers: Answers) -> Result<Onward, Unready> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let id = visit.flow.id.as_str();
    let organisation = ledger.organisation_with_billing_request_flow(id).ok_or(Unready::Unknown)?;
    let address = |id: &str| sandbox.address_of(&format!("/bank/{id}"));
    let back = sandbox.address_of(&format!("{}/success", visit.path()));
    organisation.submit_billing_request_flow(id, answers, address, back, now)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::{TestSandbox, frank};

    const FRANK: [(&str, &str); 11] = [
        ("given_name", "Frank"),
        ("family_name", "Osborne"),
        ("email", "frank@example.com"),
        ("address_line1", "27 Acer Road"),
        ("city", "London"),
        ("postal_code", "E8 3GX"),
        ("country_code", "GB"),
        ("account_holder_name", "Frank Osborne"),
        ("branch_code", "20-00-00"),
        ("account_number", "55779911"),
        ("authority", "yes"),
    ];

    async fn status_of(sandbox: &TestSandbox, id: &str) -> String {
        let shown = sandbox.get(&format!("/billing_requests/{id}")).await.json;
        shown["billing_requests"]["status"].as_str().unwrap().to_owned()
    }

    #[tokio::test]
    async fn a_flow_that_does_not_fulfil_leaves_that_to_the_merchant() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        let flow = sandbox.billing_request_flow(&request, json!({"auto_fulfil": false})).await;
        sandbox.fill_in(&format!("/flow/{flow}"), &FRANK).await;
        let answer = sandbox.fill_in(&format!("/flow/{flow}/confirm"), &[]).await;
        assert_eq!(answer.headers["location"], format!("/flow/{flow}/success"));
        assert_eq!(status_of(&sandbox, &request).await, "ready_to_fulfil");
        let page = sandbox.visit(&format!("/flow/{flow}/success")).await;
        assert!(page.text.contains("You have confirmed your details"));
        assert!(sandbox.mandates().is_empty());
        assert_eq!(sandbox.act(&request, "fulfil", json!({})).await.status, 200);
    }

    #[tokio::test]
    async fn what_is_locked_or_known_is_not_asked_for_and_cannot_be_changed() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        sandbox.act(&request, "collect_customer_details", crate::testing::franks_details()).await;
        let locked = json!({"lock_customer_details": true, "skip_success_screen": true});
        let flow = sandbox.billing_request_flow(&request, locked).await;
        let path = format!("/flow/{flow}");
        let page = sandbox.visit(&path).await;
        assert!(page.text.contains("account_number") && !page.text.contains("given_name"));
        let mut other = FRANK;
        other[0].1 = "Mallory";
        sandbox.fill_in(&path, &other).await;
        let review = sandbox.visit(&format!("{path}/review")).await;
        assert!(review.text.contains("Frank Osborne") && !review.text.contains("Mallory"));
        let answer = sandbox.fill_in(&format!("{path}/confirm"), &[]).await;
        assert_eq!(answer.headers["location"], "https://shop.example/ok");
        assert_eq!(sandbox.customers()[0].given_name.as_deref(), Some("Frank"));

        let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        sandbox.act(&request, "collect_bank_account", frank()["bank_account"].clone()).await;
        let flow = sandbox.billing_request_flow(&request, json!({})).await;
        let page = sandbox.visit(&format!("/flow/{flow}")).await;
        assert!(page.text.contains("given_name") && !page.text.contains("account_number"));
    }

    #[tokio::test]
    async fn where_nothing_is_left_to_enter_the_payer_only_confirms() {
        let sandbox = TestSandbox::new();
        let request = sandbox.ready_billing_request().await;
        let flow = sandbox.billing_request_flow(&request, json!({"lock_customer_details": true})).await;
        let page = sandbox.visit(&format!("/flow/{flow}")).await;
        assert_eq!(page.headers["location"], format!("/flow/{flow}/review"));
        assert!(sandbox.visit(&format!("/flow/{flow}/review")).await.text.contains("ends in 11"));
        sandbox.fill_in(&format!("/flow/{flow}/confirm"), &[]).await;
        assert_eq!(status_of(&sandbox, &request).await, "fulfilled");
    }

    #[tokio::test]
    async fn a_payer_may_choose_another_currency_unless_it_is_locked() {
        for (fields, scheme) in [(json!({}), Some("sepa_core")), (json!({"lock_currency": true}), None)] {
            let sandbox = TestSandbox::new();
            let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
            let flow = sandbox.billing_request_flow(&request, fields).await;
            let mut fields = FRANK.to_vec();
            fields.truncate(8);
            fields.extend([("iban", "DE89370400440532013000"), ("authority", "yes")]);
            let sent = sandbox.fill_in(&format!("/flow/{flow}"), &fields).await;
            assert_eq!(sent.status, if scheme.is_some() { 303 } else { 422 });
            sandbox.fill_in(&format!("/flow/{flow}/confirm"), &[]).await;
            let made = sandbox.mandates().first().and_then(|mandate| mandate.scheme.clone());
            assert_eq!(made.as_ref().map(ToString::to_string).as_deref(), scheme);
        }
    }

    #[tokio::test]
    async fn the_component_walks_the_same_way() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {"description": "Club fee"}})).await;
        let prefilled = json!({"prefilled_customer": {"given_name": "Frank"}});
        let flow = sandbox.billing_request_flow(&request, prefilled).await;
        let details = sandbox.visit(&format!("/flow/{flow}/details")).await.json["flows"].clone();
        assert_eq!((&details["status"], &details["payer"]["given_name"]), (&json!("open"), &json!("Frank")));
        assert_eq!(details["description"], "Club fee");
        let mut wrong = frank();
        wrong["bank_account"]["branch_code"] = json!("20-00");
        sandbox.submit(&flow, wrong).await.assert_invalid();
        let answer = sandbox.submit(&flow, frank()).await.json;
        assert_eq!(answer["flows"]["redirect_url"], format!("http://127.0.0.1:8081/flow/{flow}/success"));
        assert_eq!(status_of(&sandbox, &request).await, "fulfilled");
        let again = sandbox.submit(&flow, frank()).await;
        again.assert_refused(422, "invalid_state", "billing_request_flow_already_completed");
        let origins: Vec<_> =
            sandbox.events().into_iter().filter(|it| it.resource_type == "billing_requests").collect();
        let by_payer = origins.iter().filter(|it| it.details.origin.as_deref() == Some("payer")).count();
        assert_eq!(by_payer, 4);
    }

    #[tokio::test]
    async fn a_flow_is_over_after_a_week_or_with_its_billing_request() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        let flow = sandbox.billing_request_flow(&request, json!({})).await;
        sandbox.advance(Duration::from_hours(24 * 7));
        assert_eq!(sandbox.visit(&format!("/flow/{flow}")).await.status, 410);
        sandbox.submit(&flow, frank()).await.assert_refused(422, "invalid_state", "billing_request_flow_expired");
        let flow = sandbox.billing_request_flow(&request, json!({})).await;
        sandbox.act(&request, "cancel", json!({})).await;
        assert_eq!(sandbox.visit(&format!("/flow/{flow}")).await.status, 410);
        let answer = sandbox.fill_in(&format!("/flow/{flow}"), &FRANK).await;
        assert_eq!(answer.headers["location"], format!("/flow/{flow}"));
    }

    #[tokio::test]
    async fn what_the_payer_is_not_asked_for_stays_as_it_was_collected_or_filled_in() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {"scheme": "becs_nz"}})).await;
        let known = json!({
            "customer": {"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com"},
            "customer_billing_detail": {
                "address_line1": "1 Queen Street", "city": "Auckland", "postal_code": "1010", "country_code": "NZ"
            }
        });
        assert_eq!(sandbox.act(&request, "collect_customer_details", known).await.status, 200);
        let prefilled = json!({"prefilled_customer": {"address_line3": "Hut", "city": "Wellington"}});
        let flow = sandbox.billing_request_flow(&request, prefilled).await;
        let submission = json!({
            "payer": {"given_name": "Francis", "family_name": "Osborne", "email": "frank@example.com"},
            "bank_account": {
                "account_holder_name": "F", "country_code": "NZ", "account_number": "01-0902-0068389-00"
            },
            "authority": true
        });
        let answer = sandbox.submit(&flow, submission).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let customer = sandbox.customers().remove(0);
        let fields = [&customer.given_name, &customer.address_line1, &customer.address_line3, &customer.city];
        let expected = ["Francis", "1 Queen Street", "Hut", "Auckland"];
        assert_eq!(fields.map(|it| it.as_deref()), expected.map(Some));
    }
}
