//! The real program, killed in the middle of starting and completing: no mandate is lost, none is made twice.

use std::time::Duration;

use serde_json::json;

use crate::receive_webhook::cases;
use crate::support::{Payer, Program, TestMerchant, magazine, self_hosted};

#[tokio::test]
pub(crate) async fn a_killed_program_finishes_what_it_had_begun_when_asked_again() {
    let merchant = TestMerchant::start().await;
    let moments = [0, 1, 2, 3, 4, 6, 8, 12];
    for (round, millis) in moments.into_iter().enumerate() {
        let after = Duration::from_millis(millis);
        let key = format!("idempotency-key: {round:032}\r\n");
        let program = Program::start(&merchant).await;
        program.post_and_kill("/api/signups", &key, &magazine(), after).await;

        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", &key, &magazine()).await.unwrap();
        let cookie = cookie_of(&head);
        let signup = &answer["signups"];
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let path = format!("/api/signups/{}/actions/complete", signup["id"].as_str().unwrap());
        let body = json!({ "data": { "redirect_flow_id": flow } });
        program.post_and_kill(&path, &cookie, &body, after).await;

        let program = Program::start(&merchant).await;
        let (_, answer) = program.post(&path, &cookie, &body).await.unwrap();
        let mandates = merchant.sandbox.mandates();
        assert_eq!(mandates.len(), round + 1);
        assert_eq!(answer["signups"]["mandate"]["id"], mandates[round].id.as_str(), "{answer}");
    }
    assert_eq!(merchant.sandbox.redirect_flows().len(), moments.len());
}

#[tokio::test]
pub(crate) async fn a_program_killed_while_submitting_makes_everything_once_when_asked_again() {
    let Payer { merchant, submission, .. } = Payer::of("bacs", "monthly").await;
    let moments = [0, 2, 4, 6, 9, 12, 16, 20, 25, 30, 40];
    for (round, millis) in moments.into_iter().enumerate() {
        let key = format!("idempotency-key: {round:032}\r\n");
        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", &key, &self_hosted()).await.unwrap();
        let cookie = cookie_of(&head);
        let path = format!("/api/signups/{}/actions/submit", answer["signups"]["id"].as_str().unwrap());
        program.post_and_kill(&path, &cookie, &submission, Duration::from_millis(millis)).await;

        let program = Program::start(&merchant).await;
        let (_, answer) = program.post(&path, &cookie, &submission).await.unwrap();
        let sandbox = &merchant.sandbox;
        let counts = [
            sandbox.customers().len(),
            sandbox.customer_bank_accounts().len(),
            sandbox.mandates().len(),
            sandbox.subscriptions().len(),
        ];
        assert_eq!(counts, [round + 1; 4], "after {millis} ms: {answer}");
        assert_eq!(answer["signups"]["mandate"]["id"], sandbox.mandates()[round].id.as_str(), "{answer}");
        assert!(answer["signups"]["first_charge_date"].is_string(), "{answer}");
    }
}

/// Some time while a call is under way; the same in every run.
pub(crate) fn moment(round: u32) -> Duration {
    Duration::from_micros(u64::from(round.wrapping_mul(2_654_435_761) % 40_000))
}

/// 500 kills each with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
pub(crate) async fn promise_2_killed_while_completing_and_nobody_reloads() {
    let merchant = TestMerchant::start().await;
    for round in 0..cases(8, 500) {
        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", "", &magazine()).await.unwrap();
        let flow = merchant.confirm(answer["signups"]["redirect_url"].as_str().unwrap()).await;
        let path = format!("/api/signups/{}/actions/complete", answer["signups"]["id"].as_str().unwrap());
        let body = json!({ "data": { "redirect_flow_id": flow } });
        program.post_and_kill(&path, &cookie_of(&head), &body, moment(round)).await;
        merchant.advance(Duration::from_secs(1));
    }
    merchant.store.is_left().await;
    merchant.assert_known_once_reconciled().await;
}

#[tokio::test]
pub(crate) async fn promise_7_killed_while_submitting_and_nobody_comes_back() {
    let Payer { merchant, submission, .. } = Payer::of("bacs", "monthly").await;
    for round in 0..cases(8, 500) {
        let program = Program::start(&merchant).await;
        let (head, answer) = program.post("/api/signups", "", &self_hosted()).await.unwrap();
        let path = format!("/api/signups/{}/actions/submit", answer["signups"]["id"].as_str().unwrap());
        program.post_and_kill(&path, &cookie_of(&head), &submission, 2 * moment(round)).await;
        merchant.advance(Duration::from_secs(1));
    }
    merchant.store.is_left().await;
    merchant.assert_known_once_reconciled().await;
}

fn cookie_of(head: &str) -> String {
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: ")?.split(';').next()).unwrap();
    format!("cookie: {cookie}\r\n")
}
