//! What an app asks of a merchant: the query of the authorise page.

use axum::response::Redirect;
use gocardless_api::Scope;
use url::Url;

use super::fields::Fields;
use super::words::Words;
use crate::apps::PartnerApp;
use crate::sandbox::Sandbox;

/// An app's request that can be put to a merchant.
pub(super) struct Asked {
    pub(super) app: PartnerApp,
    pub(super) redirect_url: String,
    pub(super) scope: Scope,
    pub(super) state: Option<String>,
    pub(super) view: View,
    pub(super) words: &'static Words,
    /// The query as it came: the page's forms and links repeat it.
    pub(super) query: String,
    pub(super) prefilled: Prefilled,
}

/// What the app knows of the merchant already.
#[derive(Default)]
pub(super) struct Prefilled {
    pub(super) email: String,
    pub(super) given_name: String,
    pub(super) family_name: String,
    pub(super) organisation_name: String,
    pub(super) country_code: String,
}

/// Which of the two forms is shown.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum View {
    LogIn,
    SignUp,
}

/// A request that is not put to the merchant.
pub(super) enum Wrong {
    /// It is not known whether the app is who it says: the merchant is told and led nowhere.
    Untrusted { words: &'static Words, text: &'static str },
    /// The app is told, with an error of RFC 6749, section 4.1.2.1.
    SentBack(Redirect),
}

impl Asked {
    /// Reads the query; whom to trust is found out first.
    pub(super) fn read(sandbox: &Sandbox, query: &str) -> Result<Self, Wrong> {
        let Ok(fields) = Fields::of_form(query.as_bytes()) else {
            let words = Words::in_language("en");
            return Err(Wrong::Untrusted { words, text: words.repeated });
        };
        let words = Words::in_language(fields.get("language").unwrap_or_default());
        let untrusted = |text| Wrong::Untrusted { words, text };
        let app = fields.get("client_id").and_then(|id| sandbox.ledger().app(id).cloned());
        let app = app.ok_or(untrusted(words.unknown_client))?;
        let redirect_url = fields.get("redirect_uri").unwrap_or_default();
        if !app.redirect_urls.iter().any(|known| known == redirect_url) {
            return Err(untrusted(words.unknown_redirect));
        }
        let state = fields.get("state");
        let sent_back = |error, description| Err(Wrong::SentBack(refused(redirect_url, state, error, description)));
        match fields.get("response_type") {
            Some("code") => {}
            Some(_) => return sent_back("unsupported_response_type", "response_type must be code"),
            None => return sent_back("invalid_request", "response_type is missing"),
        }
        let scope = match fields.get("scope") {
            Some("read_write") => Scope::ReadWrite,
            Some("read_only") => Scope::ReadOnly,
            _ => return sent_back("invalid_scope", "scope must be read_write or read_only"),
        };
        let view = match (fields.get("initial_view"), scope) {
            (Some("login"), _) => View::LogIn,
            (Some("signup"), _) | (_, Scope::ReadWrite) => View::SignUp,
            (_, Scope::ReadOnly) => View::LogIn,
        };
        let prefilled = |name: &str| fields.get(&format!("prefill[{name}]")).unwrap_or_default().to_owned();
        Ok(Self {
            redirect_url: redirect_url.to_owned(),
            scope,
            state: state.map(str::to_owned),
            view,
            words,
            query: query.to_owned(),
            prefilled: Prefilled {
                email: prefilled("email"),
                given_name: prefilled("given_name"),
                family_name: prefilled("family_name"),
                organisation_name: prefilled("organisation_name"),
                country_code: prefilled("country_code"),
            },
            app,
        })
    }

    /// Where the app waits for the merchant with a code.
    pub(super) fn allowed(&self, code: &str) -> Redirect {
        sent_back(&self.redirect_url, self.state.as_deref(), &[("code", code)])
    }

    /// The merchant does not want to.
    pub(super) fn denied(&self) -> Redirect {
        refused(&self.redirect_url, self.state.as_deref(), "access_denied", "The merchant denied the request")
    }

    /// The origin that the page's forms may lead to.
    pub(super) fn origin(&self) -> String {
        origin(&self.redirect_url)
    }

    /// The same request, with the other form shown first.
    pub(super) fn with_view(&self, view: View) -> String {
        let view = if view == View::LogIn { "login" } else { "signup" };
        let fields = url::form_urlencoded::parse(self.query.as_bytes()).filter(|(name, _)| name != "initial_view");
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        format!("/oauth/authorize?{}", query.extend_pairs(fields).append_pair("initial_view", view).finish())
    }
}

/// The origin of an address of an app's.
pub(super) fn origin(url: &str) -> String {
    Url::parse(url).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

fn refused(url: &str, state: Option<&str>, error: &str, description: &str) -> Redirect {
    sent_back(url, state, &[("error", error), ("error_description", description)])
}

/// Back to the app; a query that its address has already stays as it is.
fn sent_back(url: &str, state: Option<&str>, pairs: &[(&str, &str)]) -> Redirect {
    let Ok(mut url) = Url::parse(url) else { unreachable!("an app's addresses are checked when it is registered") };
    url.query_pairs_mut().extend_pairs(pairs).extend_pairs(state.map(|state| ("state", state)));
    Redirect::to(url.as_str())
}
