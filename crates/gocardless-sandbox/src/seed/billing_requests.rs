//! Seeded billing requests.

use gocardless_api::{BillingRequest, BillingRequestStatus, Customer};
use serde_json::{Map, Value, json};

use super::entry::{Entry, no_such};
use super::{SeedError, Sowing};
use crate::ledger::{BillingRequestRecord, Collected};
use crate::schemes;

/// A request for a mandate in pounds that nothing has been done for, unless it says otherwise.
///
/// The payer is the customer linked, or the one among its `resources`; the bank account is the one linked. What has been
/// confirmed and authorised is in its `actions`; where they are left out, everything has once it is no longer pending.
pub(super) fn sow(sowing: &mut Sowing<'_>, entry: &mut Entry) -> Result<(), SeedError> {
    let creditor = entry.creditor(sowing)?;
    let organisation = &mut *sowing.organisation;
    let accounts = &organisation.customer_bank_accounts;
    let account = entry.link("customer_bank_account", |id| accounts.get(id).is_some())?;
    let account = account.and_then(|id| accounts.get(&id)).cloned();
    let (actions, resources) = (entry.take("actions"), entry.take("resources"));
    let linked = match &account {
        Some(account) => Some(account.links.customer.to_string()),
        None => entry.link("customer", |_| true)?,
    };
    let blank_customer = organisation.blank_customer(sowing.now);
    let known = linked.as_deref().and_then(|id| organisation.customer(id)).cloned();
    let customer = match known {
        Some(customer) => customer,
        None => payer(entry, &blank_customer, linked, resources)?,
    };

    let ids = &mut organisation.ids;
    let mut links = json!({
        "organisation": organisation.id,
        "creditor": creditor,
        "customer": customer.id,
        "customer_billing_detail": ids.plain("CBD"),
    });
    let wants_mandate = entry.has("mandate_request") || !entry.has("payment_request");
    let mandate_request = wants_mandate.then(|| {
        links["mandate_request"] = ids.plain("MRQ").into();
        let currency = account.as_ref().and_then(|account| account.currency.as_deref()).unwrap_or("GBP");
        let scheme = schemes::of_currency(currency).map(bank_details::Scheme::as_str);
        json!({
            "currency": currency, "description": null, "scheme": scheme, "verify": "recommended", "constraints": null,
            "sweeping": false, "authorisation_source": "web", "consent_type": null, "funds_settlement": "managed",
            "payer_requested_dual_signature": false, "metadata": {}, "links": {},
        })
    });
    let payment_request = entry.has("payment_request").then(|| {
        links["payment_request"] = ids.plain("PRQ").into();
        json!({
            "amount": 1000, "currency": "GBP", "description": null, "reference": null, "scheme": null, "app_fee": null,
            "funds_settlement": "managed", "metadata": {}, "links": {},
        })
    });
    let blank = json!({
        "id": entry.id,
        "created_at": entry.created_at(),
        "status": "pending",
        "mandate_request": mandate_request,
        "payment_request": payment_request,
        "subscription_request": null,
        "instalment_schedule_request": null,
        "metadata": {},
        "links": links,
        "fallback_enabled": false,
        "fallback_occurred": false,
        "purpose_code": null,
        "payment_context_code": null,
        "payment_purpose_code": null,
    });
    let request: BillingRequest = entry.read(blank, &["links/*"])?;
    for (field, is_there) in [
        ("subscription_request", request.subscription_request.is_some()),
        ("instalment_schedule_request", request.instalment_schedule_request.is_some()),
    ] {
        if is_there {
            return Err(entry.error(field, "cannot be seeded: make it by the API"));
        }
    }
    if let Some(request) = &request.payment_request {
        entry.check_amount("payment_request.amount", request.amount)?;
    }
    if let BillingRequestStatus::Other(status) = &request.status {
        return Err(entry.error("status", no_such("status", status)));
    }
    let of_mandate = request.mandate_request.as_ref().and_then(|it| it.currency.clone());
    let currency = of_mandate.or_else(|| request.payment_request.as_ref().map(|it| it.currency.clone()));
    if currency.as_deref().is_some_and(|currency| schemes::of_currency(currency).is_none()) {
        let field = if wants_mandate { "mandate_request.currency" } else { "payment_request.currency" };
        return Err(entry.error(field, "is invalid"));
    }
    let is_over = request.status != BillingRequestStatus::Pending;
    let is_done = |step: &str| actions.as_ref().map_or(is_over, |actions| is_completed(actions, step));
    let mut record = BillingRequestRecord {
        customer,
        ip_address: None,
        account: account.map(|shown| Collected { shown, details: None }),
        currency,
        institution: None,
        is_confirmed: is_done("confirm_payer_details"),
        is_authorised: is_done("bank_authorisation"),
        retry_if_possible: false,
        subscription: None,
        instalments: None,
        request,
    };
    record.settle();
    organisation.billing_requests.add(record);
    Ok(())
}

/// The payer whom the resources tell of; the blank one has what they leave out.
fn payer(
    entry: &Entry,
    blank: &Customer,
    linked: Option<String>,
    resources: Option<Value>,
) -> Result<Customer, SeedError> {
    let mut whole = json!(blank);
    if let Some(id) = linked {
        whole["id"] = id.into();
    }
    let groups = resources.unwrap_or_default();
    for group in ["customer", "customer_billing_detail"] {
        let known = Map::new();
        for (field, value) in groups.get(group).and_then(Value::as_object).unwrap_or(&known) {
            // The billing detail has an id and a time of its own.
            let is_own = group == "customer" || !matches!(field.as_str(), "id" | "created_at");
            if is_own && whole.get(field).is_some() {
                whole[field] = value.clone();
            }
        }
    }
    serde_json::from_value(whole).map_err(|_| entry.error("resources", "must be like those of an answer"))
}

fn is_completed(actions: &Value, step: &str) -> bool {
    let mut actions = actions.as_array().into_iter().flatten();
    actions.any(|action| action["type"] == step && action["status"] == "completed")
}
