//! `GET /scheme_identifiers/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::Record;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a scheme identifier.
pub(crate) async fn get_scheme_identifier(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let all = ledger.organisation_of(&caller)?.scheme_identifiers();
    let found = all.into_iter().find(|(_, identifier)| Record::id(*identifier) == id);
    Ok(reply::found(NAME, found.ok_or_else(Refusal::resource_not_found)?.1))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_unknown_one_is_not_found() {
        let answer = TestSandbox::new().get("/scheme_identifiers/SU1").await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
