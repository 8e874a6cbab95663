//! `GET /mandate_imports/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a mandate import.
pub(crate) async fn get_mandate_import(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let found = ledger.organisation_of(&caller)?.mandate_imports.get(&id);
    Ok(reply::found(NAME, found.ok_or_else(Refusal::resource_not_found)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn it_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let body = json!({ "mandate_imports": {"scheme": "bacs"} });
        let made = sandbox.post("/mandate_imports", body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json["mandate_imports"]["id"].as_str().unwrap();
        assert_eq!(sandbox.get(&format!("/mandate_imports/{id}")).await.text, made.text);
        sandbox.get("/mandate_imports/XX1").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
