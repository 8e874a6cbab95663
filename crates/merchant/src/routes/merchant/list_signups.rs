//! `GET /merchant/signups`

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use jiff::Timestamp;
use serde::Serialize;
use signup_api::{Flow, Plan, SignupId, SignupStatus};

use super::{Asked, Meta, ORGANISATION, cut, page_query, with_one_more};
use crate::AppState;
use crate::error::AppError;
use crate::signups::view::status;
use crate::store::StoredSignup;

#[derive(Serialize)]
pub(crate) struct Listed {
    signups: Vec<Shown>,
    meta: Meta,
}

#[derive(Serialize)]
pub(super) struct Shown {
    id: SignupId,
    flow: Flow,
    status: SignupStatus,
    plan: Plan,
    created_at: Timestamp,
    mandate: Option<String>,
    first_charge_date: Option<String>,
}

/// The signups, the last started first.
pub(crate) async fn list_signups(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Listed>, AppError> {
    let page = page_query(asked, 500)?;
    let mut found = state.store.list_signups(ORGANISATION, false, with_one_more(&page)).await?;
    let meta = cut(&mut found, page.limit, |signup| signup.id.to_string());
    let signups = found.into_iter().map(|signup| Shown::of(signup, &state)).collect();
    Ok(Json(Listed { signups, meta }))
}

impl Shown {
    pub(super) fn of(signup: StoredSignup, state: &AppState) -> Self {
        Self {
            status: status(&signup, &state.config.clock),
            id: signup.id,
            flow: signup.flow,
            plan: signup.plan,
            created_at: signup.created_at,
            mandate: signup.mandate.map(|mandate| mandate.id.into()),
            first_charge_date: signup.first_charge_date,
        }
    }
}
