//! `GET /subscriptions/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a subscription.
pub(crate) async fn get_subscription(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    let record = organisation.subscriptions.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, organisation.shown_subscription(record, now)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_subscription_is_shown_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let made = sandbox.try_subscription(&sandbox.mandate().await, json!({"day_of_month": 1})).await.json;
        let id = made["subscriptions"]["id"].as_str().unwrap();
        assert_eq!(sandbox.get(&format!("/subscriptions/{id}")).await.json, made);
        let answer = sandbox.get("/subscriptions/SB123").await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
