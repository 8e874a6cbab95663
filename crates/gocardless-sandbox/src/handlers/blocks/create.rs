//! `POST /blocks`.

use axum::extract::State;
use axum::response::Response;

use super::{BLOCK_TYPES, NAME, read_reason};
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::BlockDetails;
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::{Problem, is_email};

/// Blocks an email address, a domain, a bank account or a bank; it is active unless told otherwise.
pub(crate) async fn create_block(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let block_type = form.required_one_of("block_type", &BLOCK_TYPES);
    let (reason_type, reason_description) = read_reason(&mut form);
    let resource_reference = form.required_text("resource_reference");
    if block_type == "email" && !resource_reference.is_empty() && !is_email(&resource_reference) {
        form.problem("resource_reference", Problem::Invalid);
    }
    let active = form.flag("active").unwrap_or(true);
    form.check()?;

    let details = BlockDetails { block_type, reason_type, reason_description, resource_reference };
    let block = organisation.add_block(details, active, now);
    organisation.made.remember(&caller, &key, &block.id);
    Ok(reply::created(NAME, &block.id, &block))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_block_is_active_and_has_every_key() {
        let sandbox = TestSandbox::new();
        let body = json!({"blocks": {
            "block_type": "email", "reason_type": "no_intent_to_pay", "resource_reference": "a@example.com"
        }});
        let answer = sandbox.post("/blocks", body).await;
        assert_eq!(answer.status, 201);
        let id = &answer.json["blocks"]["id"];
        let at = "2026-03-02T09:00:00.000Z";
        assert_eq!(
            answer.json,
            json!({"blocks": {
                "id": id, "block_type": "email", "reason_type": "no_intent_to_pay", "reason_description": null,
                "resource_reference": "a@example.com", "active": true, "created_at": at, "updated_at": at
            }})
        );
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        for (fields, pointers) in [
            (json!({}), vec!["/blocks/block_type", "/blocks/reason_type", "/blocks/resource_reference"]),
            (
                json!({"block_type": "email", "reason_type": "other", "resource_reference": "nobody", "active": 1}),
                vec!["/blocks/reason_description", "/blocks/resource_reference", "/blocks/active"],
            ),
            (
                json!({"block_type": "shoe", "reason_type": "identity_fraud", "resource_reference": "x"}),
                vec!["/blocks/block_type"],
            ),
        ] {
            let error = sandbox.post("/blocks", json!({ "blocks": fields })).await.assert_invalid();
            let found: Vec<_> = error.errors.iter().filter_map(|it| it.request_pointer.as_deref()).collect();
            assert_eq!(found, pointers);
        }
    }
}
