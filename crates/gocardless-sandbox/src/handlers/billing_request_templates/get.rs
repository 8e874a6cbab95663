//! `GET /billing_request_templates/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a billing request template.
pub(crate) async fn get_billing_request_template(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let found = ledger.organisation_of(&caller)?.billing_request_templates.get(&id);
    Ok(reply::found(NAME, found.ok_or_else(Refusal::resource_not_found)?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn it_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let body = json!({ "billing_request_templates": {"name": "Gold"} });
        let made = sandbox.post("/billing_request_templates", body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json["billing_request_templates"]["id"].as_str().unwrap();
        assert_eq!(sandbox.get(&format!("/billing_request_templates/{id}")).await.text, made.text);
        sandbox.get("/billing_request_templates/XX1").await.assert_refused(
            404,
            "invalid_api_usage",
            "resource_not_found",
        );
    }
}
