//! `GET /customers/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Shows a customer that has not been removed.
pub(crate) async fn get_customer(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let customer = ledger.organisation_of(&caller)?.customer(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, customer))
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_customer_reads_as_it_was_made() {
        let sandbox = TestSandbox::new();
        let id = sandbox.customer("Hut Ltd").await;
        let answer = sandbox.get(&format!("/customers/{id}")).await;
        assert_eq!((answer.status, &answer.json["customers"]["company_name"]), (200, &"Hut Ltd".into()));
    }

    #[tokio::test]
    async fn what_is_no_id_of_a_customer_is_not_found() {
        let sandbox = TestSandbox::new();
        let mandate = sandbox.mandate().await;
        for id in ["CU123", &mandate, "..%2Fmandates", "%ff%fe", "a%20b", &"A".repeat(500)] {
            let answer = sandbox.get(&format!("/customers/{id}")).await;
            answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
        }
    }
}
