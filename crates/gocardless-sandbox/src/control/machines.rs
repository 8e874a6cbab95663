//! `/_sandbox/machines`.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde_json::{Value, json};

use crate::exchange;
use crate::machines::{Transition, billing_request, instalment_schedule, mandate, payment, refund, subscription};

/// `GET`: what can happen to a resource in which of its states, by kind: `{"mandates": [{"on", "from", "to"}]}`.
///
/// `to` is null where the state stays.
pub(crate) async fn show_machines() -> Response {
    let machines = json!({
        "billing_requests": shown(billing_request::TRANSITIONS, |action| action.as_str()),
        "instalment_schedules": shown(instalment_schedule::TRANSITIONS, |action| action.as_str()),
        "mandates": shown(mandate::TRANSITIONS, |action| action.as_str()),
        "payments": shown(payment::TRANSITIONS, |action| action.as_str()),
        "refunds": shown(refund::TRANSITIONS, |action| action.as_str()),
        "subscriptions": shown(subscription::TRANSITIONS, |action| action.as_str()),
    });
    exchange::json(StatusCode::OK, &machines)
}

fn shown<A, S: Serialize>(table: &[Transition<A, S>], name: impl Fn(&A) -> &'static str) -> Value {
    table.iter().map(|row| json!({ "on": name(&row.on), "from": row.from, "to": row.to })).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_tables_are_shown_as_they_are() {
        let machines = TestSandbox::new().visit("/_sandbox/machines").await.json;
        for (kind, row) in [
            ("billing_requests", json!({"on": "fulfilled", "from": ["ready_to_fulfil"], "to": "fulfilled"})),
            ("instalment_schedules", json!({"on": "resumed", "from": ["errored"], "to": "active"})),
            ("mandates", json!({"on": "active", "from": ["submitted"], "to": "active"})),
            ("payments", json!({"on": "chargeback_settled", "from": ["charged_back"], "to": null})),
            ("refunds", json!({"on": "cancelled", "from": ["created", "pending_submission"], "to": "cancelled"})),
            ("subscriptions", json!({"on": "paused", "from": ["active", "paused"], "to": "paused"})),
        ] {
            assert!(machines[kind].as_array().unwrap().contains(&row), "{machines}");
        }
    }
}
