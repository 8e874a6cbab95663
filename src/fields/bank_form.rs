//! Sort code and account number, or IBAN.

use leptos::prelude::*;

use crate::draft::BankForm;
use crate::form::Form;
use crate::i18n::Word;

/// The choice between a UK payer's two ways to name an account.
#[component]
pub(crate) fn BankFormChoice() -> impl IntoView {
    let form = Form::expect();
    let choices = [(BankForm::Local, "local", Word::BankFormLocal), (BankForm::Iban, "iban", Word::BankFormIban)];
    let radio = move |(choice, name, word): (BankForm, &'static str, Word)| {
        let id = form.id(&format!("bank-form-{name}"));
        view! {
            <div class="signup__choice">
                <input
                    class="signup__radio"
                    id=id.clone()
                    type="radio"
                    name=form.id("bank-form")
                    value=name
                    prop:checked=move || form.draft.with(|draft| draft.bank_form == choice)
                    on:change=move |_| form.draft.update(|draft| draft.bank_form = choice)
                />
                <label class="signup__choice-label" for=id>
                    {form.say(word)}
                </label>
            </div>
        }
    };
    view! {
        <fieldset class="signup__group">
            <legend class="signup__label">{form.say(Word::BankFormLegend)}</legend>
            {choices.map(radio).collect_view()}
        </fieldset>
    }
}
