//! `/bank/{id}`: the invented bank at which a payer authorises.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::html;

use super::visit::origin;
use crate::error::Refusal;
use crate::hosted::frame::{Loads, frame};
use crate::hosted::headers::page;
use crate::hosted::notice;
use crate::hosted::same_origin::SameOrigin;
use crate::hosted::save_details::FormFields;
use crate::institutions::INSTITUTIONS;
use crate::ledger::{BankAuthorisation, Organisation, Shut};
use crate::path_id::PathId;
use crate::query::Query;
use crate::sandbox::Sandbox;

/// Asks the payer; that the payer is here is told.
pub(crate) async fn show_bank(State(sandbox): State<Sandbox>, id: Result<PathId, Refusal>) -> Response {
    let Ok(PathId(id)) = id else { return notice::unknown() };
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let Some(organisation) = ledger.organisation_with_bank_authorisation(&id) else { return notice::unknown() };
    let open = organisation.visit_bank(&id, now);
    let Some(authorisation) = organisation.bank_authorisations.get(&id) else { return notice::unknown() };
    let name = INSTITUTIONS.iter().find(|it| it.id == authorisation.links.institution).map_or("", |it| it.name);
    let request = organisation.billing_requests.get(&authorisation.links.billing_request);
    let payment = request.and_then(|record| record.request.payment_request.as_ref());
    let status = if open.is_ok() { StatusCode::OK } else { StatusCode::GONE };
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (name) }
            @if let Err(shut) = open {
                p class="signup__text" { (over(shut)) }
            } @else {
                @if let Some(payment) = payment.filter(|_| authorisation.authorisation_type == "payment") {
                    p class="signup__text" {
                        "Do you authorise a payment of "
                        strong { (payment.amount / 100) "." (format!("{:02}", payment.amount % 100)) " " (payment.currency) }
                        "?"
                    }
                } @else {
                    p class="signup__text" { "Do you share your account details?" }
                }
                form method="post" action={ "/bank/" (id) } {
                    button class="signup__button" type="submit" name="answer" value="authorise" { "Authorise" }
                    button class="hosted__change" type="submit" name="answer" value="deny" { "Refuse" }
                }
            }
        }
    };
    page(status, Some(&origins(organisation, authorisation)), frame(name, None, Loads::Nothing, &main))
}

fn over(shut: Shut) -> &'static str {
    match shut {
        Shut::Answered => "You have answered already.",
        Shut::Expired => "The time to answer is over. Go back to start again.",
    }
}

/// Where the answer may lead: the merchant's pages, at once or by way of the flow's end.
fn origins(organisation: &Organisation, authorisation: &BankAuthorisation) -> String {
    let request = authorisation.links.billing_request.as_str();
    let flows = organisation.billing_request_flows.oldest_first();
    let of_request = flows.filter(|record| record.flow.links.billing_request.as_str() == request);
    let urls = of_request.filter_map(|record| record.flow.redirect_uri.as_ref()).chain([&authorisation.redirect_uri]);
    let mut origins: Vec<_> = urls.filter_map(|url| origin(url)).collect();
    origins.sort();
    origins.dedup();
    origins.join(" ")
}

/// Takes the payer's answer and leads back.
pub(crate) async fn answer_at_bank(
    State(sandbox): State<Sandbox>,
    PathId(id): PathId,
    _: SameOrigin,
    fields: FormFields,
) -> Response {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let Some(organisation) = ledger.organisation_with_bank_authorisation(&id) else { return notice::unknown() };
    let answer = url::form_urlencoded::parse(fields.bytes()).find(|(name, _)| name == "answer");
    let done = match answer.as_ref().map(|(_, answer)| answer.as_ref()) {
        Some("authorise") => organisation.authorise_at_bank(&id, now),
        Some("deny") => organisation.deny_at_bank(&id, now),
        _ => return Redirect::to(&format!("/bank/{id}")).into_response(),
    };
    if done == Err(Shut::Expired) {
        // That it is too late is told by the page, once.
        let _ = organisation.visit_bank(&id, now);
    }
    let Some(authorisation) = organisation.bank_authorisations.get(&id) else { return notice::unknown() };
    let request = authorisation.links.billing_request.as_str();
    let flows = organisation.billing_request_flows.oldest_first().map(|record| &record.flow);
    let flow = flows.rev().find(|flow| flow.links.billing_request.as_str() == request);
    Redirect::to(&authorisation.way_back(flow.map(|flow| flow.id.as_str()))).into_response()
}

