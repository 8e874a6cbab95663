//! The confirmation.

use signup_api::{Creditor, Signup};

use super::{lines, title};
use crate::elements::{El, el, fragment};
use crate::form::Form;
use crate::format;
use crate::i18n::Word;
use crate::journey::Event;
use crate::options::Page;

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
        .children(contact(form, &signup.creditor))
        .child(el("ul").class("signup__actions").children(actions(form).map(|action| el("li").child(action))))
}

/// To keep a copy; and, where all details are given on this page, to go on to another.
fn actions(form: Form) -> impl Iterator<Item = El> {
    let pdf = form.mandate_pdf().map(|address| {
        let link =
            el("a").class("signup__link").attr("href", &address).attr("target", "_blank").attr("rel", "noopener");
        link.text(form.say(Word::DonePdf))
    });
    let print = button(form, Word::DonePrint, || {
        if let Some(window) = web_sys::window() {
            // Refused only where a page must not print.
            let _ = window.print();
        }
    });
    let another = (form.page == Page::SelfHosted)
        .then(|| button(form, Word::DoneAnother, move || form.send(Event::Opened { another: true })));
    pdf.into_iter().chain([print]).chain(another)
}

fn button(form: Form, label: Word, press: impl Fn() + 'static) -> El {
    el("button").class("signup__link").attr("type", "button").on("click", move |_| press()).text(form.say(label))
}

fn rows(form: Form, signup: &Signup) -> Vec<(Word, String)> {
    let locale = form.options().locale;
    let mandate = signup.mandate.as_ref();
    let earliest = mandate.and_then(|mandate| mandate.next_possible_charge_date.as_deref());
    let (label, date) = match signup.first_charge_date.as_deref() {
        Some(date) => (Word::DoneFirstCharge, Some(date)),
        None => (Word::DoneFirstDate, earliest),
    };
    // The scheme's own name for who collects, where it is known.
    let named = signup.terms.as_ref().and_then(|terms| terms.creditor.statement_name.clone());
    [
        (Word::DoneReference, mandate.and_then(|mandate| mandate.reference.clone())),
        (Word::DonePlan, Some(signup.plan.name.clone())),
        (Word::DoneAmount, Some(format::price(&signup.plan, form.words, &locale))),
        (label, date.map(|date| format::date(date, &locale))),
        (Word::DoneStatementName, named.or_else(|| signup.creditor.statement_name.clone())),
    ]
    .into_iter()
    .filter_map(|(label, value)| Some((label, value?)))
    .collect()
}

/// How to reach the creditor, as far as it is known.
pub(super) fn contact(form: Form, creditor: &Creditor) -> Option<El> {
    let ways: Vec<_> = creditor.email.iter().chain(&creditor.phone_number).cloned().collect();
    if ways.is_empty() {
        return None;
    }
    let question = form.words.fill(Word::DoneContact, &[("creditor", &creditor.name)]);
    Some(el("p").class("signup__hint").text(question).children(lines(ways)))
}
