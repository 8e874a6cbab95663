//! The journey in every other language: mistakes told, mended and confirmed in the payer's words.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::support::{House, Payer};

/// The words of one language, as its file has them.
struct Words(BTreeMap<String, String>);

impl Words {
    fn of(language: &str) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("locales/{language}.json"));
        // What is found is found whatever kind of space it has.
        let text = fs::read_to_string(file).expect("a file of words").replace(['\u{a0}', '\u{202f}'], " ");
        Self(serde_json::from_str(&text).expect("words"))
    }

    fn get(&self, key: &str) -> &str {
        self.0.get(key).unwrap_or_else(|| panic!("there is a word {key}"))
    }

    fn fill(&self, key: &str, name: &str, value: &str) -> String {
        self.get(key).replace(&format!("{{{name}}}"), value)
    }
}

/// With the plan's amount as the language writes it.
const LANGUAGES: [(&str, &str); 10] = [
    ("da", "12,50\u{a0}€"),
    ("de", "12,50\u{a0}€"),
    ("es", "12,50\u{a0}€"),
    ("fr", "12,50\u{a0}€"),
    ("it", "12,50\u{a0}€"),
    ("nb", "12,50\u{a0}€"),
    ("nl", "€\u{a0}12,50"),
    ("pt", "12,50\u{a0}€"),
    ("sk", "12,50\u{a0}€"),
    ("sv", "12,50\u{a0}€"),
];

#[tokio::test]
async fn payers_of_every_language_are_told_in_it_what_is_wrong_and_sign_up() {
    let house = House::open().await;
    let payer = Payer::arrive(&house.shop()).await;
    for (before, (language, amount)) in LANGUAGES.into_iter().enumerate() {
        let words = Words::of(language);
        payer.is_new_here().await;
        payer.goes_to(&format!("{}&locale={language}", house.self_hosted("magazine-eur"))).await;
        payer.find("heading", &words.fill("details.title_with", "creditor", "Northwind Magazines Ltd")).await;
        for (key, text) in [
            ("field.given_name", "Frank"),
            ("field.family_name", "Osborne"),
            ("field.email", "frank@example.com"),
            ("field.account_holder_name", "Frank Osborne"),
            ("bank.iban", "DE89370400440532013001"),
        ] {
            payer.types(words.get(key), text).await;
        }
        payer.presses(words.get("button.continue")).await;

        // What the form finds, and what only the provider knows.
        payer.is_taken_to(words.get("error.summary.title")).await;
        let number = words.fill("error.number.check_digits", "what", words.get("bank.iban"));
        for message in [&number, words.get("error.authority.missing")] {
            payer.find("button", message).await;
        }
        let told = payer.message_at(words.get("bank.iban")).await.expect("the IBAN is marked as wrong");
        assert!(told.ends_with(&format!("{} {number}", words.get("error.prefix"))), "{told}");
        payer.types(words.get("bank.iban"), "DE45370400440532044444").await;
        payer.chooses(words.get("authority.yes")).await;
        payer.presses(words.get("button.continue")).await;
        payer.find("heading", words.get("review.title")).await;
        payer.presses(words.get("button.confirm")).await;
        payer.find("button", words.get("error.account.closed")).await;

        payer.types(words.get("bank.iban"), "DE89370400440532013000").await;
        payer.presses(words.get("button.continue")).await;
        payer.find("heading", words.get("review.title")).await;
        for text in [words.get("mandate.sepa.title"), amount] {
            payer.reads(text).await;
        }
        payer.presses(words.get("button.confirm")).await;
        payer.find("heading", words.get("done.title")).await;
        payer.reads(words.get("done.reference")).await;
        assert_eq!(house.stored_mandates().len(), before + 1, "{language}");
    }
}
