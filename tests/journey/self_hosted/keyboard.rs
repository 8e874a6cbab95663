//! Without a mouse: where focus is, that it can be seen, and that it stays where a payer types.

use thirtyfour::Key;

use crate::support::{House, Payer};

const CHECKOUT: &str = r#"<mandate-signup flow="self-hosted" plan="magazine" locale="en-GB"></mandate-signup>"#;

/// Whether what has focus shows it: an outline of at least two pixels, all of it within the window.
const SHOWS_FOCUS: &str = r"
let element = document.activeElement;
while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(element);
const { top, bottom } = element.getBoundingClientRect();
const around = parseFloat(outlineWidth) + parseFloat(outlineOffset);
return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && top - around >= 0 && bottom + around <= innerHeight;
";

/// Goes on by Tab, to what is named.
async fn tabs_to(payer: &Payer, name: &str) {
    payer.strikes(Key::Tab).await;
    payer.is_taken_to(name).await;
    assert_eq!(payer.runs(SHOWS_FOCUS).await, true, "focus shows at {name}");
}

#[tokio::test]
async fn the_whole_form_by_keyboard() {
    let house = House::open_with_checkout(CHECKOUT).await;
    let payer = Payer::arrive(&house.checkout()).await;
    payer.find("input", "Sort code").await;

    // The arrows choose, and what depends on the choice appears without taking focus.
    tabs_to(&payer, "A person").await;
    payer.strikes(Key::Down).await;
    payer.is_taken_to("A company").await;
    payer.find("input", "Company name").await;
    payer.strikes(Key::Up).await;
    payer.is_taken_to("A person").await;
    for (label, text) in [
        ("First name", "Frank"),
        ("Last name", "Osborne"),
        ("Email address", "frank@example"),
        ("Country", ""),
        ("Address line 1", "27 Acer Road"),
        ("Address line 2 (optional)", ""),
        ("Town or city", "London"),
        ("Postcode", "E8 3GX"),
        ("Sort code and account number", ""),
        ("Name on the account", "Frank Osborne"),
        ("Sort code", "200000"),
        ("Account number", "55779911"),
    ] {
        tabs_to(&payer, label).await;
        if !text.is_empty() {
            payer.strikes(text).await;
        }
    }
    tabs_to(&payer, "Yes").await;
    payer.strikes(" ").await;
    tabs_to(&payer, "Continue").await;
    payer.strikes(Key::Enter).await;

    // What is wrong is in the summary, which leads to it.
    payer.is_taken_to("There is a problem").await;
    tabs_to(&payer, "Enter an email address like name@example.com").await;
    payer.strikes(Key::Enter).await;
    payer.is_taken_to("Email address").await;
    payer.strikes(Key::End).await;
    payer.strikes(".com").await;
    // Enter in a field goes on, as everywhere.
    payer.strikes(Key::Enter).await;

    // The next step's title has focus. Change leads back to its field, and from there on again.
    payer.is_taken_to("Check your details").await;
    tabs_to(&payer, "ChangeChange Name").await;
    tabs_to(&payer, "ChangeChange Email address").await;
    payer.strikes(Key::Enter).await;
    payer.is_taken_to("Email address").await;
    payer.strikes(Key::Enter).await;
    payer.is_taken_to("Check your details").await;
    let mut stops = 0;
    while payer.focused().await != "Set up Direct Debit" {
        payer.strikes(Key::Tab).await;
        assert_eq!(payer.runs(SHOWS_FOCUS).await, true, "focus shows at {}", payer.focused().await);
        stops += 1;
        assert!(stops < 20, "the button is not come to");
    }
    payer.strikes(" ").await;
    payer.is_taken_to("Your Direct Debit is set up").await;
    for action in ["Get the mandate as a PDF", "Print this page", "Set up another Direct Debit"] {
        tabs_to(&payer, action).await;
    }
    payer.strikes(Key::Enter).await;
    // Another begins with its title.
    payer.is_taken_to("Set up a Direct Debit with").await;
    house.has_made(1, "by keyboard");
}

#[tokio::test]
async fn focus_stays_in_a_field_whatever_is_typed_into_it() {
    let house = House::open_with_checkout(CHECKOUT).await;
    let payer = Payer::arrive(&house.checkout()).await;
    let of_bacs: [(&str, [&str; 2]); 9] = [
        ("First name", ["é", "Frank"]),
        ("Last name", ["-", "Osborne"]),
        ("Email address", ["a@b,c", "frank@example.com"]),
        ("Address line 1", ["?", "27 Acer Road"]),
        ("Town or city", ["1", "London"]),
        ("Postcode", ["!", "E8 3GX"]),
        ("Name on the account", ["?", "Frank Osborne"]),
        ("Sort code", ["2x0-00-0000", "200000"]),
        // Of a closed account; then complete, so that its bank is looked up and named.
        ("Account number", ["24044444", "55779911"]),
    ];
    let of_sepa = [("IBAN", ["XX12", "DE89370400440532013001", "CH9300762011623852957", "DE89370400440532013000"])];
    payer.find("input", "Sort code").await;
    for (label, texts) in of_bacs {
        keeps_focus(&payer, label, &texts).await;
    }
    payer.reads("BARCLAYS BANK PLC").await;
    payer.is_taken_to("Account number").await;
    // Where problems show already, they go as the payer types.
    payer.presses("Continue").await;
    payer.is_taken_to("There is a problem").await;
    keeps_focus(&payer, "Sort code", &["30", "200000"]).await;

    payer.goes_to(&house.self_hosted("magazine-eur")).await;
    payer.find("input", "IBAN").await;
    payer.presses("Continue").await;
    payer.is_taken_to("There is a problem").await;
    for (label, texts) in of_sepa {
        keeps_focus(&payer, label, &texts).await;
    }
    payer.reads("Germany, bank code 37040044").await;
    payer.is_taken_to("IBAN").await;
}

/// Types each text in place of the one before, key by key.
async fn keeps_focus(payer: &Payer, label: &str, texts: &[&str]) {
    let input = payer.find("input", label).await;
    input.focus().await.expect("an input takes focus");
    for text in texts {
        let select = payer.driver().action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control);
        select.perform().await.expect("keys");
        payer.strikes(Key::Delete).await;
        assert_eq!(payer.focused().await, label, "emptied");
        for key in text.chars() {
            payer.strikes(key).await;
            assert_eq!(payer.focused().await, label, "after {key:?} of {text:?}");
        }
    }
}
