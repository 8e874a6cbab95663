//! BECS (Australia): BSB and account number.

use core::fmt;

use crate::error::{Error, Part};
use crate::number::{grouped, number, plain};
use crate::packed::{Local, Shape};

number! {
    /// Bank, state and branch: six digits, printed `123-456`; well formed, not necessarily an existing branch.
    ///
    /// It has no check digit. Source: Australian Payments Network, *BSB numbers in Australia*.
    Bsb(Local), parse_bsb, print_bsb
}

number! {
    /// 5 to 10 digits or letters, not all of them zero; well formed, not necessarily an existing account.
    ///
    /// Source: GoCardless, local bank details, Australia (as `ibandit` checks them).
    AccountNumber(Local), parse_account_number, plain
}

fn parse_bsb(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::BranchCode, text, Shape::digits(6, 6))
}

fn print_bsb(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    grouped(text, &[3], "-", f)
}

fn parse_account_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::AccountNumber, text, Shape::digits(5, 10).or_letters().not_zeros())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_bsb_is_six_digits_however_it_is_typed() {
        for text in ["123456", "123-456", "123 456"] {
            assert_eq!(text.parse::<Bsb>().unwrap().to_string(), "123-456", "{text}");
        }
        let short = Part::BranchCode.error(ErrorKind::Short { found: 5, least: 6 });
        assert_eq!("12345".parse::<Bsb>(), Err(short));
    }

    #[test]
    fn an_account_number_may_have_letters_but_not_zeros_only() {
        assert_eq!("12-3456 78a".parse::<AccountNumber>().unwrap().as_str(), "12345678A");
        for (text, kind) in [
            ("1234", ErrorKind::Short { found: 4, least: 5 }),
            ("12345678901", ErrorKind::Long { most: 10 }),
            ("0000000", ErrorKind::Zeros),
            ("12345+", ErrorKind::Character { position: 5 }),
        ] {
            assert_eq!(text.parse::<AccountNumber>(), Err(Part::AccountNumber.error(kind)), "{text:?}");
        }
    }
}
