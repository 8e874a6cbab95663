//! What is measured, as Prometheus reads it.

use axum::body::Body;
use axum::http::Request;

use super::{METRICS_TOKEN, TestMerchant};

/// What is measured, by name and labels.
pub(crate) struct Measured(pub(crate) String);

impl Measured {
    pub(crate) async fn of(merchant: &TestMerchant) -> Self {
        let request = Request::get("/metrics").header("authorization", format!("Bearer {METRICS_TOKEN}"));
        let answer = merchant.browser().send(request.body(Body::empty()).unwrap()).await;
        assert_eq!((answer.status, answer.header("content-type")), (200, "text/plain; version=0.0.4; charset=utf-8"));
        Self(answer.text())
    }

    /// The value; not a number where there is none.
    pub(crate) fn value(&self, name: &str) -> f64 {
        let line = self.0.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.map_or(f64::NAN, |value| value.parse().unwrap())
    }

    #[track_caller]
    pub(crate) fn assert_is(&self, name: &str, expected: f64) {
        assert!((self.value(name) - expected).abs() < f64::EPSILON, "{name} is {}:\n{}", self.value(name), self.0);
    }

    #[track_caller]
    pub(crate) fn assert_is_unknown(&self, name: &str) {
        assert!(self.0.contains(&format!("\n{name} NaN")), "{name} is {}:\n{}", self.value(name), self.0);
    }

    #[track_caller]
    pub(crate) fn assert_at_least(&self, name: &str, expected: f64) {
        assert!(self.value(name) >= expected, "{name} is {}:\n{}", self.value(name), self.0);
    }
}
