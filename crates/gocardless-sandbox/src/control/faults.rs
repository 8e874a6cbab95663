//! `/_sandbox/faults`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange::json;
use crate::faults::Fault;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Pending {
    faults: Vec<Fault>,
}

/// `GET`: the faults that have not befallen all their calls yet.
pub(crate) async fn list_faults(State(sandbox): State<Sandbox>) -> Response {
    json(StatusCode::OK, &Pending { faults: sandbox.faults().pending().cloned().collect() })
}

/// `POST`: adds a [`Fault`] and answers the list.
pub(crate) async fn add_fault(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let fault: Fault = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("This is no fault: {error}")))?;
    if fault.status.is_some_and(|status| !(200..600).contains(&status)) {
        return Err(cannot_follow("`status` must be a number from 200 to 599"));
    }
    sandbox.add_fault(fault);
    Ok(list_faults(State(sandbox)).await)
}

/// `DELETE`: takes back the faults that have not befallen all their calls yet.
pub(crate) async fn clear_faults(State(sandbox): State<Sandbox>) -> StatusCode {
    sandbox.clear_faults();
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_fault_is_listed_until_it_has_befallen_all_its_calls() {
        let sandbox = TestSandbox::new();
        let added = sandbox.post("/_sandbox/faults", json!({"path": "/customers", "times": 2, "status": 503})).await;
        assert_eq!(added.json["faults"][0]["times"], 2);
        assert_eq!(sandbox.get("/customers").await.status, 503);
        assert_eq!(sandbox.visit("/_sandbox/faults").await.json["faults"][0]["times"], 1);
        assert_eq!(sandbox.get("/customers").await.status, 503);
        assert_eq!(sandbox.visit("/_sandbox/faults").await.json, json!({"faults": []}));
        assert_eq!(sandbox.get("/customers").await.status, 200);
        sandbox.post("/_sandbox/faults", json!({"path": "/", "times": 100, "status": 500})).await;
        assert_eq!(sandbox.delete("/_sandbox/faults").await.status, 204);
        assert_eq!(sandbox.get("/customers").await.status, 200);
    }

    #[tokio::test]
    async fn what_is_no_fault_is_refused_with_the_reason() {
        let sandbox = TestSandbox::new();
        for (body, part) in [
            (json!({}), "missing field `path`"),
            (json!({"path": "/", "statsu": 500}), "unknown field `statsu`"),
            (json!({"path": "/", "status": 100}), "from 200 to 599"),
            (json!({"path": "/", "drop": "during"}), "unknown variant `during`"),
        ] {
            let answer = sandbox.post("/_sandbox/faults", body).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text.contains(part), "{part}: {}", answer.text);
        }
    }
}
