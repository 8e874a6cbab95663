//! `POST /scheme_identifiers`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{NewSchemeIdentifier, WhichCreditor};
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Each scheme with its currency, its longest name, and the characters that names may have besides letters, digits and
/// spaces, where they are published. Source: API reference, "Scheme Identifiers".
const SCHEMES: [(&str, &str, usize, Option<&str>); 12] = [
    ("ach", "USD", 16, Some("/?:().,'+-")),
    ("autogiro", "SEK", 70, None),
    ("bacs", "GBP", 18, Some("/.&-")),
    ("becs", "AUD", 70, None),
    ("becs_nz", "NZD", 70, None),
    ("betalingsservice", "DKK", 70, None),
    ("faster_payments", "GBP", 18, Some("/?:().,'+-")),
    ("pad", "CAD", 70, None),
    ("pay_to", "AUD", 70, None),
    ("sepa", "EUR", 70, Some("/?:().,+&<>'\"")),
    ("sepa_credit_transfer", "EUR", 70, None),
    ("sepa_instant_credit_transfer", "EUR", 70, None),
];

/// Makes a scheme identifier of a creditor; in Bacs it is pending, elsewhere active.
pub(crate) async fn create_scheme_identifier(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    key: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let now = ledger.now();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.made.check(&caller, &key)?;

    let mut form = document.envelope(NAME)?;
    let name = form.required_text("name");
    let scheme = form.required_one_of("scheme", &SCHEMES.map(|(scheme, ..)| scheme));
    let rule = SCHEMES.into_iter().find(|(known, ..)| *known == scheme);
    if let Some((_, _, maximum, special)) = rule {
        if name.chars().count() > maximum {
            form.problem("name", Problem::TooLong { maximum });
        } else if special.is_some_and(|special| !name.chars().all(|it| is_allowed(it, special))) {
            form.problem("name", Problem::Invalid);
        }
    }
    let creditor = form.link("creditor");
    let creditor = organisation.creditor_for(creditor.as_deref()).map(|creditor| creditor.id.clone());
    if creditor == Err(WhichCreditor::NotSaid) {
        form.problem("links/creditor", Problem::Required);
    }
    form.check()?;

    let creditor = creditor.map_err(|_| Refusal::link_not_found(NAME, "creditor"))?;
    let Some((_, currency, ..)) = rule else { return Err(Refusal::internal()) };
    let new = NewSchemeIdentifier { creditor, name, scheme: scheme.into(), currency };
    let identifier = organisation.add_scheme_identifier(new, now);
    let id = identifier.id.as_ref().map_or("", |id| id.as_str());
    organisation.made.remember(&caller, &key, id);
    Ok(reply::created(NAME, id, &identifier))
}

fn is_allowed(character: char, special: &str) -> bool {
    character.is_ascii_alphanumeric() || character == ' ' || special.contains(character)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn an_identifier_of_bacs_is_pending_and_stands_in_its_creditor() {
        let sandbox = TestSandbox::new();
        for (scheme, status, currency) in [("bacs", "pending", "GBP"), ("sepa", "active", "EUR")] {
            let body = json!({"scheme_identifiers": {"name": "SECOND & CO", "scheme": scheme}});
            let answer = sandbox.post("/scheme_identifiers", body).await;
            assert_eq!(answer.status, 201, "{}", answer.text);
            let made = &answer.json["scheme_identifiers"];
            assert_eq!((&made["status"], &made["currency"]), (&json!(status), &json!(currency)));
            assert_eq!(made["city"], "Whitby");
            let path = format!("/scheme_identifiers/{}", made["id"].as_str().unwrap());
            assert_eq!(sandbox.get(&path).await.text, answer.text);
            let creditor = &sandbox.get("/creditors").await.json["creditors"][0];
            assert_eq!(creditor["scheme_identifiers"].as_array().unwrap().last(), Some(made));
        }
    }

    #[tokio::test]
    async fn names_keep_the_rules_of_the_scheme() {
        let sandbox = TestSandbox::new();
        for (name, scheme, message) in [
            ("NINETEEN CHARACTERS", "bacs", "is too long (maximum is 18 characters)"),
            ("WHAT?", "bacs", "is invalid"),
            ("", "sepa", "is required"),
            ("A NAME", "cheque", "is invalid"),
        ] {
            let body = json!({"scheme_identifiers": {"name": name, "scheme": scheme}});
            let error = sandbox.post("/scheme_identifiers", body).await.assert_invalid();
            assert_eq!(error.errors[0].message, message, "{name}");
        }
        let body = json!({"scheme_identifiers": {"name": "A", "scheme": "bacs", "links": {"creditor": "CR1"}}});
        sandbox.post("/scheme_identifiers", body).await.assert_refused(404, "invalid_api_usage", "link_not_found");
    }

    #[tokio::test]
    async fn an_identifier_of_bacs_is_active_after_five_working_days() {
        let sandbox = TestSandbox::new();
        let body = json!({"scheme_identifiers": {"name": "SECOND & CO", "scheme": "bacs"}});
        let made = sandbox.post("/scheme_identifiers", body).await.json["scheme_identifiers"].clone();
        let id = made["id"].as_str().unwrap();
        sandbox.advance(std::time::Duration::from_hours(7 * 24));
        let shown = sandbox.get(&format!("/scheme_identifiers/{id}")).await.json;
        assert_eq!(shown["scheme_identifiers"]["status"], "active");
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("scheme_identifiers", "activated"));
        assert_eq!(event.links.get("scheme_identifier"), Some(id));
    }
}
