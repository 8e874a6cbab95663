//! The plain form's words for what is wrong: one sentence that says what to do.

use crate::validation::Problem;

/// What to tell the payer about a problem of a field.
///
/// Wording after the GOV.UK Design System, "Bank details" and "Error message".
pub(super) fn of(field: &str, problem: &Problem) -> String {
    let words = match (field, problem) {
        (_, Problem::TooLong { maximum }) => {
            return format!("{} must be {maximum} characters or fewer", label(field));
        }
        ("account_holder_name", _) => "Enter the name on the account",
        ("account_number", Problem::Required) => "Enter an account number",
        ("account_number", Problem::WrongLength { .. }) => "Account number must be between 6 and 8 digits",
        ("account_number", _) => "Enter a valid account number like 00733445",
        ("address_line1", _) => "Enter address line 1, typically the building and street",
        ("branch_code", Problem::Required) => "Enter a sort code",
        ("branch_code", _) => "Enter a valid sort code like 309430",
        ("city", _) => "Enter a town or city",
        ("country_code", _) => "Choose a country",
        ("email", Problem::Required) => "Enter your email address",
        ("email", _) => "Enter an email address in the correct format, like name@example.com",
        ("family_name", _) => "Enter your last name",
        ("given_name", _) => "Enter your first name",
        ("iban", Problem::Required) => "Enter an IBAN",
        ("iban", Problem::Other(_)) => "Enter the IBAN of an account that this merchant can collect from",
        ("iban", _) => "Enter a valid IBAN like DE89 3704 0044 0532 0130 00",
        ("postal_code", _) => "Enter a postcode",
        _ => return format!("{} {}", label(field), problem.message()),
    };
    words.to_owned()
}

/// A field's label.
pub(super) fn label(field: &str) -> &'static str {
    match field {
        "account_holder_name" => "Name on the account",
        "account_number" => "Account number",
        "address_line1" => "Address line 1",
        "address_line2" => "Address line 2 (optional)",
        "branch_code" => "Sort code",
        "city" => "Town or city",
        "country_code" => "Country",
        "email" => "Email address",
        "family_name" => "Last name",
        "given_name" => "First name",
        "iban" => "IBAN",
        "postal_code" => "Postcode",
        _ => "This field",
    }
}
