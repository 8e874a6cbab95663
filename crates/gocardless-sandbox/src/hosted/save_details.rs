//! `POST /flow/{id}`: the plain form, filled in.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use signup_api::HostedFlowStatus;

use super::authority::paper;
use super::billing::{self, BillingVisit};
use super::details::check_details;
use super::notice;
use super::read_form::{Sent, read};
use super::same_origin::SameOrigin;
use super::show_flow::{Entered, form_page};
use super::visit::Visit;
use crate::error::Refusal;
use crate::ledger::{Details, Progress};
use crate::parameters::LARGEST_BODY;
use crate::path_id::PathId;
use crate::sandbox::Sandbox;

/// The fields of a sent form.
pub(crate) struct FormFields(Vec<u8>);

/// Keeps what was entered for review, or shows the form again with what is wrong.
///
/// Shown again, the form has everything but the numbers of the bank account.
pub(crate) async fn save_details(
    State(sandbox): State<Sandbox>,
    PathId(id): PathId,
    _: SameOrigin,
    fields: FormFields,
) -> Response {
    if let Some(visit) = BillingVisit::to(&sandbox, &id) {
        return billing::save(&sandbox, &visit, &fields.0);
    }
    let Some(visit) = Visit::to(&sandbox, &id) else { return notice::unknown() };
    if visit.flow.status != HostedFlowStatus::Open {
        return Redirect::to(&format!("/flow/{id}")).into_response();
    }
    let Sent { submission, bank, account_country, refuses_authority } =
        read(url::form_urlencoded::parse(&fields.0).into_owned(), visit.scheme);
    if refuses_authority {
        let flow = format!("/flow/{id}");
        let way_back = Some(visit.way_back.as_str());
        let paper = paper(&flow, bank);
        return notice::needs_paper(&visit.flow.creditor, &flow, way_back, &visit.merchant_origin, &paper);
    }
    match check_details(&submission, visit.scheme, &visit.flow.payer) {
        Ok(details) => {
            keep(&sandbox, &id, details);
            Redirect::to(&format!("/flow/{id}/review")).into_response()
        }
        Err(problems) => {
            let account_holder_name = &submission.bank_account.account_holder_name;
            let entered = Entered {
                payer: &submission.payer,
                account_holder_name,
                bank,
                account_country: &account_country,
                problems: &problems,
            };
            form_page(&sandbox, &visit, StatusCode::UNPROCESSABLE_ENTITY, &entered)
        }
    }
}

impl FormFields {
    /// The fields as they were sent.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// Nothing of a flow that was confirmed in the meantime changes.
fn keep(sandbox: &Sandbox, id: &str, details: Details) {
    let mut ledger = sandbox.ledger();
    let flows = ledger.organisation_with_flow(id).map(|organisation| &mut organisation.redirect_flows);
    let progress = flows.and_then(|flows| flows.get_mut(id)).map(|record| &mut record.progress);
    if let Some(Progress::Open { draft }) = progress {
        *draft = Some(details);
    }
}

impl<S: Send + Sync> FromRequest<S> for FormFields {
    type Rejection = Refusal;

    async fn from_request(request: Request, _: &S) -> Result<Self, Refusal> {
        let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = content_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        if !essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
            let message = "Content-Type must be application/x-www-form-urlencoded";
            return Err(Refusal::usage(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
        }
        let bytes = to_bytes(request.into_body(), LARGEST_BODY).await.map_err(|_| {
            let message = "The request's body is too large";
            Refusal::usage(StatusCode::PAYLOAD_TOO_LARGE, "request_entity_too_large", message)
        })?;
        Ok(Self(bytes.into()))
    }
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn wrong_fields_come_back_with_what_was_entered_but_for_the_numbers() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}", sandbox.flow().await);
        let page = sandbox
            .fill_in(
                &path,
                &[
                    ("given_name", "Frank"),
                    ("email", "frank"),
                    ("country_code", "FR"),
                    ("account_holder_name", "F Osborne"),
                    ("branch_code", "2000"),
                    ("account_number", "55779911"),
                ],
            )
            .await;
        assert_eq!(page.status, 422);
        for part in [
            "<title>Error: Your details – Northwind Magazines Ltd</title>",
            "<div class=\"signup__summary\" role=\"alert\"",
            "<a href=\"#branch_code\">Enter a valid sort code like 309430</a>",
            "<a href=\"#family_name\">Enter your last name</a>",
            "<p class=\"signup__error\" id=\"email-error\"><span class=\"visually-hidden\">Error: </span>Enter an email",
            "aria-invalid=\"true\" aria-describedby=\"branch_code-hint branch_code-error\"",
            "value=\"Frank\"",
            "value=\"F Osborne\"",
            "<option value=\"FR\" selected>France</option>",
        ] {
            assert!(page.text.contains(part), "{part}");
        }
        assert!(!page.text.contains("55779911") && !page.text.contains("value=\"2000\""));
    }

    #[tokio::test]
    async fn an_empty_iban_is_asked_for_as_an_iban() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}", sandbox.flow().await);
        let page = sandbox.fill_in(&path, &[("iban", "")]).await;
        assert!(page.text.contains("<a href=\"#iban\">Enter an IBAN</a>"), "{}", page.text);
        assert!(!page.text.contains("branch_code"));
    }

    #[tokio::test]
    async fn a_form_of_another_site_or_of_another_type_is_refused() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}", sandbox.flow().await);
        for (name, value, code) in [
            ("sec-fetch-site", "cross-site", 403),
            ("origin", "https://evil.example", 403),
            ("content-type", "text/plain", 415),
        ] {
            let mut request = Request::post(&path);
            if name != "content-type" {
                request = request.header("content-type", "application/x-www-form-urlencoded");
            }
            let answer = sandbox.send(request.header(name, value).body("given_name=Frank".into()).unwrap()).await;
            assert_eq!(answer.status, code, "{name}: {value}");
        }
    }

    #[tokio::test]
    async fn a_flow_that_is_over_takes_nothing_and_shows_why() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        let answer = sandbox.fill_in(&format!("/flow/{id}"), &[]).await;
        assert_eq!(
            (answer.status, answer.headers["location"].to_str().unwrap()),
            (303, format!("/flow/{id}").as_str())
        );
        assert_eq!(sandbox.fill_in("/flow/RE123", &[]).await.status, 404);
        let body = json!({"data": {"session_token": "s1"}});
        assert_eq!(sandbox.post(&format!("/redirect_flows/{id}/actions/complete"), body).await.status, 200);
    }
}
