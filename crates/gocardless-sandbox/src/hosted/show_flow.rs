//! `GET /flow/{id}`: where `redirect_url` leads.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::Scheme;
use maud::html;
use signup_api::{HostedFlowStatus, Payer};

use super::form::{BankForm, Form};
use super::frame::{Loads, frame};
use super::headers::page;
use super::notice;
use super::visit::Visit;
use crate::countries;
use crate::path_id::PathId;
use crate::query::Query;
use crate::sandbox::Sandbox;
use crate::validation::FieldProblem;

/// What a payer has entered so far and what is wrong with it.
pub(super) struct Entered<'a> {
    pub(super) payer: &'a Payer,
    pub(super) account_holder_name: &'a str,
    pub(super) bank: BankForm,
    pub(super) problems: &'a [FieldProblem],
}

/// Shows the form: the component where it is built, around and before it the plain one.
pub(crate) async fn show_flow(
    State(sandbox): State<Sandbox>,
    id: Result<PathId, crate::error::Refusal>,
    query: Query,
) -> Response {
    let Some(visit) = id.ok().and_then(|PathId(id)| Visit::to(&sandbox, &id)) else { return notice::unknown() };
    if visit.flow.status != HostedFlowStatus::Open {
        return notice::closed(&visit);
    }
    let draft = visit.draft.as_ref();
    let payer = draft.map_or(&visit.flow.payer, |draft| &draft.payer);
    let bank = match (&visit.scheme, query.one("bank")) {
        (Some(Scheme::SepaCore), _) | (None, Some("iban")) => BankForm::Iban,
        (None, None) if payer.country_code.as_deref().is_some_and(has_ibans_only) => BankForm::Iban,
        _ => BankForm::Uk,
    };
    let account_holder_name = draft.map_or("", |draft| draft.account.holder.0.as_str());
    let entered = Entered { payer, account_holder_name, bank, problems: &[] };
    form_page(&sandbox, &visit, StatusCode::OK, &entered)
}

/// The page with the form as it stands.
pub(super) fn form_page(sandbox: &Sandbox, visit: &Visit, status: StatusCode, entered: &Entered<'_>) -> Response {
    let action = format!("/flow/{}", visit.flow.id);
    let other = match entered.bank {
        BankForm::Uk => format!("{action}?bank=iban"),
        BankForm::Iban => format!("{action}?bank=uk"),
    };
    let form = Form {
        action: &action,
        bank: entered.bank,
        other_bank: visit.scheme.is_none().then_some(other.as_str()),
        payer: entered.payer,
        account_holder_name: entered.account_holder_name,
        problems: entered.problems,
    };
    let heading = "Your details";
    let main = html! {
        mandate-signup flow="hosted" flow-id=(visit.flow.id) backend=(action) locale="en" {
            div class="signup" {
                h2 class="signup__title" { (heading) }
                @if let Some(description) = &visit.flow.description {
                    p class="signup__text" { (description) }
                }
                (form.view())
            }
        }
    };
    let error = if entered.problems.is_empty() { "" } else { "Error: " };
    let title = format!("{error}{heading} – {}", visit.flow.creditor.name);
    let loads = if sandbox.pages().is_some() { Loads::Component } else { Loads::Nothing };
    page(status, Some(&visit.merchant_origin), frame(&title, Some(&visit.flow.creditor), loads, &main))
}

