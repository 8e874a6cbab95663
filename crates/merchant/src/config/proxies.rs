//! Which proxies in front are believed.

use std::net::IpAddr;
use std::str::FromStr;

use axum::http::HeaderName;
use axum::http::header::FORWARDED;

use super::{ConfigError, lookup::Lookup};

/// Which proxies in front are believed about where a payer calls from; by default none.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    /// `CLIENT_ADDRESS_HEADER`: the header in which they name the payer's IP address, such as `X-Forwarded-For`; default
    /// none: the payer's address is the connection's. Not `Forwarded`, whose values are more than addresses.
    pub header: Option<HeaderName>,
    /// `TRUSTED_PROXIES`: their addresses, or ranges such as `10.0.0.0/8`, comma-separated. From anybody else the header
    /// means nothing. The two are set together, or neither.
    pub ranges: Vec<AddressRange>,
}

/// An IP address, or all that begin with the same bits: `203.0.113.7`, `10.0.0.0/8`, `2001:db8::/32`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AddressRange {
    first: IpAddr,
    bits: u32,
}

/// The text is not an address or a range.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("is not an address or a range such as 10.0.0.0/8")]
pub struct AddressRangeError;

impl Proxies {
    pub(super) fn from_env(lookup: &Lookup<'_>) -> Result<Self, ConfigError> {
        let header: Option<HeaderName> = lookup.parse("CLIENT_ADDRESS_HEADER", "", |value| match value {
            "" => Ok(None),
            name if name.eq_ignore_ascii_case(FORWARDED.as_str()) => {
                Err("Forwarded has more in it than addresses; name the header that has nothing else".to_owned())
            }
            name => name.parse().map(Some).map_err(|_| format!("{name:?} is not a header's name")),
        })?;
        let ranges: Vec<AddressRange> = lookup.parse("TRUSTED_PROXIES", "", |value| {
            let items = value.split(',').map(str::trim).filter(|item| !item.is_empty());
            items.map(|item| item.parse().map_err(|error| format!("{item:?} {error}"))).collect()
        })?;
        if header.is_some() && ranges.is_empty() {
            let advice = "list the addresses of the proxies that write the header in CLIENT_ADDRESS_HEADER";
            return Err(ConfigError::Missing { variable: "TRUSTED_PROXIES", advice });
        }
        if header.is_none() && !ranges.is_empty() {
            let advice = "name the header in which the proxies in TRUSTED_PROXIES tell the payer's address";
            return Err(ConfigError::Missing { variable: "CLIENT_ADDRESS_HEADER", advice });
        }
        Ok(Self { header, ranges })
    }

    pub(crate) fn contain(&self, address: IpAddr) -> bool {
        self.ranges.iter().any(|range| range.contains(address))
    }
}

impl AddressRange {
    fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address) {
            (IpAddr::V4(first), IpAddr::V4(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= self.bits
            }
            (IpAddr::V6(first), IpAddr::V6(address)) => {
                (first.to_bits() ^ address.to_bits()).leading_zeros() >= self.bits
            }
            _ => false,
        }
    }
}

impl FromStr for AddressRange {
    type Err = AddressRangeError;

    fn from_str(text: &str) -> Result<Self, AddressRangeError> {
        let (first, bits) = text.split_once('/').map_or((text, None), |(first, bits)| (first, Some(bits)));
        let first: IpAddr = first.parse().map_err(|_| AddressRangeError)?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| AddressRangeError))?;
        if bits > most {
            return Err(AddressRangeError);
        }
        Ok(Self { first, bits })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_what_begins_with_its_bits() {
        for (range, inside, outside) in [
            ("203.0.113.7", "203.0.113.7", "203.0.113.6"),
            ("10.0.0.0/8", "10.255.0.1", "11.0.0.0"),
            ("192.168.4.0/22", "192.168.7.255", "192.168.8.0"),
            ("0.0.0.0/0", "255.255.255.255", "::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "::2"),
        ] {
            let contains = |address: &str| range.parse::<AddressRange>().unwrap().contains(address.parse().unwrap());
            assert!(contains(inside) && !contains(outside), "{range}");
        }
        for text in ["", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/", "10.0.0.0/-1", "proxy.example"] {
            assert_eq!(text.parse::<AddressRange>(), Err(AddressRangeError), "{text}");
        }
    }
}
