//! `POST /api/signups/{id}/actions/submit`

use std::time::Duration;

use gocardless_sandbox::Fault;
use serde_json::{Value, json};

use crate::support::{Payer, SCHEMES};

#[tokio::test]
pub(crate) async fn a_payer_of_each_scheme_ends_with_one_mandate_and_one_collection() {
    for (scheme, interval) in SCHEMES.into_iter().zip(["once", "weekly", "monthly", "yearly"].into_iter().cycle()) {
        let mut payer = Payer::of(scheme, interval).await;
        let started = payer.started.clone();
        assert_eq!((&started["status"], &started["terms"]["scheme"]), (&json!("started"), &json!(scheme)));
        assert_eq!(started.get("redirect_url"), None);

        let done = payer.submit().await.signup(200);
        assert_eq!(done["status"], "completed");
        let mandate = payer.merchant.sandbox.mandates().remove(0);
        assert_eq!(
            done["mandate"],
            json!({ "id": mandate.id, "reference": mandate.reference, "scheme": scheme,
                "next_possible_charge_date": mandate.next_possible_charge_date })
        );
        assert_eq!(json!(mandate.metadata), json!({ "signup": done["id"] }));
        let first = done["first_charge_date"].as_str().unwrap();
        assert!(started["terms"]["earliest_charge_date"].as_str().unwrap() <= first, "{scheme}: {started} {first}");
        payer.assert_made_once(scheme);
        assert_eq!(payer.merchant.sandbox.redirect_flows().len(), 0);
        assert_eq!(payer.show().await, done);

        let upstream = payer.merchant.sandbox.requests().len();
        for _ in 0..2 {
            assert_eq!(payer.submit().await.signup(200), done, "{scheme}");
        }
        assert_eq!(payer.start().await.signup(201), done, "{scheme}");
        assert_eq!(payer.merchant.sandbox.requests().len(), upstream, "nobody is asked again");
    }
}

#[tokio::test]
pub(crate) async fn tabs_that_submit_at_once_all_see_the_one_mandate() {
    let payer = Payer::of("bacs", "monthly").await;
    let path = format!("/api/signups/{}/actions/submit", payer.id());
    let tab = || {
        let (mut browser, path, body) = (payer.browser.clone(), path.clone(), payer.submission.clone());
        async move { browser.post(&path, &body).await.signup(200) }
    };
    let (a, b, c, d) = tokio::join!(tab(), tab(), tab(), tab());
    assert!(a["mandate"]["id"].is_string());
    assert_eq!((&b, &c, &d), (&a, &a, &a));
    payer.assert_made_once("tabs");
}

#[tokio::test]
async fn another_browser_and_another_flow_are_refused_and_nothing_is_sent() {
    let payer = Payer::of("bacs", "monthly").await;
    let path = format!("/api/signups/{}/actions/submit", payer.id());
    let mut stranger = payer.merchant.browser();
    stranger.post(&path, &payer.submission).await.assert_refused(403, "other_browser");
    let redirect = stranger.start().await.signup(201);
    stranger.post(&path, &payer.submission).await.assert_refused(403, "other_browser");
    let own = format!("/api/signups/{}/actions/submit", redirect["id"].as_str().unwrap());
    stranger.post(&own, &payer.submission).await.assert_refused(422, "flow_not_supported");
    stranger.post("/api/signups/SG1/actions/submit", &payer.submission).await.assert_refused(404, "signup_not_found");
    stranger.complete(payer.id(), "RE1").await.assert_refused(403, "other_browser");
    for body in [json!({}), json!({ "data": 5 }), json!({ "signups": payer.submission["data"] })] {
        stranger.post(&path, &body).await.assert_refused(422, "wrong_shape");
    }
    assert_eq!(payer.merchant.sandbox.customers().len(), 0);
}

#[tokio::test]
async fn what_is_wrong_is_told_field_by_field_and_never_sent() {
    let mut payer = Payer::of("autogiro", "monthly").await;
    payer.change("payer", "email", json!("frank"));
    payer.change("payer", "swedish_identity_number", json!("811228-9875"));
    payer.change("bank_account", "account_number", json!("12"));
    payer.submission["data"]["authority"] = json!(false);
    let answer = payer.submit().await;
    assert_eq!(answer.status, 422, "{}", answer.text());
    let errors = answer.json()["error"]["errors"].clone();
    let told: Vec<_> =
        errors.as_array().unwrap().iter().map(|it| (it["field"].clone(), it["reason"].clone())).collect();
    let expected = [
        ("account_number", "short"),
        ("email", "structure"),
        ("swedish_identity_number", "invalid_identity_number"),
        ("authority", "missing"),
    ];
    assert_eq!(told, expected.map(|(field, reason)| (json!(field), json!(reason))));
    assert_eq!(payer.merchant.upstream("POST", "s"), 0);
}

