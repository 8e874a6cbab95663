mod links;
mod money;
mod states;
mod whatever;

use serde_json::{Value, json};

use super::*;
use crate::Options;
use crate::testing::TestSandbox;

fn sandbox(seed: &Value) -> TestSandbox {
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    TestSandbox::with(Options { seed: Some(seed), ..Options::default() })
}

/// A customer with an account and a mandate, with further fields of the mandate.
fn with_mandate(fields: &Value) -> Value {
    let mut mandate = json!({"id": "MD123", "links": {"customer_bank_account": "BA123"}});
    for (name, value) in fields.as_object().unwrap() {
        mandate[name] = value.clone();
    }
    json!({
        "customers": [{"id": "CU123"}],
        "customer_bank_accounts": [{"id": "BA123", "links": {"customer": "CU123"}}],
        "mandates": [mandate],
    })
}

fn with(mut seed: Value, kind: &str, resources: Value) -> Value {
    seed[kind] = resources;
    seed
}

#[tokio::test]
async fn a_field_left_out_gets_a_sensible_value_and_a_link_its_place() {
    let seed = with(with_mandate(&json!({})), "payments", json!([{"id": "PM123", "links": {"mandate": "MD123"}}]));
    let sandbox = sandbox(&seed);
    let mandate = sandbox.get("/mandates/MD123").await.json["mandates"].clone();
    let creditor = sandbox.get("/creditors").await.json["creditors"][0]["id"].clone();
    assert_eq!(mandate["links"], json!({"customer_bank_account": "BA123", "creditor": creditor, "customer": "CU123"}));
    assert_eq!((&mandate["status"], &mandate["scheme"]), (&json!("active"), &json!("bacs")));
    assert_eq!(mandate["next_possible_charge_date"], "2026-03-05");
    let payment = sandbox.get("/payments/PM123").await.json["payments"].clone();
    assert_eq!((&payment["charge_date"], &payment["amount"]), (&json!("2026-03-05"), &json!(1000)));
    let account = sandbox.get("/customer_bank_accounts/BA123").await.json["customer_bank_accounts"].clone();
    assert_eq!(account["account_holder_name"], "FRANK OSBORNE");
    assert!(sandbox.events().is_empty());
}

#[tokio::test]
async fn country_and_currency_of_an_account_follow_from_each_other_and_the_scheme_from_them() {
    for (fields, country, currency, scheme) in [
        (json!({}), "GB", "GBP", "bacs"),
        (json!({"country_code": "FR"}), "FR", "EUR", "sepa_core"),
        (json!({"currency": "EUR"}), "DE", "EUR", "sepa_core"),
        (json!({"currency": "SEK"}), "SE", "SEK", "autogiro"),
        (json!({"country_code": "US", "account_type": "savings"}), "US", "USD", "ach"),
    ] {
        let mut seed = with_mandate(&json!({}));
        for (name, value) in fields.as_object().unwrap() {
            seed["customer_bank_accounts"][0][name] = value.clone();
        }
        let sandbox = sandbox(&seed);
        let account = &sandbox.customer_bank_accounts()[0];
        let place = (account.country_code.as_deref(), account.currency.as_deref());
        assert_eq!(place, (Some(country), Some(currency)));
        assert_eq!(sandbox.mandates()[0].scheme.as_ref().map(ToString::to_string).as_deref(), Some(scheme));
    }
}

