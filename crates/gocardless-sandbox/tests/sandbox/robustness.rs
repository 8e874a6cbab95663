//! Whatever is sent, the sandbox answers, never with a 5xx, and refuses in the envelope.

mod words;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use gocardless_sandbox::{Sandbox, app};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::Union;
use serde_json::{Map, Value, json};
use tokio::runtime::Builder;

use self::words::{ENVELOPES, FIELDS, PATHS, WATCHING};
use crate::support::{Answer, call, sandbox, send};

/// A request that may or may not make sense.
#[derive(Clone, Debug)]
struct Thrown {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "",
            " ",
            "GB",
            "DE",
            "NZ",
            "SE",
            "US",
            "checking",
            "026073150",
            "7507",
            "20-00-00",
            "55779911",
            "DE89370400440532013000",
            "s1",
            "company",
            "bacs",
            "EUR",
            "USD",
            "2026-03-16",
            "allow",
            "authorization_code",
            "login",
            "sandbox_demo",
            "sandbox_demo_app",
            "sandbox_demo_app_secret",
            "subscriptions@northwind.example",
            "monthly",
            "2026-03-16"
        ])
        .prop_map(str::to_owned),
        select(vec!["https://shop.example/ok", "http://[::1]", "javascript:1", "2026-03-02T09:00:00Z", "a@b", "\0"])
            .prop_map(str::to_owned),
        any::<String>(),
        "[A-Za-z0-9 ]{250,600}",
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        4 => text().prop_map(Value::from),
        1 => any::<bool>().prop_map(Value::from),
        1 => any::<i64>().prop_map(Value::from),
        1 => any::<f64>().prop_map(|number| json!(number)),
        1 => Just(Value::Null),
    ];
    leaf.prop_recursive(4, 40, 8, |inner| {
        prop_oneof![
            1 => vec(inner.clone(), 0..4).prop_map(Value::from),
            3 => vec((select(FIELDS), inner), 0..10).prop_map(|pairs| {
                Value::from(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())
            }),
        ]
    })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        6 => (select(ENVELOPES), value()).prop_map(|(name, value)| json!({ name: value }).to_string().into()),
        2 => value().prop_map(|value| value.to_string().into()),
        2 => vec((select(FIELDS), text()), 0..8).prop_map(|pairs| {
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish().into()
        }),
        2 => vec(any::<u8>(), 0..300),
        1 => Just(Vec::new()),
        1 => (1_usize..50_000).prop_map(|depth| "[".repeat(depth).into()),
        1 => (1_usize..50_000).prop_map(|depth| "{\"data\":".repeat(depth).into()),
        1 => (200_000_usize..400_000).prop_map(|size| json!({"data": "x".repeat(size)}).to_string().into()),
    ]
}

fn headers() -> impl Strategy<Value = Vec<(String, String)>> {
    let junk = || "[ -~]{0,200}";
    let header = |name: &'static str, usual: Vec<&'static str>| {
        let usual = select(usual).prop_map(|value| Some(value.to_owned()));
        let value = prop_oneof![12 => usual, 1 => Just(None), 1 => junk().prop_map(Some)];
        value.prop_map(move |value| value.map(|value| (name.to_owned(), value)))
    };
    (
        header("authorization", vec!["Bearer sandbox_demo"]),
        header("gocardless-version", vec!["2015-07-06"]),
        header("accept", vec!["application/json", "*/*", "text/html"]),
        header("content-type", vec!["application/json", "application/json", "application/x-www-form-urlencoded"]),
        header("idempotency-key", vec!["one", "two", "three"]),
        header("sec-fetch-site", vec!["same-origin", "cross-site"]),
    )
        .prop_map(|(a, b, c, d, e, f)| [a, b, c, d, e, f].into_iter().flatten().collect())
}

