//! The fields that a payer fills in.

use crate::i18n::Word;

/// One field, under GoCardless's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// First names.
    GivenName,
    /// Last name.
    FamilyName,
    /// Email address.
    Email,
    /// House and street.
    AddressLine1,
    /// Flat or building; may stay empty.
    AddressLine2,
    /// Town or city.
    City,
    /// Postcode.
    PostalCode,
    /// Country, two letters.
    CountryCode,
    /// Name on the account.
    AccountHolderName,
    /// Sort code, clearing number, BSB or transit number.
    BranchCode,
    /// Institution, registration or routing number.
    BankCode,
    /// The number of the account.
    AccountNumber,
    /// Checking or savings.
    AccountType,
    /// IBAN.
    Iban,
}

impl Field {
    /// Every field, in the order of the form.
    pub const ALL: [Self; 14] = [
        Self::GivenName,
        Self::FamilyName,
        Self::Email,
        Self::AddressLine1,
        Self::AddressLine2,
        Self::City,
        Self::PostalCode,
        Self::CountryCode,
        Self::AccountHolderName,
        Self::BranchCode,
        Self::BankCode,
        Self::AccountNumber,
        Self::AccountType,
        Self::Iban,
    ];

    /// The fields of bank details, whose labels and rules depend on the country.
    pub(crate) const OF_BANK: [Self; 5] =
        [Self::BranchCode, Self::BankCode, Self::AccountNumber, Self::AccountType, Self::Iban];

    /// The field's name in GoCardless's API, which is also its input's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::Email => "email",
            Self::AddressLine1 => "address_line1",
            Self::AddressLine2 => "address_line2",
            Self::City => "city",
            Self::PostalCode => "postal_code",
            Self::CountryCode => "country_code",
            Self::AccountHolderName => "account_holder_name",
            Self::BranchCode => "branch_code",
            Self::BankCode => "bank_code",
            Self::AccountNumber => "account_number",
            Self::AccountType => "account_type",
            Self::Iban => "iban",
        }
    }

    /// The field of that name, if there is one.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.as_str() == name)
    }

    /// The label; that of a number depends on the country, see [`Draft::label`](crate::Draft::label).
    pub(crate) fn label(self) -> Word {
        match self {
            Self::GivenName => Word::FieldGivenName,
            Self::FamilyName => Word::FieldFamilyName,
            Self::Email => Word::FieldEmail,
            Self::AddressLine1 => Word::FieldAddressLine1,
            Self::AddressLine2 => Word::FieldAddressLine2,
            Self::City => Word::FieldCity,
            Self::PostalCode => Word::FieldPostalCode,
            Self::CountryCode => Word::FieldCountryCode,
            Self::AccountHolderName => Word::FieldAccountHolderName,
            Self::AccountType => Word::FieldAccountType,
            Self::BranchCode | Self::BankCode | Self::AccountNumber | Self::Iban => Word::BankAccountNumber,
        }
    }

    /// The `autocomplete` token (HTML, "Autofill"); bank details have none, and browsers must not keep them.
    pub fn autocomplete(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::Email => "email",
            Self::AddressLine1 => "address-line1",
            Self::AddressLine2 => "address-line2",
            Self::City => "address-level2",
            Self::PostalCode => "postal-code",
            Self::CountryCode => "country",
            Self::AccountHolderName => "name",
            Self::BranchCode | Self::BankCode | Self::AccountNumber | Self::AccountType | Self::Iban => "off",
        }
    }

    /// The `inputmode`: which on-screen keyboard to show.
    pub fn input_mode(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::BranchCode | Self::BankCode | Self::AccountNumber => "numeric",
            _ => "text",
        }
    }

    /// How wide the input is, as the last part of its class.
    pub fn width(self) -> &'static str {
        match self {
            Self::BranchCode | Self::BankCode => "signup__input signup__input--short signup__input--code",
            Self::AccountNumber => "signup__input signup__input--medium signup__input--code",
            Self::Iban => "signup__input signup__input--code",
            Self::PostalCode => "signup__input signup__input--medium",
            _ => "signup__input",
        }
    }
}
