//! Seeded refunds.

use gocardless_api::{Refund, RefundStatus};
use serde_json::json;

use super::entry::{Entry, no_such};
use super::{SeedError, Sowing};
use crate::schemes;

/// The whole payment, or ten units of the mandate's currency, about to be sent to the bank, unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let (payments, mandates) = (&sowing.organisation.payments, &sowing.organisation.mandates);
    let payment = entry.link("payment", |id| payments.get(id).is_some())?;
    let payment = payment.and_then(|id| payments.get(&id)).map(|record| &record.payment);
    let mandate = match payment {
        Some(payment) => payment.links.mandate.to_string(),
        None => entry.required_link("mandate", |id| mandates.get(id).is_some())?,
    };
    let record = mandates.get(&mandate).ok_or_else(|| entry.error("links.mandate", "is unknown"))?;
    let scheme = bank_details::Scheme::ALL.into_iter().find(|it| it.as_str() == record.scheme().as_str());
    let mandate = record.mandate.id.clone();
    let currency = scheme.map_or("GBP", schemes::currency);
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "amount": payment.map_or(1000, |payment| payment.amount),
        "currency": payment.map_or(currency, |payment| payment.currency.as_str()),
        "reference": null,
        "status": "pending_submission",
        "metadata": {},
        "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
        "links": {},
    });
    entry.check("currency", |currency| schemes::of_currency(currency).is_some())?;
    let further = if payment.is_some() { "links/payment" } else { "links/mandate" };
    let refund: Refund = entry.read(blank, &[further])?;
    entry.check_amount("amount", refund.amount)?;
    if let RefundStatus::Other(status) = &refund.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    sowing.organisation.seed_refund(refund, &mandate, entry.created, sowing.now);
    Ok(())
}
