//! An account: sort code and account number together.

use super::modulus::{self, Digits};
use super::{AccountNumber, SortCode};
use crate::error::{Error, ErrorKind, Part};
use crate::packed::{Local, Shape};
use crate::verdict::Verdict;

/// A sort code and an account number, each well formed; whether they belong together says [`check`](Self::check).
///
/// `Debug` shows the last two digits of each.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct Account {
    sort_code: SortCode,
    account_number: AccountNumber,
}

impl Account {
    /// The account that has this number at this branch.
    #[inline]
    pub fn new(sort_code: SortCode, account_number: AccountNumber) -> Self {
        Self { sort_code, account_number }
    }

    /// The account that is meant by a number of 6 to 10 digits, as banks print them, at this branch.
    ///
    /// Numbers of 6 to 8 digits are read like any [`AccountNumber`]. Beyond that: National Westminster has 10 digits of
    /// which the last 8 count, the Co-operative Bank and Leeds Building Society have 10 of which the first 8 count, and of 9 at
    /// Santander the first takes the place of the sort code's last digit.
    ///
    /// # Errors
    ///
    /// As for an [`AccountNumber`]; of more than 8 digits, [`Short`](ErrorKind::Short) or [`Long`](ErrorKind::Long) by what
    /// the bank has.
    ///
    /// Source: Vocalink, *Validating account numbers*, "Non-standard account numbers"; which sort codes are which
    /// bank's: the open source library `cs278/bank-modulus`.
    pub fn standardise(sort_code: SortCode, account_number: &str) -> Result<Self, Error> {
        match account_number.parse() {
            Ok(number) => Ok(Self::new(sort_code, number)),
            Err(Error { kind: ErrorKind::Long { .. }, .. }) => long(sort_code, account_number),
            Err(error) => Err(error),
        }
    }

    /// The sort code.
    pub fn sort_code(&self) -> &SortCode {
        &self.sort_code
    }

    /// The account number, eight digits.
    pub fn account_number(&self) -> &AccountNumber {
        &self.account_number
    }

    /// Whether the account number can exist at this branch, by the modulus check.
    ///
    /// `Valid` means possible, not existing; accounts in a foreign currency that cannot be checked are `Valid` too, as
    /// the specification's own example is. `Unchecked` where no rule covers the sort code: such accounts are presumed
    /// good. Source: Vocalink, *Validating account numbers*, with the weight table named in `data/README.md`.
    #[inline]
    pub fn check(&self) -> Verdict {
        modulus::check(Digits::new(self.sort_code.places(), self.account_number.places()))
    }
}

/// A number of more than eight digits, where the bank has such numbers.
fn long(sort_code: SortCode, account_number: &str) -> Result<Account, Error> {
    let bank = bank(sort_code);
    let width = match bank {
        None => 8,
        Some(Bank::Santander) => 9,
        Some(Bank::Cooperative | Bank::NationalWestminster) => 10,
    };
    let number = Local::shaped(Part::AccountNumber, account_number, Shape::digits(width, width))?;
    let (sort_code, eight) = match (bank, number.as_bytes()) {
        (Some(Bank::Santander), [first, eight @ ..]) => (sort_code.with_last(*first), eight),
        (Some(Bank::NationalWestminster), [_, _, eight @ ..]) => (sort_code, eight),
        (_, digits) => (sort_code, digits.get(..8).unwrap_or_default()),
    };
    Ok(Account::new(sort_code, AccountNumber::of_places(eight.try_into().unwrap_or([b'0'; 8]))))
}

/// A bank with numbers of its own length.
enum Bank {
    /// With Leeds Building Society.
    Cooperative,
    NationalWestminster,
    /// Once Alliance & Leicester.
    Santander,
}

fn bank(sort_code: SortCode) -> Option<Bank> {
    match Digits::new(sort_code.places(), [0; 8]).number() / 1000 {
        // 083 is Citibank's.
        80..=82 | 84..=89 => Some(Bank::Cooperative),
        // Once District, National Provincial and Westminster.
        10..=19 | 500..=669 => Some(Bank::NationalWestminster),
        // London clearing; once Girobank; Scottish clearing.
        90 | 91 | 720..=729 | 890..=892 => Some(Bank::Santander),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn standardised(sort_code: &str, account_number: &str) -> Result<(String, String), Error> {
        let account = Account::standardise(sort_code.parse().unwrap(), account_number)?;
        Ok((account.sort_code().as_str().into(), account.account_number().as_str().into()))
    }

    #[track_caller]
    fn expect(sort_code: &str, account_number: &str, code: &str, number: &str) {
        assert_eq!(standardised(sort_code, account_number), Ok((code.into(), number.into())), "{sort_code}");
    }

    #[test]
    fn six_to_eight_digits_are_an_account_number_anywhere() {
        for sort_code in ["200000", "010000", "080000", "090120"] {
            expect(sort_code, "12345678", sort_code, "12345678");
            expect(sort_code, "1234567", sort_code, "01234567");
            expect(sort_code, "12 34 56", sort_code, "00123456");
        }
    }

    #[test]
    fn longer_numbers_are_read_as_the_bank_means_them() {
        for natwest in ["010000", "019999", "500000", "599999", "600000", "669999"] {
            expect(natwest, "12-34567890", natwest, "34567890");
        }
        for cooperative in ["080000", "082999", "084000", "089999"] {
            expect(cooperative, "1234567890", cooperative, "12345678");
        }
        for (santander, replaced) in [
            ("090000", "090001"),
            ("091999", "091991"),
            ("720000", "720001"),
            ("729999", "729991"),
            ("890000", "890001"),
            ("892999", "892991"),
        ] {
            expect(santander, "1 23456789", replaced, "23456789");
        }
    }

    #[test]
    fn a_length_that_the_bank_does_not_have_says_which_it_has() {
        let long = Err(Part::AccountNumber.error(ErrorKind::Long { most: 8 }));
        for elsewhere in ["009999", "020000", "079999", "083000", "083999", "092000", "499999", "670000", "719999"] {
            for number in ["123456789", "1234567890", "12345678901"] {
                assert_eq!(standardised(elsewhere, number), long, "{elsewhere} {number}");
            }
        }
        for (bank, number, kind) in [
            ("010000", "123456789", ErrorKind::Short { found: 9, least: 10 }),
            ("080000", "123456789", ErrorKind::Short { found: 9, least: 10 }),
            ("090000", "1234567890", ErrorKind::Long { most: 9 }),
            ("010000", "12345678901", ErrorKind::Long { most: 10 }),
            ("730000", "123456789", ErrorKind::Long { most: 8 }),
            ("889999", "123456789", ErrorKind::Long { most: 8 }),
            ("893000", "123456789", ErrorKind::Long { most: 8 }),
        ] {
            assert_eq!(standardised(bank, number), Err(Part::AccountNumber.error(kind)), "{bank} {number}");
        }
    }

    #[test]
    fn what_is_no_number_says_so() {
        for (text, kind) in [
            ("", ErrorKind::Empty),
            ("12345", ErrorKind::Short { found: 5, least: 6 }),
            ("1234567x", ErrorKind::Character { position: 7 }),
        ] {
            assert_eq!(standardised("080000", text), Err(Part::AccountNumber.error(kind)));
        }
    }
}
