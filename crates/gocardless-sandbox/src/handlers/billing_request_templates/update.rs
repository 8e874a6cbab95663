//! `PUT /billing_request_templates/{id}`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use super::fill::fill_template;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Replaces what is sent; the rest stays.
pub(crate) async fn update_billing_request_template(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let templates = &mut ledger.organisation_of(&caller)?.billing_request_templates;
    let template = templates.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;

    let mut form = document.envelope(NAME)?;
    let mut changed = template.clone();
    fill_template(&mut form, &mut changed);
    form.check()?;

    changed.updated_at = written(now);
    *template = changed;
    Ok(reply::found(NAME, &*template))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_not_sent_stays() {
        let sandbox = TestSandbox::new();
        let body = json!({"billing_request_templates": {"name": "Gold", "payment_request_description": "Top-up"}});
        let made = sandbox.post("/billing_request_templates", body).await.json;
        let path = format!("/billing_request_templates/{}", made["billing_request_templates"]["id"].as_str().unwrap());
        sandbox.advance(std::time::Duration::from_secs(1));
        let answer = sandbox.put(&path, json!({"billing_request_templates": {"name": "Silver"}})).await;
        let template = &answer.json["billing_request_templates"];
        assert_eq!((&template["name"], &template["payment_request_description"]), (&json!("Silver"), &json!("Top-up")));
        assert_eq!(template["updated_at"], "2026-03-02T09:00:01.000Z");
        for (constraints, is_null) in [(json!({}), false), (json!(null), true)] {
            let body = json!({"billing_request_templates": {"mandate_request_constraints": constraints}});
            let answer = sandbox.put(&path, body).await.json;
            assert_eq!(answer["billing_request_templates"]["mandate_request_constraints"].is_null(), is_null);
        }
        sandbox.put(&path, json!({"billing_request_templates": {"name": 7}})).await.assert_invalid();
        assert_eq!(sandbox.get(&path).await.json["billing_request_templates"]["name"], "Silver");
    }
}
