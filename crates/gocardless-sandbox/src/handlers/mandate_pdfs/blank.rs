//! What is on every paper of a creditor's.

use bank_details::Scheme;
use gocardless_api::Creditor;
use jiff::Timestamp;

use crate::ledger::identifier_for;
use crate::mandate_pdfs::{Language, Paper, PaperAccount, PaperCreditor, PaperPayer};
use crate::{countries, schemes};

/// What stands at the foot of every page.
const NOTE: &str = "Made by the GoCardless sandbox: no money moves.";

/// Where the town stands before the postal code.
const TOWN_FIRST: [&str; 6] = ["AU", "CA", "GB", "IE", "NZ", "US"];

/// A paper of the creditor's in the scheme, with nothing else on it.
pub(crate) fn blank(creditor: &Creditor, scheme: Scheme, now: Timestamp) -> Paper {
    let identifier = identifier_for(creditor, Some(&schemes::on_the_wire(scheme)));
    let address = Address {
        lines: [creditor.address_line1.clone(), creditor.address_line2.clone(), creditor.address_line3.clone()],
        city: creditor.city.clone(),
        region: creditor.region.clone(),
        postal_code: creditor.postal_code.clone(),
        country_code: creditor.country_code.clone(),
    };
    Paper {
        scheme,
        language: Language::English,
        creditor: PaperCreditor {
            name: identifier.map_or(&creditor.name, |identifier| &identifier.name).clone(),
            address: address.printed(),
            identifier: identifier.and_then(|identifier| identifier.reference.clone()),
            email: identifier.and_then(|identifier| identifier.email.clone()),
            phone_number: identifier.and_then(|identifier| identifier.phone_number.clone()),
        },
        payer: PaperPayer::default(),
        account: PaperAccount::default(),
        reference: None,
        subscription: None,
        signed_on: None,
        made_at: now,
        note: Some(NOTE),
    }
}

/// An address as the API has it.
pub(super) struct Address {
    pub(super) lines: [Option<String>; 3],
    pub(super) city: Option<String>,
    pub(super) region: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) country_code: Option<String>,
}

impl Address {
    /// Its lines; a country alone is no address.
    pub(super) fn printed(self) -> Vec<String> {
        let country = self.country_code.as_deref();
        let town = if country.is_some_and(|code| TOWN_FIRST.contains(&code)) {
            [self.city, self.region, self.postal_code]
        } else {
            [self.postal_code, self.city, self.region]
        };
        let town: Vec<_> = town.into_iter().flatten().collect();
        let mut lines: Vec<_> = self.lines.into_iter().flatten().collect();
        lines.extend(Some(town.join(" ")).filter(|town| !town.is_empty()));
        if !lines.is_empty() {
            lines.extend(country.and_then(countries::name).map(str::to_owned));
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_town_stands_where_the_country_has_it() {
        let text = |text: &str| Some(text.to_owned());
        for (country, lines) in [
            ("GB", vec!["1 Mew Lane", "York N.Yorks YO1 1AA", "United Kingdom"]),
            ("FR", vec!["1 Mew Lane", "YO1 1AA York N.Yorks", "France"]),
        ] {
            let address = Address {
                lines: [text("1 Mew Lane"), None, None],
                city: text("York"),
                region: text("N.Yorks"),
                postal_code: text("YO1 1AA"),
                country_code: text(country),
            };
            assert_eq!(address.printed(), lines);
        }
        let nowhere = Address {
            lines: [None, None, None],
            city: None,
            region: None,
            postal_code: None,
            country_code: text("FR"),
        };
        assert!(nowhere.printed().is_empty());
    }
}
