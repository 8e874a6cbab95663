//! Promise 19: databases whose counters are far on, and ids as long as they may be.

use crate::cluster_counters::{FAR, of_postgres, of_sqlite};
use crate::support::{Engine, Measured, TestMerchant, event};
use merchant::background;

/// The whole way, with every counter where fewer bits would end.
#[tokio::test]
async fn promise_19_signups_and_webhooks_work_where_fewer_bits_would_end() {
    for (engine, counters) in [(Engine::Sqlite, of_sqlite as fn(i64) -> String), (Engine::Postgres, of_postgres)] {
        for first in FAR {
            engine.choose();
            let merchant = TestMerchant::start().await;
            merchant.store.run(&counters(first));
            for number in 0..12 {
                let mut browser = merchant.browser();
                let signup = browser.start().await.signup(201);
                let flow = merchant.confirm(signup["redirect_url"].as_str().unwrap()).await;
                let done = browser.complete(signup["id"].as_str().unwrap(), &flow).await.signup(200);
                let mandate = done["mandate"]["id"].as_str().unwrap();
                merchant.deliver(&[event(&format!("EV{number}"), "mandates", "active", mandate, 1)]).await;
                assert_eq!(merchant.apply().await, 1);
                assert_eq!(merchant.status_of("mandates", mandate).await, "active");
                assert_eq!(background::write_audit(&merchant.state).await, Ok(3));
            }
            assert_eq!(merchant.ask("/merchant/mandates").await["mandates"].as_array().unwrap().len(), 12);
            assert!(merchant.poll().await > 0);
            let newest = merchant.store.texts("SELECT cast(max(id) AS text) FROM audit_log").await;
            assert!(newest[0].parse::<i64>().unwrap() >= first + 35, "{newest:?}");
        }
    }
}

#[tokio::test]
async fn promise_19_a_counter_that_is_half_used_up_is_told() {
    for (engine, counters) in [(Engine::Sqlite, of_sqlite as fn(i64) -> String), (Engine::Postgres, of_postgres)] {
        engine.choose();
        let merchant = TestMerchant::start().await;
        let before = Measured::of(&merchant).await;
        before.assert_is("merchant_ids_used_ratio_highest", 0.0);
        merchant.store.run(&counters((1 << 62) + (1 << 50)));
        merchant.browser().start().await.signup(201);
        background::write_audit(&merchant.state).await.unwrap();
        let told = Measured::of(&merchant).await;
        told.assert_at_least("merchant_ids_used_ratio_highest", 0.5);
        told.assert_at_least(r#"merchant_ids_used_ratio{counter="audit_log.id"}"#, 0.5);
        if matches!(engine, Engine::Sqlite) {
            for table in ["signups", "mandates", "events", "event_contents", "disconnections", "audit_log"] {
                told.assert_at_least(&format!(r#"merchant_ids_used_ratio{{counter="{table}.rowid"}}"#), 0.5);
            }
        }
    }
}

#[tokio::test]
async fn promise_19_ids_of_128_characters_are_told_apart_by_case() {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        engine.choose();
        let merchant = TestMerchant::start().await;
        let [small, large] = ["x", "X"].map(|letter| letter.repeat(126));
        let told = [(&small, "active"), (&large, "cancelled")];
        let events = told.map(|(id, action)| event(&format!("EV{id}"), "mandates", action, &format!("MD{id}"), 1));
        merchant.deliver(&events).await;
        merchant.deliver(&events).await;
        assert_eq!(merchant.apply().await, 2);
        for (id, status) in told {
            assert_eq!(merchant.status_of("mandates", &format!("MD{id}")).await, status);
        }
        let kept = merchant.ask("/merchant/events").await["events"].as_array().unwrap().len();
        assert_eq!(kept, 2);
    }
}
