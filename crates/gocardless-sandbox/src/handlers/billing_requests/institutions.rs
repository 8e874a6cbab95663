//! `GET /billing_requests/{id}/institutions`.

use axum::extract::State;
use axum::response::Response;

use crate::authentication::Caller;
use crate::error::Refusal;
use crate::institutions::{INSTITUTIONS, Institution};
use crate::pagination::page;
use crate::path_id::PathId;
use crate::query::{Query, wrong};
use crate::reply;
use crate::sandbox::Sandbox;
use crate::validation::Problem;

/// Lists the institutions at which the payer can authorise; by `country_code`, which must be given, `ids` and `search`.
///
/// None is disabled, so `include_disabled` adds none.
pub(crate) async fn list_institutions(
    State(sandbox): State<Sandbox>,
    caller: Caller,
    PathId(id): PathId,
    query: Query,
) -> Result<Response, Refusal> {
    let mut ledger = sandbox.ledger();
    let organisation = ledger.organisation_of(&caller)?;
    organisation.billing_requests.get(&id).ok_or_else(Refusal::resource_not_found)?;
    if query.one("country_code").is_none() {
        return Err(wrong("country_code", Problem::Required));
    }
    query.flag("include_disabled")?;
    let search = query.one("search").map(str::to_lowercase);
    let keep = |institution: &Institution| {
        query.allows("country_code", Some(institution.country_code))
            && query.allows("ids", Some(institution.id))
            && search.as_ref().is_none_or(|text| institution.name.to_lowercase().contains(text))
    };
    Ok(reply::listed("institutions", page(INSTITUTIONS.iter().collect::<Vec<_>>(), &query, keep)?, |institution| {
        institution
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn institutions_are_listed_by_country_id_and_words() {
        let sandbox = TestSandbox::new();
        let id = sandbox.billing_request(json!({"payment_request": {"amount": 100}})).await;
        let path = format!("/billing_requests/{id}/institutions");
        sandbox.get(&path).await.assert_invalid();
        for (query, expected) in [
            ("country_code=GB", vec!["monzo", "sandbox_bank_gb"]),
            ("country_code=GB&search=monz", vec!["monzo"]),
            ("country_code=GB&ids=sandbox_bank_gb,monzo_x", vec!["sandbox_bank_gb"]),
            ("country_code=US", vec![]),
        ] {
            let listed = sandbox.get(&format!("{path}?{query}")).await.json;
            let ids: Vec<_> =
                listed["institutions"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
            assert_eq!(ids, expected, "{query}");
        }
        let wrong = json!({"country_code": "DE", "institution": "monzo"});
        sandbox.act(&id, "select_institution", wrong).await.assert_invalid();
    }
}