fn id(known: Vec<String>) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => select(known),
        1 => "[A-Za-z0-9_-]{1,140}",
        1 => "(%[0-9a-f]{2}){1,8}",
        1 => select(vec!["..", "%2e%2e", "%00", "%ff", "a%2Fb", "RE%20"]).prop_map(str::to_owned),
    ]
}

fn thrown(known: Vec<String>) -> impl Strategy<Value = Thrown> {
    let path = (select(PATHS), id(known)).prop_map(|(path, id)| path.replace("{id}", &id));
    let query = prop_oneof![
        3 => Just(String::new()),
        1 => "\\?(limit|after|before|status|enabled|successful|is_test|customer|sort_field|bank|country|include|resource_type|created_at\\[gt\\]|charge_date\\[gt\\])=[A-Za-z0-9%,]{0,20}",
        1 => "\\?[!-~&&[^#]]{0,40}",
    ];
    let path = Union::new_weighted(vec![
        (9, (path, query).prop_map(|(path, query)| path + &query).boxed()),
        (1, "/[!-~&&[^#]]{0,60}".boxed()),
    ]);
    let method = prop_oneof![
        9 => select(vec!["GET", "POST", "PUT", "DELETE"]).prop_map(str::to_owned),
        1 => select(vec!["HEAD", "OPTIONS", "PATCH", "TRACE", "BREW"]).prop_map(str::to_owned),
    ];
    (method, path, headers(), body()).prop_map(|(method, path, headers, body)| Thrown { method, path, headers, body })
}

impl Thrown {
    /// `None` where HTTP itself does not allow such a request.
    fn request(&self) -> Option<Request<Body>> {
        let mut request = Request::builder().method(self.method.as_str()).uri(&self.path);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(self.body.clone().into()).ok()
    }

    /// Pages for people answer in HTML, and OAuth's endpoints without the envelope.
    fn is_without_envelope(&self) -> bool {
        let is_under = |starts: &[&str]| starts.iter().any(|start| self.path.starts_with(start));
        if is_under(&["/mandate_preview/", "/oauth/", "/onboarding"]) {
            return true;
        }
        let is_page = is_under(&["/bank/", "/billing/static/", "/flow/"]);
        is_page && !self.path.contains("/details") && !self.path.contains("/actions/")
    }
}

