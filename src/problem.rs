//! What is wrong with a field.

use bank_details::{AccountNumberError, IbanError, SortCodeError};

use crate::field::Field;
use crate::i18n::{Word, Words};

/// A field, and what is wrong with it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Problem {
    /// The field to go to.
    pub field: Field,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ProblemKind {
    /// Not an account number.
    AccountNumber(AccountNumberError),
    /// Not an email address.
    Email,
    /// Not an IBAN.
    Iban(IbanError),
    /// More characters than the provider takes.
    Long,
    /// Nothing was given.
    Missing,
    /// Well formed, but refused by the server.
    Refused,
    /// Not a sort code.
    SortCode(SortCodeError),
}

impl ProblemKind {
    /// Whether typing on at the end could still make it right: then nothing is said before the field is left.
    pub fn can_be_completed(self) -> bool {
        match self {
            Self::AccountNumber(error) => error.can_be_completed(),
            Self::Email | Self::Missing => true,
            Self::Iban(error) => error.can_be_completed(),
            Self::Long | Self::Refused => false,
            Self::SortCode(error) => error.can_be_completed(),
        }
    }
}

impl Problem {
    /// The sentence for the payer: what to do.
    pub fn message(self, words: Words) -> String {
        let word = match (self.field, self.kind) {
            (_, ProblemKind::Email) => Word::ErrorEmailFormat,
            (Field::AccountHolderName, ProblemKind::Long) => Word::ErrorAccountHolderNameLong,
            (_, ProblemKind::Long) => Word::ErrorTooLong,
            (_, ProblemKind::Missing) => missing(self.field),
            (_, ProblemKind::Refused) => refused(self.field),
            (_, ProblemKind::SortCode(error)) => match error {
                SortCodeError::Character { .. } => Word::ErrorSortCodeCharacter,
                SortCodeError::Empty => Word::ErrorSortCodeMissing,
                SortCodeError::Long => Word::ErrorSortCodeLong,
                SortCodeError::Short { .. } => Word::ErrorSortCodeShort,
            },
            (_, ProblemKind::AccountNumber(error)) => match error {
                AccountNumberError::Character { .. } => Word::ErrorAccountNumberCharacter,
                AccountNumberError::Empty => Word::ErrorAccountNumberMissing,
                AccountNumberError::Long => Word::ErrorAccountNumberLong,
                AccountNumberError::Short { .. } => Word::ErrorAccountNumberShort,
            },
            (_, ProblemKind::Iban(error)) => match error {
                IbanError::Character { .. } => Word::ErrorIbanCharacter,
                IbanError::CheckDigits => Word::ErrorIbanCheckDigits,
                IbanError::Country => Word::ErrorIbanCountry,
                IbanError::Empty => Word::ErrorIbanMissing,
                IbanError::Long => Word::ErrorIbanLong,
                IbanError::Short { .. } => Word::ErrorIbanShort,
                IbanError::Structure => Word::ErrorIbanStructure,
            },
        };
        words.fill(word, &[("what", words.get(self.field.label()))])
    }
}

fn missing(field: Field) -> Word {
    match field {
        Field::GivenName => Word::ErrorGivenNameMissing,
        Field::FamilyName => Word::ErrorFamilyNameMissing,
        Field::Email => Word::ErrorEmailMissing,
        // The second line may stay empty; a server that wants it wants an address.
        Field::AddressLine1 | Field::AddressLine2 => Word::ErrorAddressLine1Missing,
        Field::City => Word::ErrorCityMissing,
        Field::PostalCode => Word::ErrorPostalCodeMissing,
        Field::CountryCode => Word::ErrorCountryCodeMissing,
        Field::AccountHolderName => Word::ErrorAccountHolderNameMissing,
        Field::BranchCode => Word::ErrorSortCodeMissing,
        Field::AccountNumber => Word::ErrorAccountNumberMissing,
        Field::Iban => Word::ErrorIbanMissing,
    }
}

fn refused(field: Field) -> Word {
    match field {
        Field::BranchCode => Word::ErrorSortCodeRefused,
        Field::AccountNumber => Word::ErrorAccountNumberRefused,
        Field::Iban => Word::ErrorIbanRefused,
        _ => Word::ErrorRefused,
    }
}
