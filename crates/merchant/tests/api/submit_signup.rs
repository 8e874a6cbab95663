//! `POST /api/signups/{id}/actions/submit`

use serde_json::json;

use crate::support::{Payer, SCHEMES};

#[tokio::test]
async fn a_payer_of_each_scheme_ends_with_one_mandate_and_one_collection() {
    for (scheme, interval) in SCHEMES.into_iter().zip(["once", "weekly", "monthly", "yearly"].into_iter().cycle()) {
        let mut payer = Payer::of(scheme, interval).await;
        let started = payer.started.clone();
        assert_eq!((&started["status"], &started["terms"]["scheme"]), (&json!("started"), &json!(scheme)));
        assert_eq!(started.get("redirect_url"), None);

        let done = payer.submit().await.signup(200);
        assert_eq!(done["status"], "completed");
        let mandate = payer.merchant.sandbox.mandates().remove(0);
        assert_eq!(
            done["mandate"],
            json!({ "id": mandate.id, "reference": mandate.reference, "scheme": scheme,
                "next_possible_charge_date": mandate.next_possible_charge_date })
        );
        assert_eq!(json!(mandate.metadata), json!({ "signup": done["id"] }));
        let first = done["first_charge_date"].as_str().unwrap();
        assert!(started["terms"]["earliest_charge_date"].as_str().unwrap() <= first, "{scheme}: {started} {first}");
        payer.assert_made_once(scheme);
        assert_eq!(payer.merchant.sandbox.redirect_flows().len(), 0);
        assert_eq!(payer.show().await, done);

        let upstream = payer.merchant.sandbox.requests().len();
        for _ in 0..2 {
            assert_eq!(payer.submit().await.signup(200), done, "{scheme}");
        }
        assert_eq!(payer.start().await.signup(201), done, "{scheme}");
        assert_eq!(payer.merchant.sandbox.requests().len(), upstream, "nobody is asked again");
    }
}
