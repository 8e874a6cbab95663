//! Customers: the same rules for making one and for changing one.

use gocardless_api::Customer;

use super::{Problem, is_country, is_email, is_language, is_phone_number, is_state, language_of_country};
use crate::parameters::Form;

/// Every field of a customer that is a text.
const FIELDS: [&str; 15] = [
    "email",
    "given_name",
    "family_name",
    "company_name",
    "address_line1",
    "address_line2",
    "address_line3",
    "city",
    "region",
    "postal_code",
    "country_code",
    "language",
    "swedish_identity_number",
    "danish_identity_number",
    "phone_number",
];

/// Writes what was sent into `customer` and notes what is wrong with it; fields that were not sent stay.
///
/// A name is required: `given_name` and `family_name`, or `company_name`; in the United States the two letters of the
/// state too. Source: API reference, "Customers".
pub(crate) fn fill_customer(form: &mut Form, customer: &mut Customer) {
    change_customer(form, customer, &FIELDS);
    form.change_metadata(&mut customer.metadata);

    if customer.company_name.is_none() {
        for (field, value) in [("given_name", &customer.given_name), ("family_name", &customer.family_name)] {
            if value.is_none() {
                form.problem(field, Problem::Required);
            }
        }
    }
    let is_american = customer.country_code.as_deref() == Some("US");
    if is_american
        && !customer.region.as_deref().is_some_and(is_state)
        && (form.sent("country_code") || form.sent("region"))
    {
        form.problem("region", if customer.region.is_none() { Problem::Required } else { Problem::Invalid });
    }
    if customer.language.is_none() {
        customer.language = Some(language_of_country(customer.country_code.as_deref()).to_owned());
    }
}

/// Writes what was sent of some fields into `customer`, which may stay incomplete.
pub(crate) fn change_customer(form: &mut Form, customer: &mut Customer, fields: &[&str]) {
    let swedish_before = customer.swedish_identity_number.clone();
    for (field, value) in [
        ("email", &mut customer.email),
        ("given_name", &mut customer.given_name),
        ("family_name", &mut customer.family_name),
        ("company_name", &mut customer.company_name),
        ("address_line1", &mut customer.address_line1),
        ("address_line2", &mut customer.address_line2),
        ("address_line3", &mut customer.address_line3),
        ("city", &mut customer.city),
        ("region", &mut customer.region),
        ("postal_code", &mut customer.postal_code),
        ("country_code", &mut customer.country_code),
        ("language", &mut customer.language),
        ("swedish_identity_number", &mut customer.swedish_identity_number),
        ("danish_identity_number", &mut customer.danish_identity_number),
        ("phone_number", &mut customer.phone_number),
    ] {
        if fields.contains(&field) {
            form.change(field, value);
        }
    }
    for (field, value, is_valid) in [
        ("email", &customer.email, is_email as fn(&str) -> bool),
        ("country_code", &customer.country_code, is_country),
        ("language", &customer.language, is_language),
        ("phone_number", &customer.phone_number, is_phone_number),
    ] {
        if fields.contains(&field) && form.sent(field) && value.as_deref().is_some_and(|value| !is_valid(value)) {
            form.problem(field, Problem::Invalid);
        }
    }
    if swedish_before.is_some() && swedish_before != customer.swedish_identity_number {
        form.problem("swedish_identity_number", Problem::Other("cannot be changed once set".into()));
    }
}
