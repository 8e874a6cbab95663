//! `POST /mandate_imports/{id}/actions/submit`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Submits a mandate import; entries cannot be added any more, and nobody processes it.
pub(crate) async fn submit_mandate_import(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let imports = &mut ledger.organisation(caller.organisation).mandate_imports;
    let import = imports.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if !import.is_open() {
        return Err(Refusal::state("submit_failed", "Mandate import has already been submitted or cancelled"));
    }
    import.status = "submitted";
    Ok(reply::found(NAME, &*import))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn it_happens_once_and_ends_the_adding_of_entries() {
        for (action, status, other) in [("submit", "submitted", "cancel"), ("cancel", "cancelled", "submit")] {
            let sandbox = TestSandbox::new();
            let made = sandbox.post("/mandate_imports", json!({"mandate_imports": {"scheme": "bacs"}})).await.json;
            let id = made["mandate_imports"]["id"].as_str().unwrap();
            let path = |action: &str| format!("/mandate_imports/{id}/actions/{action}");
            let answer = sandbox.post(&path(action), json!(null)).await;
            assert_eq!((answer.status, &answer.json["mandate_imports"]["status"]), (200, &json!(status)));
            for action in [action, other] {
                assert_eq!(sandbox.post(&path(action), json!(null)).await.status, 422);
            }
            let entry = json!({"mandate_import_entries": {
                "customer": {"company_name": "Hut"}, "links": {"mandate_import": id},
                "bank_account": {"account_holder_name": "Hut", "iban": "DE89370400440532013000"}
            }});
            let answer = sandbox.post("/mandate_import_entries", entry).await;
            answer.assert_refused(422, "invalid_state", "mandate_import_not_open");
        }
    }
}
