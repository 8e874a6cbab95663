//! The judge of every JSON answer that a test receives.
//!
//! Fields, types, nullability and enums are those that GoCardless's Node client 10.1.2 declares
//! (`tests/clients/fields.tsv`); where the sandbox differs, `differences.tsv` says so. Envelopes and error bodies are those
//! of the API reference.

// Told by path: this file is a module of the unit tests and of `tests/sandbox`.
#[path = "answers/shapes.rs"]
mod shapes;

use serde_json::{Map, Value};

/// Envelopes and the objects in them; the operations of the clients, but where these name no envelope.
const ENVELOPES: &[(&str, &str)] = &[
    ("balances", "Balance"),
    ("bank_account_details", "BankAccountDetail"),
    ("bank_account_holder_verifications", "BankAccountHolderVerification"),
    ("bank_authorisations", "BankAuthorisation"),
    ("bank_details_lookups", "BankDetailsLookup"),
    ("billing_request_flows", "BillingRequestFlow"),
    ("billing_request_templates", "BillingRequestTemplate"),
    ("billing_request_with_actions", "BillingRequestWithAction"),
    ("billing_requests", "BillingRequest"),
    ("blocks", "Block"),
    ("creditor_bank_accounts", "CreditorBankAccount"),
    ("creditors", "Creditor"),
    ("currency_exchange_rates", "CurrencyExchangeRate"),
    ("customer_bank_accounts", "CustomerBankAccount"),
    ("customer_notifications", "CustomerNotification"),
    ("customers", "Customer"),
    ("events", "Event"),
    ("exports", "Export"),
    ("instalment_schedules", "InstalmentSchedule"),
    ("institutions", "Institution"),
    ("logos", "Logo"),
    ("mandate_import_entries", "MandateImportEntry"),
    ("mandate_imports", "MandateImport"),
    ("mandate_pdfs", "MandatePdf"),
    ("mandates", "Mandate"),
    ("negative_balance_limits", "NegativeBalanceLimit"),
    ("outbound_payment_import_entries", "OutboundPaymentImportEntry"),
    ("outbound_payment_imports", "OutboundPaymentImport"),
    ("outbound_payments", "OutboundPayment"),
    ("payer_authorisations", "PayerAuthorisation"),
    ("payer_themes", "PayerTheme"),
    ("payment_account_transactions", "PaymentAccountTransaction"),
    ("payment_accounts", "PaymentAccount"),
    ("payments", "Payment"),
    ("payout_items", "PayoutItem"),
    ("payouts", "Payout"),
    ("redirect_flows", "RedirectFlow"),
    ("refunds", "Refund"),
    ("scenario_simulators", "ScenarioSimulator"),
    ("scheme_identifiers", "SchemeIdentifier"),
    ("subscriptions", "Subscription"),
    ("tax_rates", "TaxRate"),
    ("transferred_mandates", "TransferredMandate"),
    ("verification_details", "VerificationDetail"),
    ("webhooks", "Webhook"),
];

/// Which statuses each type of error comes with. Source: API reference, "Errors"; 422 of wrong filters: "Pagination".
const STATUSES: [(&str, &[u64]); 4] = [
    ("gocardless", &[500, 502, 503, 504]),
    ("invalid_api_usage", &[400, 401, 403, 404, 405, 406, 413, 415, 422, 429]),
    ("invalid_state", &[409, 422]),
    ("validation_failed", &[409, 422]),
];

/// What is wrong with the answer to a call of `path`; nothing with an answer that is not the API's.
pub(crate) fn findings(path: &str, status: u16, body: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    let first = path.trim_start_matches('/').split(['/', '?']).next().unwrap_or_default();
    let is_api = matches!(first, "branding" | "funds_availability") || object_in(first).is_some();
    if let Some(error) = body.get("error").filter(|error| error.is_object()) {
        judge_error(error, status, &mut findings);
    } else if is_api && status >= 400 {
        findings.push(format!("a {status} without an error"));
    } else if is_api && (200..300).contains(&status) && !body.is_null() {
        let is_bare = first == "funds_availability" || path.starts_with("/outbound_payments/stats");
        match body.as_object() {
            Some(_) if is_bare => {}
            Some(body) => judge_success(body, &mut findings),
            None => findings.push("an answer that is no object".to_owned()),
        }
    }
    findings
}

fn object_in(envelope: &str) -> Option<&'static str> {
    ENVELOPES.iter().find(|(name, _)| *name == envelope).map(|(_, object)| *object)
}

fn judge_success(body: &Map<String, Value>, findings: &mut Vec<String>) {
    let mut envelopes = body.iter().filter(|(name, _)| !matches!(name.as_str(), "meta" | "linked"));
    let (Some((name, value)), None) = (envelopes.next(), envelopes.next()) else {
        findings.push(format!("not one envelope but {:?}", body.keys().collect::<Vec<_>>()));
        return;
    };
    let Some(object) = object_in(name) else {
        findings.push(format!("an unknown envelope {name}"));
        return;
    };
    match value {
        Value::Array(items) => {
            for item in items {
                shapes::judge(object, item, findings);
            }
            judge_meta(body.get("meta"), findings);
        }
        value => {
            shapes::judge(object, value, findings);
            if body.contains_key("meta") {
                findings.push("a resource with meta".to_owned());
            }
        }
    }
}

/// Clients read both cursors and the limit of every list.
fn judge_meta(meta: Option<&Value>, findings: &mut Vec<String>) {
    let Some(meta) = meta else {
        findings.push("a list without meta".to_owned());
        return;
    };
    for cursor in ["before", "after"] {
        if !meta["cursors"].get(cursor).is_some_and(|cursor| cursor.is_null() || cursor.is_string()) {
            findings.push(format!("meta.cursors.{cursor} is neither null nor a string"));
        }
    }
    if !meta["limit"].as_u64().is_some_and(|limit| (1..=500).contains(&limit)) {
        findings.push("meta.limit is not from 1 to 500".to_owned());
    }
}

/// What clients need of every error: without it they fail in other ways than with the error.
fn judge_error(error: &Value, status: u16, findings: &mut Vec<String>) {
    for field in ["message", "request_id", "documentation_url"] {
        if error[field].as_str().is_none_or(str::is_empty) {
            findings.push(format!("error.{field} is no text"));
        }
    }
    let kind = error["type"].as_str().unwrap_or_default();
    match STATUSES.iter().find(|(known, _)| *known == kind) {
        None => findings.push(format!("error.type is {}", error["type"])),
        Some((_, statuses)) if !statuses.contains(&u64::from(status)) => {
            findings.push(format!("a {status} of type {kind}"));
        }
        Some(_) => {}
    }
    if error["code"].as_u64() != Some(status.into()) {
        findings.push(format!("error.code is {}, the status {status}", error["code"]));
    }
    let Some(details) = error["errors"].as_array() else {
        findings.push("error.errors is no list".to_owned());
        return;
    };
    for detail in details {
        if detail["message"].as_str().is_none_or(str::is_empty) {
            findings.push(format!("no message in {detail}"));
        }
        let is_of_field =
            detail["field"].is_string() && detail["request_pointer"].as_str().is_some_and(|it| it.starts_with('/'));
        let is_of_cause = detail["reason"].is_string();
        if !(is_of_field || is_of_cause) || (kind == "validation_failed" && status == 422 && !is_of_field) {
            findings.push(format!("neither field and request_pointer nor reason in {detail}"));
        }
        if !detail.get("links").is_none_or(Value::is_object) {
            findings.push(format!("links are no object in {detail}"));
        }
    }
}

#[cfg(test)]
#[path = "answers/tests.rs"]
mod tests;
