use serde_json::{Value, json};

use super::findings;

type Change = fn(&mut Value);

/// A payment as the sandbox answers it, changed.
fn payment(change: impl FnOnce(&mut Value)) -> Value {
    let mut payment = json!({
        "id": "PM123", "created_at": "2026-03-02T09:00:00.000Z", "charge_date": "2026-03-06", "amount": 1000,
        "description": null, "currency": "GBP", "status": "pending_submission", "amount_refunded": 0,
        "reference": null, "metadata": {},
        "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
        "links": {"mandate": "MD123", "creditor": "CR123"},
        "retry_if_possible": false, "scheme": "bacs", "faster_ach": null,
    });
    change(&mut payment);
    payment
}

#[test]
fn a_good_answer_has_nothing_wrong() {
    let list =
        json!({"payments": [payment(|_| ())], "meta": {"cursors": {"before": null, "after": "PM1"}, "limit": 50}});
    for (status, body) in [(201, json!({"payments": payment(|_| ())})), (200, list), (204, Value::Null)] {
        assert_eq!(findings("/payments", status, &body), Vec::<String>::new());
    }
}

#[test]
fn a_bad_resource_is_found() {
    let cases: [(Change, &str); 11] = [
        (|it| drop(it.as_object_mut().unwrap().remove("amount")), "Payment.amount is absent"),
        (|it| it["amount"] = Value::Null, "Payment.amount is null"),
        (|it| it["amount"] = json!("1000"), "Payment.amount is \"1000\", not number"),
        (|it| it["amount"] = json!(10.5), "Payment.amount is 10.5, not number"),
        (|it| it["cap"] = json!(1), "Payment.cap is undeclared"),
        (|it| it["status"] = json!("asleep"), "Payment.status is \"asleep\", not one of"),
        (|it| it["created_at"] = json!("2026-03-02"), "Payment.created_at is \"2026-03-02\", not string"),
        (|it| it["links"] = Value::Null, "Payment.links is null"),
        (|it| it["links"]["payer"] = json!("CU1"), "PaymentLinks.payer is undeclared"),
        (|it| it["metadata"] = json!({"a": 1}), "Payment.metadata is {\"a\":1}, not map"),
        (|it| it["fx"]["fx_amount"] = json!("1"), "PaymentFx.fx_amount is \"1\", not number"),
    ];
    for (change, found) in cases {
        let found_now = findings("/payments/PM123", 200, &json!({"payments": payment(change)}));
        assert!(matches!(&found_now[..], [one] if one.starts_with(found)), "{found}: {found_now:?}");
    }
}

#[test]
fn a_bad_envelope_or_list_is_found() {
    let meta = json!({"cursors": {"before": null, "after": null}, "limit": 50});
    for (body, found) in [
        (json!([]), "an answer that is no object"),
        (json!({}), "not one envelope"),
        (json!({"payment": {}}), "an unknown envelope payment"),
        (json!({"payments": []}), "a list without meta"),
        (json!({"payments": [], "meta": {"cursors": {"before": null}, "limit": 50}}), "meta.cursors.after"),
        (json!({"payments": [], "meta": {"cursors": {"before": null, "after": null}}}), "meta.limit"),
        (json!({"payments": payment(|_| ()), "meta": meta}), "a resource with meta"),
    ] {
        let found_now = findings("/payments", 200, &body);
        assert!(matches!(&found_now[..], [one] if one.starts_with(found)), "{found}: {found_now:?}");
    }
}

#[test]
fn a_bad_error_is_found() {
    let good = json!({
        "message": "Validation failed", "type": "validation_failed", "code": 422, "request_id": "R",
        "documentation_url": "https://docs.example",
        "errors": [{"field": "amount", "message": "is required", "request_pointer": "/payments/amount"}],
    });
    assert_eq!(findings("/payments", 422, &json!({"error": good})), Vec::<String>::new());
    let cases: [(u16, Change, &str); 8] = [
        (422, |it| it["message"] = Value::Null, "error.message"),
        (422, |it| drop(it.as_object_mut().unwrap().remove("request_id")), "error.request_id"),
        (422, |it| it["type"] = json!("bad"), "error.type"),
        (404, |it| it["code"] = json!(404), "a 404 of type validation_failed"),
        (422, |it| it["code"] = json!(400), "error.code"),
        (422, |it| it["errors"] = Value::Null, "error.errors"),
        (422, |it| it["errors"][0]["request_pointer"] = json!("amount"), "neither"),
        (422, |it| it["errors"][0]["message"] = Value::Null, "no message"),
    ];
    for (status, change, found) in cases {
        let mut error = good.clone();
        change(&mut error);
        let found_now = findings("/payments", status, &json!({"error": error}));
        assert!(matches!(&found_now[..], [one] if one.starts_with(found)), "{found}: {found_now:?}");
    }
    assert_eq!(findings("/payments", 500, &json!({"oops": 1})), ["a 500 without an error"]);
}
