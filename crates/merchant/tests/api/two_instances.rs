//! Two instances of the merchant on one PostgreSQL: what both are asked at once is done once.

use std::time::Duration;

use jiff::{Timestamp, ToSpan};
use tokio::time::sleep;

use crate::support::{Browser, Engine, Payer, TestMerchant, magazine};

/// The same browser as both instances see it.
async fn at_both(merchant: &TestMerchant, browser: &Browser) -> [Browser; 2] {
    let elsewhere = Browser { app: merchant.another_instance().await, ..browser.clone() };
    [browser.clone(), elsewhere]
}

#[tokio::test]
async fn promise_3_tabs_at_two_instances_complete_once_and_see_the_one_mandate() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    let elsewhere = merchant.another_instance().await;
    for round in 1..=10 {
        let mut browser = merchant.browser();
        let signup = browser.start().await.signup(201);
        let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
        let tabs = (0..4).map(|number| {
            let app = if number % 2 == 0 { merchant.app.clone() } else { elsewhere.clone() };
            let mut tab = Browser { app, ..browser.clone() };
            let (id, flow) = (signup["id"].as_str().unwrap().to_owned(), flow.clone());
            tokio::spawn(async move { tab.complete(&id, &flow).await.signup(200) })
        });
        let mut seen = Vec::new();
        for tab in tabs.collect::<Vec<_>>() {
            seen.push(tab.await.unwrap());
        }
        let mandates = merchant.sandbox.mandates();
        assert_eq!((mandates.len(), merchant.sandbox.subscriptions().len()), (round, round));
        assert_eq!(merchant.upstream("POST", "/actions/complete"), round, "one instance asks, the other waits");
        assert_eq!(merchant.upstream("POST", "/subscriptions"), round);
        for answer in seen {
            assert_eq!(answer["mandate"]["id"], mandates[round - 1].id.as_str(), "{answer}");
        }
    }
}

#[tokio::test]
async fn one_key_at_two_instances_starts_one_signup() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    for round in 1..=10 {
        let key = format!("{round:032}");
        let [mut here, mut there] = at_both(&merchant, &merchant.browser()).await;
        let body = magazine();
        let (a, b) = tokio::join!(here.start_under(&key, &body), there.start_under(&key, &body));
        // Whoever was second may be told that the browser is another one: the answers' cookies differ.
        let made: Vec<_> = [a, b].into_iter().filter(|answer| answer.status == 201).map(|it| it.signup(201)).collect();
        assert!(!made.is_empty());
        assert!(made.iter().all(|signup| signup["id"] == made[0]["id"]), "{made:?}");
        assert_eq!(merchant.sandbox.redirect_flows().len(), round);
    }
}

#[tokio::test]
async fn promise_7_forms_submitted_at_two_instances_make_one_of_everything() {
    Engine::Postgres.choose();
    for _ in 0..5 {
        let payer = Payer::of("bacs", "monthly").await;
        let path = format!("/api/signups/{}/actions/submit", payer.started["id"].as_str().unwrap());
        let [mut here, mut there] = at_both(&payer.merchant, &payer.browser).await;
        let (a, b) = tokio::join!(here.post(&path, &payer.submission), there.post(&path, &payer.submission));
        let (a, b) = (a.signup(200), b.signup(200));
        assert_eq!((&a["mandate"]["id"], &a["status"]), (&b["mandate"]["id"], &b["status"]));
        payer.assert_made_once("two instances");
        for path in ["/customers", "/customer_bank_accounts", "/mandates", "/subscriptions"] {
            assert_eq!(payer.merchant.upstream("POST", path), 1, "{path}: one instance asks, the other waits");
        }
    }
}

/// An instance that dies leaves a claim; the other waits for its end, within the same request.
#[tokio::test]
async fn promise_3_what_an_instance_that_died_had_claimed_another_finishes() {
    Engine::Postgres.choose();
    let merchant = TestMerchant::start().await;
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let id = signup["id"].as_str().unwrap();
    let claimed = (Timestamp::now() + 2.seconds()).as_millisecond();
    merchant.store.run(&format!("UPDATE signups SET claimed_until = {claimed}"));
    assert_eq!(browser.complete(id, &flow).await.signup(200)["status"], "completed");
    assert!(Timestamp::now().as_millisecond() >= claimed, "it was another's until then");

    // A claim that goes on and on: the payer is told to wait, the reconciler leaves it alone.
    let mut browser = merchant.browser();
    let signup = browser.start().await.signup(201);
    let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
    let id = signup["id"].as_str().unwrap();
    let holder = async {
        loop {
            // As far away as a claim can be, so that it goes on though this one's turn is late.
            let until = (Timestamp::now() + 5.seconds()).as_millisecond();
            merchant.store.run(&format!("UPDATE signups SET claimed_until = {until} WHERE id = '{id}'"));
            sleep(Duration::from_millis(500)).await;
        }
    };
    let answer = tokio::select! {
        answer = browser.complete(id, &flow) => answer,
        () = holder => unreachable!(),
    };
    assert_eq!(answer.signup(202)["status"], "confirming", "{}", answer.text());
    assert_eq!(merchant.upstream("POST", "/actions/complete"), 1);
}
