//! Seeded mandates: the only ones that may have a hidden cap.

use gocardless_api::{Mandate, MandateStatus, Scheme};
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::entry::{Entry, no_such};
use super::{SeedError, Sowing};
use crate::caps::Cap;
use crate::ledger::LegacyCap;
use crate::schemes;

/// What the sandbox answers the same of every mandate, or by its own clock.
const FIXED: [&str; 4] = ["consent_parameters", "funds_settlement", "next_possible_charge_date", "verified_at"];

/// An active mandate in the scheme of its account unless it says otherwise.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let accounts = &sowing.organisation.customer_bank_accounts;
    let account = entry.required_link("customer_bank_account", |id| accounts.get(id).is_some())?;
    let account = accounts.get(&account).ok_or_else(|| entry.error("links.customer_bank_account", "is unknown"))?;
    let customer = &account.links.customer;
    let named = entry.link("customer", |id| sowing.organisation.customer(id).is_some())?;
    if named.is_some_and(|named| named != customer.as_str()) {
        return Err(entry.error("links.customer", "is not the customer of the bank account"));
    }
    let currency = account.currency.as_deref().and_then(schemes::of_currency);
    let scheme = currency.map_or("bacs", bank_details::Scheme::as_str);
    let links = json!({
        "customer_bank_account": account.id,
        "creditor": entry.creditor(sowing)?,
        "customer": customer,
    });
    for field in FIXED {
        entry.take(field);
    }
    let cap = take_cap(entry, sowing)?;
    let reference = match entry.text("reference")? {
        Some(reference) => reference,
        None => sowing.organisation.ids.mandate_reference(),
    };
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "reference": reference,
        "status": "active",
        "scheme": scheme,
        "next_possible_charge_date": null,
        "payments_require_approval": false,
        "metadata": {},
        "links": links,
    });
    let mandate: Mandate = entry.read(blank, &["authorisation_source", "links/new_mandate"])?;
    if let MandateStatus::Other(status) = &mandate.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    if let Some(Scheme::Other(scheme)) = &mandate.scheme {
        return Err(entry.error("scheme", no_such("scheme", scheme)));
    }
    if let Some(id) = &mandate.links.new_mandate {
        let error = entry.error("links.new_mandate", format_args!("there is no mandate {id}"));
        sowing.promised_mandates.push((id.to_string(), error));
    }
    sowing.organisation.seed_mandate(mandate, cap, entry.created, sowing.now);
    Ok(())
}

/// Months and days of a cap are those of the calendar in UTC.
fn take_cap(entry: &mut Entry, sowing: &Sowing<'_>) -> Result<Option<LegacyCap>, SeedError> {
    let Some(cap) = entry.take("cap") else { return Ok(None) };
    let words = "must be like {\"max_amount\": 5000, \"interval_unit\": \"month\", \"interval_count\": 1, \"calendar\": false, \"used\": 0}";
    let cap: Cap = serde_json::from_value::<Cap>(Value::clone(&cap)).map_err(|_| entry.error("cap", words))?;
    if cap.interval_count == 0 {
        return Err(entry.error("cap.interval_count", "must be greater than 0"));
    }
    let day = |time: jiff::Timestamp| time.to_zoned(TimeZone::UTC).date();
    Ok(Some(LegacyCap { cap, start: day(entry.created), seeded: day(sowing.now) }))
}
