//! `GET /merchant/events`

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{Asked, Meta, ORGANISATION, cut, page_query, with_one_more};
use crate::AppState;
use crate::error::AppError;

#[derive(Serialize)]
pub(crate) struct Listed {
    events: Vec<Shown>,
    meta: Meta,
}

#[derive(Serialize)]
struct Shown {
    /// None of the events that have none.
    id: Option<String>,
    state: &'static str,
    received_at: Timestamp,
    /// As GoCardless told it.
    event: Option<Box<RawValue>>,
}

/// Every event as it came, the last received first.
pub(crate) async fn list_events(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Listed>, AppError> {
    let page = page_query(asked, 500)?;
    let mut found = state.store.list_events(ORGANISATION, with_one_more(&page)).await?;
    let meta = cut(&mut found, page.limit, |it| it.event.key.to_string());
    let events = found
        .into_iter()
        .map(|it| Shown {
            id: it.event.key.id().map(str::to_owned),
            state: it.state.as_str(),
            received_at: it.event.received_at,
            event: RawValue::from_string(it.event.content.into()).ok(),
        })
        .collect();
    Ok(Json(Listed { events, meta }))
}
