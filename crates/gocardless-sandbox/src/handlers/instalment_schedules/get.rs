//! `GET /instalment_schedules/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows an instalment schedule.
pub(crate) async fn get_instalment_schedule(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let schedules = &ledger.organisation_of(&caller)?.instalment_schedules;
    let record = schedules.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, &record.schedule))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_unknown_schedule_is_not_found() {
        let answer = TestSandbox::new().get("/instalment_schedules/IS123").await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
