//! What is done again whenever a signal changes.

use leptos::prelude::*;

/// Runs `task` now, and again when a signal that it has read changes, as long as the part of the form exists that asked
/// for it.
pub(crate) fn follow(mut task: impl FnMut() + 'static) {
    // It runs as long as it is kept.
    StoredValue::new_local(RenderEffect::new(move |_: Option<()>| task()));
}
