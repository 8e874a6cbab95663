//! Calls for the merchant's own systems, with a bearer token; they only read.

pub(crate) mod list_events;
pub(crate) mod list_mandates;
pub(crate) mod list_resources;
pub(crate) mod list_signups;
pub(crate) mod show_signup;

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::AppState;
use crate::error::AppError;
use crate::events::status_after;
use crate::store::{EventState, OrganisationId, PageQuery, ResourceKind, StoredEvent};

/// The organisation of everything, as long as there is one access token.
const ORGANISATION: OrganisationId = OrganisationId::OWN;

/// Lets in who has a token of the merchant's own systems.
pub(crate) async fn guard_merchant(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if state.config.merchant_api.lets_in(request.headers()) {
        next.run(request).await
    } else {
        AppError::Unauthorized.into_response()
    }
}

/// Which part of a list is asked for.
#[derive(Deserialize)]
pub(crate) struct Asked {
    after: Option<String>,
    limit: Option<u32>,
}

const DEFAULT_LIMIT: u32 = 50;

/// A page's query; at most `most` entries, 50 unless told.
pub(crate) fn page_query(asked: Result<Query<Asked>, QueryRejection>, most: u32) -> Result<PageQuery, AppError> {
    let Query(asked) = asked.map_err(|_| AppError::field("limit", &format!("must be 1 to {most}")))?;
    let limit = asked.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=most).contains(&limit) {
        return Err(AppError::field("limit", &format!("must be 1 to {most}")));
    }
    if asked.after.as_ref().is_some_and(|after| after.len() > 128 || !after.bytes().all(|it| it.is_ascii_graphic())) {
        return Err(AppError::field("after", "is not a cursor of an earlier page"));
    }
    Ok(PageQuery { after: asked.after, limit })
}

/// Where a page lies in its list, as GoCardless tells it.
#[derive(Serialize)]
struct Meta {
    cursors: Cursors,
    limit: u32,
}

#[derive(Serialize)]
struct Cursors {
    /// What to pass as `after` for the next page; none on the last.
    after: Option<String>,
}

/// Takes off the one entry that was read beyond the page, and says where to go on.
fn cut<T>(entries: &mut Vec<T>, limit: u32, cursor: impl Fn(&T) -> String) -> Meta {
    let limit_of = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = entries.len() > limit_of;
    entries.truncate(limit_of);
    let after = entries.last().filter(|_| is_more).map(cursor);
    Meta { cursors: Cursors { after }, limit }
}

/// The page with one entry more, which tells whether there is another.
fn with_one_more(page: &PageQuery) -> PageQuery {
    PageQuery { after: page.after.clone(), limit: page.limit.saturating_add(1) }
}

/// Something that happened to a resource.
#[derive(Serialize)]
struct Happened {
    /// GoCardless's id of the event.
    event: Option<String>,
    action: String,
    /// The status that followed; none where it stayed as it was.
    status: Option<&'static str>,
    #[serde(rename = "happened_at")]
    at: Option<Timestamp>,
    received_at: Timestamp,
    /// `applied`, `received` or `parked`.
    state: &'static str,
    /// GoCardless's words for why.
    details: Option<Box<RawValue>>,
}

/// A resource's status, and how it came about.
#[derive(Serialize)]
struct Life {
    /// None as long as no event has told.
    status: Option<String>,
    status_since: Option<Timestamp>,
    /// In the order in which it happened.
    history: Vec<Happened>,
}

async fn life(state: &AppState, kind: ResourceKind, resource: &str) -> Result<Life, AppError> {
    let status = state.store.status(ORGANISATION, kind, resource).await?;
    let mut events = state.store.history(ORGANISATION, kind, resource).await?;
    // As the status is derived: of what happened at the same time, what is later in a life comes later.
    let rank = |it: &StoredEvent| status_after(kind, &it.event.action).map(|(_, rank)| rank);
    events.sort_by_key(|it| (it.event.happened_at, rank(it)));
    Ok(Life {
        status_since: status.as_ref().map(|status| status.since),
        status: status.map(|status| status.status),
        history: events.into_iter().map(|event| happened(kind, event)).collect(),
    })
}

fn happened(kind: ResourceKind, StoredEvent { event, state }: StoredEvent) -> Happened {
    #[derive(Deserialize)]
    struct Detailed {
        details: Option<Box<RawValue>>,
    }
    let applied = state == EventState::Applied;
    Happened {
        status: status_after(kind, &event.action).filter(|_| applied).map(|(status, _)| status),
        event: event.key.id().map(str::to_owned),
        action: event.action.into(),
        at: event.happened_at,
        received_at: event.received_at,
        state: state.as_str(),
        details: serde_json::from_str(&event.content).ok().and_then(|it: Detailed| it.details),
    }
}
