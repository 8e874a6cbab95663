//! `POST /flow/{id}/exit`: the payer leaves without finishing.

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use gocardless_api::Metadata;

use super::visit::BillingVisit;
use crate::hosted::notice;
use crate::hosted::same_origin::SameOrigin;
use crate::machines::Origin;
use crate::machines::billing_request::BillingRequestAction as Action;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Tells it and leads to the merchant's `exit_uri`; the flow stays open.
pub(crate) async fn exit_flow(State(sandbox): State<Sandbox>, PathId(id): PathId, _: SameOrigin) -> Response {
    let Some(visit) = BillingVisit::to(&sandbox, &id) else { return notice::unknown() };
    let Some(url) = &visit.flow.exit_uri else { return Redirect::to(&visit.path()).into_response() };
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    if let Some(organisation) = ledger.organisation_with_billing_request_flow(&id) {
        // A billing request that is over tells nothing any more.
        let _ = organisation.flow_happens(&id, Action::FlowExited, Origin::Payer, Metadata::new(), now);
    }
    Redirect::to(url).into_response()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn leaving_is_told_and_leads_to_the_merchant() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let flow = sandbox.billing_request_flow(&request, json!({"exit_uri": "https://shop.example/exit"})).await;
        for _ in 0..2 {
            assert!(sandbox.visit(&format!("/flow/{flow}")).await.text.contains("Leave without finishing"));
        }
        let answer = sandbox.fill_in(&format!("/flow/{flow}/exit"), &[]).await;
        assert_eq!(answer.headers["location"], "https://shop.example/exit");
        assert_eq!(sandbox.told("billing_requests"), ["created", "flow_created", "flow_visited", "flow_exited"]);
        let event = sandbox.events().pop().unwrap();
        assert_eq!(event.details.origin.as_deref(), Some("payer"));
        assert_eq!(event.links.get("billing_request_flow"), Some(flow.as_str()));
    }
}