fn has_ibans_only(country: &str) -> bool {
    country != "GB" && countries::is_in_sepa(country)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::json;

    use crate::options::Options;
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn the_page_has_the_plain_form_with_what_was_filled_in() {
        let sandbox = TestSandbox::new();
        let prefilled = json!({"prefilled_customer": {"given_name": "Fr\"><script>ank", "country_code": "GB"}});
        let id = sandbox.flow_with(prefilled).await;
        let page = sandbox.visit(&format!("/flow/{id}")).await;
        assert_eq!(page.status, 200);
        for part in [
            "<title>Your details – Northwind Magazines Ltd</title>",
            &format!("<mandate-signup flow=\"hosted\" flow-id=\"{id}\" backend=\"/flow/{id}\" locale=\"en\">"),
            &format!("<form class=\"signup__form\" method=\"post\" action=\"/flow/{id}\" novalidate>"),
            "value=\"Fr&quot;&gt;&lt;script&gt;ank\" autocomplete=\"given-name\"",
            "<label class=\"signup__label\" for=\"branch_code\">Sort code</label>",
            "aria-describedby=\"branch_code-hint\"",
            "<option value=\"GB\" selected>United Kingdom</option>",
            "Club fee",
            "no money moves",
            "Payments by GoCardless sandbox",
        ] {
            assert!(page.text.contains(part), "{part}");
        }
        assert!(!page.text.contains("<script") && !page.text.contains("maxlength"));
    }

    #[tokio::test]
    async fn the_page_lets_nothing_in_and_tells_nobody() {
        let sandbox = TestSandbox::new();
        let page = sandbox.visit(&format!("/flow/{}", sandbox.flow().await)).await;
        assert_eq!(
            page.headers["content-security-policy"],
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
             img-src 'self' data:; form-action 'self' https://shop.example; base-uri 'none'; frame-ancestors 'none'"
        );
        for (name, value) in
            [("cache-control", "no-store"), ("referrer-policy", "no-referrer"), ("x-content-type-options", "nosniff")]
        {
            assert_eq!(page.headers[name], value);
        }
    }

    #[tokio::test]
    async fn with_pages_the_component_is_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let sandbox = TestSandbox::with(Options { pages: Some(folder.path().to_owned()), ..Options::default() });
        let page = sandbox.visit(&format!("/flow/{}", sandbox.flow().await)).await;
        assert!(page.text.contains("<script type=\"module\" src=\"/pages/mandate-signup.js\"></script>"));
        assert!(page.text.contains("<link rel=\"stylesheet\" href=\"/pages/mandate-signup.css\">"));
    }

    #[tokio::test]
    async fn bank_details_are_asked_for_as_the_scheme_and_the_country_have_them() {
        let sandbox = TestSandbox::new();
        for (fields, query, is_iban, has_choice) in [
            (json!({}), "", false, true),
            (json!({}), "?bank=iban", true, true),
            (json!({"prefilled_customer": {"country_code": "DE"}}), "", true, true),
            (json!({"prefilled_customer": {"country_code": "DE"}}), "?bank=uk", false, true),
            (json!({"prefilled_customer": {"country_code": "US"}}), "", false, true),
            (json!({"scheme": "bacs"}), "?bank=iban", false, false),
            (json!({"scheme": "sepa_core"}), "", true, false),
        ] {
            let id = sandbox.flow_with(fields.clone()).await;
            let page = sandbox.visit(&format!("/flow/{id}{query}")).await.text;
            assert_eq!(page.contains("name=\"iban\""), is_iban, "{fields} {query}");
            assert_eq!(page.contains("name=\"branch_code\""), !is_iban, "{fields} {query}");
            assert_eq!(page.contains("?bank="), has_choice, "{fields} {query}");
        }
    }

    #[tokio::test]
    async fn a_flow_that_is_over_says_so_and_leads_back() {
        let sandbox = TestSandbox::new();
        let submitted = sandbox.submitted_flow().await;
        let completed = sandbox.submitted_flow().await;
        let body = json!({"data": {"session_token": "s1"}});
        sandbox.post(&format!("/redirect_flows/{completed}/actions/complete"), body).await;
        let open = sandbox.flow().await;
        let check = async |id: &str, status: u16, title: &str| {
            let page = sandbox.visit(&format!("/flow/{id}")).await;
            assert_eq!(page.status, status);
            assert!(page.text.contains(&format!("<h2 class=\"signup__title\">{title}</h2>")), "{}", page.text);
            assert!(page.text.contains(&format!("?basket=7&amp;redirect_flow_id={id}#done\">Go back to Northwind")));
        };
        check(&submitted, 200, "You have confirmed your details").await;
        check(&completed, 200, "Your Direct Debit is already set up").await;
        sandbox.advance(Duration::from_mins(30));
        check(&open, 410, "This page has expired").await;
        check(&completed, 200, "Your Direct Debit is already set up").await;
        for id in ["RE123", "%ff", "a%20b"] {
            let page = sandbox.visit(&format!("/flow/{id}")).await;
            assert_eq!(page.status, 404);
            assert!(page.text.contains("This page does not exist"));
        }
    }
}
