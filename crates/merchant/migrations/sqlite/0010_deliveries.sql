-- Webhooks that are acknowledged and wait to be taken apart: while they come faster than that goes, only what they say is written.

CREATE TABLE deliveries (
    organisation_id   INTEGER NOT NULL,
    -- Under which id `event_contents` holds the webhook's body: its events' contents already are where they will be.
    contents_id       INTEGER NOT NULL,
    received_at       INTEGER NOT NULL,
    PRIMARY KEY (organisation_id, contents_id)
) STRICT, WITHOUT ROWID;
