-- Indexes of tables that have rows: made while others write, outside a transaction, one statement after another.
-- They are missing or there: whoever was brought to version 3 long ago has the last two.

-- Lines of the audit log that are due, the oldest first.
CREATE INDEX CONCURRENTLY IF NOT EXISTS signups_audit_due ON signups (organisation_id, audit_since, id)
    WHERE audit_since IS NOT NULL;

-- Lists of signups.
CREATE INDEX CONCURRENTLY IF NOT EXISTS signups_by_start ON signups (organisation_id, created_at, id);

-- Collections that GoCardless refused. Those that have no known end have an index already.
CREATE INDEX CONCURRENTLY IF NOT EXISTS signup_steps_refused ON signup_steps (organisation_id, updated_at)
    WHERE state = 'failed' AND step IN ('payment', 'subscription');
