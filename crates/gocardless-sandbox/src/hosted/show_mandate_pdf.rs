//! Mandates on paper, as browsers open them.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bank_details::Scheme;
use signup_api::HostedFlowStatus;

use super::billing::BillingVisit;
use super::notice;
use super::visit::Visit;
use crate::error::Refusal;
use crate::handlers::mandate_pdfs::{accepted_languages, blank, paper_of_mandate};
use crate::mandate_pdfs::{Language, draw};
use crate::path_id::PathId;
use crate::query::Query;
use crate::sandbox::Sandbox;

/// Nothing else may be loaded or framed by it; a reader's own styles may.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/// `GET /mandate_preview/{id}`: the PDF that `POST /mandate_pdfs` has made, for who knows its address.
pub(crate) async fn show_mandate_pdf(State(sandbox): State<Sandbox>, id: Result<PathId, Refusal>) -> Response {
    let file = id.ok().and_then(|PathId(id)| sandbox.ledger().mandate_pdf(&id).map(<[u8]>::to_vec));
    file.map_or_else(notice::no_document, pdf)
}

/// `GET /flow/{id}/mandate_pdf`: the mandate that the payer has just set up, for as long as the confirmation is shown;
/// while the flow is open, the paper form of the scheme, to be filled in and signed by hand.
///
/// `?scheme=` names the scheme of the paper form, where the merchant left it open.
pub(crate) async fn show_flow_mandate(
    State(sandbox): State<Sandbox>,
    headers: HeaderMap,
    id: Result<PathId, Refusal>,
    query: Query,
) -> Response {
    let accepted = accepted_languages(&headers);
    let wanted = query.one("scheme").and_then(|scheme| scheme.parse().ok());
    let of_flow =
        |PathId(id)| paper_form(&sandbox, &id, wanted, &accepted).or_else(|| mandate_of(&sandbox, &id, &accepted));
    id.ok().and_then(of_flow).map_or_else(notice::no_document, pdf)
}

/// The paper form of an open flow: of its scheme, or else of the one that is wanted or that the payer's country has.
fn paper_form(sandbox: &Sandbox, flow: &str, wanted: Option<Scheme>, accepted: &str) -> Option<Vec<u8>> {
    let (fixed, country) = if let Some(visit) = BillingVisit::to(sandbox, flow) {
        visit.on_paper()?
    } else {
        let visit = Visit::to(sandbox, flow).filter(|visit| visit.flow.status == HostedFlowStatus::Open)?;
        (visit.scheme, visit.flow.payer.country_code)
    };
    let ledger = sandbox.ledger();
    let now = ledger.now();
    let creditor = ledger.creditor_of_flow(flow)?;
    let scheme = fixed.or(wanted).unwrap_or_else(|| Scheme::of_country(country.as_deref().unwrap_or("GB")));
    let mut paper = blank(&creditor, scheme, now);
    paper.language = Language::accepted(accepted, scheme);
    Some(draw(&paper))
}

fn mandate_of(sandbox: &Sandbox, flow: &str, accepted: &str) -> Option<Vec<u8>> {
    let visit = Visit::to(sandbox, flow)?;
    if visit.flow.status != HostedFlowStatus::Completed || !visit.is_confirmation_shown {
        return None;
    }
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_with_flow(flow)?;
    let mandate = organisation.redirect_flows.get(flow)?.flow.links.mandate.clone()?;
    let mut paper = paper_of_mandate(mandate.as_str(), organisation, now).ok()?;
    paper.language = Language::accepted(accepted, paper.scheme);
    Some(draw(&paper))
}

fn pdf(file: Vec<u8>) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/pdf"),
        (header::CONTENT_DISPOSITION, "inline; filename=\"mandate.pdf\""),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers.map(|(name, value)| (name, HeaderValue::from_static(value))), file).into_response()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_payer_has_the_mandate_as_long_as_its_confirmation() {
        let sandbox = TestSandbox::new();
        let id = sandbox.submitted_flow().await;
        let path = format!("/flow/{id}/mandate_pdf");
        assert_eq!(sandbox.visit(&path).await.status, 404, "there is no mandate yet, and nothing left to sign");

        let complete = format!("/redirect_flows/{id}/actions/complete");
        assert_eq!(sandbox.post(&complete, json!({"data": {"session_token": "s1"}})).await.status, 200);
        let page = sandbox.visit(&format!("/flow/{id}/success")).await;
        assert!(page.text.contains(&format!("href=\"{path}\"")), "{}", page.text);
        let pdf = sandbox.visit(&path).await;
        assert_eq!(
            (pdf.status, &pdf.text[..8], &pdf.headers["cache-control"]),
            (200, "%PDF-1.7", &"no-store".parse().unwrap())
        );
        assert!(pdf.text.contains("(FRANK OSBORNE)") && !pdf.text.contains("(55779911)"));

        sandbox.advance(Duration::from_mins(16));
        assert_eq!(sandbox.visit(&path).await.status, 404);
    }

    #[tokio::test]
    async fn an_open_flow_has_the_paper_form_of_its_scheme() {
        let sandbox = TestSandbox::new();
        let open = sandbox.flow().await;
        let request = sandbox.billing_request(json!({"mandate_request": {}})).await;
        let billing = sandbox.billing_request_flow(&request, json!({})).await;
        let fixed = sandbox.flow_with(json!({"scheme": "autogiro"})).await;
        for (flow, query, title) in [
            (&open, "", "Instruction to your bank"),
            (&open, "?scheme=sepa_core", "SEPA Direct Debit"),
            (&billing, "?scheme=sepa_core", "SEPA Direct Debit"),
            (&fixed, "?scheme=bacs", "Autogiro"),
        ] {
            let pdf = sandbox.visit(&format!("/flow/{flow}/mandate_pdf{query}")).await;
            assert_eq!((pdf.status, &pdf.headers["content-type"]), (200, &"application/pdf".parse().unwrap()));
            assert!(pdf.text.contains(title), "{flow} {query}: {}", &pdf.text[..2000.min(pdf.text.len())]);
        }
        sandbox.advance(Duration::from_mins(30));
        assert_eq!(sandbox.visit(&format!("/flow/{open}/mandate_pdf")).await.status, 404);
    }

    #[tokio::test]
    async fn who_may_not_authorise_alone_is_shown_the_way_out() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        let page = sandbox.fill_in(&format!("/flow/{id}"), &[("authority", "no"), ("iban", "")]).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("You need another way to authorise this"));
        assert!(page.text.contains(&format!("href=\"/flow/{id}/mandate_pdf?scheme=sepa_core\"")), "{}", page.text);
    }
}
