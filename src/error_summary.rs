//! The list of problems at the top of a form.

use leptos::prelude::*;
use leptos::{ev, html};
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::failure::Failure;
use crate::field::Field;
use crate::focus::{focus_input, focus_soon};
use crate::form::Form;
use crate::i18n::Word;
use crate::problem::Problem;

/// What the last attempt found wrong, and why the last call failed; takes focus whenever there is something new.
#[component]
pub(crate) fn ErrorSummary(
    /// The fields to put right; each is a link to its field.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// Why the last call failed.
    #[prop(into)]
    failure: Signal<Option<Failure>>,
) -> impl IntoView {
    let form = Form::expect();
    let node = NodeRef::<html::Div>::new();
    // The journey makes a new list for each attempt, so a second attempt with the same problems takes focus again.
    Effect::new(move |_| {
        let anything = !problems.get().is_empty() || failure.get().is_some();
        if let Some(element) = node.get().filter(|_| anything) {
            focus_soon(element.into());
        }
    });

    view! {
        <Show when=move || !problems.get().is_empty() || failure.get().is_some()>
            <div class="signup__summary" role="alert" tabindex="-1" node_ref=node>
                <h3 class="signup__summary-title">{form.say(Word::ErrorSummaryTitle)}</h3>
                <ul class="signup__summary-list" hidden=move || problems.get().is_empty()>
                    {move || problems.get().into_iter().map(|problem| link(form, problem)).collect_view()}
                </ul>
                {move || failure.get().map(|failure| view! { <FailureText failure /> })}
            </div>
        </Show>
    }
}

/// Why a call failed, and what to do.
#[component]
pub(crate) fn FailureText(
    /// Why.
    failure: Failure,
) -> impl IntoView {
    let form = Form::expect();
    let word = match failure {
        Failure::Provider(_) => Word::FailureProvider,
        Failure::Unreachable => Word::FailureUnreachable,
        Failure::Incomplete => Word::FailureIncomplete,
        _ => Word::FailureUnexpected,
    };
    let request = failure.request_id().map(|id| form.words.fill(Word::FailureRequest, &[("request", id)]));
    view! {
        <p class="signup__text">{form.say(word)}</p>
        {request.map(|text| view! { <p class="signup__hint">{text}</p> })}
    }
}

fn link(form: Form, problem: Problem) -> impl IntoView {
    let id = input_id(form, problem.field);
    let href = format!("#{id}");
    let go = move |event: ev::MouseEvent| {
        // A fragment does not reach into a shadow root.
        event.prevent_default();
        if let Some(link) = event.current_target().and_then(|target| target.dyn_into::<Element>().ok()) {
            focus_input(&link, &id);
        }
    };
    view! {
        <li>
            <a href=href on:click=go>
                {problem.message(form.words)}
            </a>
        </li>
    }
}

/// The id of the field's input.
pub(crate) fn input_id(form: Form, field: Field) -> String {
    form.id(field.as_str())
}
