-- Lines of the audit log that are due wait in the row of their signup, written with what they tell of: they can neither be
-- lost nor fail that. Afterwards they are moved into the log, which can fail alone.

-- JSON objects with commas between them; empty when nothing is due.
ALTER TABLE signups ADD COLUMN audit_due TEXT;

-- When the first of them happened.
ALTER TABLE signups ADD COLUMN audit_since BIGINT;
