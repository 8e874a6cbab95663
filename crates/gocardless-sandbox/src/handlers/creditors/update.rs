//! `PUT /creditors/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::validation::fill_creditor;
use crate::{reply, serializers};

/// Replaces name, address and reference prefix where they are sent; the others stay.
pub(crate) async fn update_creditor(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let creditors = &mut ledger.organisation_of(&caller)?.creditors;
    let record = creditors.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.envelope(NAME)?;
    let mut changed = record.clone();
    fill_creditor(&mut form, &mut changed);
    form.check()?;

    *record = changed;
    Ok(reply::found(NAME, serializers::creditor(record)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_sent_changes_and_the_rest_stays() {
        let sandbox = TestSandbox::new();
        let list = sandbox.get("/creditors").await.json;
        let path = format!("/creditors/{}", list["creditors"][0]["id"].as_str().unwrap());
        let body = json!({"creditors": {"name": "Southwind Ltd", "bank_reference_prefix": "SW"}});
        let answer = sandbox.put(&path, body).await;
        let creditor = &answer.json["creditors"];
        assert_eq!([&creditor["name"], &creditor["city"]], ["Southwind Ltd", "Whitby"]);
        assert_eq!(creditor["bank_reference_prefix"], "SW");
        sandbox.put(&path, json!({"creditors": {"name": null, "city": "York"}})).await.assert_invalid();
        assert_eq!(sandbox.get(&path).await.json["creditors"]["city"], "Whitby");
    }
}
