//! What a scheme has the payer read before an authority is given.

use crate::elements::{El, el};
use crate::form::Form;
use crate::i18n::Word;

/// Working days of notice before a collection that GoCardless gives under Bacs.
///
/// Source: API reference, Scheme Identifiers, `minimum_advance_notice`.
const NOTICE: &str = "3";

/// The Direct Debit Guarantee for UK accounts, the SEPA mandate for all others; `country` is the account's.
///
/// Sources: the Guarantee as banks offer it to payers; EPC392-08, *Guidelines for the appearance of mandates*.
pub(crate) fn mandate_text(form: Form, country: &str) -> El {
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
    el("div")
        .class("signup__legal")
        .child(el("h3").class("signup__subtitle").text(form.say(title)))
        .children(paragraphs.iter().map(|word| el("p").text(form.words.fill(*word, &values))))
}
