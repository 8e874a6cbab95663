//! The fields that a payer fills in.

use crate::i18n::Word;

/// One field, under GoCardless's name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Field {
    /// First names.
    GivenName,
    /// Last name.
    FamilyName,
    /// The company that pays, in place of first and last name.
    CompanyName,
    /// Email address.
    Email,
    /// Personnummer or, of a company, organisationsnummer.
    SwedishIdentityNumber,
    /// CPR number or, of a company, CVR number.
    DanishIdentityNumber,
    /// House and street.
    AddressLine1,
    /// Flat or building; may stay empty.
    AddressLine2,
    /// Town or city.
    City,
    /// State, in the United States two letters.
    Region,
    /// Postcode.
    PostalCode,
    /// Country, two letters.
    CountryCode,
    /// Name on the account.
    AccountHolderName,
    /// Whether the payer may authorise debits alone: `yes` or `no`.
    Authority,
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
    pub const ALL: [Self; 19] = [
        Self::GivenName,
        Self::FamilyName,
        Self::CompanyName,
        Self::Email,
        Self::SwedishIdentityNumber,
        Self::DanishIdentityNumber,
        Self::CountryCode,
        Self::AddressLine1,
        Self::AddressLine2,
        Self::City,
        Self::Region,
        Self::PostalCode,
        Self::AccountHolderName,
        Self::BranchCode,
        Self::BankCode,
        Self::AccountNumber,
        Self::AccountType,
        Self::Iban,
        Self::Authority,
    ];

    /// The fields that radio buttons answer.
    pub(crate) const OF_CHOICE: [Self; 2] = [Self::AccountType, Self::Authority];

    /// The fields of an address.
    pub(crate) const OF_ADDRESS: [Self; 6] =
        [Self::CountryCode, Self::AddressLine1, Self::AddressLine2, Self::City, Self::Region, Self::PostalCode];

    /// The fields of bank details, whose labels and rules depend on the country.
    pub(crate) const OF_BANK: [Self; 5] =
        [Self::BranchCode, Self::BankCode, Self::AccountNumber, Self::AccountType, Self::Iban];

    /// The field's name in GoCardless's API, which is also its input's name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::GivenName => "given_name",
            Self::FamilyName => "family_name",
            Self::CompanyName => "company_name",
            Self::Email => "email",
            Self::SwedishIdentityNumber => "swedish_identity_number",
            Self::DanishIdentityNumber => "danish_identity_number",
            Self::AddressLine1 => "address_line1",
            Self::AddressLine2 => "address_line2",
            Self::City => "city",
            Self::Region => "region",
            Self::PostalCode => "postal_code",
            Self::CountryCode => "country_code",
            Self::AccountHolderName => "account_holder_name",
            Self::Authority => "authority",
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

    /// The label; some depend on the country, see [`Draft::label`](crate::Draft::label).
    pub(crate) fn label(self) -> Word {
        match self {
            Self::GivenName => Word::FieldGivenName,
            Self::FamilyName => Word::FieldFamilyName,
            Self::CompanyName => Word::FieldCompanyName,
            Self::Email => Word::FieldEmail,
            Self::SwedishIdentityNumber => Word::FieldSwedishIdentityNumber,
            Self::DanishIdentityNumber => Word::FieldDanishIdentityNumber,
            Self::AddressLine1 => Word::FieldAddressLine1,
            Self::AddressLine2 => Word::FieldAddressLine2,
            Self::City => Word::FieldCity,
            Self::Region => Word::FieldRegion,
            Self::PostalCode => Word::FieldPostalCode,
            Self::CountryCode => Word::FieldCountryCode,
            Self::AccountHolderName => Word::FieldAccountHolderName,
            Self::Authority => Word::AuthorityLegend,
            Self::AccountType => Word::FieldAccountType,
            Self::BranchCode | Self::BankCode | Self::AccountNumber | Self::Iban => Word::BankAccountNumber,
        }
    }

    /// The `autocomplete` token (HTML, "Autofill"); bank details have none, and browsers must not keep them.
    pub fn autocomplete(self) -> &'static str {
        match self {
            Self::GivenName => "given-name",
            Self::FamilyName => "family-name",
            Self::CompanyName => "organization",
            Self::Email => "email",
            Self::AddressLine1 => "address-line1",
            Self::AddressLine2 => "address-line2",
            Self::City => "address-level2",
            Self::Region => "address-level1",
            Self::PostalCode => "postal-code",
            Self::CountryCode => "country",
            Self::AccountHolderName => "name",
            Self::SwedishIdentityNumber
            | Self::DanishIdentityNumber
            | Self::Authority
            | Self::BranchCode
            | Self::BankCode
            | Self::AccountNumber
            | Self::AccountType
            | Self::Iban => "off",
        }
    }

    /// The `inputmode`: which on-screen keyboard to show.
    pub fn input_mode(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::SwedishIdentityNumber
            | Self::DanishIdentityNumber
            | Self::BranchCode
            | Self::BankCode
            | Self::AccountNumber => "numeric",
            _ => "text",
        }
    }

    /// How wide the input is, as the last part of its class.
    pub fn width(self) -> &'static str {
        match self {
            Self::Region => "signup__input signup__input--short",
            Self::BranchCode | Self::BankCode => "signup__input signup__input--short signup__input--code",
            Self::SwedishIdentityNumber | Self::DanishIdentityNumber | Self::AccountNumber => {
                "signup__input signup__input--medium signup__input--code"
            }
            Self::Iban => "signup__input signup__input--code",
            Self::PostalCode => "signup__input signup__input--medium",
            _ => "signup__input",
        }
    }
}
