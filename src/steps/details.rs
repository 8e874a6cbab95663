//! The form: who pays and, on a hosted page, from which account.

use leptos::ev;
use leptos::prelude::*;
use signup_api::{Flow, StartSignup};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::agreement::footer;
use super::{submit_button, title};
use crate::bank_lookup::look_up_banks;
use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::error_summary::error_summary;
use crate::field::Field;
use crate::fields::{
    address_fields, authority_choice, bank_fields, bank_form_choice, country_select, names, payer_fields, text_field,
};
use crate::focus::{focus_input, soon};
use crate::form::Form;
use crate::history;
use crate::i18n::Word;
use crate::journey::{Continue, Event, Start};
use crate::options::Page;
use crate::random_key::random_key;
use crate::wire::get;

/// The form of the page.
pub(crate) fn details(form: Form) -> El {
    look_up_banks(form);
    let creditor = form.creditor().name;
    let naming = |word| form.words.fill(word, &[("creditor", &creditor)]);
    let heading = match form.page {
        Page::Hosted => form.say(Word::DetailsTitle).to_owned(),
        Page::Merchant => form.say(Word::StartTitle).to_owned(),
        Page::SelfHosted => naming(Word::DetailsTitleWith),
    };
    let (intro, button, fields) = match form.page {
        Page::Hosted | Page::SelfHosted => (naming(Word::DetailsIntro), Word::ButtonContinue, all_fields(form)),
        Page::Merchant => (form.say(Word::StartIntro).to_owned(), Word::ButtonStart, start_fields(form)),
    };
    el("form")
        .class("signup__form")
        .attr("novalidate", "")
        .appearing(move |element| show_wanted(form, element))
        .on("submit", move |event| submit(form, &event))
        .child(error_summary(form))
        .child(spoken(form))
        .child(title(form, &heading))
        .children(form.description().map(|text| el("p").class("signup__lead").text(text)))
        .child(el("p").class("signup__text").text(intro))
        .child(fields)
        .child(submit_button(form, "submit", button))
        .children((form.page != Page::Merchant).then(|| footer(form)))
}

/// For screen readers: what is wrong with the field that the payer is at or has just left.
fn spoken(form: Form) -> El {
    el("p")
        .class("visually-hidden")
        .attr("role", "status")
        .changing(move || form.spoken.get(), |message| fragment().text(message))
}

/// What the page asks for from which the payer leaves for the hosted one.
fn start_fields(form: Form) -> El {
    fragment().child(names(form)).child(text_field(form, Field::Email))
}

/// Everything; where the account tells whether there is an address to ask for, that comes behind it.
fn all_fields(form: Form) -> El {
    let subtitle = |word| el("h3").class("signup__subtitle").text(form.say(word));
    let is_first = move || form.draft.with(Draft::asks_address_first);
    let country_first = form.draft.with_untracked(|draft| draft.asks_country_first(form.page));
    let has_choice = move || form.draft.with(Draft::has_choice_of_form);
    let bank_form = move || form.draft.with(Draft::bank_form);
    fragment()
        .child(subtitle(Word::PayerTitle))
        .child(payer_fields(form))
        .children(country_first.then(|| country_select(form)))
        .changing(is_first, move |is_first| if is_first { address_fields(form) } else { fragment() })
        .child(subtitle(Word::BankTitle))
        .changing(has_choice, move |has_choice| if has_choice { bank_form_choice(form) } else { fragment() })
        .child(text_field(form, Field::AccountHolderName))
        .changing(bank_form, move |bank_form| bank_fields(form, bank_form))
        .changing(is_first, move |is_first| if is_first { fragment() } else { address_fields(form) })
        .child(authority_choice(form))
}

/// Takes the payer, who comes from the review, to the field that is to change.
fn show_wanted(form: Form, element: Element) {
    soon(Box::new(move || {
        if let Some(field) = form.take_wanted() {
            focus_input(&element, &form.input_id(field));
        }
    }));
}

fn submit(form: Form, event: &ev::Event) {
    event.prevent_default();
    if untrack(move || form.is_busy()) {
        return;
    }
    if let Some(element) = event.current_target() {
        take_all(form, element.unchecked_ref());
    }
    // Who may not authorise alone need not fill in the rest.
    if form.page != Page::Merchant && form.draft.with_untracked(Draft::declines) {
        return form.send(Event::Continued(Continue::Decline));
    }
    let outcome = form.draft.try_update(|draft| draft.submit(form.page).map(|()| go_on(form, draft)));
    match outcome {
        Some(Ok(next)) => form.send(Event::Continued(next)),
        Some(Err(problems)) => form.send(Event::Refused(problems)),
        None => {} // A form that is gone.
    }
}

/// Takes what stands in the inputs: a program that fills them in need not have said so.
fn take_all(form: Form, element: &Element) {
    let fields = form.draft.with_untracked(|draft| draft.fields(form.page));
    for field in fields.into_iter().filter(|field| !Field::OF_CHOICE.contains(field)) {
        let input = element.query_selector(&["#", &form.input_id(field)].concat()).ok().flatten();
        let text: Option<String> = input.and_then(|input| get(&input, "value").ok());
        if let Some(text) = text.filter(|text| form.draft.with_untracked(|draft| draft.get(field) != text)) {
            form.draft.update(|draft| draft.set(field, text));
        }
    }
}

fn go_on(form: Form, draft: &Draft) -> Continue {
    match form.page {
        Page::Hosted | Page::SelfHosted => Continue::Review(Box::new(draft.submission(form.page))),
        Page::Merchant => {
            let request = StartSignup {
                payer: draft.payer(Page::Merchant),
                return_url: history::return_url(),
                ..form.signup_to_start(Flow::Redirect, false)
            };
            Continue::Start(Box::new(Start { request, key: random_key() }))
        }
    }
}
