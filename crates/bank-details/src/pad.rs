//! PAD (Canada): institution number, transit number and account number.

use core::fmt;

use crate::error::{Error, Part};
use crate::number::{number, plain};
use crate::packed::{Local, Shape};

number! {
    /// Three digits that name a bank, kept as four with a zero in front; printed as three.
    ///
    /// Source: Payments Canada, Standard 005; GoCardless takes three or four digits.
    InstitutionNumber(Local), parse_institution_number, print_institution_number
}

number! {
    /// Five digits that name a branch, not all of them zero.
    ///
    /// Source: Payments Canada, Standard 005; GoCardless, local bank details, Canada.
    TransitNumber(Local), parse_transit_number, plain
}

number! {
    /// 7 to 12 digits, not all of them zero; well formed, not necessarily an existing account.
    ///
    /// Source: GoCardless, local bank details, Canada.
    AccountNumber(Local), parse_account_number, plain
}

fn parse_institution_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::BankCode, text, Shape::digits(3, 4)).map(|digits| digits.zero_filled(4))
}

fn print_institution_number(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str(text.strip_prefix('0').unwrap_or(text))
}

fn parse_transit_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::BranchCode, text, Shape::digits(5, 5).not_zeros())
}

fn parse_account_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::AccountNumber, text, Shape::digits(7, 12).not_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn an_institution_number_has_three_digits_on_a_cheque_and_four_in_files() {
        for text in ["036", "0036"] {
            let number: InstitutionNumber = text.parse().unwrap();
            assert_eq!((number.as_str(), number.to_string().as_str()), ("0036", "036"));
        }
        let short = Part::BankCode.error(ErrorKind::Short { found: 2, least: 3 });
        assert_eq!("36".parse::<InstitutionNumber>(), Err(short));
    }

    /// Source: the README of `ibandit`.
    #[test]
    fn transit_and_account_numbers_are_not_zeros_only() {
        assert_eq!("00063".parse::<TransitNumber>().unwrap().as_str(), "00063");
        assert_eq!("00000".parse::<TransitNumber>(), Err(Part::BranchCode.error(ErrorKind::Zeros)));
        assert_eq!("0123456".parse::<AccountNumber>().unwrap().as_str(), "0123456");
        for (text, kind) in [
            ("123456", ErrorKind::Short { found: 6, least: 7 }),
            ("1234567890123", ErrorKind::Long { most: 12 }),
            ("0000000", ErrorKind::Zeros),
        ] {
            assert_eq!(text.parse::<AccountNumber>(), Err(Part::AccountNumber.error(kind)), "{text:?}");
        }
    }
}
