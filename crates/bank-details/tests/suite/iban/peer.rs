//! Crate `iban_validate` as a second implementation.

use bank_details::Iban;
use proptest::prelude::*;
use proptest::sample::Index;

use super::properties::any_iban;
use super::{complete, never_issued};

/// Where the two differ: registry, release 103, against the peer's older one, and check digits that are never issued.
#[test]
fn the_peer_differs_where_it_is_known_to() {
    let [(_, with_00), (_, with_01), (_, with_99)] = never_issued();
    for (text, ours, theirs) in [
        // Honduras and Pakistan are not in its table.
        ("HN88CABF00000000000250005469", true, false),
        ("PK36SCBL0000001123456702", true, false),
        // Brazil has had letters in the bank's code and digits for the account's kind since release 103.
        (&complete("BR", "99999A03000010009795493C1"), true, false),
        (&complete("BR", "00360305000010009795493C1"), true, true),
        (&complete("BR", "0036030500001000979549311"), true, false),
        // Of what is never issued it refuses 00 and 01.
        (&with_00, false, false),
        (&with_01, false, false),
        (&with_99, false, true),
    ] {
        assert_eq!((text.parse::<Iban>().is_ok(), text.parse::<iban::Iban>().is_ok()), (ours, theirs), "{text}");
    }
}

fn differs(text: &str) -> bool {
    matches!(text.get(..2), Some("BR" | "HN" | "PK")) || text.get(2..4) == Some("99")
}

proptest! {
    #[test]
    fn the_peer_agrees_on_good_numbers(text in any_iban()) {
        prop_assume!(!differs(&text));
        let (ours, theirs): (Iban, iban::Iban) = (text.parse().unwrap(), text.parse().unwrap());
        prop_assert_eq!(ours.to_string(), theirs.to_string());
    }

    #[test]
    fn the_peer_agrees_on_changed_numbers(text in any_iban(), place in any::<Index>(), other in "[0-9A-Z]") {
        let place = place.index(text.len());
        let text = format!("{}{other}{}", &text[..place], &text[place + 1..]);
        prop_assume!(!differs(&text));
        prop_assert_eq!(text.parse::<Iban>().is_ok(), text.parse::<iban::Iban>().is_ok(), "{}", text);
    }

    #[test]
    fn the_peer_agrees_on_structure(text in any_iban(), place in any::<Index>(), other in "[0-9A-Z]") {
        let place = place.index(text.len() - 4);
        let bban = format!("{}{other}{}", &text[4..4 + place], &text[5 + place..]);
        let text = complete(&text[..2], &bban);
        prop_assume!(!differs(&text));
        prop_assert_eq!(text.parse::<Iban>().is_ok(), text.parse::<iban::Iban>().is_ok(), "{}", text);
    }
}
