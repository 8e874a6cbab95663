//! `GET /creditors`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::Query;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Lists creditors, newest first; by `created_at`.
pub(crate) async fn list_creditors(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let creditors = &ledger.organisation_of(&caller)?.creditors;
    Ok(reply::listed(NAME, page(creditors.newest_first(), &query, |_| true)?, serializers::creditor))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_sandbox_begins_with_one_creditor() {
        let sandbox = TestSandbox::new();
        let list = sandbox.get("/creditors").await.json;
        assert_eq!(list["creditors"].as_array().map(Vec::len), Some(1));
        assert_eq!(list["meta"], json!({"cursors": {"before": null, "after": null}, "limit": 50}));
        let none = sandbox.get("/creditors?created_at[lt]=2026-03-02T09:00:00Z").await.json;
        assert_eq!(none["creditors"], json!([]));
    }
}