#[test]
fn what_is_wrong_is_told_in_one_line_with_its_place() {
    let links = json!({"customer_bank_account": "BA9"});
    for (seed, told) in [
        (json!([]), "a seed must be an object"),
        (json!({"clients": []}), "clients: there is no such kind of resource"),
        (json!({"customers": {}}), "customers: must be a list"),
        (json!({"customers": [7]}), "customers[0]: must be an object"),
        (json!({"customers": [{}]}), "customers[0].id: is required"),
        (json!({"customers": [{"id": 7}]}), "customers[0].id: must be a string"),
        (
            json!({"customers": [{"id": "C/1"}]}),
            "customers[0].id: an id has letters and digits only, found something else at position 1",
        ),
        (json!({"customers": [{"id": "CU1"}, {"id": "CU1"}]}), "customers[1].id: there is another CU1"),
        (json!({"customers": [{"id": "CU1", "age": 7}]}), "customers[0].age: there is no such field"),
        (json!({"customers": [{"id": "CU1", "city": 7}]}), "customers[0].city: must be a string"),
        (json!({"customers": [{"id": "CU1", "email": "me"}]}), "customers[0].email: is invalid"),
        (json!({"customers": [{"id": "CU1", "metadata": {"a": 1}}]}), "customers[0].metadata: must be a string"),
        (
            json!({"customers": [{"id": "CU1", "created_at": "then"}]}),
            "customers[0].created_at: must be a time like 2026-03-02T09:00:00.000Z",
        ),
        (
            json!({"customers": [{"id": "CU1", "created_at": "1999-12-31T23:00:00Z"}]}),
            "customers[0].created_at: must be in the years 2000 to 2999",
        ),
        (
            with_mandate(&json!({"links": {"customer_bank_account": "BA123", "new_mandate": "MD9"}})),
            "mandates[0].links.new_mandate: there is no mandate MD9",
        ),
        (json!({"customer_bank_accounts": [{"id": "BA1"}]}), "customer_bank_accounts[0].links.customer: is required"),
        (
            json!({"mandates": [{"id": "MD1", "links": links}]}),
            "mandates[0].links.customer_bank_account: there is no customer bank account BA9",
        ),
        (with_mandate(&json!({"status": "asleep"})), "mandates[0].status: there is no status asleep"),
        (with_mandate(&json!({"scheme": "barter"})), "mandates[0].scheme: there is no scheme barter"),
        (
            with_mandate(&json!({"payments_require_approval": 0})),
            "mandates[0].payments_require_approval: must be a boolean",
        ),
        (
            with_mandate(&json!({"links": {"customer_bank_account": "BA123", "payer": "CU123"}})),
            "mandates[0].links.payer: there is no such field",
        ),
        (
            with_mandate(&json!({"cap": {"max_amount": 1, "interval_unit": "month", "interval_count": 0}})),
            "mandates[0].cap.interval_count: must be greater than 0",
        ),
        (
            with(
                with_mandate(&json!({})),
                "payments",
                json!([{"id": "PM1", "amount": "7", "links": {"mandate": "MD123"}}]),
            ),
            "payments[0].amount: must be a whole number",
        ),
        (
            with(
                with_mandate(&json!({})),
                "payments",
                json!([{"id": "PM1", "charge_date": "soon", "links": {"mandate": "MD123"}}]),
            ),
            "payments[0].charge_date: must be a date (YYYY-MM-DD)",
        ),
        (
            json!({"creditors": [{"id": "CR1", "creditor_type": "club"}]}),
            "creditors[0].creditor_type: there is no creditor type club",
        ),
        (
            with(json!({"creditors": [{"id": "CR1"}, {"id": "CR2"}]}), "redirect_flows", json!([{"id": "RE1"}])),
            "redirect_flows[0].links.creditor: is required: there are several",
        ),
        (json!({"payouts": [{"id": "PO1", "colour": "red"}]}), "payouts[0].colour: there is no such field"),
    ] {
        assert_eq!(Seed::from_json(&seed.to_string()).unwrap_err().to_string(), told);
    }
    assert_eq!(Seed::from_json("{\n{").unwrap_err().to_string(), "line 2: this is no JSON");
}

