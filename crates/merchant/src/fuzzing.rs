//! The parsers of what comes from outside, a function each: nothing panics, and what is accepted is what it seems to be.
//!
//! `fuzz/` runs them for as long as one likes, and every test run on seeds that were changed a little.

#![expect(clippy::missing_panics_doc, reason = "panicking is what they are for")]

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt::Display;
use std::net::SocketAddr;
use std::str::FromStr;
use std::sync::LazyLock;

use axum::extract::{ConnectInfo, Query};
use axum::http::header::COOKIE;
use axum::http::{Extensions, HeaderMap, HeaderName, HeaderValue, Uri};
use bank_details::Scheme;
use bytestring::ByteString;
use gocardless_api::{EventId, MandateId, RedirectFlowId, WebhookSecret};
use jiff::Timestamp;
use signup_api::{BankAccount, CompleteSignup, Data, SignupId, Signups, StartSignup, Submission};
use url::Url;

use crate::bank_details_lookup::BankDetailsLookups;
use crate::client_address::client_address;
use crate::cookie::BrowserToken;
use crate::events::{meaning, read_delivery, read_leniently};
use crate::routes::complete_signup_on_return::Return;
use crate::routes::merchant::{Asked, page_query};
use crate::routes::receive_webhook::is_genuine;
use crate::routes::start_signup_form::StartForm;
use crate::signups::request::Order;
use crate::signups::submission::check;
use crate::{Config, MandateTexts, Origin, Plans, Proxies, idempotency_key};

static CONFIG: LazyLock<Config> = LazyLock::new(|| {
    let url = |text: &str| text.parse().expect("a URL");
    Config::for_testing(url("http://127.0.0.1:8081"), "unused", url("https://own.example"), "unused")
});

/// A webhook's body: every event is kept to the letter, under parts that every store can keep.
pub fn webhook_body(body: &[u8]) {
    let Ok(text) = ByteString::try_from(body) else { return };
    let events = read_delivery(&text, Timestamp::UNIX_EPOCH);
    assert_eq!(events, read_leniently(&text, Timestamp::UNIX_EPOCH), "the same, however it is read");
    for event in events.unwrap_or_default() {
        assert!(body.windows(event.content.len()).any(|part| part == event.content.as_bytes()), "kept to the letter");
        assert!(event.key.id().is_none_or(|id| id.parse::<EventId>().is_ok()));
        let parts = [Some(&event.resource_type), Some(&event.action), event.resource.as_ref()];
        assert!(parts.into_iter().flatten().all(|part| part.len() <= 128 && !part.contains('\0')));
        let _ = meaning(&event);
    }
}

/// A signature's header, a line, and the body: only the right signature is accepted, for which `RIGHT` stands.
pub fn signature(input: &[u8]) {
    let (header, body) = split(input);
    let secret = WebhookSecret::new("secret");
    let right = secret.sign(body);
    let header = String::from_utf8_lossy(header).replace("RIGHT", &right);
    let Ok(value) = HeaderValue::from_str(&header) else { return };
    let headers = HeaderMap::from_iter([(HeaderName::from_static("webhook-signature"), value)]);
    assert_eq!(is_genuine(&[secret], body, &headers), header == right);
}

/// An id: what is accepted is one segment of a path, and nothing else.
pub fn ids(text: &str) {
    id::<SignupId>(text);
    id::<EventId>(text);
    id::<MandateId>(text);
    id::<RedirectFlowId>(text);
}

fn id<T: Display + FromStr>(text: &str) {
    let Ok(id) = text.parse::<T>() else { return };
    let written = id.to_string();
    assert_eq!(written, text);
    let root: Url = "https://api.gocardless.com/mandates/".parse().expect("a URL");
    let url = root.join(&written).expect("an id is a part of a path");
    assert_eq!(url.as_str(), format!("https://api.gocardless.com/mandates/{text}"));
}

/// Cookies, a header a line: a token that is found was sent, and can be set again.
pub fn cookies(input: &[u8]) {
    let Some(browser) = BrowserToken::from_headers(&headers(&COOKIE, input)) else { return };
    let token = browser.expose().as_bytes();
    assert!(token.len() == 64 && input.windows(64).any(|part| part == token));
    assert!(!browser.set_cookie().is_empty());
}

/// The key of a repeated start: what is accepted is one word.
pub fn idempotency_keys(input: &[u8]) {
    let headers = headers(&HeaderName::from_static("idempotency-key"), input);
    let Ok(found) = idempotency_key::from_headers(&headers) else { return };
    let is_key = |value: &HeaderValue| (16..=128).contains(&value.len()) && value.as_bytes().is_ascii();
    assert_eq!(found.is_some(), headers.len() == 1);
    assert!(headers.values().all(is_key));
}

