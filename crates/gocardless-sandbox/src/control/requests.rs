//! `/_sandbox/requests/{id}`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::json;

use crate::error::Refusal;
use crate::exchange;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// `GET`: the bodies of one of the last 200 exchanges, masked; the id is the answer's `X-Request-Id`.
pub(crate) async fn get_request(State(sandbox): State<Sandbox>, PathId(id): PathId) -> Result<Response, Refusal> {
    let bodies = sandbox.record().get(&id).and_then(|exchange| exchange.bodies.clone());
    let bodies = bodies.ok_or_else(Refusal::resource_not_found)?;
    let shown = json!({ "id": id, "request": bodies.request.shown(), "answer": bodies.answer.shown() });
    Ok(exchange::json(StatusCode::OK, &shown))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_exchange_is_shown_with_both_bodies_masked() {
        let sandbox = TestSandbox::new();
        let customer = sandbox.customer("Hut Ltd").await;
        let sent = json!({"customer_bank_accounts": {
            "account_holder_name": "Hut Ltd", "iban": "GB60 BARC 2000 0055 7799 11", "links": {"customer": customer}
        }});
        let made = sandbox.post("/customer_bank_accounts", sent).await;
        let id = made.headers["x-request-id"].to_str().unwrap();
        let shown = sandbox.visit(&format!("/_sandbox/requests/{id}")).await.json;
        assert_eq!(shown["request"]["body"]["customer_bank_accounts"]["iban"], "••••11");
        assert_eq!(shown["request"]["body"]["customer_bank_accounts"]["links"]["customer"], customer);
        assert_eq!(shown["answer"]["body"], made.json);
        assert_eq!(shown["answer"]["bytes"], made.text.len());
    }

    #[tokio::test]
    async fn a_form_is_shown_by_its_fields() {
        let sandbox = TestSandbox::new();
        let flow = sandbox.flow().await;
        let fields = [("given_name", "Frank"), ("account_number", "55779911")];
        let page = sandbox.fill_in(&format!("/flow/{flow}"), &fields).await;
        let id = page.headers["x-request-id"].to_str().unwrap();
        let shown = sandbox.visit(&format!("/_sandbox/requests/{id}")).await.json;
        assert_eq!(shown["request"]["body"], json!({"given_name": "Frank", "account_number": "••••11"}));
        assert_eq!(shown["answer"]["body"], json!(null));
    }

    #[tokio::test]
    async fn what_was_sent_is_on_record_although_a_fault_answered() {
        let sandbox = TestSandbox::new();
        let fault = json!({"path": "/customers", "status": 502, "body": "<h1>Bad gateway</h1>"});
        sandbox.post("/_sandbox/faults", fault).await;
        let sent = json!({"customers": {"company_name": "Hut Ltd"}});
        let answer = sandbox.post("/customers", sent.clone()).await;
        let id = answer.headers["x-request-id"].to_str().unwrap();
        let shown = sandbox.visit(&format!("/_sandbox/requests/{id}")).await.json;
        assert_eq!((&shown["request"]["body"], &shown["answer"]["body"]), (&sent, &json!(null)));
    }

    #[tokio::test]
    async fn an_unknown_one_is_not_there() {
        assert_eq!(TestSandbox::new().visit("/_sandbox/requests/none").await.status, 404);
    }
}
