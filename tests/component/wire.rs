//! What the form reads and writes by the browser's JSON is what the backend writes and reads by serde.

use std::fmt::Debug;

use js_sys::JSON;
use mandate_signup::Failure;
use mandate_signup::wire::{FromJs, ToJs, Unreadable};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use signup_api::{
    BankAccount, CompleteSignup, Creditor, ErrorBody, FieldError, Flow, HostedFlow, HostedFlowStatus, Interval, Payer,
    Plan, Signup, SignupMandate, SignupStatus, StartSignup, Submission, Submitted, Terms, Wording,
};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

#[expect(clippy::unnecessary_wraps, reason = "what the optional properties take")]
fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn payer() -> Payer {
    Payer {
        given_name: text("Zoë"),
        family_name: text("O’Neil"),
        company_name: text("O’Neil Ltd"),
        email: text("zoe@example.com"),
        address_line1: text("27 \"Acer\" Road"),
        address_line2: text("Flat 2"),
        city: text("London"),
        region: text("Greater London"),
        postal_code: text("E8 3GX"),
        country_code: text("GB"),
        swedish_identity_number: text("198112289874"),
        danish_identity_number: text("0101701234"),
    }
}

fn creditor() -> Creditor {
    Creditor {
        name: "Northwind".to_owned(),
        statement_name: text("NORTHWIND"),
        scheme_reference: text("420042"),
        address: vec!["1 High Street".to_owned(), "London".to_owned()],
        email: text("help@example.com"),
        country_code: text("GB"),
        phone_number: text("+44 20 7946 0000"),
    }
}

fn signup() -> Signup {
    Signup {
        id: "SG1".parse().expect("an id"),
        flow: Flow::Redirect,
        status: SignupStatus::Completed,
        plan: Plan {
            id: "magazine".to_owned(),
            name: "Magazine".to_owned(),
            amount: 1000,
            currency: "GBP".to_owned(),
            interval: Interval::Monthly,
        },
        creditor: creditor(),
        redirect_url: text("https://pay.example/flow"),
        mandate: Some(SignupMandate {
            id: "MD1".to_owned(),
            reference: text("REF-1"),
            scheme: text("bacs"),
            next_possible_charge_date: text("2030-01-02"),
        }),
        terms: Some(terms()),
        first_charge_date: text("2030-01-03"),
    }
}

fn terms() -> Terms {
    Terms {
        scheme: "becs".to_owned(),
        creditor: creditor(),
        notice_days: Some(3),
        earliest_charge_date: text("2030-01-02"),
        agreement_url: text("https://shop.example/agreement"),
        wording: Some(wording()),
    }
}

fn wording() -> Wording {
    Wording { language: "en".to_owned(), title: "Authority".to_owned(), paragraphs: vec!["You agree.".to_owned()] }
}

fn hosted_flow() -> HostedFlow {
    HostedFlow {
        id: "RE1".to_owned(),
        status: HostedFlowStatus::Open,
        description: text("Magazine"),
        scheme: text("bacs"),
        creditor: creditor(),
        terms: vec![terms()],
        payer: payer(),
        redirect_url: text("/back"),
    }
}

fn error() -> ErrorBody {
    ErrorBody {
        kind: "validation_failed".to_owned(),
        code: 422,
        message: "is invalid".to_owned(),
        request_id: text("R7"),
        errors: vec![FieldError { field: text("iban"), reason: text("nope"), message: "is wrong".to_owned() }],
    }
}

#[wasm_bindgen_test]
fn what_serde_writes_can_be_read_and_what_serde_refuses_is_refused() {
    agree(&signup());
    agree(&Signup {
        redirect_url: None,
        mandate: None,
        terms: None,
        first_charge_date: None,
        creditor: Creditor::default(),
        ..signup()
    });
    agree(&signup().mandate.expect("a mandate"));
    agree(&signup().plan);
    agree(&creditor());
    agree(&terms());
    agree(&wording());
    agree(&hosted_flow());
    agree(&payer());
    agree(&Submitted { redirect_url: "/back".to_owned() });
    agree(&error());
    agree(&error().errors[0]);
}

