//! `POST /oauth/authorize`: the merchant has signed up or logged in, and allows or denies.

use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::authorize::told;
use super::fields::Fields;
use super::request::{Asked, View};
use super::views::{Entered, authorization_page};
use super::words::Missing;
use crate::countries;
use crate::hosted::SameOrigin;
use crate::ledger::{Grant, Ledger, NewOrganisation, OrganisationNumber};
use crate::sandbox::Sandbox;
use crate::validation::is_email;

/// The longest text of a field, in characters; the sandbox's own limit.
const LONGEST: usize = 255;

/// Leads the merchant back to the app, or shows the form again with what is wrong.
pub(crate) async fn decide_authorization(
    State(sandbox): State<Sandbox>,
    RawQuery(query): RawQuery,
    _: SameOrigin,
    fields: Fields,
) -> Response {
    let asked = match Asked::read(&sandbox, &query.unwrap_or_default()) {
        Ok(asked) => asked,
        Err(wrong) => return told(wrong),
    };
    if fields.get("decision") != Some("allow") {
        return asked.denied().into_response();
    }
    let view = if fields.get("view") == Some("login") { View::LogIn } else { View::SignUp };
    let mut entered = Entered::sent(&fields);
    let mut ledger = sandbox.ledger();
    let organisation = match view {
        View::LogIn => log_in(&ledger, &mut entered),
        View::SignUp => sign_up(&mut ledger, &mut entered),
    };
    let Some(organisation) = organisation else {
        drop(ledger);
        return authorization_page(&sandbox, &asked, StatusCode::UNPROCESSABLE_ENTITY, view, &entered);
    };
    let code = ledger.allow(Grant {
        client_id: asked.app.client_id.clone(),
        redirect_url: asked.redirect_url.clone(),
        organisation,
        scope: asked.scope,
    });
    asked.allowed(&code).into_response()
}

fn log_in(ledger: &Ledger, entered: &mut Entered) -> Option<OrganisationNumber> {
    if entered.email.trim().is_empty() {
        entered.problems.push(("email", Missing::Empty));
        return None;
    }
    let organisation = ledger.organisation_with_email(&entered.email);
    if organisation.is_none() {
        entered.problems.push(("email", Missing::Unknown));
    }
    organisation
}

