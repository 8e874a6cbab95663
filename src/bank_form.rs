//! The forms that bank details take: which numbers a country's payers know, and what they call them.

use bank_details::typing::{self, Grouping};
use bank_details::{Part, Scheme};

use crate::field::Field;
use crate::i18n::Word;

/// A form of bank details.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum BankForm {
    /// Australia.
    Australia,
    /// Canada.
    Canada,
    /// Denmark.
    Denmark,
    /// An IBAN, of any country that Direct Debit reaches.
    Iban,
    /// New Zealand.
    NewZealand,
    /// Sweden.
    Sweden,
    /// The United Kingdom.
    UnitedKingdom,
    /// The United States.
    UnitedStates,
}

/// One number of a form: how it is asked for, and what it must look like.
pub(crate) struct Number {
    pub(crate) field: Field,
    pub(crate) label: Word,
    pub(crate) hint: Word,
    pub(crate) missing: Word,
    /// How many digits it has, in words.
    pub(crate) length: Word,
    /// Whether it can have letters.
    pub(crate) has_letters: bool,
    /// How it is grouped while it is typed.
    pub(crate) grouping: Option<Grouping>,
}

impl BankForm {
    /// How many forms there are.
    pub(crate) const COUNT: usize = 8;

    /// The form for a payer's country, or for the scheme where the merchant has fixed one; `wants_iban` is the choice
    /// of payers in the UK, who alone have one.
    pub fn of(country_code: &str, scheme: Option<Scheme>, wants_iban: bool) -> Self {
        match scheme.unwrap_or_else(|| Scheme::of_country(country_code)) {
            Scheme::Ach => Self::UnitedStates,
            Scheme::Autogiro => Self::Sweden,
            Scheme::Bacs if wants_iban => Self::Iban,
            Scheme::Bacs => Self::UnitedKingdom,
            Scheme::Becs => Self::Australia,
            Scheme::BecsNz => Self::NewZealand,
            Scheme::Betalingsservice => Self::Denmark,
            Scheme::Pad => Self::Canada,
            Scheme::SepaCore => Self::Iban,
        }
    }

    /// The country whose local details they are; an IBAN names its own.
    pub(crate) fn country_code(self) -> Option<&'static str> {
        Some(match self {
            Self::Australia => "AU",
            Self::Canada => "CA",
            Self::Denmark => "DK",
            Self::Iban => return None,
            Self::NewZealand => "NZ",
            Self::Sweden => "SE",
            Self::UnitedKingdom => "GB",
            Self::UnitedStates => "US",
        })
    }

    /// Its numbers, in the order in which a cheque, card or statement has them.
    pub(crate) fn numbers(self) -> &'static [Number] {
        match self {
            Self::Australia => &AUSTRALIA,
            Self::Canada => &CANADA,
            Self::Denmark => &DENMARK,
            Self::Iban => &IBAN,
            Self::NewZealand => &NEW_ZEALAND,
            Self::Sweden => &SWEDEN,
            Self::UnitedKingdom => &UNITED_KINGDOM,
            Self::UnitedStates => &UNITED_STATES,
        }
    }

    /// The number that `field` asks for, if the form has it.
    pub(crate) fn number(self, field: Field) -> Option<&'static Number> {
        self.numbers().iter().find(|number| number.field == field)
    }

    /// Whether the form has the field.
    pub fn asks(self, field: Field) -> bool {
        field == Field::AccountType && self == Self::UnitedStates || self.number(field).is_some()
    }
}

static AUSTRALIA: [Number; 2] = [
    number(Field::BranchCode, [Word::BankBsb, Word::BankBsbHint, Word::BankBsbMissing, Word::Length6])
        .grouped(typing::BSB),
    number(
        Field::AccountNumber,
        [Word::BankAccountNumber, Word::BankAccountNumberAuHint, Word::BankAccountNumberMissing, Word::Length5To10],
    )
    .with_letters(),
];

static CANADA: [Number; 3] = [
    number(Field::BranchCode, [Word::BankTransit, Word::BankTransitHint, Word::BankTransitMissing, Word::Length5]),
    number(
        Field::BankCode,
        [Word::BankInstitution, Word::BankInstitutionHint, Word::BankInstitutionMissing, Word::Length3],
    ),
    number(
        Field::AccountNumber,
        [Word::BankAccountNumber, Word::BankAccountNumberCaHint, Word::BankAccountNumberMissing, Word::Length7To12],
    ),
];

