//! `PUT /customers/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::fill_customer;

/// Replaces the fields that are sent; the others stay.
pub(crate) async fn update_customer(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    let mut customer = organisation.customer(&id).cloned().ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.envelope(NAME)?;
    fill_customer(&mut form, &mut customer);
    form.check()?;

    organisation.change_customer(&customer);
    Ok(reply::found(NAME, &customer))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn fields_that_are_sent_change_and_the_others_stay() {
        let sandbox = TestSandbox::new();
        let id = sandbox.customer("Hut Ltd").await;
        let path = format!("/customers/{id}");
        for (fields, city, metadata) in [
            (json!({"city": "York", "metadata": {"a": "1", "b": "2"}}), json!("York"), json!({"a": "1", "b": "2"})),
            (json!({"metadata": {"c": "3"}}), json!("York"), json!({"c": "3"})),
            (json!({"city": null}), json!(null), json!({"c": "3"})),
            (json!({}), json!(null), json!({"c": "3"})),
        ] {
            let answer = sandbox.put(&path, json!({ "customers": fields })).await;
            assert_eq!((&answer.json["customers"]["city"], &answer.json["customers"]["metadata"]), (&city, &metadata));
            assert_eq!(answer.json["customers"]["company_name"], "Hut Ltd");
        }
    }

    #[tokio::test]
    async fn a_refused_change_changes_nothing() {
        let sandbox = TestSandbox::new();
        let id = sandbox.customer("Hut Ltd").await;
        let path = format!("/customers/{id}");
        let before = sandbox.get(&path).await.text;
        for fields in [json!({"company_name": null}), json!({"city": "York", "email": "nowhere"})] {
            sandbox.put(&path, json!({ "customers": fields })).await.assert_invalid();
        }
        assert_eq!(sandbox.get(&path).await.text, before);
    }

    #[tokio::test]
    async fn a_swedish_identity_number_is_set_once() {
        let sandbox = TestSandbox::new();
        let made = sandbox.post("/customers", json!({"customers": {"company_name": "Stuga AB"}})).await.json;
        let path = format!("/customers/{}", made["customers"]["id"].as_str().unwrap());
        let set = |number: &str| json!({"customers": {"swedish_identity_number": number}});
        assert_eq!(sandbox.put(&path, set("556564-5404")).await.status, 200);
        assert_eq!(sandbox.put(&path, set("556564-5404")).await.status, 200);
        sandbox.put(&path, set("212000-0142")).await.assert_invalid();
    }
}
