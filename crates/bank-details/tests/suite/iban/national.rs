//! National check digits: samples with their source, and what one wrong digit does to them.

use std::ops::Range;

use bank_details::{Country, Iban, Unchecked, Verdict};

use super::complete;

const UNCHECKED: Verdict = Verdict::Unchecked(Unchecked::NoRule);

/// The countries that have national check digits, and which characters of the BBAN these cover.
const COVERED: [(&str, Range<usize>); 24] = [
    ("BA", 0..16),
    ("BE", 0..12),
    ("CZ", 4..20),
    ("EE", 2..16),
    ("ES", 0..20),
    ("FI", 0..14),
    ("FR", 0..23),
    ("HR", 0..17),
    ("HU", 0..24),
    ("IS", 12..21),
    ("IT", 0..23),
    ("MC", 0..23),
    ("ME", 0..18),
    ("MK", 0..15),
    ("MR", 0..23),
    ("NO", 0..11),
    ("PL", 0..8),
    ("PT", 0..21),
    ("RS", 0..18),
    ("SI", 0..15),
    ("SK", 4..20),
    ("SM", 0..23),
    ("TL", 0..19),
    ("TN", 0..20),
];

#[test]
fn samples_get_their_verdict() {
    for row in include_str!("../../data/iban-national.csv").lines().skip(1) {
        let [text, verdict, source] = *row.split(',').collect::<Vec<_>>() else { panic!("{row}") };
        let expected = match verdict {
            "invalid" => Verdict::Invalid,
            "unchecked" => UNCHECKED,
            "valid" => Verdict::Valid,
            _ => panic!("{row}"),
        };
        assert_eq!(text.parse::<Iban>().unwrap().national_check(), expected, "{text} of {source}");
    }
}

#[test]
fn every_example_of_the_registry_passes_or_has_no_rule() {
    for country in Country::all() {
        let iban: Iban = country.example().parse().unwrap();
        let has_rule = COVERED.iter().any(|(code, _)| *code == country.code());
        assert_eq!(iban.national_check(), if has_rule { Verdict::Valid } else { UNCHECKED }, "{country}");
    }
}

#[test]
fn one_wrong_digit_fails_where_it_is_covered_and_only_there() {
    for (code, covered) in COVERED {
        let iban: Iban = Country::from_code(code).unwrap().example().parse().unwrap();
        for (place, right) in iban.bban().char_indices().filter(|(_, right)| right.is_ascii_digit()) {
            for wrong in ('0'..='9').filter(|wrong| *wrong != right) {
                let bban = format!("{}{wrong}{}", &iban.bban()[..place], &iban.bban()[place + 1..]);
                let verdict = complete(code, &bban).parse::<Iban>().unwrap().national_check();
                // A kennitala that begins with 8 or 9 need not have a check digit.
                let expected = match (code, place, wrong) {
                    ("IS", 12, '8' | '9') => UNCHECKED,
                    _ if covered.contains(&place) => Verdict::Invalid,
                    _ => Verdict::Valid,
                };
                assert_eq!(verdict, expected, "{code} {bban}");
            }
        }
    }
}

#[test]
fn only_the_check_digits_that_the_rule_gives_are_right() {
    // 98 minus a remainder is 02 to 98; 97 minus one, 01 to 97. The rest are congruent but not the same.
    for (code, before, right) in [
        ("PT", "0002012312345678901", "54"),
        ("FR", "20041010050Z00013M026", "83"),
        ("TN", "100060351835984788", "31"),
        ("BE", "0000000097", "97"),
        ("BE", "0000000000", "97"),
        ("BE", "0000000001", "01"),
    ] {
        for digits in 0..100 {
            let digits = format!("{digits:02}");
            let iban: Iban = complete(code, &format!("{before}{digits}")).parse().unwrap();
            assert_eq!(iban.national_check() == Verdict::Valid, digits == right, "{code} {before} {digits}");
        }
    }
}

#[test]
fn a_norwegian_account_that_begins_with_00_is_weighed_without_the_bank() {
    // The account 1234 alone: 5 x 1 + 4 x 2 + 3 x 3 + 2 x 4 = 30, so 3; with the bank 1234 it is 60, so 6.
    for (bban, verdict) in [
        ("12340012343", Verdict::Valid),
        ("12340012346", Verdict::Invalid),
        ("12340012344", Verdict::Invalid),
        ("12341112343", Verdict::Invalid),
        ("12341112344", Verdict::Valid),
    ] {
        assert_eq!(complete("NO", bban).parse::<Iban>().unwrap().national_check(), verdict, "{bban}");
    }
}
