//! What nobody may read over a shoulder: the numbers of accounts, tokens, secrets, identity numbers.

use serde_json::{Map, Value};
use url::form_urlencoded;

/// How the name of a field that is masked ends or what it has in it, in lower case.
const SECRET: &[&str] = &["account_number", "authorization", "iban", "identity_number", "password", "secret", "token"];

/// What stands beside the `code` of OAuth in the request for a token (RFC 6749, section 4.1.3).
const OAUTH: &[&str] = &["client_id", "client_secret", "grant_type", "redirect_uri"];

/// Whether values under this name are masked; `account_number_ending` is what the API shows itself.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    !name.ends_with("_ending") && SECRET.iter().any(|part| name.contains(part))
}

/// A body with every secret in it masked, at any depth.
///
/// The bodies of the API have envelopes, so that a `code` outside of any is OAuth's; the others tell what went wrong.
pub(crate) fn masked(mut body: Value) -> Value {
    if let Some(code) = body.get_mut("code") {
        *code = hidden(code.take());
    }
    masked_within(body)
}

fn masked_within(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let is_of_oauth = OAUTH.iter().any(|name| fields.contains_key(*name));
            let masked_field = |(name, value): (String, Value)| {
                let is_hidden = is_secret(&name) || (is_of_oauth && name == "code");
                let value = if is_hidden { hidden(value) } else { masked_within(value) };
                (name, value)
            };
            Value::Object(fields.into_iter().map(masked_field).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(masked_within).collect()),
        other => other,
    }
}

/// A form or a query, as an object of its fields, masked. OAuth's `code` opens an account, and is masked too.
pub(crate) fn masked_form(bytes: &[u8]) -> Value {
    let mut fields = Map::new();
    for (name, value) in form_urlencoded::parse(bytes) {
        let value = Value::from(value.into_owned());
        let value = if is_secret(&name) || name == "code" { hidden(value) } else { value };
        fields.insert(name.into_owned(), value);
    }
    Value::Object(fields)
}

/// A query as text, masked.
pub(crate) fn masked_query(query: &str) -> String {
    let Value::Object(fields) = masked_form(query.as_bytes()) else { return String::new() };
    let fields = fields.iter().map(|(name, value)| (name.as_str(), value.as_str().unwrap_or_default()));
    fields.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

/// The value's last two characters, where it has enough others; nothing of its length.
fn hidden(value: Value) -> Value {
    match value {
        Value::Null | Value::Bool(_) => value,
        Value::Number(number) => Value::from(hidden_text(&number.to_string())),
        Value::String(text) => Value::from(hidden_text(&text)),
        Value::Array(items) => Value::Array(items.into_iter().map(hidden).collect()),
        Value::Object(fields) => Value::Object(fields.into_iter().map(|(name, value)| (name, hidden(value))).collect()),
    }
}

fn hidden_text(text: &str) -> String {
    match text.char_indices().rev().nth(1) {
        Some((index, _)) if text.chars().count() >= 6 => format!("••••{}", &text[index..]),
        _ => "••••".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_masked_at_any_depth_and_nothing_else_is() {
        let body = json!({
            "customer_bank_accounts": {
                "account_number": "55779911", "Account-Number": 55_779_911, "branch_code": "200000",
                "account_number_ending": "11", "iban": ["GB60BARC20000055779911", null],
                "links": {"customer": "CU123"}
            },
            "session_token": {"of": "s1"}, "swedish_identity_number": "198112289874", "error": {"code": 422}
        });
        let expected = json!({
            "customer_bank_accounts": {
                "account_number": "••••11", "Account-Number": "••••11", "branch_code": "200000",
                "account_number_ending": "11", "iban": ["••••11", null],
                "links": {"customer": "CU123"}
            },
            "session_token": {"of": "••••"}, "swedish_identity_number": "••••74", "error": {"code": 422}
        });
        assert_eq!(masked(body), expected);
    }

    #[test]
    fn a_code_that_is_exchanged_for_a_token_is_masked_and_others_are_not() {
        for exchange in [
            json!({"grant_type": "authorization_code", "code": "abcdefgh"}),
            json!({"code": "abcdefgh"}),
            json!({"body": [{"client_id": "till", "code": "abcdefgh", "redirect_uri": "https://till.example"}]}),
        ] {
            let masked = masked(exchange).to_string();
            assert!(masked.contains("••••gh") && !masked.contains("abcdef"), "{masked}");
        }
        let harmless = json!({
            "error": {"code": 401, "type": "invalid_api_usage"}, "country_code": "GB", "reason_code": "AC01",
            "details": [{"code": "resource_not_found", "client": "till"}, {"code": "ADDACS-1"}]
        });
        assert_eq!(masked(harmless.clone()), harmless);
    }

    #[test]
    fn forms_and_queries_are_masked() {
        let form = masked_form(b"given_name=Frank&account_number=55779911&code=abcdefgh&client_secret=hush");
        let expected = json!({
            "given_name": "Frank", "account_number": "••••11", "code": "••••gh", "client_secret": "••••"
        });
        assert_eq!(form, expected);
        assert_eq!(masked_query("limit=2&access_token=sandbox_demo"), "limit=2&access_token=••••mo");
    }

    proptest! {
        #[test]
        fn no_account_number_is_left(number in "[0-9]{8}", depth in 0_usize..6, name in "(customer_)?(account_number|iban)") {
            let mut body = json!({ name: number.clone() });
            for level in 0..depth {
                body = if level % 2 == 0 { json!([body]) } else { json!({ "data": body }) };
            }
            prop_assert!(!masked(body).to_string().contains(&number));
        }
    }
}
