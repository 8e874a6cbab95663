//! `GET /flow/{id}`: where `redirect_url` leads.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use bank_details::{Account, Scheme};
use maud::html;
use signup_api::{HostedFlowStatus, Payer};

use super::bank_form::BankForm;
use super::billing::{self, BillingVisit};
use super::form::Form;
use super::frame::{Loads, frame};
use super::headers::page;
use super::notice;
use super::visit::Visit;
use crate::countries;
use crate::path_id::PathId;
use crate::query::Query;
use crate::sandbox::Sandbox;
use crate::validation::{CheckedAccount, FieldProblem};

/// What a payer has entered so far and what is wrong with it.
pub(super) struct Entered<'a> {
    pub(super) payer: &'a Payer,
    pub(super) account_holder_name: &'a str,
    pub(super) bank: BankForm,
    /// The country that the account is in.
    pub(super) account_country: &'a str,
    pub(super) problems: &'a [FieldProblem],
}

/// Shows the form: the component where it is built, around and before it the plain one.
pub(crate) async fn show_flow(
    State(sandbox): State<Sandbox>,
    id: Result<PathId, crate::error::Refusal>,
    query: Query,
) -> Response {
    if let Some(visit) = id.as_ref().ok().and_then(|PathId(id)| BillingVisit::to(&sandbox, id)) {
        return billing::show(&sandbox, &visit, &query);
    }
    let Some(visit) = id.ok().and_then(|PathId(id)| Visit::to(&sandbox, &id)) else { return notice::unknown() };
    if visit.flow.status != HostedFlowStatus::Open {
        return notice::closed(&visit);
    }
    let draft = visit.draft.as_ref();
    let payer = draft.map_or(&visit.flow.payer, |draft| &draft.payer);
    let chosen = query.one("country");
    let drafted = draft.filter(|_| chosen.is_none()).map(|draft| &draft.account);
    let known = [chosen, drafted.map(CheckedAccount::country_code), payer.country_code.as_deref()];
    let account_country = match visit.scheme.and_then(Scheme::country) {
        Some(only) => only,
        None => known.into_iter().flatten().find(|code| countries::has_a_scheme(code)).unwrap_or("GB"),
    };
    let wants_iban = match query.one("bank") {
        None => drafted.is_some_and(|account| matches!(account.account, Account::Iban(_))),
        Some(bank) => bank == "iban",
    };
    let bank = BankForm::of(visit.scheme, account_country, wants_iban);
    let account_holder_name = draft.map_or("", |draft| draft.account.holder.0.as_str());
    let entered = Entered { payer, account_holder_name, bank, account_country, problems: &[] };
    form_page(&sandbox, &visit, StatusCode::OK, &entered)
}

/// The page with the form as it stands.
pub(super) fn form_page(sandbox: &Sandbox, visit: &Visit, status: StatusCode, entered: &Entered<'_>) -> Response {
    let action = format!("/flow/{}", visit.flow.id);
    let form = Form {
        action: &action,
        bank: entered.bank,
        account_country: entered.account_country,
        asks_payer: true,
        asks_account: true,
        asks_authority: true,
        needs: entered.bank.needs(entered.account_country),
        institutions: &[],
        has_choice: visit.scheme.is_none(),
        payer: entered.payer,
        account_holder_name: entered.account_holder_name,
        problems: entered.problems,
    };
    let heading = "Your details";
    let main = html! {
        mandate-signup flow="hosted" flow-id=(visit.flow.id) backend=(action) locale=(visit.language) {
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
             img-src 'self' data:; form-action 'self' https://shop.example; base-uri 'none'; frame-ancestors 'none'; \
             require-trusted-types-for 'script'; trusted-types 'none'"
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
        let prefilled = |country: &str| json!({"prefilled_customer": {"country_code": country}});
        let (uk, iban) = (["branch_code", "account_number"].as_slice(), ["iban"].as_slice());
        for (fields, query, expected, has_choice) in [
            (json!({}), "", uk, true),
            (json!({}), "?country=GB&bank=iban", iban, true),
            (json!({}), "?country=AU", &["branch_code", "account_number"], true),
            (json!({}), "?country=CA", &["branch_code", "bank_code", "account_number"], true),
            (json!({}), "?country=DK", &["bank_code", "account_number"], true),
            (json!({}), "?country=FR", iban, true),
            (json!({}), "?country=NZ", &["account_number"], true),
            (json!({}), "?country=SE", &["branch_code", "account_number"], true),
            (json!({}), "?country=US", &["bank_code", "account_number", "account_type"], true),
            (json!({}), "?country=BR", uk, true),
            (prefilled("DE"), "", iban, true),
            (prefilled("DE"), "?country=GB", uk, true),
            (prefilled("US"), "", &["bank_code", "account_number", "account_type"], true),
            (prefilled("BR"), "", uk, true),
            (json!({"scheme": "bacs"}), "?country=DE&bank=iban", uk, false),
            (json!({"scheme": "sepa_core"}), "?country=GB", iban, false),
            (json!({"scheme": "pad"}), "", &["branch_code", "bank_code", "account_number"], false),
        ] {
            let id = sandbox.flow_with(fields.clone()).await;
            let page = sandbox.visit(&format!("/flow/{id}{query}")).await.text;
            let mut asked: Vec<_> = ["bank_code", "branch_code", "account_number", "account_type", "iban"]
                .into_iter()
                .filter_map(|name| Some((page.find(&format!("id=\"{name}\""))?, name)))
                .collect();
            asked.sort_unstable();
            let asked: Vec<_> = asked.into_iter().map(|(_, name)| name).collect();
            assert_eq!(asked, expected, "{fields} {query}");
            assert_eq!(page.contains("Change country"), has_choice, "{fields} {query}");
        }
    }

    #[tokio::test]
    async fn an_account_in_euros_or_by_iban_is_a_link_away() {
        let sandbox = TestSandbox::new();
        let path = format!("/flow/{}", sandbox.flow().await);
        for (query, link) in [
            ("?country=GB", "?country=GB&amp;bank=iban\">Use an IBAN instead"),
            ("?country=GB&bank=iban", "?country=GB\">Use a sort code and account number instead"),
            ("?country=SE", "?country=SE&amp;bank=iban\">Pay from an account in euros"),
            ("?country=SE&bank=iban", "?country=SE\">Pay from an account in kronor"),
        ] {
            let page = sandbox.visit(&format!("{path}{query}")).await.text;
            assert!(page.contains(&format!("href=\"{path}{link}</a>")), "{query}: {page}");
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
