//! Everything shown back before the payer commits to it.

use bank_details::{Account, Verdict};
use leptos::prelude::*;
use signup_api::{BankAccount, Payer, Submission};

use super::agreement::{agreement, case, footer};
use super::{lines, submit_button, title};
use crate::elements::{El, el, fragment};
use crate::error_summary::error_summary;
use crate::field::Field;
use crate::fields::{account_type_word, iban_says};
use crate::form::Form;
use crate::format::CountryNames;
use crate::i18n::Word;
use crate::journey::Event;
use crate::scheme_text::{Fact, SchemeText, content};

/// The check of everything, with a way to change it and the button that commits.
pub(crate) fn review(form: Form, submission: &Submission) -> El {
    let SchemeText { collection, creditor, parts, confirm } = content(&case(form, &submission.payer), form.words);
    let table = |heading, rows| {
        fragment().child(subtitle(form, heading)).child(el("dl").class("signup__review").children(rows))
    };
    let facts = |facts: Vec<Fact>| facts.into_iter().map(|fact| row(form.say(fact.label), fact.lines)).collect();
    let button = submit_button(form, "button", confirm).on("click", move |_| form.send(Event::Confirmed));
    fragment()
        .child(error_summary(form))
        .child(title(form, form.say(Word::ReviewTitle)))
        .child(el("p").class("signup__text").text(form.say(Word::ReviewIntro)))
        .child(table(
            Word::ReviewYours,
            rows(form, submission).into_iter().map(|row| review_row(form, row)).collect::<Vec<_>>(),
        ))
        .child(table(Word::CollectionTitle, facts(collection)))
        .child(table(Word::CreditorTitle, facts(creditor)))
        .child(agreement(form, parts))
        .child(el("p").class("signup__text").text(form.say(Word::ReviewAuthority)))
        .child(button)
        .child(footer(form))
}

fn subtitle(form: Form, word: Word) -> El {
    el("h3").class("signup__subtitle").text(form.say(word))
}

/// One thing to check.
struct Row {
    label: &'static str,
    lines: Vec<String>,
    field: Field,
}

fn rows(form: Form, submission: &Submission) -> Vec<Row> {
    let Submission { payer, bank_account, .. } = submission;
    let names = [&payer.given_name, &payer.family_name].into_iter().flatten().map(String::as_str);
    let line = |text: &Option<String>| text.iter().cloned().collect();
    let identity = |field: Field, number| (form.label(field), line(number), field);
    let rows = [
        (form.say(Word::ReviewCompany), line(&payer.company_name), Field::CompanyName),
        (form.say(Word::ReviewName), vec![names.collect::<Vec<_>>().join(" ")], Field::GivenName),
        identity(Field::SwedishIdentityNumber, &payer.swedish_identity_number),
        identity(Field::DanishIdentityNumber, &payer.danish_identity_number),
        (form.say(Word::FieldEmail), line(&payer.email), Field::Email),
        (form.say(Word::ReviewAddress), address(form, payer), Field::AddressLine1),
        (
            form.say(Word::FieldAccountHolderName),
            vec![bank_account.account_holder_name.clone()],
            Field::AccountHolderName,
        ),
    ];
    let rows = rows.into_iter().filter(|(_, lines, _)| lines.iter().any(|line| !line.is_empty()));
    let mut rows: Vec<_> = rows.map(|(label, lines, field)| Row { label, lines, field }).collect();
    rows.extend(account_rows(form, bank_account));
    rows
}

/// The address, where one was asked for; a country alone is none.
fn address(form: Form, payer: &Payer) -> Vec<String> {
    let names = CountryNames::new(form.words.language());
    let country = payer.country_code.as_deref().map(|code| names.get(code));
    let Payer { address_line1, address_line2, city, region, postal_code, .. } = payer;
    let lines = [address_line1, address_line2, city, region, postal_code];
    if lines.iter().all(|line| line.is_none()) {
        return Vec::new();
    }
    lines.into_iter().chain([&country]).flatten().cloned().collect()
}

/// The account in printed form, number by number.
fn account_rows(form: Form, details: &BankAccount) -> Vec<Row> {
    let Ok(account) = details.account() else { return Vec::new() };
    let mut rows: Vec<_> = form.draft.with_untracked(|draft| {
        let numbers = draft.bank_form().numbers().iter();
        numbers
            .filter_map(|number| {
                let printed = account.printed(number.part()?)?;
                Some(Row { label: form.say(number.label), lines: vec![printed], field: number.field })
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
        rows.push(Row { label: form.say(Word::FieldAccountType), lines: vec![line], field: Field::AccountType });
    }
    rows
}

fn review_row(form: Form, Row { label, lines, field }: Row) -> El {
    if form.draft.with_untracked(|draft| draft.is_locked(field)) {
        return row(label, lines);
    }
    let change = el("button")
        .class("signup__link")
        .attr("type", "button")
        .on("click", move |_| form.change(field))
        .child(el("span").attr("aria-hidden", "true").text(form.say(Word::Change)))
        .child(el("span").class("visually-hidden").text(form.words.fill(Word::ChangeOf, &[("what", label)])));
    row(label, lines).child(el("dd").class("signup__change").child(change))
}

fn row(label: &str, values: Vec<String>) -> El {
    el("div").class("signup__row").child(el("dt").text(label)).child(el("dd").children(lines(values)))
}
