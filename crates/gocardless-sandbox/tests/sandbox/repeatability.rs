//! The same calls at the same time of the clock are answered by the same bytes.

use std::time::Duration;

use gocardless_sandbox::{Options, Outcome, Sandbox, Seed, WebhookEndpoint};
use serde_json::{Value, json};

use crate::support::{Answer, call, open, sandbox_at, send_form};

/// A bit of everything, refusals among it.
async fn run(sandbox: &Sandbox) -> Vec<Answer> {
    let mut answers = Vec::new();
    let mut ids = Vec::new();
    for (method, path, body) in [
        ("GET", "/creditors", json!(null)),
        ("POST", "/customers", json!({"customers": {"company_name": "Hut Ltd", "metadata": {"b": "1", "a": "2"}}})),
        ("POST", "/customers", json!({"customers": {"email": "nowhere"}})),
        ("POST", "/customer_bank_accounts", account("0")),
        ("POST", "/customer_bank_accounts", account("0")),
        ("POST", "/mandates", json!({"mandates": {"links": {"customer_bank_account": "2"}}})),
        ("POST", "/mandates/3/actions/cancel", json!(null)),
        ("POST", "/mandates/3/actions/cancel", json!(null)),
        ("GET", "/mandates?status=cancelled", json!(null)),
        (
            "POST",
            "/redirect_flows",
            json!({"redirect_flows": {
                "session_token": "s1", "success_redirect_url": "https://shop.example/ok"
            }}),
        ),
        ("GET", "/nowhere", json!(null)),
        ("GET", "/redirect_flows/4", json!(null)),
        ("DELETE", "/customers/0", json!(null)),
    ] {
        let (path, body) = (with_ids(path, &ids), with_ids(&body.to_string(), &ids));
        let answer = call(sandbox, method, &path, &body.parse().unwrap()).await;
        if answer.status == 201 {
            let made = answer.json();
            let resource = made.as_object().unwrap().values().next().unwrap();
            ids.push(resource["id"].as_str().unwrap().to_owned());
            if ids.len() == 1 {
                ids.push("unused".to_owned());
            }
        }
        answers.push(answer);
    }
    let page = format!("/flow/{}", ids.last().unwrap());
    answers.push(open(sandbox, &page).await);
    answers.push(send_form(sandbox, &page, &[("email", "nowhere")]).await);
    answers.push(open(sandbox, &format!("{page}/details")).await);
    answers
}

fn account(customer: &str) -> Value {
    json!({"customer_bank_accounts": {
        "account_holder_name": "Hut Ltd", "country_code": "GB",
        "branch_code": "200000", "account_number": "55779911", "links": {"customer": customer}
    }})
}

/// Puts the n-th id made where a lone digit n stands as a segment or a whole text.
fn with_ids(text: &str, ids: &[String]) -> String {
    let mut text = text.to_owned();
    for (number, id) in ids.iter().enumerate() {
        text = text.replace(&format!("\"{number}\"}}"), &format!("\"{id}\"}}"));
        text = text.replace(&format!("/{number}/"), &format!("/{id}/"));
        if let Some(start) = text.strip_suffix(&format!("/{number}")) {
            text = format!("{start}/{id}");
        }
    }
    text
}

#[tokio::test]
async fn two_sandboxes_with_the_same_clock_answer_the_same_bytes() {
    let one = run(&sandbox_at("2026-03-02T09:00:00Z")).await;
    let statuses: Vec<_> = one.iter().map(|answer| answer.status).collect();
    assert_eq!(statuses, [200, 201, 422, 201, 409, 201, 200, 422, 200, 201, 404, 200, 204, 200, 422, 200]);
    assert_eq!(one, run(&sandbox_at("2026-03-02T09:00:00Z")).await);
}

/// Mandates and payments at the banks, with magic names, a scenario and a leap of the clock.
async fn run_at_the_banks(sandbox: &Sandbox) -> Vec<Answer> {
    let mut answers = Vec::new();
    let endpoint = json!({"endpoint": {"url": "https://shop.example/webhooks", "secret": "s"}});
    call(sandbox, "POST", "/_sandbox/webhooks", &endpoint).await;
    for name in ["Frank", "Penniless", "Fickle"] {
        let customer = json!({"customers": {"given_name": name, "family_name": "Osborne"}});
        answers.push(call(sandbox, "POST", "/customers", &customer).await);
        let customer = answers.last().unwrap().json()["customers"]["id"].as_str().unwrap().to_owned();
        answers.push(call(sandbox, "POST", "/customer_bank_accounts", &account(&customer)).await);
        let account = answers.last().unwrap().json()["customer_bank_accounts"]["id"].clone();
        let mandate = json!({"mandates": {"links": {"customer_bank_account": account}}});
        answers.push(call(sandbox, "POST", "/mandates", &mandate).await);
        let mandate = answers.last().unwrap().json()["mandates"]["id"].clone();
        for amount in [1000, 2000] {
            let payment = json!({"payments": {"amount": amount, "currency": "GBP", "links": {"mandate": mandate}}});
            answers.push(call(sandbox, "POST", "/payments", &payment).await);
        }
    }
    let first = sandbox.payments()[0].id.to_string();
    let resource = json!({"data": {"links": {"resource": first}}});
    answers.push(call(sandbox, "POST", "/scenario_simulators/payment_submitted/actions/run", &resource).await);
    call(sandbox, "POST", "/_sandbox/clock", &json!({"advance_seconds": 30 * 24 * 3600})).await;
    for path in [
        "/payouts",
        "/payments?sort_field=charge_date",
        "/mandates",
        "/webhooks",
        "/events?limit=500",
        "/events?action=paid_out",
    ] {
        answers.push(call(sandbox, "GET", path, &json!(null)).await);
    }
    answers
}

