//! `GET /merchant/payments`, `GET /merchant/subscriptions`, and each by its id: what events tell.

use axum::Json;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use gocardless_api::MandateId;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Asked, Life, ORGANISATION, cut, life, page_query, with_one_more};
use crate::AppState;
use crate::error::AppError;
use crate::store::ResourceKind;

#[derive(Serialize)]
struct Shown {
    id: String,
    #[serde(flatten)]
    life: Life,
}

pub(crate) async fn list_payments(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, AppError> {
    list(&state, ResourceKind::Payments, asked).await
}

pub(crate) async fn list_subscriptions(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, AppError> {
    list(&state, ResourceKind::Subscriptions, asked).await
}

pub(crate) async fn show_mandate(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, AppError> {
    show(&state, ResourceKind::Mandates, path).await
}

pub(crate) async fn show_payment(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, AppError> {
    show(&state, ResourceKind::Payments, path).await
}

pub(crate) async fn show_subscription(
    State(state): State<AppState>,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, AppError> {
    show(&state, ResourceKind::Subscriptions, path).await
}

/// The resources of a kind that events tell of, by id, backwards.
async fn list(
    state: &AppState,
    kind: ResourceKind,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Value>, AppError> {
    let page = page_query(asked, 500)?;
    let mut found = state.store.list_statuses(ORGANISATION, kind, with_one_more(&page)).await?;
    let meta = cut(&mut found, page.limit, |it| it.resource.clone());
    let found: Vec<_> = found
        .into_iter()
        .map(|it| json!({ "id": it.resource, "status": it.status, "status_since": it.since }))
        .collect();
    Ok(Json(json!({ kind.as_str(): found, "meta": meta })))
}

/// One resource with its history; 404 where no event tells of it, and for what is no id of GoCardless's.
async fn show(
    state: &AppState,
    kind: ResourceKind,
    path: Result<Path<String>, PathRejection>,
) -> Result<Json<Value>, AppError> {
    let Path(id) = path.map_err(|_| AppError::NotFound)?;
    // All kinds of ids are written alike.
    let id: MandateId = id.parse().map_err(|_| AppError::NotFound)?;
    let life = life(state, kind, id.as_str()).await?;
    if life.history.is_empty() {
        return Err(AppError::NotFound);
    }
    Ok(Json(json!({ kind.as_str(): Shown { id: id.into(), life } })))
}
