//! A machine that loses power the moment it has answered: promise 11.
//!
//! Its disk keeps what was forced onto it and nothing else. That is SQLite's part; what PostgreSQL keeps is PostgreSQL's, and
//! `tests/store/postgres/durability.rs` shows that we do not weaken it.

use std::time::Duration;

use gocardless_api::WebhookSecret;
use rusqlite::Connection;
use serde_json::json;

use crate::receive_webhook::cases;
use crate::support::{Death, Disk, Loss, SECRET, TestMerchant, When, delivery, event};

/// Delivers 20 events; power fails when the acknowledgement has left. Returns how many of the events are left.
async fn left_of_a_webhook(merchant: &mut TestMerchant, of: &str, disk: Disk) -> usize {
    let events: Vec<_> =
        (0..20).map(|number| event(&format!("EV{of}x{number}"), "mandates", "active", of, number)).collect();
    let body = delivery(&events);
    let signature = format!("webhook-signature: {}\r\n", WebhookSecret::new(SECRET).sign(body.as_bytes()));
    let calls = vec!["send HTTP/1.1 204".to_owned()];
    let death = Death { calls, when: When::After, loss: Loss::Unsynced(disk) };
    let answer = merchant.crash(death, async |program| program.first_line("/webhooks", &signature, &body).await).await;
    assert_eq!(answer.as_deref(), Some("HTTP/1.1 204 No Content\r\n"));
    merchant.advance(Duration::from_mins(2));
    merchant.apply().await;
    let events = merchant.ask("/merchant/events?limit=100").await;
    events["events"].as_array().unwrap().iter().filter(|it| it["event"]["links"]["mandate"] == of).count()
}

/// 200 times with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_11_what_was_acknowledged_is_on_a_disk_that_drops_what_was_not_forced_onto_it() {
    let mut merchant = TestMerchant::start().await;
    for round in 0..cases(4, 200) {
        assert_eq!(left_of_a_webhook(&mut merchant, &format!("MD{round}"), Disk::True).await, 20);
    }
}

/// 200 times with `MERCHANT_TEST_FULL=1`.
#[tokio::test]
async fn promise_11_a_mandate_that_its_payer_was_told_of_is_on_such_a_disk() {
    let mut merchant = TestMerchant::start().await;
    for round in 0..cases(4, 200) {
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let cookie = format!("cookie: __Host-signup={}\r\n", browser.cookie.take().unwrap());
        drop(browser);
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let path = format!("/api/signups/{}/actions/complete", signup["id"].as_str().unwrap());
        let body = json!({ "data": { "redirect_flow_id": flow } });
        let calls = vec![format!("recv {path}"), "send HTTP/1.1 200".to_owned()];
        let death = Death { calls, when: When::After, loss: Loss::Unsynced(Disk::True) };
        merchant.crash(death, async |program| program.post(&path, &cookie, &body).await).await;
        merchant.assert_all_known(&format!("round {round}")).await;
        merchant.advance(Duration::from_secs(61));
    }
}

/// The test above can fail: a disk that does not do what it is told to is found out.
#[tokio::test]
async fn a_disk_that_lies_loses_what_was_acknowledged() {
    let mut merchant = TestMerchant::start().await;
    assert_eq!(left_of_a_webhook(&mut merchant, "MD1", Disk::Lies).await, 0);
}

/// What could not be forced onto the disk is not taken for being there: the log is kept, and all of it is read again.
#[tokio::test]
async fn promise_11_a_database_that_cannot_be_synced_is_repaired_from_its_log() {
    let mut merchant = TestMerchant::start().await;
    let calls = vec!["send HTTP/1.1 999".to_owned()];
    let death = Death { calls, when: When::After, loss: Loss::Unsynced(Disk::Broken) };
    let acknowledged = merchant
        .crash(death, async |program| {
            let mut acknowledged = 0_i64;
            loop {
                let events: Vec<_> = (acknowledged..acknowledged + 250)
                    .map(|number| event(&format!("EV{number}"), "mandates", "active", &format!("MD{number}"), 0))
                    .collect();
                let body = delivery(&events);
                let signature = format!("webhook-signature: {}\r\n", WebhookSecret::new(SECRET).sign(body.as_bytes()));
                match program.first_line("/webhooks", &signature, &body).await.as_deref() {
                    Some("HTTP/1.1 204 No Content\r\n") => acknowledged += 250,
                    _ => break acknowledged,
                }
            }
        })
        .await;
    assert!(acknowledged > 250);
    let database = Connection::open(merchant.database()).unwrap();
    let kept: i64 = database.query_row("SELECT count(*) FROM events", (), |row| row.get(0)).unwrap();
    assert!(kept >= acknowledged, "{kept} of {acknowledged}");
}
