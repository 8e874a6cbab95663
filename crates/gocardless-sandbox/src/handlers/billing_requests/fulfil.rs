//! `POST /billing_requests/{id}/actions/fulfil`.

use axum::extract::State;
use axum::response::Response;

use super::{NAME, read_metadata, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::machines::Origin;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Makes customer, bank account, mandate and payment of a billing request that is ready: all of it or nothing, and once.
pub(crate) async fn fulfil_billing_request(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let metadata = read_metadata(&mut form);
    form.check()?;
    organisation.fulfil_billing_request(&id, Origin::Api, metadata, now).map_err(refusal)?;
    shown(organisation, &id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, frank, franks_details};

    #[tokio::test]
    async fn fulfilling_makes_customer_account_and_mandate() {
        let sandbox = TestSandbox::new();
        let id = sandbox.ready_billing_request().await;
        let ready = sandbox.get(&format!("/billing_requests/{id}")).await.json["billing_requests"].clone();
        assert_eq!(ready["status"], "ready_to_fulfil");
        assert!(sandbox.customer_bank_accounts().is_empty());
        let done =
            sandbox.act(&id, "fulfil", json!({"metadata": {"by": "hand"}})).await.json["billing_requests"].clone();
        let (mandate, account) = (&sandbox.mandates()[0], &sandbox.customer_bank_accounts()[0]);
        assert_eq!((&done["status"], &done["actions"]), (&json!("fulfilled"), &json!([])));
        assert_eq!(done["links"]["mandate_request_mandate"], mandate.id.as_str());
        assert_eq!(done["mandate_request"]["links"]["mandate"], mandate.id.as_str());
        assert_eq!(ready["links"]["customer"], sandbox.customers()[0].id.as_str());
        assert_eq!(ready["links"]["customer_bank_account"], account.id.as_str());
        assert_eq!(mandate.links.customer_bank_account, account.id);
        assert_eq!(
            sandbox.told("billing_requests"),
            ["created", "collect_customer_details", "collect_bank_account", "payer_details_confirmed", "fulfilled"]
        );
        let event = sandbox.events().pop().unwrap();
        assert_eq!(event.links.get("mandate_request_mandate"), Some(mandate.id.as_str()));
        assert_eq!(event.metadata["by"], "hand");
        let again = sandbox.act(&id, "fulfil", json!({})).await;
        again.assert_refused(422, "invalid_state", "billing_request_invalid_state");
        assert_eq!(sandbox.mandates().len(), 1);
    }

    #[tokio::test]
    async fn a_magic_name_works_for_a_mandate_that_was_asked_for() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        let mut details = franks_details();
        details["customer"]["given_name"] = json!("Successful");
        sandbox.act(&id, "collect_customer_details", details).await;
        sandbox.act(&id, "collect_bank_account", frank()["bank_account"].clone()).await;
        sandbox.act(&id, "confirm_payer_details", json!(null)).await;
        sandbox.act(&id, "fulfil", json!(null)).await;
        sandbox.get("/creditors").await;
        assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
    }

    #[tokio::test]
    async fn nothing_is_fulfilled_before_its_time() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        for action in ["fulfil", "confirm_payer_details"] {
            let reason = match action {
                "fulfil" => "billing_request_not_ready_to_fulfil",
                _ => "billing_request_action_required",
            };
            sandbox.act(&id, action, json!({})).await.assert_refused(422, "invalid_state", reason);
        }
        let ready = sandbox.ready_billing_request().await;
        let late = sandbox.act(&ready, "collect_bank_account", frank()["bank_account"].clone()).await;
        late.assert_refused(422, "invalid_state", "billing_request_invalid_state");
        assert!(sandbox.mandates().is_empty());
    }

    #[tokio::test]
    async fn a_customer_who_is_removed_meanwhile_gives_no_mandate() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let asked = json!({"mandate_request": {"scheme": "bacs"}, "links": {"customer": customer}});
        let id = sandbox.billing_request(asked).await;
        sandbox.act(&id, "collect_customer_details", franks_details()).await;
        assert_eq!(sandbox.customers()[0].given_name.as_deref(), Some("Frank"));
        sandbox.act(&id, "collect_bank_account", frank()["bank_account"].clone()).await;
        sandbox.act(&id, "confirm_payer_details", json!({})).await;
        sandbox.delete(&format!("/customers/{customer}")).await;
        sandbox.act(&id, "fulfil", json!({})).await.assert_refused(422, "invalid_state", "customer_data_removed");
    }

    #[tokio::test]
    async fn a_mandate_that_others_must_sign_waits_for_their_approval() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        sandbox.act(&id, "collect_customer_details", franks_details()).await;
        sandbox.act(&id, "collect_bank_account", frank()["bank_account"].clone()).await;
        sandbox.act(&id, "confirm_payer_details", json!({"payer_requested_dual_signature": true})).await;
        sandbox.act(&id, "fulfil", json!({})).await;
        let mandate = sandbox.mandates()[0].clone();
        assert_eq!(mandate.status.as_str(), "pending_customer_approval");
        sandbox.simulate("mandate_customer_approval_granted", mandate.id.as_str()).await;
        assert_eq!(sandbox.mandates()[0].status.as_str(), "pending_submission");
        assert_eq!(sandbox.told("mandates"), ["created", "customer_approval_granted"]);
    }
}
