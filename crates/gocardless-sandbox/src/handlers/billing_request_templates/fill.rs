//! The same rules for making a template and for changing one.

use serde_json::{Map, Value, json};

use crate::ledger::{BillingRequestTemplate, Constraints};
use crate::parameters::Form;
use crate::validation::Problem;

/// Source: API reference, "Billing Request Templates".
const CURRENCIES: [&str; 8] = ["AUD", "CAD", "DKK", "EUR", "GBP", "NZD", "SEK", "USD"];
const VERIFY: [&str; 4] = ["minimum", "recommended", "when_available", "always"];
const PERIODS: [&str; 5] = ["day", "week", "month", "year", "flexible"];
const ALIGNMENTS: [&str; 2] = ["calendar", "creation_date"];

/// Writes what was sent into `template` and notes what is wrong with it; fields that were not sent stay.
pub(super) fn fill_template(form: &mut Form, template: &mut BillingRequestTemplate) {
    form.change("name", &mut template.name);
    form.change("mandate_request_currency", &mut template.mandate_request_currency);
    form.change("mandate_request_scheme", &mut template.mandate_request_scheme);
    form.change("mandate_request_description", &mut template.mandate_request_description);
    form.change("mandate_request_verify", &mut template.mandate_request_verify);
    form.change("payment_request_currency", &mut template.payment_request_currency);
    form.change("payment_request_scheme", &mut template.payment_request_scheme);
    form.change("payment_request_description", &mut template.payment_request_description);
    if form.sent("redirect_uri") {
        template.redirect_uri = form.redirect_url("redirect_uri");
    }
    form.change_metadata(&mut template.metadata);
    form.change_metadata_of("mandate_request_metadata", &mut template.mandate_request_metadata);
    form.change_metadata_of("payment_request_metadata", &mut template.payment_request_metadata);
    if form.sent("payment_request_amount") {
        template.payment_request_amount =
            form.amount_or_digits("payment_request_amount").map(|amount| amount.to_string());
    }
    for (field, value, words) in [
        ("mandate_request_currency", &template.mandate_request_currency, &CURRENCIES[..]),
        ("payment_request_currency", &template.payment_request_currency, &CURRENCIES[..]),
        ("mandate_request_verify", &template.mandate_request_verify, &VERIFY[..]),
    ] {
        if value.as_deref().is_some_and(|value| !words.contains(&value)) {
            form.problem(field, Problem::Invalid);
        }
    }
    if let Some(mut group) = form.group("mandate_request_constraints") {
        template.mandate_request_constraints = Some(read_constraints(&mut group));
        form.absorb(group);
    } else if form.sent("mandate_request_constraints") {
        template.mandate_request_constraints = None;
    }
}

fn read_constraints(group: &mut Form) -> Constraints {
    let limits = match group.raw().get("periodic_limits") {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Array(limits)) => {
            limits.iter().map(|limit| limit.as_object().and_then(read_limit)).collect::<Option<Vec<_>>>()
        }
        Some(_) => None,
    };
    if limits.is_none() {
        group.problem("periodic_limits", Problem::Invalid);
    }
    Constraints {
        start_date: group.text("start_date"),
        end_date: group.text("end_date"),
        max_amount_per_payment: group.amount_or_digits("max_amount_per_payment"),
        payment_method: group.text("payment_method"),
        periodic_limits: limits.unwrap_or_default(),
    }
}

/// One periodic limit with every key; `None` where it cannot be read.
fn read_limit(limit: &Map<String, Value>) -> Option<Value> {
    let word = |field: &str, words: &[&str], usual: &str| match limit.get(field) {
        None => Some(usual.to_owned()),
        Some(value) => value.as_str().filter(|word| words.contains(word)).map(str::to_owned),
    };
    let number = |field: &str| match limit.get(field) {
        None | Some(Value::Null) => Some(None),
        Some(value) => value.as_u64().map(Some),
    };
    Some(json!({
        "alignment": word("alignment", &ALIGNMENTS, "creation_date")?,
        "max_payments": number("max_payments")?,
        "max_total_amount": number("max_total_amount")?,
        "period": word("period", &PERIODS, "flexible")?,
    }))
}
