//! What any engine must do. `conformance_suite!(open)` makes a test of each; `open` gives a fresh, empty store.

mod audit;
mod claims;
mod events;
mod unfinished;

use std::sync::Arc;

use merchant::store::{
    SignupStarted, SignupState, Step, StepName, StepState, Store, StoreError, StoredMandate, StoredSignup,
};
use secrecy::ExposeSecret;
use signup_api::SignupId;

pub(crate) use self::audit::*;
pub(crate) use self::claims::*;
pub(crate) use self::events::*;
pub(crate) use self::unfinished::*;
use crate::records::{OTHER, OWN, at, browser, complete_step, completion, key, mandate, opened, request, signup, step};

/// Makes a test of every function below, with a store from `$open().await`.
macro_rules! conformance_suite {
    ($open:path) => {
        conformance_suite! { $open:
            a_signup_is_found_as_it_was_stored
            a_client_key_starts_one_signup
            a_client_key_starts_one_signup_even_at_once
            a_recent_signup_is_found_by_browser_request_and_age
            a_browser_is_known_by_what_it_started
            a_signup_changes_hands_until_it_is_completed
            a_signup_keeps_its_first_redirect_flow
            a_signup_keeps_its_first_mandate
            what_was_not_known_of_a_mandate_is_filled_in
            an_expired_signup_stays_so_and_a_completed_one_does_not_expire
            a_step_belongs_to_a_signup
            a_step_keeps_what_it_made_until_another_is_recorded
            a_collection_is_kept_with_its_first_date
            ids_are_opaque_and_case_matters
            organisations_do_not_see_each_other
            what_happens_to_a_signup_is_due_in_the_audit_log_once
            lines_that_wait_have_little_room
            a_fresh_store_is_healthy
            an_event_is_kept_as_it_came_and_once
            of_a_large_delivery_what_is_known_is_left_out
            an_event_of_odd_words_does_not_stop_the_others
            an_event_is_leased_to_one_until_the_lease_ends
            events_are_leased_to_one_even_at_once
            what_comes_and_is_settled_at_once_waits_in_no_circle
            the_last_event_by_its_own_time_says_the_status
            an_event_is_settled_with_what_became_of_it
            what_follows_from_an_event_is_kept_with_it
            what_is_applied_as_it_comes_waits_in_no_circle
            lists_go_on_where_a_page_ended
            one_turn_at_polling_a_period
            a_token_that_was_ended_stays_so
            what_has_no_known_end_is_found_and_left_alone_for_a_while
            what_was_recorded_before_the_clock_was_put_back_is_found_too
            a_signup_is_claimed_by_one_until_the_claim_ends
            a_signup_is_claimed_by_one_even_at_once
            a_claim_records_the_intent_of_an_open_signup_only
        }
    };
    ($open:path: $($name:ident)+) => {
        $(
            #[tokio::test]
            async fn $name() {
                let fixture = $open().await;
                $crate::conformance::$name(fixture.store()).await;
            }
        )+

        /// Where 53 bits end, and with `MERCHANT_TEST_FULL=1` where 31 and 32 do.
        #[tokio::test]
        async fn promise_19_everything_in_databases_whose_counters_are_far_on() {
            let all = if std::env::var_os("MERCHANT_TEST_FULL").is_some() { 3 } else { 1 };
            for last in $crate::counters::FAR.into_iter().rev().take(all) {
                $({
                    let fixture = $open().await;
                    fixture.put_counters(last);
                    $crate::conformance::$name(fixture.store()).await;
                })+
            }
        }
    };
}

type AnyStore = Arc<dyn Store>;

fn id(text: &str) -> SignupId {
    text.parse().unwrap()
}

async fn find(store: &AnyStore, text: &str) -> StoredSignup {
    store.signup(OWN, &id(text)).await.unwrap().unwrap()
}

async fn start(store: &AnyStore, text: &str) -> StoredSignup {
    match store.start_signup(signup(text)).await.unwrap() {
        SignupStarted::New(signup) => signup,
        SignupStarted::Existing(signup) => panic!("{} exists", signup.id),
    }
}

pub(crate) async fn a_signup_is_found_as_it_was_stored(store: AnyStore) {
    let kept = start(&store, "SG1").await;
    let found = find(&store, "SG1").await;
    assert_eq!(format!("{kept:?}"), format!("{found:?}"));
    assert_eq!(kept.session_token.expose_secret(), found.session_token.expose_secret());
    let new = signup("SG1");
    assert_eq!((found.id, found.flow, found.plan), (new.id, new.flow, new.plan));
    assert_eq!((found.browser, found.state, found.created_at), (new.browser, SignupState::Started, at(0)));
    assert_eq!((found.return_url, found.locale), (new.return_url, new.locale));
    assert_eq!(found.session_token.expose_secret(), "session-token");
    assert!(found.redirect_flow.is_none() && found.mandate.is_none());
    assert!(store.signup(OWN, &id("SG2")).await.unwrap().is_none());
}

