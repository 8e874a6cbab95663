//! The review under each scheme, in the merchant's own page.

use mandate_signup::{Draft, Field, Page};
use signup_api::Payer;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::harness::{Form, answer_with, signup};

/// The scheme, a country, an account there, what else is asked for; the heading of what is agreed to, and what the scheme
/// calls the creditor's number.
type Case = (&'static str, &'static str, &'static [(Field, &'static str)], &'static str, &'static str);

const CASES: [Case; 8] = [
    (
        "ach",
        "US",
        &[
            (Field::Region, "NY"),
            (Field::BankCode, "026073150"),
            (Field::AccountNumber, "2715500356"),
            (Field::AccountType, "checking"),
        ],
        "ACH debit authorization",
        "Company ID",
    ),
    (
        "autogiro",
        "SE",
        &[
            (Field::SwedishIdentityNumber, "198112289874"),
            (Field::BranchCode, "5491"),
            (Field::AccountNumber, "0000003"),
        ],
        "Mandate for payment by Autogiro",
        "Bankgiro number",
    ),
    (
        "bacs",
        "GB",
        &[(Field::BranchCode, "200000"), (Field::AccountNumber, "55779911")],
        "Instruction to your bank or building society to pay by Direct Debit",
        "Service user number",
    ),
    (
        "becs",
        "AU",
        &[(Field::BranchCode, "082082"), (Field::AccountNumber, "012345678")],
        "Direct Debit Request",
        "User ID",
    ),
    ("becs_nz", "NZ", &[(Field::AccountNumber, "01-0902-0068389-00")], "Direct Debit Authority", "Authorisation code"),
    (
        "betalingsservice",
        "DK",
        &[(Field::DanishIdentityNumber, "0101701234"), (Field::BankCode, "0345"), (Field::AccountNumber, "3179681")],
        "Payment agreement through Betalingsservice",
        "PBS number",
    ),
    (
        "pad",
        "CA",
        &[(Field::BankCode, "003"), (Field::BranchCode, "00006"), (Field::AccountNumber, "1234567")],
        "Payor's Pre-Authorized Debit (PAD) Agreement",
        "Originator number",
    ),
    ("sepa_core", "DE", &[(Field::Iban, "DE89370400440532013000")], "SEPA Direct Debit mandate", "Creditor identifier"),
];

const TERMS: &str =
    r#""statement_name":"NORTHWIND","scheme_reference":"4200"},"notice_days":3,"earliest_charge_date":"2030-01-02"}"#;

#[wasm_bindgen_test]
async fn every_scheme_shows_its_text_its_number_and_its_notice() {
    for (scheme, country, fields, heading, reference) in CASES {
        let text = |text: &str| Some(text.to_owned());
        let mut draft = Draft::prefilled(&Payer {
            given_name: text("Frank"),
            family_name: text("Osborne"),
            email: text("frank@example.com"),
            address_line1: text("27 Acer Road"),
            city: text("Town"),
            postal_code: text("10001"),
            country_code: text(country),
            ..Payer::default()
        });
        let common = [(Field::AccountHolderName, "F Osborne"), (Field::Authority, "yes")];
        for (field, value) in common.iter().chain(fields) {
            draft.set(*field, (*value).to_owned());
        }
        draft.lock(Field::Email);
        answer_with(200, &signup("started", scheme).replace(r#""statement_name":"NORTHWIND"}}"#, TERMS));
        let form = Form::mount_with(Page::SelfHosted, draft).await;
        form.clicks("Continue").await;

        assert_eq!(form.texts("h2"), ["Check your details"], "{scheme}: {:?}", form.texts("[role=alert]"));
        assert_eq!(form.texts(".signup__legal h3").first().map(String::as_str), Some(heading));
        let rows: Vec<_> = form.texts("dt").into_iter().zip(form.texts("dt + dd")).collect();
        let row = |label: &str| rows.iter().find(|(known, _)| known == label).map(|(_, value)| value.as_str());
        assert!(row("Notice").is_some_and(|text| text.contains("3 working days")), "{scheme}: {rows:?}");
        assert_eq!((row(reference), row("Amount")), (Some("4200"), Some("£10.00 a month")), "{scheme}");
        let first = "Not before 2 January 2030. You are told the exact dates by email.";
        assert_eq!((row("First collection"), row("What you pay for")), (Some(first), Some("Magazine")), "{scheme}");
        let changes = form.texts(".signup__change .visually-hidden");
        assert!(changes.contains(&"Change Name".to_owned()), "{scheme}: {changes:?}");
        assert!(!changes.contains(&"Change Email address".to_owned()), "{scheme}: the merchant knows it for sure");
        assert!(form.texts(".signup__footer").concat().starts_with("Payments by GoCardless"), "{scheme}");
    }
}
