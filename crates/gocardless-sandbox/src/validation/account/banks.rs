//! The banks that the sandbox knows: those of GoCardless's own test details.

use bank_details::Account;

/// A bank.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Bank {
    pub(crate) name: &'static str,
    pub(crate) bic: &'static str,
}

/// The account's bank, if it is one of the few.
pub(crate) fn bank_of(account: &Account) -> Option<Bank> {
    let (name, bic) = match account {
        Account::UnitedKingdom(account) if account.sort_code().as_str() == "200000" => {
            ("BARCLAYS BANK PLC", "BUKBGB22XXX")
        }
        Account::Iban(iban) => match (iban.country_code(), iban.as_str().get(4..)) {
            ("DE", Some(rest)) if rest.starts_with("37040044") => ("COMMERZBANK AG", "COBADEFFXXX"),
            ("FR", Some(rest)) if rest.starts_with("20041") => ("LA BANQUE POSTALE", "PSSTFRPPXXX"),
            _ => return None,
        },
        _ => return None,
    };
    Some(Bank { name, bic })
}
