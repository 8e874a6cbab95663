//! ACH (United States): routing number, account number and the kind of account.

use core::str::FromStr;

use crate::error::{Error, ErrorKind, Part};
use crate::number::{number, plain};
use crate::packed::{Local, Shape};

number! {
    /// Nine digits that name a bank, with their check digit right; not necessarily a bank in business.
    ///
    /// Zeros only would pass the sum and are refused. Source: American Bankers Association, routing number checksum
    /// (3, 7, 1).
    RoutingNumber(Local), parse_routing_number, plain
}

number! {
    /// 4 to 17 digits, zeros in front kept; well formed, not necessarily an existing account.
    ///
    /// Source: GoCardless, local bank details, United States.
    AccountNumber(Local), parse_account_number, plain
}

/// What kind of account it is; only the United States ask.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum AccountType {
    /// For everyday payments.
    Checking,
    /// For savings.
    Savings,
}

/// The text is neither `checking` nor `savings`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AccountTypeError;

impl AccountType {
    /// GoCardless's word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Checking => "checking",
            Self::Savings => "savings",
        }
    }
}

impl FromStr for AccountType {
    type Err = AccountTypeError;

    fn from_str(text: &str) -> Result<Self, AccountTypeError> {
        [Self::Checking, Self::Savings].into_iter().find(|kind| kind.as_str() == text).ok_or(AccountTypeError)
    }
}

fn parse_routing_number(text: &str) -> Result<Local, Error> {
    let digits = Local::shaped(Part::BankCode, text, Shape::digits(9, 9).not_zeros())?;
    let mut sum = 0;
    for [a, b, c] in digits.as_bytes().as_chunks().0 {
        sum += 3 * value(*a) + 7 * value(*b) + value(*c);
    }
    if sum.is_multiple_of(10) { Ok(digits) } else { Err(Part::BankCode.error(ErrorKind::CheckDigits)) }
}

fn value(digit: u8) -> u32 {
    u32::from(digit.wrapping_sub(b'0'))
}

fn parse_account_number(text: &str) -> Result<Local, Error> {
    Local::shaped(Part::AccountNumber, text, Shape::digits(4, 17))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sources: American Bankers Association; the READMEs of `ibandit` and `python-stdnum`.
    #[test]
    fn a_routing_number_has_nine_digits_that_fit_together() {
        for text in ["021000021", "0260 7315 0", "111000025"] {
            assert!(text.parse::<RoutingNumber>().is_ok(), "{text}");
        }
        for (text, kind) in [
            ("", ErrorKind::Empty),
            ("000000000", ErrorKind::Zeros),
            ("112000025", ErrorKind::CheckDigits),
            ("11100002", ErrorKind::Short { found: 8, least: 9 }),
            ("1110000255", ErrorKind::Long { most: 9 }),
            ("11100O025", ErrorKind::Character { position: 5 }),
        ] {
            assert_eq!(text.parse::<RoutingNumber>(), Err(Part::BankCode.error(kind)), "{text:?}");
        }
    }

    #[test]
    fn any_single_wrong_digit_of_a_routing_number_is_found() {
        for place in 0..9 {
            for digit in b'0'..=b'9' {
                let mut text = *b"021000021";
                text[place] = digit;
                let text = core::str::from_utf8(&text).unwrap();
                assert_eq!(text.parse::<RoutingNumber>().is_ok(), text == "021000021", "{text}");
            }
        }
    }

    #[test]
    fn an_account_number_keeps_its_zeros() {
        assert_eq!("0027 1550 0356".parse::<AccountNumber>().unwrap().as_str(), "002715500356");
        let short = Part::AccountNumber.error(ErrorKind::Short { found: 3, least: 4 });
        assert_eq!("123".parse::<AccountNumber>(), Err(short));
        let long = Part::AccountNumber.error(ErrorKind::Long { most: 17 });
        assert_eq!("123456789012345678".parse::<AccountNumber>(), Err(long));
    }

    #[test]
    fn the_kind_of_account_has_two_words() {
        assert_eq!("savings".parse(), Ok(AccountType::Savings));
        assert_eq!("Checking".parse::<AccountType>(), Err(AccountTypeError));
    }
}
