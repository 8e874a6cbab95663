//! What a scheme has the payer read before an authority is given.

use leptos::prelude::*;

use crate::form::Form;
use crate::i18n::Word;

/// Working days of notice before a collection that GoCardless gives under Bacs.
///
/// Source: API reference, Scheme Identifiers, `minimum_advance_notice`.
const NOTICE: &str = "3";

/// The Direct Debit Guarantee for UK accounts, the SEPA mandate for all others.
///
/// Sources: the Guarantee as banks offer it to payers; EPC392-08, *Guidelines for the appearance of mandates*.
#[component]
pub(crate) fn MandateText(
    /// The country of the account, two letters.
    country: String,
) -> impl IntoView {
    let form = Form::expect();
    let creditor = form.creditor();
    let name = creditor.statement_name.unwrap_or(creditor.name);
    let (title, paragraphs): (_, &[Word]) = if country == "GB" {
        (
            Word::GuaranteeTitle,
            &[Word::GuaranteeOffered, Word::GuaranteeChanges, Word::GuaranteeRefund, Word::GuaranteeCancel],
        )
    } else {
        (Word::MandateSepaTitle, &[Word::MandateSepaAuthority, Word::MandateSepaRefund])
    };
    let values = [("creditor", name.as_str()), ("notice", NOTICE)];
    view! {
        <div class="signup__legal">
            <h3 class="signup__subtitle">{form.say(title)}</h3>
            {paragraphs.iter().map(|word| view! { <p>{form.words.fill(*word, &values)}</p> }).collect_view()}
        </div>
    }
}
