//! `/_sandbox/custom_payment_pages`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use serde_json::json;

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

/// Whether the merchant may have payment pages of its own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Permission {
    enabled: bool,
}

/// `POST`: from now on the merchant may make customers, bank accounts and mandates by the API, or no longer.
pub(crate) async fn permit_custom_payment_pages(
    State(sandbox): State<Sandbox>,
    document: Document,
) -> Result<Response, Refusal> {
    let permission: Permission = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("This says nothing of payment pages: {error}")))?;
    sandbox.ledger().first_organisation().permit_own_pages(permission.enabled);
    Ok(exchange::json(StatusCode::OK, &json!({ "enabled": permission.enabled })))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{TestSandbox, frank};

    #[tokio::test]
    async fn without_permission_only_the_hosted_pages_make_mandates() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let account = sandbox.bank_account(&customer).await;
        let answer = sandbox.post("/_sandbox/custom_payment_pages", json!({"enabled": false})).await;
        assert_eq!((answer.status, answer.json), (200, json!({"enabled": false})));
        for (path, body) in [
            ("/customers", json!({"customers": {"company_name": "Hut Ltd"}})),
            (
                "/customer_bank_accounts",
                json!({"customer_bank_accounts": {
                    "account_holder_name": "Hut", "iban": "DE89370400440532013000", "links": {"customer": customer}
                }}),
            ),
            ("/mandates", json!({"mandates": {"links": {"customer_bank_account": account}}})),
        ] {
            sandbox.post(path, body).await.assert_refused(403, "invalid_api_usage", "forbidden");
        }
        let creditors = sandbox.get("/creditors").await.json;
        assert_eq!(creditors["creditors"][0]["custom_payment_pages_enabled"], false);

        let id = sandbox.flow().await;
        sandbox.submit(&id, frank()).await;
        let complete = json!({"data": {"session_token": "s1"}});
        assert_eq!(sandbox.post(&format!("/redirect_flows/{id}/actions/complete"), complete).await.status, 200);
        sandbox.post("/_sandbox/custom_payment_pages", json!({"enabled": true})).await;
        sandbox.mandate().await;
        assert_eq!(sandbox.post("/_sandbox/custom_payment_pages", json!({})).await.status, 422);
    }
}
