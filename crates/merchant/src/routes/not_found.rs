//! What no route takes.

use crate::error::AppError;
use crate::html::Problem;

pub(crate) async fn api_path_not_found() -> AppError {
    AppError::NotFound
}

pub(crate) async fn api_method_not_allowed() -> AppError {
    AppError::MethodNotAllowed
}

pub(crate) async fn page_method_not_allowed() -> Problem {
    Problem::of(AppError::MethodNotAllowed)
}
