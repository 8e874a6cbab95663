use std::time::Duration;

use serde_json::{Value, json};

use crate::testing::{Answer, TestSandbox, api};

async fn create(sandbox: &TestSandbox, fields: Value) -> Answer {
    sandbox.post("/mandate_pdfs", json!({ "mandate_pdfs": fields })).await
}

/// The address's path of a PDF that is made.
#[track_caller]
fn path(answer: &Answer) -> String {
    assert_eq!(answer.status, 201, "{}", answer.text);
    let url = answer.json["mandate_pdfs"]["url"].as_str().unwrap();
    url.strip_prefix("http://127.0.0.1:8081").unwrap().to_owned()
}

/// What the PDF of these details says, in its own encoding.
async fn printed(sandbox: &TestSandbox, fields: Value) -> String {
    let path = path(&create(sandbox, fields).await);
    sandbox.visit(&path).await.text
}

#[tokio::test]
async fn an_address_is_told_and_when_it_ends() {
    let sandbox = TestSandbox::new();
    let answer = create(&sandbox, json!({"scheme": "bacs"})).await;
    let url = &answer.json["mandate_pdfs"]["url"];
    assert_eq!(
        answer.text,
        format!("{{\"mandate_pdfs\":{{\"url\":{url},\"expires_at\":\"2026-03-02T09:10:00.000Z\"}}}}")
    );
    let id = path(&answer).rsplit('/').next().unwrap().to_owned();
    assert_eq!(id.len(), 32);
    assert_ne!(path(&create(&sandbox, json!({"scheme": "bacs"})).await), path(&answer));
}

