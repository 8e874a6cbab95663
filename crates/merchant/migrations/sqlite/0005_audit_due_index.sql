-- What is due, the oldest first. Apart from the columns, so that nobody is kept from reading while it is made.
CREATE INDEX signups_audit_due ON signups (organisation_id, audit_since, id) WHERE audit_since IS NOT NULL;
