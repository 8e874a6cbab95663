-- The contents of events that came together are kept as one compressed text: a fifth of what is written for them.

CREATE TABLE event_contents (
    organisation_id   INTEGER NOT NULL,
    id                INTEGER NOT NULL,
    -- The events as they came, one after another, as an LZ4 block with its size before it.
    contents          BLOB    NOT NULL,
    PRIMARY KEY (organisation_id, id)
) STRICT;

-- Where in these contents an event is, in bytes; none where `content` holds it.
ALTER TABLE events ADD COLUMN contents_id INTEGER;
ALTER TABLE events ADD COLUMN contents_start INTEGER;
ALTER TABLE events ADD COLUMN contents_length INTEGER;

-- A resource has few events, so that no more than its id need stand in their index. Programs of before find them by it too, and
-- show events that came together without what they say.
DROP INDEX events_by_resource;
CREATE INDEX events_by_resource_id ON events (organisation_id, resource_id);
