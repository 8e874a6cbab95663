use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Builder;

use super::*;
use crate::options::Options;
use crate::testing::TestSandbox;

async fn state(sandbox: &TestSandbox) -> Value {
    let answer = sandbox.visit("/_sandbox/state").await;
    assert_eq!(answer.status, 200);
    answer.json
}

fn kind<'a>(state: &'a Value, name: &str) -> &'a Value {
    state["resources"].as_array().unwrap().iter().find(|it| it["kind"] == name).unwrap()
}

#[tokio::test]
async fn everything_is_shown_newest_first_with_what_can_be_done() {
    let sandbox = TestSandbox::new();
    let first = sandbox.mandate().await;
    let second = sandbox.active_mandate().await;
    let flow = sandbox.flow().await;
    let state = state(&sandbox).await;

    assert_eq!(state["organisations"], json!([{"name": "Northwind Magazines Ltd"}]));
    assert_eq!(state["access_token"], "sandbox_demo");
    assert_eq!(state["url"], "http://127.0.0.1:8081");
    let mandates = kind(&state, "mandates");
    assert_eq!(mandates["count"], 2);
    assert_eq!(mandates["items"][0]["resource"]["id"], second);
    assert_eq!(mandates["items"][0]["scenarios"], json!([]));
    assert_eq!(mandates["items"][1]["resource"]["id"], first);
    assert_eq!(mandates["items"][1]["scenarios"][0], "mandate_activated");
    let flow_shown = &kind(&state, "redirect_flows")["items"][0];
    assert_eq!(flow_shown["status"], "open");
    assert_eq!(flow_shown["page"], format!("http://127.0.0.1:8081/flow/{flow}"));
    assert_eq!(flow_shown["resource"]["session_token"], "••••");

    assert_eq!(state["events"]["items"][0]["event"]["action"], "active");
    assert_eq!(state["events"]["items"][0]["place"], state["events"]["count"].as_u64().unwrap() - 1);
    let newest = &state["requests"]["items"][0];
    assert_eq!(
        (&newest["method"], &newest["path"], &newest["status"]),
        (&json!("POST"), &json!("/redirect_flows"), &json!(201))
    );
    assert_eq!((&newest["organisation"], &newest["after_events"]), (&json!(0), &state["events"]["count"]));
}

#[tokio::test]
async fn what_a_payer_can_open_and_what_webhooks_tell_is_shown_with_them() {
    let sandbox = TestSandbox::with_webhooks("http://127.0.0.1:1/hooks");
    let body = json!({"billing_requests": {"mandate_request": {"scheme": "bacs"}}});
    let request = sandbox.post("/billing_requests", body).await.json["billing_requests"]["id"].clone();
    let body = json!({"billing_request_flows": {"links": {"billing_request": request}}});
    let flow = sandbox.post("/billing_request_flows", body).await.json["billing_request_flows"].clone();
    let shown = state(&sandbox).await;
    let flow_shown = &kind(&shown, "billing_request_flows")["items"][0];
    assert_eq!((&flow_shown["status"], &flow_shown["page"]), (&json!("open"), &flow["authorisation_url"]));
    assert_eq!(kind(&shown, "billing_requests")["items"][0]["resource"]["status"], "pending");
    let told: Vec<_> =
        kind(&shown, "webhooks")["items"].as_array().unwrap().iter().map(|it| &it["events"]["first"]).collect();
    assert_eq!(told, [&json!(["billing_requests.flow_created"]), &json!(["billing_requests.created"])]);

    let id = request.as_str().unwrap();
    sandbox.post(&format!("/billing_requests/{id}/actions/cancel"), json!(null)).await;
    let shown = state(&sandbox).await;
    let flow_shown = &kind(&shown, "billing_request_flows")["items"][0];
    assert_eq!((&flow_shown["status"], &flow_shown["page"]), (&json!("expired"), &json!(null)));
}

