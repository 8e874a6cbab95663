//! `GET /redirect_flows/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a redirect flow.
pub(crate) async fn get_redirect_flow(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let record = ledger.organisation_of(&caller)?.redirect_flows.get(&id);
    Ok(reply::found(NAME, &record.ok_or_else(Refusal::resource_not_found)?.flow))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_flow_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        let answer = sandbox.get(&format!("/redirect_flows/{id}")).await;
        assert_eq!(answer.json["redirect_flows"]["session_token"], "s1");
        sandbox.get("/redirect_flows/RE123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
