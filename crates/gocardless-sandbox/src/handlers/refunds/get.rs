//! `GET /refunds/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a refund.
pub(crate) async fn get_refund(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.refunds.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.refund))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_refund_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let made = sandbox.try_refund(&sandbox.paid_out_payment().await, 100).await;
        let shown = sandbox.get(&format!("/refunds/{}", sandbox.refunds()[0].id)).await;
        assert_eq!((shown.status, shown.text), (200, made.text));
        sandbox.get("/refunds/RF123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