#[tokio::test]
async fn account_numbers_are_kept_to_know_a_duplicate_and_never_shown() {
    let numbers = json!({
        "id": "BA123", "country_code": "GB", "branch_code": "200000", "account_number": "55779911",
        "links": {"customer": "CU123"},
    });
    let seed = json!({"customers": [{"id": "CU123"}], "customer_bank_accounts": [numbers]});
    let sandbox = sandbox(&seed);
    let account = sandbox.get("/customer_bank_accounts/BA123").await;
    assert_eq!(account.json["customer_bank_accounts"]["bank_name"], "BARCLAYS BANK PLC");
    assert!(!account.text.contains("557799"));
    let body = json!({"customer_bank_accounts": {
        "account_holder_name": "F", "country_code": "GB", "branch_code": "200000", "account_number": "55779911",
        "links": {"customer": "CU123"},
    }});
    let again = sandbox.post("/customer_bank_accounts", body).await;
    let error = again.assert_refused(409, "validation_failed", "bank_account_exists");
    assert_eq!(error.link("customer_bank_account"), Some("BA123"));

    let twice = json!({"customers": [{"id": "CU123"}], "customer_bank_accounts": [
        numbers, with(numbers.clone(), "id", json!("BA124")),
    ]});
    let told = Seed::from_json(&twice.to_string()).unwrap_err().to_string();
    assert_eq!(told, "customer_bank_accounts[1].account_number: BA123 of this customer has the same numbers");
    let wrong = json!({"customers": [{"id": "CU123"}], "customer_bank_accounts": [
    with(numbers.clone(), "account_number", json!("66374959")),
    ]});
    let wrong = wrong.to_string().replace("200000", "089999");
    let told = Seed::from_json(&wrong).unwrap_err().to_string();
    assert!(told.contains("did not pass modulus check") && !told.contains("66374959"), "{told}");
}

#[tokio::test]
async fn lists_are_in_the_order_of_creation_whatever_the_seeds() {
    let customer = |id: &str, day: &str| json!({"id": id, "created_at": format!("2026-02-{day}T09:00:00Z")});
    let sandbox = sandbox(&json!({"customers": [customer("CU2", "02"), customer("CU3", "03"), customer("CU1", "01")]}));
    let list = sandbox.get("/customers").await.json;
    let ids: Vec<_> = list["customers"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["CU3", "CU2", "CU1"]);
}

#[tokio::test]
async fn after_a_reset_the_seed_is_there_again_and_an_id_of_it_is_not_made_anew() {
    let first = TestSandbox::new().customer("Hut Ltd").await;
    let sandbox = sandbox(&json!({"customers": [{"id": first}]}));
    let made = sandbox.customer("Hut Ltd").await;
    assert_ne!(made, first);
    sandbox.delete(&format!("/customers/{first}")).await;
    sandbox.post("/_sandbox/reset", json!(null)).await;
    let ids: Vec<_> = sandbox.customers().iter().map(|customer| customer.id.to_string()).collect();
    assert_eq!(ids, [first]);
}

