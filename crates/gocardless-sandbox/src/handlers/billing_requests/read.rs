//! What the actions take, read the same alone and with a new billing request.

use std::net::IpAddr;

use gocardless_api::Customer;

use crate::institutions::INSTITUTIONS;
use crate::ledger::BillingRequestRecord;
use crate::parameters::Form;
use crate::validation::{BankDetails, CheckedAccount, Problem, change_customer, check_account};

const OF_CUSTOMER: [&str; 6] = ["email", "given_name", "family_name", "company_name", "language", "phone_number"];
const OF_BILLING_DETAIL: [&str; 9] = [
    "address_line1",
    "address_line2",
    "address_line3",
    "city",
    "region",
    "postal_code",
    "country_code",
    "swedish_identity_number",
    "danish_identity_number",
];

/// Reads `customer` and `customer_billing_detail` into `customer`; either may leave something out. The address of the
/// payer's computer, if it was sent.
pub(super) fn read_customer(form: &mut Form, customer: &mut Customer) -> Option<String> {
    if let Some(mut group) = form.group("customer") {
        change_customer(&mut group, customer, &OF_CUSTOMER);
        group.change_metadata(&mut customer.metadata);
        form.absorb(group);
    }
    let mut group = form.group("customer_billing_detail")?;
    change_customer(&mut group, customer, &OF_BILLING_DETAIL);
    let ip_address = group.text("ip_address");
    if ip_address.as_deref().is_some_and(|address| address.parse::<IpAddr>().is_err()) {
        group.problem("ip_address", Problem::Invalid);
    }
    form.absorb(group);
    ip_address
}

/// Reads bank details, which must be in `currency` where that is known; `None` where something is wrong, which is noted.
pub(super) fn read_account(form: &mut Form, currency: Option<&str>) -> Option<CheckedAccount> {
    let mut details = BankDetails::read(|field| form.text(field)).with_suffix(form.text("account_number_suffix"));
    details.currency = details.currency.or_else(|| currency.map(str::to_owned));
    if form.text("pay_id").is_some() {
        form.problem("pay_id", Problem::Other("is not simulated by this sandbox".into()));
    }
    match check_account(&details) {
        Ok(account) if currency.is_none_or(|currency| currency == account.currency()) => Some(account),
        Ok(_) => {
            form.problem("currency", Problem::Invalid);
            None
        }
        Err(problems) => {
            for (field, problem) in problems {
                form.problem(field, problem);
            }
            None
        }
    }
}

/// Reads an institution of a country.
pub(super) fn read_institution(form: &mut Form) -> Option<&'static str> {
    let country = form.required_text("country_code");
    let id = form.required_text("institution");
    let known = INSTITUTIONS.iter().find(|institution| institution.id == id);
    if !id.is_empty() && known.is_none() {
        form.problem("institution", Problem::Invalid);
    }
    let known = known?;
    if !country.is_empty() && known.country_code != country {
        form.problem("country_code", Problem::Invalid);
    }
    Some(known.id)
}

/// The currency that an account must be in: the one that was asked for, unless the account alone says it.
pub(super) fn account_currency(record: &BillingRequestRecord) -> Option<&str> {
    let of_mandate = record.request.mandate_request.as_ref().and_then(|request| request.currency.as_deref());
    of_mandate.or(record.request.payment_request.as_ref().map(|request| request.currency.as_str()))
}
