//! `GET /flow/{id}/details`: the flow, for the component.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use signup_api::Flows;

use super::billing::BillingVisit;
use super::visit::Visit;
use crate::error::Refusal;
use crate::exchange::json;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// Shows a flow as its hosted page may: what was filled in, only as long as the payer can fill in more.
pub(crate) async fn get_flow(State(sandbox): State<Sandbox>, PathId(id): PathId) -> Result<Response, Refusal> {
    if let Some(visit) = BillingVisit::to(&sandbox, &id) {
        return Ok(json(StatusCode::OK, &Flows { flows: visit.for_component(&sandbox) }));
    }
    let visit = Visit::to(&sandbox, &id).ok_or_else(Refusal::resource_not_found)?;
    Ok(json(StatusCode::OK, &Flows { flows: visit.flow }))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_page_may_see_who_collects_what_for_and_what_was_filled_in() {
        let sandbox = TestSandbox::new();
        let prefilled = json!({"prefilled_customer": {"given_name": "Frank", "email": "frank@example.com"}});
        let id = sandbox.flow_with(prefilled).await;
        let answer = sandbox.visit(&format!("/flow/{id}/details")).await;
        assert_eq!(answer.headers["cache-control"], "no-store");
        let mut shown = answer.json.clone();
        assert_eq!(shown["flows"]["terms"].take().as_array().map(Vec::len), Some(8));
        assert_eq!(
            shown,
            json!({"flows": {
                "id": id, "status": "open", "description": "Club fee", "scheme": null,
                "creditor": {
                    "name": "Northwind Magazines Ltd", "statement_name": "NORTHWIND MAGS", "scheme_reference": "420042",
                    "address": ["14 Harbour Row", "Whitby", "North Yorkshire", "YO21 3PU"], "country_code": "GB",
                    "email": "subscriptions@northwind.example", "phone_number": "+44 1632 960123"
                },
                "terms": null,
                "payer": {"given_name": "Frank", "email": "frank@example.com"},
                "redirect_url": format!("https://shop.example/ok?basket=7&redirect_flow_id={id}#done")
            }})
        );
        assert!(!answer.text.contains("s1\""));
    }

    #[tokio::test]
    async fn the_status_follows_the_flow() {
        let sandbox = TestSandbox::new();
        let submitted = sandbox.submitted_flow().await;
        let open = sandbox.flow().await;
        let status =
            async |id: &str| sandbox.visit(&format!("/flow/{id}/details")).await.json["flows"]["status"].clone();
        assert_eq!([status(&open).await, status(&submitted).await], ["open", "submitted"]);
        let body = json!({"data": {"session_token": "s1"}});
        sandbox.post(&format!("/redirect_flows/{submitted}/actions/complete"), body).await;
        sandbox.advance(Duration::from_mins(30));
        assert_eq!([status(&open).await, status(&submitted).await], ["expired", "completed"]);
    }

    #[tokio::test]
    async fn an_unknown_flow_is_not_found() {
        let answer = TestSandbox::new().visit("/flow/RE123/details").await;
        answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
    }
}
