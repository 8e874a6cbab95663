//! A creation under a key that was used before.

use gocardless_client::{Error, FailureKind};

use crate::endpoints::{flow, key, new_flow};
use crate::stub::{Reply, Stub};

fn conflict(links: &str) -> Reply {
    let detail = format!(r#"{{"reason":"idempotent_creation_conflict","message":"Already made","links":{links}}}"#);
    Reply::refusal(409, "invalid_state", &detail)
}

#[tokio::test]
async fn a_conflict_is_answered_by_getting_what_was_made() {
    let made = Reply::json(200, &flow().to_string());
    let stub = Stub::answering([conflict(r#"{"conflicting_resource_id":"RE1"}"#), made]).await;
    let flow = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap();
    assert_eq!(flow.id.as_str(), "RE1");
    assert_eq!(stub.requests()[1].line, "GET /redirect_flows/RE1 HTTP/1.1");
}

#[tokio::test]
async fn a_lost_answer_ends_in_the_one_flow() {
    let made = Reply::json(200, &flow().to_string());
    let stub = Stub::answering([Reply::Cut, conflict(r#"{"conflicting_resource_id":"RE1"}"#), made]).await;
    assert_eq!(stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap().id.as_str(), "RE1");
    assert_eq!(stub.requests().len(), 3);
}

#[tokio::test]
async fn what_was_made_and_cannot_be_got_is_not_said_to_be_nothing() {
    let stub = Stub::answering([conflict(r#"{"conflicting_resource_id":"RE1"}"#), Reply::Cut]).await;
    let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
    assert!(error.outcome_unknown(), "{error:?}");
}

/// The token may have changed since, or lost a permission.
#[tokio::test]
async fn what_was_made_and_may_not_be_read_is_not_said_to_be_refused() {
    for (status, reason) in [(401, "access_token_revoked"), (403, "forbidden"), (404, "resource_not_found")] {
        let detail = format!(r#"{{"reason":"{reason}","message":"No"}}"#);
        let refusal = Reply::refusal(status, "invalid_api_usage", &detail);
        let stub = Stub::answering([conflict(r#"{"conflicting_resource_id":"RE1"}"#), refusal]).await;
        let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
        let Error::OutcomeUnknown(failure) = &error else { panic!("{error:?}") };
        assert_eq!((&failure.kind, error.request_id()), (&FailureKind::MadeBefore, Some("R1")), "{reason}");
        assert!(error.is_unavailable() && !error.is_of_token());
        assert_eq!(stub.requests().len(), 2, "{reason}");
    }
}

#[tokio::test]
async fn a_conflict_that_names_nothing_usable_says_that_something_was_made() {
    for links in ["{}", r#"{"conflicting_resource_id":"../customers/CU1"}"#] {
        let stub = Stub::answering([conflict(links)]).await;
        let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
        let Error::OutcomeUnknown(failure) = &error else { panic!("{error:?}") };
        assert_eq!(failure.kind, FailureKind::MadeBefore);
        assert_eq!(stub.requests().len(), 1, "{links}");
    }
}
