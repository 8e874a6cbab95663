use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use crate::testing::TestSandbox;

#[tokio::test]
async fn lists_are_empty_and_need_what_they_are_listed_by() {
    let sandbox = TestSandbox::new();
    for (path, name) in [
        ("/exports", "exports"),
        (
            "/payment_accounts/BA1/transactions?value_date_from=2026-01-01&value_date_to=2026-02-01",
            "payment_account_transactions",
        ),
        ("/tax_rates", "tax_rates"),
    ] {
        let answer = sandbox.get(path).await;
        let meta = json!({"cursors": {"before": null, "after": null}, "limit": 50});
        assert_eq!(answer.json, json!({ name: [], "meta": meta }), "{path}");
    }
    for (path, pointer) in
        [("/verification_details", "/creditor"), ("/outbound_payment_import_entries", "/outbound_payment_import")]
    {
        let error = sandbox.get(path).await.assert_invalid();
        assert_eq!(error.errors[0].request_pointer.as_deref(), Some(pointer));
    }
}

#[tokio::test]
async fn what_nobody_can_make_is_there_under_every_id() {
    let sandbox = TestSandbox::new();
    for (path, key, value) in [
        ("/exports/EX1", "id", json!("EX1")),
        ("/exports/EX1", "error_message", Value::Null),
        ("/payment_account_transactions/PATR1", "value_date", json!("2026-03-02")),
        ("/tax_rates/GB_VAT_1", "id", json!("GB_VAT_1")),
    ] {
        let answer = sandbox.get(path).await;
        let name = path.split('/').nth(1).unwrap();
        assert_eq!((answer.status, &answer.json[name][key]), (200, &value), "{path}");
    }
    assert_eq!(sandbox.get("/funds_availability/MD1").await.json, json!({"available": true}));
}

#[tokio::test]
async fn what_was_made_is_read_listed_and_changed() {
    let sandbox = TestSandbox::new();
    let body = json!({"outbound_payments": {
        "amount": 1000, "scheme": "faster_payments", "reference": "R", "links": {"recipient_bank_account": "BA1"}
    }});
    let made = sandbox.post("/outbound_payments", body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let path = format!("/outbound_payments/{}", made.json["outbound_payments"]["id"].as_str().unwrap());
    assert_eq!(made.headers["location"], path);
    assert_eq!(sandbox.get(&path).await.json, made.json);
    assert_eq!(sandbox.get("/outbound_payments").await.json["outbound_payments"][0], made.json["outbound_payments"]);
    let changed = sandbox.put(&path, json!({"outbound_payments": {"metadata": {"k": "v"}, "amount": 1}})).await.json;
    assert_eq!(changed["outbound_payments"]["metadata"], json!({"k": "v"}));
    assert_eq!(changed["outbound_payments"]["amount"], 1000);
    let cancelled = sandbox.post(&format!("{path}/actions/cancel"), json!({"data": {}})).await.json;
    assert_eq!(cancelled["outbound_payments"]["status"], "cancelled");
    let withdrawal = json!({"data": {"amount": 1, "scheme": "faster_payments"}});
    let withdrawal = sandbox.post("/outbound_payments/withdrawal", withdrawal).await.json;
    assert_eq!(withdrawal["outbound_payments"]["is_withdrawal"], true);
    sandbox.get("/outbound_payments/OUT1").await.assert_refused(404, "invalid_api_usage", "resource_not_found");
}

#[tokio::test]
async fn what_is_required_is_asked_for_and_types_are_checked() {
    let sandbox = TestSandbox::new();
    let error = sandbox.post("/outbound_payments", json!(null)).await.assert_invalid();
    let pointers: Vec<_> = error.errors.iter().filter_map(|it| it.request_pointer.as_deref()).collect();
    let expected = ["amount", "scheme", "links/recipient_bank_account"].map(|it| format!("/outbound_payments/{it}"));
    assert_eq!(pointers, expected);
    let body = json!({"data": {"amount": "ten", "scheme": "faster_payments"}});
    let error = sandbox.post("/outbound_payments/withdrawal", body).await.assert_invalid();
    assert_eq!(error.errors[0].message, "must be a number");
}

/// Each object's fields, with whether they may be null, as GoCardless's Node client declares them.
fn declared() -> BTreeMap<&'static str, BTreeMap<&'static str, bool>> {
    let mut objects: BTreeMap<_, BTreeMap<_, _>> = BTreeMap::new();
    let lines = include_str!("../../tests/clients/fields.tsv").lines().filter(|line| !line.starts_with('#'));
    for line in lines {
        let cells: Vec<_> = line.split('\t').collect();
        objects.entry(cells[0]).or_default().insert(cells[1], cells[2] == "null");
    }
    objects
}

#[test]
fn every_look_has_the_fields_that_are_declared_and_no_other() {
    let looks: Map<String, Value> = serde_json::from_str(include_str!("shapes.json")).unwrap();
    let declared = declared();
    for (name, look) in &looks {
        let singular = match name.as_str() {
            "funds_availability" => name.clone(),
            "outbound_payment_import_entries" => "outbound_payment_import_entry".to_owned(),
            name => name.trim_end_matches('s').to_owned(),
        };
        let object: String = singular.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect();
        let fields = &declared[object.as_str()];
        let found: BTreeSet<_> = look.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, fields.keys().copied().collect(), "{name}");
        for (field, value) in look.as_object().unwrap() {
            assert!(!value.is_null() || fields[field.as_str()], "{name}.{field} is null");
        }
    }
}
