-- Until when one instance has a signup for itself, so that no other works on it meanwhile. Ends by itself.
ALTER TABLE signups ADD COLUMN claimed_until BIGINT;

-- GoCardless's id of the request that told how far the step is, where it gave one.
ALTER TABLE signup_steps ADD COLUMN request_id TEXT;
