//! A choice between a few things: radio buttons under one question.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::elements::{El, el};
use crate::field::Field;
use crate::fields::labelled::error_line;
use crate::form::Form;

/// One thing to choose.
pub(crate) struct Choice {
    /// The button's value.
    pub(crate) value: &'static str,
    pub(crate) label: &'static str,
    pub(crate) chosen: bool,
    pub(crate) on_choose: Box<dyn Fn()>,
}

/// The question, what is wrong with the answer, and the choices, grouped by `name`; `id` is that of the first button and
/// begins those of the others.
pub(crate) fn choices(id: &str, name: &str, question: &str, error: El, choices: Vec<Choice>) -> El {
    el("fieldset")
        .class("signup__group")
        .child(el("legend").class("signup__label").text(question))
        .child(error)
        .children(choices.into_iter().enumerate().map(|(place, choice)| {
            let id = if place == 0 { id.to_owned() } else { [id, "-", choice.value].concat() };
            radio(&id, name, choice)
        }))
}

/// The choice that fills in `field`: its values and what they are called.
pub(crate) fn field_choice(form: Form, field: Field, values: [(&'static str, &'static str); 2]) -> El {
    let id = form.input_id(field);
    let chosen = form.draft.with_untracked(|draft| draft.get(field).to_owned());
    let all = values.map(|(value, label)| Choice {
        value,
        label,
        chosen: chosen == value,
        on_choose: Box::new(move || form.draft.update(|draft| draft.set(field, value.to_owned()))),
    });
    let error_id = [&id, "-error"].concat();
    let described_by = {
        let error_id = error_id.clone();
        move || form.problem(field).map(|_| error_id.clone())
    };
    choices(&id, field.as_str(), form.label(field), error_line(form, field, error_id), all.into())
        .attr("role", "radiogroup")
        .attr_when("aria-describedby", described_by)
        .attr_when("aria-invalid", move || form.problem(field).map(|_| "true".to_owned()))
}

fn radio(id: &str, name: &str, choice: Choice) -> El {
    let Choice { value, label, chosen, on_choose } = choice;
    el("div")
        .class("signup__choice")
        .child(
            el("input")
                .class("signup__radio")
                .attr("id", id)
                .attr("type", "radio")
                .attr("name", name)
                .attr("value", value)
                .prop("checked", &JsValue::from_bool(chosen))
                .on("change", move |_| on_choose()),
        )
        .child(el("label").class("signup__choice-label").attr("for", id).text(label))
}
