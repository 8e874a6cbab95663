//! `GET /events/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows an event.
pub(crate) async fn get_event(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let event = ledger.organisation_of(&caller)?.events.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, event))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_event_has_its_keys_in_the_recorded_order() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        let id = sandbox.events()[0].id.clone().unwrap().to_string();
        let answer = sandbox.get(&format!("/events/{id}")).await;
        assert_eq!(
            answer.text,
            format!(
                "{{\"events\":{{\"id\":\"{id}\",\"created_at\":\"2026-03-02T09:00:00.000Z\",\
                 \"resource_type\":\"mandates\",\"action\":\"created\",\"metadata\":{{}},\
                 \"details\":{{\"origin\":\"api\",\"cause\":\"mandate_created\",\
                 \"description\":\"Mandate created via the API.\"}},\
                 \"links\":{{\"mandate\":\"{mandate}\"}},\"resource_metadata\":{{}}}}}}"
            )
        );
        sandbox.get("/events/EV123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
