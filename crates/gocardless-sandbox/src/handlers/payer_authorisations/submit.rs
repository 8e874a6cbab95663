//! `POST /payer_authorisations/{id}/actions/submit`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::idempotency::IdempotencyKey;
use crate::parameters::Document;
use crate::path_id::PathId;
use crate::reply;
use crate::sandbox::Sandbox;

/// Submits what was gathered, once it is complete: what is missing is told as a validation error.
pub(crate) async fn submit_payer_authorisation(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    _: IdempotencyKey,
    document: Document,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let authorisations = &mut ledger.organisation_of(&caller)?.payer_authorisations;
    let authorisation = authorisations.get_mut(&id).ok_or_else(Refusal::resource_not_found)?;
    document.action(NAME)?;
    if !authorisation.incomplete_fields.is_empty() {
        let fields = authorisation.incomplete_fields.iter();
        return Err(Refusal::incomplete(fields.map(|it| (&*it.field, &*it.message, &*it.request_pointer))));
    }
    if authorisation.status != "created" {
        return Err(Refusal::state("submit_failed", "Payer authorisation has already been submitted"));
    }
    authorisation.status = "submitted";
    Ok(reply::found(NAME, &*authorisation))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn it_is_gathered_then_submitted_then_confirmed() {
        let sandbox = TestSandbox::new();
        let empty = json!({"payer_authorisations": {"customer": {}, "bank_account": {}, "mandate": {}}});
        let made = sandbox.post("/payer_authorisations", empty).await.json;
        let path = format!("/payer_authorisations/{}", made["payer_authorisations"]["id"].as_str().unwrap());
        let [submit, confirm] = ["submit", "confirm"].map(|action| format!("{path}/actions/{action}"));

        let error = sandbox.post(&submit, json!(null)).await.assert_invalid();
        let pointer = error.errors[0].request_pointer.as_deref();
        assert_eq!(pointer, Some("/payer_authorisations/customer/given_name"));
        sandbox.post(&confirm, json!(null)).await.assert_refused(422, "invalid_state", "confirm_failed");

        let whole = json!({"payer_authorisations": {
            "customer": {"given_name": "Frank", "family_name": "Osborne", "email": "frank@example.com",
                "address_line1": "27 Acer Road", "city": "London", "postal_code": "E8 3GX", "country_code": "GB"},
            "bank_account": {"account_holder_name": "Frank Osborne", "country_code": "GB", "branch_code": "200000",
                "account_number": "55779911"},
            "mandate": {"metadata": {"k": "v"}}
        }});
        let answer = sandbox.put(&path, whole.clone()).await;
        assert_eq!(answer.json["payer_authorisations"]["incomplete_fields"], json!([]), "{}", answer.text);
        for (action, status) in [(&submit, "submitted"), (&confirm, "confirmed")] {
            let answer = sandbox.post(action, json!({"data": {}})).await;
            assert_eq!((answer.status, &answer.json["payer_authorisations"]["status"]), (200, &json!(status)));
        }
        let completed = sandbox.get(&path).await.json["payer_authorisations"].clone();
        let [mandate] = &sandbox.mandates()[..] else { panic!("{:?}", sandbox.mandates()) };
        assert_eq!(completed["status"], "completed");
        let links = json!({
            "bank_account": mandate.links.customer_bank_account, "customer": mandate.links.customer,
            "mandate": mandate.id
        });
        assert_eq!(completed["links"], links);
        assert_eq!(mandate.metadata["k"], "v");
        assert_eq!(sandbox.customers()[0].email.as_deref(), Some("frank@example.com"));
        let event = sandbox.events().pop().unwrap();
        assert_eq!((&*event.resource_type, &*event.action), ("payer_authorisations", "completed"));
        sandbox.put(&path, whole).await.assert_refused(422, "invalid_state", "update_failed");
        sandbox.post(&submit, json!(null)).await.assert_refused(422, "invalid_state", "submit_failed");
        sandbox.post(&confirm, json!(null)).await.assert_refused(422, "invalid_state", "confirm_failed");
    }

    #[tokio::test]
    async fn the_suffix_of_an_account_in_new_zealand_stands_behind_its_number() {
        let sandbox = TestSandbox::new();
        let payer = json!({"company_name": "Hut Ltd", "email": "hut@example.com", "address_line1": "1 Queen Street",
            "city": "Auckland", "postal_code": "1010", "country_code": "NZ"});
        for (suffix, incomplete) in [(json!("00"), 0), (json!(null), 1)] {
            let account = json!({"account_holder_name": "Hut Ltd", "country_code": "NZ",
                "account_number": "01-0902-0068389", "account_number_suffix": suffix});
            let body = json!({"customer": payer, "bank_account": account, "mandate": {}});
            let answer = sandbox.post("/payer_authorisations", json!({ "payer_authorisations": body })).await;
            let made = &answer.json["payer_authorisations"];
            assert_eq!(made["incomplete_fields"].as_array().map(Vec::len), Some(incomplete), "{}", answer.text);
            assert_eq!(made["bank_account"]["account_number_suffix"], suffix);
            if incomplete == 0 {
                let path = format!("/payer_authorisations/{}/actions", made["id"].as_str().unwrap());
                for action in ["submit", "confirm"] {
                    assert_eq!(sandbox.post(&format!("{path}/{action}"), json!(null)).await.status, 200);
                }
            }
        }
        let [mandate] = &sandbox.mandates()[..] else { panic!("{:?}", sandbox.mandates()) };
        assert_eq!(mandate.scheme.as_ref().map(gocardless_api::Scheme::as_str), Some("becs_nz"));
        sandbox.mandate_on(json!({"country_code": "NZ", "account_number": "01-0902-0068389-00"})).await;
        let [one, same] = &sandbox.customer_bank_accounts()[..] else { panic!("there are two accounts") };
        assert_eq!(one.account_number_ending, same.account_number_ending);
    }
}