/// One of everything; the ids of it.
async fn furnish(sandbox: &Sandbox, router: &Router) -> Vec<String> {
    let endpoint = json!({"endpoint": {"url": "https://shop.example/webhooks", "secret": "s"}});
    assert_eq!(call(router, "POST", "/_sandbox/webhooks", &endpoint).await.status, 200);
    for (path, body) in [
        ("/customers", json!({"customers": {"company_name": "Hut Ltd"}})),
        (
            "/redirect_flows",
            json!({"redirect_flows": {
                "session_token": "s1", "success_redirect_url": "https://shop.example"
            }}),
        ),
    ] {
        assert_eq!(call(router, "POST", path, &body).await.status, 201);
    }
    let customer = sandbox.customers()[0].id.clone();
    let account = json!({"customer_bank_accounts": {
        "account_holder_name": "Hut Ltd", "iban": "DE89370400440532013000", "links": {"customer": customer.as_str()}
    }});
    assert_eq!(call(router, "POST", "/customer_bank_accounts", &account).await.status, 201);
    let account = sandbox.customer_bank_accounts()[0].id.clone();
    let mandate = json!({"mandates": {"links": {"customer_bank_account": account.as_str()}}});
    let mandate = call(router, "POST", "/mandates", &mandate).await.json();
    let payment = json!({"payments": {
        "amount": 1000, "currency": "EUR", "links": {"mandate": mandate["mandates"]["id"]}
    }});
    assert_eq!(call(router, "POST", "/payments", &payment).await.status, 201);
    let subscription = json!({"subscriptions": {
        "amount": 1000, "currency": "EUR", "interval_unit": "monthly", "count": 3,
        "links": {"mandate": mandate["mandates"]["id"]}
    }});
    assert_eq!(call(router, "POST", "/subscriptions", &subscription).await.status, 201);
    let schedule = json!({"instalment_schedules": {
        "name": "N", "total_amount": 1000, "currency": "EUR", "instalments": [{"amount": 1000}],
        "links": {"mandate": mandate["mandates"]["id"]}
    }});
    assert_eq!(call(router, "POST", "/instalment_schedules", &schedule).await.status, 201);
    let asked = json!({"billing_requests": {"mandate_request": {"scheme": "bacs"}}});
    let request = call(router, "POST", "/billing_requests", &asked).await.json()["billing_requests"]["id"].clone();
    let paid = json!({"billing_request_with_actions": {"payment_request": {"amount": 1000}, "actions": {
        "select_institution": {"country_code": "GB", "institution": "monzo"}, "create_bank_authorisation": true
    }}});
    let paid = call(router, "POST", "/billing_requests/create_with_actions", &paid).await.json();
    let bank = &paid["billing_request_with_actions"]["bank_authorisations"]["id"];
    let flow =
        json!({"billing_request_flows": {"exit_uri": "https://shop.example", "links": {"billing_request": request}}});
    let flow = call(router, "POST", "/billing_request_flows", &flow).await.json();
    vec![
        sandbox.subscriptions()[0].id.to_string(),
        sandbox.instalment_schedules()[0].id.to_string(),
        request.as_str().unwrap().to_owned(),
        bank.as_str().unwrap().to_owned(),
        flow["billing_request_flows"]["id"].as_str().unwrap().to_owned(),
        sandbox.payments()[0].id.to_string(),
        sandbox.events()[0].id.clone().unwrap().to_string(),
        customer.to_string(),
        account.to_string(),
        mandate["mandates"]["id"].as_str().unwrap().to_owned(),
        mandate["mandates"]["links"]["creditor"].as_str().unwrap().to_owned(),
        sandbox.redirect_flows()[0].id.to_string(),
        sandbox.webhooks()[0].id.to_string(),
    ]
}

fn check(thrown: &Thrown, answer: &Answer) -> Result<(), TestCaseError> {
    prop_assert!(answer.status < 500, "{} {}", answer.status, answer.body);
    let only_watches =
        answer.status < 400 && thrown.path.split('?').next().is_some_and(|path| WATCHING.contains(&path));
    prop_assert!(only_watches || answer.headers.contains_key("x-request-id"));
    if answer.status < 400 || thrown.method == "HEAD" || thrown.is_without_envelope() {
        return Ok(());
    }
    prop_assert_eq!(&answer.headers["content-type"], "application/json");
    let error = &answer.json()["error"];
    prop_assert_eq!(&error["code"], answer.status);
    prop_assert_eq!(&error["request_id"], answer.headers["x-request-id"].to_str().unwrap());
    prop_assert!(error["type"].is_string() && error["message"].is_string(), "{}", error);
    let details = error["errors"].as_array().filter(|details| !details.is_empty());
    for detail in details.ok_or_else(|| TestCaseError::fail("no details"))? {
        let has_place = detail["field"].is_string() && detail["request_pointer"].is_string();
        prop_assert!(detail["message"].is_string() && (detail["reason"].is_string() || has_place), "{}", detail);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_thrown_at_it_is_answered(
        requests in {
            let runtime = Builder::new_current_thread().build().unwrap();
            let sandbox = sandbox();
            vec(thrown(runtime.block_on(furnish(&sandbox, &app(sandbox.clone())))), 1..12)
        }
    ) {
        let runtime = Builder::new_current_thread().enable_time().build().unwrap();
        runtime.block_on(async {
            let sandbox = sandbox();
            let router = app(sandbox.clone());
            furnish(&sandbox, &router).await;
            for thrown in &requests {
                if let Some(request) = thrown.request() {
                    check(thrown, &send(&router, request).await)?;
                }
            }
            Ok::<(), TestCaseError>(())
        })?;
    }
}
