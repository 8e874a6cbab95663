//! Seeded subscriptions.

use gocardless_api::{Subscription, SubscriptionStatus};
use jiff::civil::Date;
use serde_json::{Value, json};

use super::entry::{Entry, OUT_OF_RANGE, no_such};
use super::{SeedError, Sowing};
use crate::calendar::Calendar;
use crate::handlers::subscriptions::read_rule;
use crate::parameters::Form;
use crate::recurrence::{Recurrence, Rule};
use crate::schemes;

/// What follows from the rest.
const DERIVED: [&str; 3] = ["earliest_charge_date_after_resume", "parent_plan_paused", "upcoming_payments"];

/// Ten units of the scheme's currency a month, from as soon as can be, unless it says otherwise.
///
/// Payments that name it are its own: they count, and the next one comes after them. With a `count`, `end_date` follows
/// from it. A paused one goes on by itself with the first of its `upcoming_payments`.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let mandates = &sowing.organisation.mandates;
    let id = entry.required_link("mandate", |id| mandates.get(id).is_some())?;
    let record = mandates.get(&id).ok_or_else(|| entry.error("links.mandate", "is unknown"))?;
    let scheme = bank_details::Scheme::ALL.into_iter().find(|it| it.as_str() == record.scheme().as_str());
    let calendar = Calendar::of(record.scheme());
    let upcoming = entry.take("upcoming_payments");
    for field in DERIVED {
        entry.take(field);
    }
    let start = take_date(entry, "start_date")?.unwrap_or_else(|| record.next_charge_date(sowing.now));
    let end_date = take_date(entry, "end_date")?;
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "amount": 1000,
        "currency": scheme.map_or("GBP", schemes::currency),
        "status": "active",
        "name": null,
        "start_date": null,
        "end_date": null,
        "interval": 1,
        "interval_unit": "monthly",
        "day_of_month": null,
        "month": null,
        "count": null,
        "payment_reference": null,
        "app_fee": null,
        "retry_if_possible": false,
        "metadata": {},
        "links": {"mandate": id},
    });
    entry.check("currency", |currency| schemes::of_currency(currency).is_some())?;
    let mut subscription: Subscription = entry.read(blank, &[])?;
    entry.check_amount("amount", subscription.amount)?;
    if let SubscriptionStatus::Other(status) = &subscription.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    let recurrence = Recurrence::from(rule_of(entry, &subscription)?, start, calendar);
    subscription.start_date = Some(start.to_string());
    let end_date = end_date.filter(|_| subscription.count.is_none());
    let resumes_on = match (&subscription.status, &upcoming) {
        (SubscriptionStatus::Paused, Some(upcoming)) => first_charge(upcoming),
        _ => None,
    };
    sowing.organisation.seed_subscription(subscription, recurrence, end_date, resumes_on, sowing.now);
    Ok(())
}

fn take_date(entry: &mut Entry, field: &str) -> Result<Option<Date>, SeedError> {
    let Some(text) = entry.text(field)? else { return Ok(None) };
    let date: Date = text.parse().map_err(|_| entry.error(field, "must be a date (YYYY-MM-DD)"))?;
    if !(2000..3000).contains(&date.year()) {
        return Err(entry.error(field, OUT_OF_RANGE));
    }
    Ok(Some(date))
}

fn rule_of(entry: &Entry, subscription: &Subscription) -> Result<Rule, SeedError> {
    let Value::Object(fields) = json!(subscription) else { return Err(entry.error("interval", "is invalid")) };
    let mut form = Form::new("subscriptions", fields);
    let rule = read_rule(&mut form);
    match (form.first_problem(), rule) {
        (None, Some(rule)) => Ok(rule),
        (Some(problem), _) => Err(entry.error(&problem.field, problem.problem.message())),
        (None, None) => Err(entry.error("interval", "is invalid")),
    }
}

fn first_charge(upcoming: &Value) -> Option<Date> {
    upcoming.get(0)?.get("charge_date")?.as_str()?.parse().ok()
}
