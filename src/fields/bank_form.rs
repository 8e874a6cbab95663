//! Sort code and account number, or IBAN.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::draft::BankForm;
use crate::elements::{El, el};
use crate::form::Form;
use crate::i18n::Word;

/// The choice between a UK payer's two ways to name an account.
pub(crate) fn bank_form_choice(form: Form) -> El {
    el("fieldset")
        .class("signup__group")
        .child(el("legend").class("signup__label").text(form.say(Word::BankFormLegend)))
        .child(radio(form, BankForm::Local, "local", Word::BankFormLocal))
        .child(radio(form, BankForm::Iban, "iban", Word::BankFormIban))
}

fn radio(form: Form, choice: BankForm, name: &'static str, label: Word) -> El {
    let group = form.id("bank-form");
    let id = [&group, "-", name].concat();
    let chosen = form.draft.with_untracked(|draft| draft.bank_form == choice);
    el("div")
        .class("signup__choice")
        .child(
            el("input")
                .class("signup__radio")
                .attr("id", &id)
                .attr("type", "radio")
                .attr("name", &group)
                .attr("value", name)
                .prop("checked", JsValue::from_bool(chosen))
                .on("change", move |_| form.draft.update(|draft| draft.bank_form = choice)),
        )
        .child(el("label").class("signup__choice-label").attr("for", &id).text(form.say(label)))
}
