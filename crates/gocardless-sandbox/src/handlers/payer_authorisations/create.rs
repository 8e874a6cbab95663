//! `POST /payer_authorisations`.

use axum::extract::State;
use axum::response::Response;
use serde_json::Map;

use super::NAME;
use super::fill::fill;
use crate::authentication::Caller;
use crate::clock::written;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::ledger::{Group, PayerAuthorisation};
use crate::parameters::Document;
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Makes a payer authorisation, be it incomplete; `incomplete_fields` tells what is missing. The three groups are
/// required, nothing within them.
pub(crate) async fn create_payer_authorisation(
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
    for group in ["customer", "bank_account", "mandate"] {
        if !form.has(group) {
            form.problem(group, Problem::Required);
        }
    }
    let mut authorisation = PayerAuthorisation {
        id: organisation.ids.plain("PA"),
        created_at: written(now),
        status: "created",
        customer: Group::default(),
        bank_account: Group::default(),
        mandate: Group::default(),
        incomplete_fields: Vec::new(),
        links: Map::new(),
    };
    fill(&mut form, &mut authorisation);
    form.check()?;

    organisation.made.remember(&caller, &key, &authorisation.id);
    organisation.payer_authorisations.add(authorisation.clone());
    Ok(reply::created(NAME, &authorisation.id, &authorisation))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn what_is_missing_is_told() {
        let sandbox = TestSandbox::new();
        let body = json!({"payer_authorisations": {
            "customer": {"company_name": "Hut Ltd", "email": "hut", "country_code": "GB", "city": "London",
                "postal_code": "E8 3GX"},
            "bank_account": {"account_holder_name": "Hut Ltd", "iban": "GB60BARC20000055779911"}, "mandate": {}
        }});
        let answer = sandbox.post("/payer_authorisations", body).await;
        assert_eq!(answer.status, 201, "{}", answer.text);
        let made = &answer.json["payer_authorisations"];
        assert_eq!(
            made["incomplete_fields"],
            json!([
                {"field": "email", "message": "is invalid", "request_pointer": "/payer_authorisations/customer/email"},
                {"field": "address_line1", "message": "is required",
                    "request_pointer": "/payer_authorisations/customer/address_line1"}
            ])
        );
        assert_eq!(made["bank_account"]["account_number_ending"], "11");
        assert_eq!(
            made["mandate"],
            json!({"reference": null, "scheme": null, "payer_ip_address": null, "metadata": {}})
        );
    }

    #[tokio::test]
    async fn all_three_groups_are_required() {
        let sandbox = TestSandbox::new();
        let error = sandbox.post("/payer_authorisations", json!({"payer_authorisations": {}})).await.assert_invalid();
        assert_eq!(error.errors.len(), 3);
        let body = json!({"payer_authorisations": {"customer": 1, "bank_account": {"iban": 7}, "mandate": {}}});
        let error = sandbox.post("/payer_authorisations", body).await.assert_invalid();
        let pointers: Vec<_> = error.errors.iter().filter_map(|it| it.request_pointer.as_deref()).collect();
        assert_eq!(pointers, ["/payer_authorisations/customer", "/payer_authorisations/bank_account/iban"]);
    }
}
