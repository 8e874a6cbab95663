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

/// Submits a mandate import; entries cannot be added any more, and are processed on the next working day.
pub(crate) async fn submit_mandate_import(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    if organisation.mandate_imports.get(&id).is_none() {
        return Err(Refusal::resource_not_found());
    }
    document.action(NAME)?;
    let message = "Mandate import has already been submitted or cancelled";
    let import = organisation.submit_mandate_import(&id, now);
    let import = import.ok_or_else(|| Refusal::state("submit_failed", message))?;
    Ok(reply::found(NAME, &import))
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

    #[tokio::test]
    async fn every_entry_becomes_a_mandate_or_tells_why_not() {
        let sandbox = TestSandbox::new();
        let made = sandbox.post("/mandate_imports", json!({"mandate_imports": {"scheme": "sepa_core"}})).await.json;
        let id = made["mandate_imports"]["id"].as_str().unwrap();
        for (name, iban) in [("Hut", "DE89370400440532013000"), ("Shed", "GB60BARC20000055779911")] {
            let entry = json!({"mandate_import_entries": {
                "record_identifier": name, "customer": {"company_name": name, "email": "hut@example.com"},
                "bank_account": {"account_holder_name": name, "iban": iban, "metadata": {"row": "1"}},
                "mandate": {"metadata": {"old": "yes"}}, "links": {"mandate_import": id}
            }});
            assert_eq!(sandbox.post("/mandate_import_entries", entry).await.status, 201);
        }
        sandbox.post(&format!("/mandate_imports/{id}/actions/submit"), json!(null)).await;
        for (hours, status) in [(22, "submitted"), (1, "processing"), (1, "processed")] {
            sandbox.advance(std::time::Duration::from_hours(hours));
            let import = sandbox.get(&format!("/mandate_imports/{id}")).await.json;
            assert_eq!(import["mandate_imports"]["status"], status);
        }
        let list = |status: &str| {
            let path = format!("/mandate_import_entries?mandate_import={id}&status={status}");
            let sandbox = sandbox.clone();
            async move { sandbox.get(&path).await.json["mandate_import_entries"].clone() }
        };
        let [mandate] = &sandbox.mandates()[..] else { panic!("{:?}", sandbox.mandates()) };
        let good = list("successfully_processed").await;
        assert_eq!(good[0]["record_identifier"], "Hut");
        let links = json!({
            "mandate_import": id, "customer": mandate.links.customer, "mandate": mandate.id,
            "customer_bank_account": mandate.links.customer_bank_account
        });
        assert_eq!(good[0]["links"], links);
        assert_eq!((mandate.status.as_str(), mandate.metadata["old"].as_str()), ("pending_submission", "yes"));
        assert_eq!(sandbox.customer_bank_accounts()[0].metadata["row"], "1");
        let bad = list("unsuccessfully_processed").await;
        assert_eq!(bad[0]["links"], json!({ "mandate_import": id }));
        assert!(bad[0]["processing_errors"]["bank_account"].is_array(), "{bad}");
    }
}
