//! A mandate on paper.

use gocardless_api::{NewMandatePdf, NewMandatePdfLinks};
use signup_api::SignupId;
use url::Url;

use super::find;
use crate::AppState;
use crate::cookie::BrowserToken;
use crate::creditor::scheme_of_currency;
use crate::error::AppError;

/// Where the signup's mandate is to be had as a PDF, for ten minutes; before there is one, the plan's scheme's blank form
/// with the creditor's details, to be filled in and signed by hand.
///
/// For the browser that started the signup only, and checked to be at GoCardless.
pub(crate) async fn mandate_pdf(
    state: &AppState,
    id: &SignupId,
    browser: Option<&BrowserToken>,
) -> Result<Url, AppError> {
    let signup = find(state, id, browser).await?;
    let new = match signup.mandate {
        Some(mandate) => NewMandatePdf {
            links: NewMandatePdfLinks { mandate: Some(mandate.id), creditor: None },
            ..NewMandatePdf::default()
        },
        None => NewMandatePdf {
            scheme: Some(scheme_of_currency(&signup.plan.currency).ok_or(AppError::FlowNotSupported)?),
            ..NewMandatePdf::default()
        },
    };
    let pdf = state.gocardless.create_mandate_pdf(&new, signup.locale.as_deref()).await?;
    let url: Url = pdf.url.parse().map_err(|_| AppError::UntrustedRedirect)?;
    if state.config.gocardless.may_send_payer_to(&url) { Ok(url) } else { Err(AppError::UntrustedRedirect) }
}
