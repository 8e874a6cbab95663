//! Pages of other sites: the way back from one is let in, what another tries is not.

use serde_json::json;
use thirtyfour::SameSite;

use crate::support::{Details, House, Payer, Site};

/// The shop is at `localhost`, the hosted page at `127.0.0.1`: to a browser, two sites.
#[tokio::test]
async fn promise_30_the_way_back_from_another_site_carries_the_cookie() {
    let house = House::open().await;
    assert!(
        house.shop().starts_with("http://localhost:") && house.sandbox.url().as_str().starts_with("http://127.0.0.1:")
    );
    let payer = Payer::arrive(&house.shop()).await;
    payer.starts_signup().await;
    assert!(payer.address().await.starts_with(house.sandbox.url().as_str()));
    payer.fills_in_details(&Details::sort_code()).await;
    payer.confirms().await;
    house.has_one_mandate();
    assert!(payer.address().await.starts_with(&house.shop()));

    let cookie = payer.driver().get_named_cookie("__Host-signup").await.expect("the cookie");
    assert_eq!((cookie.same_site, cookie.secure, cookie.path.as_deref()), (Some(SameSite::Lax), Some(true), Some("/")));
    assert_eq!(payer.runs("return document.cookie;").await, "", "no script reads it");
}

/// What a page can do with a script: JSON asks for permission first, the rest is sent and refused.
const TRIES: &str = r"
const [url, id] = arguments;
const tries = [];
for (const path of ['/api/signups', `/api/signups/${id}/actions/submit`, `/api/signups/${id}/actions/complete`])
  for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    for (const mode of ['cors', 'no-cors'])
      tries.push(fetch(url + path.slice(1), { method: 'POST', mode, credentials: 'include', body: '{}',
        headers: { 'Content-Type': type } }).then((answer) => answer.type, () => 'refused'));
tries.push(fetch(`${url}api/signups/${id}`, { credentials: 'include' }).then((answer) => answer.type, () => 'refused'));
return Promise.all(tries);
";

#[tokio::test]
async fn promise_30_a_page_of_another_site_starts_changes_and_reads_nothing() {
    let house = House::open().await;
    let elsewhere = Site::open().await;
    let payer = Payer::arrive(&house.self_hosted("magazine")).await;
    payer.find("input", "Sort code").await;
    let id =
        "return performance.getEntries().map((it) => /signups\\/(SG\\w+)/.exec(it.name)?.[1]).find(Boolean) ?? 'SG1';";
    let id = payer.runs(id).await;
    let started = house.answered(&["/api/signups\"", "201"]).await;
    assert_eq!(started, 1);

    payer.goes_to(&elsewhere.shows("")).await;
    let outcomes = payer.asks(TRIES, vec![json!(house.shop()), id]).await;
    let outcomes: Vec<String> = serde_json::from_value(outcomes).expect("outcomes");
    assert!(outcomes.iter().all(|outcome| ["refused", "opaque"].contains(&outcome.as_str())), "{outcomes:?}");
    // What was sent without permission was refused: every kind that needs none, with and without the answer being read.
    let refused = house.answered(&["method=\"POST\"", "route=\"/api/signups", "403"]).await;
    assert!(refused >= 3 * 4, "{refused} were refused: {outcomes:?}");
    assert_eq!(house.answered(&["method=\"POST\"", "route=\"/api/signups"]).await, refused + started);

    // A form that sends itself leaves the page, and ends at an explanation.
    let form = format!(
        r#"<form method="post" action="{}signups"><input name="plan" value="magazine"></form>
        <script>document.forms[0].submit();</script>"#,
        house.shop()
    );
    payer.goes_to(&elsewhere.shows(&form)).await;
    payer.find("heading", "Please start from our own page").await;
    assert_eq!(house.sandbox.redirect_flows().len(), 0);
    house.has_no_mandate();
}
