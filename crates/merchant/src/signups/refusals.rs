//! What GoCardless's refusals of a submission mean to its payer.

use gocardless_api::{ApiError, ErrorDetail, ErrorKind};
use gocardless_client::Error;
use signup_api::FieldError;

use super::request::field_error;
use crate::error::AppError;

/// The fields that a payer can correct, by their name at GoCardless and here.
const FIELDS: [&str; 18] = [
    "account_holder_name",
    "account_number",
    "account_type",
    "address_line1",
    "address_line2",
    "bank_code",
    "branch_code",
    "city",
    "company_name",
    "country_code",
    "danish_identity_number",
    "email",
    "family_name",
    "given_name",
    "iban",
    "postal_code",
    "region",
    "swedish_identity_number",
];

/// What the failure of a step means; `first_part` is the part of the bank details to name for the account as a whole.
///
/// The sentences are ours: GoCardless's may echo what was sent.
pub(super) fn explain(error: Error, first_part: &str) -> AppError {
    let Error::Refused(error) = error else { return error.into() };
    if error.has_reason("bank_account_disabled") {
        return AppError::InvalidFields(vec![field_error(
            first_part,
            "account_closed",
            "is of an account that is closed",
        )]);
    }
    let fields = field_errors(&error);
    if !fields.is_empty() {
        return AppError::InvalidFields(fields);
    }
    let is_forbidden = matches!(error.code, 401 | 403);
    let is_state = matches!(error.kind, ErrorKind::InvalidState | ErrorKind::ValidationFailed);
    if is_forbidden || is_state { AppError::NotPermitted(error) } else { AppError::ProviderRefused(error) }
}

/// What GoCardless says of fields that a payer can correct; empty where there is anything else wrong too.
pub(super) fn field_errors(error: &ApiError) -> Vec<FieldError> {
    if error.kind != ErrorKind::ValidationFailed || error.code == 401 || error.code == 403 {
        return Vec::new();
    }
    error.errors.iter().map(field_of).collect::<Option<_>>().unwrap_or_default()
}

fn field_of(detail: &ErrorDetail) -> Option<FieldError> {
    // The pointer is exact: `/customers/email`; deeper ones are about what is not the payer's.
    let pointed = detail.request_pointer.as_deref().map(|pointer| pointer.trim_start_matches('/'));
    let name = match pointed {
        Some(place) => place.split_once('/').map(|(_, name)| name)?,
        None => detail.field.as_deref()?,
    };
    let field = FIELDS.iter().find(|field| **field == name)?;
    let (reason, message) = reason_of(field, &detail.message);
    Some(field_error(field, reason, message))
}

/// The form's word for what GoCardless says of a field. Source: the messages of `ibandit` and of the API reference.
fn reason_of(field: &str, message: &str) -> (&'static str, &'static str) {
    let says = |words: &str| message.contains(words);
    if says("is required") || says("can't be blank") || says("must be provided") {
        ("missing", "is required")
    } else if field.ends_with("_identity_number") {
        ("invalid_identity_number", "is not such a number")
    } else if field == "account_holder_name" && says("does not match") {
        ("name_mismatch", "is not the name on the account")
    } else if says("does not support payments") || says("is not used in") {
        ("unreachable", "is of an account that cannot be collected from")
    } else if says("modulus") {
        ("modulus", "does not belong to the other number")
    } else if says("checksum") {
        ("check_digits", "has check digits that do not fit")
    } else if says("does not exist") {
        ("unallocated", "is not in use at any bank")
    } else {
        ("refused", "is not accepted by GoCardless")
    }
}
