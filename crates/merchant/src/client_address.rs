//! Where a payer calls from, which ACH mandates are kept with.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName};

/// The payer's IP address: the connection's, or the one that the configured header names.
///
/// Of several addresses in the header the last counts: our own proxy wrote it, and anybody may have written the others.
/// Without a proxy no header is believed.
pub(crate) fn client_address(
    extensions: &Extensions,
    headers: &HeaderMap,
    header: Option<&HeaderName>,
) -> Option<IpAddr> {
    let Some(header) = header else {
        return extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.ip().to_canonical());
    };
    let last = headers.get_all(header).into_iter().next_back()?.to_str().ok()?.rsplit(',').next()?.trim();
    let address = last.parse().ok().or_else(|| last.parse::<SocketAddr>().ok().map(|address| address.ip()))?;
    Some(address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_is_the_connections_unless_a_proxy_is_configured() {
        let peer: SocketAddr = "[::ffff:203.0.113.7]:4711".parse().unwrap();
        let mut extensions = Extensions::new();
        extensions.insert(ConnectInfo(peer));
        let header: HeaderName = "x-forwarded-for".parse().unwrap();
        for (sent, by_connection, by_header) in [
            (vec![], "203.0.113.7", None),
            (vec!["198.51.100.1"], "203.0.113.7", Some("198.51.100.1")),
            (vec!["10.9.9.9, 198.51.100.1"], "203.0.113.7", Some("198.51.100.1")),
            (vec!["10.9.9.9", "198.51.100.2:80"], "203.0.113.7", Some("198.51.100.2")),
            (vec!["2001:db8::1"], "203.0.113.7", Some("2001:db8::1")),
            (vec!["198.51.100.1, unknown"], "203.0.113.7", None),
        ] {
            let mut headers = HeaderMap::new();
            for value in &sent {
                headers.append(&header, value.parse().unwrap());
            }
            let told = |header| client_address(&extensions, &headers, header).map(|address| address.to_string());
            assert_eq!(told(None).as_deref(), Some(by_connection), "{sent:?}");
            assert_eq!(told(Some(&header)).as_deref(), by_header, "{sent:?}");
        }
    }
}
