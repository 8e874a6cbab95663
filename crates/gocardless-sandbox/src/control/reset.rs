//! `/_sandbox/reset`.

use axum::extract::State;
use axum::http::StatusCode;

use crate::sandbox::Sandbox;

/// `POST`: forgets everything that happened; the sandbox is as it was at the start.
pub(crate) async fn reset(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.reset();
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn after_a_reset_everything_happens_as_it_did_at_first() {
        let sandbox = TestSandbox::new();
        let first = sandbox.mandate().await;
        sandbox.advance(Duration::from_mins(1));
        sandbox.post("/_sandbox/faults", json!({"path": "/"})).await;
        assert_eq!(sandbox.post("/_sandbox/reset", json!(null)).await.status, 204);
        assert!(sandbox.mandates().is_empty() && sandbox.requests().is_empty());
        assert_eq!(sandbox.visit("/_sandbox/faults").await.json, json!({"faults": []}));
        assert_eq!(sandbox.mandate().await, first);
    }
}
