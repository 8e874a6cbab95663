//! A text input.

use bank_details::typing::Grouping;
use js_sys::Reflect;
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::draft::Draft;
use crate::elements::{El, el};
use crate::field::Field;
use crate::fields::labelled::{Wiring, typed};
use crate::form::Form;
use crate::wire::get;

/// A text input for `field`: what is typed is kept as typed, separators come at the end, problems show when it is time.
pub(crate) fn text_field(form: Form, field: Field) -> El {
    let wiring = Wiring::new(form, field);
    let number = form.draft.with_untracked(|draft| draft.bank_form().number(field));
    let grouping = number.and_then(|number| number.grouping);
    let width = match grouping {
        // All digits and separators must show.
        Some(_) if field == Field::AccountNumber => "signup__input signup__input--code",
        _ => field.width(),
    };
    // An input that is going away, since the country has changed, still loses focus: its text is not the next one's.
    let bank_form = form.draft.with_untracked(Draft::bank_form);
    let is_of_form =
        move || !Field::OF_BANK.contains(&field) || form.draft.with_untracked(Draft::bank_form) == bank_form;
    let take = move |event: Event| {
        if !is_of_form() || is_composing(&event) {
            return;
        }
        let text = grouping.and_then(|grouping| group(&event, grouping)).unwrap_or_else(|| typed(&event));
        form.draft.update(|draft| draft.set(field, text));
        form.speak_of(field);
    };
    let has_letters = number.is_some_and(|number| number.has_letters);
    // Numbers and addresses run from left to right in every language; of other text, its letters decide.
    let direction = if number.is_some() || field == Field::Email { "ltr" } else { "auto" };
    // The browser holds the text from here on: while the payer types, it is written back only with more separators.
    let begin = form.draft.with_untracked(|draft| JsValue::from_str(draft.get(field)));
    let input = wiring
        .describe(el("input"))
        .class(width)
        .attr("name", field.as_str())
        .attr("type", if field == Field::Email { "email" } else { "text" })
        .attr("autocomplete", field.autocomplete())
        .attr("inputmode", if has_letters { "text" } else { field.input_mode() })
        .attr("autocapitalize", if has_letters { "characters" } else { "on" })
        .attr("spellcheck", "false")
        .attr("dir", direction)
        .attr_when("readonly", move || form.draft.with(|draft| draft.is_locked(field)).then(String::new))
        .prop("value", &begin)
        .on("input", take)
        // Some browsers send no input after an input method is done.
        .on("compositionend", take)
        .on("blur", move |event| {
            if !is_of_form() {
                return;
            }
            // Whatever changed the text need not have said so.
            let text = typed(&event);
            form.draft.update(|draft| {
                draft.set(field, text);
                draft.leave_filled(field);
            });
            if let Some(printed) = form.draft.with_untracked(|draft| draft.printed(field))
                && let Some(input) = event.target()
            {
                write(&input, "value", &JsValue::from_str(&printed));
                form.draft.update(|draft| draft.set(field, printed));
            }
            form.speak_of(field);
        });
    wiring.label(input)
}

/// Whether an input method has yet to decide what was typed.
fn is_composing(event: &Event) -> bool {
    Reflect::get(event, &JsValue::from_str("isComposing")).is_ok_and(|value| value.is_truthy())
}

/// Adds the separators that what was typed calls for, and keeps the caret where it belongs; nothing on a deletion, and
/// when something is done or undone again.
fn group(event: &Event, grouping: Grouping) -> Option<String> {
    let input = event.target()?;
    let kind: Option<String> = get(event, "inputType").ok()?;
    if kind.is_some_and(|kind| kind.starts_with("delete") || kind.starts_with("history")) {
        return None;
    }
    let text: String = get(&input, "value").ok()?;
    let caret: u64 = get(&input, "selectionEnd").ok()?;
    let caret = usize::try_from(caret).ok()?;
    let (grouped, caret) = grouping.typed(&text, caret);
    if grouped != text {
        write(&input, "value", &JsValue::from_str(&grouped));
        #[expect(clippy::cast_precision_loss, reason = "no text is that long")]
        let caret = JsValue::from_f64(caret as f64);
        write(&input, "selectionStart", &caret);
        write(&input, "selectionEnd", &caret);
    }
    Some(grouped)
}

fn write(input: &JsValue, property: &str, value: &JsValue) {
    // An input has these properties, and they can be set.
    let _ = Reflect::set(input, &JsValue::from_str(property), value);
}
