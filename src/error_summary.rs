//! The list of problems at the top of a form.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use crate::elements::{El, el, fragment};
use crate::failure::Failure;
use crate::focus::{focus_input, focus_soon};
use crate::form::Form;
use crate::i18n::Word;
use crate::journey::Journey;
use crate::problem::Problem;

/// What the last attempt found wrong, and why the last call failed; takes focus after each attempt that failed.
///
/// The region around it is there from the start and empty: some screen readers pass over one that comes with its text.
pub(crate) fn error_summary(form: Form) -> El {
    el("div").attr("role", "alert").changing(
        move || form.failed_attempt(),
        move |_| {
            form.journey.with(|journey| match journey {
                Journey::Details { problems, failure, .. } if !problems.is_empty() || failure.is_some() => {
                    summary(form, problems, failure.as_ref())
                }
                Journey::Review { failure: Some(failure), .. } => summary(form, &[], Some(failure)),
                _ => fragment(),
            })
        },
    )
}

fn summary(form: Form, problems: &[Problem], failure: Option<&Failure>) -> El {
    let mut list = el("ul").class("signup__summary-list");
    if problems.is_empty() {
        list = list.attr("hidden", "");
    }
    let title_id = form.id("summary");
    el("div")
        .class("signup__summary")
        .attr("role", "group")
        .attr("aria-labelledby", &title_id)
        .attr("tabindex", "-1")
        .appearing(focus_soon)
        .child(el("h2").class("signup__summary-title").attr("id", &title_id).text(form.say(Word::ErrorSummaryTitle)))
        .child(list.children(problems.iter().map(|problem| link(form, *problem))))
        .children(failure.map(|failure| failure_text(form, not_sent(failure), failure)))
        .appearing(move |_| form.name_page_wrong())
}

/// What is told where a form or a confirmation did not reach its destination: nothing is set up by either.
fn not_sent(failure: &Failure) -> Word {
    match failure {
        Failure::OtherBrowser => Word::FailureOtherBrowser,
        Failure::Provider(_) => Word::FailureProvider,
        Failure::TooMany(_) => Word::FailureTooMany,
        Failure::Unreachable => Word::FailureUnreachable,
        _ => Word::FailureUnexpected,
    }
}

/// Why a call failed and what to do, in the given words, with the number to quote.
pub(crate) fn failure_text(form: Form, word: Word, failure: &Failure) -> El {
    let request = failure
        .request_id()
        .map(|id| el("p").class("signup__hint").text(form.words.fill(Word::FailureRequest, &[("request", id)])));
    fragment().child(el("p").class("signup__text").text(form.say(word))).children(request)
}

fn link(form: Form, problem: Problem) -> El {
    let id = form.input_id(problem.field);
    let href = ["#", &id].concat();
    let go = move |event: ev::Event| {
        // A fragment does not reach into a shadow root.
        event.prevent_default();
        if let Some(link) = event.current_target() {
            focus_input(link.unchecked_ref::<Element>(), &id);
        }
    };
    el("li").child(el("a").attr("href", &href).on("click", go).text(form.message(problem)))
}
