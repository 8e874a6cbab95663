//! The payer's address, where the scheme needs it.

use leptos::prelude::*;

use crate::elements::{El, el, fragment};
use crate::field::Field;
use crate::fields::{country_select, text_field};
use crate::form::Form;
use crate::i18n::Word;

/// The address under its title, as long as it is asked for; focus stays where it is.
pub(crate) fn address_fields(form: Form) -> El {
    let is_asked = move || form.draft.with(|draft| draft.needs().address);
    fragment().changing(is_asked, move |is_asked| if is_asked { fields(form) } else { fragment() })
}

fn fields(form: Form) -> El {
    // The country has been asked for where it decides about all else.
    let country = !form.draft.with_untracked(|draft| draft.asks_country_first(form.page));
    let key = move || form.draft.with(|draft| (draft.needs().region, draft.is_american()));
    fragment()
        .child(el("h3").class("signup__subtitle").text(form.say(Word::AddressTitle)))
        .children(country.then(|| country_select(form)))
        .child(text_field(form, Field::AddressLine1))
        .child(text_field(form, Field::AddressLine2))
        .changing(key, move |(region, _)| place(form, region))
}

/// Town, state and postcode, as the country calls them.
fn place(form: Form, region: bool) -> El {
    let city = text_field(form, Field::City);
    let pair = el("div").class("signup__pair");
    let postcode = text_field(form, Field::PostalCode);
    if region {
        fragment().child(city).child(pair.child(text_field(form, Field::Region)).child(postcode))
    } else {
        pair.child(city).child(postcode)
    }
}
