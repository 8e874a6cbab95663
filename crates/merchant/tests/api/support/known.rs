//! What we know of mandates is what there is.

use std::time::Duration;

use super::{METRICS_TOKEN, TestMerchant};

impl TestMerchant {
    /// Checks that every mandate that GoCardless has is known, once, with one subscription under it.
    pub(crate) async fn assert_all_known(&self, context: &str) {
        let mut known = self.known_mandates().await;
        let mut made: Vec<_> = self.sandbox.mandates().iter().map(|it| it.id.to_string()).collect();
        known.sort();
        made.sort();
        assert_eq!(known, made, "{context}");
        let mut collected: Vec<_> =
            self.sandbox.subscriptions().iter().map(|it| it.links.mandate.to_string()).collect();
        collected.sort();
        assert_eq!(collected, made, "{context}");
    }

    /// The mandates that we know, as the merchant's own systems see them.
    pub(crate) async fn known_mandates(&self) -> Vec<String> {
        let mut known = Vec::new();
        let mut path = "/merchant/mandates?limit=100".to_owned();
        loop {
            let page = self.ask(&path).await;
            known.extend(page["mandates"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().to_owned()));
            match page["meta"]["cursors"]["after"].as_str() {
                Some(after) => path = format!("/merchant/mandates?limit=100&after={after}"),
                None => return known,
            }
        }
    }

    /// The same, after nobody came back and the reconciler had its turns.
    pub(crate) async fn assert_known_once_reconciled(&self) {
        self.advance(Duration::from_secs(61));
        while self.reconcile().await > 0 {
            self.advance(Duration::from_secs(10));
        }
        self.assert_all_known("once reconciled").await;
        self.assert_nothing_is_stuck("once reconciled").await;
    }

    /// Checks that the reconciler has nothing left to do.
    pub(crate) async fn assert_nothing_is_stuck(&self, context: &str) {
        let measured = self.ask_as("/metrics", METRICS_TOKEN).await.text();
        let oldest = measured.lines().find(|line| line.starts_with("merchant_oldest_unfinished_signup_seconds "));
        assert_eq!(oldest, Some("merchant_oldest_unfinished_signup_seconds 0"), "{context}");
    }
}
