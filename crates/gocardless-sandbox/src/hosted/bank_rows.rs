//! An account as its payer may read it again: everything as printed, but of its number the end alone.

use bank_details::Account;
use bank_details::ach::AccountType;

use super::bank_form::BankForm;
use crate::validation::CheckedAccount;

/// Labels and texts, in the order of the form.
pub(super) fn bank_rows(checked: &CheckedAccount) -> Vec<(&'static str, String)> {
    let form = match checked.account {
        Account::Iban(_) => BankForm::Iban,
        _ => BankForm::Local(checked.scheme()),
    };
    let mut rows: Vec<_> = form.fields().iter().map(|field| (field.label, printed(checked, field.name))).collect();
    if let Some(account_type) = checked.account_type {
        let text = match account_type {
            AccountType::Checking => "Checking",
            AccountType::Savings => "Savings",
        };
        rows.push(("Account type", text.to_owned()));
    }
    rows
}

fn printed(checked: &CheckedAccount, field: &str) -> String {
    match (&checked.account, field) {
        (Account::Australia { bsb, .. }, "branch_code") => bsb.to_string(),
        (Account::Canada { institution_number, .. }, "bank_code") => institution_number.to_string(),
        (Account::Canada { transit_number, .. }, "branch_code") => transit_number.to_string(),
        (Account::Denmark(account), "bank_code") => account.registration_number.to_string(),
        (Account::Iban(iban), _) => masked(iban.country_code(), checked),
        (Account::Sweden(account), "branch_code") => account.clearing_number().to_string(),
        (Account::UnitedKingdom(account), "branch_code") => account.sort_code().to_string(),
        (Account::UnitedStates { routing_number, .. }, "bank_code") => routing_number.to_string(),
        _ => masked("", checked),
    }
}

/// Dots are read aloud one by one: a screen reader is told in words.
fn masked(start: &str, checked: &CheckedAccount) -> String {
    let ending = checked.ending();
    format!("{start}••••••{ending} (ends in {ending})")
}
