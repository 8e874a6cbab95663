//! A text input.

use leptos::prelude::*;

use crate::field::Field;
use crate::fields::labelled::{Labelled, Wiring};
use crate::form::Form;

/// A text input for `field`: what is typed is kept as typed, problems show when it is time.
#[component]
pub(crate) fn TextField(
    /// Which field it is.
    field: Field,
) -> impl IntoView {
    let form = Form::expect();
    let wiring = Wiring::new(form, field);
    let (described, invalid) = (wiring.clone(), wiring.clone());
    // The browser holds the text from here on: it is never written back while the payer types.
    let begin = form.draft.with_untracked(|draft| draft.get(field).to_owned());
    view! {
        <Labelled field wiring=wiring.clone()>
            <input
                class=field.width()
                id=wiring.id.clone()
                name=field.as_str()
                type=if field == Field::Email { "email" } else { "text" }
                autocomplete=field.autocomplete()
                inputmode=field.input_mode()
                autocapitalize=if field == Field::Iban { "characters" } else { "on" }
                spellcheck="false"
                aria-describedby=move || described.described_by()
                aria-invalid=move || invalid.invalid()
                prop:value=begin
                on:input:target=move |event| form.draft.update(|draft| draft.set(field, event.target().value()))
                on:blur=move |_| form.draft.update(|draft| draft.leave_filled(field))
            />
        </Labelled>
    }
}
