//! `POST /flow/{id}/actions/submit`: the payer's confirmation, from the component.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use signup_api::{Data, Flows, HostedFlowStatus, Submission, Submitted};

use super::billing::{self, BillingVisit};
use super::details::check_details;
use super::same_origin::SameOrigin;
use super::visit::way_back;
use crate::error::Refusal;
use crate::exchange::json;
use crate::handlers::redirect_flows::{already_completed, expired};
use crate::ledger::{Progress, prefilled_payer};
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Keeps what the payer confirms until the merchant completes the flow, and tells where to go.
///
/// Sent again before that, it answers the same and what was sent last counts.
pub(crate) async fn submit_flow(
    State(sandbox): State<Sandbox>,
    PathId(id): PathId,
    _: SameOrigin,
    document: Document,
) -> Result<Response, Refusal> {
    if let Some(visit) = BillingVisit::to(&sandbox, &id) {
        return billing::submit(&sandbox, &visit, document);
    }
    let submission = serde_json::from_value::<Data<Submission>>(document.into_value());
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let record = ledger.organisation_with_flow(&id).and_then(|organisation| organisation.redirect_flows.get_mut(&id));
    let record = record.ok_or_else(Refusal::resource_not_found)?;
    match record.status(now) {
        HostedFlowStatus::Completed => return Err(already_completed()),
        HostedFlowStatus::Expired => return Err(expired()),
        HostedFlowStatus::Open | HostedFlowStatus::Submitted => {}
    }
    let submission = submission.map_err(|_| {
        Refusal::invalid_document("Send {\"data\": {\"payer\": {…}, \"bank_account\": {…}}} with texts as values.")
    })?;
    let scheme = record.flow.scheme.as_ref().and_then(|scheme| scheme.as_str().parse().ok());
    let details =
        check_details(&submission.data, scheme, &prefilled_payer(&record.prefilled)).map_err(Refusal::form)?;
    record.progress = Progress::Submitted(details);
    Ok(json(StatusCode::OK, &Flows { flows: Submitted { redirect_url: way_back(record) } }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::Request;
    use serde_json::json;

    use crate::testing::{TestSandbox, frank};

    #[tokio::test]
    async fn what_is_confirmed_again_answers_the_same_and_the_last_counts() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        let way_back = format!("https://shop.example/ok?basket=7&redirect_flow_id={id}#done");
        let mut changed = frank();
        changed["payer"]["given_name"] = json!("Francis");
        for submission in [frank(), frank(), changed] {
            let answer = sandbox.submit(&id, submission).await;
            assert_eq!((answer.status, answer.json), (200, json!({"flows": {"redirect_url": way_back}})));
        }
        let body = json!({"data": {"session_token": "s1"}});
        sandbox.post(&format!("/redirect_flows/{id}/actions/complete"), body).await;
        assert_eq!(sandbox.customers()[0].given_name.as_deref(), Some("Francis"));
        let late = sandbox.submit(&id, frank()).await;
        late.assert_refused(422, "invalid_state", "redirect_flow_already_completed");
    }

    #[tokio::test]
    async fn wrong_fields_are_told_all_at_once_and_nothing_is_kept() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        let error = sandbox.submit(&id, json!({})).await.assert_invalid();
        let pointers: Vec<_> = error.errors.iter().filter_map(|detail| detail.request_pointer.as_deref()).collect();
        assert_eq!(
            pointers,
            [
                "/customers/given_name",
                "/customers/family_name",
                "/customers/email",
                "/customers/address_line1",
                "/customers/city",
                "/customers/postal_code",
                "/customer_bank_accounts/account_holder_name",
                "/customer_bank_accounts/branch_code",
                "/customer_bank_accounts/account_number",
                "/mandates/authority",
            ]
        );
        assert_eq!(sandbox.visit(&format!("/flow/{id}/details")).await.json["flows"]["status"], "open");
    }

    #[tokio::test]
    async fn the_form_is_told_the_kind_of_each_problem() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        for (field, value, reason) in [
            ("branch_code", json!("20-00"), "short"),
            ("branch_code", json!("20-00-O0"), "character"),
            ("account_number", json!("123456789"), "long"),
            ("account_number", json!(" "), "empty"),
            ("iban", json!("DE89370400440532013001"), "check_digits"),
            ("iban", json!("1234567890123456"), "country"),
            ("account_holder_name", json!(""), "missing"),
            ("account_holder_name", json!("Frank Mismatch"), "name_mismatch"),
            ("account_number", json!("24044444"), "account_closed"),
            ("account_number", json!("25055555"), "unreachable"),
        ] {
            let mut submission = frank();
            submission["bank_account"][field] = value;
            let answer = sandbox.submit(&id, submission).await;
            answer.assert_invalid();
            let error = &answer.json["error"]["errors"][0];
            assert_eq!((&error["field"], &error["reason"]), (&json!(field), &json!(reason)), "{error}");
        }
    }

    #[tokio::test]
    async fn an_expired_flow_takes_nothing() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        sandbox.advance(Duration::from_mins(30));
        sandbox.submit(&id, frank()).await.assert_refused(422, "invalid_state", "redirect_flow_expired");
    }

    #[tokio::test]
    async fn only_json_from_the_page_itself_is_taken() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}/actions/submit", sandbox.flow().await);
        for (content_type, site, body, code) in [
            ("text/plain", "same-origin", json!({ "data": frank() }), 415),
            ("application/json", "cross-site", json!({ "data": frank() }), 403),
            ("application/json", "same-origin", json!({ "payer": {} }), 400),
            ("application/json", "same-origin", json!({ "data": {"payer": {"email": 5}} }), 400),
            ("application/json", "same-origin", json!(null), 400),
        ] {
            let request = Request::post(&path).header("content-type", content_type).header("sec-fetch-site", site);
            let answer = sandbox.send(request.body(body.to_string().into()).unwrap()).await;
            assert_eq!(answer.status, code, "{content_type} {site} {body}");
        }
        assert_eq!(sandbox.submit("RE123", frank()).await.status, 404);
    }
}