#[tokio::test]
async fn a_payer_who_corrects_the_details_has_one_customer_and_the_right_account() {
    for (holder, branch_code, account_number, field, reason) in [
        ("Frank Osborne", "20-00-00", "24044444", "branch_code", "account_closed"),
        ("Frank Osborne", "20-00-00", "25055555", "branch_code", "unreachable"),
        ("Frank Mismatch", "20-00-00", "55779911", "account_holder_name", "name_mismatch"),
    ] {
        let mut payer = Payer::of("bacs", "monthly").await;
        let right = payer.submission.clone();
        payer.change("bank_account", "account_holder_name", json!(holder));
        payer.change("bank_account", "branch_code", json!(branch_code));
        payer.change("bank_account", "account_number", json!(account_number));
        for _ in 0..2 {
            let refused = payer.submit().await;
            refused.assert_field_refused(field);
            assert_eq!(refused.json()["error"]["errors"][0]["reason"], reason);
        }
        payer.submission = right;
        payer.change("payer", "city", json!("York"));
        payer.submit().await.signup(200);
        let sandbox = &payer.merchant.sandbox;
        assert_eq!((sandbox.customers().len(), sandbox.mandates().len(), sandbox.subscriptions().len()), (1, 1, 1));
        assert_eq!(sandbox.customers()[0].city.as_deref(), Some("York"), "{reason}");
        let account = sandbox.mandates()[0].links.customer_bank_account.clone();
        let used = sandbox.customer_bank_accounts().into_iter().find(|it| it.id == account).unwrap();
        assert_eq!(used.account_number_ending, "11", "{reason}");
    }
}

#[tokio::test]
async fn another_identity_number_needs_another_customer_and_still_makes_one_mandate() {
    let mut payer = Payer::of("autogiro", "monthly").await;
    let fault = Fault { path: "/customer_bank_accounts".to_owned(), times: 3, status: Some(503), ..Fault::default() };
    payer.merchant.sandbox.add_fault(fault);
    payer.submit().await.assert_refused(503, "provider_unavailable");
    payer.change("payer", "swedish_identity_number", json!("640823-3234"));
    payer.submit().await.signup(200);
    let sandbox = &payer.merchant.sandbox;
    let customer = sandbox.mandates()[0].links.customer.clone();
    let customer = sandbox.customers().into_iter().find(|it| it.id == customer).unwrap();
    assert_eq!(customer.swedish_identity_number.as_deref(), Some("640823-3234"));
    assert_eq!((sandbox.mandates().len(), sandbox.customer_bank_accounts().len()), (1, 1));
}