/// `GET /billing/static/thankyou`: where a payer is led whom the merchant leads nowhere else.
pub(crate) async fn thank_payer(query: Query) -> Response {
    let (title, text) = match query.one("outcome") {
        Some("success") => ("Thank you", "You have authorised this at your bank."),
        Some("failure") => ("You have not authorised this", "Go back to where you came from to try again."),
        Some("timeout") => ("The time to authorise this is over", "Go back to where you came from to try again."),
        _ => ("Thank you", "You can close this page."),
    };
    let main = html! {
        div class="signup" {
            h2 class="signup__title" { (title) }
            p class="signup__text" { (text) }
        }
    };
    page(StatusCode::OK, None, frame(title, None, Loads::Nothing, &main))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::testing::{TestSandbox, franks_details};

    const FRANK: [(&str, &str); 8] = [
        ("given_name", "Frank"),
        ("family_name", "Osborne"),
        ("email", "frank@example.com"),
        ("address_line1", "27 Acer Road"),
        ("city", "London"),
        ("postal_code", "E8 3GX"),
        ("country_code", "GB"),
        ("institution", "monzo"),
    ];

    /// A payment of which the payer has but to authorise; the billing request and the bank authorisation.
    async fn at_the_bank(sandbox: &TestSandbox) -> (String, Value) {
        let request = sandbox.billing_request(json!({"payment_request": {"amount": 1000}})).await;
        let early = json!({"bank_authorisations": {"links": {"billing_request": request}}});
        let answer = sandbox.post("/bank_authorisations", early.clone()).await;
        answer.assert_refused(422, "invalid_state", "billing_request_action_required");
        sandbox.act(&request, "select_institution", json!({"country_code": "GB", "institution": "monzo"})).await;
        sandbox.act(&request, "collect_customer_details", franks_details()).await;
        sandbox.act(&request, "confirm_payer_details", json!({})).await;
        let answer = sandbox.post("/bank_authorisations", early).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        (request, answer.json["bank_authorisations"].clone())
    }

    #[tokio::test]
    async fn a_payment_on_the_hosted_pages_is_authorised_at_the_bank() {
        let sandbox = TestSandbox::new();
        let request = sandbox.billing_request(json!({"payment_request": {"amount": 1050}})).await;
        let flow = sandbox.billing_request_flow(&request, json!({"skip_success_screen": true})).await;
        let path = format!("/flow/{flow}");
        assert!(sandbox.visit(&path).await.text.contains("10.50 GBP"));
        assert!(sandbox.fill_in(&path, &FRANK[..7]).await.text.contains("Choose your bank"));
        sandbox.fill_in(&path, &FRANK).await;
        for (answer, leads_to) in [("deny", path.as_str()), ("authorise", "https://shop.example/ok")] {
            sandbox.fill_in(&path, &FRANK).await;
            let confirmed = sandbox.fill_in(&format!("{path}/confirm"), &[]).await;
            let bank = confirmed.headers["location"].to_str().unwrap().to_owned();
            assert!(sandbox.visit(&bank).await.text.contains("10.50"));
            let answered = sandbox.fill_in(&bank, &[("answer", answer)]).await;
            let outcome = if answer == "deny" { "failure" } else { "success" };
            let end = format!("http://127.0.0.1:8081{path}/success?outcome={outcome}&id={flow}");
            assert_eq!(answered.headers["location"], end);
            assert_eq!(sandbox.visit(&format!("{path}/success")).await.headers["location"], leads_to);
        }
        let payment = &sandbox.payments()[0];
        let account = &sandbox.customer_bank_accounts()[0];
        assert_eq!((payment.amount, account.account_number_ending.as_str()), (1050, "11"));
        assert_eq!(payment.scheme.as_ref().map(ToString::to_string).as_deref(), Some("faster_payments"));
        sandbox.get("/creditors").await;
        assert_eq!(sandbox.payments()[0].status.as_str(), "confirmed");
        assert_eq!(sandbox.told("mandates"), ["created", "consumed"]);
        let told = sandbox.told("billing_requests");
        assert_eq!(
            told.iter().filter(|it| it.starts_with("bank_authorisation")).collect::<Vec<_>>(),
            [
                "bank_authorisation_visited",
                "bank_authorisation_denied",
                "bank_authorisation_visited",
                "bank_authorisation_authorised"
            ]
        );
        sandbox.advance(Duration::from_hours(24));
        assert_eq!(sandbox.payments()[0].status.as_str(), "paid_out");
    }

    #[tokio::test]
    async fn a_merchant_with_pages_of_its_own_leads_to_the_bank_and_fulfils() {
        let sandbox = TestSandbox::new();
        let (request, made) = at_the_bank(&sandbox).await;
        let id = made["id"].as_str().unwrap();
        let keys: Vec<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
        assert!(
            ["authorisation_type", "expires_at", "last_visited_at", "qr_code_url", "url"]
                .iter()
                .all(|it| keys.contains(it))
        );
        assert_eq!(
            (&made["authorisation_type"], &made["expires_at"]),
            (&json!("payment"), &json!("2026-03-02T09:15:00.000Z"))
        );
        assert_eq!(made["links"], json!({"billing_request": request, "institution": "monzo"}));
        sandbox.visit(&format!("/bank/{id}")).await;
        let back = sandbox.fill_in(&format!("/bank/{id}"), &[("answer", "authorise")]).await;
        let thanks = "http://127.0.0.1:8081/billing/static/thankyou";
        assert_eq!(made["redirect_uri"], thanks);
        assert_eq!(back.headers["location"], format!("{thanks}?outcome=success"));
        let thanked = sandbox.visit("/billing/static/thankyou?outcome=success").await;
        assert!(thanked.text.contains("You have authorised this at your bank."));
        let shown = sandbox.get(&format!("/bank_authorisations/{id}")).await.json["bank_authorisations"].clone();
        assert_eq!(shown["authorised_at"], "2026-03-02T09:00:00.000Z");
        assert!(sandbox.payments().is_empty());
        assert_eq!(sandbox.act(&request, "fulfil", json!({})).await.status, 200);
        assert_eq!(sandbox.payments().len(), 1);
        let again = sandbox.fill_in(&format!("/bank/{id}"), &[("answer", "deny")]).await;
        assert_eq!(again.headers["location"], format!("{thanks}?outcome=success"));
        assert_eq!(sandbox.visit(&format!("/bank/{id}")).await.status, 410);
    }

    #[tokio::test]
    async fn after_fifteen_minutes_the_bank_asks_no_more() {
        let sandbox = TestSandbox::new();
        let (request, made) = at_the_bank(&sandbox).await;
        let path = format!("/bank/{}", made["id"].as_str().unwrap());
        sandbox.advance(Duration::from_mins(15));
        for _ in 0..2 {
            assert_eq!(sandbox.visit(&path).await.status, 410);
        }
        let back = sandbox.fill_in(&path, &[("answer", "authorise")]).await;
        assert_eq!(back.headers["location"], "http://127.0.0.1:8081/billing/static/thankyou?outcome=timeout");
        let told = sandbox.told("billing_requests");
        assert_eq!(told.iter().filter(|it| it.starts_with("bank")).collect::<Vec<_>>(), ["bank_authorisation_expired"]);
        let answer = sandbox.act(&request, "fulfil", json!({})).await;
        answer.assert_refused(422, "invalid_state", "billing_request_not_ready_to_fulfil");
        assert_eq!(sandbox.visit("/bank/BAU1").await.status, 404);
    }
}
