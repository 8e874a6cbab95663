//! Seeded payout items, beside those that follow from payments; their ids name them in the seed alone.

use gocardless_api::PayoutItem;
use serde_json::json;

use super::entry::Entry;
use super::{SeedError, Sowing};

/// A payment's item unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let organisation = &mut *sowing.organisation;
    let payout = entry.required_link("payout", |id| organisation.payouts.get(id).is_some())?;
    let payment = entry.link("payment", |id| organisation.payments.get(id).is_some())?;
    entry.link("mandate", |id| organisation.mandates.get(id).is_some())?;
    entry.link("refund", |id| organisation.refunds.get(id).is_some())?;
    let payment = payment.and_then(|id| organisation.payments.get(&id));
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "amount": format!("{}.0", payment.map_or(0, |record| record.payment.amount)),
        "type": "payment_paid_out",
        "taxes": [],
        "links": {"payout": payout},
    });
    let item: PayoutItem = entry.read(blank, &["links/payment", "links/mandate", "links/refund"])?;
    let amount = item.amount.strip_suffix(".0").and_then(|amount| amount.parse::<i64>().ok());
    let amount = amount.ok_or_else(|| entry.error("amount", "must be whole minor units, such as \"-1000.0\""))?;
    entry.check_amount("amount", amount.unsigned_abs())?;
    organisation.seed_item(&payout, item, !sowing.priced_payouts.contains(&payout));
    Ok(())
}
