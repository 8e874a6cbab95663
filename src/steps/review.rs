//! Everything shown back before the payer commits to it.

use bank_details::{Iban, SortCode};
use leptos::prelude::*;
use signup_api::{BankAccount, Payer, Submission};

use crate::error_summary::ErrorSummary;
use crate::field::Field;
use crate::form::Form;
use crate::format;
use crate::history;
use crate::i18n::Word;
use crate::journey::{Event, Journey};
use crate::mandate_text::MandateText;
use crate::signup::Title;

/// The check of everything, with a way to change it and the button that commits.
#[component]
pub(crate) fn Review() -> impl IntoView {
    let form = Form::expect();
    let submission = form.journey.with_untracked(|journey| match journey {
        Journey::Review { submission, .. } | Journey::Submitting(submission) => submission.as_ref().clone(),
        _ => Submission::default(),
    });
    let failure = Memo::new(move |_| {
        form.journey.with(|journey| match journey {
            Journey::Review { failure, .. } => failure.clone(),
            _ => None,
        })
    });
    let busy = Memo::new(move |_| form.journey.with(|journey| matches!(journey, Journey::Submitting(_))));
    let locale = form.options.with_value(|options| options.locale.clone());
    let account = &submission.bank_account;
    let country = account.iban.as_deref().map_or("GB", |iban| iban.get(..2).unwrap_or_default()).to_owned();
    let rows = rows(&submission, &locale);

    view! {
        <ErrorSummary problems=Vec::new() failure />
        <Title text=form.say(Word::ReviewTitle) />
        <p class="signup__text">{form.say(Word::ReviewIntro)}</p>
        <dl class="signup__review">
            {rows.into_iter().map(|row| view! { <ReviewRow row /> }).collect_view()}
            <div class="signup__row">
                <dt>{form.say(Word::ReviewCreditor)}</dt>
                <dd><Creditor /></dd>
            </div>
        </dl>
        <MandateText country />
        <p class="signup__text">{form.say(Word::ReviewAuthority)}</p>
        <button
            class="signup__button"
            type="button"
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |_| form.send(Event::Confirmed)
        >
            {move || form.say(if busy.get() { Word::Busy } else { Word::ButtonConfirm })}
        </button>
    }
}

/// One thing to check.
struct Row {
    label: Word,
    lines: Vec<String>,
    field: Field,
}

fn rows(submission: &Submission, locale: &str) -> Vec<Row> {
    let Submission { payer, bank_account } = submission;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let name = format!("{} {}", text(&payer.given_name), text(&payer.family_name));
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
    rows.extend(account_rows(bank_account));
    rows
}

fn address(payer: &Payer, locale: &str) -> Vec<String> {
    let country = payer.country_code.as_deref().map(|code| format::country(code, locale));
    [&payer.address_line1, &payer.address_line2, &payer.city, &payer.postal_code, &country]
        .into_iter()
        .filter_map(Clone::clone)
        .collect()
}

/// The account in printed form.
fn account_rows(account: &BankAccount) -> Vec<Row> {
    let printed = |row: (Word, &Option<String>, Field)| {
        let (label, value, field) = row;
        let value = value.as_deref()?;
        let printed = match field {
            Field::BranchCode => value.parse::<SortCode>().map(|code| code.to_string()).ok(),
            Field::Iban => value.parse::<Iban>().map(|iban| iban.to_string()).ok(),
            _ => None,
        };
        Some(Row { label, lines: vec![printed.unwrap_or_else(|| value.to_owned())], field })
    };
    [
        (Word::FieldBranchCode, &account.branch_code, Field::BranchCode),
        (Word::FieldAccountNumber, &account.account_number, Field::AccountNumber),
        (Word::FieldIban, &account.iban, Field::Iban),
    ]
    .into_iter()
    .filter_map(printed)
    .collect()
}

#[component]
fn ReviewRow(
    /// What to show.
    row: Row,
) -> impl IntoView {
    let form = Form::expect();
    let Row { label, lines, field } = row;
    let change = move |_| {
        form.wanted.set_value(Some(field));
        history::back();
    };
    view! {
        <div class="signup__row">
            <dt>{form.say(label)}</dt>
            <dd>{lines.into_iter().map(|line| view! { <span class="signup__line">{line}</span> }).collect_view()}</dd>
            <dd class="signup__change">
                <button class="signup__link" type="button" on:click=change>
                    <span aria-hidden="true">{form.say(Word::Change)}</span>
                    <span class="visually-hidden">
                        {form.words.fill(Word::ChangeOf, &[("what", form.say(label))])}
                    </span>
                </button>
            </dd>
        </div>
    }
}

/// Who collects, and how to reach them.
#[component]
fn Creditor() -> impl IntoView {
    let creditor = Form::expect().creditor();
    let lines: Vec<_> =
        [vec![creditor.name], creditor.address, creditor.email.into_iter().chain(creditor.phone_number).collect()]
            .concat();
    lines.into_iter().map(|line| view! { <span class="signup__line">{line}</span> }).collect_view()
}
