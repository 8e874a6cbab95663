//! The IBAN: the registry, what people type, another implementation, national check digits.

#![expect(clippy::unwrap_used, reason = "what a test's helper cannot do ends the test")]

mod errors;
mod examples;
mod national;
mod peer;
mod properties;

use std::sync::LazyLock;

/// A row of `iban-examples.csv`: SWIFT IBAN registry, release 103.
struct Example {
    country_code: &'static str,
    iban: &'static str,
    length: usize,
    structure: &'static str,
}

static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
    let rows = include_str!("../data/iban-examples.csv").lines().skip(1);
    rows.map(|row| {
        let (country_code, rest) = row.split_once(',').unwrap();
        // Names of countries have commas.
        let [structure, length, iban, _] = *rest.rsplitn(4, ',').collect::<Vec<_>>() else { panic!("{row}") };
        Example { country_code, iban, length: length.parse().unwrap(), structure }
    })
    .collect()
});

/// The class of every character that a structure such as `4!a6!n8!n` asks for, one letter each.
fn classes(structure: &str) -> String {
    structure
        .split_inclusive(['a', 'c', 'n'])
        .map(|run| {
            let (count, class) = run.split_once('!').unwrap();
            class.repeat(count.parse().unwrap())
        })
        .collect()
}

/// The characters of a class.
fn characters(class: char) -> &'static str {
    match class {
        'a' => &"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[10..],
        'n' => "0123456789",
        _ => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    }
}

/// The compact text modulo 97, digit by digit, with the first four characters at the end.
fn remainder(compact: &str) -> u32 {
    let (prefix, bban) = compact.split_at(4);
    let digits = bban.chars().chain(prefix.chars()).flat_map(|character| {
        let value = character.to_digit(36).unwrap();
        [value / 10, value % 10].into_iter().skip(usize::from(value < 10))
    });
    digits.fold(0, |remainder, digit| (remainder * 10 + digit) % 97)
}

/// The IBAN of this country and BBAN.
fn complete(country_code: &str, bban: &str) -> String {
    let check = 98 - remainder(&format!("{country_code}00{bban}"));
    format!("{country_code}{check:02}{bban}")
}

/// Three IBANs, and the same with 00, 01 and 99, which leave the same remainder as 97, 98 and 02.
fn never_issued() -> [(String, String); 3] {
    [("97", "00"), ("98", "01"), ("02", "99")].map(|(issued, never)| {
        let mut all = (0..).map(|account| complete("DE", &format!("37040044{account:010}")));
        let right = all.find(|iban| iban[2..4] == *issued).unwrap();
        let wrong = right.replacen(issued, never, 1);
        (right, wrong)
    })
}
