//! The built page.

use axum::body::Body;
use axum::http::Request;

use crate::support::{Answer, TestMerchant};

const WASM: &str = "shop-0123456789abcdef_bg.wasm";

async fn built() -> TestMerchant {
    let merchant = TestMerchant::start().await;
    merchant.add_page("index.html", "<h1>Shop</h1>");
    merchant.add_page("mandate-signup.css", "main{}");
    merchant.add_page(WASM, "plain");
    merchant.add_page(&format!("{WASM}.br"), "brotli");
    merchant.add_page(&format!("{WASM}.gz"), "gzip");
    merchant
}

async fn get_accepting(merchant: &TestMerchant, path: &str, encoding: &str) -> Answer {
    let request = Request::get(path).header("accept-encoding", encoding).body(Body::empty()).unwrap();
    merchant.browser().send(request).await
}

#[tokio::test]
async fn a_name_with_a_hash_is_kept_for_ever_and_others_are_asked_for_each_time() {
    let merchant = built().await;
    for (path, content_type, cache_control) in [
        ("/".to_owned(), "text/html", "no-cache"),
        ("/?signup=SG1&redirect_flow_id=RE1".to_owned(), "text/html", "no-cache"),
        ("/mandate-signup.css".to_owned(), "text/css", "no-cache"),
        (format!("/{WASM}"), "application/wasm", "public, max-age=31536000, immutable"),
    ] {
        let answer = merchant.browser().get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), content_type, "{path}");
        assert_eq!(answer.header("cache-control"), cache_control, "{path}");
    }
}

#[tokio::test]
async fn a_browser_gets_the_smallest_form_that_it_takes() {
    let merchant = built().await;
    for (accepts, encoding, body) in
        [("gzip, br", "br", "brotli"), ("gzip", "gzip", "gzip"), ("identity", "", "plain"), ("br;q=0", "", "plain")]
    {
        let answer = get_accepting(&merchant, &format!("/{WASM}"), accepts).await;
        assert_eq!(answer.header("content-encoding"), encoding, "{accepts}");
        assert_eq!(answer.text(), body, "{accepts}");
        assert_eq!(answer.header("content-type"), "application/wasm", "{accepts}");
    }
}

#[tokio::test]
async fn an_unchanged_file_is_not_sent_again() {
    let merchant = built().await;
    let first = merchant.browser().get("/mandate-signup.css").await;
    let request = Request::get("/mandate-signup.css")
        .header("if-none-match", first.header("etag"))
        .header("if-modified-since", first.header("last-modified"))
        .body(Body::empty())
        .unwrap();
    let again = merchant.browser().send(request).await;
    assert_eq!((again.status, again.header("cache-control")), (304, "no-cache"));
}

#[tokio::test]
async fn what_is_not_there_is_not_found_and_never_outside_the_folder() {
    let merchant = built().await;
    for path in [
        "/nothing.js",
        "/../merchant.sqlite3",
        "/..%2fmerchant.sqlite3",
        "/%2e%2e/merchant.sqlite3",
        "/.%00/",
        "/shop-0123456789abcdef.js",
    ] {
        let answer = merchant.browser().get(path).await;
        answer.assert_page(404, "Page not found");
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    }
}

#[tokio::test]
async fn without_a_built_page_the_api_works() {
    let merchant = TestMerchant::start().await;
    merchant.browser().get("/").await.assert_page(404, "Page not found");
    merchant.browser().start().await.signup(201);
}

#[tokio::test]
async fn what_a_file_cannot_be_asked_is_refused_in_words() {
    let merchant = built().await;
    let ask = async |method: &str, path: &str, name: &'static str, value: &'static str| {
        let request = Request::builder().method(method).uri(path).header(name, value).body(Body::empty()).unwrap();
        merchant.browser().send(request).await
    };
    for (method, path) in [
        ("POST", "/"),
        ("DELETE", "/index.html"),
        ("POST", "/healthz"),
        ("TRACE", "/"),
        ("FOO", "/"),
        ("PUT", "/signups.css"),
    ] {
        ask(method, path, "accept", "text/html").await.assert_page(405, "Something went wrong");
        let answer = ask(method, path, "accept", "application/json").await;
        answer.assert_refused(405, "method_not_allowed");
        assert_eq!(answer.header("content-type"), "application/json", "{method} {path}");
        assert!(!path.ends_with("html") || answer.header("allow").contains("GET"), "{method} {path}");
    }
    let answer = ask("GET", "/index.html", "range", "bytes=999999-").await;
    answer.assert_page(416, "Something went wrong");
    assert_eq!(answer.header("content-range"), "bytes */13");
}
