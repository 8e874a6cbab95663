//! Seeded payments.

use gocardless_api::{Payment, PaymentStatus, PayoutItem, PayoutItemLinks};
use jiff::civil::Date;
use serde_json::json;

use super::entry::{Entry, OUT_OF_RANGE, no_such};
use super::{SeedError, Sowing};
use crate::schemes;

/// Ten units of the scheme's currency, pending and charged as soon as can be, unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let mandates = &sowing.organisation.mandates;
    let id = entry.required_link("mandate", |id| mandates.get(id).is_some())?;
    let record = mandates.get(&id).ok_or_else(|| entry.error("links.mandate", "is unknown"))?;
    let customer = record.mandate.links.customer.clone();
    let scheme = bank_details::Scheme::ALL.into_iter().find(|it| it.as_str() == record.scheme().as_str());
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "charge_date": record.next_charge_date(sowing.now).to_string(),
        "amount": 1000,
        "description": null,
        "currency": scheme.map_or("GBP", schemes::currency),
        "status": "pending_submission",
        "amount_refunded": 0,
        "reference": null,
        "metadata": {},
        "fx": {"fx_currency": null, "fx_amount": null, "exchange_rate": null, "estimated_exchange_rate": null},
        "links": {"mandate": id, "creditor": record.mandate.links.creditor},
        "retry_if_possible": false,
        "scheme": record.scheme(),
        "faster_ach": null,
    });
    let organisation = &*sowing.organisation;
    entry.link("creditor", |id| organisation.creditors.get(id).is_some())?;
    entry.link("subscription", |id| organisation.subscriptions.get(id).is_some())?;
    entry.link("instalment_schedule", |id| organisation.instalment_schedules.get(id).is_some())?;
    entry.link("payout", |id| organisation.payouts.get(id).is_some())?;
    let further = ["app_fee", "links/subscription", "links/instalment_schedule", "links/payout"];
    let payment: Payment = entry.read(blank, &further)?;
    entry.check_amount("amount", payment.amount)?;
    if let PaymentStatus::Other(status) = &payment.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    entry.check("currency", |currency| schemes::of_currency(currency).is_some())?;
    let date = payment.charge_date.as_deref().and_then(|date| date.parse::<Date>().ok());
    let charge_date = date.ok_or_else(|| entry.error("charge_date", "must be a date (YYYY-MM-DD)"))?;
    if !(2000..3000).contains(&charge_date.year()) {
        return Err(entry.error("charge_date", OUT_OF_RANGE));
    }
    let item = payment.links.payout.clone().map(|payout| (payout.to_string(), item_of(&payment)));
    sowing.organisation.seed_payment(payment, customer, charge_date, sowing.now);
    if let Some((payout, item)) = item {
        let counts = !sowing.priced_payouts.contains(&payout);
        sowing.organisation.seed_item(&payout, item, counts);
    }
    Ok(())
}

/// What the payout has of it.
fn item_of(payment: &Payment) -> PayoutItem {
    let links = PayoutItemLinks { payment: Some(payment.id.clone()), ..PayoutItemLinks::default() };
    let (amount, kind) = (format!("{}.0", payment.amount), "payment_paid_out".to_owned());
    PayoutItem { amount, kind, taxes: Vec::new(), links }
}
