//! `PUT /instalment_schedules/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces the metadata; nothing else of a schedule can be changed.
pub(crate) async fn update_instalment_schedule(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let schedules = &mut ledger.organisation_of(&caller)?.instalment_schedules;
    let schedule = &mut schedules.get_mut(&id).ok_or_else(Refusal::resource_not_found)?.schedule;
    let mut form = document.envelope(NAME)?;
    let mut metadata = schedule.metadata.clone();
    form.change_metadata(&mut metadata);
    form.check()?;
    schedule.metadata = metadata;
    Ok(reply::found(NAME, &*schedule))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_metadata_is_replaced_and_nothing_else() {
        let sandbox = TestSandbox::new();
        let id = sandbox.instalment_schedule(&sandbox.mandate().await, json!({"metadata": {"a": "1"}})).await;
        let body = json!({"instalment_schedules": {"metadata": {"order": "2"}, "name": "Other"}});
        let schedule = &sandbox.put(&format!("/instalment_schedules/{id}"), body).await.json["instalment_schedules"];
        assert_eq!((&schedule["metadata"], &schedule["name"]), (&json!({"order": "2"}), &json!("Invoice 1")));
    }
}
