//! What an event means. Source: API reference, "Events", the actions of mandates, payments and subscriptions.

use gocardless_api::OrganisationId;

use crate::store::{NewEvent, ResourceKind, StatusChange};

/// What follows from an event.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) enum Meaning {
    /// An organisation has ended its connection: its access token is dead.
    Disconnected(OrganisationId),
    /// Nothing that is derived here; it is part of a history all the same.
    Nothing,
    /// A resource has another status.
    Status(StatusChange),
}

/// Why nothing can follow from an event, although something should.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum Unclear {
    /// It does not say when it happened.
    #[error("it has no time that can be read")]
    NoTime,
    /// It does not say what it happened to.
    #[error("it does not name what it happened to")]
    NoResource,
    /// It does not say what happened.
    #[error("it cannot be read")]
    Unreadable,
}

/// What an event means. Kinds and actions that are not known mean nothing.
pub(crate) fn meaning(event: &NewEvent) -> Result<Meaning, Unclear> {
    if event.resource_type.is_empty() || event.action.is_empty() {
        return Err(Unclear::Unreadable);
    }
    let happened_at = event.happened_at.ok_or(Unclear::NoTime)?;
    if (&*event.resource_type, &*event.action) == ("organisations", "disconnected") {
        let organisation = event.resource.as_deref().and_then(|id| id.parse().ok());
        return organisation.map(Meaning::Disconnected).ok_or(Unclear::NoResource);
    }
    let Some(kind) = ResourceKind::from_text(&event.resource_type) else { return Ok(Meaning::Nothing) };
    let Some((status, rank)) = status_after(kind, &event.action) else { return Ok(Meaning::Nothing) };
    let resource = event.resource.clone().filter(|id| !id.is_empty()).ok_or(Unclear::NoResource)?;
    Ok(Meaning::Status(StatusChange { kind, resource, status, happened_at, rank }))
}

/// The status that a resource has after an action, and how late in its life that is; none where it stays as it was.
///
/// A mandate or payment that waits for its customer's approval is told of as created like any other; that it waits no
/// event tells.
pub(crate) fn status_after(kind: ResourceKind, action: &str) -> Option<(&'static str, i64)> {
    match kind {
        ResourceKind::Mandates => after_mandate(action),
        ResourceKind::Payments => after_payment(action),
        ResourceKind::Subscriptions => after_subscription(action),
    }
}

fn after_mandate(action: &str) -> Option<(&'static str, i64)> {
    Some(match action {
        "created" => ("pending_submission", 0),
        "customer_approval_granted" | "customer_approval_skipped" => ("pending_submission", 1),
        "resubmission_requested" => ("pending_submission", 2),
        "submitted" => ("submitted", 3),
        "active" | "reinstated" => ("active", 4),
        "suspended_by_payer" => ("suspended_by_payer", 5),
        "blocked" => ("blocked", 6),
        // Replaced: it is cancelled, and another stands in its place.
        "cancelled" | "replaced" => ("cancelled", 6),
        "consumed" => ("consumed", 6),
        "expired" => ("expired", 6),
        "failed" => ("failed", 6),
        _ => return None,
    })
}

fn after_payment(action: &str) -> Option<(&'static str, i64)> {
    Some(match action {
        "created" => ("pending_submission", 0),
        "customer_approval_granted" => ("pending_submission", 1),
        "customer_approval_denied" => ("customer_approval_denied", 1),
        "resubmission_requested" => ("pending_submission", 2),
        "submitted" => ("submitted", 3),
        "confirmed" => ("confirmed", 4),
        "paid_out" => ("paid_out", 5),
        "cancelled" => ("cancelled", 6),
        "failed" => ("failed", 6),
        "charged_back" => ("charged_back", 7),
        "chargeback_cancelled" => ("paid_out", 8),
        _ => return None,
    })
}

fn after_subscription(action: &str) -> Option<(&'static str, i64)> {
    Some(match action {
        "created" => ("active", 0),
        "customer_approval_granted" => ("active", 1),
        "customer_approval_denied" => ("customer_approval_denied", 1),
        "paused" => ("paused", 2),
        "resumed" => ("active", 3),
        "finished" => ("finished", 4),
        "cancelled" => ("cancelled", 5),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::reading::read_event;
    use super::*;

    fn told(kind: &str, action: &str, links: &str) -> Result<Meaning, Unclear> {
        let created_at = "2026-03-02T09:00:00Z";
        let event = format!(
            r#"{{"id":"EV1","created_at":"{created_at}","resource_type":"{kind}","action":"{action}","links":{links}}}"#
        );
        meaning(&read_event(event.into(), created_at.parse().unwrap()))
    }

    #[test]
    fn what_is_unknown_means_nothing_and_what_is_unclear_is_told_apart() {
        for (kind, action, links) in [
            ("moons", "rose", "{}"),
            ("mandates", "rose", "{}"),
            ("mandates", "transferred", "{}"),
            ("payments", "surcharge_fee_debited", "{}"),
            ("organisations", "renamed", "{}"),
        ] {
            assert_eq!(told(kind, action, links), Ok(Meaning::Nothing), "{kind} {action}");
        }
        assert_eq!(told("mandates", "active", r#"{"payment":"PM1"}"#), Err(Unclear::NoResource));
        assert_eq!(told("mandates", "active", r#"{"mandate":""}"#), Err(Unclear::NoResource));
        assert_eq!(told("organisations", "disconnected", "{}"), Err(Unclear::NoResource));
        assert_eq!(told("", "active", "{}"), Err(Unclear::Unreadable));
        let gone = told("organisations", "disconnected", r#"{"organisation":"OR1"}"#);
        assert_eq!(gone, Ok(Meaning::Disconnected("OR1".parse().unwrap())));
        let timeless =
            read_event(r#"{"id":"EV1","resource_type":"moons","action":"rose"}"#.into(), jiff::Timestamp::MIN);
        assert_eq!(meaning(&timeless), Err(Unclear::NoTime));
    }

    #[test]
    fn a_status_is_gocardlesss_word() {
        let Ok(Meaning::Status(change)) = told("mandates", "reinstated", r#"{"mandate":"MD1"}"#) else {
            panic!("a status")
        };
        assert_eq!((change.status, &*change.resource), ("active", "MD1"));
    }
}
