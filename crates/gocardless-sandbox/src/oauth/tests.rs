//! Several organisations in one sandbox: nothing of one is seen by another.

use serde_json::{Value, json};

use crate::testing::{TestSandbox, api_as};

/// The paths under which one resource is read, as the table of contents has them.
fn paths() -> Vec<&'static str> {
    let routes = include_str!("../app.rs").split(".route(\"").skip(1);
    let read = routes.filter(|route| route.contains("/{id}\", get("));
    let paths = read.filter_map(|route| route.split_once("/{id}\"")).map(|(path, _)| path);
    paths
        .filter(|path| !["/flow", "/bank", "/mandate_preview", "/_sandbox"].iter().any(|start| path.starts_with(start)))
        .collect()
}

/// One of everything of the invented merchant's that can be read by its id, by path.
async fn furnish(sandbox: &TestSandbox) -> Vec<(&'static str, String)> {
    let mandate = sandbox.active_mandate().await;
    let payment = sandbox.payment(&mandate, json!({})).await;
    let flow = sandbox.flow().await;
    let mut ids = vec![("/mandates", mandate), ("/payments", payment), ("/redirect_flows", flow)];
    for (path, body) in [
        ("/billing_request_templates", json!({"name": "Gold"})),
        ("/blocks", json!({"block_type": "bank_name", "reason_type": "identity_fraud", "resource_reference": "B"})),
        (
            "/creditor_bank_accounts",
            json!({"account_holder_name": "N", "country_code": "GB", "branch_code": "200000",
                "account_number": "55779911"}),
        ),
        ("/mandate_imports", json!({"scheme": "bacs"})),
        ("/payer_authorisations", json!({"customer": {}, "bank_account": {}, "mandate": {}})),
        ("/scheme_identifiers", json!({"name": "N", "scheme": "bacs"})),
    ] {
        let mut body = body;
        if path == "/creditor_bank_accounts" {
            let list = sandbox.get("/creditors").await.json;
            body["links"] = json!({"creditor": list["creditors"][0]["id"]});
        }
        let made = sandbox.post(path, json!({ &path[1..]: body })).await;
        assert_eq!(made.status, 201, "{path}: {}", made.text);
        ids.push((path, made.json[&path[1..]]["id"].as_str().unwrap().to_owned()));
    }
    for path in ["/creditors", "/customers", "/customer_bank_accounts", "/events"] {
        let list = sandbox.get(path).await.json;
        ids.push((path, list[&path[1..]][0]["id"].as_str().unwrap().to_owned()));
    }
    ids
}

#[tokio::test]
async fn no_id_of_one_organisation_is_known_to_another() {
    let sandbox = TestSandbox::new();
    let ids = furnish(&sandbox).await;
    let other = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
    let other = other["access_token"].as_str().unwrap();
    for path in paths() {
        for (of, id) in &ids {
            let path = format!("{path}/{id}");
            let answer = sandbox.get_as(other, &path).await;
            answer.assert_refused(404, "invalid_api_usage", "resource_not_found");
            if path.starts_with(&format!("{of}/")) {
                assert_eq!(sandbox.get(&path).await.status, 200, "{path}");
            }
        }
    }
    assert!(paths().len() >= 13 && ids.iter().all(|(of, _)| paths().contains(of)), "{:?}", paths());
}

