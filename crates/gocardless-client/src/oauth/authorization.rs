//! What a merchant is asked for.

use std::fmt;

use gocardless_api::Scope;

/// What a merchant is asked for; `Debug` hides whom.
#[derive(Clone)]
pub struct Authorization {
    /// Where the merchant comes back to: one of the app's, character by character.
    pub redirect_uri: String,
    /// What the app wants to do.
    pub scope: Scope,
    /// Comes back as it is. Make it hard to guess and compare it: else somebody else's code may be slipped in.
    pub state: String,
    /// Which form is shown first; without it, the one to sign up for `read_write`, to log in for `read_only`.
    pub initial_view: Option<InitialView>,
    /// What the form is filled in with.
    pub prefill: Prefill,
    /// The page's language, such as `fr`.
    pub language: Option<String>,
}

/// Which form is shown first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InitialView {
    /// For merchants who have an account.
    Login,
    /// For merchants who have none.
    Signup,
}

/// What the app knows of the merchant already; `Debug` shows nothing of it.
#[derive(Clone, Default)]
#[expect(missing_docs, reason = "the fields are named as in the guide Partner apps")]
pub struct Prefill {
    pub email: Option<String>,
    pub given_name: Option<String>,
    pub family_name: Option<String>,
    pub organisation_name: Option<String>,
    pub country_code: Option<String>,
}

impl Authorization {
    /// With nothing that can be left out.
    pub fn new(redirect_uri: String, scope: Scope, state: String) -> Self {
        Self { redirect_uri, scope, state, initial_view: None, prefill: Prefill::default(), language: None }
    }

    /// The query of the authorise page, encoded.
    pub(super) fn query(&self, client_id: &str) -> String {
        let view = self.initial_view.map(|view| match view {
            InitialView::Login => "login",
            InitialView::Signup => "signup",
        });
        let Prefill { email, given_name, family_name, organisation_name, country_code } = &self.prefill;
        let fields = [
            ("client_id", Some(client_id)),
            ("redirect_uri", Some(&self.redirect_uri)),
            ("scope", Some(self.scope.as_str())),
            ("response_type", Some("code")),
            ("initial_view", view),
            ("state", Some(&self.state)),
            ("prefill[email]", email.as_deref()),
            ("prefill[given_name]", given_name.as_deref()),
            ("prefill[family_name]", family_name.as_deref()),
            ("prefill[organisation_name]", organisation_name.as_deref()),
            ("prefill[country_code]", country_code.as_deref()),
            ("language", self.language.as_deref()),
        ];
        let sent = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(sent).finish()
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Authorization").field("scope", &self.scope).finish_non_exhaustive()
    }
}

impl fmt::Debug for Prefill {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Prefill(..)")
    }
}
