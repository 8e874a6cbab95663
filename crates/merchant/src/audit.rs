//! The audit log: lines that are due are moved to where they belong.
//!
//! A line is written with what it tells of, in the same transaction, so that it cannot get lost and cannot fail
//! alone. The log can: it is another table, which somebody may archive, partition, lock or lose. Then lines wait, somebody
//! is told, and they are moved once the log can be written again.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use signup_api::SignupId;
use tracing::{error, info};

use crate::AppState;
use crate::store::{AuditDue, AuditWritten, OrganisationId, StoreError};

/// The organisation of every signup, as long as there is one access token.
const ORGANISATION: OrganisationId = OrganisationId::OWN;
/// How often [`write_due`] is called.
pub(crate) const EVERY: Duration = Duration::from_secs(2);
/// So many signups' lines are moved at once.
const BATCH: u32 = 256;
/// Where moving fails, parts of such a share are tried, down to one signup.
const SHARE: usize = 16;
/// After so many failures it is left for the next time, to go on behind them: what fits goes in, whatever is before it.
const FAILURES: u32 = 16;

/// Behind which signup to go on the next time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place(Arc<Mutex<Option<AuditDue>>>);

impl Place {
    fn take(&self) -> Option<AuditDue> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn keep(&self, reached: Option<AuditDue>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = reached;
    }
}

/// What came of moving lines.
#[derive(Default)]
struct Pass {
    written: AuditWritten,
    failures: u32,
    reached: Option<AuditDue>,
    /// Other parts would fare no better.
    is_over: bool,
}

/// Moves the lines that are due into the audit log, as far as that takes them; returns how many.
pub(crate) async fn write_due(state: &AppState) -> Result<u64, StoreError> {
    let mut pass = Pass::default();
    let mut after = state.audit_place.take();
    loop {
        let due = state.store.audit_due(ORGANISATION, after, BATCH).await?;
        pass.write(state, &due).await;
        if pass.failures == FAILURES {
            state.audit_place.keep(pass.reached.take());
        }
        if pass.is_over {
            break;
        }
        if u32::try_from(due.len()) != Ok(BATCH) {
            break;
        }
        after = due.last().cloned();
    }
    if pass.failures > 0 {
        state.counters.audit_gaps.add(1);
    }
    if pass.written.late > 0 {
        state.counters.audit_late.add(pass.written.late);
        info!(count = pass.written.late, "the audit log has caught up with lines that were held up");
    }
    Ok(pass.written.lines)
}

impl Pass {
    async fn write(&mut self, state: &AppState, due: &[AuditDue]) {
        let mut parts = vec![due];
        while let Some(part) = parts.pop() {
            let Some((first, last)) = part.first().zip(part.last()) else { return };
            let signups: Vec<SignupId> = part.iter().map(|due| due.signup.clone()).collect();
            match state.store.write_audit(ORGANISATION, &signups, state.config.clock.now()).await {
                Ok(written) => {
                    self.written.lines += written.lines;
                    self.written.late += written.late;
                    self.reached = Some(last.clone());
                    continue;
                }
                Err(error) => {
                    if self.failures == 0 {
                        let since = first.since;
                        error!(%error, signup.id = %first.signup, %since, "the audit log has a gap");
                    }
                    self.failures += 1;
                    // Only what a line says can be its own fault.
                    self.is_over = self.failures == FAILURES || !matches!(error, StoreError::Corrupt(_));
                }
            }
            if part.len() == 1 {
                self.reached = Some(last.clone());
            }
            if self.is_over {
                return;
            }
            if part.len() > 1 {
                parts.extend(part.chunks(part.len().div_ceil(SHARE)).rev());
            }
        }
    }
}
