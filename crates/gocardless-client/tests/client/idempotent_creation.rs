//! A creation under a key that was used before.

use gocardless_client::Error;

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

#[tokio::test]
async fn a_conflict_that_names_nothing_usable_stays_a_refusal() {
    for links in ["{}", r#"{"conflicting_resource_id":"../customers/CU1"}"#] {
        let stub = Stub::answering([conflict(links)]).await;
        let error = stub.client().create_redirect_flow(&new_flow(), &key()).await.unwrap_err();
        assert!(matches!(error, Error::Refused(_)) && error.has_reason("idempotent_creation_conflict"));
        assert_eq!(stub.requests().len(), 1, "{links}");
    }
}
