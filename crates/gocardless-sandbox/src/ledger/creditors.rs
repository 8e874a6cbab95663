//! Creditors, and the one that every sandbox begins with.

use gocardless_api::{Creditor, CreditorLinks, Scheme, SchemeIdentifier};
use jiff::Timestamp;

use super::{Organisation, Record};
use crate::clock::written;

/// A creditor with what the shared wire type leaves out.
#[derive(Clone, Debug)]
pub(crate) struct CreditorRecord {
    pub(crate) creditor: Creditor,
    pub(crate) bank_reference_prefix: Option<String>,
}

/// The currencies that a creditor can be paid out in. Source: API reference, "Creditors".
pub(crate) const CURRENCIES: [&str; 8] = ["aud", "cad", "dkk", "eur", "gbp", "nzd", "sek", "usd"];

/// What scheme identifiers call the scheme that mandates call `sepa_core`. Source: API reference, "Scheme Identifiers".
const SEPA: &str = "sepa";

impl Organisation {
    /// The creditor named, or the only one when none is named.
    ///
    /// Whose creditor it is must be said when the organisation has several.
    pub(crate) fn creditor_for(&self, named: Option<&str>) -> Result<&Creditor, WhichCreditor> {
        let mut all = self.creditors.oldest_first();
        match (named, all.next(), all.next()) {
            (Some(id), ..) => self.creditors.get(id).map(|record| &record.creditor).ok_or(WhichCreditor::Unknown),
            (None, Some(only), None) => Ok(&only.creditor),
            (None, ..) => Err(WhichCreditor::NotSaid),
        }
    }

    /// A creditor with a name and nothing else, as it is before verification.
    pub(crate) fn blank_creditor(&mut self, now: Timestamp) -> CreditorRecord {
        let links: CreditorLinks =
            CURRENCIES.iter().map(|currency| (format!("default_{currency}_payout_account"), None)).collect();
        let creditor = Creditor {
            id: self.ids.creditor(),
            created_at: written(now),
            name: String::new(),
            address_line1: None,
            address_line2: None,
            address_line3: None,
            city: None,
            region: None,
            postal_code: None,
            country_code: None,
            creditor_type: None,
            logo_url: None,
            verification_status: Some("action_required".to_owned()),
            scheme_identifiers: Vec::new(),
            links,
        };
        CreditorRecord { creditor, bank_reference_prefix: None }
    }

    /// The invented merchant that every sandbox begins with.
    pub(super) fn open_northwind(&mut self, now: Timestamp) {
        let mut record = self.blank_creditor(now);
        let text = |text: &str| Some(text.to_owned());
        record.creditor = Creditor {
            name: "Northwind Magazines Ltd".to_owned(),
            address_line1: text("14 Harbour Row"),
            city: text("Whitby"),
            region: text("North Yorkshire"),
            postal_code: text("YO21 3PU"),
            country_code: text("GB"),
            creditor_type: text("company"),
            verification_status: text("successful"),
            ..record.creditor
        };
        let mut identifier = |scheme, name: &str, reference, notice, currency| SchemeIdentifier {
            id: Some(self.ids.scheme_identifier()),
            name: name.to_owned(),
            scheme,
            reference: text(reference),
            minimum_advance_notice: Some(notice),
            currency: text(currency),
            address_line1: record.creditor.address_line1.clone(),
            address_line2: None,
            address_line3: None,
            city: record.creditor.city.clone(),
            region: record.creditor.region.clone(),
            postal_code: record.creditor.postal_code.clone(),
            country_code: record.creditor.country_code.clone(),
            email: text("subscriptions@northwind.example"),
            phone_number: text("+44 1632 960123"),
            can_specify_mandate_reference: Some(false),
            status: text("active"),
            created_at: Some(written(now)),
        };
        let other = |scheme: &str| Scheme::Other(scheme.to_owned());
        let name = "Northwind Magazines Ltd";
        record.creditor.scheme_identifiers = vec![
            identifier(Scheme::Bacs, "NORTHWIND MAGS", "420042", 3, "GBP"),
            identifier(other(SEPA), name, "GB22ZZZSDDNWND00000000000042", 3, "EUR"),
            identifier(Scheme::Autogiro, name, "4200-0042", 8, "SEK"),
            identifier(Scheme::Betalingsservice, name, "42000042", 6, "DKK"),
            identifier(Scheme::Becs, "NORTHWIND MAGS", "420042", 3, "AUD"),
            identifier(Scheme::BecsNz, "NORTHWIND MAGS", "4200042", 2, "NZD"),
            identifier(Scheme::Pad, "NORTHWIND MAGS", "4200000042", 3, "CAD"),
            identifier(Scheme::Ach, "NORTHWIND MAGS", "4200000042", 2, "USD"),
        ];
        self.creditors.add(record);
    }
}

/// Why it is not known who collects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum WhichCreditor {
    NotSaid,
    Unknown,
}

/// The identifier that a creditor collects under in `scheme`.
pub(crate) fn identifier_for<'a>(creditor: &'a Creditor, scheme: Option<&Scheme>) -> Option<&'a SchemeIdentifier> {
    let wanted = match scheme.unwrap_or(&Scheme::Bacs) {
        Scheme::SepaCore => SEPA,
        scheme => scheme.as_str(),
    };
    creditor.scheme_identifiers.iter().find(|identifier| identifier.scheme.as_str() == wanted)
}

impl Record for CreditorRecord {
    fn id(&self) -> &str {
        self.creditor.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.creditor.created_at
    }
}
