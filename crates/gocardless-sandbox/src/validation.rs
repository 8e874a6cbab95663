//! What is wrong with a field, in GoCardless's words.

mod account;
mod creditor;
mod customer;
mod text;

use std::borrow::Cow;

pub(crate) use self::account::{AccountNumbers, BankDetails, CheckedAccount, check_account};
pub(crate) use self::creditor::{fill_creditor, read_creditor_type};
pub(crate) use self::customer::fill_customer;
pub(crate) use self::text::{is_country, is_email, is_language, is_phone_number, is_redirect_url, language_of_country};

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
    Checksum,
    Format,
    Invalid,
    Length,
    /// The sandbox's own words: a rule that the API's vocabulary has no words for.
    Other(Cow<'static, str>),
    Required,
    TooLong {
        maximum: usize,
    },
    WrongLength {
        expected: usize,
    },
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
            Self::Checksum => "did not pass checksum test".to_owned(),
            Self::Format => "format is invalid".to_owned(),
            Self::Invalid => "is invalid".to_owned(),
            Self::Length => "length is invalid".to_owned(),
            Self::Other(words) => words.clone().into_owned(),
            Self::Required => "is required".to_owned(),
            Self::TooLong { maximum } => format!("is too long (maximum is {maximum} characters)"),
            Self::WrongLength { expected } => format!("is the wrong length (should be {expected} characters)"),
            Self::WrongType { expected } => format!("must be {expected}"),
        }
    }
}
