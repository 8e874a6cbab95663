//! Under which id GoCardless has the request that it answered last, for whoever records what came of it.

use std::cell::RefCell;

use gocardless_client::{Exchange, Outcome};

tokio::task_local! {
    static LAST: RefCell<Option<String>>;
}

/// Does work whose requests are told apart from those of others.
pub(crate) async fn remembering<F: Future>(work: F) -> F::Output {
    LAST.scope(RefCell::default(), work).await
}

/// Takes down a request of the work that is under way.
pub(crate) fn note(exchange: &Exchange) {
    if exchange.outcome != Outcome::HeldBack {
        // Outside of such work nobody records anything.
        let _ = LAST.try_with(|last| last.borrow_mut().clone_from(&exchange.request_id));
    }
}

/// The id of the last request of this work; none where it was not answered, or without one.
pub(crate) fn last() -> Option<String> {
    LAST.try_with(|last| last.borrow().clone()).ok().flatten()
}
