//! Receiving a webhook: is it genuine, is it stored.

use super::ORGANISATION;
use super::reading::read_delivery;
use crate::AppState;
use crate::error::AppError;

/// Stores the events of a genuine webhook, in one transaction; what is known already stays as it is.
pub(crate) async fn receive(state: &AppState, body: &[u8], signature: &str) -> Result<(), AppError> {
    if !is_genuine(state, body, signature) {
        state.counters.webhooks_refused.add(1);
        return Err(AppError::WebhookSignature);
    }
    let events = read_delivery(body, state.config.clock.now()).ok_or(AppError::WrongShape)?;
    let new = state.store.receive_events(ORGANISATION, events).await?;
    state.counters.webhooks_received.add(1);
    state.counters.events_received.add(new);
    if new > 0 {
        state.events_came.notify_one();
    }
    Ok(())
}

/// Whether one of our secrets made the signature; every secret is tried, whichever fits.
fn is_genuine(state: &AppState, body: &[u8], signature: &str) -> bool {
    let secrets = state.config.gocardless.webhook_secrets.iter();
    secrets.filter(|secret| secret.verify(body, signature).is_ok()).count() > 0
}