#[tokio::test]
async fn every_refusal_of_gocardless_has_an_answer() {
    let validation = |pointer: &str, message: &str| {
        let field = pointer.rsplit('/').next().unwrap();
        json!({ "error": { "message": "Validation failed", "type": "validation_failed", "code": 422,
            "errors": [{ "field": field, "message": message, "request_pointer": pointer }] } })
    };
    let state = |code: u16, kind: &str, reason: &str| {
        json!({ "error": { "message": "m", "type": kind, "code": code,
            "errors": [{ "reason": reason, "message": "m" }] } })
    };
    for (path, status, body, expected, field) in [
        ("/customers", 422, validation("/customers/email", "is invalid"), "refused", "email"),
        ("/customers", 422, validation("/customers/given_name", "is required"), "missing", "given_name"),
        ("/customers", 422, validation("/customers/postal_code", "is too long"), "refused", "postal_code"),
        ("/customers", 422, validation("/customers/metadata", "is invalid"), "not_permitted", ""),
        ("/customers", 403, state(403, "invalid_api_usage", "forbidden"), "not_permitted", ""),
        ("/customers", 403, state(403, "invalid_api_usage", "insufficient_permissions"), "not_permitted", ""),
        ("/customers", 403, state(403, "invalid_api_usage", "feature_disabled"), "not_permitted", ""),
        ("/customers", 401, state(401, "invalid_api_usage", "access_token_revoked"), "not_permitted", ""),
        (
            "/customer_bank_accounts",
            422,
            bank("account_number", "did not pass modulus check"),
            "modulus",
            "account_number",
        ),
        ("/customer_bank_accounts", 422, bank("iban", "did not pass checksum test"), "check_digits", "iban"),
        ("/customer_bank_accounts", 422, bank("bank_code", "bank code does not exist"), "unallocated", "bank_code"),
        ("/customer_bank_accounts", 422, bank("iban", "does not support payments"), "unreachable", "iban"),
        ("/customer_bank_accounts", 422, bank("account_number", "is the wrong length"), "refused", "account_number"),
        (
            "/customer_bank_accounts",
            422,
            bank("account_holder_name", "Account holder name does not match bank account details provided"),
            "name_mismatch",
            "account_holder_name",
        ),
        ("/mandates", 422, state(422, "invalid_state", "bank_account_disabled"), "account_closed", "branch_code"),
        ("/mandates", 422, state(422, "invalid_state", "customer_data_removed"), "not_permitted", ""),
        ("/mandates", 422, validation("/mandates/scheme", "is not available"), "not_permitted", ""),
        ("/mandates", 422, validation("/mandates/links/creditor", "is required"), "not_permitted", ""),
        ("/mandates", 403, state(403, "invalid_api_usage", "forbidden"), "not_permitted", ""),
        ("/mandates", 404, state(404, "invalid_api_usage", "link_not_found"), "link_not_found", ""),
        ("/customers", 429, state(429, "invalid_api_usage", "rate_limit_exceeded"), "provider_unavailable", ""),
        ("/customers", 500, state(500, "gocardless", "internal_server_error"), "provider_unavailable", ""),
    ] {
        let mut payer = Payer::of("bacs", "monthly").await;
        let context = body.to_string();
        let (path, times) = (path.to_owned(), if matches!(status, 429 | 500) { 3 } else { 1 });
        let method = Some("POST".to_owned());
        let status = Some(status);
        payer.merchant.sandbox.add_fault(Fault { path, method, times, status, body: Some(body), ..Fault::default() });
        let answer = payer.submit().await;
        if field.is_empty() {
            let status = match expected {
                "not_permitted" => 403,
                "provider_unavailable" => 503,
                _ => 502,
            };
            answer.assert_refused(status, expected);
        } else {
            answer.assert_field_refused(field);
            assert_eq!(answer.json()["error"]["errors"][0]["reason"], expected, "{context}");
        }
        // What was refused once can be submitted again.
        payer.submit().await.signup(200);
        payer.assert_made_once(&context);
    }
}

fn bank(field: &str, message: &str) -> Value {
    json!({ "error": { "message": "Validation failed", "type": "validation_failed", "code": 422, "errors": [
        { "field": field, "message": message, "request_pointer": format!("/customer_bank_accounts/{field}") }] } })
}

#[tokio::test]
async fn an_account_that_the_customer_has_already_is_used() {
    for bare in [false, true] {
        let mut payer = Payer::of("bacs", "monthly").await;
        // The account is made, but not under our key, and nobody hears of it.
        let fault = Fault { path: "/mandates".to_owned(), status: Some(422), ..Fault::default() };
        payer.merchant.sandbox.add_fault(fault);
        assert_eq!(payer.submit().await.status, 502);
        let made = payer.merchant.sandbox.customer_bank_accounts().remove(0).id;
        if bare {
            let body = Some(json!({ "error": "bank_account_exists" }));
            let path = "/customer_bank_accounts".to_owned();
            let fault = Fault { method: Some("POST".to_owned()), path, status: Some(409), body, ..Fault::default() };
            payer.merchant.sandbox.add_fault(fault);
        }
        // The same account by its holder's other name is the same account.
        payer.change("bank_account", "account_holder_name", json!("F Osborne"));
        payer.submit().await.signup(200);
        payer.assert_made_once("existing account");
        assert_eq!(payer.merchant.sandbox.mandates()[0].links.customer_bank_account, made, "{bare}");
    }
}

