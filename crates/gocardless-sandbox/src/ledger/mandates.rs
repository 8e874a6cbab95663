//! Mandates.

use gocardless_api::{CustomerBankAccountId, Mandate, MandateLinks, MandateStatus, Metadata, Scheme};
use jiff::Timestamp;

use super::{Organisation, Record};
use crate::charge_dates::next_possible_charge_date;
use crate::clock::written;

impl Organisation {
    /// Adds a mandate on a bank account for a creditor, about to be sent to the bank.
    pub(crate) fn add_mandate(
        &mut self,
        links: MandateLinks,
        scheme: Scheme,
        metadata: Metadata,
        now: Timestamp,
    ) -> Mandate {
        let mandate = Mandate {
            id: self.ids.mandate(),
            created_at: written(now),
            reference: Some(self.ids.mandate_reference()),
            status: MandateStatus::PendingSubmission,
            next_possible_charge_date: Some(next_possible_charge_date(&scheme, now)),
            scheme: Some(scheme),
            payments_require_approval: false,
            metadata,
            links,
        };
        self.mandates.add(mandate.clone());
        mandate
    }

    /// Whether the bank account can be collected from.
    pub(crate) fn is_enabled(&self, id: &CustomerBankAccountId) -> bool {
        self.customer_bank_accounts.get(id.as_str()).is_some_and(|account| account.enabled)
    }
}

/// Whether a mandate in this status can be collected from, now or later.
pub(crate) fn is_open(status: &MandateStatus) -> bool {
    matches!(
        status,
        MandateStatus::Active
            | MandateStatus::PendingCustomerApproval
            | MandateStatus::PendingSubmission
            | MandateStatus::Submitted
            | MandateStatus::SuspendedByPayer
    )
}

impl Record for Mandate {
    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn created_at(&self) -> &str {
        &self.created_at
    }
}
