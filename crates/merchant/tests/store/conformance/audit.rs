//! Lines of the audit log that wait.

use merchant::store::{AuditWritten, NewSignup, StepName, StepState};

use super::{AnyStore, id, start};
use crate::records::{OTHER, OWN, at, browser, completion, signup, step};

pub(crate) async fn what_happens_to_a_signup_is_due_in_the_audit_log_once(store: AnyStore) {
    let due = async |after, limit| {
        let due = store.audit_due(OWN, after, limit).await.unwrap();
        due.iter().map(|it| (it.signup.to_string(), it.since)).collect::<Vec<_>>()
    };
    start(&store, "SG2").await;
    store.start_signup(NewSignup { created_at: at(-1), ..signup("SG1") }).await.unwrap();
    let all = [("SG1".to_owned(), at(-1)), ("SG2".to_owned(), at(0))];
    assert_eq!(due(None, 9).await, all);
    assert_eq!(due(None, 1).await, all[..1]);
    let first = store.audit_due(OWN, None, 1).await.unwrap().pop();
    assert_eq!(due(first, 9).await, all[1..]);

    // Whatever their order, one after another each comes once.
    store.start_signup(NewSignup { created_at: at(5), ..signup("SG0") }).await.unwrap();
    let (mut after, mut passed) = (None, Vec::new());
    while let Some(next) = store.audit_due(OWN, after, 1).await.unwrap().pop() {
        passed.push(next.signup.to_string());
        after = Some(next);
    }
    passed.sort();
    assert_eq!(passed, ["SG0", "SG1", "SG2"]);
    store.write_audit(OWN, &[id("SG0")], at(6)).await.unwrap();

    assert_eq!(store.audit_due(OTHER, None, 9).await, Ok(Vec::new()));
    let backlog = store.backlog(OWN).await.unwrap();
    assert_eq!(backlog.oldest_audit_line, Some(at(-1)));

    let both = [id("SG1"), id("SG2"), id("SG9")];
    let written = |lines, late| Ok(AuditWritten { lines, late });
    assert_eq!(store.write_audit(OTHER, &both, at(1)).await, written(0, 0));
    assert_eq!(store.write_audit(OWN, &both, at(1)).await, written(2, 0));
    assert_eq!(store.write_audit(OWN, &both, at(1)).await, written(0, 0));
    assert_eq!(due(None, 9).await, []);
    assert_eq!(store.backlog(OWN).await.unwrap().oldest_audit_line, None);

    // Binding, completing and collecting, and what is repeated changes nothing.
    store.bind_browser(OWN, &id("SG1"), browser("eve"), at(2)).await.unwrap();
    for _ in 0..2 {
        store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    }
    for (name, state) in [(StepName::Subscription, StepState::Unknown), (StepName::Subscription, StepState::Succeeded)]
    {
        store.keep_collection(OWN, &id("SG1"), step("SG1", name, state), None).await.unwrap();
    }
    for second in [3, 4] {
        store.expire_signup(OWN, &id("SG1"), at(second)).await.unwrap();
        store.expire_signup(OWN, &id("SG2"), at(second)).await.unwrap();
    }
    assert_eq!(due(None, 9).await, [("SG1".to_owned(), at(2)), ("SG2".to_owned(), at(3))]);
    assert_eq!(store.write_audit(OWN, &both[..1], at(62)).await, written(3, 0));
    assert_eq!(store.write_audit(OWN, &both, at(64)).await, written(1, 1));
}

/// Whoever is bound again and again does not fill the store while the log cannot be written.
pub(crate) async fn lines_that_wait_have_little_room(store: AnyStore) {
    start(&store, "SG1").await;
    for number in 0..400 {
        store.bind_browser(OWN, &id("SG1"), browser(&number.to_string()), at(number)).await.unwrap();
    }
    store.complete_signup(OWN, &id("SG1"), completion("SG1", "MD1")).await.unwrap();
    let written = store.write_audit(OWN, &[id("SG1")], at(400)).await.unwrap();
    assert!((250..400).contains(&written.lines), "{written:?}");
}
