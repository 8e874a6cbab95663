//! Local details: the numbers that a country's payers know their account by.

use bank_details::{Account, Details};

use super::{BankDetails, Problem, Problems, told};
use crate::{countries, schemes};

/// The account that the local details name.
pub(super) fn read(details: &BankDetails, problems: &mut Problems) -> Option<Account> {
    let text = |part: &'static str, text: &'static str| (part, Problem::Other(text.into()));
    let country_code = match details.country_code.as_deref() {
        None => {
            problems.push(("country_code", Problem::Required));
            if details.account_number.is_none() {
                problems.push(("account_number", Problem::Required));
            }
            return None;
        }
        Some(code) if countries::name(code).is_none() => {
            problems.push(("country_code", Problem::Invalid));
            return None;
        }
        Some(code) if countries::is_in_sepa(code) && schemes::of_local_details(code).is_none() => {
            problems.push(text("country_code", "is not simulated with local details by this sandbox: use an IBAN"));
            return None;
        }
        Some(code) if schemes::of_local_details(code).is_none() => {
            problems.push(text("country_code", "does not support payments"));
            return None;
        }
        Some(code) => code,
    };
    let parts = Details {
        account_number: details.account_number.as_deref().unwrap_or_default(),
        bank_code: details.bank_code.as_deref().unwrap_or_default(),
        branch_code: details.branch_code.as_deref().unwrap_or_default(),
        iban: "",
    };
    match Account::parse(country_code, &parts) {
        Ok(account) => Some(account),
        Err(errors) => {
            problems.extend(errors.into_iter().map(|error| (error.part.as_str(), told::problem(error, country_code))));
            None
        }
    }
}