static DENMARK: [Number; 2] = [
    number(
        Field::BankCode,
        [Word::BankRegistration, Word::BankRegistrationHint, Word::BankRegistrationMissing, Word::Length4],
    ),
    number(
        Field::AccountNumber,
        [Word::BankKontonummer, Word::BankKontonummerDkHint, Word::BankAccountNumberMissing, Word::Length4To10],
    ),
];

static IBAN: [Number; 1] =
    [number(Field::Iban, [Word::BankIban, Word::BankIbanHint, Word::BankIbanMissing, Word::Length15To34])
        .grouped(typing::IBAN)
        .with_letters()];

static NEW_ZEALAND: [Number; 1] = [number(
    Field::AccountNumber,
    [Word::BankAccountNumber, Word::BankAccountNumberNzHint, Word::BankAccountNumberMissing, Word::Length15To16],
)
.grouped(typing::NEW_ZEALAND)];

static SWEDEN: [Number; 2] = [
    number(
        Field::BranchCode,
        [Word::BankClearing, Word::BankClearingHint, Word::BankClearingMissing, Word::Length4To5],
    ),
    number(
        Field::AccountNumber,
        [Word::BankKontonummer, Word::BankKontonummerSeHint, Word::BankAccountNumberMissing, Word::LengthOfBank],
    ),
];

static UNITED_KINGDOM: [Number; 2] = [
    number(Field::BranchCode, [Word::BankSortCode, Word::BankSortCodeHint, Word::BankSortCodeMissing, Word::Length6])
        .grouped(typing::SORT_CODE),
    number(
        Field::AccountNumber,
        [Word::BankAccountNumber, Word::BankAccountNumberGbHint, Word::BankAccountNumberMissing, Word::Length6To8],
    ),
];

static UNITED_STATES: [Number; 2] = [
    number(Field::BankCode, [Word::BankRouting, Word::BankRoutingHint, Word::BankRoutingMissing, Word::Length9]),
    number(
        Field::AccountNumber,
        [Word::BankAccountNumber, Word::BankAccountNumberUsHint, Word::BankAccountNumberMissing, Word::Length4To17],
    ),
];

const fn number(field: Field, [label, hint, missing, length]: [Word; 4]) -> Number {
    Number { field, label, hint, missing, length, has_letters: false, grouping: None }
}

impl Number {
    /// The part of the account that it is.
    pub(crate) fn part(&self) -> Option<Part> {
        let parts = [Part::AccountNumber, Part::BankCode, Part::BranchCode, Part::Iban];
        parts.into_iter().find(|part| part.as_str() == self.field.as_str())
    }

    const fn grouped(self, grouping: Grouping) -> Self {
        Self { grouping: Some(grouping), ..self }
    }

    const fn with_letters(self) -> Self {
        Self { has_letters: true, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn country_and_merchant_decide_about_the_form() {
        for (country, scheme, wants_iban, form) in [
            ("GB", None, false, BankForm::UnitedKingdom),
            ("GB", None, true, BankForm::Iban),
            ("GB", Some(Scheme::SepaCore), false, BankForm::Iban),
            ("FR", Some(Scheme::Bacs), false, BankForm::UnitedKingdom),
            ("FR", None, false, BankForm::Iban),
            ("SE", None, true, BankForm::Sweden),
            ("SE", Some(Scheme::SepaCore), false, BankForm::Iban),
            ("DK", None, false, BankForm::Denmark),
            ("AU", None, false, BankForm::Australia),
            ("NZ", None, false, BankForm::NewZealand),
            ("CA", None, false, BankForm::Canada),
            ("US", None, false, BankForm::UnitedStates),
        ] {
            assert_eq!(BankForm::of(country, scheme, wants_iban), form, "{country} {scheme:?} {wants_iban}");
        }
    }

    #[test]
    fn only_the_united_states_ask_for_the_kind_of_account() {
        assert!(BankForm::UnitedStates.asks(Field::AccountType));
        assert!(!BankForm::Canada.asks(Field::AccountType));
        assert!(BankForm::Canada.asks(Field::BankCode) && !BankForm::UnitedKingdom.asks(Field::BankCode));
    }
}
