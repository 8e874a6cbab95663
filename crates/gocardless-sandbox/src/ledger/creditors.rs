//! Creditors, and the one that every sandbox begins with.

use gocardless_api::{Creditor, CreditorId, CreditorLinks, Metadata, Scheme, SchemeIdentifier};
use jiff::Timestamp;

use super::{Organisation, Record};
use crate::clock::written;
use crate::validation::{BankDetails, check_account};

/// A creditor with what the shared wire type leaves out.
#[derive(Clone, Debug)]
pub(crate) struct CreditorRecord {
    pub(crate) creditor: Creditor,
    pub(crate) bank_reference_prefix: Option<String>,
    pub(crate) can_create_refunds: bool,
    /// Whether it may have payment pages of its own: make customers, bank accounts and mandates by the API.
    pub(crate) has_own_pages: bool,
}

/// The currencies that a creditor can be paid out in. Source: API reference, "Creditors".
pub(crate) const CURRENCIES: [&str; 8] = ["aud", "cad", "dkk", "eur", "gbp", "nzd", "sek", "usd"];

/// Where the invented merchant is paid out, invented too: country, bank code, branch code and account number; an IBAN
/// has no country here.
const PAYOUT_ACCOUNTS: &[(&str, &str, &str, &str)] = &[
    ("GB", "", "200000", "44779911"),
    ("", "", "", "FR1420041010050500013M02606"),
    ("SE", "", "7507", "1211203"),
    ("DK", "0345", "", "3179681"),
    ("AU", "", "123456", "123456789"),
    ("NZ", "", "", "01-0902-0068389-00"),
    ("CA", "036", "00063", "0123456"),
    ("US", "026073150", "", "2715500356"),
];

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
        CreditorRecord { creditor, bank_reference_prefix: None, can_create_refunds: false, has_own_pages: true }
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
        record.can_create_refunds = true;
        let id = record.creditor.id.clone();
        self.creditors.add(record);
        self.open_accounts_of(&id, name, now);
    }

    /// Gives a creditor a bank account in every currency to be paid out to.
    pub(crate) fn open_accounts_of(&mut self, creditor: &CreditorId, holder: &str, now: Timestamp) {
        for (country, bank, branch, number) in PAYOUT_ACCOUNTS {
            let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
            let is_iban = country.is_empty();
            let details = check_account(&BankDetails {
                account_holder_name: text(holder),
                country_code: text(country),
                bank_code: text(bank),
                branch_code: text(branch),
                account_number: text(number).filter(|_| !is_iban),
                account_type: text(if *country == "US" { "checking" } else { "" }),
                iban: text(number).filter(|_| is_iban),
                currency: None,
            });
            let Ok(details) = details else { continue };
            if let Ok(account) = self.add_creditor_bank_account(creditor.clone(), details, Metadata::new(), now) {
                self.verify_creditor_bank_account(&account.id);
                self.pay_out_to(&account, now);
            }
        }
    }
}

/// Why it is not known who collects.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum WhichCreditor {
    NotSaid,
    Unknown,
}

/// The identifier that a creditor collects under in `scheme`: the newest that is active.
pub(crate) fn identifier_for<'a>(creditor: &'a Creditor, scheme: Option<&Scheme>) -> Option<&'a SchemeIdentifier> {
    let wanted = match scheme.unwrap_or(&Scheme::Bacs) {
        Scheme::SepaCore => SEPA,
        scheme => scheme.as_str(),
    };
    let is_of_scheme = |identifier: &&SchemeIdentifier| identifier.scheme.as_str() == wanted;
    let mut all = creditor.scheme_identifiers.iter().rev().filter(is_of_scheme);
    all.find(|identifier| identifier.status.as_deref() == Some("active"))
}

impl Record for CreditorRecord {
    fn id(&self) -> &str {
        self.creditor.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.creditor.created_at
    }
}
