//! Billing requests, and flows for them.

use serde_json::{Value, json};

use super::{Answer, TestSandbox, frank, franks_details};

impl TestSandbox {
    /// A billing request of what is asked for.
    pub(crate) async fn billing_request(&self, asked: Value) -> String {
        self.post("/billing_requests", json!({ "billing_requests": asked })).await.id("billing_requests")
    }

    /// Does something to a billing request.
    pub(crate) async fn act(&self, id: &str, action: &str, data: Value) -> Answer {
        self.post(&format!("/billing_requests/{id}/actions/{action}"), json!({ "data": data })).await
    }

    /// A billing request of a mandate in pounds, with everything collected and confirmed.
    pub(crate) async fn ready_billing_request(&self) -> String {
        let id = self.billing_request(json!({"mandate_request": {"scheme": "bacs"}})).await;
        for (action, data) in [
            ("collect_customer_details", franks_details()),
            ("collect_bank_account", frank()["bank_account"].clone()),
            ("confirm_payer_details", json!({})),
        ] {
            let answer = self.act(&id, action, data).await;
            assert_eq!(answer.status, 200, "{action}: {}", answer.text);
        }
        id
    }

    /// A flow through the hosted pages for a billing request, with further or other fields.
    pub(crate) async fn billing_request_flow(&self, billing_request: &str, fields: Value) -> String {
        let mut body =
            json!({"redirect_uri": "https://shop.example/ok", "links": {"billing_request": billing_request}});
        for (name, value) in fields.as_object().unwrap() {
            body[name] = value.clone();
        }
        let made = self.post("/billing_request_flows", json!({ "billing_request_flows": body })).await;
        made.id("billing_request_flows")
    }
}
