//! `GET /signups/return`: completing without script.

use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Redirect;
use serde::Deserialize;

use crate::AppState;
use crate::cookie::BrowserToken;
use crate::csrf::is_navigation;
use crate::error::AppError;
use crate::html::{Problem, WayOn};
use crate::signups::complete::complete;
use crate::signups::find_by_redirect_flow;

/// What GoCardless adds to the address.
#[derive(Deserialize)]
pub(crate) struct Return {
    pub(crate) redirect_flow_id: String,
}

/// Completes the signup and sends the browser on to its page: 303.
///
/// GoCardless's redirect forces a change by GET; it is a navigation of the window, with the cookie of that very signup,
/// and changes nothing that the payer has not consented to.
pub(crate) async fn complete_signup_on_return(
    State(state): State<AppState>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    query: Result<Query<Return>, QueryRejection>,
) -> Result<Redirect, Problem> {
    if !is_navigation(&method, &headers) {
        return Err(Problem::of(AppError::CrossOrigin));
    }
    let Query(query) = query.map_err(|_| Problem::of(AppError::SignupNotFound))?;
    let browser = BrowserToken::from_headers(&headers);
    let signup = find_by_redirect_flow(&state, &query.redirect_flow_id, browser.as_ref()).await.map_err(Problem::of)?;

    let (id, of_task) = (signup.id.clone(), state.clone());
    let completed =
        state.tasks.run(async move { complete(&of_task, &id, &query.redirect_flow_id, browser.as_ref()).await }).await;
    let here = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    match (completed, signup.redirect_flow) {
        (Ok(signup), _) => Ok(Redirect::to(&format!("/signups/{}", signup.id))),
        (Err(error @ AppError::RedirectFlowIncomplete), Some(flow)) => {
            Err(Problem { error, way_on: WayOn::Confirming { again: here, hosted_page: flow.redirect_url } })
        }
        (Err(error), _) if error.is_temporary() => Err(Problem { error, way_on: WayOn::TryAgain(here) }),
        (Err(error), _) => Err(Problem::of(error)),
    }
}
