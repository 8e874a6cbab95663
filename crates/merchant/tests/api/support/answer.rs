//! What a browser gets.

use axum::http::HeaderMap;
use serde_json::Value;

#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("not JSON: {}", self.text()))
    }

    /// The signup, when the status is as expected.
    #[track_caller]
    pub(crate) fn signup(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        self.json()["signups"].clone()
    }

    /// Checks the whole envelope of an error with one reason.
    #[track_caller]
    pub(crate) fn assert_refused(&self, status: u16, reason: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        let error = &self.json()["error"];
        assert_eq!(error["code"], status, "{error}");
        assert_eq!(error["errors"][0]["reason"], reason, "{error}");
        assert_eq!(error["request_id"], self.header("x-request-id"), "{error}");
        assert!(!error["type"].as_str().unwrap().is_empty() && !error["message"].as_str().unwrap().is_empty());
    }

    /// Checks that exactly this field is refused.
    #[track_caller]
    pub(crate) fn assert_field_refused(&self, field: &str) {
        assert_eq!(self.status, 422, "{}", self.text());
        let error = &self.json()["error"];
        assert_eq!(error["type"], "validation_failed");
        assert_eq!(error["errors"].as_array().unwrap().len(), 1, "{error}");
        assert_eq!(error["errors"][0]["field"], field, "{error}");
    }

    /// Checks for a page with this status and title.
    #[track_caller]
    pub(crate) fn assert_page(&self, status: u16, title: &str) {
        assert_eq!(self.status, status, "{}", self.text());
        assert_eq!(self.header("content-type"), "text/html; charset=utf-8");
        assert!(
            self.text().contains(&format!("<h1 class=\"signup__title\" id=\"title\">{title}</h1>")),
            "{}",
            self.text()
        );
    }
}

/// A parameter of an address.
pub(crate) fn query(url: &str, name: &str) -> Option<String> {
    let url: url::Url = url.parse().unwrap();
    url.query_pairs().find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
}
