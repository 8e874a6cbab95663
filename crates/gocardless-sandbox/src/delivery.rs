//! The delivery of webhooks over HTTP, beside the answering of calls.

mod attempt;

use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::sleep;

pub(crate) use self::attempt::{Http, client};
use crate::sandbox::Sandbox;

/// How long a receiver may take, in real time. Source: GoCardless's documentation, "Webhooks".
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// The longest sleep at once, lest it be too long for the timer.
const LONGEST_SLEEP: Duration = Duration::from_hours(24);

/// Delivers webhooks until what is returned is dropped.
pub(crate) fn begin(sandbox: Sandbox, http: Http, patience: Duration) -> JoinSet<()> {
    let mut task = JoinSet::new();
    task.spawn(deliver(sandbox, http, patience));
    task
}

async fn deliver(sandbox: Sandbox, http: Http, patience: Duration) {
    let mut attempts = JoinSet::new();
    loop {
        while let Some(sending) = sandbox.next_webhook() {
            let (sandbox, http) = (sandbox.clone(), http.clone());
            attempts.spawn(async move {
                let outcome = attempt::attempt(&http, &sending.webhook, patience).await;
                sandbox.webhook_was_attempted(&sending, outcome);
            });
        }
        let due = sandbox.until_next_due();
        tokio::select! {
            () = sandbox.woken() => {}
            // It has noted its outcome itself.
            Some(_) = attempts.join_next() => {}
            () = sleep(due.unwrap_or_default().min(LONGEST_SLEEP)), if due.is_some() => {}
        }
    }
}

#[cfg(test)]
mod tests;
