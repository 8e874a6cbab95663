//! What a scheme has the payer read before an authority is given.

use signup_api::BankAccount;

use crate::elements::{El, el};
use crate::form::Form;
use crate::i18n::{Plural, Word};

/// Working days of notice before a collection that GoCardless gives under Bacs.
///
/// Source: API reference, Scheme Identifiers, `minimum_advance_notice`.
const NOTICE: u32 = 3;

/// The Direct Debit Guarantee for UK accounts, the SEPA mandate for IBANs of other countries, for every other scheme what
/// the payer authorises.
///
/// Sources: the Guarantee as banks offer it to payers; EPC392-08, *Guidelines for the appearance of mandates*.
pub(crate) fn mandate_text(form: Form, account: &BankAccount) -> El {
    let creditor = form.creditor();
    let name = creditor.statement_name.unwrap_or(creditor.name);
    let bacs: &[Word] = &[Word::GuaranteeOffered, Word::GuaranteeChanges, Word::GuaranteeRefund, Word::GuaranteeCancel];
    let country = account.iban.as_deref().or(account.country_code.as_deref()).and_then(|text| text.get(..2));
    let (title, paragraphs) = match (country, &account.iban) {
        (Some("GB"), _) => (Word::GuaranteeTitle, bacs),
        (_, Some(_)) => (Word::MandateSepaTitle, &[Word::MandateSepaAuthority, Word::MandateSepaRefund][..]),
        (_, None) => (Word::MandateOtherTitle, &[Word::MandateOtherAuthority][..]),
    };
    let notice = form.words.plural(Plural::NoticeWorkingDays, NOTICE, &[]);
    let values = [("creditor", name.as_str()), ("notice", &notice)];
    el("div")
        .class("signup__legal")
        .child(el("h3").class("signup__subtitle").text(form.say(title)))
        .children(paragraphs.iter().map(|word| el("p").text(form.words.fill(*word, &values))))
}
