//! The inputs: every one gets its label, hint and error from `labelled`.

mod bank_fields;
mod choice;
mod country;
mod labelled;
mod text_field;

pub(crate) use bank_fields::{account_type_word, bank_fields, bank_form_choice, iban_says};
pub(crate) use country::country_select;
pub(crate) use text_field::text_field;
