//! What is wrong with a field.

use bank_details::ErrorKind;

use crate::draft::Draft;
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
    /// The account is closed.
    Closed,
    /// Not an email address.
    Email,
    /// Not an identity number that a person or a company can have.
    Identity,
    /// More characters than the provider takes.
    Long,
    /// Nothing was given.
    Missing,
    /// The bank has the account under another name.
    NameMismatch,
    /// Not a number that an account or a bank can have.
    Number(ErrorKind),
    /// Well formed, but refused by the server.
    Refused,
    /// Not the two letters of a state.
    Region,
    /// An account that Direct Debit, or the plan's scheme, does not reach.
    Unreachable,
}

impl ProblemKind {
    /// Whether typing on at the end could still make it right: then nothing is said before the field is left.
    pub fn can_be_completed(self) -> bool {
        match self {
            Self::Email | Self::Identity | Self::Missing | Self::Region => true,
            Self::Closed | Self::Long | Self::NameMismatch | Self::Refused | Self::Unreachable => false,
            Self::Number(kind) => kind.can_be_completed(),
        }
    }

    /// What the server's `reason` for refusing a field means: the same as here where it says all that the message needs.
    pub(crate) fn from_reason(reason: Option<&str>) -> Self {
        let ours = [
            ("account_closed", Self::Closed),
            ("invalid_identity_number", Self::Identity),
            ("missing", Self::Missing),
            ("name_mismatch", Self::NameMismatch),
            ("unreachable", Self::Unreachable),
        ];
        if let Some((_, kind)) = ours.into_iter().find(|(word, _)| Some(*word) == reason) {
            return kind;
        }
        let same = [ErrorKind::CheckDigits, ErrorKind::Modulus, ErrorKind::Unallocated, ErrorKind::Zeros];
        let kind = same.into_iter().find(|kind| Some(kind.as_str()) == reason);
        kind.map_or(Self::Refused, Self::Number)
    }
}

impl Problem {
    /// The sentence for the payer: what to do. The `draft` tells what the field is about.
    pub fn message(self, draft: &Draft, words: Words) -> String {
        let number = draft.bank_form().number(self.field);
        let word = match (self.kind, number) {
            (ProblemKind::Email, _) => Word::ErrorEmailFormat,
            (ProblemKind::Closed, _) => Word::ErrorAccountClosed,
            (ProblemKind::Identity, _) => Word::ErrorIdentityNumberWrong,
            (ProblemKind::NameMismatch, _) => Word::ErrorAccountHolderNameMismatch,
            (ProblemKind::Region, _) => Word::ErrorRegionFormat,
            (ProblemKind::Unreachable, _) if draft.is_outside_sepa() => Word::ErrorIbanUnreachable,
            (ProblemKind::Unreachable, _) => Word::ErrorAccountUnreachable,
            (ProblemKind::Long, _) if self.field == Field::AccountHolderName => Word::ErrorAccountHolderNameLong,
            (ProblemKind::Long, _) => Word::ErrorTooLong,
            (ProblemKind::Missing | ProblemKind::Number(ErrorKind::Empty), Some(number)) => number.missing,
            (ProblemKind::Missing, None) => missing(self.field, draft),
            (ProblemKind::Refused, Some(_)) => Word::ErrorNumberRefused,
            (ProblemKind::Refused | ProblemKind::Number(_), None) => Word::ErrorRefused,
            (ProblemKind::Number(kind), Some(number)) => match kind {
                ErrorKind::Character { .. } if number.has_letters => Word::ErrorNumberLetters,
                ErrorKind::Character { .. } | ErrorKind::Empty => Word::ErrorNumberCharacter,
                ErrorKind::CheckDigits => Word::ErrorNumberCheckDigits,
                ErrorKind::Country if draft.iban_prefix().is_some() => Word::ErrorIbanPrefix,
                ErrorKind::Country => Word::ErrorIbanCountry,
                ErrorKind::Long { .. } | ErrorKind::Short { .. } if draft.iban_length().is_some() => {
                    Word::ErrorIbanLength
                }
                ErrorKind::Long { .. } | ErrorKind::Short { .. } => Word::ErrorNumberLength,
                ErrorKind::Modulus if self.field == Field::BranchCode => Word::ErrorSortCodeModulus,
                ErrorKind::Modulus => Word::ErrorAccountNumberModulus,
                ErrorKind::Structure { .. } => Word::ErrorIbanStructure,
                ErrorKind::Unallocated => Word::ErrorNumberUnallocated,
                ErrorKind::Zeros => Word::ErrorNumberZeros,
            },
        };
        // The place, or the number of digits.
        let count = match self.kind {
            ProblemKind::Number(ErrorKind::Structure { position }) => position + 1,
            ProblemKind::Number(ErrorKind::Long { most }) => most,
            ProblemKind::Number(ErrorKind::Short { least, .. }) => least,
            _ => 0,
        };
        let count = count.to_string();
        let length = match (draft.iban_length(), number) {
            (None, Some(number)) => words.fill(number.length, &[("digits", &count)]),
            (known, _) => known.map_or_else(String::new, |(_, characters)| characters.to_string()),
        };
        let values = [
            ("what", words.get(draft.label(self.field))),
            ("country", &draft.iban_prefix().unwrap_or_default()),
            ("length", &length),
            ("place", &count),
        ];
        words.fill(word, &values)
    }
}

