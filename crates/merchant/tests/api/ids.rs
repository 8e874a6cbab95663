//! Ids from outside reach no address of GoCardless's that they were not made for (promise 34).

use axum::http::Uri;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::receive_webhook::cases;
use crate::support::{MERCHANT_TOKEN, TestMerchant};

/// Ids that lead elsewhere when they stand in an address as they are: up, across, into a query, to another host, and
/// each of these encoded once or twice.
fn foreign_ids() -> impl Strategy<Value = String> {
    let step = prop::sample::select(vec![
        "..",
        "../",
        "..\\",
        "/",
        "//",
        "?",
        "#",
        ";",
        "&",
        "%",
        ":",
        "@",
        ".",
        " ",
        "\t",
        "\r\n",
        "\0",
        "\u{202e}",
        "é",
        "/customers",
        "http://evil.example",
        "RE1",
        "SG1",
        "MD0001",
    ]);
    let plain = prop::collection::vec(step, 1..6).prop_map(|steps| steps.concat());
    (plain, 0..3).prop_map(|(plain, times)| (0..times).fold(plain, |id, _| encoded(&id)))
}

fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02x}") })
        .collect()
}

#[test]
fn promise_34_an_id_from_outside_reaches_no_other_endpoint() {
    let runtime = Runtime::new().unwrap();
    let merchant = runtime.block_on(TestMerchant::start());
    let mut browser = merchant.browser();
    let signup = runtime.block_on(browser.start()).signup(201);
    let own = signup["id"].as_str().unwrap();
    let calls = merchant.sandbox.requests().len();

    let config = Config { cases: cases(300, 100_000), failure_persistence: None, ..Config::default() };
    let outcome = TestRunner::new(config).run(&foreign_ids(), |id| {
        let in_path = encoded(&id);
        // The same without its encoding, where that is an address at all.
        let as_it_is = |path: &str| Some(format!("{path}/{id}")).filter(|path| path.parse::<Uri>().is_ok());
        let as_it_is = ["/api/signups", "/signups", "/merchant/mandates"].into_iter().filter_map(as_it_is);
        let mut browser = browser.clone();
        let statuses = runtime.block_on(async {
            [
                browser.complete(own, &id).await.status,
                browser.complete(&in_path, "RE1").await.status,
                browser.post(&format!("/api/signups/{in_path}/actions/submit"), &json!({ "data": {} })).await.status,
                browser.get(&format!("/api/signups/{in_path}")).await.status,
                browser.get(&format!("/api/signups/{in_path}/mandate_pdf")).await.status,
                browser.navigate(&format!("/signups/return?redirect_flow_id={in_path}")).await.status,
                browser.get(&format!("/signups/{in_path}")).await.status,
            ]
        });
        let statuses = runtime.block_on(async {
            let mut statuses = statuses.to_vec();
            for kind in ["mandates", "payments", "subscriptions"] {
                statuses.push(merchant.ask_as(&format!("/merchant/{kind}/{in_path}"), MERCHANT_TOKEN).await.status);
            }
            for path in as_it_is {
                statuses.push(merchant.ask_as(&path, MERCHANT_TOKEN).await.status);
            }
            statuses
        });
        prop_assert!(statuses.iter().all(|status| [404, 405, 422].contains(status)), "{id:?}: {statuses:?}");
        prop_assert_eq!(merchant.sandbox.requests().len(), calls, "{:?} reached GoCardless", id);
        Ok(())
    });
    outcome.unwrap();
}
