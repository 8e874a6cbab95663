//! `POST /creditors`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::sandbox::Sandbox;
use crate::validation::{fill_creditor, read_creditor_type};
use crate::{reply, serializers};

/// Makes a further creditor, without scheme identifiers and yet to be verified.
pub(crate) async fn create_creditor(
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
    let mut record = organisation.blank_creditor(now);
    fill_creditor(&mut form, &mut record);
    record.creditor.creditor_type = Some(read_creditor_type(&mut form));
    form.check()?;

    organisation.creditors.add(record.clone());
    let id = record.creditor.id.as_str();
    organisation.made.remember(&caller, &key, id);
    Ok(reply::created(NAME, id, serializers::creditor(&record)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_creditor_begins_unverified() {
        let sandbox = TestSandbox::new();
        let body = json!({"creditors": {"name": "Second Ltd", "country_code": "IE", "creditor_type": "charity"}});
        let answer = sandbox.post("/creditors", body).await;
        let creditor = &answer.json["creditors"];
        assert_eq!(answer.status, 201);
        assert_eq!(creditor["verification_status"], "action_required");
        assert_eq!(creditor["scheme_identifiers"], json!([]));
        assert_eq!(creditor["creditor_type"], "charity");
    }

    #[tokio::test]
    async fn name_country_and_type_are_required() {
        let sandbox = TestSandbox::new();
        let error = sandbox.post("/creditors", json!({"creditors": {}})).await.assert_invalid();
        let fields: Vec<_> = error.errors.iter().filter_map(|detail| detail.field.as_deref()).collect();
        assert_eq!(fields, ["name", "country_code", "creditor_type"]);
        let body = json!({"creditors": {"name": "Second", "country_code": "XX", "creditor_type": "shop"}});
        let error = sandbox.post("/creditors", body).await.assert_invalid();
        assert_eq!(error.errors.len(), 2);
    }
}
