-- Keys that end by themselves, as in a link that a user is sent. NULL: never.
ALTER TABLE api_keys ADD COLUMN expires_at INTEGER;
