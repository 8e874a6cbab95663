//! Where a payer calls from: ACH mandates are kept with it, and limits are counted by it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::FORWARDED;
use axum::http::{Extensions, HeaderMap, HeaderName};

use crate::config::Proxies;

/// The payer's IP address: the connection's, or where that is one of our proxies, the one that it names in its header.
///
/// Of several addresses in the header the last that is no proxy of ours counts: our own proxies wrote it, and anybody may
/// have written those before it. A header that tells none is as good as no header.
pub(crate) fn client_address(extensions: &Extensions, headers: &HeaderMap, proxies: &Proxies) -> Option<IpAddr> {
    let peer = peer(extensions)?;
    let told = if proxies.contain(peer) { told_client(headers, proxies) } else { None };
    Some(told.unwrap_or(peer))
}

/// Whether the request comes from a listed proxy that names no client: then all who come through it are one.
pub(crate) fn is_by_silent_proxy(extensions: &Extensions, headers: &HeaderMap, proxies: &Proxies) -> bool {
    peer(extensions).is_some_and(|peer| proxies.contain(peer)) && told_client(headers, proxies).is_none()
}

/// The other end of the connection.
fn peer(extensions: &Extensions) -> Option<IpAddr> {
    Some(extensions.get::<ConnectInfo<SocketAddr>>()?.ip().to_canonical())
}

/// The client that a listed proxy names.
fn told_client(headers: &HeaderMap, proxies: &Proxies) -> Option<IpAddr> {
    let values = headers.get_all(proxies.header.as_ref()?).into_iter().map(|value| value.to_str().unwrap_or_default());
    let told: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    let mut told = told.into_iter().rev().map(|address| parse(address.trim()));
    // What is no address was not written by a proxy of ours, and so was nothing before it.
    told.find(|address| address.is_none_or(|address| !proxies.contain(address))).flatten()
}

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Whether the request names a client as proxies do, though it does not come from one that is listed.
pub(crate) fn is_by_unlisted_proxy(extensions: &Extensions, headers: &HeaderMap, proxies: &Proxies) -> bool {
    let Some(peer) = peer(extensions) else { return false };
    let mut names = [FORWARDED, X_FORWARDED_FOR].into_iter().chain(proxies.header.clone());
    !proxies.contain(peer) && names.any(|name| headers.contains_key(name))
}

fn parse(text: &str) -> Option<IpAddr> {
    let address = text.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_connections_unless_that_is_a_listed_proxy() {
        let header: HeaderName = "x-forwarded-for".parse().unwrap();
        let none = Proxies::default();
        let listed = Proxies {
            header: Some(header.clone()),
            ranges: vec!["203.0.113.0/24".parse().unwrap(), "2001:db8:9::/48".parse().unwrap()],
        };
        for (sent, by_proxy) in [
            (vec![], "203.0.113.7"),
            (vec!["198.51.100.1"], "198.51.100.1"),
            (vec!["10.9.9.9, 198.51.100.1"], "198.51.100.1"),
            (vec!["10.9.9.9", "198.51.100.2:80"], "198.51.100.2"),
            (vec!["10.9.9.9, 198.51.100.2, 203.0.113.200"], "198.51.100.2"),
            (vec!["198.51.100.2, 2001:db8:9::1", "203.0.113.200"], "198.51.100.2"),
            (vec!["2001:db8::1"], "2001:db8::1"),
            (vec!["198.51.100.1, unknown"], "203.0.113.7"),
            (vec!["203.0.113.8"], "203.0.113.7"),
            (vec![""], "203.0.113.7"),
        ] {
            let mut headers = HeaderMap::new();
            for value in &sent {
                headers.append(&header, value.parse().unwrap());
            }
            let told = |peer: &str, proxies| {
                let mut extensions = Extensions::new();
                extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
                client_address(&extensions, &headers, proxies).map(|address| address.to_string())
            };
            let proxy = "[::ffff:203.0.113.7]:4711";
            assert_eq!(told(proxy, &listed).as_deref(), Some(by_proxy), "{sent:?}");
            assert_eq!(told(proxy, &none).as_deref(), Some("203.0.113.7"), "{sent:?}");
            assert_eq!(told("192.0.2.1:80", &listed).as_deref(), Some("192.0.2.1"), "forged: {sent:?}");
        }
    }

    #[test]
    fn a_proxy_that_is_not_listed_gives_itself_away() {
        let proxies =
            Proxies { header: Some("x-real-ip".parse().unwrap()), ranges: vec!["203.0.113.0/24".parse().unwrap()] };
        for (peer, header, expected) in [
            ("192.0.2.1:80", "x-real-ip", true),
            ("192.0.2.1:80", "x-forwarded-for", true),
            ("192.0.2.1:80", "forwarded", true),
            ("192.0.2.1:80", "x-nothing", false),
            ("203.0.113.7:80", "x-forwarded-for", false),
        ] {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
            let headers =
                HeaderMap::from_iter([(header.parse::<HeaderName>().unwrap(), "198.51.100.1".parse().unwrap())]);
            assert_eq!(is_by_unlisted_proxy(&extensions, &headers, &proxies), expected, "{peer} {header}");
        }
    }
}
