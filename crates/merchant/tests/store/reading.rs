//! The whole of what can be read.

use merchant::TokenHash;
use merchant::store::{PageQuery, ResourceKind, Store, StoreError};

use crate::records::{OWN, at, browser, key, opened, request, signup};

/// One signup with a flow.
pub(crate) async fn something_to_read(store: &dyn Store) {
    store.start_signup(signup("SG1")).await.unwrap();
    store.open_redirect_flow(OWN, &"SG1".parse().unwrap(), opened("RE1")).await.unwrap();
}

/// Every read that there is.
pub(crate) async fn read_everything(store: &dyn Store) -> Result<(), StoreError> {
    let (id, page) = ("SG1".parse().unwrap(), || PageQuery { after: None, limit: 9 });
    assert!(store.signup(OWN, &id).await?.is_some());
    assert!(store.signup_by_client_key(OWN, key("k")).await?.is_none());
    assert!(store.signup_by_redirect_flow(OWN, &"RE1".parse().unwrap()).await?.is_some());
    assert!(store.recent_signup(OWN, browser("ada"), request("magazine"), at(-1)).await?.is_some());
    assert!(store.knows_browser(OWN, browser("ada")).await?);
    assert_eq!(store.steps(OWN, &id).await?.len(), 1);
    assert!(!store.is_disconnected(OWN, TokenHash::of(&["alive"])).await?);
    assert_eq!(store.list_signups(OWN, false, page()).await?.len(), 1);
    assert_eq!(store.list_signups(OWN, true, page()).await?.len(), 0);
    assert_eq!(store.audit_due(OWN, None, 9).await?.len(), 1);
    assert!(store.backlog(OWN).await?.oldest_audit_line.is_some());
    assert!(!store.counters(OWN).await?.is_empty());
    for id in store.deliveries(OWN, None, 9).await? {
        assert!(store.delivery(OWN, id).await?.is_some());
    }
    store.list_events(OWN, page()).await?;
    store.list_statuses(OWN, ResourceKind::Mandates, page()).await?;
    store.status(OWN, ResourceKind::Mandates, "MD1").await?;
    store.history(OWN, ResourceKind::Mandates, "MD1").await?;
    let health = store.health().await;
    assert!(health.readable && health.migrated, "{health:?}");
    Ok(())
}