#[tokio::test]
async fn the_pdf_is_served_without_a_token_and_kept_nowhere() {
    let sandbox = TestSandbox::new();
    let pdf = sandbox.visit(&path(&create(&sandbox, json!({"scheme": "bacs"})).await)).await;
    assert_eq!((pdf.status, &pdf.text[..8]), (200, "%PDF-1.7"));
    for (name, value) in [
        ("content-type", "application/pdf"),
        ("content-disposition", "inline; filename=\"mandate.pdf\""),
        ("cache-control", "no-store"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(pdf.headers[name], value);
    }
    assert!(pdf.headers["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
}

#[tokio::test]
async fn an_address_works_for_ten_minutes() {
    let sandbox = TestSandbox::new();
    let path = path(&create(&sandbox, json!({"scheme": "bacs"})).await);
    sandbox.advance(Duration::from_secs(599));
    assert_eq!(sandbox.visit(&path).await.status, 200);
    sandbox.advance(Duration::from_secs(1));
    for path in [path.as_str(), "/mandate_preview/MP1", "/mandate_preview/a%20b"] {
        let answer = sandbox.visit(path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.text.contains("This document is not here"), "{path}");
    }
}

#[tokio::test]
async fn a_mandates_account_is_censored() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    let text = printed(&sandbox, json!({"links": {"mandate": mandate}})).await;
    assert!(!text.contains("557799") && !text.contains("200000"), "{text}");
    for shown in ["(FRANK OSBORNE)", "(Hut Ltd)", "(02/03/2026)", "(NORTHWIND MAGS)"] {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(!text.contains("(Signature"), "it has been agreed to already");
}

#[tokio::test]
async fn nothing_else_goes_with_a_mandate() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    let fields = json!({"scheme": "bacs", "iban": null, "links": {"mandate": mandate, "creditor": "CR1"}});
    let error = create(&sandbox, fields).await.assert_invalid();
    let pointers: Vec<_> = error.errors.iter().filter_map(|detail| detail.request_pointer.as_deref()).collect();
    assert_eq!(pointers, ["/mandate_pdfs/scheme", "/mandate_pdfs/links/creditor"]);
}

#[tokio::test]
async fn an_unknown_mandate_or_creditor_is_a_link_that_is_not_found() {
    let sandbox = TestSandbox::new();
    for (fields, link) in [
        (json!({"links": {"mandate": "MD123"}}), "mandate"),
        (json!({"scheme": "bacs", "links": {"creditor": "CR123"}}), "creditor"),
    ] {
        let error = create(&sandbox, fields).await.assert_refused(404, "invalid_api_usage", "link_not_found");
        assert_eq!(error.errors[0].request_pointer, Some(format!("/mandate_pdfs/links/{link}")));
    }
}

#[tokio::test]
async fn a_removed_customer_is_printed_no_more() {
    let sandbox = TestSandbox::new();
    let mandate = sandbox.mandate().await;
    let customer = sandbox.customers()[0].id.clone();
    assert_eq!(sandbox.delete(&format!("/customers/{customer}")).await.status, 204);
    let answer = create(&sandbox, json!({"links": {"mandate": mandate}})).await;
    answer.assert_refused(422, "invalid_state", "customer_data_removed");
}

#[tokio::test]
async fn the_creditor_has_to_be_named_where_there_are_several() {
    let sandbox = TestSandbox::new();
    let body = json!({"creditors": {"name": "Zweig", "country_code": "DE", "creditor_type": "company"}});
    let other = sandbox.post("/creditors", body).await.json["creditors"]["id"].clone();
    let error = create(&sandbox, json!({"scheme": "bacs"})).await.assert_invalid();
    assert_eq!(error.errors[0].request_pointer.as_deref(), Some("/mandate_pdfs/links/creditor"));
    let text = printed(&sandbox, json!({"scheme": "bacs", "links": {"creditor": other}})).await;
    assert!(text.contains("(Zweig)"), "{text}");
}

#[tokio::test]
async fn a_scheme_is_named_or_follows_from_the_account() {
    let sandbox = TestSandbox::new();
    for (fields, title) in [
        (json!({"scheme": "pad"}), "Transit number"),
        (json!({"iban": "DE89 3704 0044 0532 0130 00"}), "SEPA Direct Debit Mandate"),
        (json!({"iban": "GB60BARC20000055779911"}), "Instruction to your bank"),
        (json!({"iban": "GB60BARC20000055779911", "scheme": "sepa_core"}), "SEPA Direct Debit Mandate"),
        (json!({"country_code": "SE", "branch_code": "7507", "account_number": "1211203"}), "Autogiro"),
        (json!({"country_code": "FR", "scheme": "bacs"}), "Instruction to your bank"),
        (json!({"country_code": "FR", "iban": "DE89370400440532013000"}), "SEPA Direct Debit Mandate"),
    ] {
        let text = printed(&sandbox, fields.clone()).await;
        assert!(text.contains(title), "{fields}");
    }
}

#[tokio::test]
async fn the_language_is_the_one_asked_for_where_the_scheme_has_it() {
    let sandbox = TestSandbox::new();
    for (scheme, language, title) in [
        ("sepa_core", "de-AT,en;q=0.5", "SEPA-Lastschriftmandat"),
        ("sepa_core", "pl", "SEPA Direct Debit Mandate"),
        ("autogiro", "sv", "Medgivande till betalning"),
        ("bacs", "fr", "Instruction to your bank"),
    ] {
        let body = json!({"mandate_pdfs": {"scheme": scheme}}).to_string();
        let request = api("POST", "/mandate_pdfs").header("accept-language", language).body(body.into()).unwrap();
        let text = sandbox.visit(&path(&sandbox.send(request).await)).await.text;
        assert!(text.contains(title), "{scheme} {language}");
    }
}

#[tokio::test]
async fn what_is_given_is_printed() {
    let sandbox = TestSandbox::new();
    let ach = json!({
        "given_name": "Frank", "family_name": "Osborne", "address_line1": "27 Acer Road", "city": "Portland",
        "region": "OR", "postal_code": "97201", "country_code": "US", "bank_code": "026073150",
        "account_number": "2715500356", "account_type": "checking", "account_holder_name": "Frank Osborne",
        "payer_ip_address": "127.0.0.1", "subscription_amount": "1250", "subscription_frequency": "monthly",
        "mandate_reference": "CLUB-0042", "signature_date": "2026-03-01"
    });
    let text = printed(&sandbox, ach).await;
    for shown in ["(Frank Osborne)", "(Portland OR 97201)", "(127.0.0.1)", "US$12.50, every month", "(03/01/2026)"] {
        assert!(text.contains(shown), "{shown}");
    }
    for (fields, shown) in [
        (json!({"scheme": "becs_nz", "phone_number": "+64 4 123 4567"}), "(+64 4 123 4567)"),
        (json!({"scheme": "autogiro", "swedish_identity_number": "198112289874"}), "(198112289874)"),
        (json!({"scheme": "betalingsservice", "danish_identity_number": "220550-6218"}), "(2205506218)"),
        (json!({"scheme": "sepa_core", "company_name": "Hut \u{141}"}), "(Hut L)"),
    ] {
        let text = printed(&sandbox, fields).await;
        assert!(text.contains(shown), "{shown}");
    }
}

#[tokio::test]
async fn every_wrong_field_is_pointed_at() {
    let sandbox = TestSandbox::new();
    let gb = |fields: Value| {
        let mut all = json!({"country_code": "GB", "branch_code": "200000", "account_number": "55779911"});
        for (name, value) in fields.as_object().unwrap() {
            all[name] = value.clone();
        }
        all
    };
    for (fields, field, message) in [
        (json!({}), "scheme", "is required"),
        (json!({"country_code": "GB"}), "scheme", "is required"),
        (json!({"scheme": "faster"}), "scheme", "is invalid"),
        (
            json!({"scheme": "bacs", "account_holder_name": "x".repeat(19)}),
            "account_holder_name",
            "is too long (maximum is 18 characters)",
        ),
        (
            json!({"scheme": "bacs", "mandate_reference": "ABCDE"}),
            "mandate_reference",
            "is too short (minimum is 6 characters)",
        ),
        (
            json!({"scheme": "bacs", "mandate_reference": "x".repeat(19)}),
            "mandate_reference",
            "is too long (maximum is 18 characters)",
        ),
        (json!({"scheme": "bacs", "signature_date": "1 May"}), "signature_date", "must be a date (YYYY-MM-DD)"),
        (
            json!({"scheme": "bacs", "payer_ip_address": "127.0.0.1"}),
            "payer_ip_address",
            "can only be given for ach mandates",
        ),
        (json!({"scheme": "ach", "payer_ip_address": "localhost"}), "payer_ip_address", "is invalid"),
        (
            json!({"scheme": "bacs", "phone_number": "+64 4 123 4567"}),
            "phone_number",
            "can only be given for becs_nz mandates",
        ),
        (json!({"scheme": "becs_nz", "phone_number": "123"}), "phone_number", "is invalid"),
        (
            json!({"scheme": "bacs", "swedish_identity_number": "1"}),
            "swedish_identity_number",
            "can only be given for autogiro mandates",
        ),
        (
            json!({"scheme": "autogiro", "danish_identity_number": "1"}),
            "danish_identity_number",
            "can only be given for betalingsservice mandates",
        ),
        (json!({"scheme": "ach", "subscription_amount": 100}), "subscription_frequency", "is required"),
        (json!({"scheme": "ach", "subscription_frequency": "weekly"}), "subscription_amount", "is required"),
        (
            json!({"scheme": "ach", "subscription_amount": 0, "subscription_frequency": "weekly"}),
            "subscription_amount",
            "must be greater than 0",
        ),
        (
            json!({"scheme": "ach", "subscription_amount": 1, "subscription_frequency": "daily"}),
            "subscription_frequency",
            "is invalid",
        ),
        (
            json!({"scheme": "bacs", "subscription_amount": 1, "subscription_frequency": "weekly"}),
            "subscription_amount",
            "can only be given for ach mandates",
        ),
        (json!({"scheme": "bacs", "account_type": "savings"}), "account_type", "can only be given for USD accounts"),
        (json!({"scheme": "bacs", "country_code": "UK"}), "country_code", "is invalid"),
        (json!({"scheme": "sepa_core", "bic": "barc"}), "bic", "is invalid"),
        (json!({"iban": "FR14BARC20000055779911"}), "iban", "format is invalid"),
        (json!({"iban": "DE89370400440532013001"}), "iban", "did not pass checksum test"),
        (json!({"iban": "DE89370400440532013000", "scheme": "bacs"}), "scheme", "is not a scheme of the bank account"),
        (
            json!({"iban": "DE89370400440532013000", "account_number": "1"}),
            "iban",
            "cannot be given together with local details",
        ),
        (json!({"branch_code": "200000", "account_number": "55779911"}), "country_code", "is required"),
        (gb(json!({"branch_code": null})), "branch_code", "is required"),
        (gb(json!({"account_number": "55779912"})), "branch_code", "did not pass modulus check"),
        (gb(json!({"scheme": "sepa_core"})), "scheme", "is not a scheme of the bank account"),
        (gb(json!({"account_type": "savings"})), "account_type", "can only be given for USD accounts"),
        (json!({"scheme": "bacs", "links": "CR1"}), "links", "must be an object"),
    ] {
        let error = create(&sandbox, fields.clone()).await.assert_invalid();
        let found = error.errors.iter().find(|detail| detail.field.as_deref() == Some(field));
        let detail = found.unwrap_or_else(|| panic!("{fields} points at {:?}", error.errors));
        assert_eq!(detail.message, message, "{fields}");
        assert_eq!(detail.request_pointer, Some(format!("/mandate_pdfs/{field}")));
    }
}

#[tokio::test]
async fn a_key_counts_for_nothing() {
    let sandbox = TestSandbox::new();
    for _ in 0..2 {
        let body = json!({"mandate_pdfs": {"scheme": "bacs"}}).to_string();
        let request = api("POST", "/mandate_pdfs").header("idempotency-key", "one").body(body.into()).unwrap();
        assert_eq!(sandbox.send(request).await.status, 201);
    }
}
