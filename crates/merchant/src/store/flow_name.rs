//! A signup's way in as both engines keep it.

use signup_api::Flow;

/// The name that is kept.
pub(super) fn of(flow: Flow) -> &'static str {
    match flow {
        Flow::Redirect => "redirect",
        Flow::SelfHosted => "self-hosted",
    }
}

/// The way in that is kept as `name`.
pub(super) fn read(name: &str) -> Option<Flow> {
    [Flow::Redirect, Flow::SelfHosted].into_iter().find(|flow| of(*flow) == name)
}
