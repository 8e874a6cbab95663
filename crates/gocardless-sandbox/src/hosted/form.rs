//! The plain form: what a payer without script fills in.
//!
//! It has the component's class names and the API's field names, so either form looks and reads the same.

use maud::{Markup, html};
use signup_api::{Payer, Submission};

use super::words;
use crate::countries;
use crate::validation::FieldProblem;

/// Which bank details are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BankForm {
    Iban,
    Uk,
}

/// The form as it stands.
pub(super) struct Form<'a> {
    /// Where it is sent.
    pub(super) action: &'a str,
    pub(super) bank: BankForm,
    /// Where the payer can choose the other bank details.
    pub(super) other_bank: Option<&'a str>,
    pub(super) payer: &'a Payer,
    pub(super) account_holder_name: &'a str,
    pub(super) problems: &'a [FieldProblem],
}

/// How an input helps a payer to fill it in.
struct Input {
    name: &'static str,
    kind: &'static str,
    autocomplete: &'static str,
    inputmode: &'static str,
    width: &'static str,
    hint: &'static str,
}

const EMAIL_HINT: &str = "Your confirmation and notices of collections come here";
const IBAN_HINT: &str = "Up to 34 letters and digits, on your statement or in your banking app";

const fn text(name: &'static str, autocomplete: &'static str) -> Input {
    Input { name, kind: "text", autocomplete, inputmode: "text", width: "", hint: "" }
}

const fn number(name: &'static str, width: &'static str, hint: &'static str) -> Input {
    Input { name, kind: "text", autocomplete: "off", inputmode: "numeric", width, hint }
}

impl Form<'_> {
    /// The form, under a summary of what is wrong with it.
    pub(super) fn view(&self) -> Markup {
        let payer = self.payer;
        let email = Input { kind: "email", inputmode: "email", hint: EMAIL_HINT, ..text("email", "email") };
        let postal_code = Input { width: "signup__input--medium", ..text("postal_code", "postal-code") };
        let iban = Input { hint: IBAN_HINT, ..text("iban", "off") };
        html! {
            (self.summary())
            form class="signup__form" method="post" action=(self.action) novalidate {
                fieldset class="signup__group" {
                    legend class="signup__legend" { "About you" }
                    (self.field(&text("given_name", "given-name"), payer.given_name.as_deref()))
                    (self.field(&text("family_name", "family-name"), payer.family_name.as_deref()))
                    (self.field(&email, payer.email.as_deref()))
                }
                fieldset class="signup__group" {
                    legend class="signup__legend" { "Your address" }
                    (self.field(&text("address_line1", "address-line1"), payer.address_line1.as_deref()))
                    (self.field(&text("address_line2", "address-line2"), payer.address_line2.as_deref()))
                    (self.field(&text("city", "address-level2"), payer.city.as_deref()))
                    (self.field(&postal_code, payer.postal_code.as_deref()))
                    (self.country())
                }
                fieldset class="signup__group" {
                    legend class="signup__legend" { "Your bank account" }
                    (self.field(&text("account_holder_name", "name"), Some(self.account_holder_name)))
                    @match self.bank {
                        BankForm::Uk => {
                            (self.field(&number("branch_code", "signup__input--short", "Must be 6 digits long"), None))
                            (self.field(&number("account_number", "signup__input--medium", "Between 6 and 8 digits"), None))
                        }
                        BankForm::Iban => (self.field(&iban, None)),
                    }
                    @if let Some(other) = self.other_bank {
                        p { a class="signup__link" href=(other) {
                            @match self.bank {
                                BankForm::Uk => "Pay from an account outside the UK",
                                BankForm::Iban => "Pay from an account in the UK",
                            }
                        } }
                    }
                }
                button class="signup__button" type="submit" { "Continue" }
            }
        }
    }

    fn summary(&self) -> Markup {
        html! {
            @if !self.problems.is_empty() {
                div class="signup__summary" role="alert" aria-labelledby="summary-title" tabindex="-1" {
                    h3 class="signup__summary-title" id="summary-title" { "There is a problem" }
                    ul class="signup__summary-list" {
                        @for problem in self.problems {
                            li { a href={ "#" (problem.field) } { (words::of(&problem.field, &problem.problem)) } }
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
                label class="signup__label" for=(input.name) { (words::label(input.name)) }
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
        let chosen = self.payer.country_code.as_deref().unwrap_or("GB");
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

    fn error(&self, field: &str) -> Option<String> {
        let problem = self.problems.iter().find(|problem| problem.field == field)?;
        Some(words::of(field, &problem.problem))
    }
}

fn input_class(width: &str) -> String {
    format!("signup__input {width}").trim_end().to_owned()
}

fn field_class(is_wrong: bool) -> &'static str {
    if is_wrong { "signup__field signup__field--wrong" } else { "signup__field" }
}

fn error_line(field: &str, error: Option<&str>) -> Markup {
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

/// What the fields of a sent form say.
pub(super) fn read(fields: impl Iterator<Item = (String, String)>) -> (Submission, BankForm) {
    let mut submission = Submission::default();
    let mut bank = BankForm::Uk;
    let (payer, account) = (&mut submission.payer, &mut submission.bank_account);
    for (name, value) in fields {
        let place = match name.as_str() {
            "given_name" => &mut payer.given_name,
            "family_name" => &mut payer.family_name,
            "email" => &mut payer.email,
            "address_line1" => &mut payer.address_line1,
            "address_line2" => &mut payer.address_line2,
            "city" => &mut payer.city,
            "postal_code" => &mut payer.postal_code,
            "country_code" => &mut payer.country_code,
            "branch_code" => &mut account.branch_code,
            "account_number" => &mut account.account_number,
            "iban" => {
                bank = BankForm::Iban;
                &mut account.iban
            }
            "account_holder_name" => {
                account.account_holder_name = value;
                continue;
            }
            _ => continue,
        };
        *place = Some(value);
    }
    (submission, bank)
}
