//! The form: who pays and, on a hosted page, from which account.

use leptos::ev;
use leptos::prelude::*;
use signup_api::{Flow, StartSignup};
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::{submit_button, title};
use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::error_summary::error_summary;
use crate::field::Field;
use crate::fields::{bank_fields, bank_form_choice, country_select, text_field};
use crate::focus::{focus_input, soon};
use crate::form::Form;
use crate::history;
use crate::i18n::Word;
use crate::journey::{Continue, Event, Start};
use crate::options::{Options, Page};
use crate::wire::get;

/// The form of the page.
pub(crate) fn details(form: Form) -> El {
    let (heading, intro, button, fields) = match form.page {
        Page::Hosted => (
            Word::DetailsTitle,
            form.words.fill(Word::DetailsIntro, &[("creditor", &form.creditor().name)]),
            Word::ButtonContinue,
            all_fields(form),
        ),
        Page::Merchant => {
            (Word::StartTitle, form.say(Word::StartIntro).to_owned(), Word::ButtonStart, payer_fields(form))
        }
    };
    el("form")
        .class("signup__form")
        .attr("novalidate", "")
        .appearing(move |element| show_wanted(form, element))
        .on("submit", move |event| submit(form, &event))
        .child(error_summary(form))
        .child(spoken(form))
        .child(title(form, form.say(heading)))
        .children(form.description().map(|text| el("p").class("signup__lead").text(text)))
        .child(el("p").class("signup__text").text(intro))
        .child(fields)
        .child(submit_button(form, "submit", button))
}

/// For screen readers: what is wrong with the field that the payer is at or has just left.
fn spoken(form: Form) -> El {
    el("p")
        .class("visually-hidden")
        .attr("role", "status")
        .changing(move || form.spoken.get(), |message| fragment().text(message))
}

fn payer_fields(form: Form) -> El {
    let names = el("div")
        .class("signup__pair")
        .child(text_field(form, Field::GivenName))
        .child(text_field(form, Field::FamilyName));
    fragment().child(names).child(text_field(form, Field::Email))
}

fn all_fields(form: Form) -> El {
    let subtitle = |word| el("h3").class("signup__subtitle").text(form.say(word));
    let place =
        el("div").class("signup__pair").child(text_field(form, Field::City)).child(text_field(form, Field::PostalCode));
    let has_choice = move || form.draft.with(Draft::has_choice_of_form);
    let bank_form = move || form.draft.with(Draft::bank_form);
    fragment()
        .child(subtitle(Word::PayerTitle))
        .child(payer_fields(form))
        .child(subtitle(Word::AddressTitle))
        .child(country_select(form))
        .child(text_field(form, Field::AddressLine1))
        .child(text_field(form, Field::AddressLine2))
        .child(place)
        .child(subtitle(Word::BankTitle))
        .changing(has_choice, move |has_choice| if has_choice { bank_form_choice(form) } else { fragment() })
        .child(text_field(form, Field::AccountHolderName))
        .changing(bank_form, move |bank_form| bank_fields(form, bank_form))
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
    for field in fields.into_iter().filter(|field| *field != Field::AccountType) {
        let input = element.query_selector(&["#", &form.input_id(field)].concat()).ok().flatten();
        let text: Option<String> = input.and_then(|input| get(&input, "value").ok());
        if let Some(text) = text.filter(|text| form.draft.with_untracked(|draft| draft.get(field) != text)) {
            form.draft.update(|draft| draft.set(field, text));
        }
    }
}

fn go_on(form: Form, draft: &Draft) -> Continue {
    match form.page {
        Page::Hosted => Continue::Review(Box::new(draft.submission())),
        Page::Merchant => {
            let Options { plan, locale, .. } = form.options();
            let request = StartSignup {
                flow: Flow::Redirect,
                plan,
                payer: draft.payer(Page::Merchant),
                return_url: history::return_url(),
                locale: (!locale.is_empty()).then_some(locale),
                another: false,
            };
            Continue::Start(Box::new(Start { request, key: random_key() }))
        }
    }
}

/// 128 random bits from the browser's generator for keys, in hexadecimal.
fn random_key() -> String {
    let mut bytes = [0; 16];
    // Every browser that runs WebAssembly has the generator; a page without a window does not get here.
    if let Some(crypto) = web_sys::window().and_then(|window| window.crypto().ok()) {
        let _ = crypto.get_random_values_with_u8_array(&mut bytes);
    }
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}
