//! Seeded customer bank accounts.

use bank_details::Scheme;
use gocardless_api::{Customer, CustomerBankAccount};
use serde_json::json;

use super::accounts::take_numbers;
use super::entry::Entry;
use super::{SeedError, Sowing};
use crate::schemes;
use crate::validation::{CheckedAccount, bank_of, is_country};

/// An account in pounds, or in the currency of its country, whose number ends with 11, unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let id = entry.required_link("customer", |id| sowing.organisation.customer(id).is_some())?;
    let holder = entry
        .text("account_holder_name")?
        .or_else(|| sowing.organisation.customer(&id).map(name_of))
        .unwrap_or_default()
        .to_uppercase();
    let details = take_numbers(entry, &holder)?;
    if details.is_some() {
        // It follows from the numbers.
        entry.take("account_number_ending");
    }
    entry.check("currency", |currency| schemes::of_currency(currency).is_some())?;
    entry.check("country_code", is_country)?;
    let (country, currency) = place_of(entry);
    let numbers = details.as_ref();
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "account_number_ending": numbers.map_or("11".to_owned(), CheckedAccount::ending),
        "account_holder_name": holder,
        "account_type": numbers.and_then(|it| it.account_type).map(bank_details::ach::AccountType::as_str),
        "bank_name": numbers.and_then(|it| bank_of(&it.account)).map(|bank| bank.name),
        "currency": numbers.map_or(currency, CheckedAccount::currency),
        "country_code": numbers.map_or(country.as_str(), CheckedAccount::country_code),
        "metadata": {},
        "enabled": true,
        "links": {"customer": id},
    });
    let account: CustomerBankAccount = entry.read(blank, &[])?;
    sowing
        .organisation
        .seed_bank_account(account, details.map(|details| details.account))
        .map_err(|same| entry.error("account_number", format_args!("{same} of this customer has the same numbers")))
}

/// Country and currency, of which either may follow from the other.
fn place_of(entry: &Entry) -> (String, &'static str) {
    let given = entry.peek("country_code");
    let scheme = match (entry.peek("currency").and_then(schemes::of_currency), given) {
        (Some(scheme), _) => scheme,
        (None, Some(country)) => Scheme::of_country(country),
        (None, None) => Scheme::Bacs,
    };
    // The euro has many countries.
    let country = given.or(scheme.country()).unwrap_or("DE");
    (country.to_owned(), schemes::currency(scheme))
}

fn name_of(customer: &Customer) -> String {
    let [given, family] = [&customer.given_name, &customer.family_name].map(|name| name.as_deref().unwrap_or_default());
    customer.company_name.clone().unwrap_or_else(|| format!("{given} {family}").trim().to_owned())
}
