//! The details of any country: country, bank code, branch code, account number and IBAN, with commas between them.

#![no_main]

use bank_details::{Account, Details, Part};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let mut columns = text.split(',');
    let mut column = || columns.next().unwrap_or_default();
    let country = column();
    let details = Details { bank_code: column(), branch_code: column(), account_number: column(), iban: column() };
    match Account::parse(country, &details) {
        Ok(account) => {
            let _ = account.advice();
            assert_eq!(Account::parse(country, &account.details()), Ok(account), "compact");
            let printed = |part| account.printed(part).unwrap_or_default();
            let (bank_code, branch_code) = (printed(Part::BankCode), printed(Part::BranchCode));
            let (account_number, iban) = (printed(Part::AccountNumber), printed(Part::Iban));
            let details = Details {
                bank_code: &bank_code,
                branch_code: &branch_code,
                account_number: &account_number,
                iban: &iban,
            };
            assert_eq!(Account::parse(country, &details), Ok(account), "as printed");
        }
        Err(errors) => assert!(!errors.is_empty(), "refused without a reason"),
    }
});
