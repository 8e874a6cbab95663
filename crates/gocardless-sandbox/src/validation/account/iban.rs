//! IBANs.

use bank_details::{Account, Details, Iban};

use super::{BankDetails, Problem, Problems, told};

/// The IBAN that was sent.
pub(super) fn read(details: &BankDetails, problems: &mut Problems) -> Option<Account> {
    if [&details.bank_code, &details.branch_code, &details.account_number].into_iter().any(Option::is_some) {
        problems.push(("iban", Problem::Other("cannot be given together with local details".into())));
    }
    let iban = match details.iban.as_deref().unwrap_or_default().parse::<Iban>() {
        Ok(iban) => iban,
        Err(error) => {
            problems.push(("iban", told::problem(error, "")));
            return None;
        }
    };
    if details.country_code.as_ref().is_some_and(|given| given != iban.country_code()) {
        problems.push(("country_code", Problem::Other("is not the country of the IBAN".into())));
    }
    Some(Account::Iban(iban))
}

/// A British IBAN's sort code and account number.
///
/// They follow the country, two check digits and four letters of the bank.
pub(super) fn in_pounds(iban: &Iban) -> Result<Account, Problem> {
    let (branch_code, account_number) =
        iban.as_str().get(8..).and_then(|local| local.split_at_checked(6)).unwrap_or_default();
    let account = Account::parse("GB", &Details { branch_code, account_number, ..Details::default() });
    account.map_err(|errors| errors.first().map_or(Problem::Invalid, |error| told::problem(*error, "GB")))
}
