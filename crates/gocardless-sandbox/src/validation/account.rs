//! Bank details: an IBAN, or the UK's sort code and account number.
//!
//! Well-formedness is judged by `bank-details`; no modulus check and no directory of banks is behind it.

use std::fmt;

use bank_details::{AccountNumber, AccountNumberError, Iban, IbanError, SortCode, SortCodeError};
use gocardless_api::Scheme;

use super::Problem;
use crate::countries;

/// Bank details as they were sent, nothing checked.
#[derive(Clone, Default)]
pub(crate) struct BankDetails {
    pub(crate) account_holder_name: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) branch_code: Option<String>,
    pub(crate) account_number: Option<String>,
    pub(crate) iban: Option<String>,
    pub(crate) currency: Option<String>,
}

/// Bank details that are well formed, in a scheme that the sandbox simulates.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct CheckedAccount {
    pub(crate) holder: AccountHolder,
    pub(crate) country_code: String,
    pub(crate) currency: &'static str,
    pub(crate) numbers: AccountNumbers,
}

/// The name on an account, in capitals as GoCardless keeps it; `Debug` hides it.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct AccountHolder(pub(crate) String);

/// What two equal accounts have in common: a British IBAN equals its sort code and account number.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) enum AccountNumbers {
    Iban(Iban),
    Uk(SortCode, AccountNumber),
}

/// The accounts whose bank the sandbox names: those of GoCardless's own test details.
const BANKS: [(&str, &str); 3] =
    [("20-00-00", "BARCLAYS BANK PLC"), ("DE37040044", "COMMERZBANK AG"), ("FR20041", "LA BANQUE POSTALE")];

/// Checks bank details; the problems are by the API's field names.
pub(crate) fn check_account(details: &BankDetails) -> Result<CheckedAccount, Vec<(&'static str, Problem)>> {
    let mut problems = Vec::new();
    let holder = details.account_holder_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    match holder {
        None => problems.push(("account_holder_name", Problem::Required)),
        Some(name) if name.chars().count() > 255 => {
            problems.push(("account_holder_name", Problem::TooLong { maximum: 255 }));
        }
        Some(_) => {}
    }
    let account = match &details.iban {
        Some(iban) => check_iban(iban, details, &mut problems),
        None => check_uk(details, &mut problems),
    };
    match (holder, account) {
        (Some(holder), Some((country_code, currency, numbers))) if problems.is_empty() => {
            let holder = AccountHolder(holder.to_uppercase());
            Ok(CheckedAccount { holder, country_code, currency, numbers })
        }
        _ => Err(problems),
    }
}

