//! What is wrong with a field, in GoCardless's words.

mod account;
mod creditor;
mod customer;
mod payment;
mod text;

use std::borrow::Cow;

use bank_details::{ErrorKind, Part};
use gocardless_api::ErrorMetadata;

pub(crate) use self::account::{
    BankDetails, CheckedAccount, Problems, bank_of, check_account, check_account_type, in_currency, read_account,
    scheme_of,
};
pub(crate) use self::creditor::{fill_creditor, read_creditor_type};
pub(crate) use self::customer::{change_customer, fill_customer};
pub(crate) use self::payment::{check_amount, check_charge_date, check_reference};
pub(crate) use self::text::{
    is_country, is_email, is_language, is_phone_number, is_redirect_url, is_state, language_of_country,
};

/// A field and what is wrong with it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct FieldProblem {
    /// The field's place in the request, such as `/customers/email`.
    pub(crate) pointer: String,
    /// The field's name.
    pub(crate) field: String,
    pub(crate) problem: Problem,
}

/// What is wrong with a field.
///
/// [`message`](Self::message) has the words of GoCardless's own bank details library where it has some.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Problem {
    /// The bank has closed the account.
    AccountClosed,
    /// An amount above what the scheme allows, in minor units.
    AboveMaximum {
        maximum: u64,
    },
    /// An amount below what the scheme allows, in minor units.
    BelowMinimum {
        minimum: u64,
    },
    /// No identity number of a person or a company can be so.
    IdentityNumber,
    Invalid,
    /// The bank knows the account under another name.
    NameMismatch,
    /// A number of an account; `expected` is how many characters it has, where that is one number.
    Number {
        kind: ErrorKind,
        part: Part,
        expected: Option<usize>,
    },
    /// The sandbox's own words: a rule that the API's vocabulary has no words for.
    Other(Cow<'static, str>),
    Required,
    TooLong {
        maximum: usize,
    },
    /// No scheme that may collect reaches the account.
    Unreachable,
    WrongType {
        expected: &'static str,
    },
}

impl FieldProblem {
    /// `problem` of the field `field` of `resource`.
    pub(crate) fn new(resource: &str, field: &str, problem: Problem) -> Self {
        Self { pointer: format!("/{resource}/{field}"), field: field.to_owned(), problem }
    }
}

impl Problem {
    /// A few words that go on from the field's name.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::AccountClosed => "is the number of an account that is closed".to_owned(),
            Self::AboveMaximum { .. } => "is greater than the permitted scheme maximum".to_owned(),
            Self::BelowMinimum { .. } => "is less than the permitted scheme minimum".to_owned(),
            Self::IdentityNumber | Self::Invalid => "is invalid".to_owned(),
            Self::NameMismatch => "Account holder name does not match bank account details provided".to_owned(),
            Self::Number { kind, part, expected } => number_message(*kind, *part, *expected),
            Self::Other(words) => words.clone().into_owned(),
            Self::Required => "is required".to_owned(),
            Self::TooLong { maximum } => format!("is too long (maximum is {maximum} characters)"),
            Self::Unreachable => "does not support payments".to_owned(),
            Self::WrongType { expected } => format!("must be {expected}"),
        }
    }

    /// Figures for programs.
    pub(crate) fn metadata(&self) -> ErrorMetadata {
        match self {
            Self::AboveMaximum { maximum } => ErrorMetadata::from([("maximum_amount".to_owned(), (*maximum).into())]),
            Self::BelowMinimum { minimum } => ErrorMetadata::from([("minimum_amount".to_owned(), (*minimum).into())]),
            _ => ErrorMetadata::new(),
        }
    }

    /// A stable word for the kind of problem, for a form that has words of its own.
    pub(crate) fn reason(&self) -> Option<&'static str> {
        match self {
            Self::AccountClosed => Some("account_closed"),
            Self::IdentityNumber => Some("invalid_identity_number"),
            Self::NameMismatch => Some("name_mismatch"),
            Self::Number { kind, .. } => Some(kind.as_str()),
            Self::Required => Some("missing"),
            Self::TooLong { .. } => Some("long"),
            Self::Unreachable => Some("unreachable"),
            Self::AboveMaximum { .. }
            | Self::BelowMinimum { .. }
            | Self::Invalid
            | Self::Other(_)
            | Self::WrongType { .. } => None,
        }
    }
}

fn number_message(kind: ErrorKind, part: Part, expected: Option<usize>) -> String {
    match (kind, part, expected) {
        (ErrorKind::Long { .. } | ErrorKind::Short { .. }, _, Some(expected)) => {
            format!("is the wrong length (should be {expected} characters)")
        }
        (ErrorKind::Long { .. } | ErrorKind::Short { .. }, ..) => "length is invalid".to_owned(),
        (ErrorKind::CheckDigits, ..) => "did not pass checksum test".to_owned(),
        (ErrorKind::Empty, ..) => "is required".to_owned(),
        (ErrorKind::Modulus, ..) => "did not pass modulus check".to_owned(),
        (ErrorKind::Structure { .. }, ..) => "format is invalid".to_owned(),
        (ErrorKind::Unallocated, Part::BankCode, _) => "bank code does not exist".to_owned(),
        (ErrorKind::Unallocated, Part::BranchCode, _) => "branch code does not exist".to_owned(),
        (ErrorKind::Character { .. } | ErrorKind::Country | ErrorKind::Unallocated | ErrorKind::Zeros, ..) => {
            "is invalid".to_owned()
        }
    }
}
