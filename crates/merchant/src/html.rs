//! The pages for browsers without script: plain HTML in the component's looks.

mod layout;
mod problem;
mod signup;

pub(crate) use self::problem::{Problem, WayOn};
pub(crate) use self::signup::signup_page;
