//! The organisations of a sandbox: the first one, and those that sign up.

use axum::http::StatusCode;
use gocardless_api::Creditor;

use super::{Ledger, Organisation, OrganisationNumber};
use crate::error::Refusal;
use crate::ids::Ids;

/// Who signs up, checked.
#[derive(Debug)]
pub(crate) struct NewOrganisation {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) country_code: String,
}

/// Why nobody has signed up: the email address is another organisation's.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct NotSignedUp;

impl Ledger {
    /// Opens an organisation with one creditor, which is yet to be verified and has nothing else.
    pub(crate) fn sign_up(&mut self, new: NewOrganisation) -> Result<OrganisationNumber, NotSignedUp> {
        if self.organisation_with_email(&new.email).is_some() {
            return Err(NotSignedUp);
        }
        let (seed, now, id) = (self.seed, self.now, self.ids.organisation());
        Ok(self.organisations.add(|number| {
            let ids = Ids::of_organisation(seed, number.0);
            let mut organisation = Organisation::new(id, &new.email, ids, &self.event_count, now);
            let mut record = organisation.blank_creditor(now);
            record.creditor = Creditor {
                name: new.name,
                country_code: Some(new.country_code),
                creditor_type: Some("company".to_owned()),
                ..record.creditor
            };
            organisation.creditors.add(record);
            organisation
        }))
    }

    /// The organisation, unless it is closed, that this address logs in to; capitals do not matter.
    pub(crate) fn organisation_with_email(&self, email: &str) -> Option<OrganisationNumber> {
        let is_it = |it: &Organisation| !it.closed && it.email.eq_ignore_ascii_case(email.trim());
        self.organisations.find(is_it)
    }

    pub(crate) fn organisation_with_id(&self, id: &str) -> Option<OrganisationNumber> {
        self.organisations.find(|it| it.id.as_str() == id)
    }
}

impl Organisation {
    /// Lets every creditor that there is have payment pages of its own, or no longer.
    pub(crate) fn permit_own_pages(&mut self, is_permitted: bool) {
        let ids: Vec<_> = self.creditors.oldest_first().map(|record| record.creditor.id.clone()).collect();
        for id in ids {
            if let Some(record) = self.creditors.get_mut(id.as_str()) {
                record.has_own_pages = is_permitted;
            }
        }
    }

    /// Refuses what only a merchant with custom payment pages may do. Source: API reference, "Mandates"; the reason is the
    /// sandbox's own choice among those that there are.
    pub(crate) fn may_have_own_pages(&self) -> Result<(), Refusal> {
        if self.creditors.oldest_first().all(|record| record.has_own_pages) {
            return Ok(());
        }
        let message = "This endpoint is restricted to merchants whose custom payment pages GoCardless has approved";
        Err(Refusal::usage(StatusCode::FORBIDDEN, "forbidden", message))
    }

    /// The name of its first creditor.
    pub(crate) fn name(&self) -> &str {
        self.creditors.oldest_first().next().map_or("", |record| &record.creditor.name)
    }
}
