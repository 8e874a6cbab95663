//! Betalingsservice (Denmark): registration number and account number.

use core::fmt;
use core::str::FromStr;

use crate::error::{Error, ErrorKind, Part};
use crate::groups::Groups;
use crate::number::{number, plain};
use crate::packed::{Local, Shape};

number! {
    /// Four digits that name a bank and branch; three get a zero in front.
    ///
    /// It has no check digit. Source: GoCardless, local bank details, Denmark (as `ibandit` takes them).
    RegistrationNumber(Local), parse_registration_number, plain
}

number! {
    /// Ten digits; four to nine get zeros in front. Well formed, not necessarily an existing account.
    ///
    /// Source: GoCardless, local bank details, Denmark.
    AccountNumber(Local), parse_account_number, plain
}

/// A registration number and an account number, as one text often names them: `345-3179681`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Account {
    /// Bank and branch.
    pub registration_number: RegistrationNumber,
    /// The account there.
    pub account_number: AccountNumber,
}

fn parse_registration_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::BankCode, text, Shape::digits(3, 4)).map(|digits| digits.zero_filled(4))
}

fn parse_account_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::AccountNumber, text, Shape::digits(4, 10)).map(|digits| digits.zero_filled(10))
}

impl FromStr for Account {
    type Err = Error;

    /// Reads both numbers out of one text: the registration number has three digits where a separator follows them, else
    /// four.
    fn from_str(text: &str) -> Result<Self, Error> {
        let groups = Groups::read(Part::AccountNumber, text)?;
        let end = if groups.begins(3) { 3 } else { 4 };
        let (found, account_number) = (groups.digits(0, end).len(), groups.len().saturating_sub(end));
        let error = match (found, account_number) {
            (..3, _) => Part::BankCode.error(ErrorKind::Short { found, least: 3 }),
            (_, 0) => Part::AccountNumber.error(ErrorKind::Empty),
            (_, found @ ..4) => Part::AccountNumber.error(ErrorKind::Short { found, least: 4 }),
            (_, 4..=10) => {
                return Ok(Self {
                    registration_number: RegistrationNumber(Local::from_bytes(groups.digits(0, end)).zero_filled(4)),
                    account_number: AccountNumber(Local::from_bytes(groups.digits(end, 14)).zero_filled(10)),
                });
            }
            _ => Part::AccountNumber.error(ErrorKind::Long { most: 10 }),
        };
        Err(error)
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.registration_number, self.account_number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Source: the README of `ibandit`, where it is the IBAN DK80 0345 0003 1796 81.
    #[test]
    fn both_numbers_are_read_out_of_one_text() {
        for text in ["345-3179681", "0345 3179681", "0345-0003179681", "03450003179681"] {
            let account: Account = text.parse().unwrap_or_else(|error| panic!("{text:?}: {error}"));
            assert_eq!(account.to_string(), "0345 0003179681", "{text:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_of_the_right_number() {
        for (text, part, kind) in [
            ("", Part::AccountNumber, ErrorKind::Empty),
            ("34", Part::BankCode, ErrorKind::Short { found: 2, least: 3 }),
            ("3O5-3179681", Part::AccountNumber, ErrorKind::Character { position: 1 }),
            ("345", Part::AccountNumber, ErrorKind::Empty),
            ("345-317968l", Part::AccountNumber, ErrorKind::Character { position: 10 }),
            ("345-123", Part::AccountNumber, ErrorKind::Short { found: 3, least: 4 }),
            ("345-12345678901", Part::AccountNumber, ErrorKind::Long { most: 10 }),
        ] {
            assert_eq!(text.parse::<Account>(), Err(part.error(kind)), "{text:?}");
        }
    }
}
