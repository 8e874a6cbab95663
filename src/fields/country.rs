//! The payer's country.

use leptos::prelude::*;

use crate::countries::COUNTRIES;
use crate::elements::{El, el};
use crate::field::Field;
use crate::fields::labelled::{Wiring, typed};
use crate::form::Form;
use crate::format::{Alphabet, CountryNames};

/// The choice of the payer's country, by name in the page's language.
pub(crate) fn country_select(form: Form) -> El {
    let field = Field::CountryCode;
    let wiring = Wiring::new(form, field);
    if form.draft.with_untracked(|draft| draft.is_locked(field)) {
        // A list has no read-only state: what is chosen stands as text.
        let code = form.draft.with_untracked(|draft| draft.get(field).to_owned());
        let name = CountryNames::new(form.words.language()).get(&code);
        let input = wiring.describe(el("input")).class("signup__input").attr("readonly", "").attr("value", &name);
        return wiring.label(input);
    }
    let chosen = form.draft.with_untracked(|draft| draft.get(field).to_owned());
    let choices = by_name(form.words.language()).into_iter().map(|(name, code)| {
        let choice = el("option").attr("value", code).text(name);
        if code == chosen { choice.attr("selected", "") } else { choice }
    });
    let select = wiring
        .describe(el("select"))
        .class("signup__input")
        .attr("name", field.as_str())
        .attr("autocomplete", field.autocomplete())
        .on("change", move |event| take(form, &typed(&event)))
        .children(choices);
    wiring.label(select)
}

fn take(form: Form, code: &str) {
    form.draft.update(|draft| {
        draft.set(Field::CountryCode, code.to_owned());
        draft.leave(Field::CountryCode);
    });
}

/// All countries, in the alphabetical order of the language.
fn by_name(language: &str) -> Vec<(String, &'static str)> {
    let (names, alphabet) = (CountryNames::new(language), Alphabet::new(language));
    let mut sorted = Vec::with_capacity(COUNTRIES.len());
    for code in COUNTRIES {
        let name = names.get(code);
        let place = sorted.partition_point(|(earlier, _): &(String, _)| alphabet.is_before(earlier, &name));
        sorted.insert(place, (name, code));
    }
    sorted
}
