//! OAuth: how a merchant lets a partner's app call the API. Source: GoCardless's guide "Partner apps", RFC 6749.

use serde::{Deserialize, Serialize};

use crate::OrganisationId;
use crate::redacted::redacted_debug;

/// What an access token allows.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Nothing may be changed.
    ReadOnly,
    /// Everything.
    ReadWrite,
}

/// What `POST /oauth/access_token` answers; `Debug` hides token and email address.
#[derive(Clone, Deserialize, Eq, PartialEq, Serialize)]
pub struct AccessTokenGrant {
    /// It does not expire: it works until it is revoked.
    pub access_token: String,
    /// What it allows.
    pub scope: Scope,
    /// Always `bearer`.
    pub token_type: String,
    /// The merchant whose account it opens.
    pub organisation_id: OrganisationId,
    /// The email address of who allowed it.
    pub email: String,
}

redacted_debug!(AccessTokenGrant { scope, organisation_id });

/// What `POST /oauth/introspect` answers: of a token that does not work nothing but that; `Debug` hides the email address.
#[derive(Clone, Default, Deserialize, Eq, PartialEq, Serialize)]
pub struct AccessTokenLookup {
    /// Whether the token works.
    pub active: bool,
    /// What it allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scope>,
    /// Always `bearer`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_type: Option<String>,
    /// The merchant whose account it opens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organisation_id: Option<OrganisationId>,
    /// The email address of who allowed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

redacted_debug!(AccessTokenLookup { active, scope, organisation_id });

/// What the token endpoints answer when they refuse: no envelope, the codes of RFC 6749, section 5.2.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct OAuthRefusal {
    /// A stable word, such as `invalid_grant`.
    pub error: String,
    /// The same for people, in English.
    #[serde(default)]
    pub error_description: Option<String>,
}

impl Scope {
    /// The scope as the API writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ReadOnly => "read_only",
            Self::ReadWrite => "read_write",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The answer in GoCardless's guide "Partner apps", with invented values.
    const GRANT: &str = r#"{"access_token":"sandbox_canary","scope":"read_write","token_type":"bearer","organisation_id":"OR123","email":"ada@shop.example"}"#;

    #[test]
    fn a_grant_is_read_and_written_the_same_and_hides_its_token() {
        let grant: AccessTokenGrant = serde_json::from_str(GRANT).unwrap();
        assert_eq!((grant.scope, grant.organisation_id.as_str()), (Scope::ReadWrite, "OR123"));
        assert_eq!(serde_json::to_string(&grant).unwrap(), GRANT);
        let shown = format!("{grant:?}");
        assert!(!shown.contains("canary") && !shown.contains("ada@"), "{shown}");
    }

    #[test]
    fn a_token_that_does_not_work_is_told_in_one_word() {
        let lookup: AccessTokenLookup = serde_json::from_str(r#"{"active":false}"#).unwrap();
        assert_eq!(lookup, AccessTokenLookup::default());
        assert_eq!(serde_json::to_string(&lookup).unwrap(), r#"{"active":false}"#);
    }
}
