//! The numbers of an account, as the payer's country has them.

use bank_details::ach::AccountType;
use bank_details::{Account, Iban, Verdict};
use leptos::prelude::*;

use crate::bank_form::BankForm;
use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::field::Field;
use crate::fields::choice::{Choice, choices, field_choice};
use crate::fields::text_field;
use crate::form::Form;
use crate::format::CountryNames;
use crate::i18n::Word;
use crate::options::Page;

/// The inputs of the form, and under them what they say of the account.
pub(crate) fn bank_fields(form: Form, bank_form: BankForm) -> El {
    // The bank's name comes later than the payer goes on: its place is kept, so that nothing moves from under a finger.
    let kept = form.page == Page::SelfHosted;
    let note = el("p")
        .class(if kept { "signup__note signup__note--kept" } else { "signup__note" })
        .attr("role", "status")
        .changing(move || note(form), |note| fragment().children(note.map(|text| fragment().text(text))));
    fragment()
        .children(bank_form.numbers().iter().map(|number| text_field(form, number.field)))
        .child(if bank_form.asks(Field::AccountType) { account_type(form) } else { fragment() })
        .child(note)
}

/// The choice between a UK payer's two ways to name an account.
pub(crate) fn bank_form_choice(form: Form) -> El {
    let wants_iban = form.draft.with_untracked(|draft| draft.wants_iban);
    let choice = |value, label, iban: bool| Choice {
        value,
        label: form.say(label),
        chosen: wants_iban == iban,
        on_choose: Box::new(move || form.draft.update(|draft| draft.wants_iban = iban)),
    };
    let both = vec![choice("local", Word::BankFormLocal, false), choice("iban", Word::BankFormIban, true)];
    let id = form.id("bank-form");
    choices(&id, &id, form.say(Word::BankFormLegend), fragment(), both)
}

fn account_type(form: Form) -> El {
    let kinds = [AccountType::Checking, AccountType::Savings];
    field_choice(form, Field::AccountType, kinds.map(|kind| (kind.as_str(), form.say(account_type_word(kind)))))
}

/// What the kind of account is called.
pub(crate) fn account_type_word(kind: AccountType) -> Word {
    match kind {
        AccountType::Checking => Word::FieldAccountTypeChecking,
        AccountType::Savings => Word::FieldAccountTypeSavings,
    }
}

/// What there is to say of an account with which nothing is wrong.
fn note(form: Form) -> Option<String> {
    let account = form.draft.with(|draft| {
        let mut fields = draft.bank_form().numbers().iter().map(|number| number.field);
        if fields.any(|field| draft.problem(field).is_some()) { None } else { draft.account().ok() }
    });
    let bank = form.bank.with(|found| {
        let found =
            found.as_ref().filter(|found| form.draft.with(Draft::complete_account).as_ref() == Some(&found.account));
        found?.name.clone()
    });
    match account? {
        _ if bank.is_some() => bank,
        Account::Iban(iban) => Some(iban_says(form, &iban)),
        account if account.advice() == Verdict::Invalid => Some(form.say(Word::BankNoteAdvice).to_owned()),
        _ => None,
    }
}

/// What an IBAN says: its country, and the code of the bank.
pub(crate) fn iban_says(form: Form, iban: &Iban) -> String {
    let country = CountryNames::new(form.words.language()).get(iban.country_code());
    form.words.fill(Word::BankNoteIban, &[("country", &country), ("bank", iban.bank_code())])
}
