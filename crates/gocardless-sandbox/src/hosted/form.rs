//! The plain form: what a payer without script fills in.
//!
//! It has the component's class names and the API's field names, so either form looks and reads the same.

use maud::{Markup, html};
use signup_api::{Needs, Payer};

use super::account_choice::{account_country, account_type, other_details};
use super::authority::authority;
use super::bank_form::{BankField, BankForm};
use super::read_form::ACCOUNT_COUNTRY;
use super::words;
use crate::countries;
use crate::validation::FieldProblem;

/// The form as it stands.
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub(super) struct Form<'a> {
    /// Where it is sent.
    pub(super) action: &'a str,
    pub(super) bank: BankForm,
    /// The country that the account is in.
    pub(super) account_country: &'a str,
    /// Whether name and address are asked for.
    pub(super) asks_payer: bool,
    /// Whether an account is asked for.
    pub(super) asks_account: bool,
    /// Whether the payer must say to be allowed to authorise alone.
    pub(super) asks_authority: bool,
    /// What the scheme needs to know of the payer.
    pub(super) needs: Needs,
    /// The banks to choose one from, by id and name; none when the payer has not to choose.
    pub(super) institutions: &'a [(&'static str, &'static str)],
    /// Whether the payer may choose which account to pay from: the merchant named no scheme.
    pub(super) has_choice: bool,
    pub(super) payer: &'a Payer,
    pub(super) account_holder_name: &'a str,
    pub(super) problems: &'a [FieldProblem],
}

/// How an input helps a payer to fill it in.
struct Input {
    name: &'static str,
    label: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    width: &'static str,
    hint: &'static str,
}

const REGION_HINT: &str = "Two letters, like CA";
const EMAIL_HINT: &str = "Your confirmation and notices of collections come here";

fn text(name: &'static str, autocomplete: &'static str) -> Input {
    Input { name, label: words::label(name), kind: "text", autocomplete, inputmode: "text", width: "", hint: "" }
}

fn identity(name: &'static str) -> Input {
    Input { autocomplete: "off", width: "signup__input--medium", ..text(name, "off") }
}

fn number(field: &'static BankField) -> Input {
    let BankField { name, label, hint, has_digits_only, width, .. } = *field;
    let inputmode = if has_digits_only { "numeric" } else { "text" };
    Input { name, label, kind: "text", autocomplete: "off", inputmode, width, hint }
}

