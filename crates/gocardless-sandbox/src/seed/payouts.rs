//! Seeded payouts.

use gocardless_api::{CreditorId, Payout, PayoutStatus};
use serde_json::json;

use super::entry::{Entry, no_such};
use super::{SeedError, Sowing};
use crate::charge_dates::payout_arrival;
use crate::schemes;

/// A payout in pounds that was sent, unless it says otherwise; without an amount, it has that of its items.
///
/// The payments that name it are items of it; `payout_items` are others.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let creditor = entry.creditor(sowing)?;
    let currency = entry.peek("currency").unwrap_or("GBP").to_owned();
    let scheme = schemes::of_currency(&currency).ok_or_else(|| entry.error("currency", "is invalid"))?;
    let scheme = schemes::on_the_wire(scheme);
    let organisation = &mut *sowing.organisation;
    let accounts = &organisation.creditor_bank_accounts;
    let id: CreditorId = creditor.parse().map_err(|error| entry.error("links.creditor", error))?;
    let usual = organisation.payout_account(&id, &currency);
    let account = entry.link("creditor_bank_account", |id| usual == Some(id) || accounts.get(id).is_some())?;
    let account = account.or_else(|| usual.map(str::to_owned));
    let account = account.ok_or_else(|| entry.error("links.creditor_bank_account", "is required"))?;
    let reference = match entry.text("reference")? {
        Some(reference) => reference,
        None => format!("GC-{}", organisation.ids.payout_reference()),
    };
    if entry.has("amount") {
        sowing.priced_payouts.insert(entry.id.clone());
    }
    let blank = json!({
        "id": entry.id,
        "amount": 0,
        "arrival_date": payout_arrival(&scheme, entry.created).to_string(),
        "created_at": entry.created_at(),
        "currency": currency,
        "deducted_fees": 0,
        "payout_type": "merchant",
        "reference": reference,
        "status": "paid",
        "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
        "tax_currency": null,
        "metadata": {},
        "links": {"creditor": creditor, "creditor_bank_account": account},
    });
    let payout: Payout = entry.read(blank, &[])?;
    entry.check_amount("amount", payout.amount)?;
    if let PayoutStatus::Other(status) = &payout.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    organisation.seed_payout(payout, &scheme, entry.created, sowing.now);
    Ok(())
}
