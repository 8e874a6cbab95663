//! What a payer is told of each scheme before confirming.

use bank_details::Scheme;
use gocardless_api::CreditorId;
use jiff::Timestamp;
use signup_api::Terms;

use super::visit::creditor;
use crate::charge_dates::first_charge_date;
use crate::ledger::{Organisation, identifier_for};
use crate::schemes;

/// The terms of every scheme that the creditor has an active identifier for, by the sandbox's calendar.
pub(super) fn terms(organisation: &Organisation, id: Option<&CreditorId>, now: Timestamp) -> Vec<Terms> {
    let Ok(known) = organisation.creditor_for(id.map(CreditorId::as_str)) else { return Vec::new() };
    let of_scheme = |scheme| {
        let wire = schemes::on_the_wire(scheme);
        let identifier = identifier_for(known, Some(&wire))?;
        Some(Terms {
            scheme: scheme.to_string(),
            creditor: creditor(organisation, id, Some(&wire)),
            notice_days: identifier.minimum_advance_notice.and_then(|days| days.try_into().ok()),
            earliest_charge_date: Some(first_charge_date(&wire, now).to_string()),
            agreement_url: None,
            wording: None,
        })
    };
    Scheme::ALL.into_iter().filter_map(of_scheme).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::TestSandbox;

    #[tokio::test]
    async fn each_scheme_has_its_creditor_its_notice_and_its_earliest_date() {
        let sandbox = TestSandbox::new();
        let id = sandbox.flow().await;
        let flow = sandbox.visit(&format!("/flow/{id}/details")).await.json["flows"].clone();
        let terms = flow["terms"].as_array().unwrap();
        let of = |field: &str| terms.iter().map(|terms| terms[field].clone()).collect::<Vec<_>>();
        assert_eq!(
            of("scheme"),
            ["ach", "autogiro", "bacs", "becs", "becs_nz", "betalingsservice", "pad", "sepa_core"]
        );
        assert_eq!(of("notice_days"), [2, 8, 3, 3, 2, 6, 3, 3]);
        assert_eq!(of("earliest_charge_date")[2], "2026-03-06");
        assert_eq!(
            terms[7]["creditor"],
            json!({
                "name": "Northwind Magazines Ltd", "statement_name": "Northwind Magazines Ltd",
                "scheme_reference": "GB22ZZZSDDNWND00000000000042",
                "address": ["14 Harbour Row", "Whitby", "North Yorkshire", "YO21 3PU"], "country_code": "GB",
                "email": "subscriptions@northwind.example", "phone_number": "+44 1632 960123"
            })
        );
        assert!(terms.iter().all(|terms| terms["creditor"]["scheme_reference"].is_string()));
    }
}