#[tokio::test]
async fn looking_changes_nothing_not_even_the_ids_to_come() {
    let (watched, alone) = (TestSandbox::new(), TestSandbox::new());
    for path in ["/", "/_sandbox/state", "/_sandbox/changes", "/_sandbox/machines", "/_sandbox/page/base.css"] {
        assert_eq!(watched.visit(path).await.status, 200, "{path}");
    }
    assert_eq!(watched.requests(), []);
    let [watched, alone] = [watched.get("/creditors").await, alone.get("/creditors").await];
    assert_eq!((watched.text, &watched.headers["x-request-id"]), (alone.text, &alone.headers["x-request-id"]));
}

#[tokio::test]
async fn what_befell_a_request_is_told() {
    let sandbox = TestSandbox::new();
    sandbox.post("/_sandbox/faults", json!({"path": "/customers", "status": 503})).await;
    assert_eq!(state(&sandbox).await["faults"][0]["status"], 503);
    sandbox.get("/customers?limit=2&access_token=sandbox_demo").await;
    let state = state(&sandbox).await;
    let request = &state["requests"]["items"][0];
    assert_eq!((&request["has_fault"], &request["status"]), (&json!(true), &json!(503)));
    assert_eq!(request["query"], "limit=2&access_token=••••mo");
    assert_eq!(state["faults"], json!([]));
}

#[tokio::test]
async fn lists_end_and_counts_go_on() {
    let sandbox = TestSandbox::new();
    for _ in 0..LIMIT + 2 {
        sandbox.customer("Hut Ltd").await;
    }
    let state = state(&sandbox).await;
    let customers = kind(&state, "customers");
    assert_eq!((customers["count"].as_u64(), customers["items"].as_array().map(Vec::len)), (Some(52), Some(LIMIT)));
}

#[tokio::test]
async fn a_token_of_ones_own_is_not_shown() {
    let sandbox = TestSandbox::with(Options { access_token: "live_hush".to_owned(), ..Options::default() });
    let text = sandbox.visit("/_sandbox/state").await.text;
    assert!(!text.contains("live_hush") && text.contains("\"access_token\":null"));
}

#[test]
fn the_next_working_day_begins_at_nine_in_london() {
    for (now, expected) in [
        ("2026-03-06T10:00:00Z", "2026-03-09T09:00:00Z"),
        // Good Friday and Easter Monday; summer time.
        ("2026-04-02T23:30:00Z", "2026-04-07T08:00:00Z"),
        ("2026-12-24T09:00:00Z", "2026-12-29T09:00:00Z"),
    ] {
        assert_eq!(next_working_day(now.parse().unwrap()).to_string(), expected, "{now}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever comes of it: the state and the exchange's bodies have no account number or IBAN in them that was sent.
    #[test]
    fn no_account_number_that_was_sent_is_shown(number in "[0-9]{8}", iban in "GB[0-9]{2}BARC[0-9]{14}", depth in 0..3) {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let sandbox = TestSandbox::new();
            let customer = sandbox.customer("Hut Ltd").await;
            for account in [
                json!({"account_number": number, "branch_code": "200000", "country_code": "GB"}),
                json!({"iban": iban}),
            ] {
                let mut body = account.clone();
                body["account_holder_name"] = json!("Hut Ltd");
                body["links"] = json!({"customer": customer});
                for _ in 0..depth {
                    body = json!({"data": [body]});
                }
                sandbox.post("/customer_bank_accounts", json!({"customer_bank_accounts": body})).await;
                sandbox.post("/bank_details_lookups", json!({"bank_details_lookups": account})).await;
                let flow = sandbox.flow().await;
                sandbox.submit(&flow, json!({"payer": {}, "bank_account": account})).await;
                sandbox.fill_in(&format!("/flow/{flow}"), &[("account_number", &*number), ("iban", &*iban)]).await;
            }
            let mut seen = sandbox.visit("/_sandbox/state").await.text;
            let ids: Vec<String> =
                sandbox.record().newest_first().map(|exchange| exchange.request_id.clone()).collect();
            for id in ids {
                seen += &sandbox.visit(&format!("/_sandbox/requests/{id}")).await.text;
            }
            assert!(!seen.contains(&number) && !seen.contains(&iban), "{seen}");
        });
    }
}
