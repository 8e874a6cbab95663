-- What the steps of a self-hosted signup made, and when money is first taken.
-- Signups from before have no collection: the column stays empty, and no payment is made for them afterwards.

-- GoCardless's id of what the step made, where that is known.
ALTER TABLE signup_steps ADD COLUMN resource_id TEXT;

-- YYYY-MM-DD, of the first collection, once that is made.
ALTER TABLE signups ADD COLUMN first_charge_date TEXT;
