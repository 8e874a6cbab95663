//! The plain form's words for what is wrong: one sentence that says what to do.

use bank_details::{ErrorKind, Scheme};

use super::bank_form::{BankField, BankForm};
use crate::validation::Problem;

/// What to tell the payer about a problem of a field.
///
/// Wording after the GOV.UK Design System, "Bank details" and "Error message".
pub(super) fn of(bank: BankForm, field: &str, problem: &Problem) -> String {
    if let Some(number) = bank.field(field) {
        return of_number(bank, number, problem);
    }
    let words = match (field, problem) {
        (_, Problem::TooLong { maximum }) => {
            return format!("{} must be {maximum} characters or fewer", label(field));
        }
        ("account_holder_name", Problem::NameMismatch) => {
            "The bank has this account under another name: enter the name on the account as the bank has it"
        }
        ("account_holder_name", _) => "Enter the name on the account",
        ("account_type", _) => "Choose the type of the account",
        ("address_line1", _) => "Enter address line 1, typically the building and street",
        ("authority", _) => "Answer whether you alone can authorise Direct Debits from this account",
        ("city", _) => "Enter a town or city",
        ("country_code", _) => "Choose a country",
        ("email", Problem::Required) => "Enter your email address",
        ("email", _) => "Enter an email address in the correct format, like name@example.com",
        ("family_name", _) => "Enter your last name",
        ("given_name", _) => "Enter your first name",
        ("institution", _) => "Choose your bank",
        ("danish_identity_number" | "swedish_identity_number", Problem::Required) => "Enter your identity number",
        ("danish_identity_number" | "swedish_identity_number", _) => {
            "Your identity number has a mistake in it. Check it and enter it again"
        }
        ("postal_code", _) => "Enter a postcode",
        ("region", Problem::Required) => "Enter your state",
        ("region", _) => "Enter a state by its two letters, like CA",
        _ => return format!("{} {}", label(field), problem.message()),
    };
    words.to_owned()
}

fn of_number(bank: BankForm, number: &BankField, problem: &Problem) -> String {
    let (label, name) = (number.label, in_a_sentence(number.label));
    match problem {
        Problem::Number { kind: ErrorKind::Empty, .. } | Problem::Required => {
            let article = if name.starts_with(['a', 'i', 'I']) { "an" } else { "a" };
            format!("Enter {article} {name}")
        }
        Problem::Number { kind: ErrorKind::Long { .. } | ErrorKind::Short { .. }, .. } if !number.length.is_empty() => {
            format!("{label} must be {}", number.length)
        }
        Problem::Number { kind: ErrorKind::Modulus, .. } if bank == BankForm::Local(Scheme::Bacs) => {
            "Check your sort code and account number: they do not belong together".to_owned()
        }
        Problem::AccountClosed => format!("Enter the {name} of an open account: this one is closed"),
        Problem::Unreachable => format!("Enter the {name} of an account that this merchant can collect from"),
        _ => format!("Enter a valid {name} like {}", number.example),
    }
}

/// A label's first letter becomes small, but not that of an abbreviation.
fn in_a_sentence(label: &str) -> String {
    match label.split_at_checked(1) {
        Some((first, rest)) if rest.starts_with(|c: char| c.is_ascii_lowercase()) => {
            format!("{}{rest}", first.to_ascii_lowercase())
        }
        _ => label.to_owned(),
    }
}

/// The label of a field that every form has.
pub(super) fn label(field: &str) -> &'static str {
    match field {
        "account_holder_name" => "Name on the account",
        "account_type" => "Account type",
        "address_line1" => "Address line 1",
        "address_line2" => "Address line 2 (optional)",
        "authority" => "Authority",
        "city" => "Town or city",
        "company_name" => "Company name (only if a company pays)",
        "country_code" => "Country",
        "danish_identity_number" => "CPR number, or CVR number of a company",
        "email" => "Email address",
        "family_name" => "Last name",
        "given_name" => "First name",
        "institution" => "The bank that you pay from",
        "postal_code" => "Postcode",
        "region" => "State",
        "swedish_identity_number" => "Personal identity number (personnummer), or organisationsnummer of a company",
        _ => "This field",
    }
}

#[cfg(test)]
mod tests {
    use bank_details::Part;

    use super::*;

    #[test]
    fn a_problem_is_told_in_the_words_of_the_form() {
        let number = |kind| Problem::Number { kind, part: Part::AccountNumber, expected: None };
        let short = ErrorKind::Short { found: 3, least: 4 };
        for (scheme, field, problem, words) in [
            (Scheme::Bacs, "branch_code", number(ErrorKind::Empty), "Enter a sort code"),
            (Scheme::Bacs, "branch_code", number(short), "Enter a valid sort code like 309430"),
            (Scheme::Bacs, "account_number", number(ErrorKind::Empty), "Enter an account number"),
            (Scheme::Bacs, "account_number", number(short), "Account number must be between 6 and 8 digits"),
            (
                Scheme::Bacs,
                "account_number",
                number(ErrorKind::Modulus),
                "Check your sort code and account number: they do not belong together",
            ),
            (Scheme::Becs, "branch_code", number(ErrorKind::Empty), "Enter a BSB"),
            (Scheme::Pad, "bank_code", number(ErrorKind::Empty), "Enter an institution number"),
            (Scheme::Ach, "bank_code", number(ErrorKind::CheckDigits), "Enter a valid routing number like 026073150"),
            (Scheme::Ach, "account_type", Problem::Required, "Choose the type of the account"),
            (
                Scheme::Autogiro,
                "branch_code",
                number(ErrorKind::Unallocated),
                "Enter a valid clearing number (clearingnummer) like 7507",
            ),
            (Scheme::BecsNz, "account_number", number(short), "Account number must be 15 or 16 digits"),
        ] {
            assert_eq!(of(BankForm::Local(scheme), field, &problem), words);
        }
        assert_eq!(of(BankForm::Iban, "iban", &number(ErrorKind::Empty)), "Enter an IBAN");
        let structure = number(ErrorKind::Structure { position: 4 });
        assert_eq!(of(BankForm::Iban, "iban", &structure), "Enter a valid IBAN like DE89 3704 0044 0532 0130 00");
    }
}
