//! What is known of a mandate: what GoCardless told of it, and what follows from a collection under it.
//!
//! A completed redirect flow names the mandate and its reference. What else a payer is told follows as a rule from the plan's
//! payment or subscription, so that the mandate itself need not be asked for: a call less for the payer to wait for, and of
//! GoCardless's thousand a minute.

use std::time::Duration;

use gocardless_api::RedirectFlow;
use tracing::warn;

use super::ORGANISATION;
use crate::AppState;
use crate::creditor::scheme_of_currency;
use crate::store::{StoredMandate, StoredSignup};

/// How long a payer waits for details that are nice to have.
const WITHIN: Duration = Duration::from_secs(2);

/// What a completed flow has made; `None` while it is open.
pub(super) fn made(flow: &RedirectFlow) -> Option<StoredMandate> {
    Some(StoredMandate {
        id: flow.links.mandate.clone()?,
        customer: flow.links.customer.clone(),
        customer_bank_account: flow.links.customer_bank_account.clone(),
        reference: flow.mandate_reference.clone(),
        scheme: flow.scheme.as_ref().map(ToString::to_string),
        next_possible_charge_date: None,
    })
}

/// A signup's mandate, with what follows from the first collection under it, once that is made: the scheme is that of its
/// currency, for a mandate collects in no other, and its date is the first that was possible.
///
/// Source: API reference, "Subscriptions" (`currency`, `start_date`) and "Payments" (`currency`, `charge_date`).
pub(crate) fn known_mandate(signup: &StoredSignup) -> Option<StoredMandate> {
    let mandate = signup.mandate.clone()?;
    let Some(date) = &signup.first_charge_date else { return Some(mandate) };
    let scheme = || scheme_of_currency(&signup.plan.currency).map(String::from);
    Some(StoredMandate {
        scheme: mandate.scheme.or_else(scheme),
        next_possible_charge_date: mandate.next_possible_charge_date.or_else(|| Some(date.clone())),
        ..mandate
    })
}

/// The signup with what GoCardless tells of its mandate, where that is not known.
///
/// Never fails: the ids are stored, and what is missing is nice to have.
pub(super) async fn described(state: &AppState, signup: StoredSignup) -> StoredSignup {
    let Some(known) = known_mandate(&signup).filter(is_incomplete) else { return signup };
    let filled = match tokio::time::timeout(WITHIN, state.gocardless.mandate(&known.id)).await {
        Ok(Ok(mandate)) => StoredMandate {
            customer: known.customer.or(Some(mandate.links.customer)),
            customer_bank_account: known.customer_bank_account.or(Some(mandate.links.customer_bank_account)),
            reference: known.reference.or(mandate.reference),
            scheme: known.scheme.or(mandate.scheme.map(String::from)),
            next_possible_charge_date: known.next_possible_charge_date.or(mandate.next_possible_charge_date),
            id: known.id,
        },
        Ok(Err(error)) => {
            warn!(%error, mandate.id = %known.id, "the mandate's details are not known yet");
            return signup;
        }
        Err(_) => {
            warn!(mandate.id = %known.id, "the mandate's details took too long");
            return signup;
        }
    };
    match state.store.describe_mandate(ORGANISATION, &signup.id, filled.clone()).await {
        Ok(described) => described,
        Err(error) => {
            warn!(%error, signup.id = %signup.id, "the mandate's details are not recorded");
            StoredSignup { mandate: Some(filled), ..signup }
        }
    }
}

fn is_incomplete(mandate: &StoredMandate) -> bool {
    let StoredMandate { reference, scheme, next_possible_charge_date, .. } = mandate;
    reference.is_none() || scheme.is_none() || next_possible_charge_date.is_none()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use signup_api::{Flow, Interval, Plan};

    use super::*;
    use crate::BrowserHash;
    use crate::store::SignupState;

    #[test]
    fn a_collection_tells_what_nobody_has_told_of_the_mandate() {
        let known = |currency: &str, first: Option<&str>, scheme: Option<&str>, next: Option<&str>| {
            let mandate = StoredMandate {
                id: "MD1".parse().unwrap(),
                customer: None,
                customer_bank_account: None,
                reference: Some("QR9TV3T".to_owned()),
                scheme: scheme.map(str::to_owned),
                next_possible_charge_date: next.map(str::to_owned),
            };
            let signup = StoredSignup {
                id: "SG1".parse().unwrap(),
                flow: Flow::Redirect,
                plan: Plan {
                    id: "magazine".to_owned(),
                    name: "Magazine".to_owned(),
                    amount: 1000,
                    currency: currency.to_owned(),
                    interval: Interval::Monthly,
                },
                state: SignupState::Completed,
                browser: BrowserHash::of(&["ada"]),
                session_token: "token".to_owned().into(),
                return_url: String::new(),
                locale: None,
                created_at: Timestamp::UNIX_EPOCH,
                redirect_flow: None,
                mandate: Some(mandate),
                first_charge_date: first.map(str::to_owned),
                claimed_until: None,
            };
            let known = known_mandate(&signup).unwrap();
            assert_eq!(is_incomplete(&known), known.scheme.is_none() || known.next_possible_charge_date.is_none());
            (known.scheme, known.next_possible_charge_date)
        };
        let told = |scheme: &str, date: &str| (Some(scheme.to_owned()), Some(date.to_owned()));
        assert_eq!(known("GBP", None, None, None), (None, None));
        assert_eq!(known("GBP", Some("2026-03-09"), None, None), told("bacs", "2026-03-09"));
        assert_eq!(known("EUR", Some("2026-03-09"), None, None), told("sepa_core", "2026-03-09"));
        assert_eq!(
            known("EUR", Some("2026-03-09"), Some("sepa_cor1"), Some("2026-03-05")),
            told("sepa_cor1", "2026-03-05")
        );
        assert_eq!(known("JPY", Some("2026-03-09"), None, None), (None, Some("2026-03-09".to_owned())));
    }
}
