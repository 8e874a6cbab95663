//! The question whether the payer may authorise alone, and the way out for those who may not.

use bank_details::Scheme;
use maud::{Markup, html};

use super::bank_form::BankForm;
use super::form::{error_line, field_class};

/// The question, with the way out beside it.
pub(super) fn authority(action: &str, bank: BankForm, error: Option<&str>) -> Markup {
    html! {
        fieldset class=(field_class(error.is_some())) aria-describedby=[error.map(|_| "authority-error")] {
            legend class="signup__label" {
                "Are you the account holder, and the only person needed to authorise Direct Debits from this account?"
            }
            (error_line("authority", error))
            @for (value, id, label) in [("yes", "authority", "Yes"), ("no", "authority_no", "No")] {
                div class="signup__choice" {
                    input class="signup__radio" type="radio" id=(id) name="authority" value=(value);
                    label class="signup__choice-label" for=(id) { (label) }
                }
            }
            p class="signup__hint" {
                "If others have to sign too, use "
                a class="signup__link" href=(paper(action, bank)) { "the paper form (PDF)" }
                " instead."
            }
        }
    }
}

/// Where the paper form of the scheme is.
pub(super) fn paper(action: &str, bank: BankForm) -> String {
    let scheme = match bank {
        BankForm::Iban => Scheme::SepaCore,
        BankForm::Local(scheme) => scheme,
    };
    format!("{action}/mandate_pdf?scheme={scheme}")
}
