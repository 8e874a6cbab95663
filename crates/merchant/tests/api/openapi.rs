//! docs/openapi.json has every route and method of the router, and no others. That every answer is as it says,
//! `support::contract` checks in all tests; that it has every field, `src/contract.rs`.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Method, Request};

use crate::support::{MERCHANT_TOKEN, OWN, TestMerchant, contract};

#[tokio::test]
async fn the_openapi_document_has_the_routers_paths() {
    let merchant = TestMerchant::start().await;
    let shown = format!("{:?}", merchant.app);
    // What comes after lies below a path and is unknown.
    let routes: BTreeSet<_> = shown
        .split("fallback_router")
        .next()
        .unwrap()
        .split("RouteId(")
        .filter_map(|rest| rest.split_once("): \"")?.1.split('"').next())
        // What the router adds to send what is unknown below a path to its fallback.
        .filter(|path| !path.contains("{*") && (*path == "/" || !path.ends_with('/')))
        .collect();
    let documented: BTreeSet<_> = contract::paths().keys().map(String::as_str).collect();
    assert_eq!(routes, documented);
}

#[tokio::test]
async fn the_openapi_document_has_each_paths_methods() {
    let merchant = TestMerchant::start().await;
    for (path, item) in contract::paths() {
        let documented: BTreeSet<_> = item.as_object().unwrap().keys().map(|method| method.to_uppercase()).collect();
        let request = Request::builder()
            .method(Method::PATCH)
            .uri(path.replace("{id}", "SG1"))
            .header("origin", OWN)
            .header("sec-fetch-site", "same-origin")
            .header("authorization", format!("Bearer {MERCHANT_TOKEN}"))
            .body(Body::empty())
            .unwrap();
        let answer = merchant.browser().send(request).await;
        let taken: BTreeSet<_> =
            answer.header("allow").split(',').filter(|it| *it != "HEAD" && !it.is_empty()).map(str::to_owned).collect();
        assert_eq!((answer.status, taken), (405, documented), "{path}");
    }
}
