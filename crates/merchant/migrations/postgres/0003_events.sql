-- What GoCardless tells: its events as they came, the statuses that follow from them, how far its list was read.

CREATE TABLE events (
    organisation_id   BIGINT           NOT NULL,
    -- GoCardless's id; of an event without one, a hash of its content.
    event_key         TEXT COLLATE "C" NOT NULL,
    resource_type     TEXT COLLATE "C" NOT NULL,
    action            TEXT             NOT NULL,
    resource_id       TEXT COLLATE "C",
    -- The event's own time; none where it tells none that can be read.
    happened_at       BIGINT,
    received_at       BIGINT           NOT NULL,
    -- The event as it came, as JSON.
    content           TEXT             NOT NULL,
    state             TEXT             NOT NULL CHECK (state IN ('received', 'applied', 'parked')),
    leased_until      BIGINT,
    PRIMARY KEY (organisation_id, event_key)
);

CREATE INDEX events_waiting ON events (organisation_id, received_at) WHERE state = 'received';
CREATE INDEX events_by_receipt ON events (organisation_id, received_at, event_key);
CREATE INDEX events_by_resource ON events (organisation_id, resource_type, resource_id, happened_at);

-- The status of a mandate, payment or subscription, by the last event that changes it: last by the events' own time,
-- then by the rank of what happened, then by the event's key. So it does not matter in which order they come.
CREATE TABLE statuses (
    organisation_id   BIGINT           NOT NULL,
    resource_type     TEXT COLLATE "C" NOT NULL,
    resource_id       TEXT COLLATE "C" NOT NULL,
    status            TEXT             NOT NULL,
    happened_at       BIGINT           NOT NULL,
    rank              BIGINT           NOT NULL,
    event_key         TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (organisation_id, resource_type, resource_id)
);

CREATE TABLE event_polls (
    organisation_id   BIGINT NOT NULL,
    claimed_at        BIGINT NOT NULL,
    -- Everything that happened until then was read from GoCardless's list.
    read_until        BIGINT,
    PRIMARY KEY (organisation_id)
);

-- Access tokens that GoCardless has said to be dead, by their hash.
CREATE TABLE disconnections (
    organisation_id   BIGINT NOT NULL,
    token_hash        BYTEA  NOT NULL CHECK (length(token_hash) = 32),
    disconnected_at   BIGINT NOT NULL,
    PRIMARY KEY (organisation_id, token_hash)
);

-- Until when whoever finishes what was begun leaves a signup alone.
ALTER TABLE signups ADD COLUMN left_until BIGINT;
