//! `GET /healthz`, `GET /readyz`

use serde_json::json;

use crate::support::TestMerchant;

#[tokio::test]
async fn a_healthy_server_is_alive_and_ready_without_gocardless() {
    let merchant = TestMerchant::start().await;
    assert_eq!(merchant.browser().get("/healthz").await.status, 204);
    let ready = merchant.browser().get("/readyz").await;
    assert_eq!(ready.status, 200);
    assert_eq!(
        ready.json(),
        json!({ "ready": true, "store": { "readable": true, "writable": true, "migrated": true } })
    );
    assert_eq!(merchant.sandbox.requests().len(), 0);
}