/// What proxies say of whom they forward for, a header a line: somebody calls, and it is not a listed proxy unless nobody else
/// is named. From a stranger it means nothing.
pub fn forwarded(input: &[u8]) {
    let name = HeaderName::from_static("x-forwarded-for");
    let headers = headers(&name, input);
    let ranges = ["203.0.113.0/24", "2001:db8:9::/48"].map(|range| range.parse().expect("a range"));
    let proxies = Proxies { header: Some(name), ranges: ranges.to_vec() };
    for (peer, is_listed) in [("203.0.113.7:80", true), ("[::ffff:198.51.100.1]:80", false)] {
        let peer: SocketAddr = peer.parse().expect("an address");
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(peer));
        let client = client_address(&extensions, &headers, &proxies).expect("somebody calls");
        let own = peer.ip().to_canonical();
        assert!(client == own || is_listed && !proxies.contain(client));
    }
}

/// Every JSON body that the component sends: what is accepted may be sent on.
pub fn json_bodies(body: &[u8]) {
    if let Ok(Signups { signups }) = serde_json::from_slice::<Signups<StartSignup>>(body) {
        order(signups);
    }
    if let Ok(Data { data }) = serde_json::from_slice::<Data<CompleteSignup>>(body) {
        ids(&data.redirect_flow_id);
    }
    if let Ok(Data { data }) = serde_json::from_slice::<Data<Submission>>(body) {
        for scheme in Scheme::ALL {
            match check(data.clone(), scheme) {
                Ok(checked) => assert!(data.authority && !checked.account_holder_name.trim().is_empty()),
                Err(problems) => assert!(!problems.is_empty(), "refused without a reason"),
            }
        }
    }
    if let Ok(lookup) = serde_json::from_slice::<BankDetailsLookups<BankAccount>>(body) {
        let _ = lookup.bank_details_lookups.account();
    }
}

/// A payer is sent back to allowed pages only, and words are of limited length without control characters.
fn order(asked: StartSignup) {
    let Ok(order) = Order::check(asked, &CONFIG) else { return };
    assert!(order.return_url.is_none_or(|url| Origin::of(&url).is_some_and(|origin| CONFIG.server.allows(&origin))));
    let payer = serde_json::to_value(&order.payer).unwrap_or_default();
    let words = payer.as_object().into_iter().flatten().filter_map(|(_, word)| word.as_str());
    words.for_each(|word| assert!(word.chars().count() <= 255 && !word.chars().any(char::is_control)));
}

/// A query, or a form, which is written alike.
pub fn queries(text: &str) {
    let Ok(uri) = format!("/?{text}").parse::<Uri>() else { return };
    if let Ok(page) = page_query(Query::<Asked>::try_from_uri(&uri), 500) {
        assert!((1..=500).contains(&page.limit));
        assert!(page.after.is_none_or(|after| after.len() <= 128 && after.bytes().all(|byte| byte.is_ascii_graphic())));
    }
    if let Ok(Query(returned)) = Query::<Return>::try_from_uri(&uri) {
        ids(&returned.redirect_flow_id);
    }
    let _ = Query::<StartForm>::try_from_uri(&uri);
    let _ = Query::<HashMap<String, String>>::try_from_uri(&uri);
}

/// The files that a merchant writes: what is accepted can be sold and shown.
pub fn files(text: &str) {
    if let Ok(plans) = Plans::from_json(text) {
        assert!(plans.get("").is_none(), "a plan without an id");
    }
    if let Ok(texts) = MandateTexts::from_json(text) {
        let (wording, _) = texts.of(&gocardless_api::Scheme::Bacs, Some("en-GB"));
        assert!(wording.is_none_or(|wording| !wording.paragraphs.is_empty()));
    }
}

/// The first line, and what follows.
fn split(input: &[u8]) -> (&[u8], &[u8]) {
    let mut parts = input.splitn(2, |byte| *byte == b'\n');
    (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
}

fn headers(name: &HeaderName, input: &[u8]) -> HeaderMap {
    let values = input.split(|byte| *byte == b'\n').filter_map(|line| HeaderValue::from_bytes(line.trim_ascii()).ok());
    let mut headers = HeaderMap::new();
    for value in values.take(1000) {
        headers.append(name, value);
    }
    headers
}
