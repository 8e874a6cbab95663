//! `DELETE /customers/{id}`.

use axum::extract::State;
use axum::http::StatusCode;

use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Removes a customer for good: it is neither listed nor shown any more, and no mandate can be made for it.
pub(crate) async fn remove_customer(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<StatusCode, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.customers.get_mut(&id).filter(|record| !record.removed);
    record.ok_or_else(Refusal::resource_not_found)?.removed = true;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_removed_customer_is_gone_and_stays_so() {
        let sandbox = TestSandbox::new();
        let id = sandbox.customer("Hut Ltd").await;
        let path = format!("/customers/{id}");
        let answer = sandbox.delete(&path).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""));
        assert_eq!(sandbox.get(&path).await.status, 404);
        assert_eq!(sandbox.delete(&path).await.status, 404);
        assert_eq!(sandbox.put(&path, json!({"customers": {"city": "York"}})).await.status, 404);
        assert_eq!(sandbox.get("/customers").await.json["customers"], json!([]));
    }

    #[tokio::test]
    async fn a_body_of_null_is_no_obstacle() {
        let sandbox = TestSandbox::new();
        let id = sandbox.customer("Hut Ltd").await;
        let request = crate::testing::api("DELETE", &format!("/customers/{id}"));
        assert_eq!(sandbox.send(request.body("null".into()).unwrap()).await.status, 204);
    }
}
