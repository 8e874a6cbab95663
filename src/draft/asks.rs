//! Which fields a page asks for, and what it calls them.

use bank_details::{Account, Scheme};
use signup_api::Needs;

use super::Draft;
use crate::bank_form::BankForm;
use crate::field::Field;
use crate::i18n::Word;
use crate::options::Page;

impl Draft {
    /// The fields that the page asks for, in order.
    pub fn fields(&self, page: Page) -> Vec<Field> {
        let place = |field: Field| match field {
            _ if self.asks_address_first() => 0,
            Field::CountryCode if self.asks_country_first(page) => 0,
            Field::Authority => 2,
            field => u8::from(Field::OF_ADDRESS.contains(&field)),
        };
        // Within each part they stay in order; the question of authority is the last.
        let part = |wanted| Field::ALL.into_iter().filter(move |field| place(*field) == wanted);
        (0..=2).flat_map(part).filter(|field| self.asks(page, *field)).collect()
    }

    /// Whether the page asks for the field.
    ///
    /// The page from which the payer leaves for the hosted one asks for name and email. The others ask for what the
    /// scheme needs ([`Needs`]), and for the country where an address is asked for, or where nothing else tells the
    /// scheme.
    pub fn asks(&self, page: Page, field: Field) -> bool {
        if page == Page::Merchant {
            return matches!(field, Field::GivenName | Field::FamilyName | Field::Email);
        }
        let needs = self.needs();
        match field {
            Field::GivenName | Field::FamilyName => !self.is_company,
            Field::CompanyName => self.is_company,
            Field::Email | Field::AccountHolderName | Field::Authority => true,
            Field::SwedishIdentityNumber => needs.swedish_identity_number,
            Field::DanishIdentityNumber => needs.danish_identity_number,
            Field::CountryCode => needs.address || self.asks_country_first(page),
            Field::AddressLine1 | Field::AddressLine2 | Field::City | Field::PostalCode => needs.address,
            Field::Region => needs.region,
            Field::BranchCode | Field::BankCode | Field::AccountNumber | Field::AccountType | Field::Iban => {
                self.bank_form().asks(field)
            }
        }
    }

    /// Whether the payer's country is to be known before all else: it decides about the scheme.
    pub(crate) fn asks_country_first(&self, page: Page) -> bool {
        page == Page::Hosted && self.scheme.is_none()
    }

    /// Whether the address stands before the account, for it is asked for in any case; elsewhere the account tells
    /// whether it is, and the address stands behind it.
    pub(crate) fn asks_address_first(&self) -> bool {
        Needs::of(self.scheme(), None).address
    }

    /// What the scheme needs to know of the payer, as far as the account is known.
    pub(crate) fn needs(&self) -> Needs {
        let scheme = self.scheme();
        let country = if scheme == Scheme::SepaCore { self.iban_country() } else { None };
        Needs::of(scheme, country.as_deref())
    }

    /// The scheme that the merchant has fixed, or that of the payer's country.
    pub(crate) fn scheme(&self) -> Scheme {
        self.scheme.unwrap_or_else(|| Scheme::of_country(self.get(Field::CountryCode)))
    }

    /// The scheme that collects from the account: the one that the merchant has fixed, else what an IBAN says rather
    /// than the payer's country.
    pub(crate) fn collecting_scheme(&self) -> Scheme {
        match (self.scheme, self.bank_form(), self.iban_prefix().as_deref()) {
            (None, BankForm::Iban, Some("GB")) => Scheme::Bacs,
            (None, BankForm::Iban, _) => Scheme::SepaCore,
            _ => self.scheme(),
        }
    }

    /// The country of the account, as far as its IBAN tells.
    pub(super) fn iban_country(&self) -> Option<String> {
        match self.account() {
            Ok(Account::Iban(iban)) => Some(iban.country_code().to_owned()),
            _ => self.iban_length().map(|(country, _)| country.to_owned()),
        }
    }

    /// Whether the account's IBAN is one of a country that no scheme reaches.
    pub(crate) fn is_outside_sepa(&self) -> bool {
        matches!(self.account(), Ok(Account::Iban(iban)) if !iban.country().is_sepa())
    }

    /// The form that the bank details take.
    pub fn bank_form(&self) -> BankForm {
        BankForm::of(&self.entries[Field::CountryCode as usize].text, self.scheme, self.wants_iban)
    }

    /// Whether the payer can choose between local details and the IBAN: only in the UK.
    pub fn has_choice_of_form(&self) -> bool {
        let country_code = &self.entries[Field::CountryCode as usize].text;
        BankForm::of(country_code, self.scheme, false) == BankForm::UnitedKingdom
    }

    /// Whether the payer can choose between a person and a company: not where the merchant knows who pays.
    pub fn has_choice_of_payer(&self) -> bool {
        ![Field::GivenName, Field::FamilyName, Field::CompanyName].into_iter().any(|field| self.is_locked(field))
    }

    /// Whether the address is one of the United States, which have words of their own for its parts.
    pub(crate) fn is_american(&self) -> bool {
        self.get(Field::CountryCode) == "US"
    }

    /// Where to tell about a problem of `field`: the first number of the account in place of one that is not asked for.
    pub fn nearest(&self, page: Page, field: Field) -> Option<Field> {
        if self.asks(page, field) {
            return Some(field);
        }
        let number = self.bank_form().numbers().first()?;
        (page != Page::Merchant && Field::OF_BANK.contains(&field)).then_some(number.field)
    }

    /// The field's label.
    pub fn label(&self, field: Field) -> Word {
        match field {
            Field::PostalCode if self.is_american() => Word::FieldPostalCodeUs,
            Field::SwedishIdentityNumber if self.is_company => Word::FieldSwedishCompanyNumber,
            Field::DanishIdentityNumber if self.is_company => Word::FieldDanishCompanyNumber,
            field => self.bank_form().number(field).map_or_else(|| field.label(), |number| number.label),
        }
    }

    /// The hint under the label.
    pub fn hint(&self, field: Field) -> Option<Word> {
        Some(match (field, self.is_company) {
            (Field::Email, _) => Word::FieldEmailHint,
            (Field::Region, _) if self.is_american() => Word::FieldRegionHint,
            (Field::SwedishIdentityNumber, false) => Word::FieldSwedishIdentityNumberHint,
            (Field::SwedishIdentityNumber, true) => Word::FieldSwedishCompanyNumberHint,
            (Field::DanishIdentityNumber, false) => Word::FieldDanishIdentityNumberHint,
            (Field::DanishIdentityNumber, true) => Word::FieldDanishCompanyNumberHint,
            (field, _) => self.bank_form().number(field)?.hint,
        })
    }
}
