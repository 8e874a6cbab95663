//! `POST /blocks/block_by_ref`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::{Cursors, ListMeta, Page};

use super::{NAME, read_reason};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::BlockDetails;
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;

/// Blocks what a customer, or the customer of a mandate, is known by: the email address and the bank accounts, by id.
///
/// 201 with the new blocks; 200 with none when all of it was blocked already. Source: API reference, "Blocks".
pub(crate) async fn block_by_reference(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;

    let mut form = document.action(NAME)?;
    let reference_type = form.required_one_of("reference_type", &["customer", "mandate"]);
    let reference = form.required_text("reference_value");
    let (reason_type, reason_description) = read_reason(&mut form);
    let active = form.flag("active").unwrap_or(true);
    form.check()?;

    let customer = if reference_type == "mandate" {
        organisation.mandates.get(&reference).map(|mandate| mandate.mandate.links.customer.to_string())
    } else {
        Some(reference)
    };
    let customer = customer.filter(|id| organisation.customer(id).is_some()).ok_or_else(Refusal::resource_not_found)?;
    let mut blocks = Vec::new();
    for (block_type, resource_reference) in organisation.blockable_of(&customer) {
        if !organisation.is_blocked(block_type, &resource_reference) {
            let (reason_type, reason_description) = (reason_type.clone(), reason_description.clone());
            let block_type = block_type.to_owned();
            let details = BlockDetails { block_type, reason_type, reason_description, resource_reference };
            blocks.push(organisation.add_block(details, active, now));
        }
    }
    let meta = ListMeta { cursors: Cursors::default(), limit: 50 };
    let mut response = reply::listed(NAME, Page { items: blocks.iter().collect(), meta }, |block| block);
    if !blocks.is_empty() {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_customers_address_and_accounts_are_blocked_once() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let customer = sandbox.customers()[0].id.clone();
        let email = json!({"customers": {"email": "hut@example.com"}});
        sandbox.put(&format!("/customers/{customer}"), email).await;
        let by = |kind: &str, value: &str| json!({"data": {"reference_type": kind, "reference_value": value, "reason_type": "identity_fraud"}});
        let answer = sandbox.post("/blocks/block_by_ref", by("mandate", &mandate)).await;
        assert_eq!(answer.status, 201);
        let types: Vec<_> = answer.json["blocks"].as_array().unwrap().iter().map(|it| &it["block_type"]).collect();
        assert_eq!(types, ["email", "bank_account"]);
        let again = sandbox.post("/blocks/block_by_ref", by("customer", customer.as_str())).await;
        assert_eq!((again.status, &again.json["blocks"]), (200, &json!([])));
        let unknown = sandbox.post("/blocks/block_by_ref", by("customer", "CU1")).await;
        unknown.assert_refused(404, "invalid_api_usage", "resource_not_found");
        assert_eq!(sandbox.post("/blocks/block_by_ref", json!(null)).await.assert_invalid().errors.len(), 3);
    }
}
