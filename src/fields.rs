//! The inputs: every one gets its label, hint and error from `labelled`.

mod bank_form;
mod country;
mod labelled;
mod text_field;

pub(crate) use bank_form::bank_form_choice;
pub(crate) use country::country_select;
pub(crate) use text_field::text_field;
