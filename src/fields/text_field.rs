//! A text input.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::elements::{El, el};
use crate::field::Field;
use crate::fields::labelled::{Wiring, typed};
use crate::form::Form;

/// A text input for `field`: what is typed is kept as typed, problems show when it is time.
pub(crate) fn text_field(form: Form, field: Field) -> El {
    let wiring = Wiring::new(form, field);
    // The browser holds the text from here on: it is never written back while the payer types.
    let begin = form.draft.with_untracked(|draft| JsValue::from_str(draft.get(field)));
    let input = wiring
        .describe(el("input"))
        .class(field.width())
        .attr("name", field.as_str())
        .attr("type", if field == Field::Email { "email" } else { "text" })
        .attr("autocomplete", field.autocomplete())
        .attr("inputmode", field.input_mode())
        .attr("autocapitalize", if field == Field::Iban { "characters" } else { "on" })
        .attr("spellcheck", "false")
        .prop("value", begin)
        .on("input", move |event| form.draft.update(|draft| draft.set(field, typed(&event))))
        .on("blur", move |_| form.draft.update(|draft| draft.leave_filled(field)));
    wiring.label(input)
}
