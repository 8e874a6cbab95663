//! Scheme identifiers: they live in their creditors.

use gocardless_api::{CreditorId, EventLinks, Metadata, Scheme, SchemeIdentifier};
use jiff::Timestamp;

use super::agenda::Due;
use super::events::News;
use super::{Organisation, Record};
use crate::charge_dates::identifier_activation;
use crate::clock::written;
use crate::machines::{Origin, Telling};

/// What a new scheme identifier is made of.
#[derive(Debug)]
pub(crate) struct NewSchemeIdentifier {
    pub(crate) creditor: CreditorId,
    pub(crate) name: String,
    pub(crate) scheme: Scheme,
    pub(crate) currency: &'static str,
}

const ACTIVATED: Telling = Telling {
    origin: Origin::Gocardless,
    cause: "scheme_identifier_activated",
    description: "The scheme identifier has been activated.",
    codes: &[],
};

impl Organisation {
    /// Adds a scheme identifier with its creditor's address.
    ///
    /// Bacs takes up to five working days, so it is pending; everywhere else it is active at once. Source: API
    /// reference, "Scheme Identifiers".
    pub(crate) fn add_scheme_identifier(&mut self, new: NewSchemeIdentifier, now: Timestamp) -> SchemeIdentifier {
        let id = self.ids.scheme_identifier();
        let is_bacs = new.scheme == Scheme::Bacs;
        let record = self.creditors.get_mut(new.creditor.as_str());
        let creditor = record.as_ref().map(|record| &record.creditor);
        let address =
            |field: fn(&gocardless_api::Creditor) -> &Option<String>| creditor.and_then(|it| field(it).clone());
        let identifier = SchemeIdentifier {
            name: new.name,
            minimum_advance_notice: Some(3),
            currency: Some(new.currency.to_owned()),
            address_line1: address(|it| &it.address_line1),
            address_line2: address(|it| &it.address_line2),
            address_line3: address(|it| &it.address_line3),
            city: address(|it| &it.city),
            region: address(|it| &it.region),
            postal_code: address(|it| &it.postal_code),
            country_code: address(|it| &it.country_code),
            email: None,
            phone_number: None,
            can_specify_mandate_reference: Some(false),
            // The scheme gives it, once it is active.
            reference: (!is_bacs).then(|| id.as_str().to_owned()),
            status: Some(if is_bacs { "pending" } else { "active" }.to_owned()),
            created_at: Some(written(now)),
            scheme: new.scheme,
            id: Some(id),
        };
        if let Some(record) = record {
            record.creditor.scheme_identifiers.push(identifier.clone());
        }
        if is_bacs {
            let due = Due::Activation { id: identifier.id().to_owned() };
            self.agenda.put(identifier_activation(&Scheme::Bacs, now), due);
        }
        identifier
    }

    /// Notes that an identifier that was made at `created` is pending: it is let in as any other.
    pub(crate) fn seed_pending_identifier(&mut self, id: String, scheme: &Scheme, created: Timestamp, now: Timestamp) {
        self.agenda.put(identifier_activation(scheme, created).max(now), Due::Activation { id });
    }

    /// The scheme lets the identifier collect: its creditor collects under it from now on.
    pub(super) fn activate_scheme_identifier(&mut self, id: &str, at: Timestamp) {
        let find = |creditor: &gocardless_api::Creditor| {
            creditor.scheme_identifiers.iter().position(|identifier| identifier.id() == id)
        };
        let place =
            self.creditors.oldest_first().find_map(|record| Some((record.id().to_owned(), find(&record.creditor)?)));
        let Some((creditor, place)) = place else { return };
        let Some(record) = self.creditors.get_mut(&creditor) else { return };
        let Some(identifier) = record.creditor.scheme_identifiers.get_mut(place) else { return };
        identifier.status = Some("active".to_owned());
        identifier.reference = Some(id.to_owned());
        let news = News {
            resource_type: "scheme_identifiers",
            action: "activated",
            telling: ACTIVATED,
            scheme: None,
            metadata: Metadata::new(),
            resource_metadata: Metadata::new(),
            links: EventLinks::default().with("scheme_identifier", id),
        };
        self.tell(news, at);
    }

    /// Every scheme identifier with its creditor, newest first.
    pub(crate) fn scheme_identifiers(&self) -> Vec<(&CreditorId, &SchemeIdentifier)> {
        let mut all: Vec<_> = self
            .creditors
            .newest_first()
            .flat_map(|record| record.creditor.scheme_identifiers.iter().rev().map(|it| (&record.creditor.id, it)))
            .collect();
        all.sort_by(|one, two| two.1.created_at.cmp(&one.1.created_at));
        all
    }
}

impl Record for SchemeIdentifier {
    fn id(&self) -> &str {
        self.id.as_ref().map_or("", |id| id.as_str())
    }

    fn created_at(&self) -> &str {
        self.created_at.as_deref().unwrap_or_default()
    }
}
