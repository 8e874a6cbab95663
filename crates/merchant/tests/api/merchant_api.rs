//! `GET /merchant/…`: the merchant's own systems.

use serde_json::json;

use crate::support::{TestMerchant, event};

const PATHS: [&str; 8] = [
    "/merchant/events",
    "/merchant/mandates",
    "/merchant/mandates/MD1",
    "/merchant/payments",
    "/merchant/payments/PM1",
    "/merchant/signups",
    "/merchant/subscriptions",
    "/merchant/nowhere",
];

#[tokio::test]
async fn only_who_has_the_token_is_answered() {
    let mut merchant = TestMerchant::start().await;
    merchant.deliver(&[event("EV1", "mandates", "active", "MD1", 1)]).await;
    merchant.apply().await;
    for path in PATHS {
        for token in ["", "sandbox_demo", "merchant-token-canary-0123456789abcdeg"] {
            let refused = merchant.ask_as(path, token).await;
            refused.assert_refused(401, "unauthorized");
            assert_eq!((refused.header("www-authenticate"), refused.header("cache-control")), ("Bearer", "no-store"));
        }
        merchant.browser().get(path).await.assert_refused(401, "unauthorized");
    }
    merchant.config.merchant_api = merchant::BearerTokens::of(&[]);
    merchant.restart().await;
    merchant.ask_as(PATHS[0], crate::support::MERCHANT_TOKEN).await.assert_refused(401, "unauthorized");
}

#[tokio::test]
pub(crate) async fn lists_have_pages_and_cursors() {
    let merchant = TestMerchant::start().await;
    for number in 0..5 {
        let id = format!("PM{number}");
        merchant.deliver(&[event(&format!("EV{number}"), "payments", "confirmed", &id, number)]).await;
        merchant.browser().start().await.signup(201);
    }
    merchant.apply().await;
    for kind in ["events", "payments", "signups"] {
        let mut seen = Vec::new();
        let mut path = format!("/merchant/{kind}?limit=2");
        loop {
            let page = merchant.ask(&path).await;
            assert_eq!(page["meta"]["limit"], 2);
            seen.extend(page[kind].as_array().unwrap().iter().map(|it| it["id"].clone()));
            match page["meta"]["cursors"]["after"].as_str() {
                Some(after) => path = format!("/merchant/{kind}?limit=2&after={after}"),
                None => break,
            }
        }
        let whole = merchant.ask(&format!("/merchant/{kind}")).await;
        let whole: Vec<_> = whole[kind].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
        assert_eq!((seen.len(), &seen), (5, &whole), "{kind}");
        for wrong in ["limit=0", "limit=501", "limit=x", "limit=-1"] {
            merchant
                .ask_as(&format!("/merchant/{kind}?{wrong}"), crate::support::MERCHANT_TOKEN)
                .await
                .assert_field_refused("limit");
        }
    }
    let path = "/merchant/payments?after=%00";
    merchant.ask_as(path, crate::support::MERCHANT_TOKEN).await.assert_field_refused("after");
}

#[tokio::test]
pub(crate) async fn a_life_is_told_in_the_order_in_which_it_happened() {
    let merchant = TestMerchant::start().await;
    merchant
        .deliver(&[
            event("EV3", "mandates", "cancelled", "MD1", 30),
            event("EV1", "mandates", "created", "MD1", 10),
            event("EV2", "mandates", "transferred", "MD1", 20),
        ])
        .await;
    merchant.apply().await;
    let life = merchant.ask("/merchant/mandates/MD1").await["mandates"].clone();
    assert_eq!((&life["status"], &life["status_since"]), (&json!("cancelled"), &json!("2026-03-02T00:00:30Z")));
    let history: Vec<_> = life["history"].as_array().unwrap().iter().map(|it| (&it["event"], &it["status"])).collect();
    assert_eq!(
        history,
        [
            (&json!("EV1"), &json!("pending_submission")),
            (&json!("EV2"), &json!(null)),
            (&json!("EV3"), &json!("cancelled"))
        ]
    );
    assert_eq!(life["history"][2]["details"]["cause"], "mandates_cancelled");
    merchant
        .ask_as("/merchant/mandates/MD2", crate::support::MERCHANT_TOKEN)
        .await
        .assert_refused(404, "path_not_found");
}

/// PostgreSQL takes no NUL.
#[tokio::test]
pub(crate) async fn what_is_no_id_is_not_found() {
    let merchant = TestMerchant::start().await;
    for id in ["MD%00", "%ff", "MD%2f1", "%2e%2e", &"M".repeat(129)] {
        let answer = merchant.ask_as(&format!("/merchant/mandates/{id}"), crate::support::MERCHANT_TOKEN).await;
        answer.assert_refused(404, "path_not_found");
    }
}
