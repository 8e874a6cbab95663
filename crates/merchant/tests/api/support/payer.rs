//! A payer of a self-hosted signup.

use merchant::Plans;
use serde_json::{Value, json};

use super::{Answer, Browser, TestMerchant};

/// Every scheme, by GoCardless's identifier.
pub(crate) const SCHEMES: [&str; 8] =
    ["ach", "autogiro", "bacs", "becs", "becs_nz", "betalingsservice", "pad", "sepa_core"];

/// Somebody who has opened the form, and what they are going to submit.
pub(crate) struct Payer {
    pub(crate) merchant: TestMerchant,
    pub(crate) browser: Browser,
    /// The signup as it was started.
    pub(crate) started: Value,
    pub(crate) submission: Value,
}

impl Payer {
    /// A payer of a plan that the scheme collects.
    pub(crate) async fn of(scheme: &str, interval: &str) -> Self {
        let mut merchant = TestMerchant::start().await;
        let plan = json!({ "id": "magazine", "name": "Magazine", "amount": 1000, "currency": currency(scheme),
            "interval": interval });
        merchant.config.plans = Plans::from_json(&json!({ "plans": [plan] }).to_string()).unwrap();
        merchant.restart().await;
        Self::at(merchant, scheme).await
    }

    /// A payer at a merchant with a plan of the scheme.
    pub(crate) async fn at(merchant: TestMerchant, scheme: &str) -> Self {
        let mut browser = merchant.browser();
        let started = browser.post("/api/signups", &self_hosted()).await.signup(201);
        Self { merchant, browser, started, submission: submission(scheme) }
    }

    /// What a payer of the scheme submits.
    pub(crate) fn submission_of(scheme: &str) -> Value {
        submission(scheme)
    }

    pub(crate) async fn start(&mut self) -> Answer {
        self.browser.post("/api/signups", &self_hosted()).await
    }

    pub(crate) fn id(&self) -> &str {
        self.started["id"].as_str().unwrap()
    }

    pub(crate) async fn submit(&mut self) -> Answer {
        let path = format!("/api/signups/{}/actions/submit", self.id());
        self.browser.post(&path, &self.submission).await
    }

    pub(crate) async fn show(&mut self) -> Value {
        let path = format!("/api/signups/{}", self.id());
        self.browser.get(&path).await.signup(200)
    }

    /// Changes a part of what is going to be submitted.
    pub(crate) fn change(&mut self, part: &str, field: &str, value: Value) {
        self.submission["data"][part][field] = value;
    }

    /// The process ends and starts again; the browser keeps its cookie.
    pub(crate) async fn restart(&mut self) {
        self.merchant.restart().await;
        self.browser = self.merchant.browser_with(self.browser.cookie.clone());
    }

    /// Checks that GoCardless has exactly one of everything.
    #[track_caller]
    pub(crate) fn assert_made_once(&self, context: &str) {
        let sandbox = &self.merchant.sandbox;
        let collections =
            if sandbox.subscriptions().is_empty() { sandbox.payments().len() } else { sandbox.subscriptions().len() };
        assert_eq!(
            [sandbox.customers().len(), sandbox.customer_bank_accounts().len(), sandbox.mandates().len(), collections],
            [1; 4],
            "{context}: customers, bank accounts, mandates, collections"
        );
    }
}

/// What our page sends when it opens.
pub(crate) fn self_hosted() -> Value {
    json!({ "signups": { "flow": "self-hosted", "plan": "magazine", "locale": "en-GB" } })
}

fn currency(scheme: &str) -> &'static str {
    match scheme {
        "ach" => "USD",
        "autogiro" => "SEK",
        "bacs" => "GBP",
        "becs" => "AUD",
        "becs_nz" => "NZD",
        "betalingsservice" => "DKK",
        "pad" => "CAD",
        _ => "EUR",
    }
}

fn submission(scheme: &str) -> Value {
    let mut payer = json!({ "given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com" });
    let mut set = |field: &str, value: &str| payer[field] = json!(value);
    match scheme {
        "autogiro" => set("swedish_identity_number", "19811228-9874"),
        "betalingsservice" => set("danish_identity_number", "2205506218"),
        "ach" | "bacs" => {
            set("address_line1", "27 Acer Road");
            set("city", "London");
            set("postal_code", "E8 3GX");
            set("region", if scheme == "ach" { "ny" } else { "" });
        }
        _ => {}
    }
    let mut bank_account = match scheme {
        "ach" => json!({ "country_code": "US", "bank_code": "026073150", "account_number": "2715500356",
            "account_type": "checking" }),
        "autogiro" => json!({ "country_code": "SE", "branch_code": "7507", "account_number": "1211203" }),
        "bacs" => json!({ "country_code": "GB", "branch_code": "20-00-00", "account_number": "55779911" }),
        "becs" => json!({ "country_code": "AU", "branch_code": "123-456", "account_number": "123456789" }),
        "becs_nz" => json!({ "country_code": "NZ", "account_number": "01-0902-0068389-00" }),
        "betalingsservice" => json!({ "country_code": "DK", "bank_code": "0345", "account_number": "3179681" }),
        "pad" => json!({ "country_code": "CA", "bank_code": "036", "branch_code": "00063",
            "account_number": "0123456" }),
        _ => json!({ "iban": "DE89 3704 0044 0532 0130 00" }),
    };
    bank_account["account_holder_name"] = json!("Frank Osborne");
    json!({ "data": { "payer": payer, "bank_account": bank_account, "authority": true } })
}
