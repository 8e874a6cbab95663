//! Who pays: a person or a company, and the number by which their country knows them.

use leptos::prelude::*;

use crate::draft::Draft;
use crate::elements::{El, el, fragment};
use crate::field::Field;
use crate::fields::choice::{Choice, choices};
use crate::fields::text_field;
use crate::form::Form;
use crate::i18n::Word;
use crate::options::Page;

/// The payer, as far as the scheme needs to know.
pub(crate) fn payer_fields(form: Form) -> El {
    let is_company = move || form.draft.with(|draft| draft.is_company);
    let numbers = [Field::SwedishIdentityNumber, Field::DanishIdentityNumber];
    let asked =
        move || form.draft.with(|draft| (draft.is_company, numbers.map(|field| draft.asks(Page::Hosted, field))));
    let number = move |_| {
        let asks = |field: &Field| form.draft.with_untracked(|draft| draft.asks(Page::Hosted, *field));
        fragment().children(numbers.into_iter().filter(asks).map(|field| text_field(form, field)))
    };
    fragment()
        .children(form.draft.with_untracked(Draft::has_choice_of_payer).then(|| kind(form)))
        .changing(
            is_company,
            move |is_company| {
                if is_company { text_field(form, Field::CompanyName) } else { names(form) }
            },
        )
        .child(text_field(form, Field::Email))
        .changing(asked, number)
}

/// First and last name, side by side where there is room.
pub(crate) fn names(form: Form) -> El {
    el("div").class("signup__pair").child(text_field(form, Field::GivenName)).child(text_field(form, Field::FamilyName))
}

fn kind(form: Form) -> El {
    let is_company = form.draft.with_untracked(|draft| draft.is_company);
    let choice = |value, label, company: bool| Choice {
        value,
        label: form.say(label),
        chosen: is_company == company,
        on_choose: Box::new(move || form.draft.update(|draft| draft.is_company = company)),
    };
    let both = vec![choice("person", Word::PayerKindPerson, false), choice("company", Word::PayerKindCompany, true)];
    let id = form.id("payer-kind");
    choices(&id, &id, form.say(Word::PayerKindLegend), fragment(), both)
}
