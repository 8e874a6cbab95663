//! What is handed in: only what the page asks for.

use bank_details::Account;
use bank_details::identity::{DanishIdentityNumber, SwedishIdentityNumber};
use signup_api::{BankAccount, Payer, Submission};

use super::Draft;
use crate::field::Field;
use crate::options::Page;

impl Draft {
    /// The payer, as far as the page asks for it.
    pub fn payer(&self, page: Page) -> Payer {
        let given = |field| {
            let text = self.get(field).trim();
            (self.asks(page, field) && !text.is_empty()).then(|| text.to_owned())
        };
        Payer {
            given_name: given(Field::GivenName),
            family_name: given(Field::FamilyName),
            company_name: given(Field::CompanyName),
            email: given(Field::Email),
            address_line1: given(Field::AddressLine1),
            address_line2: given(Field::AddressLine2),
            city: given(Field::City),
            region: given(Field::Region).map(|region| if self.is_american() { region.to_uppercase() } else { region }),
            postal_code: given(Field::PostalCode),
            country_code: given(Field::CountryCode),
            swedish_identity_number: given(Field::SwedishIdentityNumber)
                .and_then(|text| text.parse().ok())
                .map(|number: SwedishIdentityNumber| number.as_str().to_owned()),
            danish_identity_number: given(Field::DanishIdentityNumber)
                .and_then(|text| text.parse().ok())
                .map(|number: DanishIdentityNumber| number.as_str().to_owned()),
        }
    }

    /// Whether the payer says not to be allowed to authorise debits alone.
    pub fn declines(&self) -> bool {
        self.get(Field::Authority) == "no"
    }

    /// Everything that the payer confirms on a page that asks for all details, in canonical form where it parses.
    pub fn submission(&self, page: Page) -> Submission {
        let account = self.account().ok();
        let bank_account = BankAccount {
            account_holder_name: self.get(Field::AccountHolderName).trim().to_owned(),
            account_type: some(self.get(Field::AccountType)),
            ..self.numbers(account.as_ref())
        };
        Submission { payer: self.payer(page), bank_account, authority: self.get(Field::Authority) == "yes" }
    }

    /// The account, without its holder, if it is all there and nothing is wrong with it.
    pub(crate) fn complete_account(&self) -> Option<BankAccount> {
        let is_right = self.bank_form().numbers().iter().all(|number| self.problem(number.field).is_none());
        is_right.then(|| self.account().ok()).flatten().map(|account| self.numbers(Some(&account)))
    }

    fn numbers(&self, account: Option<&Account>) -> BankAccount {
        let details = account.map(Account::details).unwrap_or_default();
        BankAccount {
            country_code: self.bank_form().country_code().map(str::to_owned),
            bank_code: some(details.bank_code),
            branch_code: some(details.branch_code),
            account_number: some(details.account_number),
            iban: some(details.iban),
            ..BankAccount::default()
        }
    }
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
