//! Bank details: an IBAN, or a country's local details.
//!
//! Form and check digits are judged by `bank-details`; no directory of banks is behind it. Check digits that are only
//! advice refuse nothing.

mod banks;
mod iban;
mod local;
mod told;

use std::fmt;

use bank_details::ach::AccountType;
use bank_details::{Account, Scheme};

pub(crate) use self::banks::bank_of;
use super::Problem;
use crate::{countries, schemes};

/// Bank details as they were sent, nothing checked.
#[derive(Clone, Default)]
pub(crate) struct BankDetails {
    pub(crate) account_holder_name: Option<String>,
    pub(crate) country_code: Option<String>,
    pub(crate) bank_code: Option<String>,
    pub(crate) branch_code: Option<String>,
    pub(crate) account_number: Option<String>,
    pub(crate) account_type: Option<String>,
    pub(crate) iban: Option<String>,
    pub(crate) currency: Option<String>,
}

/// Bank details that are well formed, of a scheme.
///
/// `account` is what two equal accounts have in common: a British IBAN in pounds is its sort code and account number.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct CheckedAccount {
    pub(crate) holder: AccountHolder,
    pub(crate) account: Account,
    pub(crate) account_type: Option<AccountType>,
}

/// The name on an account, in capitals as GoCardless keeps it; `Debug` hides it.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct AccountHolder(pub(crate) String);

/// What is wrong, by the API's field names.
pub(crate) type Problems = Vec<(&'static str, Problem)>;

impl BankDetails {
    /// The details as `text` has them, by the API's field names.
    pub(crate) fn read(mut text: impl FnMut(&'static str) -> Option<String>) -> Self {
        Self {
            account_holder_name: text("account_holder_name"),
            country_code: text("country_code"),
            bank_code: text("bank_code"),
            branch_code: text("branch_code"),
            account_number: text("account_number"),
            account_type: text("account_type"),
            iban: text("iban"),
            currency: text("currency"),
        }
    }

    /// The same with the suffix that New Zealand writes behind the number: some resources have it in a field of its own.
    pub(crate) fn with_suffix(mut self, suffix: Option<String>) -> Self {
        if let (Some(number), Some(suffix)) = (&mut self.account_number, suffix) {
            number.push_str(suffix.trim_start_matches('-'));
        }
        self
    }
}

/// Checks bank details.
pub(crate) fn check_account(details: &BankDetails) -> Result<CheckedAccount, Problems> {
    let mut problems = Problems::new();
    let holder = check_holder(details, &mut problems);
    let account = read_account(details, &mut problems);
    let account_type = check_account_type(details, &mut problems);
    let account = account.and_then(|account| in_currency(account, details.currency.as_deref(), &mut problems));
    match (holder, account) {
        (Some(holder), Some(account)) if problems.is_empty() => Ok(CheckedAccount { holder, account, account_type }),
        _ => Err(problems),
    }
}

/// The account that the details name, in any country that has IBANs or a scheme of its own.
pub(crate) fn read_account(details: &BankDetails, problems: &mut Problems) -> Option<Account> {
    if details.iban.is_some() { iban::read(details, problems) } else { local::read(details, problems) }
}

/// The scheme that collects from the account.
pub(crate) fn scheme_of(account: &Account) -> Scheme {
    match account {
        Account::Australia { .. } => Scheme::Becs,
        Account::Canada { .. } => Scheme::Pad,
        Account::Denmark(_) => Scheme::Betalingsservice,
        Account::Iban(_) => Scheme::SepaCore,
        Account::NewZealand(_) => Scheme::BecsNz,
        Account::Sweden(_) => Scheme::Autogiro,
        Account::UnitedKingdom(_) => Scheme::Bacs,
        Account::UnitedStates { .. } => Scheme::Ach,
    }
}

fn check_holder(details: &BankDetails, problems: &mut Problems) -> Option<AccountHolder> {
    let holder = details.account_holder_name.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let problem = match holder {
        None => Problem::Required,
        Some(name) if name.chars().count() > 255 => Problem::TooLong { maximum: 255 },
        Some(name) => return Some(AccountHolder(name.to_uppercase())),
    };
    problems.push(("account_holder_name", problem));
    None
}

/// The kind of account: required of accounts in dollars of the United States, and of no others. Source: API reference,
/// "Customer Bank Accounts".
pub(crate) fn check_account_type(details: &BankDetails, problems: &mut Problems) -> Option<AccountType> {
    let is_american = details.iban.is_none() && details.country_code.as_deref() == Some("US");
    let problem = match details.account_type.as_deref() {
        None if !is_american => return None,
        None => Problem::Required,
        Some(_) if !is_american => Problem::Other("can only be given for USD accounts".into()),
        Some(text) => match text.parse() {
            Ok(account_type) => return Some(account_type),
            Err(_) => Problem::Invalid,
        },
    };
    problems.push(("account_type", problem));
    None
}

/// The account as it is in the currency that was asked for, or in its own.
///
/// An IBAN is in euros, but for a British one, which is in pounds unless euros were asked for.
pub(crate) fn in_currency(account: Account, wanted: Option<&str>, problems: &mut Problems) -> Option<Account> {
    let account = match &account {
        Account::Iban(iban) if !countries::is_in_sepa(iban.country_code()) => {
            problems.push(("iban", Problem::Unreachable));
            return None;
        }
        Account::Iban(iban) if iban.country_code() == "GB" && wanted != Some("EUR") => {
            iban::in_pounds(iban).map_err(|problem| problems.push(("iban", problem))).ok()?
        }
        _ => account,
    };
    if wanted.is_some_and(|wanted| wanted != schemes::currency(scheme_of(&account))) {
        problems.push(("currency", Problem::Invalid));
        return None;
    }
    Some(account)
}

impl CheckedAccount {
    /// The scheme that collects from the account.
    pub(crate) fn scheme(&self) -> Scheme {
        scheme_of(&self.account)
    }

    /// The account's currency.
    pub(crate) fn currency(&self) -> &'static str {
        schemes::currency(self.scheme())
    }

    /// The country that the account is in.
    pub(crate) fn country_code(&self) -> &str {
        match &self.account {
            Account::Iban(iban) => iban.country_code(),
            _ => self.scheme().country().unwrap_or_default(),
        }
    }

    /// The last characters of the account's number, all of it that is ever shown again: two, of New Zealand four.
    pub(crate) fn ending(&self) -> String {
        let (whole, shown) = match &self.account {
            Account::Australia { account_number, .. } => (account_number.to_string(), 2),
            Account::Canada { account_number, .. } => (account_number.to_string(), 2),
            Account::Denmark(account) => (account.account_number.to_string(), 2),
            Account::Iban(iban) => (iban.as_str().to_owned(), 2),
            Account::NewZealand(account) => (account.as_str().to_owned(), 4),
            Account::Sweden(account) => (account.account_number().to_string(), 2),
            Account::UnitedKingdom(account) => (account.account_number().to_string(), 2),
            Account::UnitedStates { account_number, .. } => (account_number.to_string(), 2),
        };
        let significant: Vec<_> = whole.chars().filter(char::is_ascii_alphanumeric).collect();
        significant[significant.len().saturating_sub(shown)..].iter().collect()
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
