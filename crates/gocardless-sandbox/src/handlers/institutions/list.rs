//! `GET /institutions`.

use axum::extract::State;
use axum::response::Response;

use super::NAME;
use crate::authentication::Caller;
use crate::error::Refusal;
use crate::institutions::{INSTITUTIONS, Institution};
use crate::pagination::page;
use crate::query::Query;
use crate::reply;
use crate::sandbox::Sandbox;

/// Lists institutions; by `country_code` and `scheme`. The sandbox knows a few only.
pub(crate) async fn list_institutions(State(_): State<Sandbox>, _: Caller, query: Query) -> Result<Response, Refusal> {
    let keep = |institution: &Institution| {
        let wanted = query.many("scheme");
        query.allows("country_code", Some(institution.country_code))
            && (wanted.is_empty() || institution.schemes.iter().any(|scheme| wanted.contains(scheme)))
    };
    Ok(reply::listed(NAME, page(INSTITUTIONS.iter().collect::<Vec<_>>(), &query, keep)?, |institution| institution))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn they_are_found_by_country_and_scheme() {
        let sandbox = TestSandbox::new();
        for (query, ids) in [
            ("country_code=GB", json!(["monzo", "sandbox_bank_gb"])),
            ("scheme=sepa_core&country_code=FR", json!(["sandbox_bank_fr"])),
            ("scheme=ach", json!([])),
        ] {
            let list = sandbox.get(&format!("/institutions?{query}")).await.json;
            let found: Vec<_> = list["institutions"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
            assert_eq!(json!(found), ids, "{query}");
        }
    }
}
