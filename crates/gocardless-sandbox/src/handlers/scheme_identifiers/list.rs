//! `GET /scheme_identifiers`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists scheme identifiers, newest first; by `creditor`.
pub(crate) async fn list_scheme_identifiers(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let all = ledger.organisation_of(&caller)?.scheme_identifiers();
    let wanted = all.into_iter().filter(|(creditor, _)| query.allows("creditor", Some(creditor.as_str())));
    let page = page(wanted.map(|(_, identifier)| identifier).collect::<Vec<_>>(), &query, |_| true)?;
    Ok(reply::listed(NAME, page, |identifier| identifier))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn those_of_a_creditor_are_found() {
        let sandbox = TestSandbox::new();
        let list = sandbox.get("/scheme_identifiers?limit=3").await.json;
        assert_eq!(list["scheme_identifiers"].as_array().map(Vec::len), Some(3));
        assert!(list["meta"]["cursors"]["after"].is_string());
        assert_eq!(sandbox.get("/scheme_identifiers?creditor=CR1").await.json["scheme_identifiers"], json!([]));
    }
}
