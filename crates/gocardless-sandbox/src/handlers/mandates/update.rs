//! `PUT /mandates/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Replaces the metadata; nothing else of a mandate can be changed.
pub(crate) async fn update_mandate(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let mandates = &mut ledger.organisation_of(&caller)?.mandates;
    let record = mandates.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    let mut form = document.envelope(NAME)?;
    form.change_metadata(&mut record.mandate.metadata);
    form.check()?;
    Ok(reply::found(NAME, serializers::mandate(record.shown(now))))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn only_metadata_changes() {
        let sandbox = TestSandbox::new();
        let path = format!("/mandates/{}", sandbox.mandate().await);
        let body = json!({"mandates": {"metadata": {"contract": "1"}, "status": "active"}});
        let answer = sandbox.put(&path, body).await;
        assert_eq!(answer.json["mandates"]["metadata"], json!({"contract": "1"}));
        assert_eq!(answer.json["mandates"]["status"], "pending_submission");
        sandbox.put(&path, json!({"mandates": {"metadata": {"contract": 1}}})).await.assert_invalid();
        assert_eq!(sandbox.get(&path).await.json["mandates"]["metadata"], json!({"contract": "1"}));
    }
}
