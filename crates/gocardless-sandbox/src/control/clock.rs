//! `/_sandbox/clock`.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::cannot_follow;
use crate::clock::written;
use crate::error::Refusal;
use crate::exchange::json;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

#[derive(Serialize)]
struct Shown {
    now: String,
}

#[derive(Deserialize)]
#[serde(untagged, deny_unknown_fields)]
enum Change {
    Set { now: Timestamp },
    Advance { advance_seconds: u64 },
}

/// `GET`: `{"now": …}`.
pub(crate) async fn show_clock(State(sandbox): State<Sandbox>) -> Response {
    json(StatusCode::OK, &Shown { now: written(sandbox.ledger().now()) })
}

/// `POST`: sets (`{"now": RFC 3339}`) or advances (`{"advance_seconds": n}`) the clock, and answers the new time.
pub(crate) async fn set_clock(State(sandbox): State<Sandbox>, document: Document) -> Result<Response, Refusal> {
    let change = serde_json::from_value(document.into_value());
    let change = change.map_err(|_| cannot_follow("Send {\"now\": RFC 3339} or {\"advance_seconds\": a number}"))?;
    let changed = match change {
        Change::Set { now } => sandbox.change_clock(|clock| clock.set(now)),
        Change::Advance { advance_seconds } => {
            sandbox.change_clock(|clock| clock.advance(Duration::from_secs(advance_seconds)))
        }
    };
    changed.map_err(|error| cannot_follow(&error.to_string()))?;
    Ok(show_clock(State(sandbox)).await)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_clock_is_read_set_and_advanced() {
        let sandbox = TestSandbox::new();
        assert_eq!(sandbox.visit("/_sandbox/clock").await.json, json!({"now": "2026-03-02T09:00:00.000Z"}));
        for (body, now) in [
            (json!({"advance_seconds": 90}), "2026-03-02T09:01:30.000Z"),
            (json!({"now": "2026-06-01T12:00:00+01:00"}), "2026-06-01T11:00:00.000Z"),
        ] {
            assert_eq!(sandbox.post("/_sandbox/clock", body).await.json, json!({ "now": now }));
        }
        assert_eq!(sandbox.ledger().now().to_string(), "2026-06-01T11:00:00Z");
    }

    #[tokio::test]
    async fn what_cannot_be_followed_is_refused_and_changes_nothing() {
        let sandbox = TestSandbox::new();
        for body in [
            json!({}),
            json!(null),
            json!({"now": "tomorrow"}),
            json!({"advance_seconds": -5}),
            json!({"advance_seconds": u64::MAX}),
            json!({"now": "1000-01-01T00:00:00Z"}),
        ] {
            assert_eq!(sandbox.post("/_sandbox/clock", body.clone()).await.status, 422, "{body}");
        }
        assert_eq!(sandbox.ledger().now().to_string(), "2026-03-02T09:00:00Z");
    }
}
