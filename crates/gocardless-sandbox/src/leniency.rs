//! What `--lenient` takes that is refused otherwise: what GoCardless's own published samples send.

use serde_json::{Map, Value};

/// The parameters that are whole numbers. Source: the request types of GoCardless's Node client 10.1.2.
const NUMBERS: [&str; 14] = [
    "amount",
    "amounts",
    "app_fee",
    "count",
    "day_of_month",
    "interval",
    "max_amount_per_payment",
    "max_amount_per_period",
    "max_payments",
    "max_payments_per_period",
    "max_total_amount",
    "pause_cycles",
    "total_amount",
    "total_amount_confirmation",
];

/// The IBAN of the sample for mandate PDFs, whose check digits are wrong, and a French one in its place.
const WRONG_IBAN: &str = "FR14BARC20000055779911";
const RIGHT_IBAN: &str = "FR1420041010050500013M02606";

/// A request's body, or a part of it, as the strict sandbox takes it.
///
/// A text of digits becomes a number where a number belongs, and an amount with two decimals where digits belong
/// (`69.99`) becomes minor units. Nothing within metadata is touched.
pub(crate) fn straighten(fields: &mut Map<String, Value>) {
    for (name, value) in fields.iter_mut().filter(|(name, _)| !name.ends_with("metadata")) {
        match value {
            Value::Object(fields) => straighten(fields),
            Value::Array(items) => items.iter_mut().for_each(|item| straighten_item(name, item)),
            Value::String(text) if name == "iban" && text == WRONG_IBAN => RIGHT_IBAN.clone_into(text),
            Value::String(text) if name == "payment_request_amount" => {
                if let Some(amount) = minor_units(text) {
                    *text = amount;
                }
            }
            _ => number(name, value),
        }
    }
}

fn straighten_item(name: &str, item: &mut Value) {
    match item {
        Value::Object(fields) => straighten(fields),
        item => number(name, item),
    }
}

fn number(name: &str, value: &mut Value) {
    if let Value::String(text) = value
        && NUMBERS.contains(&name)
        && let Ok(number) = text.parse::<i64>()
    {
        *value = number.into();
    }
}

/// `69.99` as `6999`.
fn minor_units(text: &str) -> Option<String> {
    let (major, minor) = text.split_once('.')?;
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_digits(major) && is_digits(minor) && minor.len() == 2).then(|| format!("{major}{minor}"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Options;
    use crate::testing::TestSandbox;

    #[test]
    fn texts_become_what_belongs_in_their_place() {
        for (sent, taken) in [
            (json!({"amount": "2500"}), json!({"amount": 2500})),
            (json!({"day_of_month": "-1"}), json!({"day_of_month": -1})),
            (json!({"instalments": {"amounts": ["5", 7]}}), json!({"instalments": {"amounts": [5, 7]}})),
            (json!({"instalments": [{"amount": "5"}]}), json!({"instalments": [{"amount": 5}]})),
            (json!({"payment_request_amount": "69.99"}), json!({"payment_request_amount": "6999"})),
            (json!({"iban": WRONG_IBAN}), json!({"iban": RIGHT_IBAN})),
        ] {
            let Value::Object(mut fields) = sent else { unreachable!() };
            straighten(&mut fields);
            assert_eq!(Value::Object(fields), taken);
        }
    }

    #[test]
    fn everything_else_stays_as_it_was_sent() {
        for sent in [
            json!({"metadata": {"amount": "2500"}, "account_number": "55779911", "reference": "42"}),
            json!({"amount": "25.00", "count": "many", "interval": "", "total_amount": null}),
            json!({"payment_request_amount": "69.9", "iban": "FR14"}),
        ] {
            let Value::Object(mut fields) = sent.clone() else { unreachable!() };
            straighten(&mut fields);
            assert_eq!(Value::Object(fields), sent);
        }
    }

    #[tokio::test]
    async fn an_amount_in_a_text_is_taken_by_a_lenient_sandbox_only() {
        for (lenient, status) in [(true, 201), (false, 422)] {
            let sandbox = TestSandbox::with(Options { lenient, ..Options::default() });
            let mandate = sandbox.mandate().await;
            assert_eq!(sandbox.try_payment(&mandate, json!({"amount": "1000"})).await.status, status);
        }
    }
}
