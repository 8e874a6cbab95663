//! `POST /customers`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::fill_customer;

/// Makes a customer.
pub(crate) async fn create_customer(
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
    let mut customer = organisation.blank_customer(now);
    fill_customer(&mut form, &mut customer);
    form.check()?;
    organisation.may_have_own_pages()?;

    organisation.add_customer(customer.clone());
    organisation.made.remember(&caller, &key, customer.id.as_str());
    Ok(reply::created(NAME, customer.id.as_str(), &customer))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn a_customer_has_every_key_in_the_recorded_order() {
        let sandbox = TestSandbox::new();
        let body = json!({"customers": {
            "email": "frank@example.com", "given_name": "Frank", "family_name": "Osborne",
            "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB",
            "metadata": {"salesforce_id": "ABCD1234"}
        }});
        let answer = sandbox.post("/customers", body).await;
        assert_eq!(answer.status, 201);
        let id = answer.json["customers"]["id"].as_str().unwrap();
        assert_eq!(answer.headers["location"], format!("/customers/{id}"));
        assert_eq!(
            answer.text,
            format!(
                "{{\"customers\":{{\"id\":\"{id}\",\"created_at\":\"2026-03-02T09:00:00.000Z\",\
                 \"email\":\"frank@example.com\",\"given_name\":\"Frank\",\"family_name\":\"Osborne\",\
                 \"company_name\":null,\"address_line1\":\"27 Acer Road\",\"address_line2\":null,\
                 \"address_line3\":null,\"city\":\"London\",\"region\":null,\"postal_code\":\"E8 3GX\",\
                 \"country_code\":\"GB\",\"language\":\"en\",\"swedish_identity_number\":null,\
                 \"danish_identity_number\":null,\"phone_number\":null,\"metadata\":{{\"salesforce_id\":\"ABCD1234\"}}}}}}"
            )
        );
    }

    #[tokio::test]
    async fn each_wrong_field_is_pointed_at() {
        let sandbox = TestSandbox::new();
        for (fields, pointer, message) in [
            (json!({}), "/customers/given_name", "is required"),
            (json!({"given_name": "Frank"}), "/customers/family_name", "is required"),
            (json!({"company_name": "Hut", "email": "frank"}), "/customers/email", "is invalid"),
            (json!({"company_name": "Hut", "country_code": "UK"}), "/customers/country_code", "is invalid"),
            (json!({"company_name": "Hut", "language": "xx"}), "/customers/language", "is invalid"),
            (json!({"company_name": "Hut", "phone_number": "0207"}), "/customers/phone_number", "is invalid"),
            (json!({"company_name": "Hut", "city": 7}), "/customers/city", "must be a string"),
            (
                json!({ "company_name": "x".repeat(256) }),
                "/customers/company_name",
                "is too long (maximum is 255 characters)",
            ),
        ] {
            let error = sandbox.post("/customers", json!({ "customers": fields })).await.assert_invalid();
            let found = error.errors.iter().find(|detail| detail.request_pointer.as_deref() == Some(pointer));
            assert_eq!(found.map(|detail| detail.message.as_str()), Some(message), "{pointer}");
        }
        assert!(sandbox.customers().is_empty());
    }

    #[tokio::test]
    async fn nothing_sent_is_as_no_fields_sent() {
        let sandbox = TestSandbox::new();
        for body in [json!(null), json!({}), json!({"customers": null})] {
            sandbox.post("/customers", body).await.assert_invalid();
        }
    }

    #[tokio::test]
    async fn the_language_is_that_of_the_country() {
        let sandbox = TestSandbox::new();
        let body = json!({"customers": {"company_name": "Hytte AS", "country_code": "NO"}});
        assert_eq!(sandbox.post("/customers", body).await.json["customers"]["language"], "nb");
    }
}
