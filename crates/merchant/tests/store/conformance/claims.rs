//! Claims on signups.

use std::sync::Arc;

use jiff::ToSpan;
use merchant::store::{Lease, SignupState, StepName, StepState, StoredSignup};

use super::{AnyStore, find, id, start};
use crate::records::{OWN, at, completion, opened, step};

/// Three seconds from then on.
fn lease(second: i64) -> Lease {
    Lease { now: at(second), until: at(second + 3) }
}

async fn claim(store: &AnyStore, lease: Lease) -> Option<StoredSignup> {
    store.claim_signup(OWN, &id("SG1"), lease, None).await.unwrap()
}

pub(crate) async fn a_signup_is_claimed_by_one_until_the_claim_ends(store: AnyStore) {
    assert!(claim(&store, lease(10)).await.is_none(), "there is none");
    start(&store, "SG1").await;
    start(&store, "SG2").await;
    assert_eq!(claim(&store, lease(10)).await.unwrap().claimed_until, Some(at(13)));
    assert!(claim(&store, lease(12)).await.is_none());
    assert!(claim(&store, lease(9)).await.is_none(), "a clock that is a little behind");
    assert_eq!(find(&store, "SG2").await.claimed_until, None);

    store.keep_claim(OWN, &id("SG1"), Some(at(15))).await.unwrap();
    assert!(claim(&store, lease(14)).await.is_none(), "renewed");
    assert!(claim(&store, lease(15)).await.is_some(), "over");
    let long_ago = Lease { now: at(0) - 1.hours(), until: at(3) - 1.hours() };
    assert!(claim(&store, long_ago).await.is_some(), "the clock was put back");

    store.keep_claim(OWN, &id("SG1"), None).await.unwrap();
    store.keep_claim(OWN, &id("SG1"), Some(at(90))).await.unwrap();
    assert_eq!(find(&store, "SG1").await.claimed_until, None, "what has ended is not renewed");
    assert!(claim(&store, lease(16)).await.is_some());
    let made = step("SG1", StepName::Subscription, StepState::Succeeded);
    store.keep_collection(OWN, &id("SG1"), made, None).await.unwrap();
    assert_eq!(find(&store, "SG1").await.claimed_until, None, "the last step ends it");
}

pub(crate) async fn a_signup_is_claimed_by_one_even_at_once(store: AnyStore) {
    start(&store, "SG1").await;
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let store = Arc::clone(&store);
            tokio::spawn(async move { claim(&store, lease(10)).await.is_some() })
        })
        .collect();
    let mut claimed = 0;
    for task in tasks {
        claimed += u32::from(task.await.unwrap());
    }
    assert_eq!(claimed, 1);
}

pub(crate) async fn a_claim_records_the_intent_of_an_open_signup_only(store: AnyStore) {
    start(&store, "SG1").await;
    store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    let intent = || Some(step("SG1", StepName::Complete, StepState::Intended));
    let claimed = store.claim_signup(OWN, &id("SG1"), lease(10), intent()).await.unwrap().unwrap();
    assert_eq!(claimed.state, SignupState::AwaitingPayer);
    let steps = store.steps(OWN, &id("SG1")).await.unwrap();
    assert!(steps.iter().any(|step| step.name == StepName::Complete && step.state == StepState::Intended), "{steps:?}");

    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    let before = store.steps(OWN, &id("SG1")).await.unwrap();
    assert!(store.claim_signup(OWN, &id("SG1"), lease(20), intent()).await.unwrap().is_none());
    assert_eq!(store.steps(OWN, &id("SG1")).await.unwrap(), before);
    assert!(claim(&store, lease(20)).await.is_some(), "its collection may be due");
}
