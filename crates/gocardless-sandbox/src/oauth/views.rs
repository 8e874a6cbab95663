//! The two forms of the authorise page.

use axum::http::StatusCode;
use axum::response::Response;
use gocardless_api::Scope;
use maud::{Markup, html};

use super::fields::Fields;
use super::page::merchant_page;
use super::request::{Asked, Prefilled, View};
use super::words::{Missing, Words};
use crate::countries;
use crate::sandbox::Sandbox;

/// What stands in the form, and what is wrong with it, in the order of the fields. A password is never kept.
#[derive(Default)]
pub(super) struct Entered {
    pub(super) email: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) organisation_name: String,
    pub(super) country_code: String,
    pub(super) problems: Vec<(&'static str, Missing)>,
}

struct Input<'a> {
    name: &'static str,
    label: &'a str,
    value: &'a str,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<&'a str>,
    list: Option<&'static str>,
}

impl Entered {
    pub(super) fn prefilled(prefilled: &Prefilled) -> Self {
        Self {
            email: prefilled.email.clone(),
            given_name: prefilled.given_name.clone(),
            family_name: prefilled.family_name.clone(),
            organisation_name: prefilled.organisation_name.clone(),
            country_code: prefilled.country_code.clone(),
            problems: Vec::new(),
        }
    }

    pub(super) fn sent(fields: &Fields) -> Self {
        let text = |name: &str| fields.get(name).unwrap_or_default().to_owned();
        Self {
            email: text("email"),
            given_name: text("given_name"),
            family_name: text("family_name"),
            organisation_name: text("organisation_name"),
            country_code: text("country_code"),
            problems: Vec::new(),
        }
    }

    fn problem(&self, field: &str) -> Option<Missing> {
        self.problems.iter().find(|(known, _)| *known == field).map(|(_, problem)| *problem)
    }
}

/// The page with one of its forms.
pub(super) fn authorization_page(
    sandbox: &Sandbox,
    asked: &Asked,
    status: StatusCode,
    view: View,
    entered: &Entered,
) -> Response {
    let words = asked.words;
    let title = words.title.replace("{app}", &asked.app.name);
    let (heading, other, other_view) = match view {
        View::SignUp => (words.sign_up, words.log_in_instead, View::LogIn),
        View::LogIn => (words.log_in, words.sign_up_instead, View::SignUp),
    };
    let main = html! {
        @if !asked.app.description.is_empty() {
            p class="signup__text" { (asked.app.description) }
        }
        @if let Some(homepage) = &asked.app.homepage_url {
            p class="signup__text" { a class="signup__link" href=(homepage) rel="noreferrer" { (homepage) } }
        }
        div class="signup__legal" {
            p { (if asked.scope == Scope::ReadWrite { words.may_change } else { words.may_read }) }
        }
        (summary(words, entered))
        h2 class="signup__subtitle" { (heading) }
        p class="signup__text" { a class="signup__link" href=(asked.with_view(other_view)) { (other) } }
        form class="signup__form" method="post" action={ "/oauth/authorize?" (asked.query) } novalidate {
            @if view == View::SignUp { (sign_up(words, entered)) } @else { (log_in(sandbox, words, entered)) }
            button class="signup__button" type="submit" name="decision" value="allow" { (words.allow) }
            button class="hosted__change hosted__second" type="submit" name="decision" value="deny" { (words.deny) }
        }
    };
    merchant_page(status, words, &title, Some(&asked.origin()), &main)
}

fn summary(words: &Words, entered: &Entered) -> Markup {
    html! {
        @if !entered.problems.is_empty() {
            div class="signup__summary" role="alert" aria-labelledby="summary-title" tabindex="-1" {
                h2 class="signup__summary-title" id="summary-title" { (words.problem) }
                ul class="signup__summary-list" {
                    @for (field, problem) in &entered.problems {
                        li { a href={ "#" (field) } { (words.of(field, *problem)) } }
                    }
                }
            }
        }
    }
}

