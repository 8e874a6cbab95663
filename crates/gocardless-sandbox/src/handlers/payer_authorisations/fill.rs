//! What is gathered, and what is still missing of it.

use serde_json::Value;

use super::NAME;
use crate::ledger::{Group, IncompleteField, PayerAuthorisation};
use crate::parameters::Form;
use crate::validation::{Problem, check_account, is_country, is_email};

/// Source: API reference, "Payer Authorisations".
const CUSTOMER: [&str; 14] = [
    "given_name",
    "family_name",
    "company_name",
    "email",
    "address_line1",
    "address_line2",
    "address_line3",
    "city",
    "region",
    "postal_code",
    "country_code",
    "locale",
    "swedish_identity_number",
    "danish_identity_number",
];
const BANK_ACCOUNT: [&str; 9] = [
    "account_holder_name",
    "account_number",
    "account_number_suffix",
    "account_type",
    "bank_code",
    "branch_code",
    "country_code",
    "currency",
    "iban",
];
const MANDATE: [&str; 3] = ["reference", "scheme", "payer_ip_address"];

/// Writes what was sent into `authorisation`, as it is, and tells anew what is missing; only a group or a field that is
/// no text at all is a problem.
pub(crate) fn fill(form: &mut Form, authorisation: &mut PayerAuthorisation) {
    fill_group(form, "customer", &CUSTOMER, &mut authorisation.customer);
    fill_group(form, "bank_account", &BANK_ACCOUNT, &mut authorisation.bank_account);
    fill_group(form, "mandate", &MANDATE, &mut authorisation.mandate);

    let mut problems = Vec::new();
    problems.extend(missing_of_customer(&authorisation.customer).map(|(field, it)| (format!("customer/{field}"), it)));
    let checked = check_account(&authorisation.bank_account.bank_details());
    let ending = checked.as_ref().map_or(Value::Null, |account| account.ending().into());
    authorisation.bank_account.texts.insert("account_number_ending".to_owned(), ending);
    for (field, problem) in checked.err().into_iter().flatten() {
        problems.push((format!("bank_account/{field}"), problem));
    }
    let incomplete = problems.into_iter().map(|(path, problem)| IncompleteField {
        field: path.rsplit('/').next().unwrap_or_default().to_owned(),
        message: problem.message(),
        request_pointer: format!("/{NAME}/{path}"),
    });
    authorisation.incomplete_fields = incomplete.collect();
}

fn fill_group(form: &mut Form, name: &str, fields: &[&str], group: &mut Group) {
    for field in fields {
        group.texts.entry(*field).or_insert(Value::Null);
    }
    let Some(mut sent) = form.group(name) else { return };
    for field in fields {
        if sent.sent(field) {
            let text = sent.text(field).map_or(Value::Null, Value::from);
            group.texts.insert((*field).to_owned(), text);
        }
    }
    sent.change_metadata(&mut group.metadata);
    form.absorb(sent);
}

/// A person or a company, reached by email, somewhere.
fn missing_of_customer(customer: &Group) -> impl Iterator<Item = (&'static str, Problem)> {
    let has = |field: &str| customer.text(field).is_some();
    let is_company = has("company_name");
    let problem = |is_missing: bool, field| is_missing.then_some((field, Problem::Required));
    let email = match customer.text("email") {
        None => Some(("email", Problem::Required)),
        Some(email) if !is_email(&email) => Some(("email", Problem::Invalid)),
        Some(_) => None,
    };
    let country = match customer.text("country_code") {
        None => Some(("country_code", Problem::Required)),
        Some(code) if !is_country(&code) => Some(("country_code", Problem::Invalid)),
        Some(_) => None,
    };
    [
        problem(!is_company && !has("given_name"), "given_name"),
        problem(!is_company && !has("family_name"), "family_name"),
        email,
        problem(!has("address_line1"), "address_line1"),
        problem(!has("city"), "city"),
        problem(!has("postal_code"), "postal_code"),
        country,
    ]
    .into_iter()
    .flatten()
}
