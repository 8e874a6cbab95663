//! A payer without script signs up.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{call, open, sandbox, send_form};

const FRANK: [(&str, &str); 12] = [
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
];

const IN_THE_UK: [(&str, &str); 2] = [("branch_code", "20-00-00"), ("account_number", "5577 9911")];

fn flow() -> Value {
    json!({"redirect_flows": {
        "session_token": "s1", "description": "Monthly magazine", "success_redirect_url": "http://localhost:8080/ok?a=1"
    }})
}

fn token() -> Value {
    json!({"data": {"session_token": "s1"}})
}

#[tokio::test]
async fn a_signup_without_script_ends_in_one_mandate() {
    let sandbox = sandbox();
    let flow = call(&sandbox, "POST", "/redirect_flows", &flow()).await.json();
    let id = flow["redirect_flows"]["id"].as_str().unwrap();
    let page = flow["redirect_flows"]["redirect_url"].as_str().unwrap();
    let page = page.strip_prefix("http://127.0.0.1:8081").unwrap();
    let merchant = format!("http://localhost:8080/ok?a=1&redirect_flow_id={id}");

    open(&sandbox, page).await.shows(&["Northwind Magazines Ltd", "Monthly magazine", "name=\"branch_code\""]);
    let wrong = send_form(&sandbox, page, &[&FRANK[..], &[("branch_code", "20-00")]].concat()).await;
    assert_eq!(wrong.status, 422);
    wrong.shows(&["There is a problem", "Enter a valid sort code", "Enter an account number", "value=\"Frank\""]);

    let sent = send_form(&sandbox, page, &[&FRANK[..], &IN_THE_UK].concat()).await;
    let review = open(&sandbox, sent.leads_to()).await;
    review.shows(&["Check your details", "FRANK OSBORNE", "20-00-00", "••••••11", "NORTHWIND MAGS", "Guarantee"]);
    assert!(!review.body.contains("55779911"));
    let changing = open(&sandbox, page).await;
    changing.shows(&["value=\"27 Acer Road\"", "value=\"FRANK OSBORNE\""]);
    assert!(!changing.body.contains("557799"));

    let incomplete = call(&sandbox, "POST", &format!("/redirect_flows/{id}/actions/complete"), &token()).await;
    assert_eq!(incomplete.status, 422);
    for _ in 0..2 {
        assert_eq!(send_form(&sandbox, &format!("{page}/confirm"), &[]).await.leads_to(), merchant);
    }
    let back = open(&sandbox, &format!("{page}/review")).await;
    open(&sandbox, back.leads_to()).await.shows(&["You have confirmed your details"]);

    let completed = call(&sandbox, "POST", &format!("/redirect_flows/{id}/actions/complete"), &token()).await.json();
    let [mandate] = &sandbox.mandates()[..] else { panic!("one mandate") };
    assert_eq!(completed["redirect_flows"]["links"]["mandate"], mandate.id.as_str());
    assert_eq!(send_form(&sandbox, &format!("{page}/confirm"), &[]).await.leads_to(), merchant);

    let confirmation = completed["redirect_flows"]["confirmation_url"].as_str().unwrap();
    let confirmation = confirmation.strip_prefix("http://127.0.0.1:8081").unwrap();
    open(&sandbox, confirmation).await.shows(&["Your Direct Debit is set up", mandate.reference.as_deref().unwrap()]);
    sandbox.advance(Duration::from_mins(15));
    assert_eq!(open(&sandbox, confirmation).await.status, 410);
    open(&sandbox, page).await.shows(&["Your Direct Debit is already set up"]);
    assert_eq!(sandbox.customer_bank_accounts()[0].account_number_ending, "11");
}

#[tokio::test]
async fn a_payer_in_the_euro_zone_signs_up_with_an_iban() {
    let sandbox = sandbox();
    let flow = call(&sandbox, "POST", "/redirect_flows", &flow()).await.json();
    let id = flow["redirect_flows"]["id"].as_str().unwrap();
    let page = format!("/flow/{id}");
    open(&sandbox, &format!("{page}?country=DE")).await.shows(&["name=\"iban\""]);
    let sent = send_form(&sandbox, &page, &[&FRANK[..], &[("iban", "DE89 3704 0044 0532 0130 00")]].concat()).await;
    let review = open(&sandbox, sent.leads_to()).await;
    review.shows(&["SEPA Direct Debit mandate", "DE••••••00", "within 8 weeks starting from the date"]);
    send_form(&sandbox, &format!("{page}/confirm"), &[]).await.leads_to();
    call(&sandbox, "POST", &format!("/redirect_flows/{id}/actions/complete"), &token()).await;
    assert_eq!(sandbox.mandates()[0].scheme.as_ref().map(ToString::to_string).as_deref(), Some("sepa_core"));
}