fn sign_up(ledger: &mut Ledger, entered: &mut Entered) -> Option<OrganisationNumber> {
    for (field, text) in [
        ("organisation_name", &entered.organisation_name),
        ("given_name", &entered.given_name),
        ("family_name", &entered.family_name),
        ("email", &entered.email),
        ("country_code", &entered.country_code),
    ] {
        if text.trim().is_empty() {
            entered.problems.push((field, Missing::Empty));
        } else if text.chars().count() > LONGEST {
            entered.problems.push((field, Missing::TooLong));
        } else if field == "email" && !is_email(text.trim())
            || field == "country_code" && !countries::has_a_scheme(text)
        {
            entered.problems.push((field, Missing::Wrong));
        }
    }
    if !entered.problems.is_empty() {
        return None;
    }
    let new = NewOrganisation {
        name: entered.organisation_name.trim().to_owned(),
        email: entered.email.trim().to_owned(),
        country_code: entered.country_code.clone(),
    };
    let organisation = ledger.sign_up(new);
    if organisation.is_err() {
        entered.problems.push(("email", Missing::Taken));
    }
    organisation.ok()
}

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use serde_json::json;

    use crate::testing::{TestSandbox, asking};

    const NORTHWIND: (&str, &str) = ("email", "subscriptions@northwind.example");

    fn page() -> String {
        format!("/oauth/authorize?{}", asking("read_write"))
    }

    #[tokio::test]
    async fn who_denies_goes_back_without_a_code() {
        let sandbox = TestSandbox::new();
        for fields in [&[("view", "login"), NORTHWIND, ("decision", "deny")][..], &[("decision", "deny")], &[]] {
            let answer = sandbox.fill_in(&page(), fields).await;
            assert_eq!(answer.led_with("error").as_deref(), Some("access_denied"));
            assert_eq!(answer.led_with("state").as_deref(), Some("s1"));
            assert_eq!(answer.led_with("code"), None);
        }
        assert_eq!(sandbox.visit("/_sandbox/organisations").await.json["organisations"].as_array().unwrap().len(), 1);
    }

    #[tokio::test]
    async fn an_address_keeps_its_query_and_the_state_comes_back_as_it_was() {
        let sandbox = TestSandbox::new();
        let app = json!({"name": "Till", "client_id": "till", "redirect_urls": ["https://till.example/cb?shop=a%20b"]});
        assert_eq!(sandbox.post("/_sandbox/apps", app).await.status, 201);
        let query = "client_id=till&redirect_uri=https%3A%2F%2Ftill.example%2Fcb%3Fshop%3Da%2520b&scope=read_only\
                     &response_type=code&state=a%26b%3D%20%C3%A9%2Bc";
        let fields = [("view", "login"), NORTHWIND, ("decision", "allow")];
        let answer = sandbox.fill_in(&format!("/oauth/authorize?{query}"), &fields).await;
        let location = answer.headers["location"].to_str().unwrap();
        assert!(location.starts_with("https://till.example/cb?shop=a%20b&code="), "{location}");
        assert_eq!(answer.led_with("state").as_deref(), Some("a&b= \u{e9}+c"));
    }

    #[tokio::test]
    async fn what_is_wrong_is_told_and_nothing_is_made() {
        let sandbox = TestSandbox::new();
        let whole = [
            ("view", "signup"),
            ("decision", "allow"),
            ("organisation_name", "Hut Ltd"),
            ("given_name", "Ada"),
            ("family_name", "Hut"),
            ("email", "ada@hut.example"),
            ("country_code", "GB"),
        ];
        let long = "a".repeat(256);
        for (view, field, value, told) in [
            ("signup", "organisation_name", " ", "Fill in: Organisation name"),
            ("signup", "organisation_name", &long, "Shorten: Organisation name"),
            ("signup", "given_name", "", "Fill in: First name"),
            ("signup", "family_name", "", "Fill in: Last name"),
            ("signup", "email", "ada", "Check: Email address"),
            ("signup", "email", "Subscriptions@Northwind.example", "log in instead"),
            ("signup", "country_code", "BR", "Check: Country"),
            ("signup", "country_code", "", "Fill in: Country"),
            ("login", "email", "", "Fill in: Email address"),
            ("login", "email", "ada@hut.example", "No organisation in this sandbox"),
        ] {
            let mut fields = whole.to_vec();
            for it in &mut fields {
                match it.0 {
                    "view" => it.1 = view,
                    name if name == field => it.1 = value,
                    _ => {}
                }
            }
            let page = sandbox.fill_in(&page(), &fields).await;
            assert_eq!(page.status, 422, "{field} {value}");
            assert!(page.text.contains(&format!("<a href=\"#{field}\">")), "{field}: {}", page.text);
            assert!(page.text.contains(told) && page.text.contains("<title>Error: "), "{told}: {}", page.text);
            assert!(page.text.contains(&format!("aria-describedby=\"{field}-error\"")), "{}", page.text);
        }
        assert_eq!(sandbox.visit("/_sandbox/organisations").await.json["organisations"].as_array().unwrap().len(), 1);
        assert_eq!(sandbox.fill_in(&page(), &whole).await.status, 303);
    }

    #[tokio::test]
    async fn a_password_is_not_read_and_never_shown_again() {
        let sandbox = TestSandbox::new();
        let fields = [("view", "login"), ("email", "x"), ("password", "canary"), ("decision", "allow")];
        let answer = sandbox.fill_in(&page(), &fields).await;
        assert!(answer.status == 422 && !answer.text.contains("canary"));
        let fields = [("view", "login"), NORTHWIND, ("password", "canary"), ("decision", "allow")];
        assert_eq!(sandbox.fill_in(&page(), &fields).await.status, 303);
    }

    #[tokio::test]
    async fn a_form_of_another_site_is_refused() {
        let sandbox = TestSandbox::new();
        for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
            let request = Request::post(page())
                .header("content-type", "application/x-www-form-urlencoded")
                .header(name, value)
                .body("view=login&email=subscriptions%40northwind.example&decision=allow".into());
            assert_eq!(sandbox.send(request.unwrap()).await.status, 403, "{value}");
        }
    }
}
