//! `/onboarding`: where a merchant finishes the verification, as on GoCardless's own site for it.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::fields::Fields;
use super::page::{merchant_page, notice};
use super::request::origin;
use super::words::Words;
use crate::hosted::SameOrigin;
use crate::ledger::{Ledger, Organisation};
use crate::query::Query;
use crate::sandbox::Sandbox;

/// What the verification can come to, and in which words. Source: API reference, "Creditors", `verification_status`.
const OUTCOMES: [(&str, &str); 3] = [
    ("successful", "Everything is there: verify at once"),
    ("in_review", "Hand in the documents: GoCardless reviews them"),
    ("action_required", "Leave something out: more is needed"),
];

/// `GET`: the form; `organisation_id` chooses whose.
pub(crate) async fn show_onboarding(State(sandbox): State<Sandbox>, query: Query) -> Response {
    let ledger = sandbox.ledger();
    let chosen = query.one("organisation_id").unwrap_or_default();
    let origins: Vec<_> =
        ledger.apps().iter().filter_map(|app| app.post_onboarding_url.as_deref().map(origin)).collect();
    let main = form(&ledger, chosen);
    let title = "Verify your organisation";
    merchant_page(StatusCode::OK, Words::in_language("en"), title, Some(&origins.join(" ")), &main)
}

fn form(ledger: &Ledger, chosen: &str) -> Markup {
    let status = |it: &Organisation| {
        it.creditors.oldest_first().next().and_then(|record| record.creditor.verification_status.clone())
    };
    html! {
        p class="signup__text" { "GoCardless asks here for documents. The sandbox asks how it shall end." }
        form class="signup__form" method="post" action="/onboarding" {
            div class="signup__field" {
                label class="signup__label" for="organisation_id" { "Organisation" }
                select class="signup__input" id="organisation_id" name="organisation_id" {
                    @for it in ledger.organisations().filter(|it| !it.closed) {
                        option value=(it.id) selected[it.id.as_str() == chosen] {
                            (it.name()) " (" (it.email) "): " (status(it).unwrap_or_default())
                        }
                    }
                }
            }
            fieldset class="signup__group" {
                legend class="signup__legend" { "How shall it end?" }
                @for (place, (value, label)) in OUTCOMES.iter().enumerate() {
                    div class="signup__choice" {
                        input class="signup__radio" type="radio" id=(value) name="verification_status" value=(value)
                            checked[place == 0];
                        label class="signup__choice-label" for=(value) { (label) }
                    }
                }
            }
            button class="signup__button" type="submit" { "Finish" }
        }
    }
}

/// `POST`: the organisation's creditors have that status, and the merchant goes back to the app that was connected
/// last, if it has said where to.
pub(crate) async fn verify_organisation(State(sandbox): State<Sandbox>, _: SameOrigin, fields: Fields) -> Response {
    let words = Words::in_language("en");
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let number = ledger.organisation_with_id(fields.get("organisation_id").unwrap_or_default());
    let status = OUTCOMES.iter().find(|(status, _)| fields.get("verification_status") == Some(*status));
    let (Some(number), Some((status, _))) = (number, status) else {
        let text = "Go back, choose an organisation, and how it shall end.";
        return notice(StatusCode::UNPROCESSABLE_ENTITY, words, "Nothing was changed", text);
    };
    let Some(organisation) = ledger.organisation(number) else {
        return notice(StatusCode::NOT_FOUND, words, "Nothing was changed", "There is no such organisation.");
    };
    let creditors: Vec<_> = organisation.creditors.oldest_first().map(|record| record.creditor.id.clone()).collect();
    for id in creditors {
        // Each is there: nothing takes a creditor away.
        let _ = organisation.verify_creditor(id.as_str(), status, now);
    }
    let app = organisation.connections.iter().rev().find(|it| it.is_open()).map(|it| it.client_id.clone());
    match app.and_then(|id| ledger.app(&id)?.post_onboarding_url.clone()) {
        Some(url) => Redirect::to(&url).into_response(),
        None => notice(StatusCode::OK, words, "That is all", "No app is connected that says where to go on to."),
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_new_organisation_is_verified_and_led_back_to_its_app() {
        let sandbox = TestSandbox::new();
        let granted = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
        let token = granted["access_token"].as_str().unwrap();
        let organisation = granted["organisation_id"].as_str().unwrap();
        let status = || async {
            let list = sandbox.get_as(token, "/creditors").await.json;
            list["creditors"][0]["verification_status"].as_str().unwrap().to_owned()
        };
        assert_eq!(status().await, "action_required");
        let page = sandbox.visit(&format!("/onboarding?organisation_id={organisation}")).await;
        assert!(page.text.contains(&format!("<option value=\"{organisation}\" selected>Hut Ltd")), "{}", page.text);
        let policy = page.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("form-action 'self' http://localhost:8080;"), "{policy}");
        for outcome in ["in_review", "successful"] {
            let fields = [("organisation_id", organisation), ("verification_status", outcome)];
            let answer = sandbox.fill_in("/onboarding", &fields).await;
            assert_eq!(answer.headers["location"], "http://localhost:8080/onboarded");
            assert_eq!(status().await, outcome);
            let event = sandbox.events().pop().unwrap();
            assert_eq!((&*event.resource_type, &*event.action), ("creditors", "updated"));
            assert_eq!(event.links.get("organisation"), Some(organisation));
        }
    }

    #[tokio::test]
    async fn what_is_not_chosen_changes_nothing() {
        let sandbox = TestSandbox::new();
        let organisation = sandbox.visit("/_sandbox/organisations").await.json["organisations"][0]["id"].clone();
        let organisation = organisation.as_str().unwrap();
        for fields in [
            &[][..],
            &[("organisation_id", "OR1"), ("verification_status", "successful")],
            &[("organisation_id", organisation), ("verification_status", "great")],
        ] {
            assert_eq!(sandbox.fill_in("/onboarding", fields).await.status, 422);
        }
        assert!(sandbox.events().is_empty());
        let fields = [("organisation_id", organisation), ("verification_status", "successful")];
        assert_eq!(sandbox.fill_in("/onboarding", &fields).await.status, 200);
    }
}
