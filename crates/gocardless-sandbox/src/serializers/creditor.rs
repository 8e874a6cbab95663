//! Creditors.

use gocardless_api::Creditor;
use serde::Serialize;

use crate::ledger::CreditorRecord;

/// A creditor with what its account may do: everything that the sandbox simulates, but refunds for the one that it began with alone.
pub(crate) fn creditor(record: &CreditorRecord) -> impl Serialize {
    Wire {
        creditor: &record.creditor,
        can_create_refunds: record.can_create_refunds,
        custom_payment_pages_enabled: record.has_own_pages,
        merchant_responsible_for_notifications: false,
        mandate_imports_enabled: false,
        fx_payout_currency: (),
        bank_reference_prefix: record.bank_reference_prefix.as_deref(),
    }
}

#[derive(Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "the API has them so")]
struct Wire<'a> {
    #[serde(flatten)]
    creditor: &'a Creditor,
    can_create_refunds: bool,
    custom_payment_pages_enabled: bool,
    merchant_responsible_for_notifications: bool,
    mandate_imports_enabled: bool,
    fx_payout_currency: (),
    bank_reference_prefix: Option<&'a str>,
}
