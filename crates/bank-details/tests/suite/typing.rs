//! What holds for separators while typing, whatever is typed.

use bank_details::becs::Bsb;
use bank_details::becs_nz::Account;
use bank_details::typing::{BSB, Grouping, IBAN, NEW_ZEALAND, SORT_CODE};
use bank_details::uk::SortCode;
use bank_details::{ErrorKind, Iban};
use proptest::prelude::*;

fn groupings() -> impl Strategy<Value = Grouping> {
    prop::sample::select(vec![BSB, IBAN, NEW_ZEALAND, SORT_CODE])
}

/// What payers type: digits, letters and separators, and now and then something else.
fn texts() -> impl Strategy<Value = String> {
    prop_oneof!["[0-9]{0,20}", "[0-9A-Za-z]{0,40}", "[0-9A-Za-z \\-./]{0,40}", ".{0,20}"]
}

fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

/// `text` without what the groupings add.
fn bare(text: &str) -> String {
    text.replace(['-', ' '], "")
}

proptest! {
    #[test]
    fn only_separators_are_added(grouping in groupings(), text in texts(), caret in 0_usize..50) {
        let (shown, after) = grouping.typed(&text, caret);
        prop_assert_eq!(bare(&shown), bare(&text));
        prop_assert!(shown.len() >= text.len());
        // The caret stays behind the same characters.
        let end = units(&text);
        prop_assert_eq!(end.checked_sub(caret), units(&shown).checked_sub(after));
    }

    #[test]
    fn a_caret_that_is_not_at_the_end_leaves_all_alone(
        grouping in groupings(),
        text in texts(),
        place in any::<prop::sample::Index>(),
    ) {
        let caret = place.index(units(&text).max(1));
        prop_assert_eq!(grouping.typed(&text, caret), (text, caret));
    }

    #[test]
    fn what_is_grouped_stays_as_it_is(grouping in groupings(), text in texts()) {
        let once = grouping.typed(&text, units(&text));
        prop_assert_eq!(grouping.typed(&once.0, once.1), once);
    }

    #[test]
    fn deleting_at_the_end_is_never_undone(grouping in groupings(), text in "[0-9A-Za-z]{0,40}") {
        let (mut shown, _) = grouping.typed(&text, units(&text));
        while shown.pop().is_some() {
            prop_assert_eq!(grouping.typed(&shown, units(&shown)).0, shown.clone());
        }
    }

    #[test]
    fn typing_shows_what_pasting_shows(grouping in groupings(), text in "[0-9A-Za-z]{0,40}") {
        let typed = text.chars().fold(String::new(), |mut shown, character| {
            shown.push(character);
            let end = units(&shown);
            grouping.typed(&shown, end).0
        });
        prop_assert_eq!(typed, grouping.typed(&text, units(&text)).0);
    }

    /// Payers may group as they like: their separators stay, and ours do not make another number of theirs.
    #[test]
    fn a_grouped_new_zealand_number_is_the_same_typed_and_pasted(
        bank in prop_oneof!["01", "1", "31"],
        base in "[0-9]{5,7}|0[0-9]{7}",
        suffix in "[0-9]{2,3}|0[0-9]{3}",
        separator in "[- ]",
    ) {
        let text = [bank.as_str(), "0902", &base, &suffix].join(&separator);
        let typed = text.chars().fold(String::new(), |mut shown, character| {
            shown.push(character);
            let end = units(&shown);
            NEW_ZEALAND.typed(&shown, end).0
        });
        if let Ok(account) = text.parse::<Account>() {
            prop_assert_eq!(typed.parse::<Account>(), Ok(account), "{}", typed);
        }
    }

    #[test]
    fn printing_keeps_letters_and_digits(grouping in groupings(), text in "[0-9A-Za-z \\-./]{0,40}") {
        let significant = |text: &str| text.replace([' ', '-', '.', '/'], "").to_uppercase();
        prop_assert_eq!(significant(&grouping.printed(&text)), significant(&text));
    }
}

proptest! {
    #[test]
    fn a_typed_number_is_judged_as_the_pasted_one(text in "[0-9]{0,17}|GB60BARC20000055779911|[A-Z0-9]{15,34}") {
        fn verdict<T: std::str::FromStr<Err = bank_details::Error>>(text: &str) -> Result<(), ErrorKind> {
            text.parse::<T>().map(|_| ()).map_err(|error| error.kind)
        }
        let typed = |grouping: Grouping| grouping.typed(&text, units(&text)).0;
        prop_assert_eq!(verdict::<SortCode>(&typed(SORT_CODE)), verdict::<SortCode>(&text).map_err(moved(SORT_CODE)));
        prop_assert_eq!(verdict::<Bsb>(&typed(BSB)), verdict::<Bsb>(&text).map_err(moved(BSB)));
        prop_assert_eq!(verdict::<Iban>(&typed(IBAN)), verdict::<Iban>(&text));
        prop_assert_eq!(verdict::<Account>(&typed(NEW_ZEALAND)), verdict::<Account>(&text).map_err(moved(NEW_ZEALAND)));
    }
}

/// The same error at its place among separators.
fn moved(grouping: Grouping) -> impl Fn(ErrorKind) -> ErrorKind {
    move |kind| match kind {
        ErrorKind::Character { position } => {
            let before = "0".repeat(position + 1);
            ErrorKind::Character { position: units(&grouping.typed(&before, position + 1).0) - 1 }
        }
        kind => kind,
    }
}