#[tokio::test]
async fn lists_and_changes_stay_within_the_organisation() {
    let sandbox = TestSandbox::new();
    let ids = furnish(&sandbox).await;
    let other = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
    let other = other["access_token"].as_str().unwrap();
    for (path, _) in &ids {
        let list = sandbox.get_as(other, path).await;
        if list.status == 200 {
            let own = usize::from(*path == "/creditors");
            assert_eq!(list.json[&path[1..]].as_array().unwrap().len(), own, "{path}");
        }
    }
    let id = |path: &str| ids.iter().find(|(of, _)| *of == path).unwrap().1.clone();
    let (mandate, account) = (id("/mandates"), id("/customer_bank_accounts"));
    for (path, body, reason) in [
        (format!("/mandates/{mandate}/actions/cancel"), Value::Null, "resource_not_found"),
        ("/mandates".to_owned(), json!({"mandates": {"links": {"customer_bank_account": account}}}), "link_not_found"),
        (
            "/payments".to_owned(),
            json!({"payments": {"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}}}),
            "link_not_found",
        ),
    ] {
        sandbox.post_as(other, &path, body).await.assert_refused(404, "invalid_api_usage", reason);
    }
    assert_eq!(sandbox.mandates()[0].status.as_str(), "active");
}

#[tokio::test]
async fn a_new_organisation_collects_on_its_own() {
    let sandbox = TestSandbox::new();
    let granted = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
    let token = granted["access_token"].as_str().unwrap();
    let make = |path: &'static str, body: Value| {
        let sandbox = &sandbox;
        async move {
            let made = sandbox.post_as(token, path, json!({ &path[1..]: body })).await;
            assert_eq!(made.status, 201, "{}", made.text);
            made.json[&path[1..]]["id"].as_str().unwrap().to_owned()
        }
    };
    let customer = make("/customers", json!({"company_name": "Reader Ltd"})).await;
    let account = json!({"account_holder_name": "Reader", "country_code": "GB", "branch_code": "200000",
        "account_number": "55779911", "links": {"customer": customer}});
    let account = make("/customer_bank_accounts", account).await;
    let mandate = make("/mandates", json!({"links": {"customer_bank_account": account}})).await;
    make("/payments", json!({"amount": 1000, "currency": "GBP", "links": {"mandate": mandate}})).await;
    let flow = json!({"session_token": "s", "success_redirect_url": "https://hut.example"});
    let flow = make("/redirect_flows", flow).await;
    let page = sandbox.visit(&format!("/flow/{flow}")).await;
    assert!(page.status == 200 && page.text.contains("Hut Ltd"), "{}", page.text);
    for event in sandbox.events() {
        assert_eq!(event.links.get("organisation"), granted["organisation_id"].as_str());
    }
    assert!(sandbox.get("/mandates").await.json["mandates"].as_array().unwrap().is_empty());
    sandbox.advance(std::time::Duration::from_hours(24 * 10));
    // Nobody who is not verified is paid out.
    assert_eq!(sandbox.payments()[0].status.as_str(), "confirmed");
}

#[tokio::test]
async fn what_is_new_is_new_whichever_organisation_it_is_about() {
    let sandbox = TestSandbox::new();
    let granted = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
    let hut = granted["organisation_id"].as_str();
    let mandate = sandbox.mandate().await;
    let close = format!("/_sandbox/organisations/{}/close", hut.unwrap());
    sandbox.post(&close, Value::Null).await;
    sandbox.post(&format!("/mandates/{mandate}/actions/cancel"), Value::Null).await;
    let actions: Vec<_> = sandbox.events().into_iter().map(|event| event.action).collect();
    assert_eq!(actions, ["created", "disconnected", "cancelled"]);
    assert_eq!(sandbox.events_since(1), sandbox.events()[1..]);
    assert!(sandbox.events_since(3).is_empty());
}

#[tokio::test]
async fn keys_are_kept_by_token() {
    let sandbox = TestSandbox::new();
    let granted = sandbox.connect_northwind("read_write").await;
    for token in ["sandbox_demo", granted["access_token"].as_str().unwrap()] {
        let body = json!({"customers": {"company_name": "Hut Ltd"}}).to_string();
        let request = api_as(token, "POST", "/customers").header("idempotency-key", "one").body(body.into());
        assert_eq!(sandbox.send(request.unwrap()).await.status, 201);
    }
}

#[tokio::test]
async fn after_a_reset_nobody_is_connected() {
    let sandbox = TestSandbox::new();
    let first = sandbox.connect_new("Hut Ltd", "ada@hut.example").await;
    sandbox.reset();
    let token = first["access_token"].as_str().unwrap();
    let answer = sandbox.get_as(token, "/creditors").await;
    answer.assert_refused(401, "invalid_api_usage", "access_token_not_found");
    assert_eq!(sandbox.connect_new("Hut Ltd", "ada@hut.example").await, first);
}
