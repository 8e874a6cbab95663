//! Seeded customers.

use gocardless_api::Customer;
use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::validation::{is_country, is_email, is_language, is_phone_number, language_of_country};

/// Frank Osborne of London unless a name is given; the language is that of the country.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    entry.check("email", is_email)?;
    entry.check("country_code", is_country)?;
    entry.check("language", is_language)?;
    entry.check("phone_number", is_phone_number)?;
    let is_named = ["given_name", "family_name", "company_name"].iter().any(|field| entry.has(field));
    let or_nothing = |text: &'static str| (!is_named).then_some(text);
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "email": null,
        "given_name": or_nothing("Frank"),
        "family_name": or_nothing("Osborne"),
        "company_name": null,
        "address_line1": null,
        "address_line2": null,
        "address_line3": null,
        "city": or_nothing("London"),
        "region": null,
        "postal_code": null,
        "country_code": "GB",
        "language": null,
        "swedish_identity_number": null,
        "danish_identity_number": null,
        "phone_number": null,
        "metadata": {},
    });
    let mut customer: Customer = entry.read(blank, &[])?;
    if customer.language.is_none() {
        customer.language = Some(language_of_country(customer.country_code.as_deref()).to_owned());
    }
    sowing.organisation.add_customer(customer);
    Ok(())
}
