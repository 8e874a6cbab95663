//! What is there from the start: `--seed FILE`.
//!
//! A seed is JSON, `{"customers": [{"id": "CU123", …}], …}`: resources as the API would answer them, by the names of
//! their envelopes. One file for each kind says what a field that is left out is; the order of [`KINDS`] is that in which
//! they are put in place, so that what a link names is there before it.

mod accounts;
mod bank_authorisations;
mod billing_request_flows;
mod billing_request_templates;
mod billing_requests;
mod blocks;
mod creditor_bank_accounts;
mod creditors;
mod customer_bank_accounts;
mod customer_notifications;
mod customers;
mod entry;
mod events;
mod instalment_schedules;
mod mandate_import_entries;
mod mandate_imports;
mod mandates;
mod payer_authorisations;
mod payments;
mod payout_items;
mod payouts;
mod redirect_flows;
mod refunds;
mod scheme_identifiers;
mod shapes;
mod subscriptions;
mod webhooks;

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value};

use self::entry::Entry;
use crate::clock::Clock;
use crate::ledger::{CreditorRecord, Ledger, Organisation};

/// Resources that are there from the start; `Debug` hides them.
///
/// Their states go on from where they are, and nothing is told of how they came to be: `GET /events` begins empty, but
/// for the events of the seed itself.
#[derive(Clone)]
pub struct Seed(Arc<Map<String, Value>>);

/// Why something is no seed: one line that names the place, and never a bank detail.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{0}")]
pub struct SeedError(String);

/// A kind of resource: the name of its envelope, and how one is put in its place.
type Kind = (&'static str, fn(&mut Sowing<'_>, &mut Entry) -> Result<(), SeedError>);

#[rustfmt::skip]
const KINDS: &[Kind] = &[
    ("creditors", creditors::sow),
    ("scheme_identifiers", scheme_identifiers::sow),
    ("creditor_bank_accounts", creditor_bank_accounts::sow),
    ("customers", customers::sow),
    ("customer_bank_accounts", customer_bank_accounts::sow),
    ("mandates", mandates::sow),
    ("subscriptions", subscriptions::sow),
    ("instalment_schedules", instalment_schedules::sow),
    ("payouts", payouts::sow),
    ("payments", payments::sow),
    ("refunds", refunds::sow),
    ("payout_items", payout_items::sow),
    ("redirect_flows", redirect_flows::sow),
    ("billing_request_templates", billing_request_templates::sow),
    ("billing_requests", billing_requests::sow),
    ("billing_request_flows", billing_request_flows::sow),
    ("bank_authorisations", bank_authorisations::sow),
    ("blocks", blocks::sow),
    ("customer_notifications", customer_notifications::sow),
    ("mandate_imports", mandate_imports::sow),
    ("mandate_import_entries", mandate_import_entries::sow),
    ("payer_authorisations", payer_authorisations::sow),
    ("events", events::sow),
    ("webhooks", webhooks::sow),
];

/// Where a seed is put in place.
struct Sowing<'a> {
    organisation: &'a mut Organisation,
    now: Timestamp,
    /// The sandbox's own address, without a path.
    address: &'a str,
    /// The creditor that a sandbox without a seed has, once the seed has put another in its place.
    northwind: Option<CreditorRecord>,
    /// What others name before it is there, and what to say when it never is.
    promised_mandates: Vec<(String, SeedError)>,
    promised_payments: Vec<(String, SeedError)>,
    /// The payouts whose amount the seed says; that of the others is the sum of their items.
    priced_payouts: BTreeSet<String>,
}

impl Seed {
    /// Reads a seed, and tries it out.
    ///
    /// # Errors
    ///
    /// When it is no JSON, names a kind or a field that there is not, has an id twice, a link that leads nowhere, a value
    /// of the wrong type or a status that there is not: the first that is found, with its place, such as
    /// `mandates[2].links.customer_bank_account`.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        let seed: Value =
            serde_json::from_str(text).map_err(|error| SeedError(format!("line {}: this is no JSON", error.line())))?;
        let Value::Object(kinds) = seed else { return Err(SeedError("a seed must be an object".to_owned())) };
        let now = Clock::standing_at(Timestamp::UNIX_EPOCH).now();
        let seed = Self(Arc::new(kinds));
        // A sandbox makes its own ids by the time of its start. Here they are by chance, so that no seed can name one.
        let chance = RandomState::new().build_hasher().finish();
        seed.sow(Ledger::new("", chance, now).first_organisation(), "", now)?;
        Ok(seed)
    }

    /// Puts everything in its place.
    pub(crate) fn sow(&self, organisation: &mut Organisation, address: &str, now: Timestamp) -> Result<(), SeedError> {
        if let Some(name) = self.0.keys().find(|name| !is_known(name)) {
            return Err(SeedError(format!("{name}: there is no such kind of resource")));
        }
        let mut sowing = Sowing {
            organisation,
            now,
            address,
            northwind: None,
            promised_mandates: Vec::new(),
            promised_payments: Vec::new(),
            priced_payouts: BTreeSet::new(),
        };
        for (kind, sow) in KINDS {
            for mut entry in self.entries(kind, &mut sowing)? {
                sow(&mut sowing, &mut entry)?;
            }
        }
        let (mandates, payments) = (&sowing.organisation.mandates, &sowing.organisation.payments);
        let missing = sowing.promised_mandates.iter().find(|(id, _)| mandates.get(id).is_none());
        let missing = missing.or_else(|| sowing.promised_payments.iter().find(|(id, _)| payments.get(id).is_none()));
        if let Some((_, error)) = missing {
            return Err(error.clone());
        }
        for kind in crate::shapes::names() {
            for mut entry in self.entries(kind, &mut sowing)? {
                shapes::sow(kind, &mut sowing, &mut entry)?;
            }
        }
        Ok(())
    }

    /// What the seed has of a kind, oldest first.
    fn entries(&self, kind: &str, sowing: &mut Sowing<'_>) -> Result<Vec<Entry>, SeedError> {
        let values = match self.0.get(kind) {
            None => return Ok(Vec::new()),
            Some(Value::Array(values)) => values,
            Some(_) => return Err(SeedError(format!("{kind}: must be a list"))),
        };
        let mut entries: Vec<Entry> = Vec::with_capacity(values.len());
        let mut ids = BTreeSet::new();
        for (index, value) in values.iter().enumerate() {
            let entry = Entry::new(kind, index, value, sowing)?;
            // One id may name resources of two kinds: bank accounts of customers and creditors look alike.
            if !ids.insert(entry.id.clone()) {
                return Err(entry.error("id", format_args!("there is another {}", entry.id)));
            }
            entries.push(entry);
        }
        entries.sort_by_key(|entry| entry.created);
        Ok(entries)
    }
}

fn is_known(name: &str) -> bool {
    KINDS.iter().any(|(known, _)| *known == name) || crate::shapes::names().any(|known| known == name)
}

/// Hides what is in it.
impl fmt::Debug for Seed {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Seed(..)")
    }
}

#[cfg(test)]
mod tests;
