-- The domain of the base whose head serves the user, as the user's unlabelled mail tells; NULL: none of them.
ALTER TABLE users ADD COLUMN domain TEXT;
