use bank_details::{Account, Details};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::{Language, Numbers, PaperAccount, PaperCreditor, PaperPayer};
use super::*;

fn every_kind() -> impl Iterator<Item = (Scheme, Language)> {
    Scheme::ALL
        .into_iter()
        .flat_map(|scheme| Language::of_scheme(scheme).iter().map(move |language| (scheme, *language)))
}

/// A paper on which everything is left to fill in.
fn blank(scheme: Scheme, language: Language) -> Paper {
    Paper {
        scheme,
        language,
        creditor: PaperCreditor {
            name: "Northwind Magazines Ltd".to_owned(),
            address: vec!["14 Harbour Row".to_owned(), "Whitby".to_owned(), "YO21 3PU".to_owned()],
            identifier: Some("420042".to_owned()),
            ..PaperCreditor::default()
        },
        payer: PaperPayer::default(),
        account: PaperAccount::default(),
        reference: None,
        subscription: None,
        signed_on: None,
        made_at: "2026-03-02T09:00:00Z".parse().unwrap(),
        note: Some("A note."),
    }
}

fn assert_on_the_page(sheet: &Sheet) {
    let (width, height) = (sheet.page.width, sheet.page.height);
    let [left, top, right, bottom] = sheet.page.reach();
    assert!(left >= MARGIN - 0.1 && top >= MARGIN - 8.0, "{left} {top}");
    assert!(right <= width - MARGIN + 0.1 && bottom <= height - MARGIN + 3.0, "{right} {bottom}");
    assert!(sheet.y <= height - MARGIN - FOOT, "{} of {height}", sheet.y);
}

#[test]
fn every_form_is_one_page_in_readable_type() {
    for (scheme, language) in every_kind() {
        let sheet = fitted(&blank(scheme, language));
        assert_on_the_page(&sheet);
        assert!(sheet.body >= 8.0, "{scheme} {language:?}: {}", sheet.body);
    }
}

#[test]
fn the_file_says_where_each_of_its_objects_is() {
    for (scheme, language) in every_kind() {
        let file = draw(&blank(scheme, language));
        let text = String::from_utf8_lossy(&file);
        assert!(file.starts_with(b"%PDF-1.7\n") && text.trim_end().ends_with("%%EOF"), "{scheme}");

        let start: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        assert!(file[start..].starts_with(b"xref\n"), "{scheme}: {start}");

        let rows = String::from_utf8_lossy(&file[start..]).into_owned();
        let offsets = rows.lines().skip(2).take_while(|row| row.len() > 15).enumerate();
        let mut objects = 0;
        for (number, row) in offsets.filter(|(_, row)| row.contains(" n")) {
            let offset: usize = row[..10].parse().unwrap();
            assert!(file[offset..].starts_with(format!("{number} 0 obj").as_bytes()), "{scheme}: {number}");
            objects += 1;
        }
        assert!(objects > 20, "{objects}");
    }
}

#[test]
fn the_file_has_a_title_a_language_and_tags() {
    let file = draw(&blank(Scheme::SepaCore, Language::English));
    let text = String::from_utf8_lossy(&file);
    for expected in [
        "/Lang (en)",
        "/DisplayDocTitle true",
        "/Marked true",
        "/StructTreeRoot",
        "/CreationDate (D:20260302090000",
        "/BaseFont /Helvetica-Bold",
        "/Encoding /WinAnsiEncoding",
        "(SEPA Direct Debit Mandate)",
        "/S /H1",
    ] {
        assert!(text.contains(expected), "{expected}");
    }
}

#[test]
fn a_signed_mandate_has_its_date_and_no_line_to_sign_on() {
    let unsigned = String::from_utf8_lossy(&draw(&blank(Scheme::Bacs, Language::English))).into_owned();
    assert!(unsigned.contains("(Signature\\(s\\))") || unsigned.contains("(Signature(s))"));
    let signed = Paper { signed_on: Some("2026-03-02".parse().unwrap()), ..blank(Scheme::Bacs, Language::English) };
    let signed = String::from_utf8_lossy(&draw(&signed)).into_owned();
    assert!(signed.contains("(02/03/2026)") && !signed.contains("(Signature"));
}

#[test]
fn the_same_paper_is_the_same_bytes() {
    let paper = blank(Scheme::Autogiro, Language::Swedish);
    assert_eq!(draw(&paper), draw(&paper));
}

#[test]
fn thousands_are_told_apart() {
    for (number, expected) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(grouped(number), expected);
    }
}

fn numbers() -> impl Strategy<Value = Numbers> {
    let iban = Details { iban: "MT84MALT011000012345MTLCAST001S", ..Details::default() };
    let account = Account::parse("MT", &iban).unwrap();
    prop_oneof![
        Just(Numbers::Blank),
        Just(Numbers::Known(account)),
        ("[A-Z]{2}", "[A-Z0-9]{0,4}").prop_map(|(country_code, ending)| Numbers::Censored { country_code, ending }),
    ]
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![".{0,255}", "W{0,255}", "[A-Za-z ]{0,255}"]
}

prop_compose! {
    fn anything()(
        (scheme, language) in select(every_kind().collect::<Vec<_>>()),
        creditor in name(),
        lines in vec(name(), 0..7),
        texts in vec(option::of(name()), 8),
        numbers in numbers(),
        subscription in option::of(any::<u64>()),
        is_signed in any::<bool>(),
    ) -> Paper {
        let text = |at: usize| texts[at].clone();
        let paper = blank(scheme, language);
        Paper {
            creditor: PaperCreditor {
                name: creditor,
                address: lines.clone(),
                identifier: text(0),
                email: text(1),
                phone_number: text(2),
            },
            payer: PaperPayer {
                name: text(3),
                address: lines,
                identity_number: text(4),
                phone_number: text(5),
                ip_address: Some("2001:db8:1111:2222:3333:4444:5555:6666".parse().unwrap()),
            },
            account: PaperAccount { holder: text(6), numbers, account_type: None, bic: Some("BUKBGB22XXX".to_owned()) },
            reference: text(7),
            subscription: subscription.map(|amount| (amount, Frequency::Yearly)),
            signed_on: is_signed.then(|| "2026-03-02".parse().unwrap()),
            ..paper
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_written_stays_on_the_page(paper in anything()) {
        assert_on_the_page(&fitted(&paper));
    }
}