pub(crate) async fn a_client_key_starts_one_signup(store: AnyStore) {
    let with_key = |id| merchant::store::NewSignup { client_key: Some(key("k")), ..signup(id) };
    assert!(matches!(store.start_signup(with_key("SG1")).await, Ok(SignupStarted::New(_))));
    let Ok(SignupStarted::Existing(existing)) = store.start_signup(with_key("SG2")).await else { panic!("a second") };
    assert_eq!(existing.id, id("SG1"));
    assert!(store.signup(OWN, &id("SG2")).await.unwrap().is_none());
    assert_eq!(store.signup_by_client_key(OWN, key("k")).await.unwrap().unwrap().id, id("SG1"));
    assert!(store.signup_by_client_key(OWN, key("other")).await.unwrap().is_none());
    start(&store, "SG3").await;
    start(&store, "SG4").await;
}

pub(crate) async fn a_client_key_starts_one_signup_even_at_once(store: AnyStore) {
    let tasks: Vec<_> = (0..100)
        .map(|number| {
            let new = merchant::store::NewSignup { client_key: Some(key("k")), ..signup(&format!("SG{number}")) };
            let store = Arc::clone(&store);
            tokio::spawn(async move { store.start_signup(new).await.unwrap() })
        })
        .collect();
    let mut made = 0;
    for task in tasks {
        made += usize::from(matches!(task.await.unwrap(), SignupStarted::New(_)));
    }
    assert_eq!(made, 1);
}

pub(crate) async fn a_recent_signup_is_found_by_browser_request_and_age(store: AnyStore) {
    start(&store, "SG1").await;
    let newer = merchant::store::NewSignup { created_at: at(10), ..signup("SG2") };
    store.start_signup(newer).await.unwrap();
    let recent = async |who, what, after| {
        let found = store.recent_signup(OWN, browser(who), request(what), at(after)).await.unwrap();
        found.map(|signup| signup.id.to_string())
    };
    assert_eq!(recent("ada", "magazine", -1).await.as_deref(), Some("SG2"));
    assert_eq!(recent("ada", "magazine", 9).await.as_deref(), Some("SG2"));
    assert_eq!(recent("ada", "magazine", 10).await, None);
    assert_eq!(recent("eve", "magazine", -1).await, None);
    assert_eq!(recent("ada", "yacht", -1).await, None);

    store.open_redirect_flow(OWN, &id("SG2"), opened("RE2")).await.unwrap();
    assert_eq!(recent("ada", "magazine", -1).await.as_deref(), Some("SG2"));
    store.complete_signup(OWN, &id("SG2"), completion("SG2", "MD2")).await.unwrap();
    let completed = store.recent_signup(OWN, browser("ada"), request("magazine"), at(-1)).await.unwrap().unwrap();
    assert_eq!((completed.id, completed.mandate), (id("SG2"), Some(mandate("MD2"))));

    let newest = merchant::store::NewSignup { created_at: at(20), ..signup("SG3") };
    store.start_signup(newest).await.unwrap();
    assert_eq!(recent("ada", "magazine", -1).await.as_deref(), Some("SG3"));
    store.expire_signup(OWN, &id("SG3"), at(30)).await.unwrap();
    assert_eq!(recent("ada", "magazine", -1).await.as_deref(), Some("SG2"));
    assert_eq!(recent("ada", "magazine", 10).await, None);
}

pub(crate) async fn a_browser_is_known_by_what_it_started(store: AnyStore) {
    assert!(!store.knows_browser(OWN, browser("ada")).await.unwrap());
    start(&store, "SG1").await;
    assert!(store.knows_browser(OWN, browser("ada")).await.unwrap());
    assert!(!store.knows_browser(OWN, browser("eve")).await.unwrap());
}

pub(crate) async fn a_signup_changes_hands_until_it_is_completed(store: AnyStore) {
    start(&store, "SG1").await;
    assert!(store.bind_browser(OWN, &id("SG1"), browser("eve"), at(1)).await.unwrap());
    assert_eq!(find(&store, "SG1").await.browser, browser("eve"));
    assert!(!store.bind_browser(OWN, &id("SG2"), browser("eve"), at(1)).await.unwrap());

    store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    assert!(!store.bind_browser(OWN, &id("SG1"), browser("ada"), at(1)).await.unwrap());
    assert_eq!(find(&store, "SG1").await.browser, browser("eve"));
}

