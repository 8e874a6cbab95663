//! `POST /mandate_imports`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{MandateImport, MandateImportLinks, WhichCreditor};
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Source: API reference, "Mandate Imports".
const SCHEMES: [&str; 10] =
    ["ach", "autogiro", "bacs", "becs", "becs_nz", "betalingsservice", "faster_payments", "pad", "pay_to", "sepa_core"];

/// Begins a mandate import, to which entries are then added.
pub(crate) async fn create_mandate_import(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let scheme = form.required_one_of("scheme", &SCHEMES);
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.clone());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    form.check()?;

    let creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;
    let import = MandateImport {
        id: organisation.ids.plain("IM"),
        scheme,
        status: "created",
        created_at: written(now),
        links: MandateImportLinks { creditor },
    };
    organisation.made.remember(&caller, &key, &import.id);
    organisation.mandate_imports.add(import.clone());
    Ok(reply::created(NAME, &import.id, &import))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_scheme_is_required_and_the_creditor_known() {
        let sandbox = TestSandbox::new();
        for body in [json!(null), json!({"mandate_imports": {"scheme": "sepa"}})] {
            let error = sandbox.post("/mandate_imports", body).await.assert_invalid();
            assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/mandate_imports/scheme"));
        }
        let body = json!({"mandate_imports": {"scheme": "bacs", "links": {"creditor": "CR1"}}});
        sandbox.post("/mandate_imports", body).await.assert_refused(404, "invalid_api_usage", "link_not_found");
    }
}