type Account = (String, &'static str, AccountNumbers);
type Problems = Vec<(&'static str, Problem)>;

fn check_uk(details: &BankDetails, problems: &mut Problems) -> Option<Account> {
    match details.country_code.as_deref() {
        Some("GB") => {}
        None => problems.push(("country_code", Problem::Required)),
        Some(code) if countries::name(code).is_none() => problems.push(("country_code", Problem::Invalid)),
        Some(_) => {
            let words = "is not simulated with local details by this sandbox: use an IBAN";
            problems.push(("country_code", Problem::Other(words.into())));
            return None;
        }
    }
    let sort_code = details.branch_code.as_deref().unwrap_or_default().parse::<SortCode>();
    let account_number = details.account_number.as_deref().unwrap_or_default().parse::<AccountNumber>();
    if let Err(error) = sort_code {
        problems.push(("branch_code", of_sort_code(error)));
    }
    if let Err(error) = account_number {
        problems.push(("account_number", of_account_number(error)));
    }
    if !matches!(details.currency.as_deref(), None | Some("GBP")) {
        problems.push(("currency", Problem::Invalid));
    }
    Some(("GB".to_owned(), "GBP", AccountNumbers::Uk(sort_code.ok()?, account_number.ok()?)))
}

fn check_iban(text: &str, details: &BankDetails, problems: &mut Problems) -> Option<Account> {
    if details.branch_code.is_some() || details.account_number.is_some() {
        problems.push(("iban", Problem::Other("cannot be given together with local details".into())));
    }
    let iban = match text.parse::<Iban>() {
        Ok(iban) if countries::is_in_sepa(iban.country_code()) => iban,
        Ok(_) => {
            problems.push(("iban", Problem::Other("does not support payments".into())));
            return None;
        }
        Err(error) => {
            problems.push(("iban", of_iban(error)));
            return None;
        }
    };
    let country_code = iban.country_code().to_owned();
    if details.country_code.as_ref().is_some_and(|given| *given != country_code) {
        problems.push(("country_code", Problem::Other("is not the country of the IBAN".into())));
    }
    let uk = uk_numbers(&iban);
    let currency = match (details.currency.as_deref(), &uk) {
        (None | Some("GBP"), Some(_)) => "GBP",
        (None | Some("EUR"), _) => "EUR",
        _ => {
            problems.push(("currency", Problem::Invalid));
            return None;
        }
    };
    let numbers = if currency == "GBP" { uk } else { None };
    Some((country_code, currency, numbers.unwrap_or(AccountNumbers::Iban(iban))))
}

/// A British IBAN is `GB`, check digits, four letters of the bank, sort code, account number.
fn uk_numbers(iban: &Iban) -> Option<AccountNumbers> {
    let local = iban.as_str().strip_prefix("GB")?.get(6..)?;
    let (sort_code, account_number) = local.split_at_checked(6)?;
    Some(AccountNumbers::Uk(sort_code.parse().ok()?, account_number.parse().ok()?))
}

fn of_sort_code(error: SortCodeError) -> Problem {
    match error {
        SortCodeError::Character { .. } => Problem::Invalid,
        SortCodeError::Empty => Problem::Required,
        SortCodeError::Long | SortCodeError::Short { .. } => Problem::WrongLength { expected: 6 },
    }
}

fn of_account_number(error: AccountNumberError) -> Problem {
    match error {
        AccountNumberError::Character { .. } => Problem::Invalid,
        AccountNumberError::Empty => Problem::Required,
        AccountNumberError::Long | AccountNumberError::Short { .. } => Problem::WrongLength { expected: 8 },
    }
}

fn of_iban(error: IbanError) -> Problem {
    match error {
        IbanError::Character { .. } | IbanError::Country => Problem::Invalid,
        IbanError::CheckDigits => Problem::Checksum,
        IbanError::Empty => Problem::Required,
        IbanError::Long | IbanError::Short { .. } => Problem::Length,
        IbanError::Structure => Problem::Format,
    }
}

impl CheckedAccount {
    /// The scheme that collects from the account, chosen by its currency.
    pub(crate) fn scheme(&self) -> Scheme {
        if self.currency == "GBP" { Scheme::Bacs } else { Scheme::SepaCore }
    }
}

impl AccountNumbers {
    /// The last two characters: all of the number that is ever shown again.
    pub(crate) fn ending(&self) -> String {
        let whole = match self {
            Self::Iban(iban) => iban.as_str(),
            Self::Uk(_, account_number) => account_number.ending(),
        };
        whole[whole.len() - 2..].to_owned()
    }

    /// The bank's name, of the few that the sandbox knows.
    pub(crate) fn bank_name(&self) -> Option<&'static str> {
        let bank = match self {
            Self::Iban(iban) => format!("{}{}", iban.country_code(), &iban.as_str()[4..]),
            Self::Uk(sort_code, _) => sort_code.to_string(),
        };
        BANKS.iter().find(|(start, _)| bank.starts_with(start)).map(|(_, name)| *name)
    }
}

impl fmt::Debug for AccountHolder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AccountHolder(..)")
    }
}

impl fmt::Debug for BankDetails {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("BankDetails").field("country_code", &self.country_code).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
