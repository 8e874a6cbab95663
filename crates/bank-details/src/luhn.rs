//! The Luhn digit (ISO/IEC 7812-1).

/// Whether the last of the digits, as characters, is the Luhn digit of those before.
pub(crate) fn luhn(digits: &[u8]) -> bool {
    let (mut after, mut sum) = (digits.len(), 0);
    for digit in digits {
        after -= 1;
        let product = u32::from(digit.wrapping_sub(b'0')) << (after % 2);
        sum += product / 10 + product % 10;
    }
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_digit_from_the_end_is_doubled() {
        assert!(luhn(b"8009286249"));
        assert!(!luhn(b"8009286294"));
    }
}