impl Form<'_> {
    /// The form, under a summary of what is wrong with it and the choice of the account's country.
    pub(super) fn view(&self) -> Markup {
        let payer = self.payer;
        let email = Input { kind: "email", inputmode: "email", hint: EMAIL_HINT, ..text("email", "email") };
        let region = Input { width: "signup__input--short", hint: REGION_HINT, ..text("region", "address-level1") };
        let postal_code = Input { width: "signup__input--medium", ..text("postal_code", "postal-code") };
        html! {
            (self.summary())
            @if self.has_choice && self.asks_account {
                (account_country(self.action, self.account_country))
            }
            form class="signup__form" method="post" action=(self.action) novalidate {
                @if self.asks_payer {
                fieldset class="signup__group" {
                    legend class="signup__legend" { "About you" }
                    (self.field(&text("given_name", "given-name"), payer.given_name.as_deref()))
                    (self.field(&text("family_name", "family-name"), payer.family_name.as_deref()))
                    (self.field(&text("company_name", "organization"), payer.company_name.as_deref()))
                    (self.field(&email, payer.email.as_deref()))
                    @if self.needs.swedish_identity_number {
                        (self.field(&identity("swedish_identity_number"), payer.swedish_identity_number.as_deref()))
                    }
                    @if self.needs.danish_identity_number {
                        (self.field(&identity("danish_identity_number"), payer.danish_identity_number.as_deref()))
                    }
                }
                @if self.asks_address() {
                fieldset class="signup__group" {
                    legend class="signup__legend" { "Your address" }
                    (self.field(&text("address_line1", "address-line1"), payer.address_line1.as_deref()))
                    (self.field(&text("address_line2", "address-line2"), payer.address_line2.as_deref()))
                    (self.field(&text("city", "address-level2"), payer.city.as_deref()))
                    @if self.needs.region {
                        (self.field(&region, payer.region.as_deref()))
                    }
                    (self.field(&postal_code, payer.postal_code.as_deref()))
                    (self.country())
                }
                }
                }
                @if !self.institutions.is_empty() {
                    (self.institution())
                }
                @if self.asks_account {
                fieldset class="signup__group" {
                    legend class="signup__legend" { "Your bank account" }
                    (self.field(&text("account_holder_name", "name"), Some(self.account_holder_name)))
                    @for field in self.bank.fields() {
                        (self.field(&number(field), None))
                    }
                    @if self.bank.asks_for_type() {
                        (account_type(self.error("account_type").as_deref()))
                    }
                    @if self.has_choice {
                        (other_details(self.action, self.bank, self.account_country))
                    }
                }
                }
                @if self.asks_authority {
                    (authority(self.action, self.bank, self.error("authority").as_deref()))
                }
                input type="hidden" name=(ACCOUNT_COUNTRY) value=(self.account_country);
                button class="signup__button" type="submit" { "Continue" }
            }
        }
    }

    /// Where the account shows only later that an address is needed, the form asks again with it.
    fn asks_address(&self) -> bool {
        let of_address = ["address_line1", "city", "postal_code", "region", "country_code"];
        self.needs.address || self.problems.iter().any(|problem| of_address.contains(&problem.field.as_str()))
    }

    fn summary(&self) -> Markup {
        html! {
            @if !self.problems.is_empty() {
                div class="signup__summary" role="alert" aria-labelledby="summary-title" tabindex="-1" {
                    h3 class="signup__summary-title" id="summary-title" { "There is a problem" }
                    ul class="signup__summary-list" {
                        @for problem in self.in_order() {
                            li { a href={ "#" (problem.field) } { (self.words(problem)) } }
                        }
                    }
                }
            }
        }
    }

    fn field(&self, input: &Input, value: Option<&str>) -> Markup {
        let error = self.error(input.name);
        html! {
            div class=(field_class(error.is_some())) {
                label class="signup__label" for=(input.name) { (input.label) }
                @if !input.hint.is_empty() {
                    p class="signup__hint" id={ (input.name) "-hint" } { (input.hint) }
                }
                (error_line(input.name, error.as_deref()))
                input class=(input_class(input.width)) id=(input.name) name=(input.name) type=(input.kind)
                    value=(value.unwrap_or_default()) autocomplete=(input.autocomplete) inputmode=(input.inputmode)
                    spellcheck="false" autocapitalize=[(input.kind == "email").then_some("none")]
                    aria-invalid=[error.is_some().then_some("true")]
                    aria-describedby=[described_by(input, error.is_some())];
            }
        }
    }

    fn country(&self) -> Markup {
        let error = self.error("country_code");
        let chosen = self.payer.country_code.as_deref().unwrap_or(self.account_country);
        html! {
            div class=(field_class(error.is_some())) {
                label class="signup__label" for="country_code" { (words::label("country_code")) }
                (error_line("country_code", error.as_deref()))
                select class="signup__input" id="country_code" name="country_code" autocomplete="country"
                    aria-invalid=[error.is_some().then_some("true")]
                    aria-describedby=[error.is_some().then_some("country_code-error")] {
                    @for (code, name) in countries::by_name() {
                        option value=(code) selected[code == chosen] { (name) }
                    }
                }
            }
        }
    }

    /// The choice of the bank at which the payer authorises.
    fn institution(&self) -> Markup {
        let error = self.error("institution");
        html! {
            fieldset class="signup__group" {
                legend class="signup__legend" { "Your bank" }
                div class=(field_class(error.is_some())) {
                    label class="signup__label" for="institution" { (words::label("institution")) }
                    (error_line("institution", error.as_deref()))
                    select class="signup__input" id="institution" name="institution" autocomplete="off"
                        aria-invalid=[error.is_some().then_some("true")]
                        aria-describedby=[error.is_some().then_some("institution-error")] {
                        option value="" {}
                        @for (id, name) in self.institutions {
                            option value=(id) { (name) }
                        }
                    }
                }
            }
        }
    }

    fn error(&self, field: &str) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(self.words(problem))
    }

    fn words(&self, problem: &FieldProblem) -> String {
        words::of(self.bank, &problem.field, &problem.problem)
    }

    /// The problems in the order of the fields: those of the account come last, in their own order.
    fn in_order(&self) -> Vec<&FieldProblem> {
        let fields = self.bank.fields();
        let place = |problem: &&FieldProblem| {
            let place = fields.iter().position(|field| field.name == problem.field);
            match problem.field.as_str() {
                "account_type" => fields.len() + 1,
                "authority" => fields.len() + 2,
                _ => place.map_or(0, |place| place + 1),
            }
        };
        let mut problems: Vec<_> = self.problems.iter().collect();
        problems.sort_by_key(place);
        problems
    }
}

fn input_class(width: &str) -> String {
    format!("signup__input {width}").trim_end().to_owned()
}

pub(super) fn field_class(is_wrong: bool) -> &'static str {
    if is_wrong { "signup__field signup__field--wrong" } else { "signup__field" }
}

pub(super) fn error_line(field: &str, error: Option<&str>) -> Markup {
    html! {
        @if let Some(error) = error {
            p class="signup__error" id={ (field) "-error" } { span class="visually-hidden" { "Error: " } (error) }
        }
    }
}

fn described_by(input: &Input, has_error: bool) -> Option<String> {
    let hint = (!input.hint.is_empty()).then(|| format!("{}-hint", input.name));
    let error = has_error.then(|| format!("{}-error", input.name));
    let ids: Vec<_> = hint.into_iter().chain(error).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}
