//! The confirmation.

use signup_api::Signup;

use super::title;
use crate::elements::{El, el, fragment};
use crate::form::Form;
use crate::format;
use crate::i18n::Word;

/// What was set up, and what happens next.
pub(crate) fn done(form: Form, signup: &Signup) -> El {
    let to_creditor = [("creditor", signup.creditor.name.as_str())];
    let next = [Word::DoneNextEmail, Word::DoneNextNotice, Word::DoneNextCancel];

    let heading = el("div")
        .class("signup__done")
        .child(el("span").class("signup__tick").attr("aria-hidden", "true"))
        .child(title(form, form.say(Word::DoneTitle)))
        .child(el("p").class("signup__text").text(form.words.fill(Word::DoneText, &to_creditor)));
    let table = el("dl").class("signup__review").children(rows(form, signup).into_iter().map(|(label, value)| {
        el("div").class("signup__row").child(el("dt").text(form.say(label))).child(el("dd").text(value))
    }));
    let list =
        el("ul").class("signup__list").children(next.map(|word| el("li").text(form.words.fill(word, &to_creditor))));
    fragment()
        .child(heading)
        .child(table)
        .child(el("h3").class("signup__subtitle").text(form.say(Word::DoneNextTitle)))
        .child(list)
        .children(contact(form, signup))
}

fn rows(form: Form, signup: &Signup) -> Vec<(Word, String)> {
    let locale = form.options().locale;
    let mandate = signup.mandate.as_ref();
    let date = mandate.and_then(|mandate| mandate.next_possible_charge_date.as_deref());
    [
        (Word::DoneReference, mandate.and_then(|mandate| mandate.reference.clone())),
        (Word::DonePlan, Some(signup.plan.name.clone())),
        (Word::DoneAmount, Some(format::price(&signup.plan, form.words, &locale))),
        (Word::DoneFirstDate, date.map(|date| format::date(date, &locale))),
        (Word::DoneStatementName, signup.creditor.statement_name.clone()),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// How to reach the creditor, as far as it is known.
fn contact(form: Form, signup: &Signup) -> Option<El> {
    let creditor = &signup.creditor;
    let ways: Vec<_> = creditor.email.iter().chain(&creditor.phone_number).map(String::as_str).collect();
    if ways.is_empty() {
        return None;
    }
    let question = form.words.fill(Word::DoneContact, &[("creditor", &creditor.name)]);
    Some(el("p").class("signup__hint").text([&question, ": ", &ways.join(", ")].concat()))
}