pub(crate) async fn a_signup_keeps_its_first_redirect_flow(store: AnyStore) {
    start(&store, "SG1").await;
    for (flow, is_first) in [("RE1", true), ("RE2", false)] {
        let other = store.open_redirect_flow(OWN, &id("SG1"), opened(flow)).await.unwrap();
        assert_eq!(other.is_none(), is_first);
        let signup = other.unwrap_or(find(&store, "SG1").await);
        assert_eq!(signup.state, SignupState::AwaitingPayer);
        let kept = signup.redirect_flow.unwrap();
        assert_eq!((kept.id.as_str(), kept.expires_at), ("RE1", at(1800)));
        assert_eq!(kept.redirect_url, "https://pay.gocardless.com/flow/RE1");
    }
    let by_flow = store.signup_by_redirect_flow(OWN, &"RE1".parse().unwrap()).await.unwrap();
    assert_eq!(by_flow.unwrap().id, id("SG1"));
    assert!(store.signup_by_redirect_flow(OWN, &"RE2".parse().unwrap()).await.unwrap().is_none());
    let missing = store.open_redirect_flow(OWN, &id("SG9"), opened("RE9")).await;
    assert!(missing.is_err());
}

pub(crate) async fn a_signup_keeps_its_first_mandate(store: AnyStore) {
    start(&store, "SG1").await;
    store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    store.record_step(OWN, &id("SG1"), complete_step("SG1", StepState::Intended)).await.unwrap();
    for (name, is_first) in [("MD1", true), ("MD2", false)] {
        let other = store.complete_signup(OWN, &id("SG1"), completion("SG1", name)).await.unwrap();
        assert_eq!(other.is_none(), is_first);
        let signup = other.unwrap_or(find(&store, "SG1").await);
        assert_eq!((signup.state, signup.mandate), (SignupState::Completed, Some(mandate("MD1"))));
    }
    assert_eq!(find(&store, "SG1").await.mandate, Some(mandate("MD1")));
    assert!(store.complete_signup(OWN, &id("SG9"), completion("SG9", "MD9")).await.is_err());
}

pub(crate) async fn what_was_not_known_of_a_mandate_is_filled_in(store: AnyStore) {
    let told = |name: &str| StoredMandate {
        customer: Some("CU2".parse().unwrap()),
        customer_bank_account: Some("BA2".parse().unwrap()),
        reference: Some("TOLD".to_owned()),
        next_possible_charge_date: Some("2027-01-18".to_owned()),
        ..mandate(name)
    };
    start(&store, "SG1").await;
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    let other = store.describe_mandate(OWN, &id("SG1"), told("MD2")).await.unwrap();
    assert_eq!(other.mandate, Some(mandate("MD1")), "of another mandate");
    let described = store.describe_mandate(OWN, &id("SG1"), told("MD1")).await.unwrap().mandate.unwrap();
    let expected =
        StoredMandate { customer: mandate("MD1").customer, reference: mandate("MD1").reference, ..told("MD1") };
    assert_eq!(described, expected);
    assert_eq!(find(&store, "SG1").await.mandate, Some(expected));
    assert!(store.describe_mandate(OWN, &id("SG9"), told("MD1")).await.is_err());
}

pub(crate) async fn an_expired_signup_stays_so_and_a_completed_one_does_not_expire(store: AnyStore) {
    start(&store, "SG1").await;
    store.expire_signup(OWN, &id("SG1"), at(3)).await.unwrap();
    let late = store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    assert_eq!(late.unwrap().state, SignupState::Expired);

    start(&store, "SG2").await;
    store.open_redirect_flow(OWN, &id("SG2"), opened("RE2")).await.unwrap();
    store.complete_signup(OWN, &id("SG2"), completion("SG2", "MD2")).await.unwrap();
    store.expire_signup(OWN, &id("SG2"), at(4)).await.unwrap();
    assert_eq!(find(&store, "SG2").await.state, SignupState::Completed);
}

pub(crate) async fn a_step_belongs_to_a_signup(store: AnyStore) {
    start(&store, "SG1").await;
    for state in [StepState::Intended, StepState::Unknown, StepState::Failed, StepState::Intended] {
        store.record_step(OWN, &id("SG1"), complete_step("SG1", state)).await.unwrap();
    }
    let orphan = store.record_step(OWN, &id("SG9"), complete_step("SG9", StepState::Intended)).await;
    assert!(matches!(orphan, Err(StoreError::Corrupt(_) | StoreError::NotFound)), "{orphan:?}");
}

