//! What any engine must do with what was begun and has no known end.

use jiff::SignedDuration;
use merchant::store::{Step, StepName, StepState, Unfinished};

use super::{AnyStore, id, start};
use crate::records::{OTHER, OWN, at, completion, opened, step};

fn unfinished(second: i64, limit: u32) -> Unfinished {
    Unfinished {
        now: at(second),
        recorded_before: at(second - 60),
        refused_of_after: at(second - 10_000),
        left_at_least: SignedDuration::from_secs(60),
        left_at_most: SignedDuration::from_secs(1000),
        limit,
    }
}

pub(crate) async fn what_has_no_known_end_is_found_and_left_alone_for_a_while(store: AnyStore) {
    use StepName::{Complete, Customer, Mandate, Payment, RedirectFlow};
    use StepState::{Failed, Intended, Succeeded, Unknown};

    for (name, step_name, state, second) in [
        ("SG1", Complete, Unknown, 30),
        ("SG2", Complete, Succeeded, 10),
        ("SG3", Mandate, Intended, 20),
        ("SG4", Payment, Failed, 10),
        ("SG5", Complete, Failed, 10),
        ("SG6", Customer, Intended, 10),
        ("SG7", Complete, Unknown, 10),
        ("SG8", RedirectFlow, Unknown, 10),
    ] {
        start(&store, name).await;
        let step = Step { at: at(second), ..step(name, step_name, state) };
        store.record_step(OWN, &id(name), step).await.unwrap();
    }
    store.expire_signup(OWN, &id("SG7"), at(11)).await.unwrap();
    let claim = async |second, limit| {
        let found = store.claim_unfinished(OWN, unfinished(second, limit)).await.unwrap();
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        found
    };
    let none = Vec::<String>::new();
    assert_eq!(claim(70, 9).await, none);
    assert_eq!(claim(91, 2).await, ["SG3", "SG4"]);
    assert_eq!(claim(91, 9).await, ["SG1"]);
    // Left alone for as long as they are old.
    assert_eq!(claim(181, 9).await, none);
    assert_eq!(claim(182, 9).await, ["SG1", "SG3", "SG4"]);
    assert_eq!(claim(5000, 9).await, ["SG1", "SG3", "SG4"]);
    assert_eq!(claim(5999, 9).await, none);
    assert_eq!(claim(6000, 9).await, ["SG1", "SG3", "SG4"]);
    // The clock is put back.
    assert_eq!(claim(3000, 9).await, ["SG1", "SG3", "SG4"]);

    store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    let made = Step { at: at(9000), ..step("SG3", Mandate, Succeeded) };
    store.record_step(OWN, &id("SG3"), made).await.unwrap();
    // The one's subscription is intended now, the other's payment failed.
    assert_eq!(claim(9000, 9).await, ["SG1", "SG4"]);
    // What was refused is given up in the end.
    assert_eq!(claim(9999, 9).await, none);
    assert_eq!(claim(10_000, 9).await, ["SG1"]);
    assert_eq!(store.claim_unfinished(OTHER, unfinished(9000, 9)).await, Ok(Vec::new()));
}

pub(crate) async fn what_was_recorded_before_the_clock_was_put_back_is_found_too(store: AnyStore) {
    start(&store, "SG1").await;
    let recorded = Step { at: at(5000), ..step("SG1", StepName::Complete, StepState::Unknown) };
    store.record_step(OWN, &id("SG1"), recorded).await.unwrap();
    for (now, is_found) in [(5059, false), (4941, false), (4939, true), (1000, true), (5061, true)] {
        let found = store.claim_unfinished(OWN, unfinished(now, 9)).await.unwrap();
        assert_eq!(!found.is_empty(), is_found, "{now}");
    }
}
