-- Signups, the calls they make, the mandates they end in, and the audit log.
-- Times are milliseconds since 1970 in UTC. Hashes are SHA-256. Ids of GoCardless are opaque text.

CREATE TABLE signups (
    organisation_id   INTEGER NOT NULL,
    id                TEXT    NOT NULL,
    flow              TEXT    NOT NULL,
    plan              TEXT    NOT NULL,
    -- The plan as it was when the payer agreed to it, as JSON.
    plan_terms        TEXT    NOT NULL,
    status            TEXT    NOT NULL CHECK (status IN ('started', 'awaiting_payer', 'completed', 'expired')),
    browser_hash      BLOB    NOT NULL CHECK (length(browser_hash) = 32),
    client_key_hash   BLOB    CHECK (client_key_hash IS NULL OR length(client_key_hash) = 32),
    request_hash      BLOB    NOT NULL CHECK (length(request_hash) = 32),
    session_token     TEXT    NOT NULL,
    return_url        TEXT    NOT NULL,
    locale            TEXT,
    redirect_flow_id  TEXT,
    redirect_url      TEXT,
    created_at        INTEGER NOT NULL,
    expires_at        INTEGER,
    PRIMARY KEY (organisation_id, id)
) STRICT;

CREATE UNIQUE INDEX signups_by_client_key ON signups (organisation_id, client_key_hash)
    WHERE client_key_hash IS NOT NULL;
CREATE UNIQUE INDEX signups_by_redirect_flow ON signups (organisation_id, redirect_flow_id)
    WHERE redirect_flow_id IS NOT NULL;
CREATE INDEX signups_by_browser ON signups (organisation_id, browser_hash, created_at);

CREATE TABLE signup_steps (
    organisation_id   INTEGER NOT NULL,
    signup_id         TEXT    NOT NULL,
    step              TEXT    NOT NULL,
    idempotency_key   TEXT    NOT NULL,
    state             TEXT    NOT NULL CHECK (state IN ('intended', 'succeeded', 'failed', 'unknown')),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, signup_id, step),
    FOREIGN KEY (organisation_id, signup_id) REFERENCES signups (organisation_id, id)
) STRICT;

-- What a later reconciler looks for: steps that have no known end.
CREATE INDEX signup_steps_open ON signup_steps (organisation_id, updated_at) WHERE state IN ('intended', 'unknown');

CREATE TABLE mandates (
    organisation_id            INTEGER NOT NULL,
    mandate_id                 TEXT    NOT NULL,
    signup_id                  TEXT    NOT NULL,
    customer_id                TEXT,
    customer_bank_account_id   TEXT,
    reference                  TEXT,
    scheme                     TEXT,
    next_possible_charge_date  TEXT,
    created_at                 INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, mandate_id),
    FOREIGN KEY (organisation_id, signup_id) REFERENCES signups (organisation_id, id)
) STRICT;

CREATE UNIQUE INDEX mandates_by_signup ON mandates (organisation_id, signup_id);

-- Written by the application, after the fact; no trigger and no key leads here, so it can fail alone.
CREATE TABLE audit_log (
    organisation_id   INTEGER NOT NULL,
    id                INTEGER NOT NULL,
    action            TEXT    NOT NULL,
    signup_id         TEXT    NOT NULL,
    detail            TEXT,
    created_at        INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, id)
) STRICT;
