//! The payer's country.

use leptos::prelude::*;

use crate::field::Field;
use crate::fields::labelled::{Labelled, Wiring};
use crate::form::Form;
use crate::format;

/// The countries whose accounts Bacs and SEPA Direct Debit reach and whose IBANs can be checked.
///
/// Source: EPC409-09, list of SEPA scheme countries, without the territories that use another country's code.
const COUNTRIES: [&str; 37] = [
    "AD", "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GI", "GR", "HR", "HU", "IE",
    "IS", "IT", "LI", "LT", "LU", "LV", "MC", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK", "SM", "VA",
];

/// The choice of the payer's country, by name in the page's language.
#[component]
pub(crate) fn CountrySelect() -> impl IntoView {
    let form = Form::expect();
    let field = Field::CountryCode;
    let wiring = Wiring::new(form, field);
    let (described, invalid) = (wiring.clone(), wiring.clone());
    let locale = form.options.with_value(|options| options.locale.clone());
    let chosen = form.draft.with_untracked(|draft| draft.get(field).to_owned());

    let mut countries: Vec<_> = COUNTRIES.iter().map(|code| (format::country(code, &locale), *code)).collect();
    countries.sort();
    let choices = countries
        .into_iter()
        .map(|(name, code)| view! { <option value=code selected=code == chosen>{name}</option> })
        .collect_view();
    view! {
        <Labelled field wiring=wiring.clone()>
            <select
                class="signup__input"
                id=wiring.id.clone()
                name=field.as_str()
                autocomplete=field.autocomplete()
                aria-describedby=move || described.described_by()
                aria-invalid=move || invalid.invalid()
                on:change:target=move |event| form.draft.update(|draft| draft.set(field, event.target().value()))
            >
                {choices}
            </select>
        </Labelled>
    }
}
