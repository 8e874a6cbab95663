//! One view per step of the journey.

mod agreement;
mod declined;
mod details;
mod done;
mod review;
mod stopped;
mod waiting;

pub(crate) use declined::declined;
pub(crate) use details::details;
pub(crate) use done::done;
pub(crate) use review::review;
pub(crate) use stopped::{interrupted, stopped};
pub(crate) use waiting::{confirming, leaving, loading};

use crate::elements::{El, el, fragment};
use crate::focus::focus_soon;
use crate::form::Form;
use crate::i18n::Word;

/// A step's title; it takes focus when the payer has just come to the step, so that a screen reader says where one is.
fn title(form: Form, heading: &str) -> El {
    form.name_page(heading);
    el("h2")
        .class("signup__title")
        .attr("tabindex", "-1")
        .appearing(move |element| {
            if form.is_new_step() {
                focus_soon(element);
            }
        })
        .text(heading)
}

/// The button that takes the payer to the next step; while that is on its way, it says so and does nothing.
///
/// Pressing it leaves focus where it is: a field that is left may begin to complain, and that would move the button away
/// from under the pointer before it is let go.
fn submit_button(form: Form, kind: &str, label: Word) -> El {
    el("button")
        .class("signup__button")
        .attr("type", kind)
        .on("mousedown", |event| event.prevent_default())
        .attr_when("aria-disabled", move || form.is_busy().then(|| "true".to_owned()))
        .changing(move || form.is_busy(), move |busy| fragment().text(form.say(if busy { Word::Busy } else { label })))
}

/// A line each, in the direction of its own letters.
fn lines(values: Vec<String>) -> impl Iterator<Item = El> {
    values.into_iter().map(|value| el("span").class("signup__line").text(value))
}