#[wasm_bindgen_test]
fn every_word_is_known_and_no_other() {
    let words = |words: &[&str]| words.iter().map(|word| json!(word)).collect::<Vec<_>>();
    for word in words(&["redirect", "self-hosted", "self_hosted", ""]) {
        judge::<Flow>(&word);
    }
    for word in words(&["awaiting_payer", "completed", "confirming", "expired", "started", "Started", "open"]) {
        judge::<SignupStatus>(&word);
    }
    for word in words(&["monthly", "once", "weekly", "yearly", "daily"]) {
        judge::<Interval>(&word);
    }
    for word in words(&["completed", "expired", "open", "submitted", "started"]) {
        judge::<HostedFlowStatus>(&word);
    }
}

#[wasm_bindgen_test]
fn what_is_written_is_what_serde_writes() {
    let start = StartSignup {
        flow: Flow::SelfHosted,
        plan: "magazine".to_owned(),
        payer: payer(),
        return_url: text("https://shop.example/"),
        locale: None,
        another: true,
    };
    same(&start);
    same(&StartSignup { payer: Payer::default(), return_url: None, locale: text("en-GB"), ..start });
    same(&CompleteSignup { redirect_flow_id: "RE1".to_owned() });
    let bank_account = BankAccount {
        account_holder_name: "Z O’Neil".to_owned(),
        country_code: text("GB"),
        bank_code: text("36"),
        branch_code: text("200000"),
        account_type: text("savings"),
        account_number: text("55779911"),
        iban: text("GB60BARC20000055779911"),
    };
    same(&Submission { payer: payer(), bank_account, authority: true });
    same(&Submission::default());
    same(&terms());
    same(&Terms { wording: None, notice_days: None, ..terms() });
    let open = [SignupStatus::AwaitingPayer, SignupStatus::Confirming, SignupStatus::Started];
    for status in open.into_iter().chain([SignupStatus::Completed, SignupStatus::Expired]) {
        same(&Signup { status, ..signup() });
    }
    for interval in [Interval::Monthly, Interval::Once, Interval::Weekly, Interval::Yearly] {
        same(&Signup { plan: Plan { interval, ..signup().plan }, ..signup() });
    }
    let mandate = SignupMandate { reference: None, scheme: None, ..signup().mandate.expect("a mandate") };
    same(&Signup { mandate: Some(mandate), ..signup() });
    same(&Signup {
        redirect_url: None,
        mandate: None,
        terms: None,
        first_charge_date: None,
        creditor: Creditor::default(),
        ..signup()
    });
}

#[wasm_bindgen_test]
fn what_cannot_be_read_is_unexpected() {
    for value in [JsValue::UNDEFINED, JsValue::NULL, JsValue::from_f64(7.0), js_sys::Array::new().into()] {
        assert_eq!(Signup::from_js(&value), Err(Unreadable));
    }
    assert_eq!(Failure::from(Unreadable), Failure::Unexpected(None));
}

/// Both readers agree about `value` and about whatever becomes of it when one of its properties goes wrong.
#[track_caller]
fn agree<T: FromJs + Serialize + DeserializeOwned + PartialEq + Debug>(value: &T) {
    let whole = serde_json::to_value(value).expect("it is written");
    assert_eq!(judge::<T>(&whole).as_ref(), Some(value));

    let with = |name: &str, wrong: Value| {
        let mut changed = whole.clone();
        changed[name] = wrong;
        changed
    };
    judge::<T>(&with("something_new", json!("ignored")));
    for name in whole.as_object().expect("an object").keys() {
        let mut without = whole.clone();
        without.as_object_mut().expect("an object").remove(name);
        judge::<T>(&without);
        let wrong =
            [json!(null), json!(true), json!(7), json!(-1), json!(1.5), json!(70_000), json!(""), json!("word")];
        for wrong in wrong.into_iter().chain([json!({}), json!([7]), json!([{ "field": 7 }])]) {
            judge::<T>(&with(name, wrong));
        }
    }
}

/// What both readers make of `json`.
#[track_caller]
fn judge<T: FromJs + DeserializeOwned + PartialEq + Debug>(json: &Value) -> Option<T> {
    let text = json.to_string();
    let ours = T::from_js(&JSON::parse(&text).expect("JSON")).ok();
    assert_eq!(ours, serde_json::from_str(&text).ok(), "{text}");
    ours
}

#[track_caller]
fn same<T: ToJs + Serialize>(value: &T) {
    let ours = JSON::stringify(&value.to_js()).expect("it is written").as_string();
    assert_eq!(ours, serde_json::to_string(value).ok());
}