#[tokio::test]
async fn of_two_accounts_that_end_alike_none_is_guessed() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let fault = Fault { path: "/mandates".to_owned(), status: Some(422), ..Fault::default() };
    payer.merchant.sandbox.add_fault(fault);
    assert_eq!(payer.submit().await.status, 502);
    let customer = payer.merchant.sandbox.customers().remove(0).id;
    let other = json!({ "customer_bank_accounts": { "account_holder_name": "Frank Osborne", "country_code": "GB",
        "branch_code": "200000", "account_number": "44779911", "links": { "customer": customer } } });
    payer.merchant.call_sandbox("/customer_bank_accounts", &other).await;
    let endings: Vec<_> =
        payer.merchant.sandbox.customer_bank_accounts().into_iter().map(|it| it.account_number_ending).collect();
    assert_eq!(endings, ["11", "11"]);

    let body = Some(json!({ "error": "bank_account_exists" }));
    let path = "/customer_bank_accounts".to_owned();
    let fault = Fault { method: Some("POST".to_owned()), path, status: Some(409), body, ..Fault::default() };
    payer.merchant.sandbox.add_fault(fault);
    payer.change("bank_account", "account_holder_name", json!("F Osborne"));
    assert_ne!(payer.submit().await.status, 200);
    assert_eq!(payer.merchant.sandbox.mandates().len(), 0);
}

#[tokio::test]
async fn another_signup_is_made_only_where_it_is_asked_for() {
    let mut payer = Payer::of("bacs", "once").await;
    let done = payer.submit().await.signup(200);
    assert_eq!(payer.start().await.signup(201), done);
    let mut body = crate::support::self_hosted();
    body["signups"]["another"] = json!(true);
    let other = payer.browser.post("/api/signups", &body).await.signup(201);
    assert_eq!(other["status"], "started");
    assert_ne!(other["id"], done["id"]);
    let mut magazine = crate::support::with("another", json!(true));
    magazine["signups"]["payer"] = json!({});
    let first = payer.browser.post("/api/signups", &magazine).await.signup(201);
    assert_ne!(payer.browser.post("/api/signups", &magazine).await.signup(201)["id"], first["id"]);
}

#[tokio::test]
async fn a_signup_can_be_submitted_for_a_day() {
    let mut payer = Payer::of("bacs", "once").await;
    payer.merchant.advance(Duration::from_hours(23));
    assert_eq!(payer.start().await.signup(201)["id"], payer.started["id"]);
    payer.merchant.advance(Duration::from_hours(1));
    payer.submit().await.assert_refused(410, "signup_expired");
    assert_eq!(payer.show().await["status"], "expired");
    assert_eq!(payer.merchant.sandbox.customers().len(), 0);
    assert_ne!(payer.start().await.signup(201)["id"], payer.started["id"]);
}

#[tokio::test]
async fn a_mandate_that_gocardless_blocks_is_no_success() {
    let mut payer = Payer::of("bacs", "monthly").await;
    let block = json!({ "blocks": { "block_type": "email", "reason_type": "identity_fraud",
        "resource_reference": "frank@example.com" } });
    payer.merchant.call_sandbox("/blocks", &block).await;
    for _ in 0..2 {
        payer.submit().await.assert_refused(403, "not_permitted");
    }
    assert_eq!(payer.show().await["status"], "started");
    assert_eq!(payer.merchant.sandbox.mandates().len(), 1);
}

#[tokio::test]
async fn ach_keeps_where_the_payer_came_from_and_says_that_it_was_on_the_web() {
    let mut payer = Payer::of("ach", "monthly").await;
    payer.submit().await.signup(200);
    // Without the address the sandbox refuses an ACH mandate.
    assert_eq!(payer.merchant.sandbox.mandates()[0].authorisation_source.as_deref(), Some("web"));
    assert_eq!(payer.merchant.sandbox.customers()[0].region.as_deref(), Some("NY"));
}

#[tokio::test]
pub(crate) async fn nothing_of_the_payer_is_stored() {
    let mut payer = Payer::of("autogiro", "monthly").await;
    payer.submit().await.signup(200);
    let database = payer.merchant.store.content();
    let holds = |text: &str| database.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("customer_bank_account"));
    // Long enough that no id or time is like one by chance.
    for secret in ["Osborne", "frank@", "1211203", "811228-9874", "8112289874"] {
        assert!(!holds(secret), "{secret}");
    }
}
