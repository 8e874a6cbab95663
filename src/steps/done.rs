//! The confirmation.

use leptos::prelude::*;
use signup_api::Signup;

use crate::form::Form;
use crate::format;
use crate::i18n::Word;
use crate::journey::Journey;
use crate::signup::Title;

/// What was set up, and what happens next.
#[component]
pub(crate) fn Done() -> impl IntoView {
    let form = Form::expect();
    let Journey::Done(signup) = form.journey.get_untracked() else {
        return ().into_any();
    };
    let locale = form.options.with_value(|options| options.locale.clone());
    let name = signup.creditor.name.clone();
    let to_creditor = [("creditor", name.as_str())];
    let contact: Vec<_> =
        signup.creditor.email.iter().chain(&signup.creditor.phone_number).map(String::as_str).collect();
    let contact = (!contact.is_empty())
        .then(|| format!("{}: {}", form.words.fill(Word::DoneContact, &to_creditor), contact.join(", ")));

    view! {
        <div class="signup__done">
            <span class="signup__tick" aria-hidden="true"></span>
            <Title text=form.say(Word::DoneTitle) />
            <p class="signup__text">{form.words.fill(Word::DoneText, &to_creditor)}</p>
        </div>
        <dl class="signup__review">
            {rows(form, &signup, &locale)
                .into_iter()
                .map(|(label, value)| {
                    view! {
                        <div class="signup__row">
                            <dt>{form.say(label)}</dt>
                            <dd>{value}</dd>
                        </div>
                    }
                })
                .collect_view()}
        </dl>
        <h3 class="signup__subtitle">{form.say(Word::DoneNextTitle)}</h3>
        <ul class="signup__list">
            {[Word::DoneNextEmail, Word::DoneNextNotice, Word::DoneNextCancel]
                .map(|word| view! { <li>{form.words.fill(word, &to_creditor)}</li> })
                .collect_view()}
        </ul>
        {contact.map(|text| view! { <p class="signup__hint">{text}</p> })}
    }
    .into_any()
}

fn rows(form: Form, signup: &Signup, locale: &str) -> Vec<(Word, String)> {
    let mandate = signup.mandate.as_ref();
    let statement_name = signup.creditor.statement_name.clone();
    let date = mandate.and_then(|mandate| mandate.next_possible_charge_date.as_deref());
    [
        (Word::DoneReference, mandate.and_then(|mandate| mandate.reference.clone())),
        (Word::DonePlan, Some(signup.plan.name.clone())),
        (Word::DoneAmount, Some(format::price(&signup.plan, form.words, locale))),
        (Word::DoneFirstDate, date.map(|date| format::date(date, locale))),
        (Word::DoneStatementName, statement_name),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}
