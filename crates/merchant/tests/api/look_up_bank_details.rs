//! `POST /api/bank_details_lookups`

use gocardless_sandbox::{Fault, Moment};
use serde_json::{Value, json};

use crate::support::{Answer, Browser, TestMerchant};

const PATH: &str = "/api/bank_details_lookups";

fn barclays() -> Value {
    json!({ "account_holder_name": "Frank Osborne", "country_code": "GB",
        "branch_code": "20-00-00", "account_number": "5577 9911" })
}

/// A browser that has started a signup.
async fn payer(merchant: &TestMerchant) -> Browser {
    let mut browser = merchant.browser();
    browser.start().await.signup(201);
    browser
}

async fn look_up(browser: &mut Browser, details: Value) -> Answer {
    browser.post(PATH, &json!({ "bank_details_lookups": details })).await
}

#[tokio::test]
async fn bank_and_schemes_are_told() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    for (details, bank, schemes) in [
        (barclays(), json!("BARCLAYS BANK PLC"), json!(["bacs"])),
        (json!({"iban": "de89 3704 0044 0532 0130 00"}), json!("COMMERZBANK AG"), json!(["sepa_core"])),
        (json!({"iban": "BR1800360305000010009795493C1"}), json!(null), json!([])),
        (json!({"country_code": "DK", "account_number": "345-3179681"}), json!(null), json!(["betalingsservice"])),
        (
            json!({"country_code": "US", "bank_code": "026073150", "account_number": "2715500356"}),
            json!(null),
            json!(["ach"]),
        ),
    ] {
        let answer = look_up(&mut browser, details).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let expected = json!({"bank_details_lookups": {"bank_name": bank, "available_debit_schemes": schemes}});
        assert_eq!(answer.json(), expected);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
}

#[tokio::test]
async fn what_cannot_be_an_account_is_told_part_by_part_and_never_sent() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    for (details, expected) in [
        (
            json!({"country_code": "GB", "branch_code": "20-00", "account_number": "1234567x"}),
            vec![("branch_code", "short"), ("account_number", "character")],
        ),
        (json!({"iban": "DE89370400440532013001"}), vec![("iban", "check_digits")]),
        (json!({}), vec![("iban", "empty")]),
        (
            json!({"country_code": "US", "bank_code": "112000025", "account_number": ""}),
            vec![("bank_code", "check_digits"), ("account_number", "empty")],
        ),
        (
            json!({"country_code": "CA", "bank_code": "036", "branch_code": "00000", "account_number": "0123456"}),
            vec![("branch_code", "zeros")],
        ),
    ] {
        let answer = look_up(&mut browser, details).await;
        assert_eq!(answer.status, 422, "{}", answer.text());
        let error = &answer.json()["error"];
        assert_eq!((&error["type"], &error["message"]), (&json!("validation_failed"), &json!("Validation failed")));
        let told: Vec<_> = error["errors"].as_array().unwrap().iter().map(|it| (&it["field"], &it["reason"])).collect();
        let expected: Vec<_> = expected.iter().map(|(field, reason)| (json!(field), json!(reason))).collect();
        assert_eq!(told, expected.iter().map(|(field, reason)| (field, reason)).collect::<Vec<_>>());
        assert!(!answer.text().contains("1234567x") && !answer.text().contains("112000025"), "{}", answer.text());
    }
    assert_eq!(merchant.upstream("POST", "/bank_details_lookups"), 0);
}

/// Source of the numbers: Vocalink, *Validating account numbers*, test cases.
#[tokio::test]
async fn numbers_that_do_not_belong_together_are_told_of_both_and_never_sent() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    let details = json!({"country_code": "GB", "branch_code": "08-99-99", "account_number": "66374959"});
    let answer = look_up(&mut browser, details).await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let errors = answer.json()["error"]["errors"].clone();
    assert_eq!((&errors[0]["field"], &errors[0]["reason"]), (&json!("branch_code"), &json!("modulus")));
    assert_eq!((&errors[1]["field"], &errors[1]["reason"]), (&json!("account_number"), &json!("modulus")));
    assert_eq!(merchant.upstream("POST", "/bank_details_lookups"), 0);
}

#[tokio::test]
async fn gocardlesss_own_refusal_names_its_fields() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    let refusal = json!({"error": {
        "message": "Validation failed", "type": "validation_failed", "code": 422, "request_id": "R1",
        "errors": [{"field": "account_holder_name", "request_pointer": "/bank_details_lookups/account_holder_name",
            "message": "Account holder name does not match bank account details provided"}]
    }});
    let path = "/bank_details_lookups".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: 1, status: Some(422), body: Some(refusal), ..Fault::default() });
    look_up(&mut browser, barclays()).await.assert_field_refused("account_holder_name");
    assert_eq!(look_up(&mut browser, barclays()).await.status, 200);
}

#[tokio::test]
async fn a_gocardless_that_is_away_is_said_to_be() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    let path = "/bank_details_lookups".to_owned();
    merchant.sandbox.add_fault(Fault { path, times: 9, drop: Some(Moment::Before), ..Fault::default() });
    let answer = look_up(&mut browser, barclays()).await;
    answer.assert_refused(503, "provider_unavailable");
    assert_eq!(answer.header("retry-after"), "5");
}

#[tokio::test]
async fn a_browser_without_a_signup_is_told_nothing() {
    let merchant = TestMerchant::start().await;
    for cookie in [None, Some("0".repeat(64)), Some("short".to_owned())] {
        let mut stranger = merchant.browser_with(cookie);
        look_up(&mut stranger, barclays()).await.assert_refused(403, "other_browser");
        look_up(&mut stranger, json!({"iban": "DE00"})).await.assert_refused(403, "other_browser");
    }
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn only_the_shape_of_this_call_is_taken() {
    let merchant = TestMerchant::start().await;
    let mut browser = payer(&merchant).await;
    for body in [json!({}), json!({ "data": barclays() }), json!({"bank_details_lookups": {"iban": 5}})] {
        browser.post(PATH, &body).await.assert_refused(422, "wrong_shape");
    }
    assert_eq!(browser.get(PATH).await.status, 405);
}
