//! `POST /billing_requests/{id}/actions/collect_customer_details`.

use axum::extract::State;
use axum::response::Response;

use super::read::read_customer;
use super::{NAME, refusal, shown};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::Deed;
use crate::machines::Origin;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use gocardless_api::Metadata;

/// Collects who pays, checked as a customer is; what is left out can be told later, and what was told before stays.
pub(crate) async fn collect_customer_details(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.action(NAME)?;
    let mut customer = record.customer.clone();
    let ip_address = read_customer(&mut form, &mut customer);
    form.check()?;
    let deed = Deed::CollectCustomerDetails(Box::new(customer), ip_address);
    organisation.do_to_billing_request(&id, deed, Origin::Api, Metadata::new(), now).map_err(refusal)?;
    shown(organisation, &id)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, franks_details};

    #[tokio::test]
    async fn details_can_be_told_in_parts() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        let part = json!({"customer": {"company_name": "Hut Ltd", "email": "hut@example.com"}});
        let answer = sandbox.act(&id, "collect_customer_details", part).await.json;
        let action = &answer["billing_requests"]["actions"][1];
        assert_eq!(action["status"], "pending");
        assert_eq!(action["collect_customer_details"]["incomplete_fields"]["customer"], json!([]));
        assert_eq!(sandbox.told("billing_requests"), ["created"]);
        let rest = json!({"customer_billing_detail": franks_details()["customer_billing_detail"]});
        let answer = sandbox.act(&id, "collect_customer_details", rest).await.json;
        let request = &answer["billing_requests"];
        assert_eq!(request["actions"][1]["status"], "completed");
        assert_eq!(request["resources"]["customer"]["company_name"], "Hut Ltd");
        assert_eq!(request["resources"]["customer_billing_detail"]["city"], "London");
    }

    #[tokio::test]
    async fn what_the_merchant_has_changed_of_the_customer_meanwhile_stays() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let asked = json!({"mandate_request": {"scheme": "bacs"}, "links": {"customer": customer}});
        let id = sandbox.billing_request(asked).await;
        let path = format!("/customers/{customer}");
        sandbox.put(&path, json!({"customers": {"email": "hut@example.com", "company_name": "Huts Ltd"}})).await;
        let known = sandbox.get(&format!("/billing_requests/{id}")).await.json;
        assert_eq!(known["billing_requests"]["resources"]["customer"]["email"], "hut@example.com");
        let rest = json!({"customer_billing_detail": franks_details()["customer_billing_detail"]});
        assert_eq!(sandbox.act(&id, "collect_customer_details", rest).await.status, 200);
        let customer = sandbox.get(&path).await.json["customers"].clone();
        assert_eq!(
            [&customer["email"], &customer["company_name"], &customer["city"]],
            ["hut@example.com", "Huts Ltd", "London"]
        );
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        for (data, pointer) in [
            (json!({"customer": {"email": "frank"}}), "customer/email"),
            (json!({"customer": 5}), "customer"),
            (json!({"customer_billing_detail": {"country_code": "XX"}}), "customer_billing_detail/country_code"),
            (json!({"customer_billing_detail": {"ip_address": "here"}}), "customer_billing_detail/ip_address"),
        ] {
            let error = sandbox.act(&id, "collect_customer_details", data).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer, Some(format!("/data/{pointer}")));
        }
    }
}