fn sign_up(words: &Words, entered: &Entered) -> Markup {
    let text = |name, label, value, autocomplete| Input {
        name,
        label,
        value,
        kind: "text",
        autocomplete,
        hint: None,
        list: None,
    };
    let error = entered.problem("country_code").map(|problem| words.of("country_code", problem));
    html! {
        input type="hidden" name="view" value="signup";
        (field(words, entered, &text("organisation_name", words.organisation_name, &entered.organisation_name, "organization")))
        (field(words, entered, &text("given_name", words.given_name, &entered.given_name, "given-name")))
        (field(words, entered, &text("family_name", words.family_name, &entered.family_name, "family-name")))
        (field(words, entered, &email(words, entered)))
        div class=(field_class(error.is_some())) {
            label class="signup__label" for="country_code" { (words.country) }
            (error_line(words, "country_code", error.as_deref()))
            select class="signup__input" id="country_code" name="country_code" autocomplete="country"
                aria-invalid=[error.is_some().then_some("true")]
                aria-describedby=[error.is_some().then_some("country_code-error")] {
                @for (code, name) in countries::with_a_scheme() {
                    option value=(code) selected[code == chosen_country(entered)] { (name) }
                }
            }
        }
    }
}

/// The United Kingdom, until another country with a scheme is chosen.
fn chosen_country(entered: &Entered) -> &str {
    Some(entered.country_code.as_str()).filter(|code| countries::has_a_scheme(code)).unwrap_or("GB")
}

fn log_in(sandbox: &Sandbox, words: &Words, entered: &Entered) -> Markup {
    let known: Vec<_> = sandbox.ledger().organisations().filter(|it| !it.closed).map(|it| it.email.clone()).collect();
    let password = Input {
        name: "password",
        label: words.password,
        value: "",
        kind: "password",
        autocomplete: "off",
        hint: Some(words.password_hint),
        list: None,
    };
    html! {
        input type="hidden" name="view" value="login";
        (field(words, entered, &Input { list: Some("known"), ..email(words, entered) }))
        datalist id="known" { @for email in &known { option value=(email) {} } }
        (field(words, entered, &password))
    }
}

fn email<'a>(words: &'a Words, entered: &'a Entered) -> Input<'a> {
    Input {
        name: "email",
        label: words.email,
        value: &entered.email,
        kind: "email",
        autocomplete: "email",
        hint: None,
        list: None,
    }
}

fn field(words: &Words, entered: &Entered, input: &Input<'_>) -> Markup {
    let error = entered.problem(input.name).map(|problem| words.of(input.name, problem));
    let hint_id = input.hint.map(|_| format!("{}-hint", input.name));
    let error_id = error.as_ref().map(|_| format!("{}-error", input.name));
    let described_by: Vec<_> = hint_id.into_iter().chain(error_id).collect();
    html! {
        div class=(field_class(error.is_some())) {
            label class="signup__label" for=(input.name) { (input.label) }
            @if let Some(hint) = input.hint {
                p class="signup__hint" id={ (input.name) "-hint" } { (hint) }
            }
            (error_line(words, input.name, error.as_deref()))
            input class="signup__input" id=(input.name) name=(input.name) type=(input.kind) value=(input.value)
                autocomplete=(input.autocomplete) spellcheck="false" list=[input.list]
                autocapitalize=[(input.kind == "email").then_some("none")]
                aria-invalid=[error.is_some().then_some("true")]
                aria-describedby=[(!described_by.is_empty()).then(|| described_by.join(" "))];
        }
    }
}

fn field_class(is_wrong: bool) -> &'static str {
    if is_wrong { "signup__field signup__field--wrong" } else { "signup__field" }
}

fn error_line(words: &Words, field: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p class="signup__error" id={ (field) "-error" } {
                span class="visually-hidden" { (words.error) ": " } (error)
            }
        }
    }
}
