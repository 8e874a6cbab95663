//! `GET /mandate_import_entries`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::ledger::MandateImportEntry;
use crate::pagination::page;
use crate::query::{Query, wrong};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Lists the entries of a `mandate_import`, which must be named, newest first; by `status`, which none has before it is
/// processed.
pub(crate) async fn list_mandate_import_entries(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    query: Query,
) -> Result<Response, Refusal> {
    let import = query.one("mandate_import").ok_or_else(|| wrong("mandate_import", Problem::Required))?;
    let mut ledger = sandbox.ledger();
    let entries = &ledger.organisation_of(&caller)?.mandate_import_entries;
    let keep =
        |entry: &MandateImportEntry| entry.links.mandate_import == import && query.allows("status", entry.status());
    Ok(reply::listed(NAME, page(entries.newest_first(), &query, keep)?, |entry| entry))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_entries_of_an_import_are_listed_a_page_at_a_time() {
        let sandbox = TestSandbox::new();
        let made = sandbox.post("/mandate_imports", json!({"mandate_imports": {"scheme": "sepa_core"}})).await.json;
        let import = made["mandate_imports"]["id"].as_str().unwrap();
        for row in ["1", "2", "3"] {
            let entry = json!({"mandate_import_entries": {
                "record_identifier": row, "customer": {"company_name": "Hut"}, "links": {"mandate_import": import},
                "bank_account": {"account_holder_name": "Hut", "iban": "DE89370400440532013000"}
            }});
            let answer = sandbox.post("/mandate_import_entries", entry).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            let expected = json!({"mandate_import_entries": {
                "record_identifier": row, "created_at": "2026-03-02T09:00:00.000Z", "processing_errors": null,
                "links": {"mandate_import": import}
            }});
            assert_eq!(answer.json, expected);
        }
        let path = format!("/mandate_import_entries?mandate_import={import}&limit=2");
        let first = sandbox.get(&path).await.json;
        let after = first["meta"]["cursors"]["after"].as_str().unwrap();
        let rest = sandbox.get(&format!("{path}&after={after}")).await.json;
        assert_eq!(rest["mandate_import_entries"][0]["record_identifier"], "1");
        let none = sandbox.get(&format!("{path}&status=successfully_processed")).await.json;
        assert_eq!(none["mandate_import_entries"], json!([]));
        sandbox.get("/mandate_import_entries").await.assert_invalid();
    }
}
