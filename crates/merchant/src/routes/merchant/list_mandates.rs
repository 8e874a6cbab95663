//! `GET /merchant/mandates`

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use gocardless_api::{CustomerBankAccountId, CustomerId, MandateId};
use serde::Serialize;
use signup_api::SignupId;

use super::{Asked, Life, Meta, ORGANISATION, cut, life, page_query, with_one_more};
use crate::AppState;
use crate::error::AppError;
use crate::signups::mandate::known_mandate;
use crate::store::ResourceKind;

#[derive(Serialize)]
pub(crate) struct Listed {
    mandates: Vec<Shown>,
    meta: Meta,
}

#[derive(Serialize)]
struct Shown {
    id: MandateId,
    signup: SignupId,
    customer: Option<CustomerId>,
    customer_bank_account: Option<CustomerBankAccountId>,
    reference: Option<String>,
    scheme: Option<String>,
    next_possible_charge_date: Option<String>,
    #[serde(flatten)]
    life: Life,
}

/// The mandates that signups made, with status and history; the last started signup's first.
pub(crate) async fn list_mandates(
    State(state): State<AppState>,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Json<Listed>, AppError> {
    let page = page_query(asked, 100)?;
    let mut found = state.store.list_signups(ORGANISATION, true, with_one_more(&page)).await?;
    let meta = cut(&mut found, page.limit, |signup| signup.id.to_string());
    let mut mandates = Vec::with_capacity(found.len());
    for signup in found {
        let Some(mandate) = known_mandate(&signup) else { continue };
        let life = life(&state, ResourceKind::Mandates, mandate.id.as_str()).await?;
        mandates.push(Shown {
            id: mandate.id,
            signup: signup.id,
            customer: mandate.customer,
            customer_bank_account: mandate.customer_bank_account,
            reference: mandate.reference,
            scheme: mandate.scheme,
            next_possible_charge_date: mandate.next_possible_charge_date,
            life,
        });
    }
    Ok(Json(Listed { mandates, meta }))
}