pub(crate) async fn a_step_keeps_what_it_made_until_another_is_recorded(store: AnyStore) {
    let alone = merchant::store::NewSignup { step: None, flow: signup_api::Flow::SelfHosted, ..signup("SG1") };
    store.start_signup(alone).await.unwrap();
    start(&store, "SG2").await;
    assert_eq!(store.steps(OWN, &id("SG1")).await.unwrap(), []);
    let made = Step {
        resource: Some("CU1".to_owned()),
        request: Some("RQ1".to_owned()),
        idempotency_key: "SG1-customer-0123".to_owned(),
        ..step("SG1", StepName::Customer, StepState::Succeeded)
    };
    let others = [StepName::CustomerBankAccount, StepName::Mandate, StepName::Payment]
        .map(|name| step("SG1", name, StepState::Unknown));
    for recorded in others.iter().chain([&made]) {
        store.record_step(OWN, &id("SG1"), recorded.clone()).await.unwrap();
    }
    let [account, mandate, payment] = others;
    assert_eq!(store.steps(OWN, &id("SG1")).await.unwrap(), [made, account, mandate, payment]);
    let again = step("SG1", StepName::Customer, StepState::Intended);
    store.record_step(OWN, &id("SG1"), again.clone()).await.unwrap();
    assert_eq!(store.steps(OWN, &id("SG1")).await.unwrap()[0], again);
    assert_eq!(store.steps(OTHER, &id("SG1")).await.unwrap(), []);
}

pub(crate) async fn a_collection_is_kept_with_its_first_date(store: AnyStore) {
    start(&store, "SG1").await;
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    assert_eq!(find(&store, "SG1").await.first_charge_date, None);
    let made = Step { resource: Some("SB1".to_owned()), ..step("SG1", StepName::Subscription, StepState::Succeeded) };
    for (date, expected) in [(Some("2027-01-20"), "2027-01-20"), (None, "2027-01-20")] {
        let date = date.map(str::to_owned);
        store.keep_collection(OWN, &id("SG1"), made.clone(), date).await.unwrap();
        assert_eq!(find(&store, "SG1").await.first_charge_date.as_deref(), Some(expected));
    }
    // Completing again takes nothing back.
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD2")).await.unwrap();
    assert!(store.steps(OWN, &id("SG1")).await.unwrap().contains(&made));
    assert_eq!(find(&store, "SG1").await.first_charge_date.as_deref(), Some("2027-01-20"));
    let missing = store.keep_collection(OWN, &id("SG9"), made, None).await;
    assert!(missing.is_err());
}

pub(crate) async fn ids_are_opaque_and_case_matters(store: AnyStore) {
    for (number, flow) in ["x".repeat(128), "X".repeat(128), "RE_-1".to_owned()].iter().enumerate() {
        let text = format!("SG{number}");
        start(&store, &text).await;
        store.open_redirect_flow(OWN, &id(&text), opened(flow)).await.unwrap();
        let found = store.signup_by_redirect_flow(OWN, &flow.parse().unwrap()).await.unwrap();
        assert_eq!(found.unwrap().id, id(&text));
    }
}

pub(crate) async fn organisations_do_not_see_each_other(store: AnyStore) {
    start(&store, "SG1").await;
    store.open_redirect_flow(OWN, &id("SG1"), opened("RE1")).await.unwrap();
    assert!(store.signup(OTHER, &id("SG1")).await.unwrap().is_none());
    assert!(store.signup_by_redirect_flow(OTHER, &"RE1".parse().unwrap()).await.unwrap().is_none());
    assert!(!store.knows_browser(OTHER, browser("ada")).await.unwrap());
    assert!(!store.bind_browser(OTHER, &id("SG1"), browser("eve"), at(1)).await.unwrap());

    // The same ids once more, elsewhere.
    let elsewhere = merchant::store::NewSignup { organisation: OTHER, browser: browser("eve"), ..signup("SG1") };
    assert!(matches!(store.start_signup(elsewhere).await, Ok(SignupStarted::New(_))));
    store.open_redirect_flow(OTHER, &id("SG1"), opened("RE1")).await.unwrap();
    store.complete_signup(OTHER, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    assert_eq!(find(&store, "SG1").await.state, SignupState::AwaitingPayer);
}

pub(crate) async fn a_fresh_store_is_healthy(store: AnyStore) {
    let health = store.health().await;
    assert!(health.readable && health.writable && health.migrated, "{health:?}");
}
