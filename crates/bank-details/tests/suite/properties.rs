//! What holds for every text and every value.

use bank_details::Iban;
use bank_details::uk::{AccountNumber, SortCode};
use proptest::prelude::*;

proptest! {
    #[test]
    fn nothing_panics(text in ".*") {
        let _ = text.parse::<SortCode>();
        let _ = text.parse::<AccountNumber>();
        let _ = text.parse::<Iban>();
    }

    #[test]
    fn a_sort_code_reads_back_as_it_prints(digits in "[0-9]{6}") {
        let code: SortCode = digits.parse().unwrap();
        prop_assert_eq!(code.as_str(), &digits);
        prop_assert_eq!(code.to_string().parse::<SortCode>(), Ok(code));
    }

    #[test]
    fn an_account_number_reads_back_as_it_prints(digits in "[0-9]{6,8}") {
        let number: AccountNumber = digits.parse().unwrap();
        prop_assert_eq!(number.to_string().parse::<AccountNumber>(), Ok(number));
        prop_assert!(number.as_str().ends_with(&digits));
    }

    #[test]
    fn an_iban_with_one_digit_changed_is_refused(place in 4_usize..22, digit in 0_u8..10) {
        let right = "DE89370400440532013000";
        let mut text = right.as_bytes().to_vec();
        text[place] = b'0' + digit;
        let text = String::from_utf8(text).unwrap();
        prop_assert_eq!(text.parse::<Iban>().is_ok(), text == right);
    }
}
