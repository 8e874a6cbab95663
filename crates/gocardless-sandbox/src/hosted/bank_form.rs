//! Which bank details the plain form asks for: a table of each scheme's fields, in its payers' words.

use bank_details::Scheme;
use signup_api::Needs;

use crate::schemes;

/// Which bank details are asked for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum BankForm {
    Iban,
    /// The local details of the scheme's country.
    Local(Scheme),
}

/// One number of an account.
#[derive(Debug)]
pub(super) struct BankField {
    /// The API's name.
    pub(super) name: &'static str,
    /// The payer's name for it, as on a statement or a cheque.
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) example: &'static str,
    /// How long it is, in words that follow "must be"; empty where an example says more.
    pub(super) length: &'static str,
    pub(super) has_digits_only: bool,
    pub(super) width: &'static str,
}

const SHORT: &str = "signup__input--short";
const MEDIUM: &str = "signup__input--medium";

const fn field(name: &'static str, label: &'static str, hint: &'static str, example: &'static str) -> BankField {
    BankField { name, label, hint, example, length: "", has_digits_only: true, width: MEDIUM }
}

const ACH: [BankField; 2] = [
    field("bank_code", "Routing number", "9 digits, the first number at the bottom of a check", "026073150"),
    BankField {
        length: "between 4 and 17 digits",
        ..field("account_number", "Account number", "Between 4 and 17 digits", "2715500356")
    },
];

const AUTOGIRO: [BankField; 2] = [
    BankField { width: SHORT, ..field("branch_code", "Clearing number (clearingnummer)", "4 or 5 digits", "7507") },
    field("account_number", "Account number (kontonummer)", "Without the clearing number", "1211203"),
];

const BACS: [BankField; 2] = [
    BankField { width: SHORT, ..field("branch_code", "Sort code", "Must be 6 digits long", "309430") },
    BankField {
        length: "between 6 and 8 digits",
        ..field("account_number", "Account number", "Between 6 and 8 digits", "00733445")
    },
];

const BECS: [BankField; 2] = [
    BankField { width: SHORT, ..field("branch_code", "BSB", "6 digits, like 123-456", "123-456") },
    BankField {
        length: "between 5 and 10 characters",
        has_digits_only: false,
        ..field("account_number", "Account number", "Between 5 and 10 digits or letters", "123456789")
    },
];

const BECS_NZ: [BankField; 1] = [BankField {
    length: "15 or 16 digits",
    width: "",
    ..field("account_number", "Account number", "15 or 16 digits, like 01-0902-0068389-00", "01-0902-0068389-00")
}];

const BETALINGSSERVICE: [BankField; 2] = [
    BankField { width: SHORT, ..field("bank_code", "Registration number (registreringsnummer)", "4 digits", "0345") },
    BankField {
        length: "between 4 and 10 digits",
        ..field("account_number", "Account number (kontonummer)", "Up to 10 digits", "3179681")
    },
];

const IBAN: [BankField; 1] = [BankField {
    has_digits_only: false,
    width: "",
    ..field(
        "iban",
        "IBAN",
        "Up to 34 letters and digits, on your statement or in your banking app",
        "DE89 3704 0044 0532 0130 00",
    )
}];

const PAD: [BankField; 3] = [
    BankField { width: SHORT, ..field("branch_code", "Transit number", "5 digits", "00063") },
    BankField { width: SHORT, ..field("bank_code", "Institution number", "3 digits", "036") },
    BankField {
        length: "between 7 and 12 digits",
        ..field("account_number", "Account number", "Between 7 and 12 digits", "0123456")
    },
];

impl BankForm {
    /// What is asked for of an account in the country, where the merchant named this scheme or none.
    pub(super) fn of(scheme: Option<Scheme>, country_code: &str, wants_iban: bool) -> Self {
        match scheme {
            Some(Scheme::SepaCore) => Self::Iban,
            Some(scheme) => Self::Local(scheme),
            None if wants_iban => Self::Iban,
            None => schemes::of_local_details(country_code).map_or(Self::Iban, Self::Local),
        }
    }

    /// The numbers, in the order in which a payer reads them on a cheque or a statement.
    pub(super) fn fields(self) -> &'static [BankField] {
        match self {
            Self::Iban | Self::Local(Scheme::SepaCore) => &IBAN,
            Self::Local(Scheme::Ach) => &ACH,
            Self::Local(Scheme::Autogiro) => &AUTOGIRO,
            Self::Local(Scheme::Bacs) => &BACS,
            Self::Local(Scheme::Becs) => &BECS,
            Self::Local(Scheme::BecsNz) => &BECS_NZ,
            Self::Local(Scheme::Betalingsservice) => &BETALINGSSERVICE,
            Self::Local(Scheme::Pad) => &PAD,
        }
    }

    /// The number with the API's name.
    pub(super) fn field(self, name: &str) -> Option<&'static BankField> {
        self.fields().iter().find(|field| field.name == name)
    }

    /// What is asked of the payer of such an account in the country.
    pub(super) fn needs(self, account_country: &str) -> Needs {
        match self {
            Self::Iban => Needs::of(Scheme::SepaCore, Some(account_country)),
            Self::Local(scheme) => Needs::of(scheme, Some(account_country)),
        }
    }

    /// Whether the kind of account is asked for too.
    pub(super) fn asks_for_type(self) -> bool {
        self == Self::Local(Scheme::Ach)
    }
}

#[cfg(test)]
mod tests {
    use bank_details::{Account, Details};

    use super::*;

    #[test]
    fn the_examples_are_accounts_but_for_the_modulus_check() {
        for scheme in Scheme::ALL {
            let form = BankForm::of(Some(scheme), "", false);
            let example = |name| form.field(name).map_or("", |field| field.example);
            let details = Details {
                account_number: example("account_number"),
                bank_code: example("bank_code"),
                branch_code: example("branch_code"),
                iban: example("iban"),
            };
            let result = Account::parse(scheme.country().unwrap_or_default(), &details);
            let kinds: Vec<_> = result.err().into_iter().flatten().map(|error| error.kind.as_str()).collect();
            assert!(kinds.iter().all(|kind| *kind == "modulus"), "{scheme}: {kinds:?}");
        }
    }

    #[test]
    fn a_country_has_its_own_details_or_an_iban() {
        for (scheme, country, wants_iban, expected) in [
            (None, "CA", false, BankForm::Local(Scheme::Pad)),
            (None, "DE", false, BankForm::Iban),
            (None, "SE", true, BankForm::Iban),
            (Some(Scheme::SepaCore), "SE", false, BankForm::Iban),
            (Some(Scheme::Bacs), "DE", true, BankForm::Local(Scheme::Bacs)),
        ] {
            assert_eq!(BankForm::of(scheme, country, wants_iban), expected);
        }
    }
}
