//! The sandbox's one error: a refusal in GoCardless's envelope.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use gocardless_api::{ApiError, ErrorDetail, ErrorKind, ErrorLinks};

use crate::validation::FieldProblem;

/// A refusal on its way out.
///
/// As a response it has a status and, as an extension, itself: the envelope is written by
/// [`answer_request`](crate::exchange::answer_request), the only place that knows the request's id. Reasons and types
/// are those of the API reference, "Errors"; where the reference gives no wording, the wording is the sandbox's own.
#[derive(Clone, Debug)]
pub(crate) struct Refusal(Box<ApiError>);

impl Refusal {
    /// The integration is wrong.
    pub(crate) fn usage(code: StatusCode, reason: &str, message: &str) -> Self {
        Self::new(ErrorKind::InvalidApiUsage, code, message, vec![detail(reason, message)])
    }

    /// The resource is not in a state that allows this.
    pub(crate) fn state(reason: &str, message: &str) -> Self {
        Self::new(ErrorKind::InvalidState, StatusCode::UNPROCESSABLE_ENTITY, message, vec![detail(reason, message)])
    }

    /// Fields are missing or wrong.
    pub(crate) fn validation(problems: Vec<FieldProblem>) -> Self {
        let details = problems.into_iter().map(|problem| ErrorDetail {
            message: problem.problem.message(),
            metadata: problem.problem.metadata(),
            field: Some(problem.field),
            request_pointer: Some(problem.pointer),
            ..ErrorDetail::default()
        });
        let message = "Validation failed";
        Self::new(ErrorKind::ValidationFailed, StatusCode::UNPROCESSABLE_ENTITY, message, details.collect())
    }

    /// Fields of a hosted page's form are missing or wrong: each with the kind of its problem as its reason, which
    /// GoCardless's API does not give.
    pub(crate) fn form(problems: Vec<FieldProblem>) -> Self {
        let reasons: Vec<_> = problems.iter().map(|problem| problem.problem.reason()).collect();
        let mut refusal = Self::validation(problems);
        for (detail, reason) in refusal.0.errors.iter_mut().zip(reasons) {
            detail.reason = reason.map(str::to_owned);
        }
        refusal
    }

    /// Fields, each with its message and its place, have to be filled or corrected first.
    pub(crate) fn incomplete<'a>(fields: impl Iterator<Item = (&'a str, &'a str, &'a str)>) -> Self {
        let mut refusal = Self::validation(Vec::new());
        refusal.0.errors = fields
            .map(|(field, message, pointer)| ErrorDetail {
                message: message.to_owned(),
                field: Some(field.to_owned()),
                request_pointer: Some(pointer.to_owned()),
                ..ErrorDetail::default()
            })
            .collect();
        refusal
    }

    pub(crate) fn resource_not_found() -> Self {
        Self::usage(StatusCode::NOT_FOUND, "resource_not_found", "Resource not found")
    }

    /// The resource that `links.name` should name does not exist.
    pub(crate) fn link_not_found(resource: &str, name: &str) -> Self {
        let mut refusal = Self::usage(StatusCode::NOT_FOUND, "link_not_found", "Linked resource not found");
        for detail in &mut refusal.0.errors {
            detail.field = Some(name.to_owned());
            detail.request_pointer = Some(format!("/{resource}/links/{name}"));
        }
        refusal
    }

    /// The body is not what this endpoint reads.
    pub(crate) fn invalid_document(message: &str) -> Self {
        let reason = "invalid_document_structure";
        let details = vec![detail(reason, message)];
        Self::new(ErrorKind::InvalidApiUsage, StatusCode::BAD_REQUEST, "Invalid document structure", details)
    }

    pub(crate) fn internal() -> Self {
        Self::internal_with(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// GoCardless failed, with this status of the 500s.
    pub(crate) fn internal_with(code: StatusCode) -> Self {
        let message = "Internal server error";
        Self::new(ErrorKind::Gocardless, code, message, vec![detail("internal_server_error", message)])
    }

    /// The same key was used before; `id` is what it made.
    pub(crate) fn idempotent_creation_conflict(id: &str) -> Self {
        let message = "A resource has already been created with this idempotency key";
        let mut refusal = Self::state("idempotent_creation_conflict", message);
        refusal.0.code = StatusCode::CONFLICT.as_u16();
        refusal.link("conflicting_resource_id", id)
    }

    /// The customer has this bank account already: `id`.
    pub(crate) fn bank_account_exists(id: &str) -> Self {
        Self::account_exists("customer_bank_account", id)
    }

    /// The creditor has this bank account already: `id`.
    pub(crate) fn creditor_bank_account_exists(id: &str) -> Self {
        Self::account_exists("creditor_bank_account", id)
    }

    fn account_exists(link: &str, id: &str) -> Self {
        let message = "Bank account already exists";
        let details = vec![detail("bank_account_exists", message)];
        Self::new(ErrorKind::ValidationFailed, StatusCode::CONFLICT, message, details).link(link, id)
    }

    /// The refusal as the wire type, for `request_id`.
    pub(crate) fn into_api_error(self, request_id: &str) -> ApiError {
        ApiError { request_id: Some(request_id.to_owned()), ..*self.0 }
    }

    pub(crate) fn code(&self) -> u16 {
        self.0.code
    }

    fn link(mut self, name: &str, id: &str) -> Self {
        for detail in &mut self.0.errors {
            detail.links = ErrorLinks::from([(name.to_owned(), id.to_owned())]);
        }
        self
    }

    fn new(kind: ErrorKind, code: StatusCode, message: &str, errors: Vec<ErrorDetail>) -> Self {
        let reason = errors.iter().find_map(|detail| detail.reason.as_deref()).unwrap_or(kind.as_str());
        let documentation_url = Some(format!("https://developer.gocardless.com/api-reference#{reason}"));
        let message = message.to_owned();
        Self(Box::new(ApiError { message, kind, code: code.as_u16(), request_id: None, documentation_url, errors }))
    }
}

fn detail(reason: &str, message: &str) -> ErrorDetail {
    ErrorDetail { message: message.to_owned(), reason: Some(reason.to_owned()), ..ErrorDetail::default() }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.code()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// What any path answers that no route knows.
pub(crate) async fn path_not_found() -> Refusal {
    Refusal::usage(StatusCode::NOT_FOUND, "path_not_found", "Path not found")
}

/// What a known path answers to a method that it does not know.
pub(crate) async fn method_not_allowed() -> Refusal {
    Refusal::usage(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
}
