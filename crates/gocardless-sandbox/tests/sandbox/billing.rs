//! A merchant asks for a mandate by a billing request; the payer has no script.

use std::time::Duration;

use serde_json::json;

use crate::support::{call, open, sandbox, send_form};

const FRANK: [(&str, &str); 14] = [
    ("given_name", "Frank"),
    ("family_name", "Osborne"),
    ("email", "frank@example.com"),
    ("address_line1", "27 Acer Road"),
    ("address_line2", ""),
    ("city", "London"),
    ("postal_code", "E8 3GX"),
    ("country_code", "GB"),
    ("swedish_identity_number", "811218-9876"),
    ("danish_identity_number", "010190-1231"),
    ("authority", "yes"),
    ("account_holder_name", "Frank Osborne"),
    ("branch_code", "20-00-00"),
    ("account_number", "5577 9911"),
];

#[tokio::test]
async fn a_billing_request_ends_in_an_active_mandate() {
    let sandbox = sandbox();
    let asked = json!({"billing_requests": {"mandate_request": {"scheme": "bacs", "description": "Monthly magazine"}}});
    let request = call(&sandbox, "POST", "/billing_requests", &asked).await.json()["billing_requests"].clone();
    let flow = json!({"billing_request_flows": {
        "redirect_uri": "https://shop.example/ok", "links": {"billing_request": request["id"]}
    }});
    let flow = call(&sandbox, "POST", "/billing_request_flows", &flow).await.json()["billing_request_flows"].clone();
    let address = flow["authorisation_url"].as_str().unwrap().strip_prefix("http://127.0.0.1:8081").unwrap();
    let page = open(&sandbox, address).await.leads_to().to_owned();
    open(&sandbox, &page).await.shows(&["Northwind Magazines Ltd", "Monthly magazine", "name=\"branch_code\""]);

    let wrong = send_form(&sandbox, &page, &FRANK[..9]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows(&["There is a problem", "Enter a sort code", "value=\"Frank\""]);
    let sent = send_form(&sandbox, &page, &FRANK).await;
    let review = open(&sandbox, sent.leads_to()).await;
    review.shows(&["Check your details", "FRANK OSBORNE", "20-00-00", "••••••11", "NORTHWIND MAGS", "Guarantee"]);
    assert!(!review.body.contains("55779911"));
    for _ in 0..2 {
        let end = send_form(&sandbox, &format!("{page}/confirm"), &[]).await;
        let end = open(&sandbox, end.leads_to()).await;
        end.shows(&["Your Direct Debit is set up", "https://shop.example/ok", "Go back to Northwind"]);
    }

    let path = format!("/billing_requests/{}", request["id"].as_str().unwrap());
    let done = call(&sandbox, "GET", &path, &json!(null)).await.json()["billing_requests"].clone();
    let [mandate] = &sandbox.mandates()[..] else { panic!("one mandate") };
    assert_eq!(done["status"], "fulfilled");
    assert_eq!(done["links"]["mandate_request_mandate"], mandate.id.as_str());
    assert_eq!(sandbox.customers()[0].id.as_str(), request["links"]["customer"]);
    let path = format!("/events?billing_request={}", request["id"].as_str().unwrap());
    let events = call(&sandbox, "GET", &path, &json!(null)).await.json()["events"].clone();
    let told: Vec<_> = events.as_array().unwrap().iter().rev().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(
        told,
        [
            "created",
            "flow_created",
            "flow_visited",
            "collect_bank_account",
            "collect_customer_details",
            "payer_details_confirmed",
            "fulfilled"
        ]
    );
    sandbox.advance(Duration::from_hours(24 * 5));
    let path = format!("/mandates/{}", mandate.id);
    assert_eq!(call(&sandbox, "GET", &path, &json!(null)).await.json()["mandates"]["status"], "active");
}
