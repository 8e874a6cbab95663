//! The same calls at the same time of the clock are answered by the same bytes.

use gocardless_sandbox::Sandbox;
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
