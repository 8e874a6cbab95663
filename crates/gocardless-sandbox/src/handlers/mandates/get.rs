//! `GET /mandates/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Shows a mandate.
pub(crate) async fn get_mandate(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let record = ledger.organisation_of(&caller)?.mandates.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, serializers::mandate(record.shown(now))))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_mandate_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let id = sandbox.mandate().await;
        let answer = sandbox.get(&format!("/mandates/{id}")).await;
        assert_eq!(answer.json["mandates"]["status"], "pending_submission");
        assert_eq!(answer.json["mandates"]["funds_settlement"], "managed");
        sandbox.get("/mandates/MD123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
