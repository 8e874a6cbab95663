-- Small rows that are looked for by their key lie in its order: no index beside them has to be kept, and asked for them.
-- SQLite can only make such a table anew. The audit log stays as it is: whoever archives it may have made it another table.
-- A program of before that goes on has all it needs, but for the share that is used of these tables' row ids, which are no more:
-- it tells no ids used any longer.

-- Whatever views and triggers somebody has made are not looked at when a table gets its name.
PRAGMA legacy_alter_table = ON;

CREATE TABLE steps_by_key (
    organisation_id   INTEGER NOT NULL,
    signup_id         TEXT    NOT NULL,
    step              TEXT    NOT NULL,
    idempotency_key   TEXT    NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('intended', 'succeeded', 'failed', 'unknown')),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    resource_id       TEXT,
    request_id        TEXT,
    PRIMARY KEY (organisation_id, signup_id, step),
    FOREIGN KEY (organisation_id, signup_id) REFERENCES signups (organisation_id, id)
) STRICT, WITHOUT ROWID;
INSERT INTO steps_by_key
    SELECT organisation_id, signup_id, step, idempotency_key, state, created_at, updated_at, resource_id, request_id
    FROM signup_steps p
    -- Steps of a signup that somebody has deleted by hand, with which nobody can do anything.
    WHERE EXISTS (SELECT 1 FROM signups s WHERE s.organisation_id = p.organisation_id AND s.id = p.signup_id)
    ORDER BY organisation_id, signup_id, step;
DROP TABLE signup_steps;
ALTER TABLE steps_by_key RENAME TO signup_steps;
CREATE INDEX signup_steps_open ON signup_steps (organisation_id, updated_at) WHERE state IN ('intended', 'unknown');
CREATE INDEX signup_steps_refused ON signup_steps (organisation_id, updated_at)
    WHERE state = 'failed' AND step IN ('payment', 'subscription');

CREATE TABLE statuses_by_key (
    organisation_id   INTEGER NOT NULL,
    resource_type     TEXT    NOT NULL,
    resource_id       TEXT    NOT NULL,
    status            TEXT    NOT NULL,
    happened_at       INTEGER NOT NULL,
    rank              INTEGER NOT NULL,
    event_key         TEXT    NOT NULL,
    PRIMARY KEY (organisation_id, resource_type, resource_id)
) STRICT, WITHOUT ROWID;
INSERT INTO statuses_by_key
    SELECT organisation_id, resource_type, resource_id, status, happened_at, rank, event_key
    FROM statuses ORDER BY organisation_id, resource_type, resource_id;
DROP TABLE statuses;
ALTER TABLE statuses_by_key RENAME TO statuses;
PRAGMA legacy_alter_table = OFF;

-- Lines of the audit log that are due have a table of their own, still written with what they tell of: to take one out of its
-- signup's row was to write all of that again, a tenth of the time that a signup takes. Columns and index stay for the program of
-- before; what it leaves there is taken in.
CREATE TABLE audit_due (
    organisation_id   INTEGER NOT NULL,
    signup_id         TEXT    NOT NULL,
    -- The signup's lines that wait, one after another.
    number            INTEGER NOT NULL,
    action            TEXT    NOT NULL,
    detail            TEXT,
    happened_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, signup_id, number)
) STRICT, WITHOUT ROWID;
