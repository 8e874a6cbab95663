//! National check digits: what a country put into its account numbers before there were IBANs.

mod cin;
mod mod11_10;
mod mod97;
mod weighted;

use super::Iban;
use crate::luhn::luhn;
use crate::verdict::{Unchecked, Verdict};

impl Iban {
    /// Whether the country's own check digits fit: advice, for the IBAN's check digits were right already.
    ///
    /// [`Unchecked`](Verdict::Unchecked) wherever a country has none, has them for some banks only (Germany), or has
    /// accounts that break the rule (the Netherlands). Where sources differ, the one that refuses less is followed.
    pub fn national_check(&self) -> Verdict {
        let bban = self.compact.as_bytes().get(4..).unwrap_or_default();
        Verdict::from_pass(match &self.country.letters() {
            b"BA" | b"ME" | b"MK" | b"PT" | b"RS" | b"SI" | b"TL" => mod97::iso7064(bban),
            b"BE" => mod97::belgium(bban),
            b"CZ" | b"SK" => weighted::czechia_and_slovakia(bban),
            b"EE" => weighted::estonia(bban),
            b"ES" => weighted::spain(bban),
            b"FI" => luhn(bban),
            b"FR" | b"MC" | b"MR" | b"TN" => mod97::rib(bban),
            b"HR" => mod11_10::croatia(bban),
            b"HU" => weighted::hungary(bban),
            b"IS" if weighted::iceland(bban) => true,
            b"IS" if weighted::has_unchecked_holder(bban) => return Verdict::Unchecked(Unchecked::NoRule),
            b"IS" => false,
            b"IT" | b"SM" => cin::italy(bban),
            b"NO" => weighted::norway(bban),
            b"PL" => weighted::poland(bban),
            _ => return Verdict::Unchecked(Unchecked::NoRule),
        })
    }
}
