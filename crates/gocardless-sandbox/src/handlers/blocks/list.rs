//! `GET /blocks`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::Block;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists blocks, newest first; by `block_type`, `reason_type`, `created_at`.
pub(crate) async fn list_blocks(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let blocks = &ledger.organisation_of(&caller)?.blocks;
    let keep = |block: &Block| {
        query.allows("block_type", Some(&block.details.block_type))
            && query.allows("reason_type", Some(&block.details.reason_type))
    };
    Ok(reply::listed(NAME, page(blocks.newest_first(), &query, keep)?, |block| block))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn blocks_are_found_by_type_and_reason() {
        let sandbox = TestSandbox::new();
        for (block_type, reason_type) in [("email_domain", "identity_fraud"), ("bank_name", "unfair_chargeback")] {
            let body = json!({"blocks": {
                "block_type": block_type, "reason_type": reason_type, "resource_reference": "example"
            }});
            assert_eq!(sandbox.post("/blocks", body).await.status, 201);
        }
        for (query, count) in
            [("", 2), ("block_type=bank_name", 1), ("reason_type=identity_fraud,other", 1), ("block_type=email", 0)]
        {
            let list = sandbox.get(&format!("/blocks?{query}")).await.json;
            assert_eq!(list["blocks"].as_array().map(Vec::len), Some(count), "{query}");
        }
    }
}
