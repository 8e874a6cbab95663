//! What a payer chooses about the account before and beside its numbers.

use bank_details::Scheme;
use maud::{Markup, html};

use super::bank_form::BankForm;
use super::form::{error_line, field_class};
use super::words;
use crate::countries;

/// The choice of the account's country; works without script and comes before anything that could get lost by it.
pub(super) fn account_country(action: &str, chosen: &str) -> Markup {
    html! {
        form class="signup__form hosted__choice" method="get" action=(action) {
            div class="signup__field" {
                label class="signup__label" for="account_country" { "Country of your bank account" }
                select class="signup__input" id="account_country" name="country" autocomplete="off" {
                    @for (code, name) in countries::with_a_scheme() {
                        option value=(code) selected[code == chosen] { (name) }
                    }
                }
            }
            button class="hosted__change" type="submit" { "Change country" }
        }
    }
}

/// The way to the other details of a country that has both an IBAN and local ones.
pub(super) fn other_details(action: &str, bank: BankForm, country: &str) -> Markup {
    let (query, text) = match (bank, country) {
        (BankForm::Local(Scheme::Bacs), _) => ("&bank=iban", "Use an IBAN instead"),
        (BankForm::Local(Scheme::Autogiro | Scheme::Betalingsservice), _) => {
            ("&bank=iban", "Pay from an account in euros")
        }
        (BankForm::Iban, "GB") => ("", "Use a sort code and account number instead"),
        (BankForm::Iban, "DK") => ("", "Pay from an account in kroner"),
        (BankForm::Iban, "SE") => ("", "Pay from an account in kronor"),
        _ => return html! {},
    };
    html! { p { a class="signup__link" href={ (action) "?country=" (country) (query) } { (text) } } }
}

/// The kinds of account that there are in the United States.
pub(super) fn account_type(error: Option<&str>) -> Markup {
    html! {
        fieldset class=(field_class(error.is_some())) aria-describedby=[error.map(|_| "account_type-error")] {
            legend class="signup__label" { (words::label("account_type")) }
            (error_line("account_type", error))
            @for (value, id, label) in
                [("checking", "account_type", "Checking"), ("savings", "account_type_savings", "Savings")] {
                div class="signup__choice" {
                    input class="signup__radio" type="radio" id=(id) name="account_type" value=(value);
                    label class="signup__choice-label" for=(id) { (label) }
                }
            }
        }
    }
}
