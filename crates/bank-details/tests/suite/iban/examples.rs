//! The registry's 89 examples, and what is wrong as soon as one of their characters is.

use bank_details::{Country, ErrorKind, Iban};

use super::{EXAMPLES, Example, characters, classes, complete, never_issued, remainder};

#[test]
fn the_table_is_the_registry() {
    assert_eq!(EXAMPLES.len(), 89);
    assert_eq!(Country::all().len(), 89);
    assert_eq!(Country::all().map(Country::iban_length).min(), Some(15));
    assert_eq!(Country::all().map(Country::iban_length).max(), Some(33));
    for (country, example) in Country::all().zip(EXAMPLES.iter()) {
        assert_eq!(country.code(), example.country_code);
        assert_eq!(country.iban_length(), example.length, "{country}");
        assert_eq!(country.iban_length(), 4 + classes(example.structure).len(), "{country}");
        assert_eq!(country.example(), example.iban);
        assert_eq!(Country::from_code(country.code()), Some(country));
    }
}

#[test]
fn no_other_code_is_a_country() {
    let letters = characters('c');
    let known = letters.chars().flat_map(|first| letters.chars().map(move |second| format!("{first}{second}")));
    assert_eq!(known.filter(|code| Country::from_code(code).is_some()).count(), 89);
    for code in ["", "D", "DEU", "de", "D\u{c9}", "[[", "@@", "XX"] {
        assert_eq!(Country::from_code(code), None, "{code}");
    }
}

#[test]
fn sepa_is_the_list_of_the_european_payments_council() {
    let sepa: Vec<_> = Country::all().filter(|country| country.is_sepa()).map(Country::code).collect();
    assert_eq!(
        sepa.join(" "),
        "AD AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GI GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO PL PT RO \
         RS SE SI SK SM VA"
    );
}

#[test]
fn an_example_parses_and_reads_back_as_it_prints() {
    for Example { country_code, iban: text, .. } in EXAMPLES.iter() {
        let iban: Iban = text.parse().unwrap();
        assert_eq!(iban.as_str(), *text);
        assert_eq!(iban.country_code(), *country_code);
        assert_eq!(iban.country().code(), *country_code);
        assert_eq!(format!("{}{}{}", iban.country(), iban.check_digits(), iban.bban()), *text);
        let printed = iban.to_string();
        assert!(printed.split(' ').rev().skip(1).all(|group| group.len() == 4), "{printed}");
        assert!(!printed.ends_with(' '), "{printed}");
        assert_eq!(printed.replace(' ', ""), *text);
        assert_eq!(printed.parse(), Ok(iban));
    }
}

/// The registry's own "bank identifier example" and "branch identifier example", where they are parts of its IBAN.
#[test]
fn a_bank_and_a_branch_stand_where_the_registry_says() {
    for (code, bank, branch) in [
        ("AD", "0001", Some("2030")),
        ("AL", "212", Some("11009")),
        ("BR", "00360305", Some("00001")),
        ("CY", "002", Some("00128")),
        ("DE", "37040044", None),
        ("ES", "2100", Some("0418")),
        ("FR", "20041", None),
        ("GB", "NWBK", Some("601613")),
        ("GR", "011", Some("0125")),
        ("HU", "117", Some("7301")),
        ("IS", "01", Some("59")),
        ("IT", "05428", Some("11101")),
        ("MT", "MALT", Some("01100")),
        ("MU", "BOMM01", Some("01")),
        ("NL", "ABNA", None),
        ("NO", "8601", None),
        ("RU", "044525225", Some("40817")),
        ("SC", "SSCB11", Some("01")),
        ("SI", "26330", None),
        ("TN", "10", Some("006")),
        ("XK", "12", Some("12")),
    ] {
        let iban: Iban = Country::from_code(code).unwrap().example().parse().unwrap();
        assert_eq!((iban.bank_code(), iban.branch_code()), (bank, branch), "{code}");
    }
}

#[test]
fn one_wrong_character_is_refused() {
    for Example { iban, .. } in EXAMPLES.iter() {
        for (place, right) in iban.char_indices() {
            let class = if right.is_ascii_digit() { 'n' } else { 'a' };
            for wrong in characters(class).chars().filter(|wrong| *wrong != right) {
                let text = format!("{}{wrong}{}", &iban[..place], &iban[place + 1..]);
                assert!(text.parse::<Iban>().is_err(), "{text} for {iban}");
            }
        }
    }
}

#[test]
fn two_swapped_neighbours_are_refused() {
    for Example { iban, .. } in EXAMPLES.iter() {
        for place in 4..iban.len() - 1 {
            let swapped = swap(iban, place);
            let seen = swapped.parse::<Iban>().is_err();
            assert!(seen || swapped == *iban || UNSEEN.contains(&&iban[place..place + 2]), "{swapped} for {iban}");
        }
    }
}

/// A letter counts two digits: `B` 11, `M` 22, `X` 33. Beside a 1, a 2 or a 3 it makes the same number on either side,
/// and by mod 97 no other neighbours do. Romania's example has such a pair.
const UNSEEN: [&str; 6] = ["1B", "2M", "3X", "B1", "M2", "X3"];

#[test]
fn only_three_swaps_cannot_be_seen() {
    let all = characters('c');
    for pair in all.chars().flat_map(|first| all.chars().map(move |second| format!("{first}{second}"))) {
        let text = complete("GI", &format!("NWBK0000{pair}007099453"));
        let swapped = swap(&text, 12);
        text.parse::<Iban>().unwrap();
        assert_eq!(swapped.parse::<Iban>().is_ok(), swapped == text || UNSEEN.contains(&pair.as_str()), "{pair}");
    }
}

fn swap(text: &str, place: usize) -> String {
    let (before, pair, after) = (&text[..place], &text[place..place + 2], &text[place + 2..]);
    format!("{before}{}{}{after}", &pair[1..], &pair[..1])
}

#[test]
fn check_digits_that_are_never_issued_are_refused() {
    for (right, wrong) in never_issued() {
        assert_eq!(remainder(&wrong), 1, "{wrong}");
        assert_eq!(wrong.parse::<Iban>().unwrap_err().kind, ErrorKind::CheckDigits, "{wrong}");
        right.parse::<Iban>().unwrap();
    }
}