#[tokio::test]
async fn payers_of_every_country_sign_up_with_the_numbers_that_they_know() {
    for (country, numbers, wrong, review, scheme) in [
        (
            "AU",
            vec![("branch_code", "123456"), ("account_number", "123456789")],
            "Enter a BSB",
            vec!["BSB", "123-456", "••••••89", "Direct Debit Request"],
            "becs",
        ),
        (
            "CA",
            vec![("branch_code", "00063"), ("bank_code", "0036"), ("account_number", "0123456")],
            "Enter a transit number",
            vec![
                "Institution number",
                "036",
                "Transit number",
                "00063",
                "••••••56",
                "Pre-Authorized Debit (PAD) Agreement",
            ],
            "pad",
        ),
        (
            "DK",
            vec![("bank_code", "345"), ("account_number", "3179681")],
            "Enter a registration number (registreringsnummer)",
            vec![
                "Registration number (registreringsnummer)",
                "0345",
                "••••••81",
                "Payment agreement through Betalingsservice",
            ],
            "betalingsservice",
        ),
        (
            "NZ",
            vec![("account_number", "01-0902-0068389-000")],
            "Enter an account number",
            vec!["Account number", "••••••9000", "Direct Debit Authority"],
            "becs_nz",
        ),
        (
            "SE",
            vec![("branch_code", "7507"), ("account_number", "121 120-3")],
            "Enter a clearing number (clearingnummer)",
            vec![
                "Clearing number (clearingnummer)",
                "7507",
                "Account number (kontonummer)",
                "••••••03",
                "Mandate for payment by Autogiro",
            ],
            "autogiro",
        ),
        (
            "US",
            vec![("bank_code", "026073150"), ("account_number", "2715500356"), ("account_type", "savings")],
            "Choose the type of the account",
            vec!["Routing number", "026073150", "••••••56", "Savings", "ACH debit authorization"],
            "ach",
        ),
    ] {
        let sandbox = sandbox();
        let flow = call(&sandbox, "POST", "/redirect_flows", &flow()).await.json();
        let id = flow["redirect_flows"]["id"].as_str().unwrap();
        let page = format!("/flow/{id}");
        let here = ("account_country_code", country);
        open(&sandbox, &format!("{page}?country={country}"))
            .await
            .shows(&[&format!("name=\"account_country_code\" value=\"{country}\"")]);
        let empty: Vec<_> =
            numbers.iter().filter(|(name, _)| *name != "account_type").map(|(name, _)| (*name, "")).collect();
        let refused = send_form(&sandbox, &page, &[&FRANK[..], &[here], &empty].concat()).await;
        assert_eq!(refused.status, 422);
        refused.shows(&[wrong, &format!("name=\"account_country_code\" value=\"{country}\"")]);

        let sent = send_form(&sandbox, &page, &[&FRANK[..], &[here], &numbers].concat()).await;
        let reviewed = open(&sandbox, sent.leads_to()).await;
        reviewed.shows(&review);
        let (_, number) = numbers.iter().find(|(name, _)| *name == "account_number").unwrap();
        assert!(!reviewed.body.contains(number), "{country}");
        let changing = open(&sandbox, &page).await;
        changing.shows(&[&format!("name=\"account_country_code\" value=\"{country}\"")]);
        send_form(&sandbox, &format!("{page}/confirm"), &[]).await.leads_to();
        call(&sandbox, "POST", &format!("/redirect_flows/{id}/actions/complete"), &token()).await;
        assert_eq!(sandbox.mandates()[0].scheme.as_ref().map(ToString::to_string).as_deref(), Some(scheme));
    }
}

#[tokio::test]
async fn nothing_can_be_confirmed_that_was_not_entered_or_is_too_late() {
    let sandbox = sandbox();
    let flow = call(&sandbox, "POST", "/redirect_flows", &flow()).await.json();
    let page = format!("/flow/{}", flow["redirect_flows"]["id"].as_str().unwrap());
    assert_eq!(open(&sandbox, &format!("{page}/review")).await.leads_to(), page);
    assert_eq!(open(&sandbox, &format!("{page}/success")).await.leads_to(), page);
    assert_eq!(send_form(&sandbox, &format!("{page}/confirm"), &[]).await.leads_to(), page);

    send_form(&sandbox, &page, &[&FRANK[..], &IN_THE_UK].concat()).await.leads_to();
    sandbox.advance(Duration::from_mins(30));
    for path in [page.clone(), format!("{page}/confirm")] {
        assert_eq!(send_form(&sandbox, &path, &[]).await.leads_to(), page);
    }
    assert_eq!(open(&sandbox, &format!("{page}/review")).await.leads_to(), page);
    let expired = open(&sandbox, &page).await;
    assert_eq!(expired.status, 410);
    expired.shows(&["This page has expired", "Go back to Northwind Magazines Ltd"]);
    assert!(sandbox.customers().is_empty());
}