#[tokio::test]
async fn what_happens_by_itself_happens_the_same_way_again() {
    let sandbox = sandbox_at("2026-03-02T09:00:00Z");
    let one = run_at_the_banks(&sandbox).await;
    assert!(one.iter().all(|answer| answer.status < 300), "{one:?}");
    let events = one[one.len() - 2].json();
    assert_eq!(events["events"].as_array().unwrap().len(), sandbox.events().len());
    assert_eq!(one, run_at_the_banks(&sandbox_at("2026-03-02T09:00:00Z")).await);
    sandbox.reset();
    assert_eq!(one, run_at_the_banks(&sandbox).await);
}

#[tokio::test]
async fn a_reset_sandbox_answers_the_same_bytes_again() {
    let sandbox = sandbox_at("2026-03-02T09:00:00Z");
    let first = run(&sandbox).await;
    sandbox.reset();
    assert_eq!(first, run(&sandbox).await);
}

#[tokio::test]
async fn a_sandbox_with_another_clock_makes_other_ids() {
    let body = json!({"customers": {"company_name": "Hut Ltd"}});
    let one = call(&sandbox_at("2026-03-02T09:00:00Z"), "POST", "/customers", &body).await.json();
    let other = call(&sandbox_at("2026-03-02T09:00:01Z"), "POST", "/customers", &body).await.json();
    assert_ne!(one["customers"]["id"], other["customers"]["id"]);
}

#[tokio::test]
async fn minor_resources_and_shapes_are_the_same_bytes_too() {
    let mut runs = Vec::new();
    for _ in 0..2 {
        let sandbox = sandbox_at("2026-03-02T09:00:00Z");
        let mut answers = Vec::new();
        for (method, path, body) in [
            ("POST", "/scheme_identifiers", json!({"scheme_identifiers": {"name": "N", "scheme": "bacs"}})),
            (
                "POST",
                "/blocks",
                json!({"blocks": {
                    "block_type": "bank_name", "reason_type": "identity_fraud", "resource_reference": "B"
                }}),
            ),
            ("POST", "/billing_request_templates", json!({"billing_request_templates": {"name": "Gold"}})),
            ("POST", "/mandate_imports", json!({"mandate_imports": {"scheme": "bacs"}})),
            (
                "POST",
                "/payer_authorisations",
                json!({"payer_authorisations": {"customer": {}, "bank_account": {}, "mandate": {}}}),
            ),
            ("POST", "/branding/payer_themes", json!(null)),
            ("GET", "/scheme_identifiers", json!(null)),
            ("GET", "/exports/EX1", json!(null)),
            ("GET", "/institutions", json!(null)),
        ] {
            let answer = call(&sandbox, method, path, &body).await;
            assert!(answer.status < 300, "{path}: {}", answer.body);
            answers.push(answer);
        }
        runs.push(answers);
    }
    assert_eq!(runs[0], runs[1]);
}

/// Mandates and payments of a seed go to the bank, and every webhook of it fails until its third attempt.
async fn run_seeded(sandbox: &Sandbox) -> Vec<String> {
    let mut all = Vec::new();
    let mut attempts = 0;
    for _ in 0..40 {
        sandbox.advance(Duration::from_hours(6));
        while let Some(sending) = sandbox.next_webhook() {
            attempts += 1;
            all.push(format!("{:?} {}", sending.webhook.request_headers, sending.webhook.request_body));
            let code = if attempts % 3 == 0 { 204 } else { 500 };
            sandbox.webhook_was_attempted(&sending, Outcome::Answered { code, headers: Vec::new(), body: Vec::new() });
        }
    }
    for path in ["/customers", "/mandates", "/payments", "/payouts", "/webhooks", "/events?limit=500"] {
        let answer = call(sandbox, "GET", path, &json!(null)).await;
        all.push(format!("{:?} {}", answer.headers, answer.body));
    }
    all
}

#[tokio::test]
async fn promise_40_a_seed_gives_the_same_bytes_webhooks_among_them() {
    let seeded = || {
        let seed = Seed::from_json(
            r#"{"customers": [{"id": "CU123"}],
                "customer_bank_accounts": [{"id": "BA123", "country_code": "GB", "branch_code": "200000",
                    "account_number": "55779911", "links": {"customer": "CU123"}}],
                "mandates": [{"id": "MD123", "status": "pending_submission", "links": {"customer_bank_account": "BA123"}}],
                "payments": [{"id": "PM123", "amount": 2500, "links": {"mandate": "MD123"}}]}"#,
        );
        let clock = Some("2026-03-02T09:00:00Z".parse().unwrap());
        let webhook = Some(WebhookEndpoint::new("https://shop.example/webhooks", "s").unwrap());
        Sandbox::new(Options { clock, webhook, seed: Some(seed.unwrap()), ..Options::default() }).unwrap()
    };
    let sandbox = seeded();
    let one = run_seeded(&sandbox).await;
    assert!(one.len() > 12, "webhooks were sent, some of them again");
    assert_eq!(one, run_seeded(&seeded()).await);
    sandbox.reset();
    assert_eq!(one, run_seeded(&sandbox).await);
}