fn missing(field: Field, draft: &Draft) -> Word {
    match field {
        Field::GivenName => Word::ErrorGivenNameMissing,
        Field::FamilyName => Word::ErrorFamilyNameMissing,
        Field::CompanyName => Word::ErrorCompanyNameMissing,
        Field::Email => Word::ErrorEmailMissing,
        Field::SwedishIdentityNumber | Field::DanishIdentityNumber if draft.is_company => {
            Word::ErrorCompanyNumberMissing
        }
        Field::SwedishIdentityNumber | Field::DanishIdentityNumber => Word::ErrorIdentityNumberMissing,
        // The second line may stay empty; a server that wants it wants an address.
        Field::AddressLine1 | Field::AddressLine2 => Word::ErrorAddressLine1Missing,
        Field::City => Word::ErrorCityMissing,
        Field::Region => Word::ErrorRegionMissing,
        Field::PostalCode if draft.is_american() => Word::ErrorPostalCodeUsMissing,
        Field::PostalCode => Word::ErrorPostalCodeMissing,
        Field::CountryCode => Word::ErrorCountryCodeMissing,
        Field::AccountHolderName => Word::ErrorAccountHolderNameMissing,
        Field::AccountType => Word::ErrorAccountTypeMissing,
        Field::Authority => Word::ErrorAuthorityMissing,
        Field::BranchCode | Field::BankCode | Field::AccountNumber | Field::Iban => Word::BankAccountNumberMissing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_of_the_server_has_a_word_of_its_own() {
        let draft = Draft::default();
        for (reason, field, message) in [
            ("account_closed", Field::BranchCode, "This account is closed"),
            ("invalid_identity_number", Field::SwedishIdentityNumber, "(personnummer) has a mistake in it"),
            ("missing", Field::PostalCode, "Enter your postcode"),
            ("missing", Field::Authority, "Answer whether you alone"),
            ("name_mismatch", Field::AccountHolderName, "The bank has another name for this account"),
            ("unreachable", Field::BranchCode, "Direct Debit does not reach this account"),
            ("zeros", Field::Iban, "must not be zeros only"),
            ("unheard_of", Field::AccountHolderName, "Name on the account was not accepted"),
        ] {
            let problem = Problem { field, kind: ProblemKind::from_reason(Some(reason)) };
            let said = problem.message(&draft, Words::english());
            assert!(said.contains(message), "{reason}: {said}");
        }
    }
}