#[tokio::test]
async fn every_kind_can_be_seeded_and_read() {
    let seed = json!({
        "creditors": [{"id": "CR123", "name": "Hut Ltd"}],
        "scheme_identifiers": [{"id": "SU123"}],
        "creditor_bank_accounts": [{"id": "BA9"}],
        "customers": [{"id": "CU123"}],
        "customer_bank_accounts": [{"id": "BA123", "links": {"customer": "CU123"}}],
        "mandates": [{"id": "MD123", "links": {"customer_bank_account": "BA123"}}],
        "payments": [{"id": "PM123", "status": "paid_out", "links": {"mandate": "MD123"}}],
        "subscriptions": [{"id": "SB123", "links": {"mandate": "MD123"}}],
        "instalment_schedules": [{"id": "IS123", "links": {"mandate": "MD123"}}],
        "payouts": [{"id": "PO123"}],
        "refunds": [{"id": "RF123", "links": {"payment": "PM123"}}],
        "payout_items": [{"id": "item", "links": {"payout": "PO123", "payment": "PM123"}}],
        "redirect_flows": [{"id": "RE123"}, {"id": "RE124", "links": {"mandate": "MD123"}}],
        "billing_request_templates": [{"id": "BRT123"}],
        "billing_requests": [{"id": "BRQ123"}],
        "billing_request_flows": [{"id": "BRF123", "links": {"billing_request": "BRQ123"}}],
        "bank_authorisations": [{"id": "BAU123", "links": {"billing_request": "BRQ123"}}],
        "blocks": [{"id": "BLC123"}],
        "mandate_imports": [{"id": "IM123"}],
        "payer_authorisations": [{"id": "PA123", "customer": {"email": "frank@example.com"}}],
        "events": [{"id": "EV123", "links": {"payment": "PM123"}}],
        "webhooks": [{"id": "WB123"}],
    });
    let mut seed = seed;
    for kind in crate::shapes::names() {
        seed[kind] = json!([{"id": format!("seeded-{kind}")}]);
    }
    let sandbox = sandbox(&seed);
    for (kind, id) in [
        ("creditors", "CR123"),
        ("scheme_identifiers", "SU123"),
        ("creditor_bank_accounts", "BA9"),
        ("customers", "CU123"),
        ("customer_bank_accounts", "BA123"),
        ("mandates", "MD123"),
        ("payments", "PM123"),
        ("subscriptions", "SB123"),
        ("instalment_schedules", "IS123"),
        ("payouts", "PO123"),
        ("refunds", "RF123"),
        ("redirect_flows", "RE123"),
        ("redirect_flows", "RE124"),
        ("billing_request_templates", "BRT123"),
        ("billing_requests", "BRQ123"),
        ("bank_authorisations", "BAU123"),
        ("blocks", "BLC123"),
        ("mandate_imports", "IM123"),
        ("payer_authorisations", "PA123"),
        ("events", "EV123"),
        ("webhooks", "WB123"),
        ("outbound_payments", "seeded-outbound_payments"),
    ] {
        let answer = sandbox.get(&format!("/{kind}/{id}")).await;
        assert_eq!((answer.status, answer.json[kind]["id"].as_str()), (200, Some(id)), "{}", answer.text);
    }
    assert_eq!(sandbox.get("/creditors").await.json["creditors"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_payment_over_the_cap_and_one_too_soon_are_refused_alike_and_the_cap_is_shown_nowhere() {
    let cap = json!({"max_amount": 5000, "interval_unit": "month", "calendar": true, "used": 1000});
    let sandbox = sandbox(&with_mandate(&json!({"cap": cap})));
    let pay = async |amount, charge_date: &str| {
        sandbox.try_payment("MD123", json!({"amount": amount, "charge_date": charge_date})).await
    };
    let over = pay(4001, "2026-03-10").await;
    assert_eq!(pay(4000, "2026-03-10").await.status, 201);
    let too_soon = pay(100, "2026-03-31").await;
    for answer in [&over, &too_soon] {
        let error = answer.assert_invalid();
        let [told] = &error.errors[..] else { panic!("{}", answer.text) };
        assert_eq!(told.message, "exceeds mandate cap");
        assert_eq!(
            (told.field.as_deref(), told.request_pointer.as_deref()),
            (Some("amount"), Some("/payments/amount"))
        );
    }
    assert_eq!(pay(5000, "2026-04-01").await.status, 201);
    assert_eq!(pay(100, "2026-04-30").await.status, 422);
    let mandate = sandbox.get("/mandates/MD123").await;
    assert!(!mandate.text.contains("cap") && !mandate.text.contains("5000"), "{}", mandate.text);
}

#[tokio::test]
async fn a_payment_that_is_cancelled_or_failed_leaves_room_under_the_cap() {
    let cap = json!({"max_amount": 1000, "interval_unit": "week"});
    let sandbox = sandbox(&with_mandate(&json!({"cap": cap})));
    for scenario in ["cancel", "payment_failed"] {
        let payment = sandbox.payment("MD123", json!({})).await;
        assert_eq!(sandbox.try_payment("MD123", json!({})).await.status, 422);
        let answer = match scenario {
            "cancel" => sandbox.post(&format!("/payments/{payment}/actions/cancel"), json!(null)).await,
            name => {
                let body = json!({"data": {"links": {"resource": payment}}});
                sandbox.post(&format!("/scenario_simulators/{name}/actions/run"), body).await
            }
        };
        assert_eq!(answer.status, 200, "{}", answer.text);
    }
    assert_eq!(sandbox.try_payment("MD123", json!({})).await.status, 201);
}

/// Everything that a sandbox has of a kind with a list, by kind.
async fn everything_in(sandbox: &TestSandbox) -> Value {
    let mut seed = json!({});
    for kind in [
        "billing_request_templates",
        "billing_requests",
        "blocks",
        "creditors",
        "customer_bank_accounts",
        "customers",
        "events",
        "instalment_schedules",
        "mandates",
        "payments",
        "payouts",
        "refunds",
        "subscriptions",
    ] {
        let mut list = sandbox.get(&format!("/{kind}")).await.json;
        seed[kind] = list[kind].take();
    }
    seed
}

#[tokio::test]
async fn what_a_sandbox_answers_can_be_the_seed_of_another() {
    let first = TestSandbox::new();
    let mandate = first.active_mandate().await;
    first.payment(&mandate, json!({"metadata": {"order": "42"}, "reference": "WINEBOX001"})).await;
    let block = json!({"blocks": {
        "block_type": "email", "reason_type": "identity_fraud", "resource_reference": "fickle@example.com",
    }});
    assert_eq!(first.post("/blocks", block).await.status, 201);
    let template = json!({"billing_request_templates": {"name": "Gold"}});
    assert_eq!(first.post("/billing_request_templates", template).await.status, 201);
    let paid = first.payment(&mandate, json!({})).await;
    let body = json!({"data": {"links": {"resource": paid}}});
    assert_eq!(first.post("/scenario_simulators/payment_paid_out/actions/run", body).await.status, 200);
    let links = json!({"mandate": mandate});
    for (kind, body) in [
        ("refunds", json!({"amount": 100, "total_amount_confirmation": 100, "links": {"payment": paid}})),
        (
            "subscriptions",
            json!({"amount": 1000, "currency": "GBP", "interval_unit": "weekly", "count": 4, "links": links}),
        ),
        (
            "instalment_schedules",
            json!({
                "name": "INV-1", "currency": "GBP", "total_amount": 1000, "links": links,
                "instalments": [{"amount": 1000, "charge_date": "2026-06-01"}],
            }),
        ),
        ("billing_requests", json!({"mandate_request": {"scheme": "bacs"}})),
    ] {
        let answer = first.post(&format!("/{kind}"), json!({ kind: body })).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
    }
    let before = everything_in(&first).await;
    // Lists are newest first, and what was made at one time keeps the seed's order.
    let mut oldest_first = before.clone();
    for list in oldest_first.as_object_mut().unwrap().values_mut() {
        list.as_array_mut().unwrap().reverse();
    }
    assert_eq!(everything_in(&sandbox(&oldest_first)).await, before);
}

#[test]
fn the_readmes_example_is_a_seed() {
    let readme = include_str!("../../README.md");
    let (_, section) = readme.split_once("## Beginning with a seed").unwrap();
    let (_, example) = section.split_once("```json").unwrap();
    Seed::from_json(example.split_once("```").unwrap().0).unwrap();
}

#[tokio::test]
async fn instalments_that_fit_the_cap_alone_but_not_together_make_the_schedule_fail() {
    let cap = json!({"max_amount": 2000, "interval_unit": "month", "calendar": true});
    let sandbox = sandbox(&with_mandate(&json!({"cap": cap})));
    for (second, status) in [("2026-03-20", "creation_failed"), ("2026-04-20", "active")] {
        let instalments =
            json!([{"amount": 1500, "charge_date": "2026-03-10"}, {"amount": 1000, "charge_date": second}]);
        let id = sandbox.instalment_schedule("MD123", json!({ "instalments": instalments })).await;
        let schedule = &sandbox.get(&format!("/instalment_schedules/{id}")).await.json["instalment_schedules"];
        assert_eq!(schedule["status"], status, "{schedule}");
        if status == "creation_failed" {
            assert_eq!(schedule["payment_errors"]["1"][0]["message"], "exceeds mandate cap");
            assert!(sandbox.payments().is_empty());
        }
    }
}
