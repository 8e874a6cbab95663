//! The inputs: every one goes through [`Labelled`].

mod bank_form;
mod country;
mod labelled;
mod text_field;

pub(crate) use bank_form::BankFormChoice;
pub(crate) use country::CountrySelect;
pub(crate) use text_field::TextField;
