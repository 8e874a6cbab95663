//! What is said of a wrong IBAN, and of one that is being typed.

use bank_details::{Error, ErrorKind, Iban, Part};

#[test]
fn a_wrong_iban_says_what_is_wrong_and_where() {
    use ErrorKind::{Character, CheckDigits, Country, Empty, Long, Short, Structure};
    for (text, kind) in [
        ("", Empty),
        (" \u{a0}-", Empty),
        ("IBAN", Empty),
        ("iban: ", Empty),
        // Characters, before all else; counted in the text as typed.
        ("?", Character { position: 0 }),
        (":DE", Character { position: 0 }),
        ("IBAN; DE", Character { position: 4 }),
        ("IBAN: DE:", Character { position: 8 }),
        ("12é", Character { position: 2 }),
        ("DE89 3704 0044 0532 0130 0O, €", Character { position: 27 }),
        (
            "XX00000000000000000000000000000000000000000000000000000000000000000000000000\u{1f600}",
            Character { position: 76 },
        ),
        // The country, as soon as it is certain.
        ("8", Country),
        ("W", Country),
        ("D8", Country),
        ("XX", Country),
        ("IBX", Country),
        ("IBAN IB", Country),
        ("IBANIBAN", Country),
        ("US64SVBKUS6S3300958879", Country),
        ("JE29NWBK60161331926819", Country),
        // The structure of what is there, in the compact text.
        ("DEA", Structure { position: 2 }),
        ("DE8A", Structure { position: 3 }),
        ("IBAN de89 3704 o", Structure { position: 8 }),
        ("GB29 NWB6", Structure { position: 7 }),
        ("GB29 NWBK A0", Structure { position: 8 }),
        ("DE89 3704 0044 0532 0130 0O", Structure { position: 21 }),
        ("DE89 3704 0044 0532 0130 0O 12345", Structure { position: 21 }),
        // The length: the shortest there is until the country is known, then the country's own.
        ("D", Short { found: 1, least: 15 }),
        ("i", Short { found: 1, least: 15 }),
        ("ib", Short { found: 2, least: 15 }),
        ("I B-A", Short { found: 3, least: 15 }),
        ("IE", Short { found: 2, least: 22 }),
        ("IBAN: D", Short { found: 1, least: 15 }),
        ("DE", Short { found: 2, least: 22 }),
        ("DE8", Short { found: 3, least: 22 }),
        ("DE00", Short { found: 4, least: 22 }),
        ("NO93 8601 1117 94", Short { found: 14, least: 15 }),
        ("DE89 3704 0044 0532 0130 000", Long { most: 22 }),
        ("DE89 3704 0044 0532 0130 00 XXXX XXXX XXXX XXXX", Long { most: 22 }),
        ("MT84MALT011000012345MTLCAST001S12", Long { most: 31 }),
        // Check digits at last.
        ("DE88 3704 0044 0532 0130 00", CheckDigits),
        ("DE89 3704 0044 0532 0103 00", CheckDigits),
    ] {
        assert_eq!(text.parse::<Iban>(), Err(Error { part: Part::Iban, kind }), "{text:?}");
    }
}

#[test]
fn a_text_of_any_length_gets_an_answer() {
    let long = "DE89370400440532013000".to_owned() + &"0 ".repeat(1_000_000);
    assert_eq!(long.parse::<Iban>().unwrap_err().kind, ErrorKind::Long { most: 22 });
    assert_eq!((long + "!").parse::<Iban>().unwrap_err().kind, ErrorKind::Character { position: 2_000_022 });
    assert_eq!("IBAN ".repeat(1_000_000).parse::<Iban>().unwrap_err().kind, ErrorKind::Country);
}

#[test]
fn an_iban_may_be_typed_and_pasted_in_many_ways() {
    for text in [
        "GB60BARC20000055779911",
        "gb60barc20000055779911",
        "IBAN GB60 BARC 2000 0055 7799 11",
        "iban: gb60 barc 2000 0055 7799 11",
        "IBAN\u{ff1a}GB60BARC20000055779911",
        "IBAN : GB60-BARC-2000-0055-7799-11",
        "\u{feff}GB60\u{a0}BARC\u{2009}2000\u{200b}0055.7799/11\r\n",
        "ＧＢ６０ＢＡＲＣ２０００００５５７７９９１１",
    ] {
        assert_eq!(text.parse::<Iban>().unwrap().as_str(), "GB60BARC20000055779911", "{text:?}");
    }
}

#[test]
fn debug_shows_the_country_and_two_characters() {
    assert_eq!(format!("{:?}", "GB60 BARC 2000 0055 7799 11".parse::<Iban>().unwrap()), "Iban(GB…11)");
}
