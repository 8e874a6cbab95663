//! `/_sandbox/customer_notifications`.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::cannot_follow;
use crate::error::Refusal;
use crate::exchange;
use crate::ledger::NOTIFICATION_TYPES;
use crate::parameters::Document;
use crate::sandbox::Sandbox;

/// Something to tell a payer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Announcement {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default = "two_days")]
    deadline_seconds: u32,
    #[serde(default)]
    links: Map<String, Value>,
}

/// `POST`: makes a customer notification for the merchant to handle, as a webhook would announce it.
pub(crate) async fn announce_customer_notification(
    State(sandbox): State<Sandbox>,
    document: Document,
) -> Result<Response, Refusal> {
    let announcement: Announcement = serde_json::from_value(document.into_value())
        .map_err(|error| cannot_follow(&format!("This is no notification: {error}")))?;
    if !NOTIFICATION_TYPES.contains(&announcement.kind.as_str()) {
        return Err(cannot_follow(&format!("`type` must be one of {}", NOTIFICATION_TYPES.join(", "))));
    }
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let deadline = now.saturating_add(SignedDuration::from_secs(announcement.deadline_seconds.into())).unwrap_or(now);
    let notification = ledger.first_organisation().announce(announcement.kind, announcement.links, deadline, now);
    Ok(exchange::json(StatusCode::OK, &json!({ "customer_notifications": notification })))
}

fn two_days() -> u32 {
    2 * 24 * 60 * 60
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_no_notification_is_refused() {
        let sandbox = TestSandbox::new();
        for body in [json!(null), json!({"type": "shoe"}), json!({"type": "mandate_created", "deadline": 1})] {
            assert_eq!(sandbox.post("/_sandbox/customer_notifications", body).await.status, 422);
        }
    }
}
