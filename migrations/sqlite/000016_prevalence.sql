-- The share of spam among the user's mail, as the mail tells without labels; NULL: not known yet.
ALTER TABLE users ADD COLUMN prevalence REAL CHECK (prevalence > 0 AND prevalence < 1);
