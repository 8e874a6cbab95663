//! What is wrong with a number, and where.

use core::fmt;

/// What is wrong with bank details, and in which part of them.
///
/// The same for every scheme, so that a form has one message per part and kind, and a server answers in the same words.
/// Holds no part of what was typed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Error {
    /// The part to look at; of a pair that does not fit together there is an error for each.
    pub part: Part,
    /// What is wrong with it.
    pub kind: ErrorKind,
}

/// A part of bank details, by GoCardless's name (API reference, "Local bank details").
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Part {
    /// The number of the account.
    AccountNumber,
    /// Institution, registration or routing number: whichever names the bank.
    BankCode,
    /// Sort code, clearing number, BSB or transit number: whichever names the branch.
    BranchCode,
    /// The IBAN.
    Iban,
}

/// What can be wrong with a part.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum ErrorKind {
    /// Something that no such number has, at this place (in characters of the text as typed, from 0).
    Character {
        /// Where.
        position: usize,
    },
    /// The check digits do not fit the rest: something is wrong, missing or swapped.
    CheckDigits,
    /// An IBAN that does not begin with the code of a country that has IBANs.
    Country,
    /// Nothing was typed.
    Empty,
    /// More characters than any such number has.
    Long {
        /// How many it can have.
        most: usize,
    },
    /// Account number and sort code are each well formed, but do not belong together: either may be wrong.
    Modulus,
    /// Fewer characters than any such number has.
    Short {
        /// How many there are.
        found: usize,
        /// How many it must have.
        least: usize,
    },
    /// A letter where the country's IBANs have a digit, or a digit where they have a letter, at this place (in
    /// characters of the IBAN without separators, from 0).
    Structure {
        /// Where.
        position: usize,
    },
    /// Well formed, but no bank or branch has such a number.
    Unallocated,
    /// Zeros only.
    Zeros,
}

impl Error {
    /// Whether typing on at the end could still make the text right: then it is too early to complain.
    pub fn can_be_completed(self) -> bool {
        self.kind.can_be_completed()
    }
}

impl Part {
    /// GoCardless's name of the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountNumber => "account_number",
            Self::BankCode => "bank_code",
            Self::BranchCode => "branch_code",
            Self::Iban => "iban",
        }
    }

    /// `kind`, said of this part.
    pub(crate) fn error(self, kind: ErrorKind) -> Error {
        Error { part: self, kind }
    }
}

impl ErrorKind {
    /// Whether typing on at the end could still make the text right: then it is too early to complain.
    pub fn can_be_completed(self) -> bool {
        matches!(self, Self::Empty | Self::Modulus | Self::Short { .. } | Self::Zeros)
    }

    /// A stable word for the kind, such as `check_digits`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Character { .. } => "character",
            Self::CheckDigits => "check_digits",
            Self::Country => "country",
            Self::Empty => "empty",
            Self::Long { .. } => "long",
            Self::Modulus => "modulus",
            Self::Short { .. } => "short",
            Self::Structure { .. } => "structure",
            Self::Unallocated => "unallocated",
            Self::Zeros => "zeros",
        }
    }
}

impl core::error::Error for Error {}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = self.part.as_str();
        match self.kind {
            ErrorKind::Character { position } => write!(f, "{part} has a character at {position} that it cannot have"),
            ErrorKind::CheckDigits => write!(f, "{part} has check digits that do not fit the rest"),
            ErrorKind::Country => write!(f, "{part} must begin with the code of a country that has IBANs"),
            ErrorKind::Empty => write!(f, "{part} is empty"),
            ErrorKind::Long { most } => write!(f, "{part} has more than {most} characters"),
            ErrorKind::Modulus => f.write_str("branch_code and account_number do not belong together"),
            ErrorKind::Short { found, least } => write!(f, "{part} has {found} characters, fewer than {least}"),
            ErrorKind::Structure { position } => {
                write!(f, "{part} has a letter for a digit, or a digit for a letter, at {position}")
            }
            ErrorKind::Unallocated => write!(f, "{part} is not in use at any bank"),
            ErrorKind::Zeros => write!(f, "{part} has zeros only"),
        }
    }
}
