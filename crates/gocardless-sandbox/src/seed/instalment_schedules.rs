//! Seeded instalment schedules.

use gocardless_api::{InstalmentSchedule, InstalmentScheduleStatus};
use serde_json::json;

use super::entry::{Entry, no_such};
use super::{SeedError, Sowing};
use crate::schemes;

/// An active schedule unless it says otherwise; the payments that name it are its own.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let mandates = &sowing.organisation.mandates;
    let id = entry.required_link("mandate", |id| mandates.get(id).is_some())?;
    let record = mandates.get(&id).ok_or_else(|| entry.error("links.mandate", "is unknown"))?;
    let scheme = bank_details::Scheme::ALL.into_iter().find(|it| it.as_str() == record.scheme().as_str());
    let blank = json!({
        "id": entry.id,
        "name": "Instalments",
        "currency": scheme.map_or("GBP", schemes::currency),
        "total_amount": 1000,
        "created_at": entry.created_at(),
        "status": "active",
        "metadata": {},
        "payment_errors": {},
        "links": {"mandate": id, "customer": record.mandate.links.customer, "payments": []},
    });
    entry.check("currency", |currency| schemes::of_currency(currency).is_some())?;
    let schedule: InstalmentSchedule = entry.read(blank, &["payment_errors/*"])?;
    if let InstalmentScheduleStatus::Other(status) = &schedule.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    for payment in &schedule.links.payments {
        let error = entry.error("links.payments", format_args!("there is no payment {payment}"));
        sowing.promised_payments.push((payment.to_string(), error));
    }
    sowing.organisation.seed_instalment_schedule(schedule, sowing.now);
    Ok(())
}
