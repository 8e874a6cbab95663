//! The inputs: every one gets its label, hint and error from `labelled`.

mod address_fields;
mod authority;
mod bank_fields;
mod choice;
mod country;
mod labelled;
mod payer_fields;
mod text_field;

pub(crate) use address_fields::address_fields;
pub(crate) use authority::authority_choice;
pub(crate) use bank_fields::{account_type_word, bank_fields, bank_form_choice, iban_says};
pub(crate) use country::country_select;
pub(crate) use payer_fields::{names, payer_fields};
pub(crate) use text_field::text_field;
