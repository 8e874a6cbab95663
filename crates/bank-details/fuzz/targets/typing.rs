//! Separators while a number is typed: any text, the caret anywhere.

#![no_main]

use bank_details::typing::{BSB, IBAN, NEW_ZEALAND, SORT_CODE};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, u8)| {
    let (text, caret) = input;
    let caret = usize::from(caret) % (text.encode_utf16().count() + 1);
    for grouping in [BSB, IBAN, NEW_ZEALAND, SORT_CODE] {
        let (shown, moved) = grouping.typed(text, caret);
        assert!(is_within(text, &shown), "something typed is gone");
        let end = shown.encode_utf16().count();
        assert!((caret..=end).contains(&moved), "the caret is outside, or moved back");
        assert_eq!(grouping.typed(&shown, moved), (shown, moved), "a second edit changes more");

        let printed = grouping.printed(text);
        assert_eq!(grouping.printed(&printed), printed, "printed again it differs");
    }
});

/// Whether all characters of `text` are in `longer`, in order.
fn is_within(text: &str, longer: &str) -> bool {
    let mut characters = longer.chars();
    text.chars().all(|wanted| characters.any(|character| character == wanted))
}
