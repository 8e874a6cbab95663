//! `GET /creditors/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;
use crate::{reply, serializers};

/// Shows a creditor.
pub(crate) async fn get_creditor(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let creditor = ledger.organisation_of(&caller)?.creditors.get(&id).ok_or_else(Refusal::resource_not_found)?;
    Ok(reply::found(NAME, serializers::creditor(creditor)))
}

#[cfg(test)]
mod tests {
    use insta::internals::Content;

    use crate::testing::TestSandbox;

    fn id_of(prefix: &str, value: &Content) -> String {
        let id = value.as_str().unwrap();
        assert!(id.len() == 14 && id.starts_with(prefix), "{id}");
        format!("[{prefix}…]")
    }

    #[tokio::test]
    async fn the_invented_merchant_is_verified_and_can_collect() {
        let sandbox = TestSandbox::new();
        let list = sandbox.get("/creditors").await.json;
        let id = list["creditors"][0]["id"].as_str().unwrap();
        let answer = sandbox.get(&format!("/creditors/{id}")).await;
        insta::with_settings!({ sort_maps => true }, {
            insta::assert_json_snapshot!(answer.json, {
                ".creditors.id" => insta::dynamic_redaction(|value, _| id_of("CR", &value)),
                ".creditors.links" => "[an account for each currency]",
                ".creditors.scheme_identifiers[].id" => insta::dynamic_redaction(|value, _| id_of("SU", &value)),
            });
        });
        let accounts = answer.json["creditors"]["links"].as_object().unwrap();
        assert!(accounts.len() == 8 && accounts.values().all(serde_json::Value::is_string));
        sandbox.get("/creditors/CR123").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
