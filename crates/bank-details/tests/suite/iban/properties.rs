//! What holds for every text and every IBAN.

use bank_details::Iban;
use proptest::prelude::*;
use proptest::sample::Index;

use super::{EXAMPLES, characters, classes, complete};

prop_compose! {
    /// Any well-formed IBAN of any country.
    pub(super) fn any_iban()(row in any::<Index>(), places in prop::collection::vec(any::<Index>(), 30)) -> String {
        let example = row.get(&EXAMPLES);
        let bban: String = classes(example.structure)
            .chars()
            .zip(places)
            .map(|(class, place)| char::from(*place.get(characters(class).as_bytes())))
            .collect();
        complete(example.country_code, &bban)
    }
}

prop_compose! {
    /// An IBAN as somebody might type it: with the word or not, in any case, with separators anywhere, full-width here
    /// and there.
    fn typed_iban()(
        iban in any_iban(),
        word in prop::sample::select(vec!["", "IBAN", "iban ", "Iban:", " I B A N : "]),
        manner in prop::collection::vec((0_u8..3, prop::sample::select(vec!["", "", "", " ", "-", ".", "\u{a0}"])), 34),
    ) -> (String, String) {
        let typed = iban.chars().zip(manner).map(|(character, (form, separator))| {
            let character = match form {
                0 => character,
                1 => character.to_ascii_lowercase(),
                _ => char::from_u32(u32::from(character) + 0xfee0).unwrap(),
            };
            format!("{character}{separator}")
        });
        let typed = word.to_owned() + &typed.collect::<String>();
        (iban, typed)
    }
}

/// Texts that come near: changed, cut, or made longer.
fn almost_iban() -> impl Strategy<Value = String> {
    let change = (any::<Index>(), prop::sample::select("019ABIMNXZabz :-?é".chars().collect::<Vec<_>>()));
    (typed_iban(), prop::collection::vec(change, 0..3), any::<Index>(), "[0-9A-Z ]{0,12}").prop_map(
        |((_, typed), changes, cut, more)| {
            let mut text: Vec<char> = typed.chars().collect();
            for (place, character) in changes {
                *place.get_mut(&mut text) = character;
            }
            text.truncate(text.len() - cut.index(text.len()) / 2);
            text.into_iter().collect::<String>() + &more
        },
    )
}

proptest! {
    #[test]
    fn nothing_panics(text in "\\PC*", short in "(IBAN ?:?)?[A-Za-z]{0,3}[0-9A-Z\u{e9}: ]{0,40}") {
        let _ = text.parse::<Iban>();
        let _ = short.parse::<Iban>();
    }

    #[test]
    fn how_it_is_typed_makes_no_difference((iban, typed) in typed_iban()) {
        let parsed: Iban = iban.parse().unwrap();
        prop_assert_eq!(parsed.as_str(), &iban);
        prop_assert_eq!(typed.parse(), Ok(parsed));
        prop_assert_eq!(parsed.to_string().parse(), Ok(parsed));
        let _ = parsed.national_check();
    }

    #[test]
    fn nothing_is_wrong_on_the_way_to_an_iban((_, typed) in typed_iban()) {
        for (place, _) in typed.char_indices() {
            if let Err(error) = typed[..place].parse::<Iban>() {
                prop_assert!(error.can_be_completed(), "{:?}: {error}", &typed[..place]);
            }
        }
    }

    #[test]
    fn what_cannot_be_completed_stays_wrong(text in almost_iban()) {
        let mut hopeless = None;
        for end in text.char_indices().map(|(place, _)| place).chain([text.len()]) {
            let answer = text[..end].parse::<Iban>();
            if let Some(since) = hopeless {
                let still = answer.is_err_and(|error| !error.can_be_completed());
                prop_assert!(still, "{:?} after {since:?}: {answer:?}", &text[..end]);
            }
            if answer.is_err_and(|error| !error.can_be_completed()) {
                hopeless = hopeless.or(Some(&text[..end]));
            }
        }
    }
}
