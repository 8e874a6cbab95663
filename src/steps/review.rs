//! Everything shown back before the payer commits to it.

use bank_details::{Account, Verdict};
use leptos::prelude::*;
use signup_api::{BankAccount, Payer, Submission};

use super::{submit_button, title};
use crate::elements::{El, el, fragment};
use crate::error_summary::error_summary;
use crate::field::Field;
use crate::fields::{account_type_word, iban_says};
use crate::form::Form;
use crate::format::CountryNames;
use crate::i18n::Word;
use crate::journey::Event;
use crate::mandate_text::mandate_text;

/// The check of everything, with a way to change it and the button that commits.
pub(crate) fn review(form: Form, submission: &Submission) -> El {
    let fixed_row = |label, texts| {
        el("div").class("signup__row").child(el("dt").text(form.say(label))).child(el("dd").children(lines(texts)))
    };
    let description = form.description().map(|text| fixed_row(Word::DonePlan, vec![text]));
    let table = el("dl")
        .class("signup__review")
        .children(rows(form, submission).into_iter().map(|row| review_row(form, row)))
        .children(description)
        .child(fixed_row(Word::ReviewCreditor, creditor(form)));
    let button = submit_button(form, "button", Word::ButtonConfirm).on("click", move |_| form.send(Event::Confirmed));
    fragment()
        .child(error_summary(form))
        .child(title(form, form.say(Word::ReviewTitle)))
        .child(el("p").class("signup__text").text(form.say(Word::ReviewIntro)))
        .child(table)
        .child(mandate_text(form, &submission.bank_account))
        .child(el("p").class("signup__text").text(form.say(Word::ReviewAuthority)))
        .child(button)
}

/// One thing to check.
struct Row {
    label: Word,
    lines: Vec<String>,
    field: Field,
}

fn rows(form: Form, submission: &Submission) -> Vec<Row> {
    let locale = &form.options().locale;
    let Submission { payer, bank_account, .. } = submission;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let name = [payer.given_name.as_deref(), payer.family_name.as_deref()].map(Option::unwrap_or_default).join(" ");
    let mut rows = vec![
        Row { label: Word::ReviewName, lines: vec![name], field: Field::GivenName },
        Row { label: Word::FieldEmail, lines: vec![text(&payer.email)], field: Field::Email },
        Row { label: Word::ReviewAddress, lines: address(payer, locale), field: Field::AddressLine1 },
        Row {
            label: Word::FieldAccountHolderName,
            lines: vec![bank_account.account_holder_name.clone()],
            field: Field::AccountHolderName,
        },
    ];
    rows.extend(account_rows(form, bank_account));
    rows
}

fn address(payer: &Payer, locale: &str) -> Vec<String> {
    let country = payer.country_code.as_deref().map(|code| CountryNames::new(locale).get(code));
    [&payer.address_line1, &payer.address_line2, &payer.city, &payer.postal_code, &country]
        .into_iter()
        .filter_map(Clone::clone)
        .collect()
}

/// The account in printed form, number by number.
fn account_rows(form: Form, details: &BankAccount) -> Vec<Row> {
    let Ok(account) = details.account() else { return Vec::new() };
    let mut rows: Vec<_> = form.draft.with_untracked(|draft| {
        let numbers = draft.bank_form().numbers().iter();
        numbers
            .filter_map(|number| {
                let printed = account.printed(number.part()?)?;
                Some(Row { label: number.label, lines: vec![printed], field: number.field })
            })
            .collect()
    });
    let remark = match account {
        Account::Iban(iban) => Some(iban_says(form, &iban)),
        account if account.advice() == Verdict::Invalid => Some(form.say(Word::BankNoteAdvice).to_owned()),
        _ => None,
    };
    if let Some(row) = rows.last_mut() {
        row.lines.extend(remark);
    }
    if let Some(kind) = details.account_type.as_deref().and_then(|word| word.parse().ok()) {
        let line = form.say(account_type_word(kind)).to_owned();
        rows.push(Row { label: Word::FieldAccountType, lines: vec![line], field: Field::AccountType });
    }
    rows
}

fn review_row(form: Form, row: Row) -> El {
    let Row { label, lines: values, field } = row;
    let label = form.say(label);
    let change = el("button")
        .class("signup__link")
        .attr("type", "button")
        .on("click", move |_| form.change(field))
        .child(el("span").attr("aria-hidden", "true").text(form.say(Word::Change)))
        .child(el("span").class("visually-hidden").text(form.words.fill(Word::ChangeOf, &[("what", label)])));
    el("div")
        .class("signup__row")
        .child(el("dt").text(label))
        .child(el("dd").children(lines(values)))
        .child(el("dd").class("signup__change").child(change))
}

fn lines(values: Vec<String>) -> impl Iterator<Item = El> {
    values.into_iter().map(|value| el("span").class("signup__line").text(value))
}

/// Who collects, and how to reach them.
fn creditor(form: Form) -> Vec<String> {
    let creditor = form.creditor();
    let mut lines = vec![creditor.name];
    lines.extend(creditor.address);
    lines.extend(creditor.email);
    lines.extend(creditor.phone_number);
    lines
}
