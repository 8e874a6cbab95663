//! The form: who pays and, on a hosted page, from which account.

use leptos::prelude::*;
use leptos::{ev, html};
use signup_api::{Flow, StartSignup};

use crate::draft::{BankForm, Draft};
use crate::error_summary::{ErrorSummary, input_id};
use crate::field::Field;
use crate::fields::{BankFormChoice, CountrySelect, TextField};
use crate::focus::focus_input;
use crate::form::Form;
use crate::history;
use crate::i18n::Word;
use crate::journey::{Continue, Event, Journey, Start};
use crate::options::Page;
use crate::signup::Title;

/// The form of the page.
#[component]
pub(crate) fn Details() -> impl IntoView {
    let form = Form::expect();
    let problems = Memo::new(move |_| {
        form.journey.with(|journey| match journey {
            Journey::Details { problems, .. } => problems.clone(),
            _ => Vec::new(),
        })
    });
    let failure = Memo::new(move |_| {
        form.journey.with(|journey| match journey {
            Journey::Details { failure, .. } => failure.clone(),
            _ => None,
        })
    });
    let busy = Memo::new(move |_| form.journey.with(|journey| matches!(journey, Journey::Starting(_))));

    let node = NodeRef::<html::Form>::new();
    node.on_load(move |element| {
        if let Some(field) = form.wanted.try_update_value(Option::take).flatten() {
            let id = input_id(form, field);
            request_animation_frame(move || focus_input(&element, &id));
        }
    });

    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        if busy.get_untracked() {
            return;
        }
        let mut draft = form.draft.get_untracked();
        let outcome = draft.submit(form.page);
        let next = match outcome {
            Err(problems) => Event::Refused(problems),
            Ok(()) => Event::Continued(go_on(form, &draft)),
        };
        form.draft.set(draft);
        form.send(next);
    };
    let (title, intro, button) = match form.page {
        Page::Hosted => (
            Word::DetailsTitle,
            form.words.fill(Word::DetailsIntro, &[("creditor", &form.creditor().name)]),
            Word::ButtonContinue,
        ),
        Page::Merchant => (Word::StartTitle, form.say(Word::StartIntro).to_owned(), Word::ButtonStart),
    };

    view! {
        <form class="signup__form" novalidate node_ref=node on:submit=submit>
            <ErrorSummary problems failure />
            <Title text=form.say(title) />
            <p class="signup__text">{intro}</p>
            {match form.page {
                Page::Hosted => view! { <AllFields /> }.into_any(),
                Page::Merchant => view! { <PayerFields /> }.into_any(),
            }}
            <button
                class="signup__button"
                type="submit"
                aria-disabled=move || busy.get().then_some("true")
            >
                {move || form.say(if busy.get() { Word::Busy } else { button })}
            </button>
        </form>
    }
}

#[component]
fn PayerFields() -> impl IntoView {
    view! {
        <div class="signup__pair">
            <TextField field=Field::GivenName />
            <TextField field=Field::FamilyName />
        </div>
        <TextField field=Field::Email />
    }
}

#[component]
fn AllFields() -> impl IntoView {
    let form = Form::expect();
    let in_the_uk = Memo::new(move |_| form.draft.with(|draft| draft.get(Field::CountryCode) == "GB"));
    let bank_form = Memo::new(move |_| form.draft.with(Draft::bank_form));
    view! {
        <h3 class="signup__subtitle">{form.say(Word::PayerTitle)}</h3>
        <PayerFields />
        <h3 class="signup__subtitle">{form.say(Word::AddressTitle)}</h3>
        <CountrySelect />
        <TextField field=Field::AddressLine1 />
        <TextField field=Field::AddressLine2 />
        <div class="signup__pair">
            <TextField field=Field::City />
            <TextField field=Field::PostalCode />
        </div>
        <h3 class="signup__subtitle">{form.say(Word::BankTitle)}</h3>
        <Show when=move || in_the_uk.get()>
            <BankFormChoice />
        </Show>
        <TextField field=Field::AccountHolderName />
        {move || match bank_form.get() {
            BankForm::Iban => view! { <TextField field=Field::Iban /> }.into_any(),
            BankForm::Local => {
                view! {
                    <TextField field=Field::BranchCode />
                    <TextField field=Field::AccountNumber />
                }
                    .into_any()
            }
        }}
    }
}

fn go_on(form: Form, draft: &Draft) -> Continue {
    match form.page {
        Page::Hosted => Continue::Review(Box::new(draft.submission())),
        Page::Merchant => {
            let (plan, locale) = form.options.with_value(|options| (options.plan.clone(), options.locale.clone()));
            let request = StartSignup {
                flow: Flow::Redirect,
                plan,
                payer: draft.payer(Page::Merchant),
                return_url: history::return_url(),
                locale: (!locale.is_empty()).then_some(locale),
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
    format!("{:032x}", u128::from_be_bytes(bytes))
}
