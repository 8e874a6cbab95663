//! ISO 7064 mod 11,10.

/// The bank's seven digits and the account's ten are checked apart; the last of each is the check digit.
pub(super) fn croatia(bban: &[u8]) -> bool {
    bban.split_at_checked(7).is_some_and(|(bank, account)| fits(bank) && fits(account))
}

fn fits(digits: &[u8]) -> bool {
    let Some((check, digits)) = digits.split_last() else { return false };
    let product = digits.iter().fold(10, |product, digit| match (product + u32::from(digit - b'0')) % 10 {
        0 => 20 % 11,
        sum => sum * 2 % 11,
    });
    (product + u32::from(check - b'0')) % 10 == 1
}
