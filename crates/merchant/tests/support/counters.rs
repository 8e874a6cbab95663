//! Databases whose counters are far on, as after years of use.

/// Where counters of 32 bits, and numbers of JavaScript, come to their end.
pub(crate) const FAR: [i64; 3] = [(1 << 31) - 10, (1 << 32) + 1, (1 << 53) - 1];

/// Puts every counter of SQLite so far: the ids of all rows that have one, by a row of an organisation that nobody asks for,
/// and those of the audit log's lines.
pub(crate) fn of_sqlite(last: i64) -> String {
    format!(
        "INSERT INTO signups (rowid, organisation_id, id, flow, plan, plan_terms, status, browser_hash, request_hash,
                              session_token, return_url, created_at)
         VALUES ({last}, 99, 'SG0', 'redirect', 'm', '{{}}', 'expired', zeroblob(32), zeroblob(32), '', '', 0);
         INSERT INTO mandates (rowid, organisation_id, mandate_id, signup_id, created_at)
         VALUES ({last}, 99, 'MD0', 'SG0', 0);
         INSERT INTO events (rowid, organisation_id, event_key, resource_type, action, received_at, content, state)
         VALUES ({last}, 99, 'EV0', '', '', 0, '', 'applied');
         INSERT INTO event_contents (rowid, organisation_id, id, contents) VALUES ({last}, 1, {last}, zeroblob(4));
         INSERT INTO disconnections (rowid, organisation_id, token_hash, disconnected_at)
         VALUES ({last}, 99, zeroblob(32), 0);
         INSERT INTO audit_log (rowid, organisation_id, id, action, signup_id, created_at)
         VALUES ({last}, 1, {last}, 'before', 'SG0', 0)"
    )
}

/// Puts the one counter of PostgreSQL so far.
pub(crate) fn of_postgres(last: i64) -> String {
    format!("ALTER TABLE audit_log ALTER COLUMN id RESTART WITH {last}")
}
