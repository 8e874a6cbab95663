//! The pages for browsers without script: plain HTML in the component's looks.

mod layout;
mod problem;
mod signup;
mod unexplained;

pub(crate) use self::layout::show_styles;
pub(crate) use self::problem::{Problem, WayOn};
pub(crate) use self::signup::signup_page;
pub(crate) use self::unexplained::explain_empty_errors;
