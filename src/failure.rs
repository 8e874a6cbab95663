//! Why a call did not succeed, as far as the payer is concerned.

use signup_api::{ErrorBody, FieldError};

use crate::field::Field;
use crate::problem::{Problem, ProblemKind};

/// Why a call did not succeed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Failure {
    /// The flow's 30 minutes are over.
    Expired,
    /// It is not known yet that the payer has confirmed.
    Incomplete,
    /// There is no such signup or flow.
    NotFound,
    /// The provider does not let the merchant do this.
    NotPermitted,
    /// The signup belongs to another browser.
    OtherBrowser,
    /// The merchant does not offer the plan, or refuses the page that asks for it.
    PlanUnavailable,
    /// The provider cannot be reached; its outcome may be unknown.
    Provider(RequestId),
    /// Fields were refused.
    Refused(Vec<Problem>),
    /// Too many calls in a short time: this one did nothing. The seconds to wait, 0 where the server has not said.
    TooMany(u32),
    /// Something else: a mistake in a program.
    Unexpected(RequestId),
    /// No answer came: no network, or no server.
    Unreachable,
}

/// The id under which the server's log has the request, where it gave one.
pub type RequestId = Option<String>;

impl Failure {
    /// What the refusal with HTTP status `status` means, after which the server wants to be left alone for `retry_after`
    /// seconds.
    pub fn from_answer(status: u16, body: &ErrorBody, retry_after: u32) -> Self {
        let reasons = [
            ("not_permitted", Self::NotPermitted),
            ("other_browser", Self::OtherBrowser),
            ("provider_unavailable", Self::Provider(body.request_id.clone())),
            ("redirect_flow_expired", Self::Expired),
            ("redirect_flow_mismatch", Self::OtherBrowser),
        ];
        if let Some((_, failure)) = reasons.into_iter().find(|(reason, _)| body.has_reason(reason)) {
            return failure;
        }
        let problems: Vec<_> = body.errors.iter().filter_map(problem).collect();
        if !problems.is_empty() {
            return Self::Refused(problems);
        }
        match status {
            404 => Self::NotFound,
            422 if body.errors.iter().any(|error| matches!(error.field.as_deref(), Some("plan" | "return_url"))) => {
                Self::PlanUnavailable
            }
            429 => Self::TooMany(retry_after),
            502..=504 => Self::Provider(body.request_id.clone()),
            _ => Self::Unexpected(body.request_id.clone()),
        }
    }

    /// How long to leave the server alone, in seconds.
    pub(crate) fn retry_after(&self) -> u32 {
        match self {
            Self::TooMany(seconds) => *seconds,
            _ => 0,
        }
    }

    /// The number to give when asking for help.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Provider(id) | Self::Unexpected(id) => id.as_deref(),
            _ => None,
        }
    }
}

fn problem(error: &FieldError) -> Option<Problem> {
    let field = Field::from_name(error.field.as_deref()?)?;
    Some(Problem { field, kind: ProblemKind::from_reason(error.reason.as_deref()) })
}

#[cfg(test)]
mod tests {
    use bank_details::ErrorKind;

    use super::*;

    fn answer(json: &str) -> ErrorBody {
        serde_json::from_str(json).expect("an error body")
    }

    #[test]
    fn an_answer_becomes_what_the_payer_can_do() {
        for (status, body, failure) in [
            (403, r#"{"errors":[{"reason":"other_browser"}]}"#, Failure::OtherBrowser),
            (410, r#"{"errors":[{"reason":"redirect_flow_expired"}]}"#, Failure::Expired),
            (403, r#"{"errors":[{"reason":"not_permitted"}]}"#, Failure::NotPermitted),
            (404, "{}", Failure::NotFound),
            (422, r#"{"errors":[{"field":"plan","message":"is unknown"}]}"#, Failure::PlanUnavailable),
            (502, r#"{"request_id":"R7"}"#, Failure::Provider(Some("R7".into()))),
            (500, "{}", Failure::Unexpected(None)),
            (
                422,
                r#"{"errors":[{"field":"branch_code","message":"is invalid"},{"field":"nonsense"}]}"#,
                Failure::Refused(vec![Problem { field: Field::BranchCode, kind: ProblemKind::Refused }]),
            ),
            (503, r#"{"errors":[{"reason":"provider_unavailable"}]}"#, Failure::Provider(None)),
            (429, r#"{"errors":[{"reason":"rate_limit_exceeded"}]}"#, Failure::TooMany(7)),
            (404, r#"{"errors":[{"reason":"signup_not_found"}]}"#, Failure::NotFound),
            (
                422,
                r#"{"errors":[{"field":"account_number","reason":"modulus","message":"…"}]}"#,
                Failure::Refused(vec![Problem {
                    field: Field::AccountNumber,
                    kind: ProblemKind::Number(ErrorKind::Modulus),
                }]),
            ),
        ] {
            assert_eq!(Failure::from_answer(status, &answer(body), 7), failure, "{status} {body}");
        }
    }
}
