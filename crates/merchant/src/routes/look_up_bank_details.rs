//! `POST /api/bank_details_lookups`

use axum::Json as Answer;
use axum::extract::State;
use axum::http::HeaderMap;
use signup_api::BankAccount;

use crate::AppState;
use crate::bank_details_lookup::{BankDetailsLookup, BankDetailsLookups, look_up};
use crate::cookie::BrowserToken;
use crate::error::AppError;
use crate::json::Json;

/// Bank and schemes of an account, for a browser that has started a signup; keeps nothing.
pub(crate) async fn look_up_bank_details(
    State(state): State<AppState>,
    headers: HeaderMap,
    Json(body): Json<BankDetailsLookups<BankAccount>>,
) -> Result<Answer<BankDetailsLookups<BankDetailsLookup>>, AppError> {
    let browser = BrowserToken::from_headers(&headers);
    let bank_details_lookups = look_up(&state, browser.as_ref(), &body.bank_details_lookups).await?;
    Ok(Answer(BankDetailsLookups { bank_details_lookups }))
}
