//! `POST /api/signups`

use serde_json::json;

use crate::support::{OWN, SHOP, TestMerchant, query, with};

#[tokio::test]
async fn a_signup_is_stored_and_its_hosted_page_opened() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let answer = browser.start().await;
    let signup = answer.signup(201);
    assert_eq!(answer.header("location"), format!("/api/signups/{}", signup["id"].as_str().unwrap()));
    insta::assert_json_snapshot!(signup, { ".id" => "[id]", ".redirect_url" => "[url]", ".creditor" => "[creditor]", ".terms" => "[terms]" }, @r#"
    {
      "id": "[id]",
      "flow": "redirect",
      "status": "awaiting_payer",
      "plan": {
        "id": "magazine",
        "name": "Magazine subscription",
        "amount": 1000,
        "currency": "GBP",
        "interval": "monthly"
      },
      "creditor": "[creditor]",
      "redirect_url": "[url]",
      "terms": "[terms]"
    }
    "#);
    assert!(!signup["creditor"]["name"].as_str().unwrap().is_empty());
    assert!(!signup["creditor"]["statement_name"].as_str().unwrap().is_empty());

    let flow = merchant.sandbox.redirect_flows().remove(0);
    assert_eq!(signup["redirect_url"], flow.redirect_url.unwrap());
    assert_eq!(flow.description.as_deref(), Some("Magazine subscription"));
    assert_eq!(flow.metadata["signup"], signup["id"]);
    assert_eq!(flow.success_redirect_url, format!("{OWN}/?signup={}", signup["id"].as_str().unwrap()));
    assert_eq!(flow.session_token.len(), 64);
    assert!(!answer.text().contains(&flow.session_token));
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_only_its_hash_is_stored() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let answer = browser.start().await;
    let cookie = browser.cookie.clone().unwrap();
    assert_eq!(
        answer.header("set-cookie"),
        format!("__Host-signup={cookie}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=2592000")
    );

    let database = merchant.store.content();
    let holds = |text: &str| database.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("magazine"));
    for secret in [cookie.as_str(), "frank@example.com", "Osborne"] {
        assert!(!holds(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_payer_is_returned_to_allowed_pages_only() {
    let merchant = TestMerchant::start().await;
    for (url, allowed) in [
        (format!("{OWN}/thanks?a=b"), true),
        (format!("{SHOP}/checkout"), true),
        ("https://evil.example/".to_owned(), false),
        ("//evil.example/".to_owned(), false),
        ("javascript:alert(1)".to_owned(), false),
        (format!("{SHOP}.evil.example/"), false),
        ("https://shop.example@evil.example/".to_owned(), false),
        (format!("{OWN}/#fragment"), false),
    ] {
        let answer = merchant.browser().post("/api/signups", &with("return_url", json!(url))).await;
        if allowed {
            let signup = answer.signup(201);
            let flow = merchant.sandbox.redirect_flows().pop().unwrap();
            assert!(flow.success_redirect_url.starts_with(&url), "{url}");
            assert_eq!(query(&flow.success_redirect_url, "signup").as_deref(), signup["id"].as_str());
        } else {
            answer.assert_field_refused("return_url");
        }
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), 2);
}

#[tokio::test]
async fn what_is_not_acceptable_is_named() {
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    for (field, value, refused) in [
        ("plan", json!("yacht"), "plan"),
        ("plan", json!(""), "plan"),
        ("payer", json!({ "email": "x".repeat(256) }), "email"),
        ("payer", json!({ "given_name": "a\u{0}b" }), "given_name"),
        ("locale", json!("en_GB; drop"), "locale"),
    ] {
        browser.post("/api/signups", &with(field, value)).await.assert_field_refused(refused);
    }
    browser.post("/api/signups", &with("flow", json!("pigeon"))).await.assert_refused(422, "wrong_shape");
    browser.post("/api/signups", &json!({})).await.assert_refused(422, "wrong_shape");
    assert_eq!(merchant.sandbox.requests().len(), 0);
}

#[tokio::test]
async fn the_price_never_comes_from_the_browser() {
    let merchant = TestMerchant::start().await;
    let signup = merchant.browser().post("/api/signups", &with("amount", json!(1))).await.signup(201);
    assert_eq!(signup["plan"]["amount"], 1000);
}

#[tokio::test]
async fn a_plans_scheme_is_asked_for() {
    let mut merchant = TestMerchant::start().await;
    let plan = r#"{"id":"magazine","name":"N","amount":1,"currency":"SEK","interval":"once","scheme":"autogiro"}"#;
    merchant.config.plans = merchant::Plans::from_json(&format!(r#"{{"plans":[{plan}]}}"#)).unwrap();
    merchant.restart().await;
    let signup = merchant.browser().start().await.signup(201);
    assert_eq!(signup["plan"].get("scheme"), None);
    let scheme = merchant.sandbox.redirect_flows().remove(0).scheme;
    assert_eq!(scheme.map(String::from).as_deref(), Some("autogiro"));
}
